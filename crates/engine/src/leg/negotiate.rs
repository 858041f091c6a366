//! Offers and answers between signalling and the audio session.

use super::{Leg, OurOffer};
use crate::voice::Order;
use reo_media::{MediaError, MediaSession, WebRtcSession};
use reo_phone::SipInput;
use reo_sip::SipCommand;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Longer than gathering with a STUN server that is silent.
const WORK: Duration = Duration::from_secs(8);

impl Leg {
    /// Makes the audio session if there is none yet.
    pub(super) async fn open_session(&mut self) -> Result<Arc<dyn MediaSession>, MediaError> {
        if let Some(session) = &self.session {
            return Ok(session.clone());
        }
        let (session, stream, events) = self.unless_over(WebRtcSession::new(self.media.clone())).await?;
        let session: Arc<dyn MediaSession> = Arc::new(session);
        self.session = Some(session.clone());
        self.stream = Some(stream);
        self.events = Some(events);
        Ok(session)
    }

    pub(super) async fn first_offer(&mut self) -> Result<String, MediaError> {
        let session = self.open_session().await?;
        self.unless_over(session.offer()).await
    }

    pub(super) async fn first_answer(&mut self, offer: &str) -> Result<String, MediaError> {
        let session = self.open_session().await?;
        self.unless_over(session.accept(offer)).await
    }

    /// The answer came with a provisional response: there may be a voice before anybody picked up.
    pub(super) async fn early_media(&mut self, answer: String) {
        if self.early.as_ref() == Some(&answer) {
            return;
        }
        if self.apply(&answer).await.is_ok() {
            self.early = Some(answer);
        }
    }

    /// The far side picked up.
    pub(super) async fn answered(&mut self, answer: String) {
        // The same answer as in the provisional response is the rule (RFC 3261, section 13.2.1).
        if self.early.take().is_some() {
            self.agree().await;
        } else if let Err(error) = self.apply(&answer).await {
            tracing::warn!(leg = %self.id, %error, "the answer cannot be used");
            self.fail().await;
        }
    }

    pub(super) async fn peer_offer(&mut self, offer: &str) {
        let Some(session) = self.session.clone() else { return };
        match self.unless_over(session.accept(offer)).await {
            Ok(answer) => {
                self.sip.send(SipCommand::AnswerOffer { leg: self.id, answer });
                self.agree().await;
            }
            Err(error) => {
                tracing::warn!(leg = %self.id, %error, "an offer of the peer's is refused");
                // 491 Request Pending asks to try again (RFC 3261, section 14.2).
                let status = if error == MediaError::WrongState { 491 } else { 488 };
                self.sip.send(SipCommand::RefuseOffer { leg: self.id, status });
            }
        }
    }

    pub(super) async fn offer_answered(&mut self, answer: &str) {
        let agreed = self.apply(answer).await.is_ok();
        if !agreed {
            self.roll_back().await;
        }
        self.offer_done(agreed).await;
    }

    pub(super) async fn offer_refused(&mut self) {
        self.roll_back().await;
        self.offer_done(false).await;
    }

    async fn offer_done(&mut self, ok: bool) {
        if let Some(OurOffer::Hold(on)) = self.ours.take() {
            self.hold_done(on, ok).await;
        }
        if let Some(on) = self.wanted_hold.take() {
            self.hold(on).await;
        }
    }

    pub(super) async fn roll_back(&mut self) {
        if let Some(session) = self.session.clone()
            && let Err(error) = self.unless_over(session.rollback()).await
        {
            tracing::debug!(leg = %self.id, %error, "no way back from an offer");
        }
    }

    async fn apply(&mut self, answer: &str) -> Result<(), MediaError> {
        let session = self.session.clone().ok_or(MediaError::WrongState)?;
        self.unless_over(session.apply(answer)).await?;
        self.agree().await;
        Ok(())
    }

    /// Brings the voice, and the phone's view of hold, in line with what was negotiated.
    pub(super) async fn agree(&mut self) {
        let Some(session) = self.session.clone() else { return };
        let held_by_peer = session.remote_hold();
        if let Some(voice) = &self.voice {
            if let Some(codec) = session.codec() {
                voice.order(Order::Codec(codec));
            }
            voice.order(Order::Send(self.connected && session.sending()));
            voice.order(Order::Expect(!self.held && !held_by_peer));
        }
        if std::mem::replace(&mut self.held_by_peer, held_by_peer) != held_by_peer {
            self.report(SipInput::RemoteHold { leg: self.id, on: held_by_peer }).await;
        }
    }

    /// Work on the audio session: dropped when the leg ends meanwhile, given up when it takes too long.
    pub(super) async fn unless_over<T>(
        &mut self,
        work: impl Future<Output = Result<T, MediaError>>,
    ) -> Result<T, MediaError> {
        let mut over = self.over.clone();
        tokio::select! {
            biased;
            _ = over.wait_for(|over| *over) => Err(MediaError::Closed),
            done = timeout(WORK, work) => done.unwrap_or(Err(MediaError::Stack)),
        }
    }
}
