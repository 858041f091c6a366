use crate::{
    peer::{Connection, Peer},
    scenario::{Agent, account, advance, scenario},
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reo_sip::{LineFailure, SipConfig, SipEvent, tls};
use std::{path::PathBuf, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = std::env::temp_dir().join(format!("reo-sip-{}-{name}.pem", std::process::id()));
        std::fs::write(&file, issuer.pem()).unwrap();
        Self { issuer, file }
    }

    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

fn secure_account(peer: &Peer, trust: Option<&Authority>) -> SipConfig {
    let mut config = account(peer);
    config.server = format!("wss://localhost:{}/ws", peer.port()).parse().unwrap();
    config.tls = tls::client_config(trust.map(|authority| authority.file.as_path()));
    config
}

#[test]
fn wss_uses_the_name_of_the_address_for_sni_and_host_and_trusts_the_extra_authority() {
    scenario(async {
        let authority = Authority::new("trusted");
        let peer = Peer::start().await;
        let mut agent = Agent::start(secure_account(&peer, Some(&authority)));
        let stream = authority.acceptor("localhost").accept(peer.accept_tcp().await).await.unwrap();
        assert_eq!(stream.get_ref().1.server_name(), Some("localhost"));
        let mut connection = Connection::upgrade(stream).await;
        assert_eq!(connection.host, format!("localhost:{}", peer.port()));
        let register = connection.take_registration(120).await;
        assert!(register.header("Via").starts_with("SIP/2.0/WSS "));
        // RFC 7118, section 5.2.2: also for wss.
        assert!(register.address("Contact").ends_with(";transport=ws"));
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn a_certificate_of_an_authority_that_is_not_trusted_is_refused() {
    scenario(async {
        let (stranger, trusted) = (Authority::new("stranger"), Authority::new("other"));
        for trust in [None, Some(&trusted)] {
            let peer = Peer::start().await;
            let mut agent = Agent::start(secure_account(&peer, trust));
            assert!(stranger.acceptor("localhost").accept(peer.accept_tcp().await).await.is_err());
            agent.expect(SipEvent::LineDown(LineFailure::Certificate)).await;
            // And tried again later: somebody may mend it.
            advance(1.0).await;
            peer.accept_tcp().await;
        }
    });
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    scenario(async {
        let authority = Authority::new("name");
        let peer = Peer::start().await;
        let mut agent = Agent::start(secure_account(&peer, Some(&authority)));
        assert!(authority.acceptor("elsewhere.test").accept(peer.accept_tcp().await).await.is_err());
        agent.expect(SipEvent::LineDown(LineFailure::Certificate)).await;
    });
}

#[test]
fn a_server_without_tls_behind_wss_is_not_understood() {
    scenario(async {
        use tokio::io::AsyncWriteExt;
        let peer = Peer::start().await;
        let mut agent = Agent::start(secure_account(&peer, None));
        let mut stream = peer.accept_tcp().await;
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        agent.expect(SipEvent::LineDown(LineFailure::NotUnderstood)).await;
    });
}
