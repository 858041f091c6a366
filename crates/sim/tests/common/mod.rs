//! Raw clients for the simulator: HTTP, agent socket and SIP as text, without anything of the client's.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

pub mod agent;
pub mod rtp;
pub mod sip;
pub mod udp;
pub mod work;

use reo_model::Extension;
use reo_sim::{ReadyLine, Sim, SimConfig};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Nothing in these tests takes longer, unless it never comes.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A simulator and what it takes to reach it.
pub struct Rig {
    pub sim: Sim,
    pub ready: ReadyLine,
    tls: TlsConnector,
}

impl Rig {
    pub async fn start(config: SimConfig) -> Self {
        let sim = Sim::start(config).await.unwrap();
        let ready = sim.ready_line();
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&ready.ca).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let client = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { sim, ready, tls: TlsConnector::from(Arc::new(client)) }
    }

    pub async fn with_defaults() -> Self {
        Self::start(SimConfig::default()).await
    }

    pub fn token(&self, extension: &str) -> String {
        self.sim.token(&Extension::from(extension)).into_inner()
    }

    pub fn https(&self) -> SocketAddr {
        self.ready.base.trim_start_matches("https://").parse().unwrap()
    }

    /// A TLS connection, its certificate checked for `name`.
    pub async fn tls(&self, name: &'static str) -> TlsStream<TcpStream> {
        let tcp = TcpStream::connect(self.https()).await.unwrap();
        self.tls.connect(ServerName::try_from(name).unwrap(), tcp).await.unwrap()
    }

    /// One request over TLS.
    pub async fn https_request(&self, head: &str, body: &str) -> Answer {
        exchange(self.tls("localhost").await, head, body).await
    }

    /// One request to the control interface.
    pub async fn control(&self, head: &str, body: &str) -> Answer {
        let address: SocketAddr = self.ready.control.trim_start_matches("http://").parse().unwrap();
        exchange(TcpStream::connect(address).await.unwrap(), head, body).await
    }

    pub async fn login(&self, domain: &str, token: &str) -> Answer {
        let body = serde_json::json!({"token": token}).to_string();
        let head = format!("POST /{domain}/thirdParty/login HTTP/1.1\r\nContent-Type: application/json");
        self.https_request(&head, &body).await
    }

    pub async fn constants(&self) -> String {
        self.https_request("GET /js/embed/cs_const.js HTTP/1.1", "").await.body
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn exchange(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, head: &str, body: &str) -> Answer {
    let length = body.len();
    let request =
        format!("{head}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A TLS peer that closes without a close_notify is still an answer.
    let _ = tokio::time::timeout(LIMIT, stream.read_to_end(&mut bytes)).await.unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let bytes = bytes[end + 4..].to_vec();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
}
