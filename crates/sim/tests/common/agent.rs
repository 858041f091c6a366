//! An agent socket as a browser page would open it.

use super::{LIMIT, Rig};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

pub struct AgentSocket {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    numbers: HashMap<String, i64>,
    extension: String,
}

impl AgentSocket {
    /// Opens the socket; says nothing yet.
    pub async fn open(rig: &Rig, extension: &str) -> Self {
        let script = rig.constants().await;
        let stream = rig.tls("127.0.0.1").await;
        let (socket, _) = tokio_tungstenite::client_async(&rig.ready.agent_socket, stream).await.unwrap();
        Self { socket, numbers: numbers(&script), extension: extension.to_owned() }
    }

    /// Opens the socket and signs in; the answer `REFRESH_ID`.
    pub async fn sign_in(rig: &Rig, extension: &str) -> (Self, Value) {
        let mut socket = Self::open(rig, extension).await;
        socket.send_number(1_010_003, json!({"authenToken": rig.token(extension)})).await;
        let refresh = socket.expect("REFRESH_ID").await;
        socket.expect("LOGIN_RESPONSE_ID").await;
        (socket, refresh)
    }

    pub async fn send(&mut self, name: &str, fields: Value) {
        self.send_number(self.numbers[name], fields).await;
    }

    pub async fn send_number(&mut self, number: i64, mut fields: Value) {
        fields["objectId"] = json!(number);
        fields["agentId"] = json!(format!("agent{}", self.extension));
        fields["extension"] = json!(self.extension);
        self.socket.send(Message::text(fields.to_string())).await.unwrap();
    }

    /// The next message of that name; others are passed over.
    pub async fn expect(&mut self, name: &str) -> Value {
        let number = self.numbers[name];
        let found = tokio::time::timeout(LIMIT, async {
            loop {
                let text = self.socket.next().await.expect("the socket is open").unwrap();
                let Message::Text(text) = text else { continue };
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["objectId"] == json!(number) {
                    return message;
                }
            }
        });
        found.await.unwrap_or_else(|_| panic!("no {name} came"))
    }

    /// The `OUT_CALL_RESPONSE_ID` with that status, others passed over.
    pub async fn expect_out_call(&mut self, status: &str) -> Value {
        loop {
            let message = self.expect("OUT_CALL_RESPONSE_ID").await;
            if message["status"] == status {
                return message;
            }
            assert_ne!(message["status"], "ERROR", "{message}");
        }
    }

    /// Waits until the server has closed the socket.
    pub async fn closed(&mut self) {
        let end = async {
            while let Some(Ok(message)) = self.socket.next().await {
                if message.is_close() {
                    break;
                }
            }
        };
        tokio::time::timeout(LIMIT, end).await.expect("the server closes the socket");
    }
}

fn numbers(script: &str) -> HashMap<String, i64> {
    let line = |line: &str| {
        let (name, value) = line.strip_prefix("var ")?.split_once(" = ")?;
        Some((name.to_owned(), value.split(';').next()?.parse().ok()?))
    };
    script.lines().filter_map(line).collect()
}
