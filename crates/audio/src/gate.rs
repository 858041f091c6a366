//! Between a stream's callback and the line that owns it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Shared by one stream and its line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    shared: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    closed: AtomicBool,
    calls: AtomicU32,
}

impl Gate {
    /// Called by each callback; false when the stream was closed: a late callback does nothing.
    pub(crate) fn pass(&self) -> bool {
        self.shared.calls.fetch_add(1, Ordering::Release);
        !self.shared.closed.load(Ordering::Acquire)
    }

    pub(crate) fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
    }

    /// The device has called at least once. Bluetooth headsets take seconds to get there.
    pub(crate) fn is_flowing(&self) -> bool {
        self.calls() != 0
    }

    /// How often the device has called; only good for seeing whether it still does.
    pub(crate) fn calls(&self) -> u32 {
        self.shared.calls.load(Ordering::Acquire)
    }
}
