//! The doors of the agent socket and of SIP over WebSocket.

use super::Door;
use crate::{agent, sip};
use axum::extract::State;
use axum::extract::ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// `wss://…/websocket`.
pub(super) async fn agent(State(door): State<Door>, upgrade: Upgrade) -> Response {
    let faults = door.centre.faults();
    if faults.refuse_agent_socket {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if faults.refuse_web_socket {
        return StatusCode::FORBIDDEN.into_response();
    }
    match upgrade {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| agent::serve(door.centre, socket)),
        Err(rejection) => rejection.into_response(),
    }
}

/// `wss://…/ws`, subprotocol `sip` (RFC 7118, section 4.1).
pub(super) async fn sip(State(door): State<Door>, upgrade: Upgrade) -> Response {
    if door.centre.faults().refuse_sip_socket {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols(["sip"]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "the subprotocol is sip").into_response();
    }
    upgrade.on_upgrade(move |socket| sip::transport::web_socket(door.centre, socket, door.secure))
}
