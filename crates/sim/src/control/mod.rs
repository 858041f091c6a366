//! The control interface: plain HTTP on loopback. See the crate's README for the table.

mod calls;
mod events;
mod orders;

use crate::Sim;
use axum::Router;
use axum::routing::{get, post, put};

/// Everything that steers a simulator.
pub(crate) fn router(sim: Sim) -> Router {
    Router::new()
        .route("/", get(orders::ready))
        .route("/calls", post(calls::create).get(calls::list))
        .route("/calls/{id}", get(calls::show))
        .route("/calls/{id}/hangup", post(calls::hang_up))
        .route("/calls/{id}/hold", post(calls::hold))
        .route("/calls/{id}/resume", post(calls::resume))
        .route("/calls/{id}/terminate", post(calls::terminate))
        .route("/calls/{id}/heard.wav", get(calls::heard))
        .route("/calls/{id}/spoke.wav", get(calls::spoke))
        .route("/customers/{number}", put(orders::customer))
        .route("/agents", get(orders::agents))
        .route("/agents/{extension}/messages", post(orders::message))
        .route("/agents/{extension}/notice", post(orders::notice))
        .route("/agents/{extension}/handset", put(orders::handset))
        .route("/agents/{extension}/requests", post(orders::request))
        .route("/colleagues", post(orders::colleague))
        .route("/unknowns", post(orders::unknowns).get(orders::current_unknowns))
        .route("/faults", post(orders::faults).get(orders::current_faults))
        .route("/events", get(events::log))
        .route("/shutdown", post(orders::shutdown))
        .with_state(sim)
}
