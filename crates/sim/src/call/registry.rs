//! Every call of this run, the recordings of the last ones included.

use super::record::Call;
use crate::lock;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Ended calls keep their recordings until so many newer ones have ended.
const RECORDED: usize = 20;
const REMEMBERED: usize = 1_000;

/// The calls by their id.
#[derive(Default)]
pub(crate) struct Calls {
    calls: Mutex<BTreeMap<u64, Arc<Call>>>,
    last: AtomicU64,
}

impl Calls {
    pub(super) fn next_id(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn add(&self, call: &Arc<Call>) {
        let mut calls = lock(&self.calls);
        calls.insert(call.id, call.clone());
        let over: Vec<u64> = calls.values().filter(|call| call.is_over()).map(|call| call.id).collect();
        for id in over.iter().rev().skip(RECORDED) {
            calls[id].forget_audio();
        }
        for id in over.iter().rev().skip(REMEMBERED) {
            calls.remove(id);
        }
    }

    pub(crate) fn call(&self, id: u64) -> Option<Arc<Call>> {
        lock(&self.calls).get(&id).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Call>> {
        lock(&self.calls).values().cloned().collect()
    }

    /// The newest call of which this is true.
    pub(crate) fn find(&self, is_it: impl Fn(&Call) -> bool) -> Option<Arc<Call>> {
        lock(&self.calls).values().rev().find(|call| is_it(call)).cloned()
    }
}
