//! Everything of the control interface that is not a call or an event.

use crate::agent::{AgentView, Colleague};
use crate::customer::Behaviour;
use crate::faults::{FaultOrder, Faults};
use crate::unknowns::Unknowns;
use crate::{OrderError, ReadyLine, Sim};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use reo_model::Extension;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a supervisor says.
#[derive(Deserialize)]
pub(super) struct Notice {
    pub(super) msg: String,
}

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
    Json(fields): Json<Value>,
) -> Response {
    named(fields, |name, fields| sim.tell_agent(&Extension::new(extension), name, fields))
}

/// `{"name": "HOLD_REQUEST_ID", …}`: a message as the agent would send it.
pub(super) async fn request(
    State(sim): State<Sim>,
    Path(extension): Path<String>,
    Json(fields): Json<Value>,
) -> Response {
    named(fields, |name, fields| sim.agent_asks(&Extension::new(extension), name, &fields))
}

fn named(mut fields: Value, send: impl FnOnce(&str, Value) -> Result<(), OrderError>) -> Response {
    let name = fields.as_object_mut().and_then(|fields| fields.remove("name"));
    match name.as_ref().and_then(Value::as_str) {
        Some(name) => done(send(name, fields)),
        None => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    }
}

pub(super) async fn colleague(State(sim): State<Sim>, Json(colleague): Json<Colleague>) -> Response {
    done(sim.play(colleague))
}

/// `{"msg": …}`: a supervisor's notice.
pub(super) async fn notice(
    State(sim): State<Sim>,
    Path(extension): Path<String>,
    Json(notice): Json<Notice>,
) -> Response {
    done(sim.notify(&Extension::new(extension), &notice.msg))
}

pub(super) async fn handset(
    State(sim): State<Sim>,
    Path(extension): Path<String>,
    Json(behaviour): Json<Behaviour>,
) -> Response {
    done(sim.set_handset(&Extension::new(extension), behaviour))
}

pub(super) async fn unknowns(State(sim): State<Sim>, Json(changes): Json<Map<String, Value>>) -> Response {
    match sim.change_unknowns(&changes) {
        Some(unknowns) => Json(unknowns).into_response(),
        None => (StatusCode::UNPROCESSABLE_ENTITY, "no such switch, or not such a value").into_response(),
    }
}

pub(super) async fn current_unknowns(State(sim): State<Sim>) -> Json<Unknowns> {
    Json(sim.unknowns())
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

pub(super) fn done(result: Result<(), OrderError>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(error),
    }
}

pub(super) fn refused(error: OrderError) -> Response {
    let status = match error {
        OrderError::NoSuchAgent | OrderError::NoSuchCall => StatusCode::NOT_FOUND,
        OrderError::NoAgentFree | OrderError::WrongState => StatusCode::CONFLICT,
    };
    (status, Json(json!({"error": error.to_string()}))).into_response()
}
