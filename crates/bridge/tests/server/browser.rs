//! A page in a browser, and a client of plain HTTP, both without any of the door's own code.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Long enough for a machine that does much else besides.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const CRM: &str = "https://crm.example.vn";
pub const OTHER: &str = "https://other.example.vn";

/// Waits for something, for a while.
pub async fn soon<T>(what: &str, thing: impl Future<Output = T>) -> T {
    timeout(PATIENCE, thing).await.unwrap_or_else(|_| panic!("not in time: {what}"))
}

/// A tab with a WebSocket to the door.
pub struct Page {
    socket: WebSocketStream<TcpStream>,
    /// What was heard while something else was waited for.
    passed: VecDeque<Value>,
}

impl Page {
    pub async fn connect(port: u16, origin: &str) -> Self {
        Self::try_connect(port, Some(origin)).await.unwrap()
    }

    /// The status that the door answers with where it does not talk.
    pub async fn try_connect(port: u16, origin: Option<&str>) -> Result<Self, u16> {
        Self::connect_at(Ipv4Addr::LOCALHOST.into(), port, origin).await
    }

    pub async fn connect_at(ip: IpAddr, port: u16, origin: Option<&str>) -> Result<Self, u16> {
        let stream = TcpStream::connect((ip, port)).await.unwrap();
        Self::over(stream, ip, origin).await
    }

    /// A tab whose socket takes in little while it is not read.
    pub async fn narrow(port: u16, origin: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(2048).unwrap();
        let stream = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await.unwrap();
        Self::over(stream, Ipv4Addr::LOCALHOST.into(), Some(origin)).await.unwrap()
    }

    async fn over(stream: TcpStream, ip: IpAddr, origin: Option<&str>) -> Result<Self, u16> {
        let port = stream.peer_addr().unwrap().port();
        let host = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
        let mut request = format!("ws://{host}:{port}/reo/v1").into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match soon("a handshake", client_async(request, stream)).await {
            Ok((socket, _)) => Ok(Self { socket, passed: VecDeque::new() }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A page that says hello as `tab`, and what it is answered first.
    pub async fn greet(port: u16, origin: &str, tab: &str, more: Value) -> (Self, Value) {
        let mut page = Self::connect(port, origin).await;
        let answer = page.hello(tab, more).await;
        (page, answer)
    }

    /// A page of an origin that is allowed.
    pub async fn enter(port: u16, origin: &str, tab: &str) -> (Self, Value) {
        let (page, answer) = Self::greet(port, origin, tab, json!({})).await;
        assert_eq!(answer["type"], "welcome", "{answer}");
        (page, answer)
    }

    pub async fn hello(&mut self, tab: &str, more: Value) -> Value {
        let mut hello = json!({
            "type": "hello", "versions": [1], "tab": tab, "name": "The CRM",
            "scopes": ["events", "dial", "control", "answer", "agents"],
        });
        hello.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.say(&hello).await;
        self.hear().await
    }

    pub async fn say(&mut self, frame: &Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    pub async fn send(&mut self, message: Message) {
        soon("a frame to be sent", self.socket.send(message)).await.unwrap();
    }

    /// Hands a frame to the socket; it goes out with what follows.
    pub async fn feed(&mut self, frame: &Value) {
        soon("a frame to be taken", self.socket.feed(Message::text(frame.to_string()))).await.unwrap();
    }

    /// The next frame.
    pub async fn hear(&mut self) -> Value {
        match self.passed.pop_front() {
            Some(frame) => frame,
            None => soon("a frame", self.next()).await,
        }
    }

    async fn next(&mut self) -> Value {
        loop {
            match self.socket.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("not a frame: {other:?}"),
            }
        }
    }

    /// The first frame that is as asked, of those that nobody waited for and those that come.
    pub async fn until(&mut self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.passed.iter().position(&is_so) {
            return self.passed.remove(place).unwrap();
        }
        let search = async {
            loop {
                let frame = self.next().await;
                if is_so(&frame) {
                    return frame;
                }
                self.passed.push_back(frame);
            }
        };
        soon(what, search).await
    }

    pub async fn kind(&mut self, kind: &str) -> Value {
        self.until(kind, |frame| frame["type"] == kind).await
    }

    /// The next update with an event of this type in it.
    pub async fn event(&mut self, kind: &str) -> Value {
        let has = |frame: &Value| {
            frame["events"].as_array().is_some_and(|all| all.iter().any(|event| event["type"] == kind))
        };
        self.until(kind, |frame| frame["type"] == "update" && has(frame)).await
    }

    pub async fn ask(&mut self, id: &str, command: Value) {
        self.say(&json!({ "type": "command", "requestId": id, "command": command })).await;
    }

    /// How a command ends.
    pub async fn reply(&mut self, id: &str) -> Value {
        self.until(id, |frame| frame["type"] == "reply" && frame["requestId"] == id).await["result"].clone()
    }

    pub async fn command(&mut self, id: &str, command: Value) -> Value {
        self.ask(id, command).await;
        self.reply(id).await
    }

    /// The code that the door closes with; frames before that are passed over.
    pub async fn close_code(&mut self) -> u16 {
        let search = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                    Some(Ok(Message::Text(_) | Message::Ping(_) | Message::Pong(_))) => {}
                    other => panic!("not closed: {other:?}"),
                }
            }
        };
        soon("the end", search).await
    }

    /// The tab is closed.
    pub async fn leave(mut self) {
        let farewell = async {
            self.socket.close(None).await.unwrap();
            // Until the door has said good-bye too.
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        soon("the door's good-bye", farewell).await;
    }
}

/// An answer of plain HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let value =
            |line: &'_ str| line.split_once(':').is_some_and(|(one, _)| one.eq_ignore_ascii_case(name));
        self.head
            .lines()
            .find(|line| value(line))
            .and_then(|line| line.split_once(": "))
            .map(|(_, text)| text)
    }
}

/// Sends a head as it stands, and gives what comes back until the door hangs up; `None` when it does so without a word.
pub async fn try_ask(port: u16, head: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    // The door may have answered, and hung up, before it had everything.
    let _ = stream.write_all(format!("{head}\r\n\r\n").as_bytes()).await;
    let mut whole = Vec::new();
    let _ = soon("an answer", stream.read_to_end(&mut whole)).await;
    let whole = String::from_utf8(whole).unwrap();
    let (head, body) = whole.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// As [`try_ask`], of a door that has an answer.
pub async fn ask(port: u16, head: &str) -> Answer {
    try_ask(port, head).await.unwrap_or_else(|| panic!("no answer to {head}"))
}

/// A plain request for a path, under the right name.
pub async fn get(port: u16, path: &str) -> Answer {
    ask(port, &plain(port, path)).await
}

pub fn plain(port: u16, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}")
}
