//! The loop: it owns the phone, hands in what happens, and carries out what the phone asks for.

use crate::clock::Clock;
use crate::config::Loopback;
use crate::engine::Request;
use crate::happening::Happening;
use crate::leg::LegInput;
use crate::legs::Legs;
use crate::line::{Line, LineAccount};
use crate::record::Recorder;
use crate::sign_in::SignInDesk;
use crate::socket::AgentSocket;
use crate::sound::Sound;
use crate::updates::Update;
use crate::{Devices, translate};
use reo_media::MediaConfig;
use reo_model::LegId;
use reo_phone::{Command, Effect, EndedBy, Event, Input, LineFailure, Phone, SipInput, Snapshot};
use reo_sip::SipEvent;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::time::{sleep_until, timeout};

/// How long a shutdown waits for calls to end and for the server's good-bye.
const SHUTDOWN: Duration = Duration::from_secs(3);

/// The loop's state.
pub(crate) struct Run {
    pub(crate) phone: Phone,
    pub(crate) clock: Clock,
    pub(crate) requests: mpsc::Receiver<Request>,
    pub(crate) happenings: mpsc::Receiver<Happening>,
    pub(crate) desk: SignInDesk,
    pub(crate) socket: AgentSocket,
    pub(crate) line: Line,
    pub(crate) legs: Legs,
    pub(crate) sound: Sound,
    pub(crate) media: MediaConfig,
    pub(crate) loopback: Loopback,
    pub(crate) updates: broadcast::Sender<Update>,
    pub(crate) snapshot: watch::Sender<Arc<Snapshot>>,
    pub(crate) devices: watch::Sender<Arc<Devices>>,
    pub(crate) record: Recorder,
    /// What the phone has to hear before anything else: a request that could not even be begun.
    pub(crate) echoes: Vec<Input>,
}

impl Run {
    /// Until a shutdown, or until nobody holds a handle.
    pub(crate) async fn run(mut self) {
        self.settle();
        loop {
            let deadline = self.deadline();
            let mut asked = None;
            tokio::select! {
                request = self.requests.recv() => match request {
                    Some(Request::Command(command)) => self.hand_in(Input::Command(command)),
                    Some(Request::Perform(command, done)) => {
                        self.hand_in(Input::Command(command));
                        asked = Some(done);
                    }
                    Some(Request::Shutdown(done)) => return self.shut_down(Some(done)).await,
                    None => return self.shut_down(None).await,
                },
                Some(happening) = self.happenings.recv() => self.take(happening),
                () = until(deadline) => self.phone.handle_timeout(self.clock.now()),
            }
            let events = self.settle();
            if let Some(done) = asked {
                // Whoever asked may have gone.
                let _ = done.send(events);
            }
        }
    }

    fn deadline(&self) -> Option<tokio::time::Instant> {
        self.phone.poll_timeout().map(|at| self.clock.instant(at).into())
    }

    fn take(&mut self, happening: Happening) {
        match happening {
            Happening::SignIn { attempt, result } => self.hand_in(Input::SignIn { attempt, result }),
            Happening::Socket { generation, input } => {
                if self.socket.is_current(generation) {
                    self.hand_in(Input::Socket(input));
                }
            }
            Happening::Line { generation, event } => self.line_event(generation, event),
            Happening::Leg(input) => self.hand_in(Input::Sip(input)),
            Happening::Media(input) => self.hand_in(Input::Media(input)),
            Happening::Path { leg, up } => self.record.path(leg, up),
            Happening::LegClosed(leg) => self.legs.closed(leg),
            Happening::Audio(input) => self.hand_in(Input::Audio(input)),
            Happening::Devices(devices) => {
                self.devices.send_replace(Arc::new(devices));
            }
        }
    }

    fn hand_in(&mut self, input: Input) {
        self.record.input(&input);
        self.phone.handle(input, self.clock.now());
    }

    fn line_event(&mut self, generation: u64, event: SipEvent) {
        let current = self.line.is_current(generation);
        match event {
            SipEvent::Registered if current => self.hand_in(Input::Sip(SipInput::Registered)),
            SipEvent::Unregistered if current => self.hand_in(Input::Sip(SipInput::Unregistered)),
            SipEvent::LineDown(failure) if current => {
                self.hand_in(Input::Sip(SipInput::LineDown(translate::line_failure(failure))));
            }
            SipEvent::Incoming { leg, caller, name, offer, replaces } if current => {
                if let Some(sip) = self.line.client() {
                    self.legs.open(leg, sip, self.media_config(), LegInput::Invited(offer));
                    self.hand_in(Input::Sip(SipInput::Incoming { leg, caller, name, replaces }));
                }
            }
            event => {
                if let Some(leg) = leg_of(&event) {
                    self.legs.tell(leg, LegInput::Sip(event));
                }
            }
        }
    }

    /// Carries out effects, until the phone has nothing more to say; then shows the snapshot and passes the events on.
    fn settle(&mut self) -> Vec<Event> {
        loop {
            while let Some(effect) = self.phone.poll_effect() {
                self.carry_out(effect);
            }
            if self.echoes.is_empty() {
                break;
            }
            for echo in std::mem::take(&mut self.echoes) {
                self.hand_in(echo);
            }
        }
        let events: Vec<Event> = std::iter::from_fn(|| self.phone.poll_event()).collect();
        self.publish(&events);
        events
    }

