//! The agent session: sign-in on the agent socket, keep-alive and reconnect (protocol page, section 2).

mod output;

pub use output::{Counts, NotSent, SessionOutput};

use crate::message::{ClientMessage, ServerMessage};
use crate::{Codec, Identity, SignedIn};
use reo_model::{Redacted, Timestamp};
use std::collections::VecDeque;
use std::time::Duration;

/// A ping is due when nothing has been sent for this long.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// From one try to the next; a try that is not signed in by then has failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(10);
/// Tries after a session was lost.
const RETRIES: u32 = 20;

/// One agent's session on the agent socket. Holds no socket: it says by [`SessionOutput`] what to do with one, and is
/// told what became of that. After `Open` and `Close`, nothing of an older socket may be handed in.
#[derive(Debug)]
pub struct AgentSession {
    url: String,
    token: Redacted<String>,
    identity: Identity,
    codec: Codec,
    state: State,
    /// When the last frame went out.
    last_sent: Timestamp,
    /// Whether this session has been online: only then is it tried again by itself.
    was_online: bool,
    counts: Counts,
    outputs: VecDeque<SessionOutput>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Not asked for yet.
    Idle,
    /// The socket is being opened, or is open and the server has not confirmed the sign-in yet.
    Connecting { opened: bool, give_up_at: Timestamp, attempt: u32 },
    /// The server confirmed the sign-in.
    Online,
    /// The socket is gone; the next try is due then.
    Waiting { retry_at: Timestamp, attempt: u32 },
    /// No further try without [`AgentSession::retry`].
    GivenUp,
    /// For good.
    Stopped,
}

impl AgentSession {
    /// A session for who has just signed in by HTTP. Nothing happens before [`AgentSession::connect`].
    pub fn new(signed_in: &SignedIn) -> Self {
        Self {
            url: signed_in.facts.agent_socket.clone(),
            token: signed_in.token.clone(),
            identity: signed_in.identity(),
            codec: Codec::new(&signed_in.constants),
            state: State::Idle,
            last_sent: Timestamp(0),
            was_online: false,
            counts: Counts::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Opens the socket for the first time.
    pub fn connect(&mut self, now: Timestamp) {
        if matches!(self.state, State::Idle) {
            self.open(0, now);
        }
    }

    /// The socket is open.
    pub fn opened(&mut self, now: Timestamp) {
        let State::Connecting { opened: false, give_up_at, attempt } = self.state else { return };
        self.state = State::Connecting { opened: true, give_up_at, attempt };
        self.sent(ClientMessage::SignIn { token: self.token.clone() }, now);
    }

    /// A text frame came in.
    pub fn text(&mut self, text: &str, now: Timestamp) {
        if !matches!(self.state, State::Connecting { opened: true, .. } | State::Online) {
            return;
        }
        match self.codec.decode_server(text) {
            Ok(frame) => self.received(frame.message, now),
            Err(_) => self.counts.malformed += 1,
        }
    }

    /// The socket is closed, or could not be opened.
    pub fn closed(&mut self, now: Timestamp) {
        match self.state {
            State::Connecting { give_up_at, attempt, .. } => self.failed(attempt, give_up_at),
            State::Online => {
                self.outputs.push_back(SessionOutput::Lost);
                self.state = State::Waiting { retry_at: now + RETRY_INTERVAL, attempt: 1 };
            }
            State::Idle | State::Waiting { .. } | State::GivenUp | State::Stopped => {}
        }
    }

    /// When [`AgentSession::handle_timeout`] wants to be called, if ever.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        match self.state {
            State::Connecting { give_up_at, .. } => Some(give_up_at),
            State::Online => Some(self.last_sent + KEEP_ALIVE),
            State::Waiting { retry_at, .. } => Some(retry_at),
            State::Idle | State::GivenUp | State::Stopped => None,
        }
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if self.poll_timeout().is_none_or(|due| now < due) {
            return;
        }
        match self.state {
            State::Connecting { attempt, .. } => {
                self.outputs.push_back(SessionOutput::Close);
                self.failed(attempt, now);
                // The time of this try is over, so the next one is due at once.
                self.handle_timeout(now);
            }
            State::Online => self.sent(ClientMessage::Ping, now),
            State::Waiting { attempt, .. } => self.open(attempt, now),
            State::Idle | State::GivenUp | State::Stopped => {}
        }
    }

    /// Sends a message.
    ///
    /// # Errors
    /// See [`NotSent`].
    pub fn send(&mut self, message: ClientMessage, now: Timestamp) -> Result<(), NotSent> {
        if !self.is_online() {
            return Err(NotSent::Offline);
        }
        let text = self.codec.encode_client(&self.identity, message)?;
        self.outputs.push_back(SessionOutput::Send(text));
        self.last_sent = now;
        Ok(())
    }

    /// Tries again now, with all tries ahead, if the socket is down.
    pub fn retry(&mut self, now: Timestamp) {
        if matches!(self.state, State::Waiting { .. } | State::GivenUp) {
            self.open(u32::from(self.was_online), now);
        }
    }

    /// Ends the session for good. What was sent before still goes out.
    pub fn stop(&mut self) {
        let socket = matches!(self.state, State::Connecting { .. } | State::Online);
        self.outputs.retain(SessionOutput::is_for_the_socket);
        if socket {
            self.outputs.push_back(SessionOutput::Close);
        }
        self.state = State::Stopped;
    }

    /// The next thing to do or to know, in order.
    pub fn poll_output(&mut self) -> Option<SessionOutput> {
        self.outputs.pop_front()
    }

    /// Whether the server has confirmed the sign-in and the socket stands.
    pub const fn is_online(&self) -> bool {
        matches!(self.state, State::Online)
    }

    /// What came in that was of no use.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Opens the socket; `attempt` counts from 1 once the session has been online and is 0 before.
    fn open(&mut self, attempt: u32, now: Timestamp) {
        if attempt > 0 {
            self.outputs.push_back(SessionOutput::Reconnecting { attempt, total: RETRIES });
        }
        self.outputs.push_back(SessionOutput::Open { url: self.url.clone() });
        self.state = State::Connecting { opened: false, give_up_at: now + RETRY_INTERVAL, attempt };
    }

    /// A try came to nothing; the next one, if there is one, is due at `retry_at`.
    fn failed(&mut self, attempt: u32, retry_at: Timestamp) {
        if attempt == 0 || attempt >= RETRIES {
            self.outputs.push_back(SessionOutput::GivenUp);
            self.state = State::GivenUp;
        } else {
            self.state = State::Waiting { retry_at, attempt: attempt + 1 };
        }
    }

    fn received(&mut self, message: ServerMessage, now: Timestamp) {
        match &message {
            ServerMessage::Refresh { .. } => self.confirmed(),
            ServerMessage::Ping => self.sent(ClientMessage::Ping, now),
            ServerMessage::Unknown { .. } => self.counts.unknown += 1,
            _ => {}
        }
        self.outputs.push_back(SessionOutput::Message(message));
    }

    /// The server confirmed the sign-in.
    fn confirmed(&mut self) {
        if !self.is_online() {
            self.was_online = true;
            self.state = State::Online;
            self.outputs.push_back(SessionOutput::Online);
        }
    }

    /// Sends one of the messages whose numbers are the same everywhere, in whatever state.
    fn sent(&mut self, message: ClientMessage, now: Timestamp) {
        if let Ok(text) = self.codec.encode_client(&self.identity, message) {
            self.outputs.push_back(SessionOutput::Send(text));
        }
        self.last_sent = now;
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
