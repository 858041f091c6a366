//! A page that signs the agent in, as old pages do when they are loaded.

use super::Door;
use super::perform::Order;
use super::requests::Request;
use crate::policy::{Origin, limits};
use crate::protocol::{CommandResult, Refusal};
use crate::view::AskKind;
use reo_contact_centre::sign_in::BaseAddress;
use reo_contact_centre::token;
use reo_model::{Domain, Extension, Redacted};
use reo_phone::{Account, Command, Problem, ProblemCode, SessionView};

/// Where an agent is signed in when nobody has ever said where: MobiFone 3C.
const USUAL_BASE: &str = "https://3c-capi.mobifone.vn";

/// Sign-ins that wait until the one under way has ended.
#[derive(Debug, Default)]
pub(super) struct SignIns(Vec<(Request, Wish)>);

#[derive(Debug)]
struct Wish {
    extension: Extension,
    domain: Domain,
    token: Redacted<String>,
    base: Option<String>,
}

impl Door {
    pub(super) fn sign_in(
        &mut self,
        request: Request,
        domain: Domain,
        token: Redacted<String>,
        base: Option<String>,
    ) {
        match token::peek(&token) {
            Ok(claims) => {
                let wish = Wish { extension: claims.ipphone, domain, token, base };
                self.try_sign_in(request, wish);
            }
            Err(_) => self.fail(&request, ProblemCode::TokenRejected),
        }
    }

    /// Those that waited for another sign-in to end.
    pub(super) fn retry_sign_ins(&mut self) {
        if !matches!(self.phone.session, SessionView::SigningIn) {
            for (request, wish) in std::mem::take(&mut self.sign_ins.0) {
                self.try_sign_in(request, wish);
            }
        }
    }

    /// Those of an origin that is let in no more.
    pub(super) fn drop_sign_ins(&mut self, origin: &Origin) {
        let own: Vec<_> = self.sign_ins.0.extract_if(.., |(request, _)| request.origin == *origin).collect();
        for (request, _) in own {
            self.turn_down(&request, Refusal::Declined);
        }
    }

    fn try_sign_in(&mut self, request: Request, wish: Wish) {
        let signed_out = match &self.phone.session {
            SessionView::SignedIn { agent }
                if agent.extension == wish.extension && agent.domain == wish.domain =>
            {
                return self.done(&request);
            }
            SessionView::SigningIn => {
                if self.sign_ins.0.len() < limits::OPEN_QUESTIONS {
                    return self.sign_ins.0.push((request, wish));
                }
                return self.put_off(&request, None);
            }
            SessionView::SignedIn { .. } => false,
            SessionView::SignedOut { .. } => true,
        };
        self.sign_in_as(request, wish, signed_out);
    }

    fn sign_in_as(&mut self, request: Request, wish: Wish, signed_out: bool) {
        let known = self.known_bases();
        let base = wish.base.as_deref().map(BaseAddress::parse).transpose();
        let Ok(base) = base else { return self.fail(&request, ProblemCode::BadAddress) };
        let base = base.or_else(|| known.first().cloned()).or_else(|| BaseAddress::parse(USUAL_BASE).ok());
        let Some(base) = base else { return self.fail(&request, ProblemCode::BadAddress) };
        let stranger = !known.contains(&base);
        if stranger && self.policy.base.is_some() {
            return self.turn_down(&request, Refusal::Declined);
        }
        let Wish { extension, domain, token, .. } = wish;
        let server = stranger.then(|| base.as_str().to_owned());
        let base = base.as_str().to_owned();
        let command =
            Command::SignIn { account: Account::ContactCentre { base, domain: domain.clone(), token } };
        if signed_out && !stranger {
            return self.perform(Order::new(request, command));
        }
        self.ask(AskKind::SignIn { extension, domain, server }, Order::new(request, command));
    }

    /// The agent agreed to another contact centre: it is known from now on.
    pub(super) fn remember_base(&mut self, command: &Command) {
        if let Command::SignIn { account: Account::ContactCentre { base, .. } } = command {
            self.memory.base = Some(base.clone());
            self.save();
        }
    }

    /// Where the agent may be signed in without a question, the usual one first: the administrator's word, and without one
    /// where the agent signed in, and where the agent agreed that a page does.
    fn known_bases(&self) -> Vec<BaseAddress> {
        if let Some(fixed) = &self.policy.base {
            return vec![fixed.clone()];
        }
        let own = [&self.known_base, &self.memory.base].into_iter().flatten();
        own.filter_map(|base| BaseAddress::parse(base).ok()).collect()
    }

    fn fail(&mut self, request: &Request, code: ProblemCode) {
        let problem = (&Problem::new(code)).into();
        self.reply(request, CommandResult::Failed { problem });
    }
}
