//! The provider's web side: sign-in, constants, and the doors of the two kinds of sockets.

mod cors;
mod poll;
mod sign_in;
mod sockets;

use crate::centre::Centre;
use axum::Router;
use axum::routing::{get, post};
use poll::Polls;
use std::sync::Arc;

/// What a request handler sees: the centre, and whether the request came over TLS.
#[derive(Clone)]
pub(super) struct Door {
    centre: Arc<Centre>,
    secure: bool,
    polls: Arc<Polls>,
}

/// Everything that is served on one port.
pub(crate) fn router(centre: Arc<Centre>, secure: bool) -> Router {
    let door = Door { centre, secure, polls: Arc::default() };
    Router::new()
        .route("/{domain}/thirdParty/login", post(sign_in::login))
        .route("/api/login/check-partner", get(sign_in::check_partner))
        .route("/js/embed/cs_const.js", get(sign_in::constants))
        .route("/websocket", get(sockets::agent))
        .route("/ws", get(sockets::sip))
        .route("/connect", get(poll::connect).post(poll::connect))
        .route("/poll/{id}", get(poll::poll).post(poll::poll))
        .route("/send/{id}", post(poll::send))
        .route("/disconnect/{id}", get(poll::disconnect).post(poll::disconnect))
        .layer(axum::middleware::from_fn(cors::permissive))
        .with_state(door)
}
