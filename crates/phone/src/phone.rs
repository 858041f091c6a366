//! The phone: what comes in goes to whom it concerns, and the view is drawn anew.

use crate::call::{Call, Halves, Past};
use crate::line::Line;
use crate::notices::Notices;
use crate::outbox::Outbox;
use crate::session::Session;
use crate::sound::Sound;
use crate::{Command, Effect, Event, Input, SipInput, Snapshot, view};
use reo_model::{LegId, Timestamp};

/// The single owner of call state.
#[derive(Debug)]
pub struct Phone {
    pub(crate) now: Timestamp,
    pub(crate) outbox: Outbox,
    pub(crate) session: Session,
    pub(crate) line: Line,
    pub(crate) sound: Sound,
    /// The call, until it has left the snapshot.
    pub(crate) call: Option<Call>,
    pub(crate) halves: Halves,
    pub(crate) past: Past,
    pub(crate) notices: Notices,
    pub(crate) ringing: bool,
    pub(crate) last_call: u64,
    pub(crate) last_attempt: u64,
    last_leg: Option<LegId>,
    snapshot: Snapshot,
}

impl Phone {
    /// A phone with nobody signed in. Its first request is to look for sound devices.
    pub fn new(now: Timestamp) -> Self {
        let mut phone = Self {
            now,
            outbox: Outbox::default(),
            session: Session::SignedOut { problem: None, account: None },
            line: Line::default(),
            sound: Sound::default(),
            call: None,
            halves: Halves::default(),
            past: Past::default(),
            notices: Notices::default(),
            ringing: false,
            last_call: 0,
            last_attempt: 0,
            last_leg: None,
            snapshot: view::blank(now),
        };
        phone.outbox.effect(Effect::ProbeAudio);
        phone.settle();
        phone
    }

    /// Applies one happening. Time never goes backwards: a `now` before the last one counts as that one.
    pub fn handle(&mut self, input: Input, now: Timestamp) {
        self.advance(now);
        match input {
            Input::Command(command) => self.on_command(command),
            Input::SignIn { attempt, result } => self.on_sign_in(attempt, result),
            Input::Socket(input) => self.on_socket(input),
            Input::Sip(input) => self.on_sip(input),
            Input::Media(input) => self.on_media(input),
            Input::Audio(input) => self.sound.handle(input),
        }
        self.settle();
    }

    /// The next request to the outside, in order.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.outbox.poll_effect()
    }

    /// The next past fact, in order.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.outbox.poll_event()
    }

    /// When [`Phone::handle_timeout`] wants to be called, if ever.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let call = self.call.as_ref().and_then(|call| call.due_at(self.line.down_since()));
        [self.session.due_at(), call].into_iter().flatten().min()
    }

    /// Applies what is due at `now`.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.advance(now);
        self.settle();
    }

    /// The full view.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The id for a leg that we dial: odd, so that it cannot meet that of a leg that comes in.
    pub(crate) fn next_leg(&mut self) -> LegId {
        let leg = LegId(self.last_leg.map_or(1, |last| last.0 + 2));
        self.last_leg = Some(leg);
        leg
    }

    /// Moves the clock and applies what is due, before anything else happens at `now`.
    fn advance(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.halves.prune(self.now);
        while self.poll_timeout().is_some_and(|due| due <= self.now) {
            self.on_sign_in_overdue();
            self.on_status_overdue();
            if let Some(centre) = self.session.centre_mut() {
                centre.tick(self.now);
            }
            self.on_call_overdue();
            self.settle_agent_session();
        }
    }

    /// Brings everything that follows from the state into line with it.
    fn settle(&mut self) {
        self.settle_agent_session();
        self.settle_line();
        self.settle_ringing();
        let view = view::draw(self);
        if view::differs(&view, &self.snapshot) {
            self.snapshot = view;
        }
    }

    fn on_command(&mut self, command: Command) {
        match command {
            Command::SignIn { account } => self.sign_in(account),
            Command::SignOut => self.sign_out(),
            Command::SetStatus { status } => self.set_status(status),
            Command::Dial { number } => self.dial(number.expose()),
            Command::Answer { call } => self.answer(call),
            Command::Refuse { call } => self.refuse(call),
            Command::Silence { call } => self.silence(call),
            Command::HangUp { call } => self.hang_up(call),
            Command::SetHold { call, on } => self.set_hold(call, on),
            Command::SetMute { call, on } => self.set_mute(call, on),
            Command::SendDigit { call, digit } => self.send_digit(call, digit),
            Command::ClaimVoice => self.claim_voice(),
            Command::ChooseAudio { input, output } => {
                self.outbox.effect(Effect::ChooseAudio { input, output })
            }
            Command::Retry => self.retry(),
            Command::Dismiss { notice } => self.notices.dismiss(notice),
        }
    }

    fn on_sip(&mut self, input: SipInput) {
        match input {
            SipInput::Registered => self.on_registered(),
            // Only on our own wish, which is known here.
            SipInput::Unregistered => {}
            SipInput::LineDown(failure) => self.on_line_down(failure),
            SipInput::Incoming { leg, caller, name } => self.on_incoming(leg, caller, name),
            SipInput::Ringing { leg } => self.on_leg_ringing(leg),
            SipInput::Established { leg } => self.on_leg_established(leg),
            SipInput::Ended { leg, by } => self.on_leg_ended(leg, by),
            SipInput::RemoteHold { leg, on } => self.on_remote_hold(leg, on),
            SipInput::HoldDone { leg, on, ok } => self.on_hold_done(leg, on, ok),
        }
    }
}
