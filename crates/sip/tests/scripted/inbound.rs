use crate::{
    peer::{Connection, PeerDialog},
    scenario::{ANSWER, Agent, OFFER, advance, registered, scenario},
    text::Text,
};
use reo_model::LegId;
use reo_sip::{EndedBy, SipCommand, SipEvent};

/// A call comes in: the INVITE and its leg.
pub async fn ringing(connection: &mut Connection, agent: &mut Agent, headers: &[&str]) -> (Text, LegId) {
    let invite = connection.call("INVITE", headers, OFFER).await;
    connection.response(100).await;
    let SipEvent::Incoming { leg, caller, name, offer, .. } = agent.event().await else { panic!("no call") };
    assert_eq!(leg.0 % 2, 0);
    assert_eq!(caller.as_str(), "0901234567");
    assert_eq!(name.unwrap().expose(), "An \"A\" Trần");
    assert_eq!(offer, OFFER);
    (invite, leg)
}

/// A call comes in and is answered: the client's 200, the leg and the dialog.
pub async fn talking(
    connection: &mut Connection,
    agent: &mut Agent,
    headers: &[&str],
) -> (Text, LegId, PeerDialog) {
    let (_, leg) = ringing(connection, agent, headers).await;
    agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
    let answer = connection.response(200).await;
    let dialog = PeerDialog::of_answer(&answer);
    connection.inside(&dialog, 1, "ACK", &[], "").await;
    agent.expect(SipEvent::Confirmed { leg }).await;
    (answer, leg, dialog)
}

#[test]
fn a_call_rings_is_answered_and_ended_by_the_caller() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let route = "Record-Route: <sip:p1.invalid;lr>";
        let (_, leg) = ringing(&mut connection, &mut agent, &[route]).await;
        agent.send(SipCommand::Ring { leg });
        let ringing = connection.response(180).await;
        agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
        let answer = connection.response(200).await;
        assert_eq!(answer.body, ANSWER);
        assert_eq!(answer.tag("To"), ringing.tag("To"));
        assert_eq!(answer.header("Record-Route"), "<sip:p1.invalid;lr>");
        assert!(answer.address("Contact").contains(".invalid;transport=ws"));
        let dialog = PeerDialog::of_answer(&answer);
        connection.inside(&dialog, 1, "ACK", &[], "").await;
        agent.expect(SipEvent::Confirmed { leg }).await;
        connection.inside(&dialog, 2, "BYE", &[], "").await;
        connection.response(200).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Peer }).await;
        connection.inside(&dialog, 3, "INFO", &[], "").await;
        connection.response(481).await;
    });
}

#[test]
fn we_end_an_answered_call() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let route = "Record-Route: <sip:p1.invalid;lr>, <sip:p2.invalid;lr>";
        let (_, leg, _) = talking(&mut connection, &mut agent, &[route]).await;
        agent.send(SipCommand::HangUp { leg });
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
        let bye = connection.request("BYE").await;
        assert_eq!(bye.all("Route"), ["<sip:p1.invalid;lr>", "<sip:p2.invalid;lr>"]);
        assert!(bye.uri().starts_with("sip:peer@peer.invalid"));
        assert!(bye.header("To").contains("0901234567"));
    });
}

#[test]
fn a_call_is_refused_with_the_status_that_was_asked_for() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg) = ringing(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::Reject { leg, status: 486 });
        connection.response(486).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
    });
}

async fn cancelled_with(headers: &[&str]) -> EndedBy {
    let (_peer, mut connection, mut agent) = registered().await;
    let (invite, leg) = ringing(&mut connection, &mut agent, &[]).await;
    let mut cancel = String::from("CANCEL sip:5000@client.invalid;transport=ws SIP/2.0\r\n");
    for name in ["Via", "From", "To", "Call-ID"] {
        cancel += &format!("{name}: {}\r\n", invite.header(name));
    }
    for header in headers {
        cancel += &format!("{header}\r\n");
    }
    connection.say(&format!("{cancel}CSeq: 1 CANCEL\r\nContent-Length: 0\r\n\r\n")).await;
    assert_eq!(connection.response(200).await.header("CSeq"), "1 CANCEL");
    assert_eq!(connection.response(487).await.header("CSeq"), "1 INVITE");
    match agent.event().await {
        SipEvent::Ended { leg: ended, by } if ended == leg => by,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_caller_gives_up() {
    scenario(async {
        assert_eq!(cancelled_with(&[]).await, EndedBy::Cancelled { elsewhere: false });
    });
}

#[test]
fn another_device_answered() {
    scenario(async {
        let reason = "Reason: SIP;cause=200;text=\"Call completed elsewhere\"";
        assert_eq!(cancelled_with(&[reason]).await, EndedBy::Cancelled { elsewhere: true });
        let reason = "Reason: SIP ;cause=487 ;text=\"ORIGINATOR_CANCEL\"";
        assert_eq!(cancelled_with(&[reason]).await, EndedBy::Cancelled { elsewhere: false });
    });
}

#[test]
fn a_hang_up_before_the_ack_waits_for_it() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg) = ringing(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
        let answer = connection.response(200).await;
        agent.send(SipCommand::HangUp { leg });
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
        let dialog = PeerDialog::of_answer(&answer);
        connection.inside(&dialog, 1, "ACK", &[], "").await;
        connection.request("BYE").await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn an_invite_that_cannot_be_met_is_refused_without_a_ring() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        connection.call("INVITE", &[], "").await;
        connection.response(100).await;
        connection.response(488).await;
        connection.call("INVITE", &["Require: 100rel, timer"], OFFER).await;
        connection.response(100).await;
        assert_eq!(connection.response(420).await.header("Unsupported"), "100rel");
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_call_does_not_ring_for_ever() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg) = ringing(&mut connection, &mut agent, &[]).await;
        advance(181.0).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Failure }).await;
    });
}
