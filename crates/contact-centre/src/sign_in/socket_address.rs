//! The agent socket's address (protocol page, section 2).

use url::Url;

/// `wss://{agent_server_url}/websocket`. The value has no scheme as a rule; one that it has is kept, `http` meaning
/// the plain and `https` the encrypted form.
pub(super) fn agent_socket(agent_server_url: &str) -> Option<String> {
    let (scheme, place) = match agent_server_url.trim().split_once("://") {
        None => ("wss", agent_server_url.trim()),
        Some(("wss" | "https", place)) => ("wss", place),
        Some(("ws" | "http", place)) => ("ws", place),
        Some(_) => return None,
    };
    let place = place.trim_start_matches('/').trim_end_matches('/');
    let place = place.strip_suffix("/websocket").unwrap_or(place);
    let mut url = Url::parse(&format!("{scheme}://{place}")).ok()?;
    if url.query().is_some() || url.fragment().is_some() {
        return None;
    }
    url.path_segments_mut().ok()?.pop_if_empty().push("websocket");
    Some(url.into())
}
