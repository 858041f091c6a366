//! A phone that there is not: a mobile over GSM, or a desk phone of which only the voice counts.

use super::codec::FRAME;
use super::facts::LegFacts;
use super::partner::Partner;
use super::party::frame_clock;
use super::voice::{Mouth, Recorded};
use crate::customer::Speech;
use std::sync::Arc;

/// An imagined phone that was answered.
pub(crate) struct Handset {
    voice: Recorded,
    speech: Speech,
    echo_delay_ms: u32,
    facts: Arc<LegFacts>,
}

impl Handset {
    /// A phone into which somebody with this voice says this.
    pub(crate) fn new(voice: Recorded, speech: Speech, echo_delay_ms: u32) -> Self {
        let facts = Arc::<LegFacts>::default();
        facts.note(|facts| facts.connected = true);
        Self { voice, speech, echo_delay_ms, facts }
    }

    /// Connects it with a customer or another agent, until that connection is over.
    pub(crate) fn connect(&self, partner: Partner) {
        let mut mouth = Mouth::new(self.voice.clone());
        mouth.change(self.speech, self.echo_delay_ms);
        tokio::spawn(talk(partner, mouth));
    }

    pub(crate) fn facts(&self) -> Arc<LegFacts> {
        self.facts.clone()
    }
}

async fn talk(partner: Partner, mut mouth: Mouth) {
    let mut clock = frame_clock();
    let mut said = Some([0; FRAME]);
    while let Some(heard) = said {
        clock.tick().await;
        said = partner.exchange(&mouth.frame(&heard));
    }
}
