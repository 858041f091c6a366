//! What a request gets: pure, before anything is done about it.

use super::web_files::{self, File};
use crate::policy::{Origin, is_ours};
use crate::protocol::PATH;
use hyper::header::{CONTENT_LENGTH, HOST, HeaderName, ORIGIN, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};

/// What a request gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// A file, whoever asks: a script tag says nothing of its page.
    File(File),
    /// The WebSocket, for a page of this origin.
    Page(Origin),
    /// The folder's real address.
    Folder(String),
}

/// Judges a request to the door at `port`.
///
/// # Errors
/// The status it is refused with.
pub(super) fn route(head: &Parts, port: u16) -> Result<Route, StatusCode> {
    // A target that names a host is meant for a proxy.
    if head.uri.authority().is_some() || !only(&head.headers, HOST).is_some_and(|host| is_ours(host, port)) {
        return Err(StatusCode::FORBIDDEN);
    }
    if head.method != Method::GET && head.method != Method::HEAD {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    if has_body(&head.headers) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let path = head.uri.path();
    if path == PATH {
        return page(head).map(Route::Page);
    }
    let folder = format!("{path}/");
    match web_files::at(path) {
        Some(file) => Ok(Route::File(file)),
        None if web_files::at(&folder).is_some() => Ok(Route::Folder(folder)),
        None => Err(StatusCode::NOT_FOUND),
    }
}

/// Whose page wants a WebSocket. Browsers always say so; who does not is no page.
fn page(head: &Parts) -> Result<Origin, StatusCode> {
    if head.method != Method::GET {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    only(&head.headers, ORIGIN).and_then(|origin| Origin::parse(origin).ok()).ok_or(StatusCode::FORBIDDEN)
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get_all(CONTENT_LENGTH).iter().any(|length| length.as_bytes() != b"0");
    length || headers.contains_key(TRANSFER_ENCODING)
}

/// A header that stands there once; of two, each could be the true one.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    all.next().filter(|_| all.next().is_none())?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: (&str, &str) = ("host", "127.0.0.1:21590");

    fn routed(method: &str, target: &str, headers: &[(&str, &str)]) -> Result<Route, u16> {
        let mut request = hyper::Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        route(&request.body(()).unwrap().into_parts().0, 21_590).map_err(|status| status.as_u16())
    }

    #[test]
    fn a_page_of_a_known_shape_may_talk() {
        let crm = ("origin", "https://crm.example.vn");
        let page = Route::Page(Origin::parse(crm.1).unwrap());
        assert_eq!(routed("GET", "/reo/v1", &[HERE, crm]), Ok(page));
        assert_eq!(routed("HEAD", "/reo/v1", &[HERE, crm]), Err(405));
    }

    #[test]
    fn whoever_does_not_say_who_it_is_may_not() {
        assert_eq!(routed("GET", "/reo/v1", &[HERE]), Err(403));
        for origin in ["null", "", "file://", "chrome-extension://abc", "https://crm.example.vn/", "*"] {
            assert_eq!(routed("GET", "/reo/v1", &[HERE, ("origin", origin)]), Err(403), "{origin}");
        }
        let two = [HERE, ("origin", "https://a.vn"), ("origin", "https://a.vn")];
        assert_eq!(routed("GET", "/reo/v1", &two), Err(403));
    }

    #[test]
    fn a_file_is_for_everybody_and_the_rest_for_nobody() {
        assert!(matches!(routed("GET", "/js/embed/cs_voice.js", &[HERE]), Ok(Route::File(_))));
        assert!(matches!(routed("HEAD", "/?x=1", &[HERE, ("origin", "null")]), Ok(Route::File(_))));
        assert_eq!(routed("GET", "/conformance", &[HERE]), Ok(Route::Folder("/conformance/".to_owned())));
        assert_eq!(routed("GET", "/reo/v2", &[HERE]), Err(404));
        assert_eq!(routed("GET", "/js%2fembed%2fcs_voice.js", &[HERE]), Err(404));
    }

    #[test]
    fn another_name_is_turned_away_before_anything_else() {
        for host in ["rebound.example:21590", "127.0.0.1", "localhost:1"] {
            assert_eq!(routed("GET", "/", &[("host", host)]), Err(403), "{host}");
            assert_eq!(routed("POST", "/", &[("host", host)]), Err(403), "{host}");
        }
        assert_eq!(routed("GET", "/", &[]), Err(403));
        assert_eq!(routed("GET", "/", &[HERE, HERE]), Err(403));
        assert_eq!(routed("GET", "http://rebound.example/", &[HERE]), Err(403));
    }

    #[test]
    fn nothing_is_changed_by_a_request() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH"] {
            assert_eq!(routed(method, "/", &[HERE]), Err(405), "{method}");
        }
        assert_eq!(routed("GET", "/", &[HERE, ("content-length", "1")]), Err(413));
        assert_eq!(routed("GET", "/", &[HERE, ("transfer-encoding", "chunked")]), Err(413));
        assert!(routed("GET", "/", &[HERE, ("content-length", "0")]).is_ok());
    }
}
