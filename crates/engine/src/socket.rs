//! The agent socket: text frames over WebSocket. One task for each socket; what it reports carries its generation, so
//! that the loop can drop what an older one still had to say.

use crate::happening::Happening;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use reo_model::Redacted;
use reo_phone::SocketInput;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Bytes, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use url::Url;

/// Name resolution, TCP, TLS and the WebSocket handshake together.
const CONNECT: Duration = Duration::from_secs(10);
/// A write that takes longer means that the connection is dead.
const WRITE: Duration = Duration::from_secs(10);
/// The agent list of a large tenant fits many times over.
const MAX_MESSAGE: usize = 1 << 20;
/// Texts that may wait for a slow connection.
const QUEUE: usize = 64;
/// From one WebSocket ping to the next; a connection that carried nothing in between is dead.
const BEAT: Duration = Duration::from_secs(20);

/// A byte stream below the WebSocket, plain or TLS.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

type WebSocket = WebSocketStream<Box<dyn Stream>>;

/// The agent socket at the moment, if any.
#[derive(Debug)]
pub(crate) struct AgentSocket {
    tls: Arc<rustls::ClientConfig>,
    happenings: mpsc::Sender<Happening>,
    generation: u64,
    beat: Duration,
    open: Option<OpenSocket>,
}

#[derive(Debug)]
struct OpenSocket {
    texts: mpsc::Sender<Redacted<String>>,
    task: JoinHandle<()>,
}

impl AgentSocket {
    /// No socket yet.
    pub(crate) fn new(tls: Arc<rustls::ClientConfig>, happenings: mpsc::Sender<Happening>) -> Self {
        Self { tls, happenings, generation: 0, beat: BEAT, open: None }
    }

    /// Opens a socket, closing an older one.
    pub(crate) fn open(&mut self, url: &str) {
        self.close();
        let (texts, to_send) = mpsc::channel(QUEUE);
        let report = Report { generation: self.generation, happenings: self.happenings.clone() };
        let task =
            tokio::spawn(run(url.to_owned(), self.tls.clone(), to_send, Pulse::new(self.beat), report));
        self.open = Some(OpenSocket { texts, task });
    }

    /// Sends a text. A socket that does not keep up is given up: the session reconnects.
    pub(crate) fn send(&mut self, text: Redacted<String>) {
        let Some(open) = &self.open else { return };
        if let Err(mpsc::error::TrySendError::Full(_)) = open.texts.try_send(text) {
            tracing::warn!("the agent socket does not keep up");
            open.task.abort();
            let report = Report { generation: self.generation, happenings: self.happenings.clone() };
            tokio::spawn(async move { report.send(SocketInput::Closed).await });
        }
    }

    /// Closes the socket; nothing of it is reported any more. What was sent before still goes out.
    pub(crate) fn close(&mut self) {
        self.generation += 1;
        self.open = None;
    }

    /// Whether a report is of the present socket.
    pub(crate) fn is_current(&self, generation: u64) -> bool {
        generation == self.generation
    }
}

/// How a socket's task talks to the loop.
struct Report {
    generation: u64,
    happenings: mpsc::Sender<Happening>,
}

impl Report {
    async fn send(&self, input: SocketInput) {
        let happening = Happening::Socket { generation: self.generation, input };
        // The loop is gone: there is nobody to tell.
        let _ = self.happenings.send(happening).await;
    }
}

async fn run(
    url: String,
    tls: Arc<rustls::ClientConfig>,
    texts: mpsc::Receiver<Redacted<String>>,
    pulse: Pulse,
    report: Report,
) {
    match timeout(CONNECT, connect(&url, tls)).await {
        Ok(Ok(socket)) => {
            report.send(SocketInput::Opened).await;
            talk(socket, texts, pulse, &report).await;
        }
        Ok(Err(error)) => tracing::warn!(%error, "the agent socket cannot be opened"),
        Err(_) => tracing::warn!("the agent socket cannot be opened in time"),
    }
    report.send(SocketInput::Closed).await;
}

