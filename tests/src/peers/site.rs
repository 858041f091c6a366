//! Web sites on loopback: the pages of a test, under names of the test's own.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::RwLock;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// One file of a site.
#[derive(Clone)]
pub struct SiteFile {
    /// Its path on the site, with a slash first.
    path: &'static str,
    kind: &'static str,
    text: String,
}

impl SiteFile {
    /// A file of the folder `pages`, under its own name.
    pub fn read(file: &str, path: &'static str) -> Result<Self> {
        Self::at(&Path::new("pages").join(file), path)
    }

    /// One of the scripts that pages load from Reo, `/js/embed/…`, as a site has it that hosts them itself.
    pub fn embed(path: &'static str) -> Result<Self> {
        Self::at(&Path::new("../crates/bridge/embed/dist").join(path.trim_start_matches('/')), path)
    }

    fn at(file: &Path, path: &'static str) -> Result<Self> {
        let kind = if path.ends_with(".js") { "text/javascript" } else { "text/html" };
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(&place).with_context(|| place.display().to_string())?;
        Ok(Self { path, kind, text })
    }

    /// The same with one text put in for another.
    #[must_use]
    pub fn with(self, from: &str, to: &str) -> Self {
        Self { text: self.text.replace(from, to), ..self }
    }
}

/// A site that is served as long as this lives.
pub struct Site {
    scheme: &'static str,
    port: u16,
    files: Files,
    serving: JoinHandle<()>,
}

type Files = Arc<RwLock<HashMap<&'static str, SiteFile>>>;

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Site {
    /// By plain http, on a free port.
    pub async fn plain(files: impl IntoIterator<Item = SiteFile>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self::served(listener, files, "http", port))
    }

    /// By https, on a free port, with a certificate of this authority's.
    pub async fn secure(files: impl IntoIterator<Item = SiteFile>, authority: &Authority) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let listener = TlsListener { listener, acceptor: TlsAcceptor::from(authority.server.clone()) };
        Ok(Self::served(listener, files, "https", port))
    }

    fn served<L>(
        listener: L,
        files: impl IntoIterator<Item = SiteFile>,
        scheme: &'static str,
        port: u16,
    ) -> Self
    where
        L: axum::serve::Listener,
        L::Addr: std::fmt::Debug,
    {
        let files: Files = Arc::new(RwLock::new(files.into_iter().map(|file| (file.path, file)).collect()));
        let router = Router::new().fallback(file).with_state(files.clone());
        let serving = tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Self { scheme, port, files, serving }
    }

    /// Puts files up, in place of those that are there by the same name.
    pub async fn put(&self, files: impl IntoIterator<Item = SiteFile>) {
        self.files.write().await.extend(files.into_iter().map(|file| (file.path, file)));
    }

    /// Its origin under the name `host`, which a browser must be told to look for here.
    pub fn at(&self, host: &str) -> String {
        format!("{}://{host}:{}", self.scheme, self.port)
    }

    /// The port of 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

async fn file(State(files): State<Files>, address: Uri) -> Response {
    match files.read().await.get(address.path()) {
        Some(file) => ([(CONTENT_TYPE, file.kind)], file.text.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A certificate authority, and what it has certified.
pub struct Authority {
    pem: tempfile::NamedTempFile,
    server: Arc<ServerConfig>,
}

impl Authority {
    /// Makes one, with a certificate for these names.
    pub fn of(names: &[&str]) -> Result<Self> {
        let ca_key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = params.self_signed(&ca_key)?;
        let key = KeyPair::generate()?;
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let certificate = CertificateParams::new(names)?.signed_by(&key, &Issuer::new(params, ca_key))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )?;
        let pem = tempfile::NamedTempFile::new()?;
        std::fs::write(pem.path(), ca.pem())?;
        Ok(Self { pem, server: Arc::new(server) })
    }

    /// Its own certificate (PEM), for a browser to trust.
    pub fn pem(&self) -> &Path {
        self.pem.path()
    }
}

/// Hands out connections after their TLS handshake, one at a time: a test's browser does not loiter.
struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (tcp, peer) = axum::serve::Listener::accept(&mut self.listener).await;
            if let Ok(tls) = self.acceptor.accept(tcp).await {
                return (tls, peer);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
