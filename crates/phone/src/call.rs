//! A call, and what all kinds of calls have in common.
//!
//! The phone owns all of them as [`Calls`]; the files beside this one each hold one concern: how a call comes in
//! ([`inbound`], [`matching`]), how it goes out ([`call_out`] through the contact centre, [`direct`] by INVITE), what is
//! heard ([`in_call`], [`hold`], [`mute`]), how it is followed on another device ([`elsewhere`]), how it is given away
//! ([`transfer`]) or taken over ([`offer`]), how it ends ([`ending`]) and what happens when a step takes too long
//! ([`overdue`]).

mod call_out;
mod calls;
mod direct;
mod elsewhere;
mod ending;
mod failure;
mod hold;
mod in_call;
mod inbound;
mod matching;
mod mute;
mod offer;
mod overdue;
mod past;
mod refusal;
mod replacement;
mod transfer;

pub(crate) use call_out::CallOutReport;
pub(crate) use calls::Calls;
pub(crate) use failure::ipcc_problem;
pub(crate) use inbound::Ring;
pub(crate) use matching::{Halves, same_number};
pub(crate) use offer::{Offer, OfferMessage};
pub(crate) use past::{CallKind, Past};
pub(crate) use transfer::{Transfer, TransferOutcome};

use crate::phone::Phone;
use crate::{Effect, EndCause, Event, Problem, ProblemCode};
use hold::Held;
use mute::Mute;
use reo_model::{CallId, DeviceType, Direction, LegId, PhoneNumber, Redacted, ServerCallId, Timestamp};
use replacement::Successor;
use std::time::Duration;

/// One call from its first sign of life until it leaves the snapshot.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) server_call: Option<ServerCallId>,
    pub(crate) direction: Direction,
    pub(crate) number: PhoneNumber,
    pub(crate) name: Option<Redacted<String>>,
    pub(crate) line: Option<String>,
    pub(crate) queue: Option<String>,
    /// Where its audio is.
    pub(crate) device: DeviceType,
    pub(crate) route: Route,
    pub(crate) stage: Stage,
    pub(crate) since: Timestamp,
    pub(crate) started_at: Timestamp,
    /// When the agent accepted an incoming call.
    pub(crate) accepted_at: Option<Timestamp>,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) leg: Option<Leg>,
    /// The dialog that is about to take the place of `leg`.
    pub(crate) successor: Option<Successor>,
    pub(crate) mute: Mute,
    pub(crate) hold: Held,
    pub(crate) silenced: bool,
    pub(crate) heard: Heard,
    pub(crate) transfer: Option<Transfer>,
    /// The agent socket was lost meanwhile and the call is elsewhere: the server is being asked whether it still stands.
    pub(crate) unsure: bool,
    /// When the present stage has taken too long.
    pub(crate) deadline: Option<Timestamp>,
}

/// How the two sides are brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Somebody calls us: by ring message, INVITE or both.
    Incoming {
        /// The ring message has come.
        rung: bool,
        /// The INVITE has come.
        invited: bool,
    },
    /// The contact centre dials the customer, after it has called us back.
    CallOut {
        /// The server's INVITE has come.
        called_back: bool,
        /// `TERMINATE_CALL_OUT_REQUEST_ID` was sent.
        terminated: bool,
        /// The agent socket was lost meanwhile: reports may be missing, so time limits on them prove nothing.
        blind: bool,
    },
    /// We sent the INVITE.
    Direct,
}

/// Where a call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Incoming,
    Answering,
    Connecting,
    Ringing,
    Talking,
    /// On its way to this end: the other side's confirmation or reason is awaited.
    Ending(EndCause),
    Ended(EndCause),
}

impl Stage {
    /// Neither over nor about to be.
    pub(crate) fn is_live(&self) -> bool {
        !matches!(self, Self::Ending(_) | Self::Ended(_))
    }
}

/// A call's SIP dialog.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leg {
    pub(crate) id: LegId,
    pub(crate) state: LegState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LegState {
    /// An INVITE for us, not answered.
    Offered,
    /// Answered or dialled by us: it has an audio session.
    Accepted,
    /// The dialog is confirmed.
    Up,
    /// We ended it; its end has not been reported.
    Released,
}

/// What is heard of the far side.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heard {
    /// Audio was heard.
    pub(crate) flowing: bool,
    /// [`Event::AudioStarted`] is out.
    pub(crate) announced: bool,
    /// Since when nothing is heard.
    pub(crate) silent_since: Option<Timestamp>,
}

impl Call {
    /// Whether `leg` is this call's dialog.
    pub(crate) fn has_leg(&self, leg: LegId) -> bool {
        self.leg.is_some_and(|own| own.id == leg)
    }

    pub(crate) fn leg_is_up(&self) -> bool {
        self.leg.is_some_and(|leg| leg.state == LegState::Up)
    }