    fn publish(&mut self, events: &[Event]) {
        let view = self.phone.snapshot();
        let changed = self.snapshot.borrow().seq != view.seq;
        if changed {
            self.record.snapshot(view);
            // Before the events: whoever hears of something finds it in the view.
            self.snapshot.send_replace(Arc::new(view.clone()));
        }
        for event in events {
            self.record.event(event);
        }
        if changed || !events.is_empty() {
            let snapshot = self.snapshot.borrow().clone();
            // Nobody listens: then nobody misses it.
            let _ = self.updates.send(Update { snapshot, events: events.to_vec() });
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        self.record.effect(&effect);
        match effect {
            Effect::SignIn { attempt, account } => self.desk.begin(attempt, account),
            Effect::OpenSocket { url } => self.socket.open(&url),
            Effect::SendText(text) => self.socket.send(text),
            Effect::CloseSocket => self.socket.close(),
            Effect::Register { server, domain, user, auth_user, password, display_name } => {
                self.register(LineAccount { server, domain, user, auth_user, password, display_name });
            }
            Effect::Unregister => self.line.unregister(),
            Effect::Invite { leg, target } => self.open_call(leg, LegInput::Dial(target)),
            Effect::Alert { leg } => self.tell(leg, LegInput::Ring),
            Effect::Answer { leg } => self.tell(leg, LegInput::Answer),
            Effect::Reject { leg, status } => self.tell(leg, LegInput::Reject(status)),
            Effect::HangUp { leg } => self.tell(leg, LegInput::HangUp),
            Effect::Hold { leg, on } => self.tell(leg, LegInput::Hold(on)),
            Effect::Refer { leg, target } => self.tell(leg, LegInput::Refer(target)),
            Effect::ReferToLeg { leg, other } => self.tell(leg, LegInput::ReferToLeg(other)),
            Effect::Mute { leg, on } => self.tell(leg, LegInput::Mute(on)),
            Effect::SendDigit { leg, digit } => self.tell(leg, LegInput::Digit(digit)),
            Effect::StartRinging => self.sound.start_ringing(),
            Effect::StopRinging => self.sound.stop_ringing(),
            Effect::ChooseAudio { input, output } => self.sound.choose(input, output),
            Effect::ProbeAudio => self.sound.probe(),
        }
    }

    fn register(&mut self, account: LineAccount) {
        if let Err(error) = self.line.register(account) {
            tracing::warn!(%error, "no line");
            self.echoes.push(Input::Sip(SipInput::LineDown(LineFailure::Unreachable)));
        }
    }

    fn open_call(&mut self, leg: LegId, first: LegInput) {
        match self.line.client() {
            Some(sip) => self.legs.open(leg, sip, self.media_config(), first),
            None => self.echoes.push(Input::Sip(SipInput::Ended { leg, by: EndedBy::Failure })),
        }
    }

    /// What cannot be told any more is over: the phone must not wait for it.
    fn tell(&mut self, leg: LegId, input: LegInput) {
        let hold = if let LegInput::Hold(on) = input { Some(on) } else { None };
        if self.legs.tell(leg, input) {
            return;
        }
        if let Some(on) = hold {
            self.echoes.push(Input::Sip(SipInput::HoldDone { leg, on, ok: false }));
        } else {
            self.echoes.push(Input::Sip(SipInput::Ended { leg, by: EndedBy::Failure }));
        }
    }

    fn media_config(&self) -> MediaConfig {
        let include_loopback = match self.loopback {
            Loopback::Auto => self.line.is_local(),
            Loopback::Always => true,
            Loopback::Never => false,
        };
        MediaConfig { include_loopback, ..self.media.clone() }
    }

    async fn shut_down(mut self, done: Option<oneshot::Sender<()>>) {
        self.requests.close();
        self.hand_in(Input::Command(Command::SignOut));
        self.settle();
        let _ = timeout(SHUTDOWN, self.last_calls()).await;
        let _ = timeout(SHUTDOWN, self.line.shutdown()).await;
        let _ = timeout(SHUTDOWN, self.socket.shutdown()).await;
        self.sound.shutdown().await;
        self.record.close().await;
        // Whoever hears that it is done must find it done: the channels of the handles end with this.
        drop(self);
        if let Some(done) = done {
            let _ = done.send(());
        }
    }

    /// Until every leg has ended. Deadlines go on, so that the phone can end what the network does not.
    async fn last_calls(&mut self) {
        while !self.legs.is_empty() {
            let deadline = self.deadline();
            tokio::select! {
                Some(happening) = self.happenings.recv() => self.take(happening),
                () = until(deadline) => self.phone.handle_timeout(self.clock.now()),
            }
            self.settle();
        }
    }
}

async fn until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

const fn leg_of(event: &SipEvent) -> Option<LegId> {
    match event {
        SipEvent::Ringing { leg, .. }
        | SipEvent::Answered { leg, .. }
        | SipEvent::Confirmed { leg }
        | SipEvent::Offer { leg, .. }
        | SipEvent::OfferAnswered { leg, .. }
        | SipEvent::OfferRefused { leg, .. }
        | SipEvent::TransferProgress { leg, .. }
        | SipEvent::Transferred { leg }
        | SipEvent::TransferFailed { leg, .. }
        | SipEvent::Ended { leg, .. } => Some(*leg),
        SipEvent::Incoming { .. } | SipEvent::Registered | SipEvent::Unregistered | SipEvent::LineDown(_) => {
            None
        }
    }
}
