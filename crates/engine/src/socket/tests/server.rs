//! An HTTP server whose answers the test gives by hand.

use super::PATIENCE;
use std::collections::VecDeque;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// A request that waits for its answer; dropped, the connection is cut.
pub(super) struct Asked {
    /// Method and path.
    pub(super) what: String,
    pub(super) body: String,
    reply: oneshot::Sender<(u16, String)>,
}

impl Asked {
    pub(super) fn answer(self, status: u16, body: &str) {
        // Whoever asked may have gone.
        let _ = self.reply.send((status, body.to_owned()));
    }
}

pub(super) struct Server {
    pub(super) url: String,
    asked: mpsc::Receiver<Asked>,
    waiting: VecDeque<Asked>,
}

impl Server {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/a/websocket", listener.local_addr().unwrap());
        let (requests, asked) = mpsc::channel(64);
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                tokio::spawn(serve(tcp, requests.clone()));
            }
        });
        Self { url, asked, waiting: VecDeque::new() }
    }

    /// The next request, whatever it is.
    pub(super) async fn next(&mut self) -> Asked {
        match self.waiting.pop_front() {
            Some(asked) => asked,
            None => timeout(PATIENCE, self.asked.recv()).await.unwrap().unwrap(),
        }
    }

    /// The next request of this kind; what else is asked meanwhile waits.
    pub(super) async fn asked(&mut self, what: &str) -> Asked {
        if let Some(at) = self.waiting.iter().position(|asked| asked.what == what) {
            return self.waiting.remove(at).unwrap();
        }
        loop {
            let found = timeout(PATIENCE, self.asked.recv()).await;
            let asked = found.unwrap_or_else(|_| panic!("nobody asked {what}")).unwrap();
            if asked.what == what {
                return asked;
            }
            self.waiting.push_back(asked);
        }
    }

    /// Whether such a request has come and waits.
    pub(super) fn has(&mut self, what: &str) -> bool {
        while let Ok(asked) = self.asked.try_recv() {
            self.waiting.push_back(asked);
        }
        self.waiting.iter().any(|asked| asked.what == what)
    }

    /// Answers the next request of this kind.
    pub(super) async fn answer(&mut self, what: &str, status: u16, body: &str) {
        self.asked(what).await.answer(status, body);
    }
}

async fn serve(tcp: TcpStream, requests: mpsc::Sender<Asked>) -> Option<()> {
    let mut tcp = BufReader::new(tcp);
    loop {
        let (what, length) = head(&mut tcp).await?;
        let mut body = vec![0; length];
        tcp.read_exact(&mut body).await.ok()?;
        let (reply, answer) = oneshot::channel();
        let body = String::from_utf8(body).ok()?;
        requests.send(Asked { what, body, reply }).await.ok()?;
        let (status, body) = answer.await.ok()?;
        let text = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        tcp.write_all(text.as_bytes()).await.ok()?;
    }
}

/// Method and path, and the length of the body.
async fn head(tcp: &mut BufReader<TcpStream>) -> Option<(String, usize)> {
    let (mut first, mut length) = (String::new(), 0);
    tcp.read_line(&mut first).await.ok().filter(|&read| read > 0)?;
    loop {
        let mut line = String::new();
        tcp.read_line(&mut line).await.ok().filter(|&read| read > 0)?;
        if line.trim().is_empty() {
            return Some((first.trim().trim_end_matches(" HTTP/1.1").to_owned(), length));
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
}
