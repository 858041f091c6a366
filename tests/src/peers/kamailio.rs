//! Kamailio as registrar and proxy.

use crate::process::{Process, free_port, until};
use anyhow::Result;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::process::Command;

/// The one digest password of users 5000 to 5009.
pub const PASSWORD: &str = "sip_password";

/// The SIP domain that it serves.
pub const DOMAIN: &str = "reo.test";

/// A running Kamailio of the test's own.
#[derive(Debug)]
pub struct Kamailio {
    websocket: SocketAddr,
    udp: SocketAddr,
    _folder: tempfile::TempDir,
    _process: Process,
}

impl Kamailio {
    /// Starts it on free ports of 127.0.0.1, with a media relay for calls between WebRTC and plain RTP if `relay`
    /// gives the control address of one.
    pub async fn start(relay: Option<SocketAddr>) -> Result<Self> {
        Self::start_at(Ipv4Addr::LOCALHOST, relay).await
    }

    /// The same with its WebSocket on another address of this machine; see [`Kamailio::start`].
    pub async fn start_at(address: Ipv4Addr, relay: Option<SocketAddr>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let websocket = SocketAddr::from((address, free_port()?));
        let udp = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let config = folder.path().join("kamailio.cfg");
        let relay_define = relay.map_or(String::new(), |address| {
            format!("#!define RTPENGINE\n#!substdef \"!RTPENGINE_SOCKET!udp:{address}!g\"\n")
        });
        let listen = format!("listen=udp:{udp}\nlisten=tcp:{websocket}\n");
        let text = include_str!("kamailio.cfg").replacen(
            "#!KAMAILIO\n",
            &format!("#!KAMAILIO\n{relay_define}{listen}"),
            1,
        );
        std::fs::write(&config, text)?;
        let mut command = Command::new("kamailio");
        command.args(["-DD", "-E", "-m", "64", "-M", "8", "-f"]).arg(&config);
        command.arg("-w").arg(folder.path()).arg("-Y").arg(folder.path());
        command.arg("-P").arg(folder.path().join("pid"));
        command.stdout(std::process::Stdio::null()).stderr(std::fs::File::create(folder.path().join("log"))?);
        let process = Process::start(command)?;
        let kamailio = Self { websocket, udp, _folder: folder, _process: process };
        until("Kamailio", Duration::from_secs(10), || async { TcpStream::connect(websocket).await.ok() })
            .await?;
        Ok(kamailio)
    }

    /// SIP over WebSocket.
    pub fn websocket(&self) -> String {
        format!("ws://{}", self.websocket)
    }

    /// Where its WebSocket listens, for a relay that cuts connections.
    pub const fn websocket_address(&self) -> SocketAddr {
        self.websocket
    }

    /// SIP over UDP.
    pub const fn udp(&self) -> SocketAddr {
        self.udp
    }
}
