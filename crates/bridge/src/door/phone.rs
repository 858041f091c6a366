//! What the phone does, told to the pages.

use super::asks::Question;
use super::{ConnId, Door, Output};
use crate::policy::Origin;
use crate::protocol::{Event, ReoFrame, Scope, Snapshot, Update};
use crate::view::AskKind;
use reo_model::{CallId, PhoneNumber, Redacted};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Door {
    pub(super) fn phone_update(&mut self, update: &reo_engine::Update) {
        self.phone = update.snapshot.clone();
        self.follow_calls();
        self.end_settled_questions();
        let events: Vec<Event> = update.events.iter().filter_map(|event| self.names.event(event)).collect();
        self.publish(events);
        self.retry_sign_ins();
    }

    /// Numbers a step and sends it out; one that changes nothing for pages is left out.
    fn publish(&mut self, events: Vec<Event>) {
        if !events.is_empty() || !self.log.shows(&self.page_snapshot()) {
            self.broadcast(events);
        }
    }

    pub(super) fn broadcast(&mut self, events: Vec<Event>) {
        let snapshot = self.page_snapshot();
        let update = self.log.add(events, snapshot);
        let mut texts: BTreeMap<(Origin, bool), Redacted<Arc<str>>> = BTreeMap::new();
        let readers: Vec<(ConnId, Origin, bool)> = self
            .pages
            .inside()
            .filter(|(_, page)| page.has(Scope::Events))
            .map(|(conn, page)| (conn, page.origin.clone(), page.has(Scope::Agents)))
            .collect();
        for (conn, origin, agents) in readers {
            // Tabs of one origin are told the same.
            let key = (origin, agents);
            if !texts.contains_key(&key) {
                let frame = ReoFrame::Update(Box::new(self.masked(&update, &key.0, agents)));
                let Ok(text) = serde_json::to_string(&frame) else { continue };
                texts.insert(key.clone(), Redacted::new(text.into()));
            }
            if let Some(text) = texts.get(&key) {
                self.outputs.push_back(Output::Send { conn, text: text.clone() });
            }
        }
    }

    pub(super) fn page_snapshot(&self) -> Snapshot {
        self.names.snapshot(&self.phone)
    }

    /// An update as one page may see it.
    pub(super) fn update_for(&self, conn: ConnId, update: &Update) -> Update {
        let Some(page) = self.pages.get(conn) else { return update.clone() };
        self.masked(update, &page.origin, page.has(Scope::Agents))
    }

    fn masked(&self, update: &Update, origin: &Origin, agents: bool) -> Update {
        let mut update = update.clone();
        if !agents {
            update.snapshot.colleagues = None;
            update.events.retain(|event| *event != Event::ColleaguesListed);
        }
        for call in &mut update.snapshot.calls {
            let made = self.names.call(&call.id).and_then(|call| self.made.get(&call));
            call.request_id = made.filter(|request| request.origin == *origin).map(|one| one.id.clone());
        }
        update
    }

    fn follow_calls(&mut self) {
        let phone = self.phone.clone();
        let origin = self.note_origin();
        let mut kept = false;
        for call in &phone.calls {
            kept |= self.notes.follow(call, &self.names, origin.as_ref());
        }
        if kept {
            self.save_notes();
        }
        self.made.retain(|call, _| phone.calls.iter().any(|view| view.id == *call));
    }

    /// Questions whose answer would be about something else by now.
    fn end_settled_questions(&mut self) {
        let phone = self.phone.clone();
        let rings = |call: CallId| phone.calls.iter().any(|view| view.id == call && view.allowed.answer);
        let offer = phone.transfer_offer.as_ref().filter(|offer| !offer.accepted);
        let redialled = phone.redial.as_ref().map(PhoneNumber::as_str);
        let settled = |question: &Question| match &question.ask.what {
            AskKind::Answer { call } => !rings(*call),
            AskKind::TakeOver { from } => offer.is_none_or(|offer| offer.from != *from),
            AskKind::Dial { number, .. } => {
                question.order().is_some_and(|order| order.command == reo_phone::Command::Redial)
                    && redialled != Some(number.expose())
            }
            _ => false,
        };
        let over: Vec<u64> = self.asks.iter().filter(|one| settled(one)).map(|one| one.ask.id).collect();
        for ask in over {
            self.decline(ask);
        }
    }

    /// Whose page a new call's note goes to: the one that controls, else any that is here.
    fn note_origin(&self) -> Option<Origin> {
        let here = || self.pages.inside().find(|(_, page)| page.has(Scope::Events));
        self.control.origin().cloned().or_else(|| here().map(|(_, page)| page.origin.clone()))
    }

    pub(super) fn save_notes(&mut self) {
        self.outputs.push_back(Output::SaveNotes(self.notes.kept()));
    }

    /// Finished notes, to the page that takes them: the one that controls, else the one that came last.
    pub(super) fn offer_notes(&mut self) {
        let (pages, control) = (&self.pages, self.control.conn());
        let offers = self.notes.offer(|origin| {
            let takers = pages.of(origin).filter(|(_, page)| page.takes_notes && page.has(Scope::Events));
            takers.map(|(conn, _)| conn).max_by_key(|conn| (Some(*conn) == control, *conn))
        });
        for (conn, delivery) in offers {
            self.send(conn, &ReoFrame::Delivery(delivery));
        }
    }

    pub(super) fn take_notes(&mut self, conn: ConnId) {
        if let Some(page) = self.pages.get_mut(conn) {
            page.takes_notes = true;
        }
    }

    pub(super) fn note_received(&mut self, conn: ConnId, id: &str) {
        let Some(origin) = self.pages.get(conn).map(|page| page.origin.clone()) else { return };
        if self.notes.received(&origin, id) {
            self.save_notes();
        }
    }

    /// Tells each page whether its commands count, when that changed.
    pub(super) fn tell_control(&mut self) {
        let holder = self.control.conn();
        let news = |conn: ConnId, told: bool| told != (holder == Some(conn));
        let told: Vec<ConnId> = self
            .pages
            .inside()
            .filter(|(conn, page)| news(*conn, page.controlling))
            .map(|(conn, _)| conn)
            .collect();
        for conn in told {
            let controlling = holder == Some(conn);
            self.told_control(conn, controlling);
            self.send(conn, &ReoFrame::Control { controlling });
        }
    }

    pub(super) fn told_control(&mut self, conn: ConnId, controlling: bool) {
        if let Some(page) = self.pages.get_mut(conn) {
            page.controlling = controlling;
        }
    }

    /// One page fewer wants the list of colleagues, if it did.
    pub(super) fn watch_less(&mut self, did: bool) {
        if did && !self.pages.inside().any(|(_, page)| page.watches) {
            let by = reo_phone::Watcher::Pages;
            self.tell_phone(reo_phone::Command::WatchColleagues { on: false, by });
        }
    }
}
