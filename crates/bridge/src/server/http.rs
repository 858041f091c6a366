//! One connection: a request and its answer, or a page's WebSocket. Who wants a second file connects again, so that nothing
//! idle has to be looked after.

use super::listener::Doorway;
use super::page::{self, Pace};
use super::patience;
use super::route::{Route, route};
use super::web_files::{File, Kind};
use crate::policy::{Origin, limits};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::OnceLock;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// The largest head of a request, bytes; more is answered with 431. Browsers send cookies of other ports of `localhost` too.
const HEAD_BYTES: usize = 32 * 1024;

/// What pages that the door itself serves may do: load from here, run a script that the user chose from disk (`blob:`), talk to
/// a door, and be shown in no frame.
const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; object-src 'none'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

type Answer = Response<Full<Bytes>>;

/// A page that asked for a WebSocket and got it.
type Visitor = OnceLock<(Origin, OnUpgrade)>;

/// Serves a connection to its end. `stop` closes it while it is none of a page's; the pages' are the loop's to close.
pub(super) async fn serve(stream: TcpStream, doorway: Doorway, mut stop: watch::Receiver<()>) {
    // Only costs speed where it fails.
    let _ = stream.set_nodelay(true);
    let visitor = Visitor::new();
    let service = service_fn(async |request| Ok::<_, Infallible>(answer(request, doorway.port, &visitor)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience::HEAD)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        // Who breaks off, or sends what is no HTTP, has had its answer.
        _ = timeout(patience::REQUEST, connection) => {}
        _ = stop.changed() => return,
    }
    if let Some((origin, upgrade)) = visitor.into_inner()
        && let Ok(upgraded) = upgrade.await
    {
        let io = TokioIo::new(upgraded);
        let socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(frames())).await;
        page::serve(socket, doorway.next_conn(), origin, &doorway.visits, Pace::USUAL).await;
    }
}

fn frames() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_frame_size(Some(limits::FRAME_BYTES))
        .max_message_size(Some(limits::FRAME_BYTES))
        .read_buffer_size(8 * 1024)
        .write_buffer_size(8 * 1024)
}

fn answer(mut request: Request<Incoming>, port: u16, visitor: &Visitor) -> Answer {
    let upgrade = hyper::upgrade::on(&mut request);
    let (head, _) = request.into_parts();
    let mut answer = match route(&head, port) {
        Ok(Route::File(file)) => of_file(file),
        Ok(Route::Folder(place)) => moved(&place),
        Ok(Route::Page(origin)) => {
            let request = Request::from_parts(head, ());
            create_response_with_body(&request, Full::default).map_or_else(
                |_| refused(StatusCode::UPGRADE_REQUIRED),
                |switching| {
                    // There is one request a connection.
                    let _ = visitor.set((origin, upgrade));
                    switching
                },
            )
        }
        Err(status) => refused(status),
    };
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.entry(header::CONNECTION).or_insert(HeaderValue::from_static("close"));
    answer
}

fn of_file(file: File) -> Answer {
    let mut answer = Response::new(Full::from(file.bytes));
    let mut set = |name: HeaderName, value: &'static str| {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, file.kind.media_type());
    if file.kind == Kind::Page {
        set(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
        set(header::X_FRAME_OPTIONS, "DENY");
        set(header::REFERRER_POLICY, "no-referrer");
    }
    // A CRM's page loads the scripts from its own origin, which may demand that they allow it.
    let readers = if file.kind == Kind::Page { "same-origin" } else { "cross-origin" };
    set(HeaderName::from_static("cross-origin-resource-policy"), readers);
    answer
}

fn moved(place: &str) -> Answer {
    let mut answer = refused(StatusCode::PERMANENT_REDIRECT);
    if let Ok(place) = HeaderValue::from_str(place) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    answer
}

/// In the status's own words: nothing that tells an agent's Reo from another.
fn refused(status: StatusCode) -> Answer {
    let words = status.canonical_reason().unwrap_or_default();
    let mut answer = Response::new(Full::from(words));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    if status == StatusCode::UPGRADE_REQUIRED {
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    }
    answer
}
