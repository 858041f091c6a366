use crate::{
    peer::Peer,
    scenario::{Agent, account, advance, registered, scenario},
    text::parameter,
};
use reo_sip::{LineFailure, SipCommand, SipEvent};
use std::time::Duration;

#[test]
fn a_register_says_who_and_where_we_are() {
    scenario(async {
        let peer = Peer::start().await;
        let mut config = account(&peer);
        config.display_name = Some("Lan \"L\"".to_owned());
        config.user_agent = "Reo/test".to_owned();
        let _agent = Agent::start(config);
        let mut connection = peer.accept().await;
        assert_eq!(connection.host, format!("127.0.0.1:{}", peer.port()));
        let register = connection.request("REGISTER").await;
        assert_eq!(register.uri(), "sip:rig.test");
        assert!(register.header("From").starts_with("\"Lan \\\"L\\\"\" <sip:5000@rig.test>;tag="));
        assert_eq!(register.header("To"), "<sip:5000@rig.test>");
        assert_eq!(register.header("Expires"), "120");
        assert_eq!(register.header("User-Agent"), "Reo/test");
        assert!(register.header("Via").starts_with("SIP/2.0/WS "));
        let contact = register.address("Contact");
        assert!(contact.contains(".invalid;transport=ws"), "{contact}");
        assert_eq!(parameter(register.header("Contact"), "expires"), Some("120"));
        // The stack's own Call-IDs end in its maker's domain.
        let host = contact.split_once('@').unwrap().1.split(';').next().unwrap();
        assert!(register.header("Call-ID").ends_with(&format!("@{host}")));
    });
}

#[test]
fn it_is_refreshed_before_the_lifetime_that_the_server_gave_is_over() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut connection = peer.accept().await;
        let first = connection.take_registration(40).await;
        agent.expect(SipEvent::Registered).await;
        advance(29.0).await;
        assert!(agent.has_no_event());
        advance(1.5).await;
        let second = connection.take_registration(40).await;
        agent.expect(SipEvent::Registered).await;
        assert_eq!(second.sequence(), first.sequence() + 1);
        assert_eq!(second.header("Call-ID"), first.header("Call-ID"));
        assert_eq!(second.tag("From"), first.tag("From"));
        assert_eq!(second.address("Contact"), first.address("Contact"));
    });
}

#[test]
fn a_lifetime_without_measure_is_no_trouble() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut connection = peer.accept().await;
        let register = connection.request("REGISTER").await;
        let contact = format!("Contact: <{}>;expires={}", register.address("Contact"), u64::MAX);
        let expires = format!("Expires: {}", u64::MAX);
        connection.reply(&register, "200 OK", &[&contact, &expires], "").await;
        agent.expect(SipEvent::Registered).await;
        connection.settle().await;
    });
}

#[test]
fn unregister_and_register_again() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.send(SipCommand::Unregister);
        let gone = connection.take_registration(0).await;
        assert_eq!(gone.header("Expires"), "0");
        agent.expect(SipEvent::Unregistered).await;
        agent.send(SipCommand::Register);
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn shutdown_unregisters() {
    scenario(async {
        let (_peer, mut connection, agent) = registered().await;
        let end = tokio::spawn(agent.client.shutdown());
        let gone = connection.take_registration(0).await;
        assert_eq!(gone.header("Expires"), "0");
        end.await.unwrap();
        while connection.frame().await.is_some() {}
    });
}

#[test]
fn a_longer_lifetime_is_asked_for_when_the_server_insists() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut connection = peer.accept().await;
        let short = connection.request("REGISTER").await;
        connection.reply(&short, "423 Interval Too Brief", &["Min-Expires: 600"], "").await;
        let long = connection.take_registration(600).await;
        assert_eq!(long.header("Expires"), "600");
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn a_refusal_is_reported_once_and_tried_again_with_growing_pauses() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut connection = peer.accept().await;
        let register = connection.request("REGISTER").await;
        connection.reply(&register, "403 Forbidden", &[], "").await;
        agent.expect(SipEvent::LineDown(LineFailure::Rejected(403))).await;
        advance(1.0).await;
        let register = connection.request("REGISTER").await;
        connection.reply(&register, "403 Forbidden", &[], "").await;
        // A command is handled after what came before it: the second refusal was not reported.
        agent.send(SipCommand::Retry);
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn a_server_that_does_not_answer_counts_as_unreachable() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut connection = peer.accept().await;
        connection.request("REGISTER").await;
        advance(10.0).await;
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        advance(1.0).await;
        let mut connection = peer.accept().await;
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn an_unwanted_registration_is_given_up_without_a_connection_too() {
    scenario(async {
        let peer = Peer::start().await;
        let mut config = account(&peer);
        config.first_retry = Duration::from_secs(5);
        let mut agent = Agent::start(config);
        let mut connection = peer.accept().await;
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
        connection.cut();
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        agent.send(SipCommand::Unregister);
        agent.expect(SipEvent::Unregistered).await;
    });
}
