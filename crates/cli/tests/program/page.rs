//! A CRM's page at the door.

use super::PATIENCE;
use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::Instant;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client, client::IntoClientRequest};

/// A tab of a CRM.
pub struct Page(WebSocket<TcpStream>);

impl Page {
    /// Connects, says hello and asks to be let in.
    pub fn open(port: u16, origin: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("ws://127.0.0.1:{port}/reo/v1").into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let (socket, _) = client(request, stream).unwrap();
        let mut page = Self(socket);
        page.say(&json!({
            "type": "hello", "versions": [1], "tab": "a", "pair": true,
            "scopes": ["events", "dial", "control", "answer", "agents"],
        }));
        page
    }

    pub fn say(&mut self, frame: &Value) {
        self.0.send(Message::text(frame.to_string())).unwrap();
    }

    /// The next frame of this type.
    pub fn kind(&mut self, kind: &str) -> Value {
        let since = Instant::now();
        loop {
            match self.read(since) {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if frame["type"] == kind {
                        return frame;
                    }
                }
                Message::Close(frame) => panic!("closed before {kind}: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Pings come for ever; what is waited for does not.
    fn read(&mut self, since: Instant) -> Message {
        assert!(since.elapsed() < PATIENCE, "not in time");
        self.0.read().unwrap()
    }

    pub fn close_code(&mut self) -> u16 {
        let since = Instant::now();
        loop {
            if let Message::Close(Some(frame)) = self.read(since) {
                return frame.code.into();
            }
        }
    }
}
