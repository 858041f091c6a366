//! The log, on standard error.

use reo_engine::LOG_DIRECTIVES;
use tracing_subscriber::EnvFilter;

/// Starts the log. No level switches on what the engine forbids; a directive that names a module inside one of the
/// forbidden libraries would, as the more special one wins.
pub(crate) fn start(wanted: &str) {
    let directives = format!("{wanted},{LOG_DIRECTIVES}");
    let filter =
        EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new(format!("warn,{LOG_DIRECTIVES}")));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
