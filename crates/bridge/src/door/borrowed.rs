//! A device that calls ring on for as long as a page is here.

use super::perform::Order;
use super::{ConnId, Door};
use crate::policy::{Origin, limits};
use reo_model::{DeviceType, Timestamp};
use reo_phone::{Command, Phase};

/// What is put back when the page has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Borrowed {
    origin: Origin,
    tab: String,
    before: DeviceType,
    now: DeviceType,
    /// The page has gone; a reload may bring it back until then.
    until: Option<Timestamp>,
    /// That time is over.
    due: bool,
}

/// Who borrows, and what was there before: looked at when it is asked, since the answer may come after the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Borrower {
    tab: String,
    before: DeviceType,
}

impl Borrowed {
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.until.filter(|_| !self.due)
    }

    fn is_of(&self, origin: &Origin, tab: &str) -> bool {
        self.origin == *origin && self.tab == tab
    }
}

impl Door {
    /// A page that will let calls ring elsewhere, before it does.
    pub(super) fn borrower(&self, conn: ConnId) -> Option<Borrower> {
        let tab = self.pages.get(conn)?.tab.clone();
        let current = self.phone.device.as_ref().map(|device| device.current);
        // What an earlier page has borrowed already is not what there was before.
        let before = self.borrowed.as_ref().map(|borrowed| borrowed.before).or(current)?;
        Some(Borrower { tab, before })
    }

    /// A page has let calls ring elsewhere while it is here.
    pub(super) fn borrow_device(&mut self, order: &Order) {
        let (Some(Borrower { tab, before }), Command::SetDevice { device, .. }) =
            (&order.borrower, &order.command)
        else {
            return;
        };
        self.borrowed = (before != device).then(|| Borrowed {
            origin: order.request.origin.clone(),
            tab: tab.clone(),
            before: *before,
            now: *device,
            until: None,
            due: false,
        });
    }

    /// The tab has gone or gives up; it may come back with a reload.
    pub(super) fn tab_left(&mut self, origin: &Origin, tab: &str) {
        let until = self.now + limits::RELOAD_WITHIN;
        if let Some(borrowed) = self.borrowed.as_mut().filter(|borrowed| borrowed.is_of(origin, tab)) {
            borrowed.until = Some(until);
        }
    }

    pub(super) fn tab_is_back(&mut self, origin: &Origin, tab: &str) {
        if let Some(borrowed) = self.borrowed.as_mut().filter(|borrowed| borrowed.is_of(origin, tab)) {
            borrowed.until = None;
            borrowed.due = false;
        }
    }

    /// Puts the device of before back, as soon as no call is up, unless somebody has changed it since.
    pub(super) fn put_back_device(&mut self) {
        let now = self.now;
        let Some(borrowed) = self.borrowed.as_mut() else { return };
        borrowed.due |= borrowed.until.is_some_and(|until| until <= now);
        let in_call = self.phone.calls.iter().any(|call| !matches!(call.phase, Phase::Ended { .. }));
        if !borrowed.due || in_call {
            return;
        }
        let (before, lent) = (borrowed.before, borrowed.now);
        self.borrowed = None;
        if self.phone.device.as_ref().is_some_and(|device| device.current == lent) {
            self.tell_phone(Command::SetDevice { device: before, phone: None });
        }
    }
}
