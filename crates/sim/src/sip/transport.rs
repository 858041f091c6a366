//! Where SIP comes in: WebSockets (RFC 7118) and UDP.

use super::flow::Flow;
use crate::centre::Centre;
use axum::extract::ws::{Message, WebSocket};
use serde_json::json;
use std::sync::Arc;
use tokio::net::UdpSocket;
use tokio::sync::{Notify, mpsc};

const WAITING_MESSAGES: usize = 256;
const LONGEST_DATAGRAM: usize = 65_535;

/// Serves one SIP WebSocket.
pub(crate) async fn web_socket(centre: Arc<Centre>, mut socket: WebSocket, secure: bool) {
    let (out, mut outgoing) = mpsc::channel(WAITING_MESSAGES);
    let closing = Arc::new(Notify::new());
    let flow = Flow::web_socket(out, closing.clone(), secure);
    let stopped = centre.stopped();
    tokio::pin!(stopped);
    centre.events.add("sip.connected", json!({"secure": secure}));
    loop {
        tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Text(text))) => from_web_socket(&centre, &flow, text.as_bytes()),
                Some(Ok(Message::Binary(bytes))) => from_web_socket(&centre, &flow, &bytes),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            Some(text) = outgoing.recv() => {
                if socket.send(Message::Text(text.into())).await.is_err() { break }
            }
            // A drop on purpose is a drop: no closing handshake.
            () = closing.notified() => break,
            () = &mut stopped => break,
        }
    }
    drop(outgoing);
    centre.events.add("sip.disconnected", json!({"secure": secure}));
    centre.registrations.send_modify(|count| *count += 1);
}

fn from_web_socket(centre: &Arc<Centre>, flow: &Flow, bytes: &[u8]) {
    // Keep-alive by CRLF (RFC 7118, section 6; RFC 5626, section 4.4.1).
    match bytes {
        b"\r\n\r\n" => flow.send("\r\n"),
        b"\r\n" | b"" => {}
        _ => centre.sip_received(flow, bytes),
    }
}

/// Serves SIP over UDP.
pub(crate) async fn udp(centre: Arc<Centre>, socket: Arc<UdpSocket>) {
    let mut datagram = vec![0; LONGEST_DATAGRAM];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut datagram).await else { continue };
        let flow = Flow::udp(socket.clone(), peer);
        let bytes = &datagram[..length];
        if bytes.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
            centre.sip_received(&flow, bytes);
        }
    }
}
