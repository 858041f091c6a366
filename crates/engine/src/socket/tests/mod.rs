//! The agent socket against servers that a test plays by hand.

mod by_polling;
mod by_web_socket;
mod server;

use super::{AgentSocket, Limits};
use crate::happening::Happening;
use crate::http::Http;
use reo_phone::SocketInput;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Long enough for a machine that does much else besides.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the loop hears.
struct Heard(mpsc::Receiver<Happening>);

impl Heard {
    async fn next(&mut self) -> (u64, SocketInput) {
        match timeout(PATIENCE, self.0.recv()).await.unwrap().unwrap() {
            Happening::Socket { generation, input } => (generation, input),
            other => panic!("{other:?}"),
        }
    }

    async fn opened(&mut self) {
        let input = self.next().await.1;
        assert!(matches!(input, SocketInput::Opened), "{input:?}");
    }

    async fn closed(&mut self) {
        let input = self.next().await.1;
        assert!(matches!(input, SocketInput::Closed), "{input:?}");
    }

    async fn text(&mut self) -> String {
        match self.next().await.1 {
            SocketInput::Text(text) => text.into_inner(),
            other => panic!("{other:?}"),
        }
    }
}

fn socket(limits: Limits) -> (AgentSocket, Heard) {
    let (happenings, heard) = mpsc::channel(16);
    let tls = reo_sip::tls::client_config(None);
    let http = Http::new(&tls).unwrap();
    let mut socket = AgentSocket::new(tls, http, happenings);
    socket.dialler.limits = limits;
    (socket, Heard(heard))
}
