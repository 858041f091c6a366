//! What must hold at every moment, found from inputs, effects and events alone and held against the snapshot.

use reo_model::{CallId, DeviceType, LegId, Timestamp};
use reo_phone::{CallView, Command, Effect, Event, Input, Phase, SessionView, SipInput, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// No ring may last longer.
const LONGEST_RING: Duration = Duration::from_secs(120);
/// A call is over this long after the agent has hung up.
const LONGEST_HANG_UP: Duration = Duration::from_secs(5);

#[derive(Default)]
pub struct Model {
    /// Those that go on, and those that ended since the last one began.
    calls: BTreeMap<CallId, Told>,
    last_call: Option<CallId>,
    ringing_since: Option<Timestamp>,
    /// Legs with an audio session.
    audio: BTreeSet<LegId>,
    /// Legs whose microphone is cut.
    muted: BTreeSet<LegId>,
    /// Legs of which nothing may be asked any more.
    over: BTreeSet<LegId>,
    registered: bool,
    /// A colleague's offer stands.
    offered: bool,
    snapshot: Option<Snapshot>,
}

/// What the events told of a call.
#[derive(Default)]
struct Told {
    answered: bool,
    hold: (bool, bool),
    muted: bool,
    ended: bool,
    hung_up_at: Option<Timestamp>,
}

impl Model {
    pub fn input(&mut self, input: &Input, now: Timestamp) {
        match input {
            Input::Sip(SipInput::Ended { leg, .. }) => {
                self.audio.remove(leg);
                self.muted.remove(leg);
                self.over.insert(*leg);
            }
            Input::Command(Command::HangUp { call }) => {
                // What is elsewhere and cannot be steered can only be ended there.
                let may = |view: &CallView| view.id == *call && view.allowed.hang_up;
                let may = self.snapshot.as_ref().is_some_and(|snapshot| snapshot.calls.iter().any(may));
                if let Some(told) = self.calls.get_mut(call).filter(|told| may && !told.ended) {
                    told.hung_up_at.get_or_insert(now);
                }
            }
            _ => {}
        }
    }

    pub fn effect(&mut self, effect: &Effect, now: Timestamp) {
        match effect {
            Effect::StartRinging => {
                assert!(self.ringing_since.replace(now).is_none(), "rings twice");
            }
            Effect::StopRinging => assert!(self.ringing_since.take().is_some(), "stops no ring"),
            Effect::Register { .. } => self.registered = true,
            Effect::Unregister => assert!(std::mem::take(&mut self.registered), "unregisters twice"),
            Effect::Invite { leg, .. } | Effect::Answer { leg } => {
                self.touch(*leg);
                assert!(self.audio.insert(*leg), "opens {leg} twice");
                // Two calls, and one that is about to go on with another party.
                assert!(self.audio.len() <= 4, "too many audio sessions");
            }
            Effect::HangUp { leg } | Effect::Reject { leg, .. } => {
                self.touch(*leg);
                self.audio.remove(leg);
                self.over.insert(*leg);
            }
            Effect::Mute { leg, on } => {
                self.touch_audio(*leg);
                let changed = if *on { self.muted.insert(*leg) } else { self.muted.remove(leg) };
                assert!(changed, "{leg} is so already");
            }
            Effect::Hold { leg, .. } | Effect::SendDigit { leg, .. } | Effect::Refer { leg, .. } => {
                self.touch_audio(*leg);
            }
            Effect::ReferToLeg { leg, other } => {
                self.touch_audio(*leg);
                self.touch_audio(*other);
                assert_ne!(leg, other);
            }
            Effect::Alert { leg } => self.touch(*leg),
            _ => {}
        }
    }

    fn touch(&self, leg: LegId) {
        assert!(!self.over.contains(&leg), "{leg} is over");
    }

    fn touch_audio(&self, leg: LegId) {
        self.touch(leg);
        assert!(self.audio.contains(&leg), "{leg} has no audio");
    }

    pub fn event(&mut self, event: &Event) {
        match event {
            Event::CallStarted { call, .. } => {
                assert!(self.last_call.is_none_or(|earlier| earlier < *call), "{call} is not new");
                self.last_call = Some(*call);
                self.calls.retain(|_, told| !told.ended);
                assert!(self.calls.values().filter(|told| !told.ended).count() < 2, "three calls");
                self.calls.insert(*call, Told::default());
            }
            Event::CallIdentified { call, .. }
            | Event::CallRinging { call }
            | Event::AudioStarted { call, .. }
            | Event::TransferRequested { call, .. }
            | Event::TransferAccepted { call }
            | Event::TransferFailed { call, .. }
            | Event::DigitReceived { call, .. } => drop(self.told(*call)),
            Event::TransferOffered { .. } => {
                assert!(!std::mem::replace(&mut self.offered, true), "two offers");
            }
            Event::TransferOfferClosed { .. } => {
                assert!(std::mem::replace(&mut self.offered, false), "closes no offer");
            }
            Event::CallAnswered { call } => {
                let told = self.told(*call);
                assert!(!std::mem::replace(&mut told.answered, true), "{call} answered twice");
            }
            Event::HoldChanged { call, local, remote } => {
                let told = self.told(*call);
                assert_ne!(told.hold, (*local, *remote), "hold of {call} did not change");
                told.hold = (*local, *remote);
            }
            Event::MuteChanged { call, on } => self.told(*call).muted = *on,
            Event::CallEnded { call, answered_at, .. } => {
                let told = self.told(*call);
                assert_eq!(told.answered, answered_at.is_some(), "{call}");
                told.ended = true;
            }
            _ => {}
        }
    }

    /// A call that has begun and not ended.
    fn told(&mut self, call: CallId) -> &mut Told {
        let told = self.calls.get_mut(&call).expect("a call that has begun");
        assert!(!told.ended, "something happened to {call} after its end");
        told
    }

    pub fn check(&mut self, snapshot: &Snapshot, now: Timestamp) {
        self.check_ring(snapshot, now);
        self.check_calls(snapshot);
        self.check_hang_up(now);
        self.check_microphones(snapshot);
        assert_eq!(self.offered, snapshot.transfer_offer.is_some());
        self.check_seq(snapshot);
        if matches!(snapshot.session, SessionView::SignedOut { .. }) {
            assert!(!self.registered, "registered while signed out");
            assert!(self.audio.is_empty(), "audio while signed out");
        }
    }

    fn check_ring(&self, snapshot: &Snapshot, now: Timestamp) {
        let live: Vec<_> = snapshot.calls.iter().filter(|call| is_live(&call.phase)).collect();
        let wanted = matches!(live.as_slice(), [call] if call.phase == Phase::Incoming
            && !call.silenced
            && call.device == DeviceType::Computer);
        assert_eq!(self.ringing_since.is_some(), wanted, "the ring tone and the call differ");
        let Some(since) = self.ringing_since else { return };
        assert!(now.since(since) <= LONGEST_RING, "a ring without an end");
        assert!(matches!(snapshot.session, SessionView::SignedIn { .. }), "rings while signed out");
    }

    fn check_calls(&self, snapshot: &Snapshot) {
        for view in &snapshot.calls {
            let told = &self.calls[&view.id];
            assert_eq!(told.ended, matches!(view.phase, Phase::Ended { .. }), "{:?}", view.phase);
            assert_eq!(told.answered, view.answered_at.is_some());
            assert_eq!(told.hold, (view.hold.local, view.hold.remote));
            assert_eq!(told.muted, view.muted);
            let elsewhere = view.device != DeviceType::Computer;
            assert!(view.allowed.hang_up || !is_live(&view.phase) || elsewhere);
            assert!(view.transfer.is_none() || !told.ended);
        }
        for (id, _) in self.calls.iter().filter(|(_, told)| !told.ended) {
            assert!(snapshot.calls.iter().any(|view| view.id == *id), "{id} is not shown");
        }
    }

    fn check_hang_up(&self, now: Timestamp) {
        for told in self.calls.values().filter(|told| !told.ended) {
            let overdue = told.hung_up_at.is_some_and(|at| now.since(at) > LONGEST_HANG_UP);
            assert!(!overdue, "the agent's hang-up did not end the call");
        }
    }

    /// Nobody but the one in hand hears the agent.
    fn check_microphones(&self, snapshot: &Snapshot) {
        let open = self.audio.difference(&self.muted).count();
        assert!(open <= 1, "{open} open microphones: {:?}", snapshot.calls);
    }

    /// The number rises with every change, and only then.
    fn check_seq(&mut self, snapshot: &Snapshot) {
        if let Some(before) = self.snapshot.replace(snapshot.clone()) {
            let same = Snapshot { seq: before.seq, now: before.now, ..snapshot.clone() } == before;
            assert_eq!(same, before.seq == snapshot.seq, "{} then {}", before.seq, snapshot.seq);
            assert!(before.seq <= snapshot.seq);
        }
    }
}

fn is_live(phase: &Phase) -> bool {
    !matches!(phase, Phase::Ending | Phase::Ended { .. })
}
