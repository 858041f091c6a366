use crate::{
    inbound::talking,
    peer::{CONTACT, Connection, PeerDialog},
    scenario::{ANSWER, Agent, OFFER, advance, registered, scenario},
    text::Text,
};
use reo_model::{LegId, PhoneNumber};
use reo_sip::{EndedBy, SipCommand, SipEvent, TransferFailure};

pub fn failed(leg: LegId, why: TransferFailure) -> SipEvent {
    SipEvent::TransferFailed { leg, why }
}

/// The client asks for a blind transfer.
pub async fn refer(connection: &mut Connection, agent: &Agent, leg: LegId) -> Text {
    agent.send(SipCommand::Transfer { leg, target: PhoneNumber::verbatim("50#02") });
    connection.request("REFER").await
}

/// The peer tells how far it is.
pub async fn notify(
    connection: &mut Connection,
    dialog: &PeerDialog,
    sequence: u32,
    headers: &[&str],
    body: &str,
) {
    let mut all = vec!["Content-Type: message/sipfrag;version=2.0"];
    all.extend(headers);
    connection.inside(dialog, sequence, "NOTIFY", &all, body).await;
}

pub const ACTIVE: [&str; 2] = ["Event: refer", "Subscription-State: active;expires=60"];
pub const OVER: [&str; 2] = ["Event: refer", "Subscription-State: terminated;reason=noresource"];

/// A session whose transfer the peer has taken on.
pub async fn transferring(connection: &mut Connection, agent: &mut Agent) -> (LegId, PeerDialog) {
    let (_, leg, dialog) = talking(connection, agent, &[]).await;
    let asked = refer(connection, agent, leg).await;
    connection.reply(&asked, "202 Accepted", &[CONTACT], "").await;
    connection.settle().await;
    (leg, dialog)
}

#[test]
fn a_blind_transfer_is_followed_to_its_end() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let route = "Record-Route: <sip:p1.invalid;lr>";
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[route]).await;
        let asked = refer(&mut connection, &agent, leg).await;
        assert!(asked.uri().starts_with("sip:peer@peer.invalid"));
        assert_eq!(asked.header("Route"), "<sip:p1.invalid;lr>");
        assert_eq!(asked.header("Refer-To"), "<sip:50%2302@rig.test>");
        assert_eq!(asked.header("Referred-By"), "<sip:5000@rig.test>");
        assert!(asked.address("Contact").contains(".invalid"));
        connection.reply(&asked, "202 Accepted", &[CONTACT], "").await;
        for (sequence, status) in [(2, 100), (3, 180)] {
            let news = format!("SIP/2.0 {status} Well\r\n");
            notify(&mut connection, &dialog, sequence, &ACTIVE, &news).await;
            connection.response(200).await;
            agent.expect(SipEvent::TransferProgress { leg, status }).await;
        }
        notify(&mut connection, &dialog, 4, &OVER, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        agent.expect(SipEvent::Transferred { leg }).await;
        // The leg is the user's to end.
        agent.send(SipCommand::HangUp { leg });
        connection.request("BYE").await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
    });
}

#[test]
fn a_third_party_that_is_busy_leaves_the_call_as_it_was() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        notify(&mut connection, &dialog, 2, &ACTIVE, "SIP/2.0 486 Busy Here").await;
        connection.response(200).await;
        agent.expect(failed(leg, TransferFailure::Target(486))).await;
        // The subscription's own end is no second failure.
        notify(&mut connection, &dialog, 3, &OVER, "SIP/2.0 486 Busy Here").await;
        connection.response(200).await;
        notify(&mut connection, &dialog, 4, &OVER, "SIP/2.0 486 Busy Here").await;
        connection.response(481).await;
        assert!(agent.has_no_event());
        refer(&mut connection, &agent, leg).await;
    });
}

#[test]
fn a_refer_that_is_refused_has_failed() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        for status in [405, 408, 503, 603] {
            let asked = refer(&mut connection, &agent, leg).await;
            connection.reply(&asked, &format!("{status} No"), &[], "").await;
            agent.expect(failed(leg, TransferFailure::Refused(status))).await;
        }
    });
}

#[test]
fn a_peer_that_lost_the_dialog_ends_the_call() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        let asked = refer(&mut connection, &agent, leg).await;
        connection.reply(&asked, "481 Call/Transaction Does Not Exist", &[], "").await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Failure }).await;
    });
}

#[test]
fn a_refer_is_sent_again_with_credentials_and_followed_under_its_new_number() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let first = refer(&mut connection, &agent, leg).await;
        let challenge = "Proxy-Authenticate: Digest realm=\"rig.test\", nonce=\"n1\"";
        connection.reply(&first, "407 Proxy Authentication Required", &[challenge], "").await;
        let second = connection.request("REFER").await;
        assert!(second.header("Proxy-Authorization").contains("n1"));
        assert_eq!(second.header("Refer-To"), first.header("Refer-To"));
        assert_eq!(second.sequence(), first.sequence() + 1);
        connection.reply(&second, "202 Accepted", &[CONTACT], "").await;
        let old = format!("Event: refer;id={}", first.sequence());
        notify(&mut connection, &dialog, 2, &[&old], "SIP/2.0 180 Ringing").await;
        connection.response(481).await;
        let new = format!("Event: refer;id={}", second.sequence());
        notify(&mut connection, &dialog, 3, &[&new], "SIP/2.0 180 Ringing").await;
        connection.response(200).await;
        agent.expect(SipEvent::TransferProgress { leg, status: 180 }).await;
    });
}

