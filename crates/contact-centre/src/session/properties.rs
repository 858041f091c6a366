//! What holds whatever happens, in virtual time.

use super::*;
use crate::fixture::{codec, signed_in};
use proptest::collection::vec;
use proptest::prelude::*;

/// Something that happens to a session.
#[derive(Clone, Debug)]
enum Step {
    Connect,
    Opened,
    Refresh,
    ServerPing,
    Text(String),
    Closed,
    Send,
    Retry,
    Pass { milliseconds: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Connect),
        6 => Just(Step::Opened),
        6 => Just(Step::Refresh),
        1 => Just(Step::ServerPing),
        1 => ".{0,30}".prop_map(Step::Text),
        5 => Just(Step::Closed),
        1 => Just(Step::Send),
        1 => Just(Step::Retry),
        8 => (0_u64..15_000).prop_map(|milliseconds| Step::Pass { milliseconds }),
    ]
}

/// What happens while the server cannot be had.
fn lost_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Opened),
        Just(Step::ServerPing),
        Just(Step::Closed),
        (0_u64..8_000).prop_map(|milliseconds| Step::Pass { milliseconds }),
    ]
}

/// Watches the outputs of a session.
struct Watch {
    session: AgentSession,
    now: Timestamp,
    /// When the last frame went out, while online.
    online: Option<Timestamp>,
    last_frame: Timestamp,
    /// The last try that was told.
    attempt: u32,
    /// Whether a socket was asked for that is not closed.
    socket: bool,
}

impl Watch {
    fn new() -> Self {
        Self {
            session: AgentSession::new(&signed_in()),
            now: Timestamp(5_000_000),
            online: None,
            last_frame: Timestamp(0),
            attempt: 0,
            socket: false,
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let refresh = ServerMessage::Refresh { agent_status: None, voice_channel: None, device_type: None };
        match step {
            Step::Connect => self.session.connect(self.now),
            Step::Opened if self.socket => self.session.opened(self.now),
            Step::Closed if self.socket => self.close(),
            Step::Opened | Step::Closed => {}
            Step::Refresh => self.receive(refresh),
            Step::ServerPing => self.receive(ServerMessage::Ping),
            Step::Text(text) => self.session.text(text, self.now),
            Step::Send => drop(self.session.send(ClientMessage::search_agents(), self.now)),
            Step::Retry => self.retry(),
            Step::Pass { milliseconds } => return self.pass(*milliseconds),
        }
        self.check()
    }

    fn receive(&mut self, message: ServerMessage) {
        let text = codec().encode_server(message).unwrap();
        self.session.text(text.expose(), self.now);
    }

    fn close(&mut self) {
        self.socket = false;
        self.online = None;
        self.session.closed(self.now);
    }

    /// The only thing that lets the tries begin again without a success.
    fn retry(&mut self) {
        if !self.socket {
            self.attempt = 0;
        }
        self.session.retry(self.now);
    }

    fn pass(&mut self, milliseconds: u64) -> Result<(), TestCaseError> {
        let end = self.now + Duration::from_millis(milliseconds);
        while let Some(due) = self.session.poll_timeout().filter(|due| *due <= end) {
            prop_assert!(due >= self.now, "a deadline in the past is never done with");
            self.now = due;
            self.session.handle_timeout(self.now);
            prop_assert!(self.session.poll_timeout().is_none_or(|next| next > due), "no progress");
            self.check()?;
        }
        self.now = end;
        self.check()
    }

    fn check(&mut self) -> Result<(), TestCaseError> {
        while let Some(output) = self.session.poll_output() {
            self.output(output)?;
        }
        prop_assert_eq!(self.session.is_online(), self.online.is_some());
        if self.online.is_some() {
            prop_assert!(self.now.since(self.last_frame) <= Duration::from_secs(10), "silent for too long");
        }
        Ok(())
    }

    fn output(&mut self, output: SessionOutput) -> Result<(), TestCaseError> {
        match output {
            SessionOutput::Open { .. } => {
                prop_assert!(!self.socket, "a second socket");
                self.socket = true;
            }
            SessionOutput::Close => {
                prop_assert!(self.socket, "nothing to close");
                self.socket = false;
            }
            SessionOutput::Send(_) => {
                prop_assert!(self.socket, "sent without a socket");
                self.last_frame = self.now;
            }
            SessionOutput::Online => {
                prop_assert!(self.socket);
                self.online = Some(self.now);
                self.attempt = 0;
            }
            SessionOutput::Reconnecting { attempt, total } => {
                prop_assert_eq!(attempt, self.attempt + 1);
                prop_assert!(attempt <= total && total == 20);
                self.attempt = attempt;
            }
            SessionOutput::GivenUp => prop_assert!(matches!(self.attempt, 0 | 20)),
            SessionOutput::Lost | SessionOutput::Message(_) => {}
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_session_keeps_its_word(steps in vec(step(), 0..120)) {
        let mut watch = Watch::new();
        watch.session.connect(watch.now);
        watch.check()?;
        for step in &steps {
            watch.step(step)?;
        }
    }

    #[test]
    fn a_session_that_stays_lost_is_given_up(steps in vec(lost_step(), 120..200)) {
        let mut watch = Watch::new();
        watch.session.connect(watch.now);
        watch.check()?;
        for step in [Step::Opened, Step::Refresh, Step::Closed].iter().chain(&steps) {
            watch.step(step)?;
        }
        // However the tries fail, they take two hundred seconds and ten for the last one.
        watch.pass(210_000)?;
        prop_assert_eq!(watch.attempt, 20);
        prop_assert!(!watch.socket);
        prop_assert_eq!(watch.session.poll_timeout(), None);
    }

    #[test]
    fn a_session_that_is_stopped_stays_silent(before in vec(step(), 0..40), after in vec(step(), 0..40)) {
        let mut watch = Watch::new();
        watch.session.connect(watch.now);
        watch.check()?;
        for step in &before {
            watch.step(step)?;
        }
        watch.session.stop();
        watch.online = None;
        watch.check()?;
        prop_assert!(!watch.socket);
        // The outside may not know yet: it goes on as if there were a socket.
        for step in &after {
            watch.socket = true;
            match step {
                Step::Pass { .. } => watch.session.handle_timeout(watch.now + Duration::from_secs(3600)),
                other => watch.apply_blindly(other),
            }
            prop_assert_eq!(watch.session.poll_output(), None);
            prop_assert_eq!(watch.session.poll_timeout(), None);
        }
    }
}

impl Watch {
    /// Hands a step in without looking at what comes out.
    fn apply_blindly(&mut self, step: &Step) {
        match step {
            Step::Connect => self.session.connect(self.now),
            Step::Opened => self.session.opened(self.now),
            Step::Closed => self.session.closed(self.now),
            Step::Retry => self.session.retry(self.now),
            Step::Send => drop(self.session.send(ClientMessage::Ping, self.now)),
            Step::Text(text) => self.session.text(text, self.now),
            Step::Refresh | Step::ServerPing | Step::Pass { .. } => self.receive(ServerMessage::Ping),
        }
    }
}
