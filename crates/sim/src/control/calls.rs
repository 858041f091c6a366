//! Calls by the control interface.

use super::orders::{Notice, done, refused};
use crate::call::{CallRequest, CallView};
use crate::media::wav;
use crate::{OrderError, Sim};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

pub(super) async fn create(State(sim): State<Sim>, Json(request): Json<CallRequest>) -> Response {
    match sim.customer_calls(request) {
        Ok(call) => (StatusCode::CREATED, Json(call)).into_response(),
        Err(error) => refused(error),
    }
}

pub(super) async fn list(State(sim): State<Sim>) -> Json<Vec<CallView>> {
    Json(sim.calls())
}

pub(super) async fn show(State(sim): State<Sim>, Path(id): Path<u64>) -> Response {
    match sim.call(id) {
        Some(call) => Json(call).into_response(),
        None => refused(OrderError::NoSuchCall),
    }
}

pub(super) async fn hang_up(State(sim): State<Sim>, Path(id): Path<u64>) -> Response {
    done(sim.hang_up(id))
}

pub(super) async fn hold(State(sim): State<Sim>, Path(id): Path<u64>) -> Response {
    done(sim.hold(id, true))
}

pub(super) async fn resume(State(sim): State<Sim>, Path(id): Path<u64>) -> Response {
    done(sim.hold(id, false))
}

/// With `{"msg": …}` the supervisor says something.
pub(super) async fn terminate(
    State(sim): State<Sim>,
    Path(id): Path<u64>,
    notice: Option<Json<Notice>>,
) -> Response {
    done(match notice {
        Some(Json(notice)) => sim.terminate_saying(id, &notice.msg),
        None => sim.terminate(id),
    })
}

pub(super) async fn heard(State(sim): State<Sim>, Path(id): Path<u64>) -> Response {
    sound(sim.heard(id))
}

pub(super) async fn spoke(State(sim): State<Sim>, Path(id): Path<u64>) -> Response {
    sound(sim.spoke(id))
}

fn sound(samples: Option<Vec<i16>>) -> Response {
    match samples.and_then(|samples| wav(&samples)) {
        Some(wav) => ([(header::CONTENT_TYPE, "audio/wav")], wav).into_response(),
        None => refused(OrderError::NoSuchCall),
    }
}
