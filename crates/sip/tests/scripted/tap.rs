use crate::{
    inbound::talking,
    peer::Peer,
    scenario::{Agent, account, scenario},
};
use reo_model::LegId;
use reo_sip::{EndedBy, Passed, SipConfig, SipEvent, Tap};
use std::sync::{Arc, Mutex};

/// Direction, method, status and leg of what passed.
type Kind = (bool, String, Option<u16>, Option<LegId>);

fn kind(passed: &Passed) -> Kind {
    (passed.sent, passed.method.clone(), passed.status, passed.leg)
}

#[test]
fn a_tap_is_told_of_every_message_with_its_dialog() {
    scenario(async {
        let heard = Arc::<Mutex<Vec<Passed>>>::default();
        let listener = heard.clone();
        let tap = Tap::new(move |passed| listener.lock().unwrap().push(passed));
        let peer = Peer::start().await;
        let mut agent = Agent::start(SipConfig { tap: Some(tap), ..account(&peer) });
        let mut connection = peer.accept().await;
        connection.take_registration(120).await;
        agent.expect(SipEvent::Registered).await;
        let (_, leg, dialog) = talking(&mut connection, &mut agent, &[]).await;
        connection.inside(&dialog, 2, "BYE", &[], "").await;
        connection.response(200).await;
        agent.expect(SipEvent::Ended { leg, by: EndedBy::Peer }).await;

        let heard: Vec<Kind> = heard.lock().unwrap().iter().map(kind).collect();
        let (registration, call): (Vec<_>, Vec<_>) =
            heard.into_iter().partition(|(_, method, ..)| method == "REGISTER");
        assert!(registration.contains(&(false, "REGISTER".to_owned(), Some(200), None)), "{registration:?}");
        let of_leg = |sent, method: &str, status| (sent, method.to_owned(), status, Some(leg));
        assert_eq!(
            call,
            [
                of_leg(false, "INVITE", None),
                of_leg(true, "INVITE", Some(100)),
                of_leg(true, "INVITE", Some(200)),
                of_leg(false, "ACK", None),
                of_leg(false, "BYE", None),
                of_leg(true, "BYE", Some(200)),
            ]
        );
    });
}
