//! The few words that the shell itself shows (tray, window titles), from the UI's texts.

use crate::settings::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

static VI: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| parse(include_str!("../../ui/src/i18n/shell/vi.json")));
static EN: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| parse(include_str!("../../ui/src/i18n/shell/en.json")));

fn parse(json: &str) -> HashMap<String, String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The text for `key`; the key itself where there is none (a test sees to it that there is one).
pub fn text(language: Option<Language>, key: &str) -> String {
    let texts = match language.unwrap_or_else(system_language) {
        Language::Vi => &VI,
        Language::En => &EN,
    };
    texts.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// English where the system says so, Vietnamese otherwise.
fn system_language() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    match locale {
        Some(locale) if locale.starts_with("en") => Language::En,
        _ => Language::Vi,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys() {
        let keys = |texts: &HashMap<String, String>| {
            let mut keys: Vec<String> = texts.keys().cloned().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(&VI), keys(&EN));
        assert!(VI.contains_key("quit"));
    }
}
