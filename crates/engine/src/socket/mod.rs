//! The agent socket: texts both ways, by WebSocket or, where none is to be had, by long polling. One task for each socket;
//! what it reports carries its generation, so that the loop can drop what an older one still had to say.

mod dial;
mod memory;
mod polling;
mod web_socket;

use crate::happening::Happening;
use crate::http::Http;
use dial::{Connection, Dialler};
use memory::Memory;
use reo_model::Redacted;
use reo_phone::SocketInput;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// All that it takes to open a socket, by the one way or the other.
const OPEN: Duration = Duration::from_secs(10);
/// Texts that may wait for a slow connection.
const QUEUE: usize = 64;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// From one WebSocket ping to the next; a connection that carried nothing in between is dead.
    beat: Duration,
    /// What a host that was reached has to say yes or no to a socket. Both ways fit into one try.
    answer: Duration,
    /// A poll that the server holds for longer is asked again.
    held: Duration,
    /// From one poll that brings nothing to the next, where the server does not hold them.
    rest: Duration,
}

impl Limits {
    const USUAL: Self = Self {
        beat: Duration::from_secs(20),
        answer: Duration::from_secs(4),
        held: Duration::from_secs(90),
        rest: Duration::from_secs(1),
    };
}

/// The agent socket at the moment, if any.
#[derive(Debug)]
pub(crate) struct AgentSocket {
    dialler: Dialler,
    happenings: mpsc::Sender<Happening>,
    generation: u64,
    open: Option<OpenSocket>,
    /// The one that was closed last, which may still have something to send.
    closing: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct OpenSocket {
    texts: mpsc::Sender<Redacted<String>>,
    task: JoinHandle<()>,
}

impl AgentSocket {
    /// No socket yet.
    pub(crate) fn new(
        tls: Arc<rustls::ClientConfig>,
        http: Http,
        happenings: mpsc::Sender<Happening>,
    ) -> Self {
        let dialler = Dialler { tls, http, limits: Limits::USUAL, memory: Memory::default() };
        Self { dialler, happenings, generation: 0, open: None, closing: None }
    }

    /// Opens a socket, closing an older one.
    pub(crate) fn open(&mut self, url: &str) {
        self.close();
        let (texts, to_send) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(url.to_owned(), self.dialler.clone(), to_send, self.report()));
        self.open = Some(OpenSocket { texts, task });
    }

    /// Sends a text. A socket that does not keep up is given up: the session reconnects.
    pub(crate) fn send(&mut self, text: Redacted<String>) {
        let Some(open) = &self.open else { return };
        if let Err(mpsc::error::TrySendError::Full(_)) = open.texts.try_send(text) {
            tracing::warn!("the agent socket does not keep up");
            open.task.abort();
            let report = self.report();
            tokio::spawn(async move { report.send(SocketInput::Closed).await });
        }
    }

    /// Closes the socket; nothing of it is reported any more. What was sent before still goes out.
    pub(crate) fn close(&mut self) {
        self.generation += 1;
        if let Some(open) = self.open.take() {
            self.closing = Some(open.task);
        }
    }

    /// Closes the socket and waits until what was sent before is out.
    pub(crate) async fn shutdown(&mut self) {
        self.close();
        if let Some(closing) = self.closing.take() {
            // A panic there has been printed.
            let _ = closing.await;
        }
    }

    /// Whether a report is of the present socket.
    pub(crate) fn is_current(&self, generation: u64) -> bool {
        generation == self.generation
    }

    fn report(&self) -> Report {
        let heard = AtomicBool::new(false);
        Report { generation: self.generation, happenings: self.happenings.clone(), heard }
    }
}

/// How a socket's task talks to the loop.
struct Report {
    generation: u64,
    happenings: mpsc::Sender<Happening>,
    /// Whether the server has said anything.
    heard: AtomicBool,
}

impl Report {
    async fn send(&self, input: SocketInput) {
        let happening = Happening::Socket { generation: self.generation, input };
        // The loop is gone: there is nobody to tell.
        let _ = self.happenings.send(happening).await;
    }

    async fn text(&self, text: Redacted<String>) {
        self.heard.store(true, Ordering::Relaxed);
        self.send(SocketInput::Text(text)).await;
    }
}

async fn run(url: String, dialler: Dialler, texts: mpsc::Receiver<Redacted<String>>, report: Report) {
    match timeout(OPEN, dialler.open(&url)).await {
        Ok(Ok(connection)) => {
            report.send(SocketInput::Opened).await;
            talk(&url, connection, &dialler, texts, &report).await;
        }
        Ok(Err(error)) => tracing::warn!(%error, "the agent socket cannot be opened"),
        Err(_) => tracing::warn!("the agent socket cannot be opened in time"),
    }
    report.send(SocketInput::Closed).await;
}

async fn talk(
    url: &str,
    connection: Connection,
    dialler: &Dialler,
    texts: mpsc::Receiver<Redacted<String>>,
    report: &Report,
) {
    let (way, opened) = (connection.way(), Instant::now());
    match connection {
        Connection::WebSocket(socket) => {
            web_socket::talk(*socket, texts, dialler.limits.beat, report).await;
        }
        Connection::Polling(polling) => polling.talk(texts, report).await,
    }
    // Some proxies grant a WebSocket and let nothing through.
    let in_vain = !report.heard.load(Ordering::Relaxed) && opened.elapsed() >= dialler.limits.answer;
    if in_vain {
        dialler.memory.try_first(way.other(), url, Instant::now());
    }
}

#[cfg(test)]
mod tests;
