//! The log, on standard error.

use tracing_subscriber::EnvFilter;

/// What no level may switch on: the SIP stack logs whole messages, with digests, numbers and names.
pub(crate) fn start(wanted: &str) {
    let directives = format!("{wanted},{}", reo_sip::LOG_DIRECTIVES);
    let filter = EnvFilter::try_new(directives)
        .unwrap_or_else(|_| EnvFilter::new(format!("warn,{}", reo_sip::LOG_DIRECTIVES)));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
