//! Addresses at which the contact centre is asked.

use super::SignInError;
use url::Url;

/// A name under which the system is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The brand.
    pub name: &'static str,
    /// Its base address.
    pub base: &'static str,
}

/// Every name under which the system is sold.
pub const PRESETS: &[Preset] = &[
    Preset { name: "MobiFone 3C", base: "https://3c-capi.mobifone.vn" },
    Preset { name: "VinaPhone VCC", base: "https://web.vcc-vinaphone.com.vn" },
    Preset { name: "CareSoft", base: "https://capi.caresoft.vn" },
];

/// An `http` or `https` address below which the contact centre answers. It ends in a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAddress(Url);

impl BaseAddress {
    /// Reads what was typed; without a scheme it is `https`.
    ///
    /// # Errors
    /// [`SignInError::BadAddress`] for anything that is not a web address.
    pub fn parse(text: &str) -> Result<Self, SignInError> {
        let text = text.trim();
        let url =
            if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
        let mut url = url.map_err(|_| SignInError::BadAddress)?;
        let plain = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !plain {
            return Err(SignInError::BadAddress);
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether what is sent there is encrypted.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// An address below this one; each segment is encoded.
    pub(super) fn join<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.0.clone();
        // An http address always has a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}
