//! Everything of the control interface that is not a call or an event.

use crate::agent::AgentView;
use crate::customer::Behaviour;
use crate::faults::{FaultOrder, Faults};
use crate::{OrderError, ReadyLine, Sim};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use reo_model::Extension;
use serde_json::{Value, json};

pub(super) async fn ready(State(sim): State<Sim>) -> Json<ReadyLine> {
    Json(sim.ready_line())
}

pub(super) async fn customer(
    State(sim): State<Sim>,
    Path(number): Path<String>,
    Json(behaviour): Json<Behaviour>,
) -> StatusCode {
    sim.set_customer(&number, behaviour);
    StatusCode::NO_CONTENT
}

pub(super) async fn agents(State(sim): State<Sim>) -> Json<Vec<AgentView>> {
    Json(sim.agents())
}

/// `{"name": "REPORT_RESPOND_ID", …}`: a message as the server would send it.
pub(super) async fn message(
    State(sim): State<Sim>,
    Path(extension): Path<String>,
    Json(mut fields): Json<Value>,
) -> Response {
    let name = fields.as_object_mut().and_then(|fields| fields.remove("name"));
    let Some(name) = name.as_ref().and_then(Value::as_str) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    match sim.tell_agent(&Extension::new(extension), name, fields) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(error),
    }
}

pub(super) async fn faults(State(sim): State<Sim>, Json(order): Json<FaultOrder>) -> Response {
    match sim.order_faults(&order) {
        Some(faults) => Json(faults).into_response(),
        None => (StatusCode::UNPROCESSABLE_ENTITY, "no such fault, or not such a value").into_response(),
    }
}

pub(super) async fn current_faults(State(sim): State<Sim>) -> Json<Faults> {
    Json(sim.faults())
}

pub(super) async fn shutdown(State(sim): State<Sim>) -> StatusCode {
    sim.ask_shutdown();
    StatusCode::NO_CONTENT
}

pub(super) fn refused(error: OrderError) -> Response {
    let status = match error {
        OrderError::NoSuchAgent | OrderError::NoSuchCall => StatusCode::NOT_FOUND,
        OrderError::NoAgentFree | OrderError::WrongState => StatusCode::CONFLICT,
    };
    (status, Json(json!({"error": error.to_string()}))).into_response()
}
