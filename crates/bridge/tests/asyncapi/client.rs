//! A page whose every frame, both ways, has to be as the description says.

use crate::document::{Document, Schema, name_of};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Long enough for a machine that does much else besides.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const ORIGIN: &str = "https://crm.example.vn";

pub struct Client {
    socket: WebSocketStream<TcpStream>,
    says: Schema,
    hears: Schema,
    passed: Vec<Value>,
    /// Kinds of frames that came.
    pub heard: BTreeSet<String>,
}

impl Client {
    pub async fn connect(port: u16) -> Self {
        let mut request = format!("ws://127.0.0.1:{port}/reo/v1").into_client_request().unwrap();
        request.headers_mut().insert("origin", ORIGIN.parse().unwrap());
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let (socket, _) = client_async(request, stream).await.unwrap();
        let document = Document::read();
        let (says, hears) = (document.as_written("PageFrame"), document.exact("ReoFrame"));
        Self { socket, says, hears, passed: Vec::new(), heard: BTreeSet::new() }
    }

    /// Says hello and hears what comes of it.
    pub async fn hello(&mut self, more: Value) -> Value {
        let mut hello = json!({ "type": "hello", "versions": [1], "tab": "t1",
            "scopes": ["events", "dial", "control", "answer", "agents"] });
        hello.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.say(hello).await;
        self.hear().await
    }

    pub async fn say(&mut self, frame: Value) {
        assert!(self.says.is_valid(&frame), "{frame}\n{}", self.says.faults(&frame));
        self.send(&frame.to_string()).await;
    }

    /// Sends what need not be a frame.
    pub async fn send(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Sends a command under a name.
    pub async fn ask(&mut self, request: &str, command: Value) {
        self.say(json!({ "type": "command", "requestId": request, "command": command })).await;
    }

    /// Sends a command and hears its end.
    pub async fn reply(&mut self, request: &str, command: Value) -> Value {
        self.ask(request, command).await;
        self.end_of(request).await
    }

    /// Hears the end of a command.
    pub async fn end_of(&mut self, request: &str) -> Value {
        let frame = self.until(request, |one| one["type"] == "reply" && one["requestId"] == request).await;
        frame["result"].clone()
    }

    /// Hears an update in which an event of this kind is, and gives that event.
    pub async fn event(&mut self, kind: &str) -> Value {
        let of_kind = |frame: &Value| {
            frame["events"].as_array().and_then(|all| all.iter().find(|one| one["type"] == kind)).cloned()
        };
        let frame = self.until(kind, |frame| of_kind(frame).is_some()).await;
        of_kind(&frame).unwrap()
    }

    /// The first frame that is as asked and was not asked for before. What else came is kept: replies and updates come in any
    /// order.
    pub async fn until(&mut self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.passed.iter().position(&is_so) {
            return self.passed.remove(place);
        }
        let search = async {
            loop {
                let frame = self.next().await;
                if is_so(&frame) {
                    return frame;
                }
                self.passed.push(frame);
            }
        };
        timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("no {what}"))
    }

    pub async fn hear(&mut self) -> Value {
        self.until("frame", |_| true).await
    }

    async fn next(&mut self) -> Value {
        loop {
            match self.socket.next().await.unwrap().unwrap() {
                Message::Text(text) => return self.judge(serde_json::from_str(&text).unwrap()),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other}"),
            }
        }
    }

    fn judge(&mut self, frame: Value) -> Value {
        assert!(self.hears.is_valid(&frame), "{frame}\n{}", self.hears.faults(&frame));
        self.heard.insert(name_of(&frame));
        frame
    }
}
