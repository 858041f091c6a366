//! What is known of a call's audio.

use super::codec::Codec;
use crate::lock;
use serde::Serialize;
use std::sync::Mutex;

/// What is known of a call's audio: of the leg of the agent who is in it now, and of the customer's ear and mouth.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MediaFacts {
    /// Packets can flow.
    pub connected: bool,
    /// The codec last heard or, before that, the one to speak with.
    pub codec: Option<Codec>,
    /// RTP packets with audio that came in.
    pub packets_in: u64,
    /// RTP packets with audio that went out.
    pub packets_out: u64,
    /// Root mean square of the last second that the customer heard, of 32768.
    pub heard_level: f64,
    /// The same of what was said.
    pub spoke_level: f64,
    /// DTMF digits received.
    pub digits: String,
    /// The agent's last SDP says that it does not want to hear (`sendonly` or `inactive`).
    pub on_hold: bool,
}

/// The facts of one leg, noted as they come.
#[derive(Default)]
pub(crate) struct LegFacts(Mutex<MediaFacts>);

impl LegFacts {
    /// Changes what is known.
    pub(crate) fn note(&self, change: impl FnOnce(&mut MediaFacts)) {
        change(&mut lock(&self.0));
    }

    /// What is known now; the levels are the customer's, and not known here.
    pub(crate) fn now(&self) -> MediaFacts {
        lock(&self.0).clone()
    }
}
