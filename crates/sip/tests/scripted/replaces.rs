use crate::{
    inbound::{ringing, talking},
    peer::{CONTACT, Connection, PeerDialog},
    scenario::{ANSWER, OFFER, registered, scenario},
    text::Text,
};
use reo_model::LegId;
use reo_sip::{EndedBy, SipCommand, SipEvent};

/// Replaces for a dialog that the client joined with `answer`.
fn replacing(answer: &Text) -> String {
    let (ours, theirs) = (answer.tag("To").unwrap(), answer.tag("From").unwrap());
    format!("Replaces: {};to-tag={ours};from-tag={theirs}", answer.header("Call-ID"))
}

async fn refused(connection: &mut Connection, headers: &[&str], status: u16) {
    connection.call("INVITE", headers, OFFER).await;
    connection.response(100).await;
    connection.response(status).await;
}

#[test]
fn an_invite_that_replaces_a_session_names_its_leg() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (first, old, _) = talking(&mut connection, &mut agent, &[]).await;
        connection.call("INVITE", &[&replacing(&first), "Require: replaces"], OFFER).await;
        connection.response(100).await;
        let SipEvent::Incoming { leg, replaces, .. } = agent.event().await else { panic!("no call") };
        assert_eq!(replaces, Some(old));
        agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
        let answer = connection.response(200).await;
        connection.inside(&PeerDialog::of_answer(&answer), 1, "ACK", &[], "").await;
        agent.expect(SipEvent::Confirmed { leg }).await;
        agent.send(SipCommand::HangUp { leg: old });
        assert_eq!(connection.request("BYE").await.header("Call-ID"), first.header("Call-ID"));
        agent.expect(SipEvent::Ended { leg: old, by: EndedBy::Us }).await;
    });
}

#[test]
fn a_call_of_ours_can_be_replaced_too() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: LegId(1), answer: ANSWER.to_owned() }).await;
        let (call_id, ours) = (invite.header("Call-ID"), invite.tag("From").unwrap());
        let named = format!("Replaces: {call_id};from-tag=peer;to-tag={ours}");
        connection.call("INVITE", &[&named], OFFER).await;
        connection.response(100).await;
        let SipEvent::Incoming { replaces, .. } = agent.event().await else { panic!("no call") };
        assert_eq!(replaces, Some(LegId(1)));
    });
}

#[test]
fn an_ordinary_call_replaces_nothing() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        talking(&mut connection, &mut agent, &[]).await;
        connection.call("INVITE", &[], OFFER).await;
        assert!(matches!(agent.event().await, SipEvent::Incoming { replaces: None, .. }));
    });
}

#[test]
fn an_invite_that_replaces_nothing_of_ours_does_not_ring() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (answer, _, _) = talking(&mut connection, &mut agent, &[]).await;
        let right = replacing(&answer);
        let (call_id, tags) = right.split_once(';').unwrap();
        let (ours, theirs) = tags.split_once(';').unwrap();
        let swapped = format!("{call_id};to-tag={};from-tag={}", &theirs[9..], &ours[7..]);
        let others = format!("Replaces: other@peer;{tags}");
        for wrong in [swapped.as_str(), others.as_str(), &format!("{right}x")] {
            refused(&mut connection, &[wrong], 481).await;
        }
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_replaces_header_that_is_none_is_refused() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (answer, _, _) = talking(&mut connection, &mut agent, &[]).await;
        let right = replacing(&answer);
        refused(&mut connection, &[&right, &right], 400).await;
        refused(&mut connection, &[&right, "Join: 1@a;to-tag=a;from-tag=b"], 400).await;
        refused(&mut connection, &["Replaces: 1@a;to-tag=a"], 400).await;
        refused(&mut connection, &["Replaces: ;;=;"], 400).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_session_that_was_answered_is_not_replaced_by_who_wants_it_early_only() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (answer, _, _) = talking(&mut connection, &mut agent, &[]).await;
        refused(&mut connection, &[&format!("{};early-only", replacing(&answer))], 486).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_call_that_rings_here_is_not_replaced() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg) = ringing(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::Ring { leg });
        let early = connection.response(180).await;
        refused(&mut connection, &[&replacing(&early)], 481).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_session_that_we_are_ending_is_not_replaced() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (answer, leg, _) = talking(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::HangUp { leg });
        connection.request("BYE").await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Us }).await;
        refused(&mut connection, &[&replacing(&answer)], 603).await;
        assert!(agent.has_no_event());
    });
}
