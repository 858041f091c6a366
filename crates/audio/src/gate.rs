//! Between a stream's callback and the line that owns it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shared by one stream and its line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate {
    shared: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    closed: AtomicBool,
    flowing: AtomicBool,
}

impl Gate {
    /// Called by each callback; false when the stream was closed: a late callback does nothing.
    pub(crate) fn pass(&self) -> bool {
        // A plain store of the same value would still move the cache line between the processors.
        if !self.is_flowing() {
            self.shared.flowing.store(true, Ordering::Release);
        }
        !self.shared.closed.load(Ordering::Acquire)
    }

    pub(crate) fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
    }

    /// The device has called at least once. Bluetooth headsets take seconds to get there.
    pub(crate) fn is_flowing(&self) -> bool {
        self.shared.flowing.load(Ordering::Acquire)
    }
}
