//! The phone.

use crate::{Effect, Event, Input, Snapshot};
use reo_model::Timestamp;

/// The single owner of call state.
#[derive(Debug)]
pub struct Phone {}

impl Phone {
    /// A phone with nobody signed in.
    pub fn new(_now: Timestamp) -> Self {
        todo!()
    }
    /// Applies one happening.
    pub fn handle(&mut self, _input: Input, _now: Timestamp) {
        todo!()
    }
    /// The next request to the outside, in order.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        todo!()
    }
    /// The next past fact, in order.
    pub fn poll_event(&mut self) -> Option<Event> {
        todo!()
    }
    /// When [`Phone::handle_timeout`] wants to be called, if ever.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        todo!()
    }
    /// Applies what is due at `now`.
    pub fn handle_timeout(&mut self, _now: Timestamp) {
        todo!()
    }
    /// The full view.
    pub fn snapshot(&self) -> &Snapshot {
        todo!()
    }
}
