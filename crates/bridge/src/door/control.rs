//! Which page controls the phone. One does, as at the provider's one session holds the voice right.

use super::ConnId;
use super::pages::Pages;
use crate::policy::Origin;
use crate::policy::limits;
use reo_model::Timestamp;

/// The tab that controls. It keeps that for a moment after its page is gone: a reload comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    origin: Origin,
    tab: String,
    /// `None` since it is gone.
    conn: Option<ConnId>,
    until: Option<Timestamp>,
}

#[derive(Debug, Default)]
pub(super) struct Control(Option<Holder>);

impl Control {
    /// The page that controls now.
    pub(super) fn conn(&self) -> Option<ConnId> {
        self.0.as_ref().and_then(|holder| holder.conn)
    }

    /// The origin whose page controls, also in the moment of its reload.
    pub(super) fn origin(&self) -> Option<&Origin> {
        self.0.as_ref().map(|holder| &holder.origin)
    }

    /// A page that may control has come.
    pub(super) fn arrived(&mut self, conn: ConnId, origin: &Origin, tab: &str) {
        let back = |holder: &Holder| holder.conn.is_none() && holder.origin == *origin && holder.tab == tab;
        if self.0.as_ref().is_none_or(back) {
            self.take(conn, origin, tab);
        }
    }

    /// A page wants it, whoever has it.
    pub(super) fn take(&mut self, conn: ConnId, origin: &Origin, tab: &str) {
        self.0 = Some(Holder { origin: origin.clone(), tab: tab.to_owned(), conn: Some(conn), until: None });
    }

    /// A page has gone.
    pub(super) fn gone(&mut self, conn: ConnId, now: Timestamp) {
        if let Some(holder) = self.0.as_mut().filter(|holder| holder.conn == Some(conn)) {
            holder.conn = None;
            holder.until = Some(now + limits::RELOAD_WITHIN);
        }
    }

    /// A page gives it up, to whoever else is there.
    pub(super) fn release(&mut self, conn: ConnId, pages: &Pages) {
        if self.conn() == Some(conn) {
            self.pass_on(pages, Some(conn));
        }
    }

    /// When the tab that is gone counts as closed.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.0.as_ref().and_then(|holder| holder.until)
    }

    pub(super) fn handle_timeout(&mut self, pages: &Pages, now: Timestamp) {
        if self.deadline().is_some_and(|until| until <= now) {
            self.pass_on(pages, None);
        }
    }

    /// To the page that has been here the longest, one of the same origin first.
    fn pass_on(&mut self, pages: &Pages, but: Option<ConnId>) {
        let origin = self.0.take().map(|holder| holder.origin);
        let heir = pages
            .inside()
            .filter(|(conn, page)| Some(*conn) != but && page.may_control())
            .min_by_key(|(conn, page)| (Some(&page.origin) != origin.as_ref(), *conn));
        if let Some((conn, page)) = heir {
            self.take(conn, &page.origin, &page.tab);
        }
    }
}
