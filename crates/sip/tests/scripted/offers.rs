use crate::{
    inbound::talking,
    peer::{CONTACT, Connection, PeerDialog},
    scenario::{ANSWER, Agent, advance, registered, scenario},
    text::Text,
};
use reo_model::LegId;
use reo_sip::{EndedBy, SipCommand, SipEvent};

const HOLD: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=hold\r\n";
const LEG: LegId = LegId(1);

/// A call of ours that was answered.
async fn called(connection: &mut Connection, agent: &mut Agent) -> PeerDialog {
    agent.dial(1);
    let invite = connection.request("INVITE").await;
    connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
    connection.request("ACK").await;
    agent.expect(SipEvent::Answered { leg: LEG, answer: ANSWER.to_owned() }).await;
    PeerDialog::of_invite(&invite)
}

async fn hold(connection: &mut Connection, agent: &Agent, leg: LegId) -> Text {
    agent.send(SipCommand::Offer { leg, offer: HOLD.to_owned() });
    let offer = connection.request("INVITE").await;
    assert_eq!(offer.body, HOLD);
    offer
}

#[test]
fn our_offer_is_accepted() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        let offer = hold(&mut connection, &agent, leg).await;
        assert!(offer.uri().starts_with("sip:peer@peer.invalid"));
        connection.reply(&offer, "200 OK", &["Contact: <sip:moved@peer.invalid>"], ANSWER).await;
        let ack = connection.request("ACK").await;
        assert_eq!(ack.sequence(), offer.sequence());
        agent.expect(SipEvent::OfferAnswered { leg, answer: ANSWER.to_owned() }).await;
        // The 2xx refreshed the target.
        agent.send(SipCommand::HangUp { leg });
        assert_eq!(connection.request("BYE").await.uri(), "sip:moved@peer.invalid");
    });
}

#[test]
fn our_offer_is_refused_and_the_call_goes_on() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        let offer = hold(&mut connection, &agent, leg).await;
        connection.reply(&offer, "488 Not Acceptable Here", &[], "").await;
        connection.request("ACK").await;
        agent.expect(SipEvent::OfferRefused { leg, status: 488 }).await;
        hold(&mut connection, &agent, leg).await;
    });
}

#[test]
fn a_peer_that_lost_the_dialog_ends_the_call() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        let offer = hold(&mut connection, &agent, leg).await;
        connection.reply(&offer, "481 Call/Transaction Does Not Exist", &[], "").await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Failure }).await;
    });
}

#[test]
fn the_peers_offer_is_answered_and_its_new_contact_followed() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let contact = "Contact: <sip:elsewhere@peer.invalid;transport=ws>";
        connection.inside(&dialog, 2, "INVITE", &[contact], HOLD).await;
        connection.response(100).await;
        agent.expect(SipEvent::Offer { leg, offer: HOLD.to_owned() }).await;
        agent.send(SipCommand::AnswerOffer { leg, answer: ANSWER.to_owned() });
        let answer = connection.response(200).await;
        assert_eq!(answer.body, ANSWER);
        connection.inside(&dialog, 2, "ACK", &[], "").await;
        agent.send(SipCommand::HangUp { leg });
        let bye = connection.request("BYE").await;
        assert!(bye.uri().starts_with("sip:elsewhere@peer.invalid"), "{}", bye.uri());
    });
}

#[test]
fn the_peers_offer_is_refused_and_the_call_goes_on() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        connection.inside(&dialog, 2, "INVITE", &[CONTACT], HOLD).await;
        connection.response(100).await;
        agent.expect(SipEvent::Offer { leg, offer: HOLD.to_owned() }).await;
        agent.send(SipCommand::RefuseOffer { leg, status: 488 });
        connection.response(488).await;
        connection.inside(&dialog, 2, "ACK", &[], "").await;
        connection.inside(&dialog, 3, "BYE", &[], "").await;
        connection.response(200).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Peer }).await;
    });
}