#[test]
fn without_news_for_a_minute_the_outcome_is_unknown() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        advance(59.0).await;
        connection.settle().await;
        assert!(agent.has_no_event());
        advance(2.0).await;
        agent.expect(failed(leg, TransferFailure::Unknown)).await;
        notify(&mut connection, &dialog, 2, &OVER, "SIP/2.0 200 OK").await;
        connection.response(481).await;
    });
}

#[test]
fn the_third_party_may_ring_longer_than_a_minute_but_not_for_ever() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        notify(&mut connection, &dialog, 2, &ACTIVE, "SIP/2.0 180 Ringing").await;
        connection.response(200).await;
        agent.expect(SipEvent::TransferProgress { leg, status: 180 }).await;
        advance(91.0).await;
        connection.take_registration(10_000).await;
        agent.expect(SipEvent::Registered).await;
        advance(208.0).await;
        connection.settle().await;
        assert!(agent.has_no_event());
        advance(2.0).await;
        agent.expect(failed(leg, TransferFailure::Unknown)).await;
    });
}

#[test]
fn a_subscription_that_ends_without_an_outcome_leaves_it_unknown() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        notify(&mut connection, &dialog, 2, &OVER, "SIP/2.0 100 Trying").await;
        connection.response(200).await;
        agent.expect(failed(leg, TransferFailure::Unknown)).await;
    });
}

#[test]
fn a_peer_that_hangs_up_while_it_transfers_ends_the_leg_and_nothing_follows() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        connection.inside(&dialog, 2, "BYE", &[], "").await;
        connection.response(200).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Peer }).await;
        notify(&mut connection, &dialog, 3, &OVER, "SIP/2.0 200 OK").await;
        connection.response(481).await;
        advance(61.0).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn an_attended_transfer_names_the_other_dialog_from_its_peers_side() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let other = LegId(1);
        agent.dial(other.0);
        let invite = connection.request("INVITE").await;
        agent.send(SipCommand::TransferTo { leg, other });
        agent.expect(failed(leg, TransferFailure::Refused(491))).await;
        connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: other, answer: ANSWER.to_owned() }).await;
        agent.send(SipCommand::TransferTo { leg, other });
        let asked = connection.request("REFER").await;
        let (call_id, ours) = (invite.header("Call-ID").replace('@', "%40"), invite.tag("From").unwrap());
        let expected = format!("<sip:5001@rig.test?Replaces={call_id}%3Bto-tag%3Dpeer%3Bfrom-tag%3D{ours}>");
        assert_eq!(asked.header("Refer-To"), expected);
        connection.reply(&asked, "202 Accepted", &[CONTACT], "").await;
        notify(&mut connection, &dialog, 2, &OVER, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        agent.expect(SipEvent::Transferred { leg }).await;
    });
}

#[test]
fn an_attended_transfer_to_a_caller_names_the_callers_address_and_tags() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        let (answer, other, _) = talking(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::TransferTo { leg, other });
        let asked = connection.request("REFER").await;
        let call_id = answer.header("Call-ID").replace('@', "%40");
        let (theirs, ours) = (answer.tag("From").unwrap(), answer.tag("To").unwrap());
        let expected =
            format!("<sip:0901234567@rig.test?Replaces={call_id}%3Bto-tag%3D{theirs}%3Bfrom-tag%3D{ours}>");
        assert_eq!(asked.header("Refer-To"), expected);
    });
}

#[test]
fn a_leg_has_one_transfer_at_a_time_and_none_to_itself() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::TransferTo { leg, other: leg });
        agent.expect(failed(leg, TransferFailure::Refused(491))).await;
        refer(&mut connection, &agent, leg).await;
        agent.send(SipCommand::Transfer { leg, target: PhoneNumber::verbatim("5003") });
        agent.expect(failed(leg, TransferFailure::Refused(491))).await;
    });
}

#[test]
fn a_refer_does_not_wait_for_a_hold_that_is_open() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::Offer { leg, offer: OFFER.to_owned() });
        let hold = connection.request("INVITE").await;
        let asked = refer(&mut connection, &agent, leg).await;
        assert_eq!(asked.sequence(), hold.sequence() + 1);
        connection.reply(&asked, "202 Accepted", &[CONTACT], "").await;
        connection.reply(&hold, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::OfferAnswered { leg, answer: ANSWER.to_owned() }).await;
        notify(&mut connection, &dialog, 2, &OVER, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        agent.expect(SipEvent::Transferred { leg }).await;
    });
}
