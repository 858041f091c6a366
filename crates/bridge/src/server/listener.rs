//! Listening on this computer's own addresses.

use super::{Visit, http, patience};
use crate::door::ConnId;
use crate::policy::limits;
use crate::view;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Connections of all kinds: pages, and about as many again that load files.
#[expect(clippy::cast_possible_truncation, reason = "a few hundred")]
const SOCKETS: u32 = 2 * limits::CONNECTIONS as u32;
/// Ports that the system chooses and that are tried, where the choice is its own: another program may have the same one on
/// ::1.
const TRIES: usize = 8;
/// A pause after the system refused a connection, for want of file handles most likely.
const PAUSE: Duration = Duration::from_millis(100);

/// What a connection needs of the door.
#[derive(Clone, Debug)]
pub(super) struct Doorway {
    pub(super) port: u16,
    pub(super) visits: mpsc::Sender<Visit>,
    last: Arc<AtomicU64>,
    /// Also tells when all are gone.
    places: Arc<Semaphore>,
}

impl Doorway {
    pub(super) fn next_conn(&self) -> ConnId {
        ConnId(self.last.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// Opens and closes the door's sockets.
#[derive(Debug)]
pub(crate) struct Listener {
    ports: Vec<u16>,
    doorway: Doorway,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    port: u16,
    /// Dropped to stop.
    stop: watch::Sender<()>,
    accepting: JoinHandle<()>,
}

impl Listener {
    /// Closed; will listen on the first of `ports` that is free.
    pub(crate) fn new(ports: Vec<u16>, visits: mpsc::Sender<Visit>) -> Self {
        let places = Arc::new(Semaphore::new(SOCKETS as usize));
        Self { ports, doorway: Doorway { port: 0, visits, last: Arc::default(), places }, open: None }
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Listens, if it does not yet.
    pub(crate) async fn open(&mut self) -> view::Door {
        if let Some(open) = &self.open {
            return view::Door::Open { port: open.port };
        }
        let Some((port, sockets)) = first_free(&self.ports).await else {
            tracing::warn!("all ports of the door are taken");
            return view::Door::NoPort;
        };
        let (stop, stopped) = watch::channel(());
        let doorway = Doorway { port, ..self.doorway.clone() };
        let accepting = tokio::spawn(accept(sockets, doorway, stopped));
        self.open = Some(Open { port, stop, accepting });
        view::Door::Open { port }
    }

    /// Listens no more when this returns. Pages that are here are not closed by it.
    pub(crate) async fn close(&mut self) {
        if let Some(open) = self.open.take() {
            drop(open.stop);
            // A task that died listens no more either.
            let _ = open.accepting.await;
        }
    }

    /// Waits until all connections are gone, for a while.
    pub(crate) async fn gone(&self) {
        let _ = timeout(patience::QUIT, self.doorway.places.acquire_many(SOCKETS)).await;
    }
}

/// 127.0.0.1, and ::1 where this computer has it.
#[derive(Debug)]
struct Sockets {
    v4: TcpListener,
    v6: Option<TcpListener>,
}

impl Sockets {
    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let Some(v6) = &self.v6 else { return self.v4.accept().await };
        tokio::select! {
            visitor = self.v4.accept() => visitor,
            visitor = v6.accept() => visitor,
        }
    }
}

async fn first_free(ports: &[u16]) -> Option<(u16, Sockets)> {
    for port in ports {
        let tries = if *port == 0 { TRIES } else { 1 };
        for _ in 0..tries {
            if let Ok(bound) = bind(*port).await {
                return Some(bound);
            }
        }
    }
    None
}

async fn bind(port: u16) -> io::Result<(u16, Sockets)> {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = v4.local_addr()?.port();
    let v6 = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        // Another program there would be taken for the door.
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
        bound => bound.ok(),
    };
    Ok((port, Sockets { v4, v6 }))
}

async fn accept(sockets: Sockets, doorway: Doorway, mut stopped: watch::Receiver<()>) {
    loop {
        let visitor = tokio::select! {
            _ = stopped.changed() => return,
            visitor = sockets.accept() => visitor,
        };
        match visitor {
            Ok((stream, from)) if from.ip().is_loopback() => receive(stream, &doorway, &stopped),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the door could not take a connection");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Gives a connection a task of its own; one too many is dropped.
fn receive(stream: TcpStream, doorway: &Doorway, stopped: &watch::Receiver<()>) {
    let Ok(place) = doorway.places.clone().try_acquire_owned() else { return };
    let (doorway, stopped) = (doorway.clone(), stopped.clone());
    tokio::spawn(async move {
        http::serve(stream, doorway, stopped).await;
        drop(place);
    });
}
