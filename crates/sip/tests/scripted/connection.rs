use crate::{
    inbound::{ringing, talking},
    peer::{CONTACT, Connection, Peer},
    scenario::{ANSWER, Agent, OFFER, account, advance, registered, scenario},
};
use reo_model::LegId;
use reo_sip::{EndedBy, LineFailure, SipCommand, SipEvent};
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message;

/// Takes the connection away and brings it back.
async fn reconnect(peer: &Peer, connection: Connection, agent: &mut Agent) -> Connection {
    connection.cut();
    agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
    advance(1.0).await;
    let mut connection = peer.accept().await;
    connection.take_registration(120).await;
    agent.expect(SipEvent::Registered).await;
    connection
}

#[test]
fn a_lost_connection_is_made_anew_and_the_registration_with_it() {
    scenario(async {
        let (peer, connection, mut agent) = registered().await;
        let connection = reconnect(&peer, connection, &mut agent).await;
        reconnect(&peer, connection, &mut agent).await;
    });
}

#[test]
fn the_contact_stays_the_same_over_a_reconnect() {
    scenario(async {
        let peer = Peer::start().await;
        let mut agent = Agent::start(account(&peer));
        let mut connection = peer.accept().await;
        let first = connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
        connection.cut();
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        advance(1.0).await;
        let second = peer.accept().await.request("REGISTER").await;
        assert_eq!(first.address("Contact"), second.address("Contact"));
    });
}

#[test]
fn a_server_that_is_away_is_tried_again_and_the_failure_reported_once() {
    scenario(async {
        let peer = Peer::start().await;
        let config = account(&peer);
        let address = peer.listener.local_addr().unwrap();
        drop(peer);
        let mut agent = Agent::start(config);
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        // The wish to retry is followed at once, and its outcome reported although it is the same.
        agent.send(SipCommand::Retry);
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        let peer = Peer { listener: tokio::net::TcpListener::bind(address).await.unwrap() };
        advance(1.0).await;
        let mut connection = peer.accept().await;
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn a_quiet_connection_is_pinged() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        advance(25.0).await;
        assert!(matches!(connection.frame().await, Some(Message::Ping(_))));
        // Reading on sends the pong, so the connection stays.
        connection.settle().await;
        advance(25.0).await;
        assert!(matches!(connection.frame().await, Some(Message::Ping(_))));
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_connection_without_a_pong_is_given_up() {
    scenario(async {
        let (peer, connection, mut agent) = registered().await;
        // Below the WebSocket nobody answers pings: a peer that vanished without a word.
        let mut silent = connection.into_stream();
        advance(25.0).await;
        let mut ping = [0; 6];
        silent.read_exact(&mut ping).await.unwrap();
        assert_eq!(ping[0], 0x89);
        advance(25.0).await;
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        advance(1.0).await;
        let mut connection = peer.accept().await;
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
    });
}

#[test]
fn a_call_survives_a_lost_connection_and_is_announced_on_the_new_one() {
    scenario(async {
        let (peer, mut connection, mut agent) = registered().await;
        let allow = ["Allow: INVITE, ACK, BYE, UPDATE"];
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &allow).await;
        let mut connection = reconnect(&peer, connection, &mut agent).await;
        let update = connection.request("UPDATE").await;
        assert_eq!(update.address("Contact"), dialog.target);
        connection.reply(&update, "200 OK", &["Contact: <sip:new@peer.invalid>"], "").await;
        connection.settle().await;
        agent.send(SipCommand::Offer { leg, offer: OFFER.to_owned() });
        let offer = connection.request("INVITE").await;
        // The peer had moved as well; its 200 said where to.
        assert_eq!(offer.uri(), "sip:new@peer.invalid");
        connection.reply(&offer, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::OfferAnswered { leg, answer: ANSWER.to_owned() }).await;
        connection.inside(&dialog, 2, "BYE", &[], "").await;
        connection.response(200).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Peer }).await;
    });
}

#[test]
fn a_peer_without_update_learns_of_the_new_connection_by_a_reinvite() {
    scenario(async {
        let (peer, mut connection, mut agent) = registered().await;
        talking(&mut connection, &mut agent, &[]).await;
        let mut connection = reconnect(&peer, connection, &mut agent).await;
        assert_eq!(connection.request("INVITE").await.body, ANSWER);
    });
}

#[test]
fn a_hang_up_without_a_connection_is_told_when_it_is_back() {
    scenario(async {
        let (peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        connection.cut();
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        agent.send(SipCommand::HangUp { leg });
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
        advance(1.0).await;
        let mut connection = peer.accept().await;
        connection.request("BYE").await;
    });
}

#[test]
fn a_request_that_went_down_with_the_connection_is_sent_again() {
    scenario(async {
        let (peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::HangUp { leg });
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
        let lost = connection.request("BYE").await;
        connection.cut();
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        advance(1.0).await;
        let mut connection = peer.accept().await;
        let again = connection.request("BYE").await;
        assert_eq!(again.branch(), lost.branch());
    });
}

#[test]
fn a_call_that_rings_does_not_ring_for_ever_when_its_connection_is_lost() {
    scenario(async {
        let (peer, mut connection, mut agent) = registered().await;
        let (_, leg) = ringing(&mut connection, &mut agent, &[]).await;
        let _connection = reconnect(&peer, connection, &mut agent).await;
        advance(32.0).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Failure }).await;
    });
}

#[test]
fn a_call_that_rings_can_be_answered_over_the_new_connection() {
    scenario(async {
        let (peer, mut connection, mut agent) = registered().await;
        let (invite, leg) = ringing(&mut connection, &mut agent, &[]).await;
        let mut connection = reconnect(&peer, connection, &mut agent).await;
        agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
        let answer = connection.response(200).await;
        assert_eq!(answer.branch(), invite.branch());
    });
}

#[test]
fn dialling_without_a_connection_fails_at_once() {
    scenario(async {
        let (_peer, connection, mut agent) = registered().await;
        connection.cut();
        agent.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
        agent.dial(1);
        agent.expect(SipEvent::Ended { leg: LegId(1), by: EndedBy::Failure }).await;
    });
}
