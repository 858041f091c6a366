//! SIP over WebSocket (RFC 7118): dialling with the right name and trust, keep-alive, one frame a message.

use super::{LinkEvent, LinkReport, Protocol};
use crate::LineFailure;
use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::ServerName;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::mpsc,
    time::{Instant, sleep_until, timeout},
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Bytes, Error, Message, client::IntoClientRequest, handshake::client::Request, http::HeaderValue,
        protocol::WebSocketConfig,
    },
};
use url::Url;

/// Longest time for name, TCP, TLS and WebSocket together.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Largest message that is read. SDP with many candidates stays far below.
const MESSAGE_LIMIT: usize = 256 * 1024;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

type Socket = WebSocketStream<Box<dyn Stream>>;

/// Connects, then carries messages until the connection ends or `queue` is closed. Says why it ended.
pub(super) async fn carry(
    server: Url,
    tls: Arc<rustls::ClientConfig>,
    keep_alive: Duration,
    queue: mpsc::Receiver<String>,
    number: u64,
    reports: &mpsc::Sender<LinkReport>,
) -> LineFailure {
    let socket = match timeout(CONNECT_TIME, dial(&server, tls)).await {
        Ok(Ok(socket)) => socket,
        Ok(Err(failure)) => return failure,
        Err(_) => return LineFailure::Unreachable,
    };
    if reports.send((number, LinkEvent::Up)).await.is_err() {
        return LineFailure::Unreachable;
    }
    let carrier = Carrier { socket, number, reports, keep_alive, pinged: false };
    carrier.run(queue).await;
    LineFailure::Unreachable
}

async fn dial(server: &Url, tls: Arc<rustls::ClientConfig>) -> Result<Socket, LineFailure> {
    let protocol = Protocol::of(server).ok_or(LineFailure::Unreachable)?;
    let host = server.host_str().ok_or(LineFailure::Unreachable)?;
    let port = server.port_or_known_default().ok_or(LineFailure::Unreachable)?;
    // In an address an IPv6 host stands in brackets; resolver and certificate know it without.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let tcp = TcpStream::connect((host, port)).await.map_err(|_| LineFailure::Unreachable)?;
    let _ = tcp.set_nodelay(true);
    let stream: Box<dyn Stream> = match protocol {
        Protocol::Ws => Box::new(tcp),
        Protocol::Wss => Box::new(secure(host, tcp, tls).await?),
    };
    let limits =
        WebSocketConfig::default().max_message_size(Some(MESSAGE_LIMIT)).max_frame_size(Some(MESSAGE_LIMIT));
    let (socket, _) =
        client_async_with_config(upgrade(server)?, stream, Some(limits)).await.map_err(handshake_failure)?;
    Ok(socket)
}

/// TLS under the name that the address gives, so that SNI and the certificate's check use that name.
async fn secure(
    host: &str,
    tcp: TcpStream,
    tls: Arc<rustls::ClientConfig>,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, LineFailure> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| LineFailure::Unreachable)?;
    TlsConnector::from(tls).connect(name, tcp).await.map_err(|error| {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => {
                LineFailure::Certificate
            }
            Some(rustls::Error::InvalidMessage(_)) => LineFailure::NotUnderstood,
            _ => LineFailure::Unreachable,
        }
    })
}

/// The opening request; Host comes from the address, the subprotocol is a must (RFC 7118, section 4.1).
fn upgrade(server: &Url) -> Result<Request, LineFailure> {
    let mut request = server.as_str().into_client_request().map_err(|_| LineFailure::Unreachable)?;
    request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static("sip"));
    Ok(request)
}

fn handshake_failure(error: Error) -> LineFailure {
    match error {
        Error::Io(_) | Error::ConnectionClosed | Error::AlreadyClosed => LineFailure::Unreachable,
        // A gateway in front of a server that is down says so by status.
        Error::Http(response) if response.status().is_server_error() => LineFailure::Unreachable,
        _ => LineFailure::NotUnderstood,
    }
}

struct Carrier<'a> {
    socket: Socket,
    number: u64,
    reports: &'a mpsc::Sender<LinkReport>,
    keep_alive: Duration,
    /// A ping went out and nothing has been heard since.
    pinged: bool,
}

impl Carrier<'_> {
    async fn run(mut self, mut queue: mpsc::Receiver<String>) {
        let mut quiet_until = Instant::now() + self.keep_alive;
        loop {
            tokio::select! {
                frame = self.socket.next() => {
                    let Some(Ok(frame)) = frame else { return };
                    self.pinged = false;
                    quiet_until = Instant::now() + self.keep_alive;
                    if !self.receive(frame).await { return }
                }
                text = queue.recv() => {
                    let Some(text) = text else { break };
                    if !self.write(Message::text(text)).await { return }
                }
                () = sleep_until(quiet_until) => {
                    if self.pinged || !self.write(Message::Ping(Bytes::new())).await { return }
                    self.pinged = true;
                    quiet_until = Instant::now() + self.keep_alive;
                }
            }
        }
        let _ = timeout(self.keep_alive, self.socket.close(None)).await;
    }

    /// Whether to go on.
    async fn receive(&mut self, frame: Message) -> bool {
        let event = match frame {
            Message::Text(text) => text_event(text.as_str().to_owned()),
            Message::Binary(bytes) => match String::from_utf8(bytes.to_vec()) {
                Ok(text) => text_event(text),
                Err(_) => Some(LinkEvent::Garbage),
            },
            Message::Close(_) => return false,
            _ => None,
        };
        match event {
            Some(event) => self.reports.send((self.number, event)).await.is_ok(),
            None => true,
        }
    }

    async fn write(&mut self, message: Message) -> bool {
        // A peer that no longer reads must not hold back the keep-alive.
        matches!(timeout(self.keep_alive, self.socket.send(message)).await, Ok(Ok(())))
    }
}

/// Empty lines are somebody's keep-alive (RFC 5626, section 3.5.1), not a message.
fn text_event(text: String) -> Option<LinkEvent> {
    (!text.trim().is_empty()).then_some(LinkEvent::Text(text))
}
