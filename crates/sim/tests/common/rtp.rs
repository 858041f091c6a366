//! Plain RTP with PCMU: a tone out, and the energy of what comes in.

use std::f32::consts::TAU;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::UdpSocket;

/// A sender of a tone and a listener.
pub struct Rtp {
    socket: Arc<UdpSocket>,
    packets: Arc<AtomicU64>,
    loud: Arc<AtomicU64>,
}

impl Rtp {
    pub async fn open() -> Self {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let (packets, loud) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        tokio::spawn(listen(socket.clone(), packets.clone(), loud.clone()));
        Self { socket, packets, loud }
    }

    pub fn sdp(&self, direction: &str) -> String {
        let port = self.socket.local_addr().unwrap().port();
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=audio {port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
        )
    }

    /// Sends 400 Hz until dropped.
    pub fn speak(&self, peer: &str) -> tokio::task::JoinHandle<()> {
        let (socket, to) = (self.socket.clone(), address(peer));
        tokio::spawn(async move {
            let mut clock = tokio::time::interval(Duration::from_millis(20));
            for n in 0_u16.. {
                clock.tick().await;
                let samples = (0..160).map(|i| (8_000.0 * (TAU * 400.0 * i as f32 / 8_000.0).sin()) as i16);
                let payload: Vec<u8> = samples.map(mu_law).collect();
                socket.send_to(&packet(0, n, u32::from(n) * 160, &payload), to).await.unwrap();
            }
        })
    }

    /// Sends one DTMF digit as three end packets with one timestamp, as Chromium does.
    pub async fn press(&self, peer: &str, event: u8, timestamp: u32) {
        for n in 0..3 {
            let payload = [event, 0x8a, 0x03, 0x20];
            self.socket.send_to(&packet(101, 9_000 + n, timestamp, &payload), address(peer)).await.unwrap();
        }
    }

    pub fn packets(&self) -> u64 {
        self.packets.load(Ordering::Relaxed)
    }

    /// Waits until so many packets in a row have come with nothing to be heard in them.
    pub async fn hear_nothing(&self, packets: u64) {
        let counts = || (self.packets(), self.loud.load(Ordering::Relaxed));
        let quiet = async {
            let mut start = counts();
            while self.packets() < start.0 + packets {
                tokio::time::sleep(Duration::from_millis(5)).await;
                if counts().1 > start.1 {
                    start = counts();
                }
            }
        };
        tokio::time::timeout(super::LIMIT, quiet).await.expect("silence is heard");
    }

    /// Waits until so many packets with speech in them have come since now.
    pub async fn hear(&self, loud: u64) {
        let start = self.loud.load(Ordering::Relaxed);
        let heard = async {
            while self.loud.load(Ordering::Relaxed) < start + loud {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(super::LIMIT, heard).await.expect("speech is heard");
    }
}

/// Where an SDP wants its RTP.
fn address(sdp: &str) -> SocketAddr {
    let port = sdp.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap();
    format!("127.0.0.1:{port}").parse().unwrap()
}

async fn listen(socket: Arc<UdpSocket>, packets: Arc<AtomicU64>, loud: Arc<AtomicU64>) {
    let mut datagram = [0; 2_048];
    while let Ok(length) = socket.recv(&mut datagram).await {
        assert_eq!(length, 12 + 160, "20 ms of PCMU");
        packets.fetch_add(1, Ordering::Relaxed);
        // Mu-law bytes below 0x60 (or 0xe0) are far from silence.
        if datagram[12..length].iter().any(|byte| byte & 0x7f < 0x30) {
            loud.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn packet(payload_type: u8, sequence: u16, timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, payload_type];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.to_be_bytes());
    packet.extend([0, 0, 0, 7]);
    packet.extend(payload);
    packet
}

/// Mu-law by search: slow, and nothing of the simulator's.
fn mu_law(sample: i16) -> u8 {
    let expand = |byte: u8| {
        let byte = i32::from(!byte);
        let magnitude = ((((byte & 15) << 3) + 132) << ((byte >> 4) & 7)) - 132;
        if byte & 128 == 0 { magnitude } else { -magnitude }
    };
    (0..=255).min_by_key(|&byte| (expand(byte) - i32::from(sample)).abs()).unwrap()
}
