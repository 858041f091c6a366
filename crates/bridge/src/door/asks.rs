//! Questions to the agent that wait for an answer.

use super::perform::Order;
use super::requests::Request;
use crate::policy::{Bucket, Origin, Window, limits};
use crate::protocol::Scope;
use crate::view::{Ask, AskKind};
use reo_model::Timestamp;
use std::collections::BTreeMap;

/// What a yes leads to.
#[derive(Debug)]
pub(super) enum Then {
    /// The origin comes in.
    LetIn,
    /// A page's command is carried out.
    Perform(Box<Order>),
}

/// A question with what its answer is for.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) ask: Ask,
    pub(super) origin: Origin,
    pub(super) then: Then,
    /// No page waits for the answer; a reload may bring one back until then.
    abandoned: Option<Timestamp>,
}

impl Question {
    /// The command that is carried out with a yes.
    pub(super) fn order(&self) -> Option<&Order> {
        match &self.then {
            Then::Perform(order) => Some(order),
            Then::LetIn => None,
        }
    }

    fn deadline(&self) -> Timestamp {
        self.abandoned.map_or(self.ask.until, |until| until.min(self.ask.until))
    }
}

#[derive(Debug)]
pub(super) struct Asks {
    next: u64,
    open: Vec<Question>,
    /// Pairing questions of each origin.
    pairings: BTreeMap<Origin, Window>,
    /// Pairing questions of all strangers together.
    strangers: Window,
    /// The agent said no; asked again from then on at the earliest.
    declined: BTreeMap<Origin, Timestamp>,
    /// Other questions of each origin.
    others: BTreeMap<Origin, Bucket>,
}

impl Default for Asks {
    fn default() -> Self {
        Self {
            next: 1,
            open: Vec::new(),
            pairings: BTreeMap::new(),
            strangers: Window::new(limits::PAIRINGS_WITHIN, limits::PAIRINGS_OF_ALL),
            declined: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }
}

impl Asks {
    /// Puts a question and gives its id.
    pub(super) fn put(&mut self, origin: &Origin, until: Timestamp, what: AskKind, then: Then) -> u64 {
        let id = self.next;
        self.next += 1;
        let ask = Ask { id, origin: origin.to_string(), until, what };
        self.open.push(Question { ask, origin: origin.clone(), then, abandoned: None });
        id
    }

    pub(super) fn take(&mut self, id: u64) -> Option<Question> {
        let place = self.open.iter().position(|question| question.ask.id == id)?;
        Some(self.open.remove(place))
    }

    /// Takes those that are overdue.
    pub(super) fn take_overdue(&mut self, now: Timestamp) -> Vec<Question> {
        self.take_where(|question| question.deadline() <= now)
    }

    /// Takes those that are as asked.
    pub(super) fn take_where(&mut self, is_so: impl Fn(&Question) -> bool) -> Vec<Question> {
        self.open.extract_if(.., |question| is_so(question)).collect()
    }

    /// The one about a command.
    pub(super) fn about(&self, request: &Request) -> Option<&Question> {
        self.open.iter().find(|question| question.order().is_some_and(|order| order.request == *request))
    }

    /// Pages have come or gone: a question that none `waits` for ends at `until`.
    pub(super) fn follow_askers(&mut self, waits: impl Fn(&Request) -> bool, until: Timestamp) {
        for question in &mut self.open {
            let Then::Perform(order) = &question.then else { continue };
            let since = question.abandoned.unwrap_or(until);
            question.abandoned = (!waits(&order.request)).then_some(since);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Question> {
        self.open.iter()
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.open.iter().map(Question::deadline).min()
    }

    pub(super) fn views(&self) -> Vec<Ask> {
        self.open.iter().map(|question| question.ask.clone()).collect()
    }

    /// Whether the agent may be asked about a stranger now; else when, if that is known.
    pub(super) fn may_pair(&mut self, origin: &Origin, now: Timestamp) -> Result<(), Timestamp> {
        self.declined.retain(|_, until| *until > now);
        if let Some(until) = self.declined.get(origin) {
            return Err(*until);
        }
        let pairings = self.open.iter().filter(|one| matches!(one.ask.what, AskKind::Pair { .. }));
        if pairings.count() >= limits::OPEN_PAIRINGS {
            return Err(now + limits::ASKED_FOR);
        }
        // Before anything is remembered of it: it may have any number of names.
        self.strangers.room(now).map_err(|wait| now + wait)?;
        self.pairings.retain(|_, window| !window.is_empty(now));
        let fresh = || Window::new(limits::PAIRINGS_WITHIN, limits::PAIRINGS);
        let own = self.pairings.entry(origin.clone()).or_insert_with(fresh).take(now);
        own.and_then(|()| self.strangers.take(now)).map_err(|wait| now + wait)
    }

    /// Whether the agent may be asked about a command of this origin's now; else when.
    pub(super) fn may_ask(&mut self, origin: &Origin, now: Timestamp) -> Result<(), Timestamp> {
        let open = self.open.iter().filter(|question| question.origin == *origin);
        let first = open.clone().map(Question::deadline).min();
        if open.count() >= limits::OPEN_QUESTIONS {
            return Err(first.unwrap_or(now));
        }
        self.others.retain(|_, bucket| !bucket.is_full(now));
        let fresh = || Bucket::new(limits::QUESTION_PER, limits::QUESTION_BURST);
        self.others.entry(origin.clone()).or_insert_with(fresh).take(now).map_err(|wait| now + wait)
    }

    /// The agent said no.
    pub(super) fn decline(&mut self, origin: &Origin, now: Timestamp) {
        self.declined.insert(origin.clone(), now + limits::DECLINED_FOR);
    }

    /// Until when an origin that was declined is not asked about.
    pub(super) fn declined_until(&self, origin: &Origin, now: Timestamp) -> Option<Timestamp> {
        self.declined.get(origin).copied().filter(|until| *until > now)
    }

    /// An open pairing question of this origin's, if it asks for nothing less than `wanted`.
    pub(super) fn pairing_of(&self, origin: &Origin, wanted: &[Scope]) -> Option<&Ask> {
        let same = |question: &&Question| {
            question.origin == *origin
                && matches!(&question.ask.what, AskKind::Pair { scopes, .. } if wanted.iter().all(|one| scopes.contains(one)))
        };
        self.open.iter().find(same).map(|question| &question.ask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_of_many_names_leave_nothing_behind() {
        let (mut asks, now) = (Asks::default(), Timestamp(1_000_000));
        for name in 0..1000 {
            let stranger = Origin::parse(&format!("https://n{name}.example.vn")).unwrap();
            let _ = asks.may_pair(&stranger, now);
        }
        assert_eq!(asks.pairings.len(), limits::PAIRINGS_OF_ALL);
    }
}
