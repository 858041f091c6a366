//! The agent's end of a call once it is there: a phone over SIP, or one that is imagined.

use crate::customer::Speech;
use crate::media::{Handset, LegFacts, Media, Party, SdpDirection};
use crate::sip::{Dialog, InDialog};
use std::sync::Arc;
use tokio::time::Instant;

/// An agent who is there.
pub(super) enum AgentEnd {
    /// A phone over SIP.
    Phone(Box<Phone>),
    /// A phone that there is not; whoever holds it hangs up at a time, or never.
    Imagined { handset: Handset, hangs_up_at: Option<Instant> },
}

/// A phone over SIP, answered.
pub(super) struct Phone {
    pub(super) dialog: Dialog,
    pub(super) media: Media,
}

impl AgentEnd {
    pub(super) fn phone(dialog: Dialog, media: Media) -> Self {
        Self::Phone(Box::new(Phone { dialog, media }))
    }

    /// The next request of the agent's phone; `None` when the agent is gone.
    pub(super) async fn next(&mut self) -> Option<InDialog> {
        match self {
            Self::Phone(phone) => phone.dialog.next().await,
            Self::Imagined { hangs_up_at, .. } => {
                at(*hangs_up_at).await;
                None
            }
        }
    }

    /// Puts a customer through to this agent.
    pub(super) async fn join(&self, party: &Arc<Party>) {
        match self {
            Self::Phone(phone) => phone.media.join(party).await,
            Self::Imagined { handset, .. } => handset.join(party),
        }
    }

    /// What the agent hears who is with nobody.
    pub(super) async fn play(&self, speech: Speech) {
        if let Self::Phone(phone) = self {
            phone.media.play(speech).await;
        }
    }

    pub(super) fn facts(&self) -> Arc<LegFacts> {
        match self {
            Self::Phone(phone) => phone.media.facts(),
            Self::Imagined { handset, .. } => handset.facts(),
        }
    }

    /// Offers the agent another direction: done, or the status of the refusal.
    pub(super) async fn redirect(&mut self, direction: SdpDirection) -> Result<(), Option<u16>> {
        let Self::Phone(phone) = self else { return Ok(()) };
        let offer = phone.media.offer(direction).await.map_err(|_| None)?;
        let answer = phone.dialog.reinvite(&offer).await.map_err(Some)?;
        phone.media.apply(&answer).await.map_err(|_| None)
    }

    /// Ends it; waits for the answer, though not long.
    pub(super) async fn bye(self) {
        if let Self::Phone(phone) = self {
            phone.dialog.bye().await;
        }
    }
}

/// Waits until then, or for ever.
pub(super) async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
