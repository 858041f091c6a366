//! What the door remembers between runs.

use crate::policy::{Origin, PageToken, TokenHash};
use crate::protocol::Scope;
use crate::view::DialRules;
use reo_model::Timestamp;
use serde::{Deserialize, Serialize};

/// Browsers of one agent's that one origin can be paired in at once; the oldest goes.
const BROWSERS: usize = 4;

/// The settings and the origins that the agent let in. No token: only what a token hashes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Memory {
    /// The agent wants the door open.
    pub open: bool,
    /// What a page may not dial without asking.
    pub rules: DialRules,
    /// The contact centre that a page last signed the agent in to: its base address.
    pub base: Option<String>,
    /// Origins that the agent let in.
    pub grants: Vec<Grant>,
}

/// An origin that the agent let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// Which.
    pub origin: Origin,
    /// What its page called itself.
    pub name: Option<String>,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Hashes of the tokens that its pages hold, one a browser.
    pub tokens: Vec<TokenHash>,
    /// When the agent agreed.
    pub since: Timestamp,
    /// When a page of it was last here.
    pub last_seen: Timestamp,
}

impl Memory {
    pub(super) fn grant_mut(&mut self, origin: &Origin) -> Option<&mut Grant> {
        self.grants.iter_mut().find(|grant| grant.origin == *origin)
    }

    /// What the holder of this token may do.
    pub(super) fn scopes(&self, origin: &Origin, token: &str) -> Option<&[Scope]> {
        let hash = PageToken::parse(token)?.hash();
        let grant = self.grants.iter().find(|grant| grant.origin == *origin)?;
        grant.tokens.contains(&hash).then_some(&grant.scopes)
    }

    /// The agent lets an origin in; what was granted before gives way.
    pub(super) fn let_in(
        &mut self,
        origin: &Origin,
        name: Option<String>,
        scopes: Vec<Scope>,
        token: &PageToken,
        now: Timestamp,
    ) {
        let mut tokens = self.revoke(origin).map(|grant| grant.tokens).unwrap_or_default();
        if tokens.len() >= BROWSERS {
            tokens.remove(0);
        }
        tokens.push(token.hash());
        self.grants.push(Grant { origin: origin.clone(), name, scopes, tokens, since: now, last_seen: now });
    }

    pub(super) fn revoke(&mut self, origin: &Origin) -> Option<Grant> {
        let place = self.grants.iter().position(|grant| grant.origin == *origin)?;
        Some(self.grants.remove(place))
    }
}
