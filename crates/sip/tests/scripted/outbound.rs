use crate::{
    peer::{CONTACT, PeerDialog},
    scenario::{ANSWER, OFFER, registered, scenario},
};
use reo_model::LegId;
use reo_sip::{EndedBy, SipCommand, SipEvent};

const LEG: LegId = LegId(1);

fn ended(by: EndedBy) -> SipEvent {
    SipEvent::Ended { leg: LEG, by }
}

#[test]
fn a_call_rings_is_answered_and_hung_up_here() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        assert_eq!(invite.uri(), "sip:5001@rig.test");
        assert_eq!(invite.header("To"), "<sip:5001@rig.test>");
        assert_eq!(invite.header("Content-Type"), "application/sdp");
        assert_eq!(invite.body, OFFER);
        connection.reply(&invite, "100 Trying", &[], "").await;
        connection.reply(&invite, "180 Ringing", &[], "").await;
        agent.expect(SipEvent::Ringing { leg: LEG, early: None }).await;
        connection.reply(&invite, "183 Session Progress", &[], ANSWER).await;
        agent.expect(SipEvent::Ringing { leg: LEG, early: Some(ANSWER.to_owned()) }).await;
        let routes = ["Record-Route: <sip:p2.invalid;lr>", "Record-Route: <sip:p1.invalid;lr>", CONTACT];
        connection.reply(&invite, "200 OK", &routes, ANSWER).await;
        agent.expect(SipEvent::Answered { leg: LEG, answer: ANSWER.to_owned() }).await;
        let ack = connection.request("ACK").await;
        assert_eq!(ack.uri(), "sip:peer@peer.invalid;transport=WS");
        assert_eq!(ack.all("Route"), ["<sip:p1.invalid;lr>", "<sip:p2.invalid;lr>"]);
        agent.send(SipCommand::HangUp { leg: LEG });
        agent.expect(ended(EndedBy::Us)).await;
        let bye = connection.request("BYE").await;
        assert_eq!(bye.uri(), ack.uri());
        assert_eq!(bye.all("Route"), ack.all("Route"));
        assert_eq!((bye.tag("To"), bye.tag("From")), (Some("peer"), invite.tag("From")));
        assert_eq!(bye.sequence(), invite.sequence() + 1);
        connection.reply(&bye, "200 OK", &[], "").await;
    });
}

#[test]
fn the_far_side_hangs_up_and_the_dialog_is_forgotten() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: LEG, answer: ANSWER.to_owned() }).await;
        let dialog = PeerDialog::of_invite(&invite);
        connection.inside(&dialog, 1, "BYE", &[], "").await;
        connection.response(200).await;
        agent.expect(ended(EndedBy::Peer)).await;
        connection.inside(&dialog, 2, "OPTIONS", &[], "").await;
        connection.response(481).await;
    });
}

#[test]
fn a_busy_far_side() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "486 Busy Here", &[], "").await;
        connection.request("ACK").await;
        agent.expect(ended(EndedBy::Status(486))).await;
    });
}

#[test]
fn hanging_up_while_it_rings_cancels() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "180 Ringing", &[], "").await;
        agent.expect(SipEvent::Ringing { leg: LEG, early: None }).await;
        agent.send(SipCommand::HangUp { leg: LEG });
        agent.expect(ended(EndedBy::Us)).await;
        let cancel = connection.request("CANCEL").await;
        assert_eq!((cancel.uri(), cancel.branch()), (invite.uri(), invite.branch()));
        assert_eq!(cancel.header("CSeq"), "1 CANCEL");
        connection.reply(&cancel, "200 OK", &[], "").await;
        connection.reply(&invite, "487 Request Terminated", &[], "").await;
        connection.request("ACK").await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_cancel_waits_for_the_first_provisional_response() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        agent.send(SipCommand::HangUp { leg: LEG });
        agent.expect(ended(EndedBy::Us)).await;
        // Something after the hang-up that shows that no CANCEL went before.
        connection.call("OPTIONS", &[], "").await;
        connection.response(200).await;
        connection.reply(&invite, "100 Trying", &[], "").await;
        connection.request("CANCEL").await;
    });
}

#[test]
fn an_answer_that_crosses_the_cancel_gets_a_bye() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "180 Ringing", &[], "").await;
        agent.expect(SipEvent::Ringing { leg: LEG, early: None }).await;
        agent.send(SipCommand::HangUp { leg: LEG });
        agent.expect(ended(EndedBy::Us)).await;
        connection.request("CANCEL").await;
        connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        connection.request("BYE").await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_second_branch_of_a_fork_is_ended() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: LEG, answer: ANSWER.to_owned() }).await;
        let mut other = invite.clone();
        let to = other.headers.iter_mut().find(|(name, _)| name == "To").unwrap();
        to.1 += ";tag=other";
        connection.reply(&other, "200 OK", &["Contact: <sip:other@peer.invalid>"], ANSWER).await;
        assert_eq!(connection.request("ACK").await.tag("To"), Some("other"));
        let bye = connection.request("BYE").await;
        assert_eq!((bye.tag("To"), bye.uri()), (Some("other"), "sip:other@peer.invalid"));
        assert!(agent.has_no_event());
    });
}

#[test]
fn an_answer_without_a_session_description_ends_the_call() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "200 OK", &[CONTACT], "").await;
        connection.request("ACK").await;
        connection.request("BYE").await;
        agent.expect(ended(EndedBy::Failure)).await;
    });
}

#[test]
fn a_number_with_odd_characters_stays_inside_the_address() {
    scenario(async {
        let (_peer, mut connection, agent) = registered().await;
        let target = reo_model::PhoneNumber::verbatim("*97#@x\r\nX: y");
        agent.send(SipCommand::Invite { leg: LEG, target, offer: OFFER.to_owned() });
        let invite = connection.request("INVITE").await;
        assert_eq!(invite.header("To"), "<sip:*97%23%40x%0D%0AX%3A%20y@rig.test>");
        assert!(invite.get("X").is_none());
    });
}

#[test]
fn a_shutdown_while_it_rings_acknowledges_the_last_answer() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "180 Ringing", &[], "").await;
        agent.expect(SipEvent::Ringing { leg: LEG, early: None }).await;
        let end = tokio::spawn(agent.client.shutdown());
        let cancel = connection.request("CANCEL").await;
        connection.reply(&cancel, "200 OK", &[], "").await;
        connection.take_registration(0).await;
        connection.reply(&invite, "487 Request Terminated", &[], "").await;
        connection.request("ACK").await;
        end.await.unwrap();
    });
}
