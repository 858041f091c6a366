//! Through a real TURN server (coturn), which `cargo xtask test` installs.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod common;

use common::{PATIENCE, Side, first_packet};
use reo_media::{Codec, IceServer, MediaConfig, MediaSession, WebRtcSession};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout};

struct Turn {
    process: Child,
    port: u16,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts coturn on a free port and waits until it answers a STUN binding request.
async fn turn_server() -> Turn {
    let port = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let process = Command::new("turnserver")
        .args([
            "-n",
            "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1",
            "--allow-loopback-peers",
            "--no-cli",
        ])
        .args([
            "--no-tls",
            "--no-dtls",
            "--lt-cred-mech",
            "--user=agent:secret",
            "--realm=test",
            "--log-file=stdout",
        ])
        .args(["--pidfile=/dev/null", "--userdb=/dev/null"])
        .arg(format!("--listening-port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start turnserver, install Debian's `coturn`: {error}"));
    let turn = Turn { process, port };
    let probe = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut request = [0u8; 20];
    request[..8].copy_from_slice(&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]);
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        probe.send_to(&request, ("127.0.0.1", port)).await.unwrap();
        if let Ok(Ok(_)) = timeout(Duration::from_millis(100), probe.recv(&mut [0; 200])).await {
            return turn;
        }
    }
    panic!("coturn does not answer");
}

#[tokio::test]
async fn a_relayed_candidate_is_offered_as_the_default_and_audio_flows() {
    let turn = turn_server().await;
    let server = IceServer {
        urls: vec![format!("turn:127.0.0.1:{}?transport=udp", turn.port)],
        username: Some("agent".to_owned()),
        credential: Some("secret".into()),
    };
    let codecs = [Codec::Opus];
    let config = MediaConfig { ice_servers: vec![server], ..common::config(&codecs) };
    let (session, stream, events) = WebRtcSession::new(config).await.unwrap();
    let (mut a, mut b) = (Side { session, stream, events }, Side::new(&codecs).await);
    let offer = a.session.offer().await.unwrap();
    let relay = offer.lines().find(|line| line.contains("typ relay")).unwrap_or_else(|| panic!("{offer}"));
    // The default address is the one that most peers can reach.
    let port = relay.split(' ').nth(5).unwrap();
    assert!(offer.contains(&format!("m=audio {port} ")), "{offer}");
    // The peer is told of the relay only; the pair that wins may still be a direct one.
    let only: String = offer
        .lines()
        .filter(|line| !line.starts_with("a=candidate") || line.contains("typ relay"))
        .map(|line| format!("{line}\r\n"))
        .collect();
    let answer = b.session.accept(&only).await.unwrap();
    a.session.apply(&answer).await.unwrap();
    first_packet(&mut a, &mut b, b"there").await;
    first_packet(&mut b, &mut a, b"and back").await;
}
