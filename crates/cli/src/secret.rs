//! Secrets come from a file or from the environment, never from the command line, which every user of the machine can
//! read.

use anyhow::{Context, Result};
use reo_model::Redacted;
use std::path::Path;

/// The secret in `file` if one is named, else in the environment variable, if it is set.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn secret(file: Option<&Path>, variable: &str) -> Result<Option<Redacted<String>>> {
    let text = match file {
        Some(path) => {
            Some(std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?)
        }
        None => std::env::var(variable).ok(),
    };
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(text.map(Redacted::new))
}
