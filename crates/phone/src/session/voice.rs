//! The voice right, and the registration that goes with it.
//!
//! One session of an agent holds the voice right. A fresh sign-in does not claim it from another that may be in a
//! call: it shows who has it, and the agent decides.

use crate::phone::Phone;
use crate::{Event, ProblemCode};
use reo_contact_centre::ClientMessage;
use reo_model::{AgentStatus, DeviceType};

impl Phone {
    /// `REFRESH_ID`: the sign-in is confirmed, on each new socket.
    pub(super) fn on_refresh(
        &mut self,
        status: Option<AgentStatus>,
        voice_right: Option<bool>,
        device: Option<DeviceType>,
    ) {
        let Some(centre) = self.session.centre_mut() else { return };
        centre.status.forget_change();
        let known = centre.device.current;
        if centre.confirm() {
            self.outbox.event(Event::SignedIn);
        }
        self.voice_right_is(voice_right.unwrap_or(false));
        self.status_is(status.unwrap_or(AgentStatus::NotAvailable));
        // A server that does not speak of devices has no others.
        self.device_is(device.or(known).unwrap_or(DeviceType::Computer));
        self.ask_for_wanted_device();
        self.ask_about_unsure_calls();
    }

    fn voice_right_is(&mut self, held: bool) {
        let Some(centre) = self.session.centre_mut() else { return };
        if std::mem::replace(&mut centre.voice_right, held) != held {
            self.outbox.event(Event::VoiceRightChanged { held });
        }
    }

    /// The agent wants the voice right here.
    pub(crate) fn claim_voice(&mut self) {
        if self.session.has_voice_right() {
            return;
        }
        if !self.tell(ClientMessage::ConfirmEnableVoiceChannel) {
            self.notice_code(ProblemCode::NotReady);
        }
    }

    /// `ENABLE_VOICE_CHANNEL_RESPONSE`.
    pub(super) fn on_voice_enabled(&mut self, granted: bool, device: Option<DeviceType>) {
        if !granted {
            return self.notice_code(ProblemCode::VoiceElsewhere);
        }
        self.voice_right_is(true);
        if let Some(device) = device {
            self.device_is(device);
        }
        self.ask_for_wanted_device();
    }

    /// `DISABLE_VOICE_CHANNEL_RESPONSE`: another session has it now. A call that is up goes on as long as the server lets it.
    pub(super) fn on_voice_disabled(&mut self) {
        if self.session.has_voice_right() {
            self.voice_right_is(false);
            self.withdraw_offer();
            self.notice_code(ProblemCode::VoiceTaken);
        }
    }

    /// Registers when calls are to ring here, and gives the registration up when they are not.
    pub(crate) fn settle_line(&mut self) {
        let Some(centre) = self.session.centre() else { return };
        let wanted = centre.wants_line();
        if wanted && !self.line.is_wanted() {
            let registration = centre.registration();
            self.register(registration);
        } else if !wanted {
            self.unregister();
        }
    }
}
