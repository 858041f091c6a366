//! The connection and its return: back-off, and what waits while it is away.

use super::{Agent, leg::Leg};
use crate::{
    LineFailure, SipEvent,
    transport::{Link, LinkEvent, LinkReport},
    wire::{self, Received},
};
use std::{collections::VecDeque, time::Duration};
use tokio::{sync::mpsc, time::Instant};

/// Messages kept while there is no connection. Retransmissions come by themselves, so few are needed.
const WAITING_LIMIT: usize = 64;
/// How long an unanswered INVITE may outlive the connection that would bring its end (64*T1, RFC 3261).
const ORPHAN_TIME: Duration = Duration::from_secs(32);
/// Time for the last messages when the connection is closed.
const CLOSE_TIME: Duration = Duration::from_millis(500);

/// Doubling pauses with some chance in them, so that a thousand clients do not come back at once.
#[derive(Debug, Default)]
pub(super) struct BackOff {
    failures: u32,
}

impl BackOff {
    pub(super) fn next(&mut self, first: Duration, max: Duration) -> Duration {
        let pause = first.saturating_mul(1 << self.failures.min(16)).min(max);
        self.failures += 1;
        // Spread, so that all desks of an office do not come back in the same moment.
        pause.mul_f64(rand::random_range(0.5..=1.0))
    }

    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

pub(super) struct Line {
    reports: mpsc::Sender<LinkReport>,
    link: Option<Link>,
    up: bool,
    number: u64,
    retry_at: Option<Instant>,
    back_off: BackOff,
    /// What was reported last, so that a failure is reported once.
    reported: Option<LineFailure>,
    waiting: VecDeque<String>,
}

impl Line {
    pub(super) fn new(reports: mpsc::Sender<LinkReport>) -> Self {
        Self {
            reports,
            link: None,
            up: false,
            number: 0,
            retry_at: None,
            back_off: BackOff::default(),
            reported: None,
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.retry_at
    }

    /// Sends now or, except a REGISTER, when there is a connection again.
    pub(super) fn send(&mut self, text: String, is_register: bool) {
        if self.up {
            if let Some(link) = &self.link {
                // A full queue is a stuck connection; its keep-alive will say so.
                let _ = link.send(text);
            }
        } else if !is_register {
            if self.waiting.len() == WAITING_LIMIT {
                self.waiting.pop_front();
            }
            self.waiting.push_back(text);
        }
    }

    /// The registration stands: the next failure is a new one.
    pub(super) fn proved(&mut self) {
        self.start_over();
    }

    /// Earlier failures say nothing about the next attempt.
    pub(super) fn start_over(&mut self) {
        self.back_off.reset();
        self.reported = None;
    }

    pub(super) async fn close(&mut self) {
        if let Some(link) = self.link.take() {
            link.close(CLOSE_TIME).await;
        }
    }
}

impl Agent {
    /// Connects now.
    pub(super) fn connect(&mut self) {
        self.line.number += 1;
        self.line.retry_at = None;
        self.line.up = false;
        self.line.link = Some(Link::open(&self.config, self.line.number, self.line.reports.clone()));
    }

    pub(super) fn on_link(&mut self, (number, event): LinkReport) {
        if self.line.link.as_ref().is_none_or(|link| link.number() != number) {
            return;
        }
        match event {
            LinkEvent::Up => self.on_link_up(),
            LinkEvent::Text(text) => self.on_text(&text),
            LinkEvent::Garbage => self.on_garbage(),
            LinkEvent::Down(failure) => self.on_link_down(failure),
        }
    }

    fn on_text(&mut self, text: &str) {
        match wire::read(text) {
            Received::Message(message) => {
                self.tell_passing(false, &message);
                self.stack.receive(*message);
            }
            Received::UnknownMethod { answer } => self.line.send(answer, false),
            Received::Garbage => self.on_garbage(),
        }
    }

    /// One odd message on a line that works is ignored; on one that does not work yet it is the reason.
    fn on_garbage(&mut self) {
        tracing::debug!("something that is not SIP was received");
        if !self.registration.stands() {
            self.give_up_link(LineFailure::NotUnderstood);
        }
    }

    fn on_link_up(&mut self) {
        self.line.up = true;
        for text in std::mem::take(&mut self.line.waiting) {
            self.line.send(text, false);
        }
        self.repeat_unanswered();
        if self.registration.is_wanted() {
            self.send_register();
        } else {
            self.line.proved();
            self.reannounce();
        }
    }

    /// Requests that went down with the old connection are sent again, as the same transactions.
    fn repeat_unanswered(&mut self) {
        let lost: Vec<_> = self.pending.values().filter(|pending| pending.is_unheard()).collect();
        let texts: Vec<_> = lost.iter().map(|pending| wire::write(&pending.request.clone().into())).collect();
        for text in texts {
            self.line.send(text, false);
        }
    }

    /// Cuts the connection, to be made anew after the usual pause.
    pub(super) fn give_up_link(&mut self, failure: LineFailure) {
        self.line.link = None;
        self.on_link_down(failure);
    }

    fn on_link_down(&mut self, failure: LineFailure) {
        let was_up = std::mem::take(&mut self.line.up);
        self.line.link = None;
        let pause = self.line.back_off.next(self.config.first_retry, self.config.max_retry);
        self.line.retry_at = Some(Instant::now() + pause);
        self.registration_lost();
        self.report_line_down(failure);
        if was_up {
            self.orphan_legs();
        }
    }

    /// Reports a failure that is not the one reported last.
    pub(super) fn report_line_down(&mut self, failure: LineFailure) {
        if self.registration.is_wanted() && self.line.reported.replace(failure) != Some(failure) {
            self.report(SipEvent::LineDown(failure));
        }
    }

    /// A CANCEL or final answer for an open INVITE may have gone down with the connection, so that none
    /// may wait for ever; a session only has to tell its peer where it is reached afterwards.
    fn orphan_legs(&mut self) {
        let limit = Instant::now() + ORPHAN_TIME;
        for leg in self.legs.values_mut() {
            match leg {
                Leg::Calling(calling) => calling.limit = Some(calling.limit.unwrap_or(limit)),
                Leg::Ringing(ringing) => ringing.limit = ringing.limit.min(limit),
                Leg::Talking(_) | Leg::Closing(_) => {}
            }
        }
        self.forget_announcements();
    }

    pub(super) fn line_timeout(&mut self, now: Instant) {
        if self.line.retry_at.is_some_and(|at| now >= at) {
            self.connect();
        }
    }

    /// Tries at once what is waiting for its next attempt.
    pub(super) fn retry_now(&mut self) {
        self.line.start_over();
        if self.line.link.is_none() {
            self.connect();
        } else if self.line.up && self.registration.is_wanted() {
            self.send_register();
        }
    }
}
