//! What the program writes: lines on standard output, complaints on standard error.

use serde::Serialize;
use std::io::{self, Write};

/// Writes a value as one line of JSON.
///
/// # Errors
/// Nobody reads any more.
pub(crate) fn json_line(value: &impl Serialize) -> io::Result<()> {
    line(&serde_json::to_string(value)?)
}

/// Writes a line.
///
/// # Errors
/// Nobody reads any more.
pub(crate) fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Says on standard error what kept the program from its work.
pub(crate) fn complain(error: &anyhow::Error) {
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "reo: {error:#}");
}
