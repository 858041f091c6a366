//! A user of any SIP server: the registration is all there is to sign in to.

use crate::line::line_problem;
use crate::phone::Phone;
use crate::session::Session;
use crate::{Account, AgentView, Effect, Event, LineFailure};
use reo_model::{Domain, Extension, Timestamp};

#[derive(Debug)]
pub(crate) struct SipSession {
    account: Account,
    view: AgentView,
    register: Effect,
    /// Until when the first registration must stand.
    signing_in: Option<Timestamp>,
}

impl SipSession {
    /// `None` for an account of a contact centre.
    pub(crate) fn new(account: Account, until: Timestamp) -> Option<Self> {
        let Account::Sip { server, domain, user, auth_user, password, display_name } = account.clone() else {
            return None;
        };
        let view = AgentView {
            name: display_name.clone().unwrap_or_else(|| user.clone()),
            extension: Extension::new(user.clone()),
            domain: Domain::new(domain.clone()),
            agent_id: None,
            mobile: None,
            role: None,
        };
        let register = Effect::Register { server, domain, user, auth_user, password, display_name };
        Some(Self { account, view, register, signing_in: Some(until) })
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.signing_in.is_none()
    }

    pub(crate) fn due_at(&self) -> Option<Timestamp> {
        self.signing_in
    }

    pub(crate) fn agent_view(&self) -> AgentView {
        self.view.clone()
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn registration(&self) -> Effect {
        self.register.clone()
    }
}

impl Phone {
    /// The registration stands: a plain SIP account is signed in by it.
    pub(crate) fn on_sign_in_registered(&mut self) {
        if let Session::Sip(sip) = &mut self.session
            && sip.signing_in.take().is_some()
        {
            self.outbox.event(Event::SignedIn);
        }
    }

    /// The first registration failed. Whatever the reason, the agent should see it rather than a wheel that turns;
    /// once signed in, the SIP side tries again by itself.
    pub(crate) fn on_sign_in_line_down(&mut self, failure: LineFailure) {
        if matches!(&self.session, Session::Sip(sip) if !sip.is_signed_in()) {
            self.fail_sign_in(line_problem(failure));
        }
    }
}
