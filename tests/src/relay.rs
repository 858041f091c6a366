//! A TCP relay that can cut every connection, and refuse new ones for a while.

use anyhow::Result;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Stands between a client and a server. Ends with this value.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    state: watch::Sender<State>,
    task: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    cut: bool,
    refused: usize,
}

impl Relay {
    /// Relays to `server` from a free port of 127.0.0.1.
    pub async fn start(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = watch::Sender::new(State::default());
        let task = tokio::spawn(accept(listener, server, state.clone()));
        Ok(Self { address, state, task })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts all connections and refuses new ones.
    pub fn cut(&self) {
        self.state.send_modify(|state| *state = State { cut: true, refused: 0 });
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.state.send_modify(|state| state.cut = false);
    }

    /// Connections refused since the cut.
    pub fn refused(&self) -> usize {
        self.state.borrow().refused
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, state: watch::Sender<State>) {
    while let Ok((client, _)) = listener.accept().await {
        if state.borrow().cut {
            state.send_modify(|state| state.refused += 1);
            continue;
        }
        tokio::spawn(carry(client, server, state.subscribe()));
    }
}

/// Until one side ends or the cut: then both ends are closed.
async fn carry(mut client: TcpStream, server: SocketAddr, mut state: watch::Receiver<State>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = state.wait_for(|state| state.cut) => {}
    }
}
