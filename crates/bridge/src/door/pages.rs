//! The connections.

use super::ConnId;
use crate::policy::{Bucket, Origin, limits};
use crate::protocol::{Resume, Scope};
use reo_model::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// One connection.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) origin: Origin,
    /// Its origin had not been let in when it came.
    stranger: bool,
    pub(super) state: State,
    /// The tab, once it has said hello.
    pub(super) tab: String,
    /// What it may do, once it is in.
    pub(super) scopes: Vec<Scope>,
    /// It was told last that its commands count.
    pub(super) controlling: bool,
    /// It takes notes over.
    pub(super) takes_notes: bool,
    /// It wants the list of colleagues.
    pub(super) watches: bool,
    /// Frames that were not understood.
    pub(super) mistakes: u32,
    pub(super) commands: Bucket,
}

#[derive(Debug)]
pub(super) enum State {
    /// Its hello is awaited.
    New { until: Timestamp },
    /// The agent is being asked about it.
    Waiting { ask: u64, wanted: Vec<Scope>, resume: Option<Resume> },
    /// Welcomed.
    Inside,
}

impl Page {
    pub(super) fn is_inside(&self) -> bool {
        matches!(self.state, State::Inside)
    }

    pub(super) fn has(&self, scope: Scope) -> bool {
        self.is_inside() && self.scopes.contains(&scope)
    }

    pub(super) fn may_control(&self) -> bool {
        self.has(Scope::Control) || self.has(Scope::Dial)
    }

    /// The question that it waits for.
    pub(super) fn ask(&self) -> Option<u64> {
        match self.state {
            State::Waiting { ask, .. } => Some(ask),
            _ => None,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Pages {
    all: BTreeMap<ConnId, Page>,
    /// New connections of each origin; forgotten when they could be made again.
    arrivals: BTreeMap<Origin, Bucket>,
    /// Calls that pages of each origin dialled.
    dials: BTreeMap<Origin, Bucket>,
}

impl Pages {
    /// Takes a connection in. `false` when there are too many, or they come too fast.
    pub(super) fn open(&mut self, conn: ConnId, origin: Origin, stranger: bool, now: Timestamp) -> bool {
        if !self.has_room(&origin, stranger) || !self.arrive(&origin, now) {
            return false;
        }
        let page = Page {
            origin,
            stranger,
            state: State::New { until: now + limits::HELLO_WITHIN },
            tab: String::new(),
            scopes: Vec::new(),
            controlling: false,
            takes_notes: false,
            watches: false,
            mistakes: 0,
            commands: Bucket::new(limits::COMMAND_PER, limits::COMMAND_BURST),
        };
        self.all.insert(conn, page);
        true
    }

    fn has_room(&self, origin: &Origin, stranger: bool) -> bool {
        let of_origin = self.of(origin).count();
        self.all.len() < limits::CONNECTIONS
            && of_origin < limits::CONNECTIONS_OF_ORIGIN
            && (!stranger || self.has_room_for_stranger(origin))
    }

    fn has_room_for_stranger(&self, origin: &Origin) -> bool {
        let waiting = self.all.values().filter(|page| page.stranger && !page.is_inside());
        let of_origin = waiting.clone().filter(|page| page.origin == *origin);
        waiting.count() < limits::UNWELCOMED && of_origin.count() < limits::UNWELCOMED_OF_ORIGIN
    }

    fn arrive(&mut self, origin: &Origin, now: Timestamp) -> bool {
        if self.arrivals.len() >= limits::CONNECTIONS {
            self.arrivals.retain(|_, bucket| !bucket.is_full(now));
        }
        let fresh = || Bucket::new(limits::CONNECT_PER, limits::CONNECT_BURST);
        self.arrivals.entry(origin.clone()).or_insert_with(fresh).take(now).is_ok()
    }

    /// Counts a call that a page of this origin dials; `Err` says how long to wait.
    pub(super) fn dial(&mut self, origin: &Origin, now: Timestamp) -> Result<(), Duration> {
        self.dials.retain(|_, bucket| !bucket.is_full(now));
        let fresh = || Bucket::new(limits::DIAL_PER, limits::DIAL_BURST);
        self.dials.entry(origin.clone()).or_insert_with(fresh).take(now)
    }

    /// Changes what the pages of an origin that are here may do; gives those for which that made a difference.
    pub(super) fn change_scopes(
        &mut self,
        origin: &Origin,
        change: impl Fn(&mut Vec<Scope>),
    ) -> Vec<(ConnId, Vec<Scope>)> {
        let mut changed = Vec::new();
        for (conn, page) in self.all.iter_mut().filter(|(_, one)| one.is_inside() && one.origin == *origin) {
            let before = page.scopes.clone();
            change(&mut page.scopes);
            if page.scopes != before {
                changed.push((*conn, page.scopes.clone()));
            }
        }
        changed
    }

    pub(super) fn close(&mut self, conn: ConnId) -> Option<Page> {
        self.all.remove(&conn)
    }

    pub(super) fn get(&self, conn: ConnId) -> Option<&Page> {
        self.all.get(&conn)
    }

    pub(super) fn get_mut(&mut self, conn: ConnId) -> Option<&mut Page> {
        self.all.get_mut(&conn)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (ConnId, &Page)> {
        self.all.iter().map(|(conn, page)| (*conn, page))
    }

    /// Those that have been welcomed, the oldest first.
    pub(super) fn inside(&self) -> impl Iterator<Item = (ConnId, &Page)> {
        self.iter().filter(|(_, page)| page.is_inside())
    }

    pub(super) fn of<'a>(&'a self, origin: &'a Origin) -> impl Iterator<Item = (ConnId, &'a Page)> {
        self.iter().filter(move |(_, page)| page.origin == *origin)
    }

    /// Those whose hello is overdue.
    pub(super) fn overdue(&self, now: Timestamp) -> Vec<ConnId> {
        let late = |page: &Page| matches!(page.state, State::New { until } if until <= now);
        self.iter().filter(|(_, page)| late(page)).map(|(conn, _)| conn).collect()
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let hello = |page: &Page| match page.state {
            State::New { until } => Some(until),
            _ => None,
        };
        self.all.values().filter_map(hello).min()
    }
}
