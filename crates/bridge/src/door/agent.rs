//! What the agent says in Reo's own windows.

use super::asks::{Question, Then};
use super::{Door, Output};
use crate::policy::{Origin, granted};
use crate::protocol::{Refusal, Scope};
use crate::view::{AskKind, BridgeCommand};

impl Door {
    pub(super) fn agent(&mut self, command: BridgeCommand) {
        match command {
            BridgeCommand::SetOpen { on } => {
                // What a program's option said was only for the time until the agent says otherwise.
                self.open = None;
                self.memory.open = on;
                self.save();
                self.listen();
            }
            BridgeCommand::Agree { ask, scopes } => self.agree(ask, scopes),
            BridgeCommand::Decline { ask } => self.decline(ask),
            BridgeCommand::Revoke { origin } => self.revoke(&origin),
            BridgeCommand::SetRules { rules } => {
                self.memory.rules = rules;
                self.save();
            }
            BridgeCommand::WriteNote { call, note, outcome, finished } => {
                if self.notes.write(call, &note, outcome, finished) {
                    self.save_notes();
                }
            }
        }
    }

    /// Opens or closes the door. What pages that go had asked for is not done any more.
    fn listen(&mut self) {
        let open = self.wants_open();
        if !open {
            self.decline_where(|one| one.order().is_some());
        }
        self.outputs.push_back(Output::Listen(open));
    }

    fn agree(&mut self, ask: u64, chosen: Option<Vec<Scope>>) {
        let Some(question) = self.asks.take(ask) else { return };
        let Question { origin, then, ask, .. } = question;
        match (then, ask.what) {
            (Then::LetIn, AskKind::Pair { name, scopes, .. }) => {
                let but_answer = || scopes.iter().copied().filter(|scope| *scope != Scope::Answer).collect();
                let chosen = chosen.unwrap_or_else(but_answer);
                let scopes = granted(&scopes, &chosen);
                if scopes.is_empty() {
                    self.turn_away(ask.id, &origin, Refusal::Declined);
                } else {
                    self.let_in(ask.id, &origin, name, scopes);
                }
            }
            (Then::Perform(order), what) => {
                if matches!(what, AskKind::Answer { .. } | AskKind::TakeOver { .. }) {
                    self.grant_answer(&origin);
                }
                if matches!(what, AskKind::SignIn { .. }) {
                    self.remember_base(&order.command);
                }
                self.perform(*order);
            }
            (Then::LetIn, _) => {}
        }
    }

    /// The agent lets an origin answer calls, from now on.
    fn grant_answer(&mut self, origin: &Origin) {
        if let Some(grant) = self.memory.grant_mut(origin)
            && !grant.scopes.contains(&Scope::Answer)
        {
            grant.scopes.push(Scope::Answer);
            self.save();
        }
        self.change_scopes(origin, |scopes| {
            if !scopes.contains(&Scope::Answer) {
                scopes.push(Scope::Answer);
            }
        });
    }

    pub(super) fn decline(&mut self, ask: u64) {
        let Some(question) = self.asks.take(ask) else { return };
        if matches!(question.then, Then::LetIn) {
            self.asks.decline(&question.origin, self.now);
            // Its other tabs may have asked for more; the answer is the same.
            self.decline_where(|one| one.origin == question.origin && one.order().is_none());
        }
        self.answer_no(question, Refusal::Declined);
    }

    fn decline_where(&mut self, is_so: impl Fn(&Question) -> bool) {
        for question in self.asks.take_where(is_so) {
            self.answer_no(question, Refusal::Declined);
        }
    }

    /// The agent did not answer in time.
    pub(super) fn unanswered(&mut self, question: Question) {
        self.answer_no(question, Refusal::TimedOut);
    }

    fn answer_no(&mut self, question: Question, reason: Refusal) {
        match question.then {
            Then::LetIn => self.turn_away(question.ask.id, &question.origin, reason),
            Then::Perform(order) => self.turn_down(&order.request, reason),
        }
    }

    /// The pages that waited for an answer go.
    fn turn_away(&mut self, ask: u64, origin: &Origin, reason: Refusal) {
        let until = self.asks.declined_until(origin, self.now);
        for conn in self.waiting_for(ask) {
            self.refuse(conn, reason, until);
        }
    }

    /// The last page that waited for an answer has gone.
    pub(super) fn withdraw(&mut self, ask: u64) {
        if self.waiting_for(ask).is_empty() {
            self.asks.take(ask);
        }
    }

    fn revoke(&mut self, origin: &str) {
        let Some(origin) = Origin::parse(origin).ok().filter(|one| self.memory.revoke(one).is_some()) else {
            return;
        };
        self.save();
        if self.fixed_scopes(&origin).is_none() {
            self.send_origin_away(&origin);
        }
    }

    /// An origin is let in no more: neither its pages nor what they still want.
    fn send_origin_away(&mut self, origin: &Origin) {
        self.decline_where(|one| one.origin == *origin && one.order().is_some());
        self.drop_sign_ins(origin);
        let pages: Vec<_> = self.pages.of(origin).map(|(conn, _)| conn).collect();
        for conn in pages {
            self.refuse(conn, Refusal::NotPaired, None);
        }
    }
}
