//! What reaches the log. A program of its own: what a process logs depends on all of its threads.

#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::expect_used)]

#[path = "../scripted/peer.rs"]
mod peer;
#[path = "../scripted/scenario.rs"]
mod scenario;
#[path = "../scripted/text.rs"]
mod text;

use crate::{
    peer::{CONTACT, Peer},
    scenario::{ANSWER, Agent, account, scenario},
};
use reo_model::LegId;
use reo_sip::{LOG_DIRECTIVES, SipEvent};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What a registration with a challenge and a call leave in the log.
fn log_of_a_shift(filter: &str) -> String {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_writer(log.clone()).finish();
    tracing::subscriber::with_default(subscriber, || {
        scenario(async {
            let peer = Peer::start().await;
            let mut agent = Agent::start(account(&peer));
            let mut connection = peer.accept().await;
            let register = connection.request("REGISTER").await;
            let challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"secret-nonce\"";
            connection.reply(&register, "401 Unauthorized", &[challenge], "").await;
            connection.take_registration(120).await;
            agent.expect(SipEvent::Registered).await;
            connection.call("INVITE", &[CONTACT], ANSWER).await;
            connection.response(100).await;
            assert!(matches!(agent.event().await, SipEvent::Incoming { .. }));
            agent.dial(1);
            let invite = connection.request("INVITE").await;
            connection.reply(&invite, "200 OK", &[CONTACT], ANSWER).await;
            agent.expect(SipEvent::Answered { leg: LegId(1), answer: ANSWER.to_owned() }).await;
        });
    });
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn no_secret_and_no_number_reaches_the_log_under_our_directives() {
    // The directives are what keeps the stack quiet: without them it tells the number of the caller.
    assert!(log_of_a_shift("trace").contains("0901234567"));
    let quiet = log_of_a_shift(&format!("trace,{LOG_DIRECTIVES}"));
    for secret in ["0901234567", "secret-nonce", "sip_password", "response=", "Trần"] {
        assert!(!quiet.contains(secret), "{secret}");
    }
}
