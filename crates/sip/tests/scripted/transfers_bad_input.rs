//! What a peer may say of a transfer that it should not.

use crate::{
    inbound::talking,
    peer::CONTACT,
    scenario::{registered, scenario},
    transfers::{ACTIVE, OVER, failed, notify, refer, transferring},
};
use reo_sip::{SipEvent, TransferFailure};

#[test]
fn nobody_makes_this_phone_dial() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, _, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let to = ["Refer-To: <sip:0900@rig.test>", CONTACT];
        connection.inside(&dialog, 2, "REFER", &to, "").await;
        assert!(!connection.response(405).await.header("Allow").contains("REFER"));
        connection.call("REFER", &to, "").await;
        connection.response(405).await;
        connection.settle().await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn news_of_a_transfer_that_was_never_asked_for_is_refused() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, _, dialog) = talking(&mut connection, &mut agent, &[]).await;
        notify(&mut connection, &dialog, 2, &ACTIVE, "SIP/2.0 200 OK").await;
        connection.response(481).await;
        connection.call("NOTIFY", &OVER, "").await;
        connection.response(481).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn a_sipfrag_that_cannot_be_read_says_nothing() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        let bodies =
            ["", "\r\n", "hello", "SIP/2.0", "SIP/2.0 9", "SIP/2.0 999 ?", "SIP/2.0 0200 OK", "SIP/2.0 éé"];
        for (sequence, body) in (2..).zip(bodies) {
            notify(&mut connection, &dialog, sequence, &ACTIVE, body).await;
            connection.response(200).await;
            assert!(agent.has_no_event(), "{body}");
        }
        let headers = [ACTIVE[0], "Content-Type: text/plain"];
        connection.inside(&dialog, 20, "NOTIFY", &headers, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        assert!(agent.has_no_event());
        notify(&mut connection, &dialog, 21, &OVER, "hello").await;
        connection.response(200).await;
        agent.expect(failed(leg, TransferFailure::Unknown)).await;
    });
}

#[test]
fn a_huge_sipfrag_is_read_by_its_first_line() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        let body = format!("SIP/2.0 180 {}\r\nX: {}\r\n", "r".repeat(20_000), "x".repeat(20_000));
        notify(&mut connection, &dialog, 2, &ACTIVE, &body).await;
        connection.response(200).await;
        agent.expect(SipEvent::TransferProgress { leg, status: 180 }).await;
    });
}

#[test]
fn news_out_of_order_is_refused_and_not_reported() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (leg, dialog) = transferring(&mut connection, &mut agent).await;
        notify(&mut connection, &dialog, 3, &ACTIVE, "SIP/2.0 180 Ringing").await;
        connection.response(200).await;
        agent.expect(SipEvent::TransferProgress { leg, status: 180 }).await;
        notify(&mut connection, &dialog, 2, &ACTIVE, "SIP/2.0 486 Busy Here").await;
        connection.response(500).await;
        assert!(agent.has_no_event());
        // Nor does what was said after the outcome change it.
        notify(&mut connection, &dialog, 4, &ACTIVE, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        agent.expect(SipEvent::Transferred { leg }).await;
        notify(&mut connection, &dialog, 5, &ACTIVE, "SIP/2.0 486 Busy Here").await;
        connection.response(200).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn news_may_come_before_the_refer_is_answered() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let asked = refer(&mut connection, &agent, leg).await;
        notify(&mut connection, &dialog, 2, &ACTIVE, "SIP/2.0 100 Trying").await;
        connection.response(200).await;
        agent.expect(SipEvent::TransferProgress { leg, status: 100 }).await;
        notify(&mut connection, &dialog, 3, &OVER, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        agent.expect(SipEvent::Transferred { leg }).await;
        // A late answer, even a refusal, is about something that is over; a second transfer stays open.
        let second = refer(&mut connection, &agent, leg).await;
        connection.reply(&asked, "603 Decline", &[], "").await;
        connection.settle().await;
        assert!(agent.has_no_event());
        connection.reply(&second, "603 Decline", &[], "").await;
        agent.expect(failed(leg, TransferFailure::Refused(603))).await;
    });
}

#[test]
fn a_lost_answer_to_the_refer_is_no_failure_once_there_is_news() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let asked = refer(&mut connection, &agent, leg).await;
        notify(&mut connection, &dialog, 2, &ACTIVE, "SIP/2.0 180 Ringing").await;
        connection.response(200).await;
        agent.expect(SipEvent::TransferProgress { leg, status: 180 }).await;
        connection.reply(&asked, "408 Request Timeout", &[], "").await;
        connection.settle().await;
        assert!(agent.has_no_event());
        notify(&mut connection, &dialog, 3, &OVER, "SIP/2.0 200 OK").await;
        connection.response(200).await;
        agent.expect(SipEvent::Transferred { leg }).await;
    });
}
