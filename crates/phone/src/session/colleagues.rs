//! Colleagues who could take a call over. The server is asked again and again while somebody watches.

use crate::limits::COLLEAGUES;
use crate::phone::Phone;
use crate::{Colleague, Event, Watcher};
use reo_contact_centre::{ClientMessage, FoundAgents};
use reo_model::Timestamp;
use std::collections::BTreeSet;

/// The list, and when it is to be asked for again.
#[derive(Debug, Default)]
pub(crate) struct Colleagues {
    list: Option<Vec<Colleague>>,
    /// Somebody watches; the next question is due then.
    next: Option<Timestamp>,
    watchers: BTreeSet<Watcher>,
}

impl Colleagues {
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        self.next
    }

    /// It was true while the agent socket stood.
    pub(super) fn forget_list(&mut self) {
        self.list = None;
    }

    pub(crate) fn view(&self) -> Option<Vec<Colleague>> {
        self.next.and(self.list.clone())
    }
}

impl Phone {
    /// Starts or stops watching.
    pub(crate) fn watch_colleagues(&mut self, by: Watcher, on: bool) {
        let now = self.now;
        let Some(centre) = self.session.centre_mut() else { return };
        if on {
            centre.colleagues.watchers.insert(by);
        } else {
            centre.colleagues.watchers.remove(&by);
        }
        if centre.colleagues.watchers.is_empty() {
            centre.colleagues = Colleagues::default();
        } else if centre.colleagues.next.is_none() {
            centre.colleagues.next = Some(now);
            self.on_colleagues_due();
        }
    }

    /// Asks when it is time. While the agent socket is down there is nobody to ask.
    pub(crate) fn on_colleagues_due(&mut self) {
        let now = self.now;
        let Some(centre) = self.session.centre_mut().filter(|centre| centre.is_online()) else { return };
        if centre.colleagues.next.is_none_or(|at| at > now) {
            return;
        }
        centre.colleagues.next = Some(now + COLLEAGUES);
        self.tell(ClientMessage::search_agents());
    }

    /// `AGENT_SEARCH_AGENT_RESPONSE_ID`.
    pub(super) fn on_colleagues(&mut self, found: FoundAgents) {
        let Some(centre) = self.session.centre_mut() else { return };
        if centre.colleagues.next.is_none() {
            return;
        }
        let own = centre.extension().clone();
        let others = found.into_iter().filter(|agent| agent.extension != own);
        let colleague = |agent: reo_contact_centre::FoundAgent| Colleague {
            extension: agent.extension,
            name: agent.name,
        };
        centre.colleagues.list = Some(others.map(colleague).collect());
        self.outbox.event(Event::ColleaguesListed);
    }
}
