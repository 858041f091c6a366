//! The agent socket's fallback where no WebSocket gets through, HTTP long polling (protocol page, section 2): what is
//! asked, and what the answers say.
//!
//! The page leaves open by which method all but `/send` are asked (GET here), whether the messages of a list are objects
//! or texts, and what a send is answered: all of that is read leniently. Whoever carries the requests out bounds the time
//! and the length of the answers.

mod answer;

pub use answer::{parse_poll, parse_send};

use crate::sign_in::{Body, Method, Request};
use reo_model::Redacted;
use url::Url;

/// The longest id of a session that is taken, in bytes.
const MAX_ID: usize = 512;

/// Where an agent socket can be had by polling: `https://{agent_server_url}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollAddress(Url);

/// A session that the server has opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollSession {
    address: PollAddress,
    id: String,
}

/// Why a session cannot be had or does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PollError {
    /// An HTTP status that is no consent.
    #[error("answered with status {0}")]
    Status(u16),
    /// `r` is not 1: there is no such session (any more), or none is given.
    #[error("the server has no session")]
    NoSession,
    /// Not what a contact centre sends.
    #[error("the answer was not understood")]
    NotUnderstood,
}

impl PollAddress {
    /// Beside the agent socket at `wss://{agent_server_url}/websocket`; `None` for what is no WebSocket address.
    pub fn beside(agent_socket: &str) -> Option<Self> {
        let mut url = Url::parse(agent_socket).ok()?;
        let scheme = match url.scheme() {
            "wss" => "https",
            "ws" => "http",
            _ => return None,
        };
        url.set_scheme(scheme).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        url.path_segments_mut().ok()?.pop_if_empty().pop();
        Some(Self(url))
    }

    /// `/connect`.
    pub fn connect(&self) -> Request {
        self.get(["connect"])
    }

    /// Reads the answer to [`PollAddress::connect`]: `{"r":1,"id":…}`.
    ///
    /// # Errors
    /// See [`PollError`].
    pub fn session(&self, http_status: u16, body: &[u8]) -> Result<PollSession, PollError> {
        let id = answer::parse_connect(http_status, body)?;
        if is_usable(&id) {
            Ok(PollSession { address: self.clone(), id })
        } else {
            Err(PollError::NotUnderstood)
        }
    }

    fn get<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Request {
        Request { method: Method::Get, url: self.join(segments), body: Body::Empty }
    }

    fn join<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Redacted<String> {
        let mut url = self.0.clone();
        // An http address always has a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        String::from(url).into()
    }
}

impl PollSession {
    /// `/poll/{id}`: answered when there is something to be told, or after a while with nothing.
    pub fn poll(&self) -> Request {
        self.address.get(["poll", &self.id])
    }

    /// `POST /send/{id}`: one message.
    pub fn send(&self, text: Redacted<String>) -> Request {
        let url = self.address.join(["send", &self.id]);
        Request { method: Method::Post, url, body: Body::Json(text) }
    }

    /// `/disconnect/{id}`: whatever is answered, the session is over.
    pub fn disconnect(&self) -> Request {
        self.address.get(["disconnect", &self.id])
    }
}

/// Whether an id can be one part of an address, which knows two of them as ways to go and passes over line ends.
fn is_usable(id: &str) -> bool {
    !matches!(id, "" | "." | "..") && id.len() <= MAX_ID && !id.contains(char::is_control)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
