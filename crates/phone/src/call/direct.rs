//! A call that we make by our own INVITE: to a colleague, or (plain SIP) to anybody.

use super::{Leg, LegState, NewCall, Route, Stage};
use crate::limits::{DIAL_ANSWER, DIAL_RING};
use crate::phone::Phone;
use crate::{Effect, ProblemCode};
use reo_model::{Direction, LegId, NumberError, NumberKind, PhoneNumber};

impl Phone {
    /// Calls what was typed.
    pub(crate) fn dial(&mut self, text: &str) {
        let (number, kind) = match PhoneNumber::parse(text).and_then(|number| Ok((number.kind()?, number))) {
            Ok((kind, number)) => (number, kind),
            Err(error) => return self.notice_code(number_problem(error)),
        };
        if !self.session.is_signed_in() {
            return self.notice_code(ProblemCode::NotReady);
        }
        if self.is_busy() || self.is_terminating() {
            return self.notice_code(ProblemCode::AlreadyInCall);
        }
        match (kind, self.session.has_contact_centre()) {
            (NumberKind::Customer, true) => self.call_out(number),
            (NumberKind::Customer, false) => self.invite(number, Direction::Outbound),
            (NumberKind::Colleague, _) => self.invite(number, Direction::Internal),
        }
    }

    /// A call-out without a leg is being taken down: its leg could not be told from that of a new one.
    fn is_terminating(&self) -> bool {
        self.call.as_ref().is_some_and(|call| matches!(call.stage, Stage::Ending(_)) && call.is_given_up())
    }

    fn invite(&mut self, target: PhoneNumber, direction: Direction) {
        if !self.line.is_registered() {
            return self.notice_code(ProblemCode::NotReady);
        }
        let leg = self.next_leg();
        self.start_call(NewCall {
            direction,
            number: target.clone(),
            route: Route::Direct,
            stage: Stage::Connecting,
            limit: DIAL_RING,
            leg: Some(Leg { id: leg, state: LegState::Accepted }),
        });
        self.outbox.effect(Effect::Invite { leg, target });
    }

    /// 180 or 183 for our INVITE.
    pub(crate) fn on_leg_ringing(&mut self, leg: LegId) {
        if self.call_of_leg(leg).is_some_and(|call| call.route == Route::Direct) {
            self.far_side_rings(DIAL_ANSWER);
        }
    }

    /// A leg's dialog is confirmed.
    pub(crate) fn on_leg_established(&mut self, id: LegId) {
        let Some(call) = self.call_of_leg(id) else { return };
        let Some(leg) = call.leg.as_mut().filter(|leg| leg.state == LegState::Accepted) else { return };
        leg.state = LegState::Up;
        if call.is_call_out() {
            self.on_call_out_leg_up();
        } else {
            self.talk();
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
