//! A call that we make by our own INVITE: to a colleague, or (plain SIP) to anybody.

use super::{Leg, LegState, NewCall, Route, Stage};
use crate::limits::{DIAL_ANSWER, DIAL_RING};
use crate::phone::Phone;
use crate::{Effect, ProblemCode};
use reo_model::{CallId, DeviceType, Direction, LegId, NumberError, NumberKind, PhoneNumber};

impl Phone {
    /// Calls what was typed, through an outbound service where one is chosen.
    pub(crate) fn dial(&mut self, text: &str, service: Option<String>) {
        let (number, kind) = match PhoneNumber::parse(text).and_then(|number| Ok((number.kind()?, number))) {
            Ok((kind, number)) => (number, kind),
            Err(error) => return self.notice_code(number_problem(error)),
        };
        if !self.session.is_signed_in() {
            return self.notice_code(ProblemCode::NotReady);
        }
        let through_centre = kind == NumberKind::Customer && self.session.has_contact_centre();
        if !self.can_dial(through_centre) {
            return self.notice_code(ProblemCode::AlreadyInCall);
        }
        self.last_dialled = Some((number.clone(), service.clone()));
        match kind {
            NumberKind::Customer if through_centre => self.call_out(number, service),
            NumberKind::Customer => self.invite(number, Direction::Outbound),
            NumberKind::Colleague => self.invite(number, Direction::Internal),
        }
    }

    /// Calls again whom the last call was for.
    pub(crate) fn redial(&mut self) {
        match self.last_dialled.clone() {
            Some((number, service)) => self.dial(number.as_str(), service),
            None => self.notice_code(ProblemCode::NumberEmpty),
        }
    }

    /// Beside a call that is up, only somebody may be called whom we INVITE ourselves: a colleague, to ask them.
    fn can_dial(&self, through_centre: bool) -> bool {
        let mut live = self.calls.live();
        match (live.next(), live.next()) {
            (None, _) => !self.is_terminating(),
            (Some(call), None) => !through_centre && call.is_here() && call.can_be_set_aside(),
            _ => false,
        }
    }

    /// A call-out without a leg is being taken down: its leg could not be told from that of a new one.
    fn is_terminating(&self) -> bool {
        self.calls.iter().any(|call| matches!(call.stage, Stage::Ending(_)) && call.is_given_up())
    }

    fn invite(&mut self, target: PhoneNumber, direction: Direction) {
        if self.session.device().is_some_and(|device| device != DeviceType::Computer) {
            return self.notice_code(ProblemCode::UseOtherDevice);
        }
        if !self.line.is_registered() {
            return self.notice_code(ProblemCode::NotReady);
        }
        let leg = self.next_leg();
        let id = self.start_call(NewCall {
            direction,
            number: target.clone(),
            device: DeviceType::Computer,
            route: Route::Direct,
            stage: Stage::Connecting,
            limit: DIAL_RING,
            leg: Some(Leg { id: leg, state: LegState::Accepted }),
        });
        self.hold_others(id);
        self.outbox.effect(Effect::Invite { leg, target });
    }

    /// 180 or 183 for our INVITE.
    pub(crate) fn on_leg_ringing(&mut self, leg: LegId) {
        let Some(id) = self.call_of_leg(leg) else { return };
        if self.call(id).is_some_and(|call| call.route == Route::Direct) {
            self.far_side_rings(id, DIAL_ANSWER);
        }
    }

    /// A leg's dialog is confirmed.
    pub(crate) fn on_leg_established(&mut self, leg: LegId) {
        if self.on_successor_up(leg) {
            return;
        }
        if let Some(id) = self.call_of_leg(leg) {
            self.on_call_established(id);
        }
    }

    fn on_call_established(&mut self, id: CallId) {
        let Some(call) = self.call_mut(id) else { return };
        let Some(leg) = call.leg.as_mut().filter(|leg| leg.state == LegState::Accepted) else { return };
        leg.state = LegState::Up;
        if call.is_call_out() {
            self.on_call_out_leg_up(id);
        } else {
            self.talk(id);
        }
    }
}

fn number_problem(error: NumberError) -> ProblemCode {
    match error {
        NumberError::Empty => ProblemCode::NumberEmpty,
        NumberError::BadCharacter => ProblemCode::NumberBadCharacter,
        NumberError::BadLength => ProblemCode::NumberBadLength,
    }
}
