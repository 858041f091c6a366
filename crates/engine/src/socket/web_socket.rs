//! The agent socket by WebSocket: one message a text frame.

use super::Report;
use super::dial::OpenError;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use reo_model::Redacted;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Bytes, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use url::Url;

/// A write that takes longer means that the connection is dead.
const WRITE: Duration = Duration::from_secs(10);
/// The agent list of a large tenant fits many times over.
pub(super) const MAX_MESSAGE: usize = 1 << 20;

/// A byte stream below the WebSocket, plain or TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(super) type WebSocket = WebSocketStream<Box<dyn Stream>>;

/// Connects, and asks for a WebSocket; the host has the time `answer` to say yes.
pub(super) async fn connect(
    url: &str,
    tls: Arc<rustls::ClientConfig>,
    answer: Duration,
) -> Result<WebSocket, OpenError> {
    let stream = reach(url, tls).await?;
    let limits =
        WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let asked = timeout(answer, client_async_with_config(url, stream, Some(limits))).await;
    let (socket, _) = asked.map_err(|_| OpenError::Silent)?.map_err(|_| OpenError::Refused)?;
    Ok(socket)
}

async fn reach(url: &str, tls: Arc<rustls::ClientConfig>) -> Result<Box<dyn Stream>, OpenError> {
    let address = Url::parse(url).map_err(|_| OpenError::Address)?;
    let host = address.host_str().ok_or(OpenError::Address)?;
    let secure = match address.scheme() {
        "wss" => true,
        "ws" => false,
        _ => return Err(OpenError::Address),
    };
    let port = address.port().unwrap_or(if secure { 443 } else { 80 });
    let bare_host = host.trim_start_matches('[').trim_end_matches(']');
    let tcp = TcpStream::connect((bare_host, port)).await?;
    tcp.set_nodelay(true)?;
    Ok(if secure { Box::new(encrypt(tcp, bare_host, tls).await?) } else { Box::new(tcp) })
}

async fn encrypt(
    tcp: TcpStream,
    host: &str,
    tls: Arc<rustls::ClientConfig>,
) -> Result<impl Stream + use<>, OpenError> {
    let name = rustls_pki_types::ServerName::try_from(host.to_owned()).map_err(|_| OpenError::Address)?;
    Ok(tokio_rustls::TlsConnector::from(tls).connect(name, tcp).await?)
}

/// Tells a connection that died without a word (a laptop that slept, another network) from a quiet one. What is
/// written to it says nothing: the system takes it for a quarter of an hour.
struct Pulse {
    beat: Interval,
    pinged: bool,
    heard: bool,
    /// The server has answered a ping before; one that never does is not judged by it.
    answers: bool,
}

impl Pulse {
    fn new(beat: Duration) -> Self {
        let mut beat = interval_at(Instant::now() + beat, beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { beat, pinged: false, heard: false, answers: false }
    }

    fn hear(&mut self, message: &Message) {
        self.heard = true;
        self.answers |= message.is_pong();
    }

    /// A ping is due: whether the one before was in vain.
    fn is_dead(&mut self) -> bool {
        let silent = !std::mem::take(&mut self.heard);
        std::mem::replace(&mut self.pinged, true) && self.answers && silent
    }
}

/// Until either side closes, or the connection is dead.
pub(super) async fn talk(
    socket: WebSocket,
    mut texts: mpsc::Receiver<Redacted<String>>,
    beat: Duration,
    report: &Report,
) {
    let mut pulse = Pulse::new(beat);
    let (mut sink, mut stream) = socket.split();
    loop {
        tokio::select! {
            text = texts.recv() => {
                let Some(text) = text else { return say_goodbye(sink).await };
                if write(&mut sink, Message::text(text.into_inner())).await.is_err() {
                    return;
                }
            }
            message = stream.next() => {
                let Some(Ok(message)) = message else { return };
                pulse.hear(&message);
                if !receive(message, report).await {
                    return;
                }
            }
            _ = pulse.beat.tick() => {
                if pulse.is_dead() {
                    return tracing::warn!("the agent socket is dead");
                }
                if write(&mut sink, Message::Ping(Bytes::new())).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Whether the server goes on.
async fn receive(message: Message, report: &Report) -> bool {
    match message {
        Message::Text(text) => {
            report.text(Redacted::new(text.as_str().to_owned())).await;
            true
        }
        Message::Close(_) => false,
        // Pings are answered below us with the next write or read; binary frames mean nothing here.
        _ => true,
    }
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> Result<(), tungstenite::Error> {
    let timed_out = || tungstenite::Error::Io(std::io::ErrorKind::TimedOut.into());
    timeout(WRITE, sink.send(message)).await.unwrap_or_else(|_| Err(timed_out()))
}

/// We close: the loop has already forgotten this socket.
async fn say_goodbye(mut sink: SplitSink<WebSocket, Message>) {
    let _ = timeout(Duration::from_secs(1), sink.send(Message::Close(None))).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_knows_no_pings_is_left_in_peace() {
        let mut pulse = Pulse::new(Duration::from_secs(20));
        for _ in 0..3 {
            assert!(!pulse.is_dead());
        }
        pulse.hear(&Message::text("x"));
        assert!(!pulse.is_dead() && !pulse.is_dead());
        pulse.hear(&Message::Pong(Bytes::new()));
        assert!(!pulse.is_dead());
        assert!(pulse.is_dead());
    }
}
