//! Requests of whoever is not let in, whatever they try.

use crate::browser::{CRM, Page, ask, get, soon, try_ask};
use crate::house::House;
use std::net::Ipv4Addr;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_another_name_is_turned_away() {
    let house = House::open().await;
    let port = house.port();
    for host in [format!("rebound.example:{port}"), "127.0.0.1".into(), format!("127.0.0.1:{}", port ^ 1)] {
        let plain = ask(port, &format!("GET / HTTP/1.1\r\nhost: {host}")).await;
        let upgrade = format!(
            "GET /reo/v1 HTTP/1.1\r\nhost: {host}\r\norigin: {CRM}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="
        );
        assert_eq!((plain.status, ask(port, &upgrade).await.status), (403, 403), "{host}");
    }
    assert_eq!(ask(port, &format!("GET / HTTP/1.1\r\nhost: localhost:{port}")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_say_who_it_is_is_turned_away_before_the_upgrade() {
    let house = House::allowing(&[CRM]).await;
    for origin in
        [None, Some("null"), Some("file://"), Some("chrome-extension://abc"), Some("tauri://localhost")]
    {
        assert_eq!(Page::try_connect(house.port(), origin).await.err(), Some(403), "{origin:?}");
    }
    assert!(Page::try_connect(house.port(), Some(CRM)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_posted_changes_nothing_and_is_told_nothing() {
    let house = House::open().await;
    let port = house.port();
    for method in ["POST", "OPTIONS", "PUT", "DELETE"] {
        let head = format!(
            "{method} /reo/v1 HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: {CRM}\r\ncontent-length: 0\r\n\
             access-control-request-method: POST"
        );
        let answer = ask(port, &head).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_and_a_swollen_head_are_refused() {
    let house = House::open().await;
    let port = house.port();
    let here = format!("host: 127.0.0.1:{port}");
    let body = format!("GET / HTTP/1.1\r\n{here}\r\ncontent-length: 5\r\n\r\nhello");
    assert_eq!(ask(port, &body).await.status, 413);
    let chunks = format!("GET / HTTP/1.1\r\n{here}\r\ntransfer-encoding: chunked\r\n\r\n0");
    assert_eq!(ask(port, &chunks).await.status, 413);
    let swollen = format!("GET / HTTP/1.1\r\n{here}\r\nx: {}", "x".repeat(40_000));
    assert_eq!(ask(port, &swollen).await.status, 431);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_file_gets_it_with_the_rules_for_it() {
    let house = House::open().await;
    let script = get(house.port(), "/js/embed/cs_voice.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(script.header("cross-origin-resource-policy"), Some("cross-origin"));
    let page = get(house.port(), "/conformance/").await;
    assert_eq!((page.status, page.header("x-frame-options")), (200, Some("DENY")));
    assert!(page.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    for answer in [&script, &page, &get(house.port(), "/nothing").await] {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_head_comes_where_only_that_is_asked_for() {
    let house = House::open().await;
    let port = house.port();
    let answer = ask(port, &format!("HEAD /sdk/reo.js HTTP/1.1\r\nhost: 127.0.0.1:{port}")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_request_for_the_socket_is_told_what_it_is() {
    let house = House::open().await;
    let port = house.port();
    let answer = ask(port, &format!("GET /reo/v1 HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: {CRM}")).await;
    assert_eq!((answer.status, answer.header("upgrade")), (426, Some("websocket")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_asks_for_nothing_is_closed() {
    let house = House::open().await;
    let mut idle = TcpStream::connect((Ipv4Addr::LOCALHOST, house.port())).await.unwrap();
    let mut rest = Vec::new();
    // An end or a reset: either way it does not hold its place.
    let _ = soon("the end of an idle connection", idle.read_to_end(&mut rest)).await;
}

/// Heads that say nearly the right thing.
fn nearly(port: u16) -> Vec<String> {
    let here = format!("host: 127.0.0.1:{port}");
    let upgrade = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                   sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==";
    let socket = |more: &str| format!("GET /reo/v1 HTTP/1.1\r\n{more}\r\n{upgrade}");
    let known = format!("origin: {CRM}");
    vec![
        "GET / HTTP/1.0".to_owned(),
        "GET / HTTP/1.1".to_owned(),
        format!("GET / HTTP/1.1\r\nhost: LOCALHOST:{port}"),
        format!("GET / HTTP/1.1\r\nhost: localhost.:{port}"),
        format!("GET / HTTP/1.1\r\nhost: [0:0:0:0:0:0:0:1]:{port}"),
        format!("GET / HTTP/1.1\r\nhost: 127.0.0.1:0{port}"),
        format!("GET / HTTP/1.1\r\n{here}\r\n{here}"),
        format!("GET / HTTP/1.1\r\n{here}\r\nhost: rebound.example:{port}"),
        format!("GET / HTTP/1.1\r\n{here},rebound.example"),
        format!("GET http://127.0.0.1:{port}/ HTTP/1.1\r\n{here}"),
        format!("GET http://rebound.example/ HTTP/1.1\r\n{here}"),
        format!("GET //rebound.example/ HTTP/1.1\r\n{here}"),
        format!("CONNECT 127.0.0.1:{port} HTTP/1.1\r\n{here}"),
        format!("OPTIONS * HTTP/1.1\r\n{here}"),
        format!("GET / HTTP/1.1\r\nhost:\r\n 127.0.0.1:{port}"),
        "PRI * HTTP/2.0\r\n\r\nSM".to_owned(),
        socket(&here),
        socket(&format!("{here}\r\n{known}\r\n{known}")),
        socket(&format!("{here}\r\n{known}, https://evil.example")),
        socket(&format!("{here}\r\n{known}:443")),
        socket(&format!("{here}\r\norigin: https://CRM.example.vn")),
        socket(&format!("{here}\r\n{known}/")),
        socket(&format!("{here}\r\n{known}\r\ncontent-length: 3")),
        socket(&format!("{here}\r\n{known}\r\ntransfer-encoding: chunked")),
        socket(&format!("{here}\r\n{known}")).replace("HTTP/1.1", "HTTP/1.0"),
        socket(&format!("{here}\r\n{known}")).replace("GET", "POST"),
        socket(&format!("{here}\r\n{known}")).replace("upgrade: websocket", "upgrade: h2c"),
        socket(&format!("{here}\r\n{known}")).replace("version: 13", "version: 8"),
        socket(&format!("{here}\r\n{known}")).replace("connection: upgrade", "connection: close"),
        socket(&format!("{here}\r\n{known}")).replace("/reo/v1", "/reo/v1/"),
        socket(&format!("{here}\r\n{known}")).replace("/reo/v1", "/reo%2fv1"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nearly_right_is_wrong() {
    let house = House::allowing(&[CRM]).await;
    for head in nearly(house.port()) {
        let answer = try_ask(house.port(), &head).await;
        let refused = answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status));
        assert!(refused, "{head}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_on_a_connection_is_not_answered() {
    let house = House::open().await;
    let one = format!("GET / HTTP/1.1\r\nhost: 127.0.0.1:{}", house.port());
    let answer = ask(house.port(), &format!("{one}\r\n\r\n{one}")).await;
    assert_eq!((answer.status, answer.body.matches("HTTP/1.1 ").count()), (200, 0));
}
