//! All legs of the moment, by their id.

use crate::leg::{Equipment, Leg, LegInput};
use reo_media::MediaConfig;
use reo_model::LegId;
use reo_sip::SipClient;
use std::collections::BTreeMap;
use tokio::sync::{mpsc, watch};

/// What may wait for a leg that is at work on its audio session.
const MAILBOX: usize = 64;

/// The legs.
#[derive(Debug)]
pub(crate) struct Legs {
    equipment: Equipment,
    open: BTreeMap<LegId, Mailbox>,
}

#[derive(Debug)]
struct Mailbox {
    inputs: mpsc::Sender<LegInput>,
    over: watch::Sender<bool>,
}

impl Legs {
    pub(crate) fn new(equipment: Equipment) -> Self {
        Self { equipment, open: BTreeMap::new() }
    }

    /// Starts a leg with what it begins with.
    pub(crate) fn open(&mut self, leg: LegId, sip: SipClient, media: MediaConfig, first: LegInput) {
        let (inputs, mailbox) = mpsc::channel(MAILBOX);
        let (over, is_over) = watch::channel(false);
        let task = Leg::new(leg, sip, media, self.equipment.clone(), is_over);
        tokio::spawn(task.run(mailbox));
        self.open.insert(leg, Mailbox { inputs, over });
        self.tell(leg, first);
    }

    /// Tells a leg something; `false` when there is no such leg (any more).
    pub(crate) fn tell(&mut self, leg: LegId, input: LegInput) -> bool {
        let Some(mailbox) = self.open.get(&leg) else { return false };
        if input.is_end() {
            mailbox.over.send_replace(true);
        }
        match mailbox.inputs.try_send(input) {
            // A task that has ended has said so: its report is on the way.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                // Its audio session hangs: dropping the mailbox ends the leg.
                tracing::error!(%leg, "a leg does not keep up");
                mailbox.over.send_replace(true);
                self.open.remove(&leg);
                false
            }
        }
    }

    /// A leg's task has ended.
    pub(crate) fn closed(&mut self, leg: LegId) {
        self.open.remove(&leg);
    }

    /// Whether every leg has ended.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}
