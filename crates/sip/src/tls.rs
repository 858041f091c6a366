//! Trust for `wss`.

use rustls::pki_types::{CertificateDer, pem::PemObject};
use std::{path::Path, sync::Arc};

/// Trust in the system's certificate authorities and, where given, in those of a PEM file. Certificates are
/// always checked. A file that cannot be read, or a certificate that cannot be used, is left out with a
/// warning: connections that need it then fail as not trusted.
pub fn client_config(extra_ca_pem: Option<&Path>) -> Arc<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(system.certs);
    for certificate in extra_ca_pem.map(read_pem).unwrap_or_default() {
        if roots.add(certificate).is_err() {
            tracing::warn!("a certificate of the extra authorities cannot be used");
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .unwrap_or_else(|_| unreachable!("ring serves TLS 1.2 and 1.3"))
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

fn read_pem(path: &Path) -> Vec<CertificateDer<'static>> {
    let certificates = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    certificates.unwrap_or_else(|error| {
        tracing::warn!(%error, "the file of extra certificate authorities cannot be read");
        Vec::new()
    })
}
