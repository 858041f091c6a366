//! The SIP registration.

use crate::phone::Phone;
use crate::{Effect, Light, LightState, LineFailure, Problem, ProblemCode};
use reo_model::Timestamp;

/// What is asked of the SIP side, and what came of it.
#[derive(Debug, Default)]
pub(crate) enum Line {
    /// No registration is wanted.
    #[default]
    Off,
    /// Asked for, nothing heard.
    Working,
    /// It stands.
    Registered,
    /// Not to be had at the moment; the SIP side goes on trying.
    Down { failure: LineFailure, since: Timestamp },
}

impl Line {
    pub(crate) fn is_wanted(&self) -> bool {
        !matches!(self, Self::Off)
    }

    pub(crate) fn is_registered(&self) -> bool {
        matches!(self, Self::Registered)
    }

    pub(crate) fn down_since(&self) -> Option<Timestamp> {
        match self {
            Self::Down { since, .. } => Some(*since),
            _ => None,
        }
    }

    pub(crate) fn light(&self) -> Light {
        let (state, problem) = match self {
            Self::Off => (LightState::Off, None),
            Self::Working => (LightState::Working, None),
            Self::Registered => (LightState::Good, None),
            Self::Down { failure, .. } => (LightState::Bad, Some(line_problem(*failure))),
        };
        Light { state, problem }
    }
}

/// The problem behind a failed registration.
pub(crate) fn line_problem(failure: LineFailure) -> Problem {
    match failure {
        LineFailure::Unreachable => Problem::new(ProblemCode::LineUnreachable),
        LineFailure::Certificate => Problem::new(ProblemCode::LineCertificate),
        LineFailure::Rejected(status) => Problem::new(ProblemCode::LineRejected).with("status", status),
        LineFailure::NotUnderstood => Problem::new(ProblemCode::LineNotUnderstood),
    }
}

impl Phone {
    /// Registers with `effect`; a registration that stands is replaced by the SIP side.
    pub(crate) fn register(&mut self, effect: Effect) {
        self.line = Line::Working;
        self.outbox.effect(effect);
    }

    /// Registers anew although nothing says that it is needed: the far side cannot reach us.
    pub(crate) fn register_again(&mut self) {
        if let Some(registration) = self.session.registration().filter(|_| self.line.is_wanted()) {
            self.outbox.effect(registration);
        }
    }

    /// Gives the registration up. Running dialogs go on.
    pub(crate) fn unregister(&mut self) {
        if self.line.is_wanted() {
            self.line = Line::Off;
            self.outbox.effect(Effect::Unregister);
        }
    }

    pub(crate) fn on_registered(&mut self) {
        if self.line.is_wanted() {
            self.line = Line::Registered;
            self.on_sign_in_registered();
        }
    }

    pub(crate) fn on_line_down(&mut self, failure: LineFailure) {
        if !self.line.is_wanted() {
            return;
        }
        let since = self.line.down_since().unwrap_or(self.now);
        self.line = Line::Down { failure, since };
        self.on_sign_in_line_down(failure);
    }
}
