//! Whoever is at the other end of an agent's leg.

use super::bridge::{Bridge, Side};
use super::codec::FRAME;
use super::party::{EndId, Party};
use std::sync::Arc;

/// Whom an agent's leg is connected with.
#[derive(Clone)]
pub(crate) enum Partner {
    /// A customer, as one of the ends that they are put through to.
    Customer(Arc<Party>, EndId),
    /// Another agent.
    Agent(Arc<Bridge>, Side),
}

impl Partner {
    /// Puts a customer through: what they were connected with until now is out.
    pub(crate) fn customer(party: &Arc<Party>) -> Self {
        Self::Customer(party.clone(), party.connect())
    }

    /// What came from the agent for what is said to them; `None` when the connection is over.
    pub(super) fn exchange(&self, arrived: &[i16; FRAME]) -> Option<[i16; FRAME]> {
        match self {
            Self::Customer(party, end) => party.exchange(*end, arrived),
            Self::Agent(bridge, side) => bridge.exchange(*side, arrived),
        }
    }
}
