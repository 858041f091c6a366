use crate::{
    inbound::{ringing, talking},
    peer::CONTACT,
    scenario::{ANSWER, OFFER, advance, registered, scenario},
};
use reo_model::LegId;
use reo_sip::{EndedBy, SipCommand, SipEvent};

const LEG: LegId = LegId(1);
const ALLOW: &str = "Allow: INVITE, ACK, BYE, UPDATE";

#[test]
fn the_callers_wish_is_taken_and_refreshed_by_update() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let wish = ["Supported: timer", "Session-Expires: 600", ALLOW];
        let (answer, leg, _) = talking(&mut connection, &mut agent, &wish).await;
        assert_eq!(answer.header("Session-Expires"), "600;refresher=uas");
        advance(299.0).await;
        connection.take_registration(10_000).await;
        agent.expect(SipEvent::Registered).await;
        advance(1.5).await;
        let update = connection.request("UPDATE").await;
        assert_eq!(update.header("Session-Expires"), "600;refresher=uac");
        assert_eq!(update.body, "");
        connection.reply(&update, "200 OK", &[CONTACT, "Session-Expires: 600;refresher=uac"], "").await;
        // The 200 began a new interval: alive after the end of the first, refreshed in the middle of the second.
        connection.settle().await;
        advance(300.0).await;
        connection.request("UPDATE").await;
        connection.settle().await;
        advance(270.0).await;
        connection.request("BYE").await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Failure }).await;
    });
}

#[test]
fn a_peer_without_update_is_refreshed_by_a_reinvite_with_the_same_session() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let invite = connection.request("INVITE").await;
        assert_eq!(invite.header("Session-Expires"), "1800");
        assert_eq!(invite.header("Supported"), "replaces, timer");
        let session = [CONTACT, "Session-Expires: 100;refresher=uac", "Require: timer"];
        connection.reply(&invite, "200 OK", &session, ANSWER).await;
        connection.request("ACK").await;
        agent.expect(SipEvent::Answered { leg: LEG, answer: ANSWER.to_owned() }).await;
        advance(50.5).await;
        let refresh = connection.request("INVITE").await;
        assert_eq!(refresh.body, OFFER);
        assert_eq!(refresh.header("Session-Expires"), "100;refresher=uac");
        connection.reply(&refresh, "200 OK", &session, ANSWER).await;
        connection.request("ACK").await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_peer_that_should_refresh_and_does_not_loses_the_call() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let wish = ["Supported: timer", "Session-Expires: 90;refresher=uac"];
        let (answer, leg, dialog) = talking(&mut connection, &mut agent, &wish).await;
        assert_eq!(answer.header("Session-Expires"), "90;refresher=uac");
        assert_eq!(answer.header("Require"), "timer");
        advance(55.0).await;
        connection.inside(&dialog, 2, "UPDATE", &[wish[0], wish[1], CONTACT], "").await;
        assert_eq!(connection.response(200).await.header("Session-Expires"), "90;refresher=uac");
        advance(59.0).await;
        connection.take_registration(10_000).await;
        agent.expect(SipEvent::Registered).await;
        assert!(agent.has_no_event());
        advance(1.5).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Failure }).await;
        connection.request("BYE").await;
    });
}

#[test]
fn too_short_an_interval_is_refused_with_ours() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        connection.call("INVITE", &["Supported: timer", "Session-Expires: 30"], OFFER).await;
        connection.response(100).await;
        assert_eq!(connection.response(422).await.header("Min-SE"), "90");
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_422_is_met_with_the_interval_that_it_asks_for() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        agent.dial(1);
        let short = connection.request("INVITE").await;
        connection.reply(&short, "422 Session Interval Too Small", &["Min-SE: 3600"], "").await;
        connection.request("ACK").await;
        let long = connection.request("INVITE").await;
        assert_eq!((long.header("Session-Expires"), long.header("Min-SE")), ("3600", "3600"));
        assert_eq!(long.all("Session-Expires").len(), 1);
        assert_eq!(long.header("Call-ID"), short.header("Call-ID"));
        assert_eq!(long.sequence(), short.sequence() + 1);
        connection.reply(&long, "422 Session Interval Too Small", &["Min-SE: 3600"], "").await;
        agent.expect(SipEvent::Ended { leg: LEG, by: EndedBy::Status(422) }).await;
    });
}

#[test]
fn an_update_that_the_peer_does_not_know_is_made_up_for_by_a_reinvite() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let wish = ["Supported: timer", "Session-Expires: 120;refresher=uas", ALLOW];
        talking(&mut connection, &mut agent, &wish).await;
        advance(61.0).await;
        let update = connection.request("UPDATE").await;
        connection.reply(&update, "501 Not Implemented", &[], "").await;
        assert_eq!(connection.request("INVITE").await.body, ANSWER);
    });
}

#[test]
fn without_timers_on_the_other_side_a_session_has_no_end() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg) = ringing(&mut connection, &mut agent, &[]).await;
        agent.send(SipCommand::Answer { leg, answer: ANSWER.to_owned() });
        assert!(connection.response(200).await.get("Session-Expires").is_none());
    });
}

#[test]
fn a_refresh_that_meets_something_else_is_tried_again_soon() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let wish = ["Supported: timer", "Session-Expires: 120;refresher=uas", ALLOW];
        talking(&mut connection, &mut agent, &wish).await;
        advance(61.0).await;
        let update = connection.request("UPDATE").await;
        connection.reply(&update, "491 Request Pending", &[], "").await;
        connection.settle().await;
        advance(5.0).await;
        connection.request("UPDATE").await;
        assert!(agent.has_no_event());
    });
}
