//! The registration (RFC 3261, section 10).

use super::{Agent, leg::Purpose, line::BackOff};
use crate::{
    LineFailure, SipEvent,
    identity::{Identity, random_token},
    message::{self, Head, header, tagged},
    stack::TxId,
};
use rsipstack::sip::{HeadersExt, Method, Param, Request, Response, Uri};
use std::time::Duration;
use tokio::time::Instant;

/// How long the server may take to answer a REGISTER on a connection that never loses anything.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Shortest lifetime that is taken from a server.
const MIN_LIFETIME: Duration = Duration::from_secs(5);
/// Longest lifetime that is taken from a server: it may write any number.
const MAX_LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// Our binding at the registrar.
pub(super) struct Registration {
    wanted: bool,
    state: State,
    call_id: String,
    tag: String,
    sequence: u32,
    /// Lifetime that the server insists on, in seconds (423).
    min_expires: u64,
    back_off: BackOff,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing there, nothing under way.
    None,
    /// A REGISTER is under way; `stood` tells whether one stood before.
    Asking { id: TxId, until: Instant, stood: bool },
    /// It stands until it is to be refreshed.
    Standing { refresh_at: Instant },
    /// Refused; to be tried again.
    Waiting { retry_at: Instant },
    /// Being given up.
    Leaving { id: TxId, until: Instant },
}

impl Registration {
    pub(super) fn new(us: &Identity) -> Self {
        Self {
            wanted: true,
            state: State::None,
            call_id: us.call_id(),
            tag: random_token(10),
            sequence: 0,
            min_expires: 0,
            back_off: BackOff::default(),
        }
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.wanted
    }

    pub(super) fn stands(&self) -> bool {
        matches!(self.state, State::Standing { .. } | State::Asking { stood: true, .. })
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::None => None,
            State::Asking { until: at, .. } | State::Leaving { until: at, .. } => Some(at),
            State::Standing { refresh_at: at } | State::Waiting { retry_at: at } => Some(at),
        }
    }

    pub(super) fn next_sequence(&mut self) -> u32 {
        self.sequence += 1;
        self.sequence
    }

    /// The same REGISTER goes on as another transaction.
    pub(super) fn renumber(&mut self, old: TxId, new: TxId) {
        match &mut self.state {
            State::Asking { id, .. } | State::Leaving { id, .. } if *id == old => *id = new,
            _ => {}
        }
    }

    fn request(&mut self, us: &Identity, expires: u64) -> Option<Request> {
        let head = Head {
            method: Method::Register,
            target: Uri::try_from(format!("sip:{}", us.domain).as_str()).ok()?,
            sequence: self.next_sequence(),
            call_id: &self.call_id,
            from: tagged(&us.from, &self.tag),
            to: format!("<{}>", us.address),
            routes: &[],
        };
        let contact = format!("{};expires={expires}", us.contact);
        let extra = vec![header("Contact", contact), header("Expires", expires.to_string())];
        Some(message::request(us, head, extra, None))
    }
}

impl Agent {
    pub(super) fn send_register(&mut self) {
        let stood = self.registration.stands();
        let expires = self.config.expires.as_secs().max(self.registration.min_expires);
        let Some(id) = self.ask_registrar(expires) else {
            return self.report_line_down(LineFailure::NotUnderstood);
        };
        let until = Instant::now() + ANSWER_TIME;
        self.registration.state = State::Asking { id, until, stood };
    }

    fn ask_registrar(&mut self, expires: u64) -> Option<TxId> {
        let request = self.registration.request(&self.us, expires)?;
        self.send_request(Purpose::Register, request)
    }

    pub(super) fn register(&mut self) {
        self.registration.wanted = true;
        if self.line.is_up() {
            self.send_register();
        }
    }

    pub(super) fn unregister(&mut self) {
        if !self.registration.wanted {
            return;
        }
        self.registration.wanted = false;
        let there = !matches!(self.registration.state, State::None | State::Waiting { .. });
        let leaving = (self.line.is_up() && there).then(|| self.ask_registrar(0)).flatten();
        match leaving {
            Some(id) => {
                let until = Instant::now() + ANSWER_TIME;
                self.registration.state = State::Leaving { id, until };
            }
            None => self.unregistered(),
        }
    }

    fn unregistered(&mut self) {
        self.registration.state = State::None;
        self.report(SipEvent::Unregistered);
    }

    /// The connection is gone, and what was under way on it.
    pub(super) fn registration_lost(&mut self) {
        if matches!(self.registration.state, State::Leaving { .. }) {
            self.unregistered();
        }
        self.registration.state = State::None;
    }

    pub(super) fn on_register_response(&mut self, id: TxId, response: &Response) {
        match self.registration.state {
            State::Leaving { id: leaving, .. } if leaving == id => self.unregistered(),
            State::Asking { id: asking, .. } if asking == id => self.on_registrar_answer(response),
            // Of a connection or an attempt that no longer counts.
            _ => {}
        }
    }

    fn on_registrar_answer(&mut self, response: &Response) {
        match response.status_code.code() {
            200..=299 => self.registered(self.granted(response)),
            423 if self.take_min_expires(response) => self.send_register(),
            status => self.registration_refused(LineFailure::Rejected(status)),
        }
    }

    fn registered(&mut self, lifetime: Duration) {
        let refresh_at = Instant::now() + lifetime * 3 / 4;
        self.registration.state = State::Standing { refresh_at };
        self.registration.back_off.reset();
        self.line.proved();
        self.report(SipEvent::Registered);
        self.reannounce();
    }

    pub(super) fn registration_refused(&mut self, failure: LineFailure) {
        let pause = self.registration.back_off.next(self.config.first_retry, self.config.max_retry);
        self.registration.state = State::Waiting { retry_at: Instant::now() + pause };
        self.report_line_down(failure);
    }

    fn take_min_expires(&mut self, response: &Response) -> bool {
        let asked = response.header_value("Min-Expires").and_then(|value| value.parse().ok());
        let longer = asked.is_some_and(|asked| asked > self.registration.min_expires);
        if let (true, Some(asked)) = (longer, asked) {
            self.registration.min_expires = asked;
        }
        longer
    }

    /// The lifetime that the registrar gave our binding, which may be shorter than we asked for.
    fn granted(&self, response: &Response) -> Duration {
        let contacts = response.typed_contact_headers().unwrap_or_default();
        let ours = contacts.iter().find(|contact| contact.uri.host().to_string() == self.us.host);
        let of_contact = ours.and_then(|contact| {
            contact.params.iter().find_map(|param| match param {
                Param::Expires(expires) => expires.value().trim().parse().ok(),
                _ => None,
            })
        });
        let of_header = || response.header_value("Expires").and_then(|value| value.parse().ok());
        let seconds = of_contact.or_else(of_header).map(Duration::from_secs);
        seconds.unwrap_or(self.config.expires).clamp(MIN_LIFETIME, MAX_LIFETIME)
    }

    pub(super) fn registration_timeout(&mut self, now: Instant) {
        if self.registration.deadline().is_none_or(|at| now < at) {
            return;
        }
        match self.registration.state {
            State::Standing { .. } | State::Waiting { .. } => self.send_register(),
            State::Asking { .. } => self.give_up_link(LineFailure::Unreachable),
            State::Leaving { .. } => self.unregistered(),
            State::None => {}
        }
    }
}
