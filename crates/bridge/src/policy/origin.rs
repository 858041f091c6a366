//! Who a page is: the origin that the browser vouches for.

use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// A web origin (RFC 6454): scheme, host and port. Two are the same only when all three are: `https://a.vn` is neither
/// `http://a.vn` nor `https://a.vn:8443` nor `https://www.a.vn`. Its text is what browsers send as `Origin`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    scheme: Scheme,
    /// Lower case, punycode; IPv6 in brackets.
    host: String,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Scheme {
    Http,
    Https,
}

/// Why a text is not an origin that may be known here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// A sandboxed frame, a `data:` page, a redirect: it could be anybody.
    #[error("`null` names nobody")]
    Null,
    /// A file, a browser extension, an app.
    #[error("only http and https pages have an origin that says who they are")]
    Scheme,
    /// No origin at all, or several.
    #[error("this is not an origin; one looks like https://crm.example.vn or https://crm.example.vn:8443")]
    Malformed,
    /// It means something, but browsers write it in another way.
    #[error("browsers write this origin as {exact}")]
    Inexact {
        /// As browsers write it.
        exact: Origin,
    },
}

/// The longest origin there can be, in bytes: `https://`, a DNS name of 253, `:65535`.
const LONGEST: usize = 267;

impl Origin {
    /// Reads an `Origin` header exactly as browsers write it: lower case, punycode, no default port, nothing after the port.
    /// What only means the same is refused, so that no two texts stand for one origin.
    ///
    /// # Errors
    /// See [`OriginError`].
    pub fn parse(header: &str) -> Result<Self, OriginError> {
        if header == "null" {
            return Err(OriginError::Null);
        }
        if header.len() > LONGEST {
            return Err(OriginError::Malformed);
        }
        let url = Url::parse(header).map_err(|_| OriginError::Malformed)?;
        let origin = Self::of(&url)?;
        if origin.to_string() == header { Ok(origin) } else { Err(OriginError::Inexact { exact: origin }) }
    }

    fn of(url: &Url) -> Result<Self, OriginError> {
        let scheme = match url.scheme() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(OriginError::Scheme),
        };
        let host = url.host_str().filter(|host| is_name(host)).ok_or(OriginError::Malformed)?;
        Ok(Self { scheme, host: host.to_owned(), port: url.port().unwrap_or_else(|| scheme.port()) })
    }

    /// The host, as a browser's address bar may show it; IPv6 in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also where the text leaves it out.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

/// A name or address of the net. A web address may have more in this place, `*` for example, which somebody might take for
/// a pattern; nothing here is one.
fn is_name(host: &str) -> bool {
    host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._[:]".contains(&b))
}

impl Scheme {
    const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.host)?;
        if self.port == self.scheme.port() { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

impl std::str::FromStr for Origin {
    type Err = OriginError;

    fn from_str(header: &str) -> Result<Self, OriginError> {
        Self::parse(header)
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(header: String) -> Result<Self, OriginError> {
        Self::parse(&header)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_browsers_send_is_an_origin() {
        for header in [
            "https://crm.example.vn",
            "http://crm.example.vn",
            "https://crm.example.vn:8443",
            "http://localhost:3000",
            "http://127.0.0.1:8080",
            "https://[2001:db8::1]:8443",
            "https://xn--vit-5kz.example",
            "http://crm.example.vn:443",
            "https://crm_test.example.vn",
        ] {
            assert_eq!(Origin::parse(header).map(|origin| origin.to_string()), Ok(header.to_owned()));
        }
    }

    #[test]
    fn the_port_is_known_also_where_it_is_not_written() {
        let port = |header| Origin::parse(header).unwrap().port();
        assert_eq!((port("https://a.vn"), port("http://a.vn"), port("http://a.vn:8080")), (443, 80, 8080));
    }

    #[test]
    fn who_cannot_be_known_is_refused() {
        assert_eq!(Origin::parse("null"), Err(OriginError::Null));
        for header in [
            "file://",
            "file:///home/a/page.html",
            "chrome-extension://abcdefghijklmnop",
            "moz-extension://0b2a",
            "ftp://crm.example.vn",
            "ws://crm.example.vn",
            "tauri://localhost",
            "data:text/html,x",
            "about:blank",
        ] {
            assert_eq!(Origin::parse(header), Err(OriginError::Scheme), "{header}");
        }
        for header in [
            "",
            " ",
            "*",
            "https://*",
            "https://*.example.vn",
            "crm.example.vn",
            "//crm.example.vn",
            "https://",
            "https://a.vn https://b.vn",
        ] {
            assert_eq!(Origin::parse(header), Err(OriginError::Malformed), "{header}");
        }
        assert_eq!(Origin::parse(&format!("https://{}.vn", "a".repeat(260))), Err(OriginError::Malformed));
    }

    #[test]
    fn what_only_means_the_same_is_refused_with_the_exact_form() {
        for header in [
            "https://crm.example.vn/",
            "https://crm.example.vn/page",
            "https://crm.example.vn?x",
            "https://crm.example.vn#x",
            "https://user@crm.example.vn",
            "https://user:secret@crm.example.vn",
            "https://CRM.example.vn",
            "HTTPS://crm.example.vn",
            "https://crm.example.vn:443",
            "https://crm.example.vn:0443",
            "https://crm.example.vn:",
            " https://crm.example.vn",
            "https://crm.example.vn\n",
            "https:\\\\crm.example.vn",
            "https:crm.example.vn",
            "https://crm.example%2Evn",
            "https://crm\t.example.vn",
        ] {
            let error = Origin::parse(header).unwrap_err();
            assert_eq!(
                error.to_string(),
                "browsers write this origin as https://crm.example.vn",
                "{header:?}"
            );
        }
        for header in
            ["http://0x7f.1", "http://2130706433", "https://[2001:0db8:0::1]", "https://việt.example"]
        {
            assert!(matches!(Origin::parse(header), Err(OriginError::Inexact { .. })), "{header}");
        }
    }

    #[test]
    fn neighbours_are_other_origins() {
        let crm = Origin::parse("https://crm.vn").unwrap();
        for other in [
            "http://crm.vn",
            "https://crm.vn:8443",
            "https://www.crm.vn",
            "https://crm.vn.evil.vn",
            "https://crm.vn.",
        ] {
            assert_ne!(Origin::parse(other).unwrap(), crm, "{other}");
        }
    }

    #[test]
    fn it_is_stored_as_its_text() {
        let origin = Origin::parse("https://crm.example.vn").unwrap();
        assert_eq!(serde_json::to_string(&origin).unwrap(), "\"https://crm.example.vn\"");
        assert!(serde_json::from_str::<Origin>("\"https://crm.example.vn/\"").is_err());
    }

    proptest! {
        #[test]
        fn every_origin_is_read_back_from_its_text(
            scheme in "https?",
            host in "[a-z][a-z0-9-]{0,20}(\\.[a-z]{2,6}){0,3}|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:]{2,20}\\]",
            port in proptest::option::of(any::<u16>()),
        ) {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let origin = match Origin::parse(&format!("{scheme}://{host}{port}")) {
                Ok(exact) | Err(OriginError::Inexact { exact }) => exact,
                Err(_) => return Ok(()),
            };
            prop_assert_eq!(Origin::parse(&origin.to_string()), Ok(origin));
        }

        #[test]
        fn only_the_exact_form_passes(text in "(https?://)?[ -~\u{e0}-\u{1ef9}]{0,40}") {
            if let Ok(origin) = Origin::parse(&text) {
                prop_assert_eq!(origin.to_string(), text);
            }
        }
    }
}
