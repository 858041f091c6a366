//! The phone: what comes in goes to whom it concerns, and the view is drawn anew.

use crate::call::{Calls, Halves, Offer, Past};
use crate::line::Line;
use crate::notices::Notices;
use crate::outbox::Outbox;
use crate::session::Session;
use crate::sound::Sound;
use crate::{Command, Effect, Event, Input, SipInput, Snapshot, view};
use reo_model::{CallId, LegId, PhoneNumber, Timestamp};

/// The single owner of call state.
#[derive(Debug)]
pub struct Phone {
    pub(crate) now: Timestamp,
    pub(crate) outbox: Outbox,
    pub(crate) session: Session,
    pub(crate) line: Line,
    pub(crate) sound: Sound,
    pub(crate) calls: Calls,
    /// The call that has the microphone, where several are up.
    pub(crate) in_hand: Option<CallId>,
    /// A call that a colleague offers.
    pub(crate) offer: Option<Offer>,
    /// A second call is shown while one is up.
    pub(crate) call_waiting: bool,
    /// Whom the agent called last, and through which outbound service.
    pub(crate) last_dialled: Option<(PhoneNumber, Option<String>)>,
    pub(crate) halves: Halves,
    pub(crate) past: Past,
    pub(crate) notices: Notices,
    pub(crate) ringing: bool,
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
            calls: Calls::default(),
            in_hand: None,
            offer: None,
            call_waiting: false,
            last_dialled: None,
            halves: Halves::default(),
            past: Past::default(),
            notices: Notices::default(),
            ringing: false,
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
        let down_since = self.line.down_since();
        let calls = self.calls.iter().filter_map(|call| call.due_at(down_since)).min();
        let offer = self.offer.as_ref().map(Offer::until);
        [self.session.due_at(), calls, offer].into_iter().flatten().min()
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
            self.on_device_overdue();
            self.on_offer_overdue();
            if let Some(centre) = self.session.centre_mut() {
                centre.tick(self.now);
            }
            self.on_calls_overdue();
            self.on_colleagues_due();
            self.settle_agent_session();
        }
    }

    /// Brings everything that follows from the state into line with it.
    fn settle(&mut self) {
        self.settle_agent_session();
        self.settle_line();
        self.settle_ringing();
        self.settle_microphones();
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
            Command::Dial { number, service } => self.dial(number.expose(), service),
            Command::Redial => self.redial(),
            Command::Answer { call } => self.answer(call),
            Command::Refuse { call } => self.refuse(call),
            Command::Silence { call } => self.silence(call),
            Command::HangUp { call } => self.hang_up(call),
            Command::SetHold { call, on } => self.set_hold(call, on),
            Command::SetMute { call, on } => self.set_mute(call, on),
            Command::SendDigit { call, digit } => self.send_digit(call, digit),
            Command::Transfer { call, to } => self.transfer(call, to),
            Command::AnswerTransfer { accept } => self.answer_transfer(accept),
            Command::WatchColleagues { on, by } => self.watch_colleagues(by, on),
            Command::ClaimVoice => self.claim_voice(),
            Command::SetDevice { device, phone } => self.set_device(device, phone.as_ref()),
            Command::SetCallWaiting { on } => self.call_waiting = on,
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
            SipInput::Incoming { leg, caller, name, replaces: Some(old) } => {
                self.on_replacement(leg, old, caller, name);
            }
            SipInput::Incoming { leg, caller, name, replaces: None } => self.on_incoming(leg, caller, name),
            SipInput::Ringing { leg } => self.on_leg_ringing(leg),
            SipInput::Established { leg } => self.on_leg_established(leg),
            SipInput::Ended { leg, by } => self.on_leg_ended(leg, by),
            SipInput::RemoteHold { leg, on } => self.on_remote_hold(leg, on),
            SipInput::HoldDone { leg, on, ok } => self.on_hold_done(leg, on, ok),
            SipInput::Referred { leg, status } => self.on_referred(leg, status),
        }
    }
}
