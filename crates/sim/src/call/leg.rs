//! The agent's end of a call: found, rung, answered or taken back.

use super::record::{Call, CallState, EndReason};
use crate::centre::Centre;
use crate::events::now_ms;
use crate::media::{Media, MediaKind, SdpDirection};
use crate::sip::{Binding, Caller, Dialog, Flow, Inviting};
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;

/// An INVITE on its way to an agent. Dropping it without [`AgentLeg::cancel`] leaves the phone ringing.
pub(super) struct AgentLeg {
    centre: Arc<Centre>,
    call: Arc<Call>,
    ringing: Option<(Inviting, Media)>,
}

/// An agent who is there.
pub(super) struct Answered {
    pub(super) dialog: Dialog,
    pub(super) media: Media,
}

impl AgentLeg {
    pub(super) fn new(centre: &Arc<Centre>, call: &Arc<Call>) -> Self {
        Self { centre: centre.clone(), call: call.clone(), ringing: None }
    }

    /// Rings the agent's phone until it is answered. Waits for a registration, for as long as it is let wait.
    /// May be dropped while it waits; then [`AgentLeg::cancel`].
    pub(super) async fn ring(&mut self) -> Result<Answered, EndReason> {
        let agent = self.call.agent();
        let binding = self.centre.registered(&agent).await;
        let media = self.centre.media(kind_of(&binding.flow)).await.ok_or(EndReason::Media)?;
        let offer = media.offer(SdpDirection::SendRecv).await.map_err(|_| EndReason::Media)?;
        let caller = Caller {
            number: self.call.number.expose(),
            name: self.call.name.as_ref().map(|name| name.expose().as_str()),
            domain: &self.centre.config.sip_domain,
        };
        let inviting = Inviting::send(&self.centre.sip, agent.as_str(), &binding, &caller, &offer);
        self.centre.events.add("sip.invited", json!({"call": self.call.id, "agent": agent}));
        self.call.change(|status| status.times.invited = Some(now_ms()));
        self.ringing = Some((inviting, media));
        self.wait_for_answer().await
    }

    async fn wait_for_answer(&mut self) -> Result<Answered, EndReason> {
        loop {
            let Some((inviting, _)) = &mut self.ringing else { return Err(EndReason::AgentUnreachable) };
            let Some(response) = inviting.transaction.response().await else {
                self.ringing = None;
                return Err(EndReason::AgentUnreachable);
            };
            let facts = json!({"call": self.call.id, "status": response.status});
            self.centre.events.add("sip.answered", facts);
            match response.status {
                180..=199 => self.call.change(|status| status.rang = true),
                200..=299 => {
                    let Some((inviting, media)) = self.ringing.take() else { continue };
                    let dialog = inviting.answered(&response);
                    if media.apply(&response.body).await.is_err() {
                        dialog.bye().await;
                        return Err(EndReason::Media);
                    }
                    return Ok(Answered { dialog, media });
                }
                300.. => {
                    self.ringing = None;
                    return Err(EndReason::AgentRefused(response.status));
                }
                _ => {}
            }
        }
    }

    /// Takes the call back from the agent's phone.
    pub(super) async fn cancel(&mut self) {
        if let Some((inviting, _)) = self.ringing.take() {
            inviting.cancel().await;
        }
    }
}

impl Centre {
    /// The agent's registration, as soon as there is one.
    pub(super) async fn registered(&self, agent: &Extension) -> Binding {
        let mut changes = self.registrations.subscribe();
        loop {
            changes.mark_unchanged();
            if let Some(binding) = self.sip.binding(agent.as_str()) {
                return binding;
            }
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    pub(super) async fn media(&self, kind: MediaKind) -> Option<Media> {
        let lose = self.faults().lose_media_percent;
        Media::start(kind, self.config.ip, self.voice.clone(), lose).await.ok()
    }

    /// Notes that both sides are there.
    pub(super) fn talking(&self, call: &Call, media: Option<&Media>) {
        call.change(|status| {
            status.state = CallState::Talking;
            status.times.answered = Some(now_ms());
            if let Some(media) = media {
                status.recording = Some(media.keep_recording());
            }
        });
        self.events.add("call.answered", json!({"call": call.id}));
    }

    /// Notes that the call is over and frees the agent.
    pub(super) fn over(&self, call: &Call, reason: EndReason) {
        self.agents.release(&call.agent(), call.id);
        call.change(|status| {
            status.state = CallState::Ended;
            status.ended = Some(reason);
            status.times.ended = Some(now_ms());
        });
        self.events.add("call.ended", json!({"call": call.id, "reason": reason}));
    }
}

/// Phones on UDP get plain RTP, all others WebRTC.
fn kind_of(flow: &Flow) -> MediaKind {
    if flow.is_unreliable() { MediaKind::Plain } else { MediaKind::WebRtc }
}
