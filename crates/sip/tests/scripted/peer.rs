//! The scripted peer: a WebSocket server that says what a test tells it.

use crate::text::Text;
use futures_util::{SinkExt, StreamExt};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};

pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

static NUMBER: AtomicU32 = AtomicU32::new(1);

fn number() -> u32 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

pub struct Peer {
    pub listener: TcpListener,
}

impl Peer {
    pub async fn start() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    pub async fn accept_tcp(&self) -> TcpStream {
        self.listener.accept().await.unwrap().0
    }

    pub async fn accept(&self) -> Connection {
        Connection::upgrade(self.accept_tcp().await).await
    }
}

pub struct Connection {
    socket: WebSocketStream<Box<dyn Stream>>,
    /// Host and subprotocol of the opening request.
    pub host: String,
}

impl Connection {
    pub async fn upgrade(stream: impl Stream + 'static) -> Self {
        let mut host = String::new();
        #[expect(clippy::result_large_err, reason = "the library's type")]
        let answer = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            host = request.headers()["host"].to_str().unwrap().to_owned();
            assert_eq!(request.headers()["sec-websocket-protocol"], "sip");
            response.headers_mut().insert("sec-websocket-protocol", "sip".parse().unwrap());
            Ok(response)
        };
        let stream: Box<dyn Stream> = Box::new(stream);
        let socket = accept_hdr_async(stream, answer).await.unwrap();
        Self { socket, host }
    }

    /// The next frame, whatever it is.
    pub async fn frame(&mut self) -> Option<Message> {
        self.socket.next().await?.ok()
    }

    /// The next SIP message.
    pub async fn receive(&mut self) -> Text {
        loop {
            if let Message::Text(text) = self.frame().await.expect("the client is there") {
                return Text::parse(&text);
            }
        }
    }

    /// The next message, which has to be this request.
    pub async fn request(&mut self, method: &str) -> Text {
        let text = self.receive().await;
        assert_eq!(text.method(), method, "{text:?}");
        text
    }

    /// The next message, which has to be this response.
    pub async fn response(&mut self, status: u16) -> Text {
        let text = self.receive().await;
        assert_eq!(text.status(), status, "{text:?}");
        text
    }

    pub async fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Waits until the client has handled all that was said to it.
    pub async fn settle(&mut self) {
        let options = self.call("OPTIONS", &[], "").await;
        let answer = self.response(200).await;
        assert_eq!(answer.header("Call-ID"), options.header("Call-ID"));
    }

    /// The stream below the WebSocket.
    pub fn into_stream(self) -> Box<dyn Stream> {
        self.socket.into_inner()
    }

    /// Cuts the connection without a word.
    pub fn cut(self) {
        drop(self);
    }

    /// Answers a request, with further headers and a body.
    pub async fn reply(&mut self, to: &Text, status: &str, headers: &[&str], body: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for (name, value) in &to.headers {
            match name.as_str() {
                "Via" | "From" | "Call-ID" | "CSeq" | "Record-Route" => {
                    text += &format!("{name}: {value}\r\n")
                }
                "To" if value.contains(";tag=") || status.starts_with("100") => {
                    text += &format!("To: {value}\r\n")
                }
                "To" => text += &format!("To: {value};tag=peer\r\n"),
                _ => {}
            }
        }
        self.finish(text, headers, body).await;
    }

    async fn finish(&mut self, mut text: String, headers: &[&str], body: &str) {
        for header in headers {
            text += &format!("{header}\r\n");
        }
        if !body.is_empty() && !text.contains("\r\nContent-Type: ") {
            text += "Content-Type: application/sdp\r\n";
        }
        text += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.say(&text).await;
    }

    /// Takes a REGISTER and grants it for so many seconds.
    pub async fn take_registration(&mut self, seconds: u32) -> Text {
        let register = self.request("REGISTER").await;
        let contact = format!("Contact: <{}>;expires={seconds}", register.address("Contact"));
        self.reply(&register, "200 OK", &[&contact], "").await;
        register
    }

    /// Sends a request outside a dialog.
    pub async fn call(&mut self, method: &str, headers: &[&str], body: &str) -> Text {
        let n = number();
        let text = format!(
            "{method} sip:5000@client.invalid;transport=ws SIP/2.0\r\nVia: SIP/2.0/WS peer.invalid;branch=z9hG4bKp{n}\r\n\
             From: \"An \\\"A\\\" Trần\" <sip:0901234567@rig.test>;tag=f{n}\r\nTo: <sip:5000@rig.test>\r\n\
             Call-ID: c{n}@peer\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\n\
             Contact: <sip:peer@peer.invalid;transport=ws>\r\n"
        );
        let sent = Text::parse(&format!("{text}\r\n"));
        self.finish(text, headers, body).await;
        sent
    }

    /// Sends a request in a dialog that `call` began and `answer` (a response of the client's) joined.
    pub async fn inside(
        &mut self,
        dialog: &PeerDialog,
        sequence: u32,
        method: &str,
        headers: &[&str],
        body: &str,
    ) -> Text {
        let n = number();
        let PeerDialog { us, them, call_id, target } = dialog;
        let text = format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/WS peer.invalid;branch=z9hG4bKp{n}\r\nFrom: {us}\r\nTo: {them}\r\n\
             Call-ID: {call_id}\r\nCSeq: {sequence} {method}\r\nMax-Forwards: 70\r\n"
        );
        let sent = Text::parse(&format!("{text}\r\n"));
        self.finish(text, headers, body).await;
        sent
    }
}

/// A dialog as the peer sees it.
#[derive(Clone, Debug)]
pub struct PeerDialog {
    us: String,
    them: String,
    call_id: String,
    pub target: String,
}

impl PeerDialog {
    /// After our INVITE was answered by the client.
    pub fn of_answer(answer: &Text) -> Self {
        Self {
            us: answer.header("From").to_owned(),
            them: answer.header("To").to_owned(),
            call_id: answer.header("Call-ID").to_owned(),
            target: answer.address("Contact").to_owned(),
        }
    }

    /// After the client's INVITE was answered by us.
    pub fn of_invite(invite: &Text) -> Self {
        Self {
            us: format!("{};tag=peer", invite.header("To")),
            them: invite.header("From").to_owned(),
            call_id: invite.header("Call-ID").to_owned(),
            target: invite.address("Contact").to_owned(),
        }
    }
}

/// Contact of the peer in answers.
pub const CONTACT: &str = "Contact: <sip:peer@peer.invalid;transport=ws>";
