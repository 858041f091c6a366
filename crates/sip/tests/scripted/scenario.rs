//! A test's world: frozen time, a watchdog, a client and a peer.

use crate::peer::{Connection, Peer};
use reo_model::{LegId, PhoneNumber, Redacted};
use reo_sip::{SipClient, SipCommand, SipConfig, SipEvent, tls};
use std::{future::Future, sync::mpsc::RecvTimeoutError, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// Real time after which a test that waits for something has failed.
const WATCHDOG: Duration = Duration::from_secs(30);

/// Runs a test in frozen time. The blocking task keeps tokio from moving the clock by itself when everything
/// waits, so only [`advance`] does, and tells when a test waits for what never comes.
pub fn scenario<F: Future<Output = ()>>(test: F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let (over, is_over) = std::sync::mpsc::channel::<()>();
        let (late, is_late) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            if is_over.recv_timeout(WATCHDOG) == Err(RecvTimeoutError::Timeout) {
                let _ = late.send(());
            }
        });
        tokio::select! {
            () = test => {}
            Ok(()) = is_late => panic!("what the test waits for does not come"),
        }
        drop(over);
    });
}

/// Moves the clock.
pub async fn advance(seconds: f64) {
    tokio::time::advance(Duration::from_secs_f64(seconds)).await;
}

/// The client under test.
pub struct Agent {
    pub client: SipClient,
    pub events: mpsc::Receiver<SipEvent>,
}

impl Agent {
    pub fn start(config: SipConfig) -> Self {
        let (client, events) = SipClient::start(config);
        Self { client, events }
    }

    pub fn send(&self, command: SipCommand) {
        self.client.send(command);
    }

    pub async fn event(&mut self) -> SipEvent {
        self.events.recv().await.expect("the client runs")
    }

    pub async fn expect(&mut self, expected: SipEvent) {
        assert_eq!(self.event().await, expected);
    }

    pub fn has_no_event(&mut self) -> bool {
        self.events.try_recv().is_err()
    }

    pub fn dial(&self, leg: u64) {
        let target = PhoneNumber::verbatim("5001");
        self.send(SipCommand::Invite { leg: LegId(leg), target, offer: OFFER.to_owned() });
    }
}

pub const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=offer\r\n";
pub const ANSWER: &str = "v=0\r\no=- 2 1 IN IP4 127.0.0.1\r\ns=answer\r\n";

/// An account at a scripted peer.
pub fn account(peer: &Peer) -> SipConfig {
    let server = format!("ws://127.0.0.1:{}/ws", peer.port()).parse().unwrap();
    let password = Redacted::new("sip_password".to_owned());
    SipConfig::new(server, "rig.test", "5000", password, tls::client_config(None))
}

/// A registered client and its connection at the peer.
pub async fn registered() -> (Peer, Connection, Agent) {
    let peer = Peer::start().await;
    let mut agent = Agent::start(account(&peer));
    let mut connection = peer.accept().await;
    connection.take_registration(120).await;
    agent.expect(SipEvent::Registered).await;
    (peer, connection, agent)
}
