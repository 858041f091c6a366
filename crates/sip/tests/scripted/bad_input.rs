use crate::{
    peer::Peer,
    scenario::{Agent, account, advance, registered, scenario},
};
use reo_sip::{LineFailure, SipEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[test]
fn a_web_server_instead_of_a_sip_server_is_not_understood() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut stream = peer.accept_tcp().await;
        let mut request = [0; 2048];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        let page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
        stream.write_all(page).await.unwrap();
        agent.expect(SipEvent::LineDown(LineFailure::NotUnderstood)).await;
        advance(1.0).await;
        let mut connection = peer.accept().await;
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn answers_that_are_not_sip_are_not_understood() {
    scenario(async {
        for garbage in [
            "<html>no</html>",
            "SIP/2.0 200 OK",
            "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "SIP/2.0 99999 What\r\nVia: x\r\n\r\n",
            "REGISTER\r\n\r\n",
            "\u{0}\u{1}\u{2}",
        ] {
            let peer = Peer::start().await;
            let mut agent = Agent::start(account(&peer));
            let mut connection = peer.accept().await;
            connection.request("REGISTER").await;
            connection.say(garbage).await;
            agent.expect(SipEvent::LineDown(LineFailure::NotUnderstood)).await;
            advance(1.0).await;
            let mut connection = peer.accept().await;
            connection.take_registration(120).await;
            agent.expect(SipEvent::Registered).await;
        }
    });
}

#[test]
fn garbage_on_a_line_that_works_is_ignored() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        connection.say("hello").await;
        connection.say("\r\n\r\n").await;
        connection.call("OPTIONS", &[], "").await;
        connection.response(200).await;
        assert!(agent.has_no_event());
    });
}

/// Whatever is cut from or changed in a message, the client goes on.
#[test]
fn broken_messages_never_end_the_client() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let whole = "INVITE sip:5000@x.invalid SIP/2.0\r\nVia: SIP/2.0/WS p.invalid;branch=z9hG4bKq\r\n\
                     From: \"N\" <sip:1@rig.test>;tag=a\r\nTo: <sip:5000@rig.test>\r\nCall-ID: q@p\r\n\
                     CSeq: 1 INVITE\r\nContact: <sip:p@p.invalid>\r\nSession-Expires: 90;refresher=uac\r\n\
                     Record-Route: <sip:a;lr>\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";
        for at in 0..whole.len() {
            connection.say(&whole[..at]).await;
            let mut changed = whole.to_owned();
            changed.replace_range(at..=at, ["\"", "<", "é", ";", "\r\n"][at % 5]);
            connection.say(&changed).await;
            while agent.events.try_recv().is_ok() {}
            tokio::task::yield_now().await;
        }
        connection.call("OPTIONS", &["X-Last: yes"], "").await;
        loop {
            let answer = connection.receive().await;
            if answer.header("CSeq") == "1 OPTIONS" {
                break;
            }
        }
    });
}
