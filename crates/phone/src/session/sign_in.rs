//! Signing in.

use super::{Centre, Session, SipSession};
use crate::limits::{SIGN_IN, SIGN_IN_HTTP};
use crate::phone::Phone;
use crate::{Account, Effect, Event, Problem, ProblemCode};
use reo_contact_centre::{SignInError, SignedIn};

impl Phone {
    /// Signs in, after signing out whoever is signed in.
    pub(crate) fn sign_in(&mut self, account: Account) {
        self.sign_out();
        self.last_attempt += 1;
        if let Some(sip) = SipSession::new(account.clone(), self.now + SIGN_IN) {
            let registration = sip.registration();
            self.session = Session::Sip(Box::new(sip));
            self.register(registration);
            return;
        }
        let attempt = self.last_attempt;
        self.session = Session::Asking { attempt, account: account.clone(), until: self.now + SIGN_IN_HTTP };
        self.outbox.effect(Effect::SignIn { attempt, account });
    }

    /// The HTTP part ended. An answer to an attempt that is no longer wanted is ignored.
    pub(crate) fn on_sign_in(&mut self, attempt: u64, result: Result<Box<SignedIn>, SignInError>) {
        let account = match &self.session {
            Session::Asking { attempt: wanted, account, .. } if *wanted == attempt => account.clone(),
            _ => return,
        };
        match result {
            Ok(signed_in) => {
                let mut centre = Centre::new(account, *signed_in, self.now + SIGN_IN);
                centre.agent.connect(self.now);
                self.session = Session::Centre(Box::new(centre));
            }
            Err(error) => self.fail_sign_in(sign_in_problem(&error)),
        }
    }

    /// Gives up signing in. The account is kept for another try.
    pub(crate) fn fail_sign_in(&mut self, problem: Problem) {
        let account = self.session.account().cloned();
        self.close_session();
        self.session = Session::SignedOut { problem: Some(problem.clone()), account };
        self.outbox.event(Event::SignInFailed { problem });
    }

    /// The server takes too long.
    pub(crate) fn on_sign_in_overdue(&mut self) {
        let now = self.now;
        let overdue = match &self.session {
            Session::Asking { until, .. } => (*until <= now).then_some(ProblemCode::ServerUnreachable),
            Session::Centre(centre) => {
                centre.signing_in_overdue(now).then_some(ProblemCode::ServerUnreachable)
            }
            Session::Sip(sip) => {
                sip.due_at().is_some_and(|until| until <= now).then_some(ProblemCode::LineUnreachable)
            }
            Session::SignedOut { .. } => None,
        };
        if let Some(code) = overdue {
            self.fail_sign_in(Problem::new(code));
        }
    }

    /// Tries again now whatever is down.
    pub(crate) fn retry(&mut self) {
        let now = self.now;
        match &mut self.session {
            Session::SignedOut { problem: Some(_), account: Some(account) } => {
                let account = account.clone();
                self.sign_in(account);
            }
            Session::Centre(centre) => centre.agent.retry(now),
            _ => {}
        }
        self.retry_line();
        if self.sound.light().state != crate::LightState::Good {
            self.outbox.effect(Effect::ProbeAudio);
        }
    }

    fn retry_line(&mut self) {
        if self.line.down_since().is_some() {
            self.register_again();
        }
    }
}

impl Session {
    /// The registration that belongs to it.
    pub(crate) fn registration(&self) -> Option<Effect> {
        match self {
            Self::Centre(centre) => Some(centre.registration()),
            Self::Sip(sip) => Some(sip.registration()),
            Self::SignedOut { .. } | Self::Asking { .. } => None,
        }
    }

    fn account(&self) -> Option<&Account> {
        match self {
            Self::SignedOut { account, .. } => account.as_ref(),
            Self::Asking { account, .. } => Some(account),
            Self::Centre(centre) => Some(centre.account()),
            Self::Sip(sip) => Some(sip.account()),
        }
    }
}

fn sign_in_problem(error: &SignInError) -> Problem {
    Problem::new(match error {
        SignInError::BadAddress => ProblemCode::BadAddress,
        SignInError::Unreachable => ProblemCode::ServerUnreachable,
        SignInError::Certificate => ProblemCode::ServerCertificate,
        SignInError::TokenRejected => ProblemCode::TokenRejected,
        SignInError::TokenExpired => ProblemCode::TokenExpired,
        SignInError::UnknownDomain => ProblemCode::UnknownDomain,
        SignInError::DomainExpired => ProblemCode::DomainExpired,
        SignInError::UnknownExtension => ProblemCode::UnknownExtension,
        SignInError::NotUnderstood => ProblemCode::AnswerNotUnderstood,
        SignInError::Constants => ProblemCode::ConstantsUnusable,
        SignInError::Refused(status) => {
            return Problem::new(ProblemCode::SignInRefused).with("status", status);
        }
    })
}
