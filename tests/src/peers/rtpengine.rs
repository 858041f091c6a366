//! rtpengine, in user space, as the relay between WebRTC and plain RTP.

use crate::process::Process;
use anyhow::Result;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use tokio::process::Command;

/// A running rtpengine of the test's own.
#[derive(Debug)]
pub struct Rtpengine {
    control: SocketAddr,
    _folder: tempfile::TempDir,
    _process: Process,
}

impl Rtpengine {
    /// Starts it on loopback with a control port and a range of media ports that were free a moment ago.
    pub async fn start() -> Result<Self> {
        Self::start_at(Ipv4Addr::LOCALHOST).await
    }

    /// The same with its media ports on another address of this machine; see [`Rtpengine::start`].
    pub async fn start_at(address: Ipv4Addr) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let probe = UdpSocket::bind(("127.0.0.1", 0))?;
        let control = probe.local_addr()?;
        drop(probe);
        // Below the range that the system gives to others, spread by our own process id.
        let first = 10_000 + (std::process::id() % 100) * 200;
        let mut command = Command::new("rtpengine");
        command.args(["--foreground", "--log-stderr", "--log-level=4", "--table=-1"]);
        command.arg(format!("--interface={address}"));
        command.arg(format!("--listen-ng={control}"));
        command.arg(format!("--port-min={first}")).arg(format!("--port-max={}", first + 198));
        command.stderr(std::fs::File::create(folder.path().join("log"))?);
        let process = Process::start(command)?;
        wait_for_pong(control).await?;
        Ok(Self { control, _folder: folder, _process: process })
    }

    /// Where it takes commands.
    pub const fn control(&self) -> SocketAddr {
        self.control
    }
}

/// The control protocol's ping: a cookie and a bencoded dictionary.
async fn wait_for_pong(control: SocketAddr) -> Result<()> {
    let socket = tokio::net::UdpSocket::bind(("127.0.0.1", 0)).await?;
    crate::process::until("rtpengine", std::time::Duration::from_secs(10), || async {
        socket.send_to(b"reo d7:command4:pinge", control).await.ok()?;
        let mut answer = [0; 128];
        let wait = std::time::Duration::from_millis(200);
        let length = tokio::time::timeout(wait, socket.recv(&mut answer)).await.ok()?.ok()?;
        answer[..length].windows(4).any(|four| four == b"pong").then_some(())
    })
    .await
}
