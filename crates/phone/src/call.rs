//! A call, and what all kinds of calls have in common.
//!
//! There is at most one at a time. The phone owns it as a [`Call`]; the files beside this one each hold one concern:
//! how a call comes in ([`inbound`], [`matching`]), how it goes out ([`call_out`] through the contact centre,
//! [`direct`] by INVITE), hold, mute and sound ([`in_call`]), how it ends ([`ending`]) and what happens when a step
//! takes too long ([`overdue`]).

mod call_out;
mod direct;
mod ending;
mod failure;
mod in_call;
mod inbound;
mod matching;
mod overdue;
mod past;

pub(crate) use call_out::CallOutReport;
pub(crate) use inbound::Ring;
pub(crate) use matching::{Halves, same_number};
pub(crate) use past::{CallKind, Past};

use crate::phone::Phone;
use crate::{Effect, EndCause, Event, Hold, Problem, ProblemCode};
use reo_model::{CallId, Direction, LegId, PhoneNumber, Redacted, ServerCallId, Timestamp};
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
    pub(crate) route: Route,
    pub(crate) stage: Stage,
    pub(crate) since: Timestamp,
    pub(crate) started_at: Timestamp,
    /// When the agent accepted an incoming call.
    pub(crate) accepted_at: Option<Timestamp>,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) leg: Option<Leg>,
    pub(crate) muted: bool,
    pub(crate) hold: Hold,
    /// When a pending hold or resume counts as refused.
    pub(crate) hold_until: Option<Timestamp>,
    pub(crate) silenced: bool,
    pub(crate) heard: Heard,
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
    pub(crate) route: Route,
    pub(crate) stage: Stage,
    pub(crate) limit: Duration,
    pub(crate) leg: Option<Leg>,
}

impl Phone {
    /// The call with this id; a notice when there is none.
    pub(crate) fn wanted_call(&mut self, id: CallId) -> Option<&mut Call> {
        if self.call.as_ref().is_none_or(|call| call.id != id) {
            self.notice(Problem::new(ProblemCode::CallNotFound));
            return None;
        }
        self.call.as_mut()
    }

    /// The call to which this leg belongs.
    pub(crate) fn call_of_leg(&mut self, leg: LegId) -> Option<&mut Call> {
        self.call.as_mut().filter(|call| call.has_leg(leg))
    }

    /// There is a call that leaves no room for another. One that is only being taken down does not count.
    pub(crate) fn is_busy(&self) -> bool {
        self.call.as_ref().is_some_and(|call| call.stage.is_live())
    }

    /// Brings a call into being in place of one that is over or nearly so.
    pub(crate) fn start_call(&mut self, new: NewCall) -> &mut Call {
        self.finish_ending_call();
        self.last_call += 1;
        let id = CallId(self.last_call);
        self.outbox.event(Event::CallStarted {
            call: id,
            direction: new.direction,
            number: new.number.clone(),
        });
        self.call.insert(Call {
            id,
            server_call: None,
            direction: new.direction,
            number: new.number,
            name: None,
            line: None,
            queue: None,
            route: new.route,
            stage: new.stage,
            since: self.now,
            started_at: self.now,
            accepted_at: None,
            answered_at: None,
            leg: new.leg,
            muted: false,
            hold: Hold::default(),
            hold_until: None,
            silenced: false,
            heard: Heard::default(),
            deadline: Some(self.now + new.limit),
        })
    }

    /// The server's id of the call became known.
    pub(crate) fn identify(&mut self, server_call: Option<ServerCallId>) {
        let Some(server_call) = server_call else { return };
        let nameless =
            |call: &&mut Call| call.server_call.is_none() && !matches!(call.stage, Stage::Ended(_));
        let Some(call) = self.call.as_mut().filter(nameless) else { return };
        call.server_call = Some(server_call.clone());
        let call = call.id;
        self.outbox.event(Event::CallIdentified { call, server_call });
    }

    /// The far side rings.
    pub(crate) fn far_side_rings(&mut self, limit: Duration) {
        let now = self.now;
        let Some(call) = self.call.as_mut().filter(|call| call.stage == Stage::Connecting) else { return };
        call.enter(Stage::Ringing, now, Some(limit));
        self.outbox.event(Event::CallRinging { call: call.id });
    }

    /// Both sides talk from now on.
    pub(crate) fn talk(&mut self) {
        let now = self.now;
        let Some(call) = self.call.as_mut().filter(|call| call.stage.is_live()) else { return };
        if call.stage == Stage::Talking {
            return;
        }
        call.enter(Stage::Talking, now, None);
        call.answered_at = Some(now);
        self.outbox.event(Event::CallAnswered { call: call.id });
        self.announce_audio();
    }

    /// Starts or stops the ring tone as the call wants it.
    pub(crate) fn settle_ringing(&mut self) {
        let wanted = self.call.as_ref().is_some_and(|call| call.stage == Stage::Incoming && !call.silenced);
        if wanted != self.ringing {
            self.ringing = wanted;
            self.outbox.effect(if wanted { Effect::StartRinging } else { Effect::StopRinging });
        }
    }
}
