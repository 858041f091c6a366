//! What pages and the agent put down about calls. One note a call; from its first letter it is kept on disk, until a page of
//! the origin that it is for has taken it over.

use super::ConnId;
use crate::policy::{Origin, limits};
use crate::protocol::{Customer, Delivery, Names};
use crate::view::CallNotes;
use reo_model::{CallId, Redacted};
use reo_phone::{CallView, Phase};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many calls of this run can be noted down about; a draft that falls out is finished.
const CALLS: usize = 8;

/// A note as it is kept on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptNote {
    origin: Origin,
    delivery: Delivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Draft,
    Finished,
    Delivered,
}

#[derive(Debug)]
struct Entry {
    /// `None`: a call of an earlier run.
    call: Option<CallId>,
    origin: Option<Origin>,
    /// That origin dialled the call: no other gets its note.
    dialled: bool,
    customer: Option<Customer>,
    delivery: Delivery,
    state: State,
    offered: Option<ConnId>,
}

impl Entry {
    fn has_text(&self) -> bool {
        !self.delivery.note.expose().is_empty() || self.delivery.outcome.is_some()
    }

    fn is_kept(&self) -> bool {
        self.state != State::Delivered && self.has_text()
    }
}

#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Entry>);

impl Notes {
    /// With what an earlier run left: nobody can write on there, so it is finished.
    pub(super) fn new(kept: Vec<KeptNote>) -> Self {
        let entry = |note: KeptNote| Entry {
            call: None,
            origin: Some(note.origin),
            dialled: true,
            customer: None,
            delivery: note.delivery,
            state: State::Finished,
            offered: None,
        };
        let mut notes = Self(kept.into_iter().map(entry).collect());
        notes.drop_oldest();
        notes
    }

    /// Brings the facts about a call up to date; a new call belongs to `origin`. `true` when a kept note changed.
    pub(super) fn follow(&mut self, view: &CallView, names: &Names, origin: Option<&Origin>) -> bool {
        let delivery = facts(view, names);
        let Some(entry) = self.of(view.id) else {
            self.0.push(Entry {
                call: Some(view.id),
                origin: origin.cloned(),
                dialled: false,
                customer: None,
                delivery,
                state: State::Draft,
                offered: None,
            });
            return self.make_room();
        };
        if entry.state != State::Draft {
            return false;
        }
        let Delivery { note, outcome, customer, .. } = entry.delivery.clone();
        let new = Delivery { note, outcome, customer, ..delivery };
        let changed = new != entry.delivery;
        entry.delivery = new;
        changed && entry.is_kept()
    }

    /// Only the last few calls are shown and can be written about.
    fn make_room(&mut self) -> bool {
        let surplus = self.0.iter().filter(|entry| entry.call.is_some()).count().saturating_sub(CALLS);
        let mut finished = false;
        for entry in self.0.iter_mut().filter(|entry| entry.call.is_some()).take(surplus) {
            entry.call = None;
            if entry.state == State::Draft {
                finished |= entry.is_kept();
                entry.state = if entry.is_kept() { State::Finished } else { State::Delivered };
            }
        }
        self.0.retain(|entry| entry.call.is_some() || entry.state == State::Finished);
        self.drop_oldest();
        finished
    }

    /// Notes that nobody takes over do not pile up for ever.
    fn drop_oldest(&mut self) {
        let mut surplus = self.waiting().saturating_sub(limits::NOTES_KEPT);
        if surplus > 0 {
            tracing::warn!(surplus, "notes that no page has taken over for too long are dropped");
        }
        self.0.retain(|entry| {
            let goes = surplus > 0 && entry.state == State::Finished;
            surplus -= usize::from(goes);
            !goes
        });
    }

    /// A page dialled this call: its note goes there.
    pub(super) fn dialled_by(&mut self, call: CallId, origin: &Origin) {
        if let Some(entry) = self.of(call) {
            entry.origin = Some(origin.clone());
            entry.dialled = true;
        }
    }

    /// A page shows who the customer is; whether a kept note changed by that. `None` when there is no such call.
    pub(super) fn show(&mut self, call: CallId, origin: &Origin, customer: Customer) -> Option<bool> {
        let entry = self.of(call)?;
        // What is finished may be on its way to its page, and is nobody else's any more.
        let is_draft = entry.state == State::Draft;
        if entry.origin.is_none() || (is_draft && !entry.dialled) {
            entry.origin = Some(origin.clone());
        }
        if is_draft && entry.origin.as_ref() == Some(origin) {
            entry.delivery.customer.clone_from(&customer.id);
        }
        entry.customer = Some(customer);
        Some(is_draft && entry.is_kept())
    }

