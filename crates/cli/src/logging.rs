//! The log, on standard error.

use reo_engine::log_directives;
use tracing_subscriber::EnvFilter;

/// Starts the log. Nothing that is asked for switches on what the engine forbids.
pub(crate) fn start(wanted: &str) {
    let filter =
        EnvFilter::try_new(log_directives(wanted)).unwrap_or_else(|_| EnvFilter::new(log_directives("warn")));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
