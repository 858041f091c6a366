//! The copy of a deployment's constants file, for when the file cannot be fetched.

use reo_contact_centre::Constants;
use reo_contact_centre::sign_in::BaseAddress;
use std::path::{Path, PathBuf};

/// Where the copies are, if anywhere.
#[derive(Clone, Debug)]
pub(crate) struct ConstantsCopy(Option<PathBuf>);

impl ConstantsCopy {
    /// Copies in this folder.
    pub(crate) fn new(data_dir: Option<PathBuf>) -> Self {
        Self(data_dir)
    }

    /// Keeps a copy. A disk that does not take it costs the copy, not the sign-in.
    pub(crate) async fn keep(&self, base: &BaseAddress, constants: &Constants) {
        let Some(folder) = &self.0 else { return };
        if let Err(error) = write(folder, &file_name(base), constants).await {
            tracing::warn!(%error, "the constants file could not be copied to disk");
        }
    }

    /// The copy of an earlier sign-in.
    pub(crate) async fn earlier(&self, base: &BaseAddress) -> Option<Constants> {
        let path = self.0.as_ref()?.join(file_name(base));
        let text = tokio::fs::read(path).await.ok()?;
        serde_json::from_slice(&text).ok()
    }
}

/// Whole or not at all, also when the power goes.
async fn write(folder: &Path, name: &str, constants: &Constants) -> std::io::Result<()> {
    let text = serde_json::to_vec_pretty(constants)?;
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!("{name}.{}.draft", std::process::id()));
    tokio::fs::write(&draft, text).await?;
    tokio::fs::rename(&draft, folder.join(name)).await
}

fn file_name(base: &BaseAddress) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    let place: String = base.as_str().chars().map(plain).take(120).collect();
    format!("constants-{}.json", place.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_plain_file_name() {
        let name = |text| file_name(&BaseAddress::parse(text).unwrap());
        assert_eq!(name("https://capi.example:8443/x/../"), "constants-https---capi.example-8443.json");
        assert!(!name("https://h/%2e%2e%2f").contains('/'));
    }
}