    /// The agent writes. `true` when something changed.
    pub(super) fn write(
        &mut self,
        call: CallId,
        note: &Redacted<String>,
        outcome: Option<String>,
        done: bool,
    ) -> bool {
        let Some(entry) = self.of(call).filter(|entry| entry.state == State::Draft) else { return false };
        entry.delivery.note = note.expose().chars().take(limits::NOTE).collect::<String>().into();
        entry.delivery.outcome = outcome.map(|text| text.chars().take(limits::OUTCOME).collect());
        if done {
            entry.state = State::Finished;
            self.drop_oldest();
        }
        true
    }

    /// Finished notes that nobody has been offered yet, to whoever `taker` names for their origin; a few at a time.
    pub(super) fn offer(&mut self, taker: impl Fn(&Origin) -> Option<ConnId>) -> Vec<(ConnId, Delivery)> {
        let mut offers = Vec::new();
        let mut open = self.offered();
        for entry in self.0.iter_mut().filter(|one| one.state == State::Finished && one.offered.is_none()) {
            let Some(conn) = entry.origin.as_ref().and_then(&taker) else { continue };
            let open = open.entry(conn).or_default();
            if *open < limits::NOTES_AT_ONCE {
                *open += 1;
                entry.offered = Some(conn);
                offers.push((conn, entry.delivery.clone()));
            }
        }
        offers
    }

    /// How many notes each page has been offered and has not taken over.
    fn offered(&self) -> BTreeMap<ConnId, usize> {
        let mut open = BTreeMap::new();
        for conn in self.0.iter().filter(|one| one.state == State::Finished).filter_map(|one| one.offered) {
            *open.entry(conn).or_default() += 1;
        }
        open
    }

    /// A page has gone; what it was offered and has not taken over is free again.
    pub(super) fn gone(&mut self, conn: ConnId) {
        for entry in self.0.iter_mut().filter(|entry| entry.offered == Some(conn)) {
            entry.offered = None;
        }
    }

    /// A page of this origin has taken a note over. `true` when it was waiting.
    pub(super) fn received(&mut self, origin: &Origin, id: &str) -> bool {
        let waiting = |entry: &&mut Entry| {
            entry.state == State::Finished && entry.delivery.id == id && entry.origin.as_ref() == Some(origin)
        };
        let Some(entry) = self.0.iter_mut().find(waiting) else { return false };
        entry.state = State::Delivered;
        self.0.retain(|entry| entry.call.is_some() || entry.state != State::Delivered);
        true
    }

    /// What has to be on disk.
    pub(super) fn kept(&self) -> Vec<KeptNote> {
        let kept = |entry: &Entry| {
            let origin = entry.origin.clone().filter(|_| entry.is_kept())?;
            Some(KeptNote { origin, delivery: entry.delivery.clone() })
        };
        self.0.iter().filter_map(kept).collect()
    }

    /// For Reo's windows: the calls of this run.
    pub(super) fn views(&self) -> Vec<CallNotes> {
        let view = |entry: &Entry| {
            let customer = entry.customer.as_ref();
            Some(CallNotes {
                call: entry.call?,
                origin: entry.origin.as_ref().map(ToString::to_string),
                customer: customer.map(|one| one.name.clone()),
                lines: customer.map(|one| one.lines.clone()).unwrap_or_default(),
                outcomes: customer.map(|one| one.outcomes.clone()).unwrap_or_default(),
                note: entry.delivery.note.clone(),
                outcome: entry.delivery.outcome.clone(),
                finished: entry.state != State::Draft,
                delivered: entry.state == State::Delivered,
            })
        };
        self.0.iter().filter_map(view).collect()
    }

    /// Notes that no page has taken over yet.
    pub(super) fn waiting(&self) -> usize {
        self.0.iter().filter(|entry| entry.state == State::Finished).count()
    }

    fn of(&mut self, call: CallId) -> Option<&mut Entry> {
        self.0.iter_mut().find(|entry| entry.call == Some(call))
    }
}

fn facts(view: &CallView, names: &Names) -> Delivery {
    let ended = matches!(view.phase, Phase::Ended { .. });
    Delivery {
        id: names.of(view.id),
        call: names.of(view.id),
        server_call: view.server_call.as_ref().map(ToString::to_string),
        customer: None,
        direction: view.direction.into(),
        number: view.number.as_str().into(),
        started_at: view.started_at,
        answered_at: view.answered_at,
        ended_at: ended.then_some(view.since),
        note: Redacted::default(),
        outcome: None,
    }
}
