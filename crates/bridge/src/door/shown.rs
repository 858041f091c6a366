//! The door as Reo's own windows show it.

use super::Door;
use crate::policy::{DoorRule, Origin};
use crate::protocol::Scope;
use crate::view::{BridgeView, OriginView};

impl Door {
    pub(super) fn draw(&mut self) {
        self.view = BridgeView {
            door: self.listening.clone(),
            door_fixed: self.policy.door != DoorRule::Agent,
            asks: self.asks.views(),
            origins: self.origin_views(),
            calls: self.notes.views(),
            waiting_notes: u32::try_from(self.notes.waiting()).unwrap_or(u32::MAX),
            rules: self.rules(),
            fixed_rules: self.policy.dial.classes().collect(),
        };
    }

    fn origin_views(&self) -> Vec<OriginView> {
        let fixed = self.fixed_origins().map(|(origin, scopes, name)| OriginView {
            by_policy: true,
            ..self.origin_view(origin, scopes, name)
        });
        let granted = self.grants().iter().filter(|grant| self.fixed_scopes(&grant.origin).is_none());
        let granted = granted.map(|grant| OriginView {
            since: Some(grant.since),
            last_seen: Some(grant.last_seen),
            ..self.origin_view(&grant.origin, &grant.scopes, grant.name.as_deref())
        });
        let mut all: Vec<OriginView> = fixed.chain(granted).collect();
        all.sort_by(|one, other| one.origin.cmp(&other.origin));
        all
    }

    fn origin_view(&self, origin: &Origin, scopes: &[Scope], name: Option<&str>) -> OriginView {
        let pages = self.pages.of(origin).filter(|(_, page)| page.is_inside()).count();
        OriginView {
            origin: origin.to_string(),
            name: name.map(ToOwned::to_owned),
            scopes: scopes.to_vec(),
            by_policy: false,
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            controlling: self.control.conn().is_some() && self.control.origin() == Some(origin),
            since: None,
            last_seen: None,
        }
    }
}
