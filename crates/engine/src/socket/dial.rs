//! Opening the agent socket by the way that is to be had.

use super::Limits;
use super::memory::{Memory, Way};
use super::polling::{self, Polling, PollingError};
use super::web_socket::{self, WebSocket};
use crate::http::Http;
use reo_contact_centre::polling::PollAddress;
use std::sync::Arc;
use std::time::Instant;

/// What it takes to open a socket.
#[derive(Clone, Debug)]
pub(super) struct Dialler {
    pub(super) tls: Arc<rustls::ClientConfig>,
    pub(super) http: Http,
    pub(super) limits: Limits,
    pub(super) memory: Memory,
}

/// An open socket.
pub(super) enum Connection {
    WebSocket(Box<WebSocket>),
    Polling(Polling),
}

impl Connection {
    pub(super) const fn way(&self) -> Way {
        match self {
            Self::WebSocket(_) => Way::WebSocket,
            Self::Polling(_) => Way::Polling,
        }
    }
}

/// Why there is no socket; only for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenError {
    #[error("not a WebSocket address")]
    Address,
    #[error("no connection: {0}")]
    Io(#[from] std::io::Error),
    #[error("no WebSocket there")]
    Refused,
    #[error("no answer to the wish for a WebSocket")]
    Silent,
    #[error("no polling: {0}")]
    Polling(#[from] PollingError),
}

impl OpenError {
    /// Whether the other way may still lead there.
    const fn leaves_hope(&self) -> bool {
        matches!(self, Self::Refused | Self::Silent | Self::Polling(_))
    }
}

impl Dialler {
    /// By the way that is tried first, else by the other one, which then comes first at the next try.
    pub(super) async fn open(&self, url: &str) -> Result<Connection, OpenError> {
        self.close_what_was_left().await;
        let first = self.memory.first(url, Instant::now());
        match self.open_by(first, url).await {
            Err(error) if error.leaves_hope() => {
                tracing::debug!(%error, "the agent socket is tried by the other way");
                self.memory.try_first(first.other(), url, Instant::now());
                self.open_by(first.other(), url).await
            }
            result => result,
        }
    }

    async fn open_by(&self, way: Way, url: &str) -> Result<Connection, OpenError> {
        match way {
            Way::WebSocket => {
                let socket = web_socket::connect(url, self.tls.clone(), self.limits.answer).await?;
                Ok(Connection::WebSocket(Box::new(socket)))
            }
            Way::Polling => {
                let address = PollAddress::beside(url).ok_or(OpenError::Address)?;
                let polling = Polling::open(address, self).await?;
                tracing::info!("the agent socket goes by long polling: no WebSocket is to be had");
                Ok(Connection::Polling(polling))
            }
        }
    }

    /// A server that is polled cannot see that a client is gone: the session that was cut would keep the voice right.
    async fn close_what_was_left(&self) {
        if let Some(session) = self.memory.take_left()
            && !polling::close(&self.http, &session).await
        {
            self.memory.leave(session);
        }
    }
}
