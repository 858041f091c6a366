//! What happens in the phone, step by step.

use reo_phone::{Event, Snapshot};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::broadcast;

/// One step: what happened, and the view right after it.
#[derive(Clone, Debug)]
pub struct Update {
    /// The full view.
    pub snapshot: Arc<Snapshot>,
    /// In their order; none when only the view changed.
    pub events: Vec<Event>,
}

/// A stream of steps. One that falls more than 1024 steps behind loses the oldest.
#[derive(Debug)]
pub struct Updates(broadcast::Receiver<Update>);

impl Updates {
    pub(crate) const fn new(receiver: broadcast::Receiver<Update>) -> Self {
        Self(receiver)
    }

    /// The next step; `None` when the engine has stopped.
    pub async fn next(&mut self) -> Option<Update> {
        loop {
            match self.0.recv().await {
                Ok(update) => return Some(update),
                Err(broadcast::error::RecvError::Closed) => return None,
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "a reader of updates fell behind");
                }
            }
        }
    }
}

/// A stream of events, each once.
#[derive(Debug)]
pub struct Events {
    updates: Updates,
    waiting: VecDeque<Event>,
}

impl Events {
    pub(crate) const fn new(updates: Updates) -> Self {
        Self { updates, waiting: VecDeque::new() }
    }

    /// The next event; `None` when the engine has stopped.
    pub async fn next(&mut self) -> Option<Event> {
        while self.waiting.is_empty() {
            self.waiting.extend(self.updates.next().await?.events);
        }
        self.waiting.pop_front()
    }
}
