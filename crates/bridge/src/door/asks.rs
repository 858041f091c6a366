//! Questions to the agent that wait for an answer.

use super::perform::Order;
use crate::policy::{Origin, Window, limits};
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
}

impl Default for Asks {
    fn default() -> Self {
        Self {
            next: 1,
            open: Vec::new(),
            pairings: BTreeMap::new(),
            strangers: Window::new(limits::PAIRINGS_WITHIN, limits::PAIRINGS_OF_ALL),
            declined: BTreeMap::new(),
        }
    }
}

impl Asks {
    /// Puts a question and gives its id.
    pub(super) fn put(&mut self, origin: &Origin, until: Timestamp, what: AskKind, then: Then) -> u64 {
        let id = self.next;
        self.next += 1;
        let ask = Ask { id, origin: origin.to_string(), until, what };
        self.open.push(Question { ask, origin: origin.clone(), then });
        id
    }

    pub(super) fn take(&mut self, id: u64) -> Option<Question> {
        let place = self.open.iter().position(|question| question.ask.id == id)?;
        Some(self.open.remove(place))
    }

    /// Takes those that are overdue.
    pub(super) fn take_overdue(&mut self, now: Timestamp) -> Vec<Question> {
        self.open.extract_if(.., |question| question.ask.until <= now).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Question> {
        self.open.iter()
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.open.iter().map(|question| question.ask.until).min()
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
        self.pairings.retain(|_, window| !window.is_empty(now));
        let fresh = || Window::new(limits::PAIRINGS_WITHIN, limits::PAIRINGS);
        let own = self.pairings.entry(origin.clone()).or_insert_with(fresh).take(now);
        own.and_then(|()| self.strangers.take(now)).map_err(|wait| now + wait)
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
