//! Hold and resume (RFC 3264, section 8.4; RFC 6337, section 5.3).

use super::{Leg, OurOffer, Stage};
use reo_media::SdpDirection;
use reo_phone::SipInput;
use reo_sip::SipCommand;

impl Leg {
    pub(super) async fn hold(&mut self, on: bool) {
        if self.ours.is_some() {
            self.wanted_hold = Some(on);
            self.tell_mute();
            return;
        }
        // From this moment on, not from the peer's answer: what is said now is not for the far side.
        self.held = on;
        self.tell_mute();
        if !self.send_offer(OurOffer::Hold(on), false).await {
            self.hold_done(on, false).await;
        }
    }

    pub(super) async fn hold_done(&mut self, on: bool, ok: bool) {
        if !ok {
            self.held = !on;
        }
        self.tell_mute();
        self.agree().await;
        self.report(SipInput::HoldDone { leg: self.id, on, ok }).await;
    }

    /// Sends a further offer; `false` when there is none to send.
    pub(super) async fn send_offer(&mut self, purpose: OurOffer, ice_restart: bool) -> bool {
        let Some(session) = self.session.clone().filter(|_| self.stage == Stage::Up) else { return false };
        let direction = if self.held { SdpDirection::SendOnly } else { SdpDirection::SendRecv };
        match self.unless_over(session.reoffer(direction, ice_restart)).await {
            Ok(offer) => {
                self.ours = Some(purpose);
                self.sip.send(SipCommand::Offer { leg: self.id, offer });
                true
            }
            Err(error) => {
                tracing::warn!(leg = %self.id, %error, "no further offer");
                false
            }
        }
    }
}
