use crate::{
    inbound::talking,
    scenario::{registered, scenario},
};

#[test]
fn options_are_answered_with_what_we_can() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        connection.call("OPTIONS", &[], "").await;
        let answer = connection.response(200).await;
        assert_eq!(answer.header("Accept"), "application/sdp");
        assert!(answer.header("Allow").contains("UPDATE"));
        assert_eq!(answer.header("Supported"), "replaces, timer");
        assert!(answer.tag("To").is_some());
        let (_, _, dialog) = talking(&mut connection, &mut agent, &[]).await;
        connection.inside(&dialog, 2, "OPTIONS", &[], "").await;
        connection.response(200).await;
    });
}

#[test]
fn requests_inside_a_dialog_get_the_status_that_is_due() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let (_, _, dialog) = talking(&mut connection, &mut agent, &[]).await;
        let digit = ["Content-Type: application/dtmf-relay"];
        connection.inside(&dialog, 2, "INFO", &digit, "").await;
        connection.response(200).await;
        connection.inside(&dialog, 3, "MESSAGE", &[], "").await;
        assert!(connection.response(405).await.header("Allow").contains("INVITE"));
        connection.inside(&dialog, 4, "NOTIFY", &["Event: presence"], "").await;
        assert_eq!(connection.response(489).await.header("Allow-Events"), "refer");
        connection.inside(&dialog, 5, "FLY", &[], "").await;
        let unknown = connection.response(501).await;
        assert_eq!(unknown.header("CSeq"), "5 FLY");
        connection.inside(&dialog, 5, "INFO", &[], "").await;
        connection.response(200).await;
        // Out of order (RFC 3261, section 12.2.2).
        connection.inside(&dialog, 4, "INFO", &[], "").await;
        connection.response(500).await;
        assert!(agent.has_no_event());
    });
}

#[test]
fn requests_outside_of_any_dialog_get_the_status_that_is_due() {
    scenario(async {
        let (_peer, mut connection, _agent) = registered().await;
        for (method, status) in [("MESSAGE", 405), ("SUBSCRIBE", 405), ("NOTIFY", 481), ("BYE", 481)] {
            connection.call(method, &[], "").await;
            connection.response(status).await;
        }
        connection.call("FLY", &[], "").await;
        assert!(connection.response(501).await.tag("To").is_some());
    });
}

#[test]
fn a_body_without_content_length_is_read_as_far_as_the_frame_goes() {
    scenario(async {
        let (_peer, mut connection, mut agent) = registered().await;
        let text = "INVITE sip:5000@x.invalid SIP/2.0\r\nv: SIP/2.0/WS p.invalid;branch=z9hG4bKz\r\n\
                    f: <sip:0901@rig.test>;tag=a\r\nt: <sip:5000@rig.test>\r\ni: z@p\r\nCSeq: 1 INVITE\r\n\
                    m: <sip:p@p.invalid>\r\nc: application/sdp\r\n\r\nv=0\r\n";
        connection.say(text).await;
        let reo_sip::SipEvent::Incoming { offer, name, .. } = agent.event().await else { panic!("no call") };
        assert_eq!((offer.as_str(), name), ("v=0\r\n", None));
    });
}
