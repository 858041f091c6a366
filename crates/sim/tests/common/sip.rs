//! A SIP phone of plain text over one of the three transports.

use super::udp::UdpWire;
use super::{LIMIT, Rig};
use futures_util::{SinkExt, StreamExt};
use md5::{Digest, Md5};
use sha2::Sha256;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as WsMessage;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// The wire.
pub enum Wire {
    Wss(Box<WebSocketStream<TlsStream<TcpStream>>>),
    Ws(Box<WebSocketStream<TcpStream>>),
    Udp(UdpWire),
}

/// A message as text with its parts.
#[derive(Clone, Debug)]
pub struct Message {
    pub first: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Message {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a message has an end of its headers");
        let mut lines = head.split("\r\n");
        let first = lines.next().unwrap().to_owned();
        let pair = |line: &str| line.split_once(':').map(|(n, v)| (n.trim().to_owned(), v.trim().to_owned()));
        Self { first, headers: lines.filter_map(pair).collect(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    pub fn method(&self) -> &str {
        self.first.split(' ').next().unwrap()
    }

    pub fn status(&self) -> u16 {
        assert!(self.first.starts_with("SIP/2.0 "), "a response, not {}", self.first);
        self.first.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub fn is_request(&self) -> bool {
        !self.first.starts_with("SIP/2.0 ")
    }
}

pub struct Phone {
    pub wire: Wire,
    pub extension: String,
    domain: String,
    password: String,
    transport: &'static str,
    contact: String,
    cseq: u32,
}

impl Phone {
    pub async fn wss(rig: &Rig, extension: &str) -> Self {
        let mut request = rig.ready.sip_wss.clone().into_client_request().unwrap();
        request.headers_mut().insert("Sec-WebSocket-Protocol", "sip".parse().unwrap());
        let stream = rig.tls("127.0.0.1").await;
        let (socket, response) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        assert_eq!(response.headers()["sec-websocket-protocol"], "sip");
        let contact = format!("sip:{extension}@reo.invalid;transport=ws");
        Self::new(rig, extension, Wire::Wss(Box::new(socket)), "WSS", contact)
    }

    pub async fn ws(rig: &Rig, extension: &str) -> Self {
        let mut request = rig.ready.sip_ws.clone().unwrap().into_client_request().unwrap();
        request.headers_mut().insert("Sec-WebSocket-Protocol", "sip".parse().unwrap());
        let address = request.uri().authority().unwrap().to_string();
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        let contact = format!("sip:{extension}@reo.invalid;transport=ws");
        Self::new(rig, extension, Wire::Ws(Box::new(socket)), "WS", contact)
    }

    pub async fn udp(rig: &Rig, extension: &str) -> Self {
        let wire = UdpWire::open(rig.ready.sip_udp.unwrap()).await;
        let contact = format!("sip:{extension}@{}", wire.local());
        Self::new(rig, extension, Wire::Udp(wire), "UDP", contact)
    }

    fn new(rig: &Rig, extension: &str, wire: Wire, transport: &'static str, contact: String) -> Self {
        Self {
            wire,
            extension: extension.to_owned(),
            domain: rig.ready.sip_domain.clone(),
            password: rig.ready.sip_password.expose().clone(),
            transport,
            contact,
            cseq: 0,
        }
    }

    pub fn with_password(mut self, password: &str) -> Self {
        password.clone_into(&mut self.password);
        self
    }

    pub async fn send(&mut self, text: &str) {
        match &mut self.wire {
            Wire::Wss(socket) => socket.send(WsMessage::text(text)).await.unwrap(),
            Wire::Ws(socket) => socket.send(WsMessage::text(text)).await.unwrap(),
            Wire::Udp(wire) => wire.send(text).await,
        }
    }

    pub async fn receive(&mut self) -> Message {
        let text = tokio::time::timeout(LIMIT, async {
            match &mut self.wire {
                Wire::Wss(socket) => socket.next().await.unwrap().unwrap().into_text().unwrap().to_string(),
                Wire::Ws(socket) => socket.next().await.unwrap().unwrap().into_text().unwrap().to_string(),
                Wire::Udp(wire) => wire.receive().await,
            }
        });
        Message::parse(&text.await.expect("something comes"))
    }

    /// The next request of that method; anything else fails the test, but for repeated messages.
    pub async fn expect(&mut self, method: &str) -> Message {
        loop {
            let message = self.receive().await;
            if message.is_request() && message.method() == method {
                return message;
            }
            assert!(
                !message.is_request() || message.method() == "INVITE",
                "{method} wanted, not {}",
                message.first
            );
        }
    }

    /// The next response to a request of that method with at least this status.
    pub async fn response(&mut self, method: &str, at_least: u16) -> Message {
        loop {
            let message = self.receive().await;
            if !message.is_request()
                && message.header("CSeq").ends_with(method)
                && message.status() >= at_least
            {
                return message;
            }
        }
    }

    /// A request outside a dialog, with the headers that every one has; the branch is new.
    pub fn request(&mut self, method: &str, uri: &str, call_id: &str, extra: &str, body: &str) -> String {
        self.cseq += 1;
        let (to, length) =
            (if method == "REGISTER" { self.own_address() } else { uri.to_owned() }, body.len());
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{} reo.invalid;branch=z9hG4bK{:x};rport\r\nMax-Forwards: 70\r\n\
             From: <{}>;tag=own\r\nTo: <{to}>\r\nCall-ID: {call_id}\r\nCSeq: {} {method}\r\n\
             Contact: <{}>\r\n{extra}Content-Length: {length}\r\n\r\n{body}",
            self.transport,
            rand::random::<u64>(),
            self.own_address(),
            self.cseq,
            self.contact,
        )
    }

    fn own_address(&self) -> String {
        format!("sip:{}@{}", self.extension, self.domain)
    }

    /// Sends REGISTER, proves who it is when challenged; the final answer.
    pub async fn register(&mut self, expires: u32) -> Message {
        let uri = format!("sip:{}", self.domain);
        let call_id = format!("register-{}", rand::random::<u64>());
        let expires = format!("Expires: {expires}\r\n");
        let text = self.request("REGISTER", &uri, &call_id, &expires, "");
        self.send(&text).await;
        let challenge = self.response("REGISTER", 200).await;
        if challenge.status() != 401 {
            return challenge;
        }
        let proof = self.prove(challenge.header("WWW-Authenticate"), "REGISTER", &uri);
        let text =
            self.request("REGISTER", &uri, &call_id, &format!("{expires}Authorization: {proof}\r\n"), "");
        self.send(&text).await;
        self.response("REGISTER", 200).await
    }

    pub async fn registered(mut self) -> Self {
        assert_eq!(self.register(120).await.status(), 200);
        self
    }

    pub fn prove(&self, challenge: &str, method: &str, uri: &str) -> String {
        let value = |name: &str| {
            let start = challenge.find(&format!("{name}=")).unwrap() + name.len() + 1;
            challenge[start..].trim_start_matches('"').split(['"', ',']).next().unwrap().to_owned()
        };
        let (realm, nonce, algorithm) = (value("realm"), value("nonce"), value("algorithm"));
        let hash: fn(&str) -> String = if algorithm == "SHA-256" { hex::<Sha256> } else { hex::<Md5> };
        let ha1 = hash(&format!("{}:{realm}:{}", self.extension, self.password));
        let ha2 = hash(&format!("{method}:{uri}"));
        let response = hash(&format!("{ha1}:{nonce}:00000001:abc:auth:{ha2}"));
        format!(
            "Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm={algorithm}, \
             qop=auth, nc=00000001, cnonce=\"abc\", response=\"{response}\"",
            self.extension
        )
    }

    /// Answers a request.
    pub async fn answer(&mut self, request: &Message, status: u16, body: &str) {
        let mut text = format!("SIP/2.0 {status} Whatever\r\n");
        for name in ["Via", "From", "Call-ID", "CSeq"] {
            request.all(name).for_each(|value| text.push_str(&format!("{name}: {value}\r\n")));
        }
        let tag = if request.header("To").contains("tag=") { "" } else { ";tag=callee" };
        text.push_str(&format!("To: {}{tag}\r\nContact: <{}>\r\n", request.header("To"), self.contact));
        if !body.is_empty() {
            text.push_str("Content-Type: application/sdp\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        self.send(&text).await;
    }

    /// A request of ours in the dialog that `invite` (which came to us) made.
    pub async fn in_dialog(&mut self, invite: &Message, method: &str, body: &str) -> Message {
        self.cseq += 100;
        let target = invite.header("Contact").trim_start_matches('<').split('>').next().unwrap().to_owned();
        let text = format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/{} reo.invalid;branch=z9hG4bK{:x};rport\r\n\
             Max-Forwards: 70\r\nFrom: {};tag=callee\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} {method}\r\n\
             Contact: <{}>\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            self.transport,
            rand::random::<u64>(),
            invite.header("To"),
            invite.header("From"),
            invite.header("Call-ID"),
            self.cseq,
            self.contact,
            body.len(),
        );
        self.send(&text).await;
        let response = self.response(method, 200).await;
        if method == "INVITE" {
            let ack = text
                .replacen("INVITE", "ACK", 1)
                .replace(&format!("{} INVITE", self.cseq), &format!("{} ACK", self.cseq));
            let head = ack
                .split("\r\n\r\n")
                .next()
                .unwrap()
                .replace(&format!("Content-Length: {}", body.len()), "Content-Length: 0");
            self.send(&format!("{head}\r\n\r\n")).await;
        }
        response
    }

    /// The ACK of a final response to an INVITE of ours, in the given text form.
    pub async fn acknowledge(&mut self, invite: &str, response: &Message) {
        let head = invite.split("\r\n\r\n").next().unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with("Content-"));
        let ack: Vec<String> = lines
            .map(|line| match line.split(':').next().unwrap() {
                "To" => format!("To: {}", response.header("To")),
                "CSeq" => line.replace("INVITE", "ACK"),
                _ if line.starts_with("INVITE ") => line.replacen("INVITE", "ACK", 1),
                _ => line.to_owned(),
            })
            .collect();
        self.send(&format!("{}\r\nContent-Length: 0\r\n\r\n", ack.join("\r\n"))).await;
    }
}

fn hex<D: Digest>(text: &str) -> String {
    D::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