#[test]
fn an_offer_that_meets_ours_is_refused_with_491() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let ours = hold(&mut connection, &agent, leg).await;
        connection.inside(&dialog, 2, "INVITE", &[CONTACT], HOLD).await;
        connection.response(100).await;
        connection.response(491).await;
        connection.inside(&dialog, 2, "ACK", &[], "").await;
        connection.reply(&ours, "200 OK", &[CONTACT], ANSWER).await;
        agent.expect(SipEvent::OfferAnswered { leg, answer: ANSWER.to_owned() }).await;
    });
}

#[test]
fn after_a_491_the_side_that_did_not_call_tries_again_within_two_seconds() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        let first = hold(&mut connection, &agent, leg).await;
        connection.reply(&first, "491 Request Pending", &[], "").await;
        connection.request("ACK").await;
        advance(2.0).await;
        let second = connection.request("INVITE").await;
        assert_eq!((second.body.as_str(), second.sequence()), (HOLD, first.sequence() + 1));
        connection.reply(&second, "200 OK", &[CONTACT], ANSWER).await;
        agent.expect(SipEvent::OfferAnswered { leg, answer: ANSWER.to_owned() }).await;
    });
}

#[test]
fn after_a_491_the_caller_waits_longer_than_two_seconds() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        called(&mut connection, &mut agent).await;
        let first = hold(&mut connection, &agent, LEG).await;
        connection.reply(&first, "491 Request Pending", &[], "").await;
        connection.request("ACK").await;
        // The client has taken the 491 before it answers this.
        connection.settle().await;
        advance(2.0).await;
        connection.settle().await;
        advance(2.0).await;
        assert_eq!(connection.request("INVITE").await.body, HOLD);
    });
}

#[test]
fn an_offer_of_the_peers_takes_the_place_of_ours_that_waits_after_a_491() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let dialog = called(&mut connection, &mut agent).await;
        let ours = hold(&mut connection, &agent, LEG).await;
        connection.reply(&ours, "491 Request Pending", &[], "").await;
        connection.request("ACK").await;
        connection.settle().await;
        connection.inside(&dialog, 1, "INVITE", &[CONTACT], HOLD).await;
        agent.expect(SipEvent::OfferRefused { leg: LEG, status: 491 }).await;
        agent.expect(SipEvent::Offer { leg: LEG, offer: HOLD.to_owned() }).await;
    });
}

#[test]
fn a_second_offer_before_the_first_is_answered_is_put_off() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        connection.inside(&dialog, 2, "INVITE", &[CONTACT], HOLD).await;
        connection.response(100).await;
        agent.expect(SipEvent::Offer { leg, offer: HOLD.to_owned() }).await;
        connection.inside(&dialog, 3, "INVITE", &[CONTACT], HOLD).await;
        connection.response(100).await;
        assert!(connection.response(500).await.get("Retry-After").is_some());
        agent.send(SipCommand::Offer { leg, offer: HOLD.to_owned() });
        agent.expect(SipEvent::OfferRefused { leg, status: 491 }).await;
    });
}

#[test]
fn an_update_with_an_offer_is_an_offer_too() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        connection.inside(&dialog, 2, "UPDATE", &[CONTACT], HOLD).await;
        agent.expect(SipEvent::Offer { leg, offer: HOLD.to_owned() }).await;
        agent.send(SipCommand::AnswerOffer { leg, answer: ANSWER.to_owned() });
        assert_eq!(connection.response(200).await.body, ANSWER);
    });
}

#[test]
fn a_reinvite_without_an_offer_is_refused_politely() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, _, dialog) = talking(&mut connection, &mut agent, &[]).await;
        connection.inside(&dialog, 2, "INVITE", &[CONTACT], "").await;
        connection.response(100).await;
        connection.response(488).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn an_offer_before_the_ack_waits_for_it() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg) = crate::inbound::ringing(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
        let answer = connection.response(200).await;
        agent.send(SipCommand::Offer { leg, offer: HOLD.to_owned() });
        connection.settle().await;
        connection.inside(&PeerDialog::of_answer(&answer), 1, "ACK", &[], "").await;
        agent.expect(SipEvent::Confirmed { leg }).await;
        assert_eq!(connection.request("INVITE").await.body, HOLD);
    });
}
