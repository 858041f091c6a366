//! Requests as they go out, and answers of every kind.

use super::*;

const SOCKET: &str = "wss://agent.test:8443/a/websocket";

fn session(id: &str) -> PollSession {
    let body = serde_json::json!({ "r": 1, "id": id }).to_string();
    PollAddress::beside(SOCKET).unwrap().session(200, body.as_bytes()).unwrap()
}

fn texts(body: &str) -> Result<Vec<String>, PollError> {
    parse_poll(200, body.as_bytes()).map(|list| list.into_iter().map(Redacted::into_inner).collect())
}

#[test]
fn polling_is_asked_for_beside_the_agent_socket() {
    for (socket, connect) in [
        ("wss://x.test/websocket", "https://x.test/connect"),
        ("ws://127.0.0.1:80/websocket", "http://127.0.0.1/connect"),
        (SOCKET, "https://agent.test:8443/a/connect"),
        ("wss://[::1]:9/a/b/websocket/?q#f", "https://[::1]:9/a/b/connect"),
    ] {
        let request = PollAddress::beside(socket).unwrap().connect();
        assert_eq!((request.method, request.body), (Method::Get, Body::Empty));
        assert_eq!(request.url.expose(), connect);
    }
    for no_socket in ["", "x", "https://x.test/websocket", "mailto:websocket"] {
        assert_eq!(PollAddress::beside(no_socket), None, "{no_socket}");
    }
}

#[test]
fn a_session_is_polled_sent_to_and_closed_by_its_id() {
    let session = session("7");
    let (poll, send, disconnect) = (session.poll(), session.send("{}".into()), session.disconnect());
    assert_eq!((poll.method, poll.body), (Method::Get, Body::Empty));
    assert_eq!(poll.url.expose(), "https://agent.test:8443/a/poll/7");
    assert_eq!((send.method, send.body), (Method::Post, Body::Json("{}".into())));
    assert_eq!(send.url.expose(), "https://agent.test:8443/a/send/7");
    assert_eq!((disconnect.method, disconnect.body), (Method::Get, Body::Empty));
    assert_eq!(disconnect.url.expose(), "https://agent.test:8443/a/disconnect/7");
}

#[test]
fn a_session_is_given_with_a_name() {
    let read = |status, body: &str| PollAddress::beside(SOCKET).unwrap().session(status, body.as_bytes());
    for body in
        [r#"{"r":1,"id":"7"}"#, r#"{"r":"1","id":7,"more":[]}"#, "\u{feff} {\"r\":1.0,\"id\":\"7\"}\n"]
    {
        assert_eq!(read(200, body), Ok(session("7")), "{body}");
    }
    let endless = format!(r#"{{"r":1,"id":"{}"}}"#, "7".repeat(MAX_ID + 1));
    for (status, body, error) in [
        (200, r#"{"r":0}"#, PollError::NoSession),
        (200, r#"{"id":"7"}"#, PollError::NoSession),
        (200, r#"{"r":1}"#, PollError::NotUnderstood),
        (200, r#"{"r":1,"id":""}"#, PollError::NotUnderstood),
        (200, r#"{"r":1,"id":".."}"#, PollError::NotUnderstood),
        (200, r#"{"r":1,"id":"\t.."}"#, PollError::NotUnderstood),
        (200, r#"{"r":1,"id":{}}"#, PollError::NotUnderstood),
        (200, &endless, PollError::NotUnderstood),
        (200, "<html>sign in to the network</html>", PollError::NotUnderstood),
        (200, "", PollError::NotUnderstood),
        (200, "[1]", PollError::NotUnderstood),
        (404, r#"{"r":1,"id":"7"}"#, PollError::Status(404)),
        (302, "", PollError::Status(302)),
    ] {
        assert_eq!(read(status, body), Err(error), "{status} {body}");
    }
}

#[test]
fn messages_come_as_objects_or_as_texts_in_their_order() {
    assert_eq!(
        texts(r#"{"r":1,"list":[{"objectId":1},"{\"objectId\":2}",3]}"#).unwrap(),
        [r#"{"objectId":1}"#, r#"{"objectId":2}"#, "3"]
    );
    for nothing in [r#"{"r":1,"list":[]}"#, r#"{"r":1,"list":null}"#, r#"{"r":1}"#] {
        assert_eq!(texts(nothing).unwrap(), [""; 0], "{nothing}");
    }
}

#[test]
fn a_poll_tells_the_end_of_the_session_from_a_broken_answer_and_from_no_news() {
    assert_eq!(texts(r#"{"r":0,"list":[{"objectId":1}]}"#), Err(PollError::NoSession));
    for broken in ["", "<html>", "{", r#"{"r":1,"list":{}}"#, r#"{"r":1,"list":"x"}"#] {
        assert_eq!(texts(broken), Err(PollError::NotUnderstood), "{broken}");
    }
    assert_eq!(parse_poll(500, br#"{"r":1,"list":[]}"#), Err(PollError::Status(500)));
    for impatient_proxy in [408, 504] {
        assert_eq!(parse_poll(impatient_proxy, b"<html>"), Ok(Vec::new()));
    }
}

#[test]
fn a_send_is_good_unless_the_answer_says_otherwise() {
    for good in ["", "OK", "{}", r#"{"r":1}"#, r#"{"r":"1"}"#, "1"] {
        assert_eq!(parse_send(200, good.as_bytes()), Ok(()), "{good}");
    }
    assert_eq!(parse_send(204, b""), Ok(()));
    assert_eq!(parse_send(200, br#"{"r":0}"#), Err(PollError::NoSession));
    assert_eq!(parse_send(200, br#"{"r":null}"#), Err(PollError::NoSession));
    assert_eq!(parse_send(200, b" <html>"), Err(PollError::NotUnderstood));
    assert_eq!(parse_send(404, b""), Err(PollError::Status(404)));
}

#[test]
fn what_is_said_does_not_show_in_debug_output() {
    let list = parse_poll(200, br#"{"r":1,"list":["secret"]}"#);
    assert!(!format!("{:?} {list:?}", session("7").send("secret".into())).contains("secret"));
}