/// Why there is no socket; only for the log.
#[derive(Debug, thiserror::Error)]
enum ConnectError {
    #[error("not a WebSocket address")]
    Address,
    #[error("no connection: {0}")]
    Io(#[from] std::io::Error),
    #[error("no WebSocket there")]
    Handshake,
}

async fn connect(url: &str, tls: Arc<rustls::ClientConfig>) -> Result<WebSocket, ConnectError> {
    let address = Url::parse(url).map_err(|_| ConnectError::Address)?;
    let host = address.host_str().ok_or(ConnectError::Address)?;
    let secure = match address.scheme() {
        "wss" => true,
        "ws" => false,
        _ => return Err(ConnectError::Address),
    };
    let port = address.port().unwrap_or(if secure { 443 } else { 80 });
    let bare_host = host.trim_start_matches('[').trim_end_matches(']');
    let tcp = TcpStream::connect((bare_host, port)).await?;
    tcp.set_nodelay(true)?;
    let stream: Box<dyn Stream> =
        if secure { Box::new(encrypt(tcp, bare_host, tls).await?) } else { Box::new(tcp) };
    let limits =
        WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let (socket, _) =
        client_async_with_config(url, stream, Some(limits)).await.map_err(|_| ConnectError::Handshake)?;
    Ok(socket)
}

async fn encrypt(
    tcp: TcpStream,
    host: &str,
    tls: Arc<rustls::ClientConfig>,
) -> Result<impl Stream + use<>, ConnectError> {
    let name = rustls_pki_types::ServerName::try_from(host.to_owned()).map_err(|_| ConnectError::Address)?;
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
async fn talk(
    socket: WebSocket,
    mut texts: mpsc::Receiver<Redacted<String>>,
    mut pulse: Pulse,
    report: &Report,
) {
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
            report.send(SocketInput::Text(Redacted::new(text.as_str().to_owned()))).await;
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
    use tokio::net::TcpListener;

    type Server = WebSocketStream<TcpStream>;

    async fn pair() -> (AgentSocket, mpsc::Receiver<Happening>, Server) {
        pair_with(BEAT).await
    }

    async fn pair_with(beat: Duration) -> (AgentSocket, mpsc::Receiver<Happening>, Server) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/websocket", listener.local_addr().unwrap());
        let (happenings, heard) = mpsc::channel(16);
        let mut socket = AgentSocket::new(reo_sip::tls::client_config(None), happenings);
        socket.beat = beat;
        socket.open(&url);
        let (tcp, _) = listener.accept().await.unwrap();
        (socket, heard, tokio_tungstenite::accept_async(tcp).await.unwrap())
    }

    async fn next(heard: &mut mpsc::Receiver<Happening>) -> (u64, SocketInput) {
        match heard.recv().await.unwrap() {
            Happening::Socket { generation, input } => (generation, input),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn texts_go_both_ways() {
        let (mut socket, mut heard, mut server) = pair().await;
        assert!(matches!(next(&mut heard).await.1, SocketInput::Opened));
        socket.send(Redacted::from("to the server"));
        assert_eq!(server.next().await.unwrap().unwrap(), Message::text("to the server"));
        server.send(Message::text("to the agent")).await.unwrap();
        assert!(
            matches!(next(&mut heard).await.1, SocketInput::Text(text) if text.expose() == "to the agent")
        );
        server.close(None).await.unwrap();
        assert!(matches!(next(&mut heard).await.1, SocketInput::Closed));
    }

    #[tokio::test]
    async fn what_was_sent_before_the_end_still_goes_out_and_nothing_of_the_past_counts() {
        let (mut socket, mut heard, mut server) = pair().await;
        let (generation, _) = next(&mut heard).await;
        assert!(socket.is_current(generation));
        socket.send(Redacted::from("good-bye"));
        socket.close();
        assert_eq!(server.next().await.unwrap().unwrap(), Message::text("good-bye"));
        assert!(matches!(server.next().await, Some(Ok(Message::Close(_)))));
        assert!(!socket.is_current(generation));
    }

    #[tokio::test]
    async fn a_message_beyond_all_measure_ends_the_socket() {
        let (_socket, mut heard, mut server) = pair().await;
        assert!(matches!(next(&mut heard).await.1, SocketInput::Opened));
        // The write may fail half-way: the other side has closed by then.
        let _ = server.send(Message::text("x".repeat(MAX_MESSAGE + 1))).await;
        assert!(matches!(next(&mut heard).await.1, SocketInput::Closed));
    }

    #[tokio::test]
    async fn a_connection_that_has_died_without_a_word_is_given_up() {
        let (_socket, mut heard, mut server) = pair_with(Duration::from_millis(50)).await;
        assert!(matches!(next(&mut heard).await.1, SocketInput::Opened));
        // A ping is answered by reading it and what comes after it; from then on nobody reads.
        for _ in 0..2 {
            assert!(matches!(server.next().await, Some(Ok(Message::Ping(_)))));
        }
        assert!(matches!(next(&mut heard).await.1, SocketInput::Closed));
    }

    #[tokio::test]
    async fn a_server_that_knows_no_pings_is_left_in_peace() {
        let mut pulse = Pulse::new(BEAT);
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
