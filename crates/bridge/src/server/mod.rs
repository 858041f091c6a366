//! The door's body: sockets, timers, files. [`run`] owns the one [`crate::door::Door`] and carries out what it asks for;
//! [`listener`] accepts connections; each is served by a task of its own, first by [`http`], and by [`page`] when it has
//! become a WebSocket.

mod http;
mod listener;
mod page;
mod performer;
mod route;
mod run;
mod web_files;

pub(crate) use run::{Parts, Request, Run, Running};

use crate::door::ConnId;
use crate::policy::Origin;
use reo_model::Redacted;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Frames that may wait for a page; whoever lets more pile up does not read.
const FRAMES: usize = 256;

/// What a page's connection tells the loop.
#[derive(Debug)]
pub(crate) enum Visit {
    /// A page is here; what it is to hear goes in `queue`.
    Opened { conn: ConnId, origin: Origin, queue: mpsc::Sender<ToPage> },
    /// It said something.
    Text { conn: ConnId, text: Redacted<String> },
    /// It is gone.
    Closed { conn: ConnId },
}

/// What the loop tells a page's connection.
#[derive(Debug)]
pub(crate) enum ToPage {
    /// Send this.
    Text(Redacted<Arc<str>>),
    /// Close with this code (RFC 6455, section 7.4).
    Close(u16),
}

/// How long a connection may take.
mod patience {
    use super::Duration;

    /// A request's head.
    pub(super) const HEAD: Duration = Duration::from_secs(10);
    /// A request and its answer.
    pub(super) const REQUEST: Duration = Duration::from_secs(30);
    /// All pages' good-byes when Reo quits.
    pub(super) const QUIT: Duration = Duration::from_secs(3);
}