    pub(crate) fn is_call_out(&self) -> bool {
        matches!(self.route, Route::CallOut { .. })
    }

    pub(crate) fn is_ended(&self) -> bool {
        matches!(self.stage, Stage::Ended(_))
    }

    /// Its audio is on this computer.
    pub(crate) fn is_here(&self) -> bool {
        self.device == DeviceType::Computer
    }

    /// Both sides talk, and its dialog, if it has one here, stands: another call can be put beside it.
    pub(super) fn can_be_set_aside(&self) -> bool {
        self.stage == Stage::Talking && (!self.is_here() || self.leg_is_up()) && self.successor.is_none()
    }

    /// Goes to `stage`, which may take `limit`.
    pub(crate) fn enter(&mut self, stage: Stage, now: Timestamp, limit: Option<Duration>) {
        self.stage = stage;
        self.since = now;
        self.deadline = limit.map(|limit| now + limit);
    }

    /// The same stage goes on, with another `limit`.
    pub(crate) fn extend(&mut self, now: Timestamp, limit: Option<Duration>) {
        self.deadline = limit.map(|limit| now + limit);
    }
}

/// What is known of a call when it begins.
pub(crate) struct NewCall {
    pub(crate) direction: Direction,
    pub(crate) number: PhoneNumber,
    pub(crate) device: DeviceType,
    pub(crate) route: Route,
    pub(crate) stage: Stage,
    pub(crate) limit: Duration,
    pub(crate) leg: Option<Leg>,
}

impl NewCall {
    fn begin(self, id: CallId, now: Timestamp) -> Call {
        Call {
            id,
            server_call: None,
            direction: self.direction,
            number: self.number,
            name: None,
            line: None,
            queue: None,
            device: self.device,
            route: self.route,
            stage: self.stage,
            since: now,
            started_at: now,
            accepted_at: None,
            answered_at: None,
            leg: self.leg,
            successor: None,
            mute: Mute::default(),
            hold: Held::default(),
            silenced: false,
            heard: Heard::default(),
            transfer: None,
            unsure: false,
            deadline: Some(now + self.limit),
        }
    }
}

impl Phone {
    /// The call with this id; a notice when there is none.
    pub(crate) fn wanted_call(&mut self, id: CallId) -> Option<&mut Call> {
        if self.call(id).is_none() {
            self.notice(Problem::new(ProblemCode::CallNotFound));
        }
        self.call_mut(id)
    }

    /// Brings a call into being, in place of those that are over or nearly so.
    pub(crate) fn start_call(&mut self, new: NewCall) -> CallId {
        self.finish_ending_calls();
        let id = self.calls.next_id();
        self.outbox.event(Event::CallStarted {
            call: id,
            direction: new.direction,
            number: new.number.clone(),
        });
        self.calls.add(new.begin(id, self.now));
        id
    }

    /// The server's id of the call became known.
    pub(crate) fn identify(&mut self, id: CallId, server_call: Option<ServerCallId>) {
        let Some(server_call) = server_call else { return };
        let nameless = |call: &&mut Call| call.server_call.is_none() && !call.is_ended();
        let Some(call) = self.call_mut(id).filter(nameless) else { return };
        call.server_call = Some(server_call.clone());
        self.outbox.event(Event::CallIdentified { call: id, server_call });
    }

    /// The far side rings.
    pub(crate) fn far_side_rings(&mut self, id: CallId, limit: Duration) {
        let now = self.now;
        let Some(call) = self.call_mut(id).filter(|call| call.stage == Stage::Connecting) else { return };
        call.enter(Stage::Ringing, now, Some(limit));
        self.outbox.event(Event::CallRinging { call: id });
    }

    /// Both sides talk from now on.
    pub(crate) fn talk(&mut self, id: CallId) {
        let now = self.now;
        let Some(call) = self.call_mut(id).filter(|call| call.stage.is_live()) else { return };
        if call.stage == Stage::Talking {
            return;
        }
        call.enter(Stage::Talking, now, None);
        call.answered_at = Some(now);
        self.outbox.event(Event::CallAnswered { call: id });
        self.announce_audio(id);
    }

    /// Starts or stops the ring tone as the calls want it. A device elsewhere rings by itself, and beside a call that is up
    /// a ring tone in the headset would drown the customer.
    pub(crate) fn settle_ringing(&mut self) {
        let rings = |call: &Call| call.stage == Stage::Incoming && call.is_here() && !call.silenced;
        let alone = self.calls.live().nth(1).is_none();
        let wanted = alone && self.calls.live().any(rings);
        if wanted != self.ringing {
            self.ringing = wanted;
            self.outbox.effect(if wanted { Effect::StartRinging } else { Effect::StopRinging });
        }
    }
}
