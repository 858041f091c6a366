//! An agent's phone, or phones, being rung: found, rung, answered or taken back.

use super::end::AgentEnd;
use super::record::Call;
use super::view::EndReason;
use crate::centre::Centre;
use crate::customer::Behaviour;
use crate::events::now_ms;
use crate::media::{Handset, Media, MediaKind, Recorded, SdpDirection};
use crate::sip::{Binding, Caller, Flow, Inviting, Response};
use futures_util::future::select_all;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// An agent's phone that is to be rung. Dropping it without [`AgentLeg::cancel`] leaves the phone ringing.
pub(super) struct AgentLeg {
    centre: Arc<Centre>,
    call: Arc<Call>,
    agent: Extension,
    ringing: Vec<Rung>,
}

/// One phone that rings.
struct Rung {
    inviting: Inviting,
    media: Media,
}

/// Where an agent is rung.
pub(super) enum PhoneOf {
    /// At what this SIP user has registered; `patient` waits for a registration.
    User { user: String, patient: bool },
    /// At a phone that there is not.
    Imagined(Behaviour),
}

impl AgentLeg {
    pub(super) fn new(centre: &Arc<Centre>, call: &Arc<Call>, agent: &Extension) -> Self {
        Self { centre: centre.clone(), call: call.clone(), agent: agent.clone(), ringing: Vec::new() }
    }

    /// Rings until it is answered or refused, for as long as it is let. May be dropped while it waits; then
    /// [`AgentLeg::cancel`].
    pub(super) async fn ring(&mut self, phone: PhoneOf) -> Result<AgentEnd, EndReason> {
        match phone {
            PhoneOf::Imagined(behaviour) => self.ring_imagined(&behaviour).await,
            PhoneOf::User { user, patient } => {
                for binding in self.bindings(&user, patient).await {
                    self.invite(&user, &binding).await?;
                }
                self.wait_for_answer().await
            }
        }
    }

    async fn bindings(&self, user: &str, patient: bool) -> Vec<Binding> {
        let forks = self.centre.unknowns().second_registration;
        match self.centre.sip.bindings(user, forks) {
            none if none.is_empty() && patient => vec![self.centre.registered(user).await],
            bindings => bindings,
        }
    }

    async fn invite(&mut self, user: &str, binding: &Binding) -> Result<(), EndReason> {
        let media = self.centre.media(kind_of(&binding.flow)).await.ok_or(EndReason::Media)?;
        let offer = media.offer(SdpDirection::SendRecv).await.map_err(|_| EndReason::Media)?;
        let calling = self.call.agent();
        let caller = Caller {
            number: if self.call.is_between_agents() { calling.as_str() } else { self.call.number.expose() },
            name: self.call.name.as_ref().map(|name| name.expose().as_str()),
            domain: &self.centre.config.sip_domain,
        };
        let inviting = Inviting::send(&self.centre.sip, user, binding, &caller, &offer);
        self.centre.events.add("sip.invited", json!({"call": self.call.id, "agent": self.agent}));
        self.call.change(|status| status.times.invited = Some(now_ms()));
        self.ringing.push(Rung { inviting, media });
        Ok(())
    }

    async fn wait_for_answer(&mut self) -> Result<AgentEnd, EndReason> {
        let mut refused = EndReason::AgentUnreachable;
        while let Some((at, response)) = next_response(&mut self.ringing).await {
            self.note(response.as_ref());
            match response.map(|response| (response.status, response)) {
                Some((180..=199, _)) => self.call.change(|status| status.rang = true),
                Some((200..=299, response)) => {
                    let rung = self.ringing.swap_remove(at);
                    return self.answered(rung, &response).await;
                }
                Some((status @ 300.., _)) => {
                    refused = EndReason::AgentRefused(status);
                    self.ringing.swap_remove(at);
                }
                Some(_) => {}
                None => drop(self.ringing.swap_remove(at)),
            }
        }
        Err(refused)
    }

    fn note(&self, response: Option<&Response>) {
        if let Some(response) = response {
            let facts = json!({"call": self.call.id, "status": response.status});
            self.centre.events.add("sip.answered", facts);
        }
    }

    /// The first to answer has the call; it is taken back from the others.
    async fn answered(&mut self, rung: Rung, response: &Response) -> Result<AgentEnd, EndReason> {
        for other in self.ringing.drain(..) {
            self.centre.spawn(other.inviting.cancel());
        }
        let dialog = rung.inviting.answered(response);
        if rung.media.apply(&response.body).await.is_err() {
            dialog.bye().await;
            return Err(EndReason::Media);
        }
        Ok(AgentEnd::phone(dialog, rung.media))
    }

    async fn ring_imagined(&self, behaviour: &Behaviour) -> Result<AgentEnd, EndReason> {
        self.call.change(|status| status.rang |= behaviour.rings());
        tokio::time::sleep(Duration::from_millis(behaviour.after_ms)).await;
        match behaviour.failure() {
            Some(408) => std::future::pending().await,
            Some(404) => Err(EndReason::AgentUnreachable),
            Some(status) => Err(EndReason::AgentRefused(status)),
            None => {
                let voice = Recorded::agent().map_err(|_| EndReason::Media)?;
                let handset = Handset::new(voice, behaviour.voice, behaviour.echo_delay_ms);
                let stays = behaviour.hang_up_after_ms.map(Duration::from_millis);
                Ok(AgentEnd::Imagined { handset, hangs_up_at: stays.map(|stays| Instant::now() + stays) })
            }
        }
    }

    /// Takes the call back from every phone that still rings.
    pub(super) async fn cancel(&mut self) {
        for rung in self.ringing.drain(..) {
            rung.inviting.cancel().await;
        }
    }
}

/// The next response to any of them; `None` when none is left.
async fn next_response(ringing: &mut [Rung]) -> Option<(usize, Option<Response>)> {
    if ringing.is_empty() {
        return None;
    }
    let responses = ringing.iter_mut().map(|rung| Box::pin(rung.inviting.transaction.response()));
    let (response, at, _) = select_all(responses).await;
    Some((at, response))
}

impl Centre {
    /// A registration of that SIP user, as soon as there is one.
    async fn registered(&self, user: &str) -> Binding {
        let mut changes = self.registrations.subscribe();
        loop {
            changes.mark_unchanged();
            if let Some(binding) = self.sip.binding(user) {
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
}

/// Phones on UDP get plain RTP, all others WebRTC.
fn kind_of(flow: &Flow) -> MediaKind {
    if flow.is_unreliable() { MediaKind::Plain } else { MediaKind::WebRtc }
}
