//! The web files that the program carries: the scripts of the old interface, the SDK, the conformance page.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Its content.
    pub(super) bytes: &'static [u8],
    /// For `Content-Type`.
    pub(super) kind: Kind,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Script,
    Style,
    Data,
    Picture,
    Text,
}

/// By path, in its order; made by the build script.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The file at a path of the web; a folder's is its `index.html`.
pub(super) fn at(path: &str) -> Option<File> {
    let whole = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let place = FILES.binary_search_by(|(name, _)| (*name).cmp(&whole)).ok()?;
    let (name, bytes) = FILES.get(place)?;
    Some(File { bytes, kind: Kind::of(name) })
}

impl Kind {
    fn of(name: &str) -> Self {
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" => Self::Page,
            "js" | "mjs" => Self::Script,
            "css" => Self::Style,
            "json" | "map" => Self::Data,
            "svg" => Self::Picture,
            _ => Self::Text,
        }
    }

    /// `Content-Type`.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
            Self::Style => "text/css; charset=utf-8",
            Self::Data => "application/json",
            Self::Picture => "image/svg+xml",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_old_pages_load_is_there() {
        let names = ["jquery.min.js", "jssip-3.0.7.js", "jssip-3.2.10.js", "init-3.0.7.js", "web.push.js"];
        for name in names.into_iter().chain(["cs_const.js", "cs_voice.js"]) {
            let file = at(&format!("/js/embed/{name}"));
            assert_eq!(file.map(|file| file.kind), Some(Kind::Script), "{name}");
        }
    }

    #[test]
    fn a_folder_is_its_page_and_nothing_is_outside() {
        assert_eq!(at("/").map(|file| file.kind), Some(Kind::Page));
        assert_eq!(at("/conformance/"), at("/conformance/index.html"));
        assert!(at("/conformance/").is_some());
        assert_eq!(at("/sdk/reo.js").map(|file| file.kind), Some(Kind::Script));
        for path in ["", "/js/embed/", "/js/embed", "/../Cargo.toml", "/js/../index.html", "//index.html"] {
            assert_eq!(at(path), None, "{path}");
        }
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(FILES.is_sorted_by_key(|(name, _)| *name));
    }
}
