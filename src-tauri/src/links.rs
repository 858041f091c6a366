//! Links for calls that other programs hand over: when they start Reo, or start it again. A link brings up the main window
//! and fills in the number there; it never makes a call.

use crate::options::Options;
use crate::window;
use clap::Parser as _;
use reo_model::{DialLink, LinkError, LinkedCall};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use tauri::{AppHandle, Emitter, Manager, State};
use ts_rs::TS;

/// What became of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
#[ts(export)]
pub enum LinkNews {
    /// It asks for a call.
    Call(LinkedCall),
    /// Reo does not follow it.
    Refused {
        /// Why not.
        reason: LinkError,
    },
}

/// The newest link that the main window has not taken yet: the window may still be opening.
#[derive(Default)]
pub struct Links(Mutex<Option<LinkNews>>);

impl Links {
    fn replace(&self, news: Option<LinkNews>) -> Option<LinkNews> {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), news)
    }
}

/// Follows a link: whoever clicked it wants to see the window.
pub fn follow(app: &AppHandle, link: &str) {
    if let Some(news) = news(DialLink::parse(link)) {
        app.state::<Links>().replace(Some(news));
        // Without a window yet nobody listens; it asks when it opens.
        if let Err(error) = app.emit("link", ()) {
            tracing::warn!(%error, "a window could not be told of a link");
        }
    }
    window::show_main(app);
}

/// Reo was started once more, perhaps with a link. `arguments` begin with the program.
pub fn follow_second_start(app: &AppHandle, arguments: &[String]) {
    match Options::try_parse_from(arguments).ok().and_then(|options| options.link) {
        Some(link) => follow(app, link.expose()),
        None => window::show_main(app),
    }
}

/// Nothing is left to tell of a link that only wanted to see the window.
fn news(link: Result<DialLink, LinkError>) -> Option<LinkNews> {
    match link {
        Ok(DialLink::Open) => None,
        Ok(DialLink::Call(call)) => Some(LinkNews::Call(call)),
        Err(reason) => Some(LinkNews::Refused { reason }),
    }
}

/// Gives the newest link to the main window, once.
#[tauri::command]
pub fn take_link(links: State<'_, Links>) -> Option<LinkNews> {
    links.replace(None)
}

/// Reads what the agent pasted.
#[tauri::command]
pub fn read_link(text: &str) -> LinkNews {
    news(DialLink::find(text)).unwrap_or(LinkNews::Refused { reason: LinkError::NoNumber })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_given_out_once_and_the_newest_counts() {
        let links = Links::default();
        links.replace(news(DialLink::parse("tel:0901234567")));
        links.replace(news(DialLink::parse("tel:113; rm -rf")));
        assert_eq!(links.replace(None), Some(LinkNews::Refused { reason: LinkError::BadParameter }));
        assert_eq!(links.replace(None), None);
    }

    #[test]
    fn what_is_pasted_is_read_with_the_words_around_it() {
        let LinkNews::Call(call) = read_link("Gọi 0901 234 567 nhé") else { panic!("not understood") };
        assert_eq!(call.number.as_str(), "0901234567");
        assert_eq!(read_link("reo://open"), LinkNews::Refused { reason: LinkError::NoNumber });
        assert_eq!(read_link("xin chào"), LinkNews::Refused { reason: LinkError::NotALink });
    }

    #[test]
    fn a_link_stands_beside_the_options() {
        let options = Options::try_parse_from(["reo-desktop", "--ca", "ca.pem", "tel:113; rm -rf"]).unwrap();
        assert_eq!(options.link.unwrap().expose(), "tel:113; rm -rf");
    }
}
