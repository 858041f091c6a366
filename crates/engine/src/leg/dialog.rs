//! The dialog's side of a leg: dialling, answering, ending.

use super::{Leg, Stage};
use crate::translate;
use reo_model::PhoneNumber;
use reo_phone::{EndedBy, SipInput};
use reo_sip::{SipCommand, SipEvent};

/// Not Acceptable Here (RFC 3261, section 21.4.26): there is nothing in the offer that we could speak.
const NOT_ACCEPTABLE: u16 = 488;
const OK: u16 = 200;

impl Leg {
    pub(super) async fn dial(&mut self, target: PhoneNumber) {
        self.open_devices();
        match self.first_offer().await {
            Ok(offer) => {
                self.sip.send(SipCommand::Invite { leg: self.id, target, offer });
                self.stage = Stage::Dialled;
                self.start_voice();
            }
            Err(_) if self.is_over() => {}
            Err(error) => {
                tracing::warn!(leg = %self.id, %error, "no audio session for a call out");
                self.fail().await;
                self.finish(EndedBy::Failure).await;
            }
        }
    }

    /// Everything that takes time is done while it rings, except what needs the agent's consent: the microphone.
    pub(super) async fn invited(&mut self, offer: String) {
        self.stage = Stage::Offered;
        self.offer = Some(offer);
        if let Err(error) = self.open_session().await {
            tracing::warn!(leg = %self.id, %error, "no audio session for a call in");
        }
    }

    pub(super) async fn answer(&mut self) {
        let Some(offer) = self.offer.take() else { return };
        self.open_devices();
        match self.first_answer(&offer).await {
            Ok(answer) => {
                self.sip.send(SipCommand::Answer { leg: self.id, answer });
                self.stage = Stage::Up;
                self.start_voice();
                self.agree().await;
                self.report(SipInput::Established { leg: self.id }).await;
            }
            Err(_) if self.is_over() => {}
            Err(error) => {
                tracing::warn!(leg = %self.id, %error, "the caller's offer cannot be met");
                self.sip.send(SipCommand::Reject { leg: self.id, status: NOT_ACCEPTABLE });
                self.fail().await;
            }
        }
    }

    pub(super) fn reject(&mut self, status: u16) {
        self.silence();
        self.sip.send(SipCommand::Reject { leg: self.id, status });
    }

    pub(super) async fn hang_up(&mut self) {
        self.silence();
        if self.stage == Stage::New {
            self.finish(EndedBy::Us).await;
        } else {
            self.sip.send(SipCommand::HangUp { leg: self.id });
        }
    }

    pub(super) async fn sip_event(&mut self, event: SipEvent) {
        match event {
            SipEvent::Ringing { early, .. } => {
                self.report(SipInput::Ringing { leg: self.id }).await;
                if let Some(early) = early {
                    self.early_media(early).await;
                }
            }
            SipEvent::Answered { answer, .. } => {
                self.stage = Stage::Up;
                self.report(SipInput::Established { leg: self.id }).await;
                self.answered(answer).await;
            }
            SipEvent::Offer { offer, .. } => self.peer_offer(&offer).await,
            SipEvent::OfferAnswered { answer, .. } => self.offer_answered(&answer).await,
            SipEvent::OfferRefused { .. } => self.offer_refused().await,
            SipEvent::Transferred { leg } => self.report(SipInput::Referred { leg, status: OK }).await,
            SipEvent::TransferFailed { leg, why } => {
                self.report(SipInput::Referred { leg, status: translate::transfer_status(why) }).await;
            }
            SipEvent::Ended { by, .. } => self.finish(translate::ended_by(by)).await,
            _ => {}
        }
    }

    async fn finish(&mut self, by: EndedBy) {
        self.stage = Stage::Over;
        self.silence();
        self.report(SipInput::Ended { leg: self.id, by }).await;
    }

    pub(super) fn is_over(&self) -> bool {
        *self.over.borrow()
    }
}
