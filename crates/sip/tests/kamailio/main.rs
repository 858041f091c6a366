//! Two clients call each other through a real Kamailio.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod server;

use reo_model::{LegId, PhoneNumber, Redacted};
use reo_sip::{EndedBy, LineFailure, SipClient, SipCommand, SipConfig, SipEvent, tls};
use server::{Digest, Kamailio, Relay};
use std::time::Duration;
use tokio::{sync::mpsc, time::timeout};

const OFFER: &str =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";
const ANSWER: &str =
    "v=0\r\no=- 2 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 7 RTP/AVP 0\r\n";
/// Longest wait for one event on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

struct Agent {
    client: SipClient,
    events: mpsc::Receiver<SipEvent>,
    next: u64,
}

impl Agent {
    fn start(port: u16, user: &str, password: &str) -> Self {
        let server = format!("ws://127.0.0.1:{port}").parse().unwrap();
        let password = Redacted::new(password.to_owned());
        let mut config = SipConfig::new(server, "rig.test", user, password, tls::client_config(None));
        config.display_name = Some(format!("Agent {user}"));
        config.first_retry = Duration::from_millis(50);
        let (client, events) = SipClient::start(config);
        Self { client, events, next: 1 }
    }

    async fn registered(port: u16, user: &str) -> Self {
        let mut agent = Self::start(port, user, "sip_password");
        agent.expect(SipEvent::Registered).await;
        agent
    }

    fn send(&self, command: SipCommand) {
        self.client.send(command);
    }

    async fn event(&mut self) -> SipEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("an event in time").expect("the client runs")
    }

    async fn expect(&mut self, expected: SipEvent) {
        assert_eq!(self.event().await, expected);
    }

    fn dial(&mut self, number: &str) -> LegId {
        let leg = LegId(self.next);
        self.next += 2;
        let target = PhoneNumber::verbatim(number);
        self.send(SipCommand::Invite { leg, target, offer: OFFER.to_owned() });
        leg
    }

    async fn incoming(&mut self, from: &str) -> LegId {
        match self.event().await {
            SipEvent::Incoming { leg, caller, name, offer, .. } => {
                assert_eq!(caller.as_str(), from);
                assert_eq!(name.unwrap().expose(), &format!("Agent {from}"));
                assert_eq!(offer, OFFER);
                leg
            }
            other => panic!("{other:?} instead of a call"),
        }
    }
}

/// One calls, the other rings.
async fn ring(from: &mut Agent, user: &str, to: &mut Agent, number: &str) -> (LegId, LegId) {
    let near = from.dial(number);
    let far = to.incoming(user).await;
    to.send(SipCommand::Ring { leg: far });
    from.expect(SipEvent::Ringing { leg: near, early: None }).await;
    (near, far)
}

/// One changes the session, the other agrees.
async fn offer(from: &mut Agent, near: LegId, to: &mut Agent, far: LegId, direction: &str) {
    let sdp = format!("{OFFER}a={direction}\r\n");
    from.send(SipCommand::Offer { leg: near, offer: sdp.clone() });
    to.expect(SipEvent::Offer { leg: far, offer: sdp }).await;
    to.send(SipCommand::AnswerOffer { leg: far, answer: ANSWER.to_owned() });
    from.expect(SipEvent::OfferAnswered { leg: near, answer: ANSWER.to_owned() }).await;
}

async fn connect(a: &mut Agent, b: &mut Agent) -> (LegId, LegId) {
    let (near, far) = ring(a, "5000", b, "5001").await;
    b.send(SipCommand::Answer { leg: far, answer: ANSWER.to_owned() });
    a.expect(SipEvent::Answered { leg: near, answer: ANSWER.to_owned() }).await;
    b.expect(SipEvent::Confirmed { leg: far }).await;
    (near, far)
}

#[tokio::test]
async fn a_call_is_made_held_from_both_sides_and_ended() {
    let server = Kamailio::start(Digest::Md5).await;
    let mut a = Agent::registered(server.port, "5000").await;
    let mut b = Agent::registered(server.port, "5001").await;
    let (near, far) = connect(&mut a, &mut b).await;
    offer(&mut a, near, &mut b, far, "sendonly").await;
    offer(&mut a, near, &mut b, far, "sendrecv").await;
    offer(&mut b, far, &mut a, near, "sendonly").await;
    offer(&mut b, far, &mut a, near, "sendrecv").await;
    a.send(SipCommand::HangUp { leg: near });
    a.expect(SipEvent::Ended { leg: near, by: EndedBy::Us }).await;
    b.expect(SipEvent::Ended { leg: far, by: EndedBy::Peer }).await;
}

#[tokio::test]
async fn calls_that_are_cancelled_busy_or_without_anybody_there() {
    let server = Kamailio::start(Digest::Md5).await;
    let mut a = Agent::registered(server.port, "5000").await;
    let mut b = Agent::registered(server.port, "5001").await;
    let (near, far) = ring(&mut a, "5000", &mut b, "5001").await;
    a.send(SipCommand::HangUp { leg: near });
    a.expect(SipEvent::Ended { leg: near, by: EndedBy::Us }).await;
    b.expect(SipEvent::Ended { leg: far, by: EndedBy::Cancelled { elsewhere: false } }).await;
    let (near, far) = ring(&mut a, "5000", &mut b, "5001").await;
    b.send(SipCommand::Reject { leg: far, status: 486 });
    b.expect(SipEvent::Ended { leg: far, by: EndedBy::Us }).await;
    a.expect(SipEvent::Ended { leg: near, by: EndedBy::Status(486) }).await;
    let near = a.dial("5009");
    a.expect(SipEvent::Ended { leg: near, by: EndedBy::Status(480) }).await;
}

#[tokio::test]
async fn a_call_survives_a_socket_killed_in_its_middle() {
    let server = Kamailio::start(Digest::Md5).await;
    let mut relay = Relay::start(server.port).await;
    let mut a = Agent::registered(relay.port, "5000").await;
    let mut b = Agent::registered(server.port, "5001").await;
    let (near, far) = connect(&mut a, &mut b).await;
    relay.cut(server.port).await;
    a.expect(SipEvent::LineDown(LineFailure::Unreachable)).await;
    a.expect(SipEvent::Registered).await;
    // From the side that moved, then from the side that has to have learned where it is now.
    offer(&mut a, near, &mut b, far, "sendonly").await;
    offer(&mut b, far, &mut a, near, "sendrecv").await;
    b.send(SipCommand::HangUp { leg: far });
    b.expect(SipEvent::Ended { leg: far, by: EndedBy::Us }).await;
    a.expect(SipEvent::Ended { leg: near, by: EndedBy::Peer }).await;
    // And the new registration is the one that rings.
    let near = b.dial("5000");
    let far = a.incoming("5001").await;
    a.send(SipCommand::Reject { leg: far, status: 486 });
    b.expect(SipEvent::Ended { leg: near, by: EndedBy::Status(486) }).await;
}

#[tokio::test]
async fn it_registers_with_sha_256_unregisters_and_is_refused_with_a_wrong_password() {
    let server = Kamailio::start(Digest::Sha256).await;
    let mut a = Agent::registered(server.port, "5000").await;
    a.send(SipCommand::Unregister);
    a.expect(SipEvent::Unregistered).await;
    let mut b = Agent::registered(server.port, "5001").await;
    let leg = b.dial("5000");
    b.expect(SipEvent::Ended { leg, by: EndedBy::Status(480) }).await;
    b.client.shutdown().await;
    let mut wrong = Agent::start(server.port, "5002", "wrong");
    wrong.expect(SipEvent::LineDown(LineFailure::Rejected(401))).await;
}
