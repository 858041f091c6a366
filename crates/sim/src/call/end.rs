//! The agent's end of a call once it is there: a phone over SIP, or one that is imagined.

use crate::customer::Speech;
use crate::media::{Handset, LegFacts, Media, Partner, SdpDirection};
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

/// What a request of the agent's phone was.
pub(super) enum Asked {
    /// It is over.
    Bye,
    /// The audio is to be another way, on hold perhaps.
    Offer { on_hold: bool },
    /// Nothing that matters to the call.
    Other,
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

    /// Answers a request of the agent's phone.
    pub(super) async fn respond(&self, incoming: InDialog) -> Asked {
        let InDialog { request, responder } = incoming;
        match request.method.as_str() {
            "BYE" => {
                responder.respond(200);
                return Asked::Bye;
            }
            // An INVITE or UPDATE without a body only refreshes the session (RFC 4028); to an INVITE belongs
            // an offer of ours then.
            "INVITE" | "UPDATE" if !request.body.is_empty() => {
                match self.answer(&request.body).await {
                    Some(answer) => responder.accept(&answer),
                    None => responder.respond(488),
                }
                return Asked::Offer { on_hold: self.facts().now().on_hold };
            }
            "INVITE" => responder.respond(488),
            "UPDATE" => responder.accept(""),
            "INFO" | "OPTIONS" | "MESSAGE" => responder.respond(200),
            _ => responder.respond(501),
        }
        Asked::Other
    }

    async fn answer(&self, offer: &str) -> Option<String> {
        match self {
            Self::Phone(phone) => phone.media.accept(offer).await.ok(),
            Self::Imagined { .. } => None,
        }
    }

    /// Connects the agent with a customer or another agent.
    pub(super) async fn connect(&self, partner: Partner) {
        match self {
            Self::Phone(phone) => phone.media.connect(partner).await,
            Self::Imagined { handset, .. } => handset.connect(partner),
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
