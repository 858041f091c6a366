//! The voice right, and where calls ring.
//!
//! One session of an agent holds the voice right. A fresh sign-in does not claim it from another that may be in a
//! call: it shows who has it, and the agent decides. Holding it, Reo is this computer's phone: once after sign-in, and
//! again after a claim, it asks for calls to ring here when they ring elsewhere. When the server declines, it stays so
//! and is shown.

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
        centre.voice_right = voice_right.unwrap_or(false);
        let known = centre.device;
        if centre.confirm() {
            self.outbox.event(Event::SignedIn);
        }
        self.status_is(status.unwrap_or(AgentStatus::NotAvailable));
        // A server that does not speak of devices has no others.
        self.device_is(device.or(known).unwrap_or(DeviceType::Computer));
        self.ask_for_this_device();
    }

    fn device_is(&mut self, device: DeviceType) {
        let Some(centre) = self.session.centre_mut() else { return };
        if centre.device.replace(device) != Some(device) {
            self.outbox.event(Event::DeviceChanged { device });
        }
    }

    fn ask_for_this_device(&mut self) {
        let Some(centre) = self.session.centre_mut() else { return };
        let elsewhere = centre.device != Some(DeviceType::Computer);
        if centre.voice_right && elsewhere && !centre.device_asked {
            centre.device_asked = true;
            self.tell(ClientMessage::ChangeDeviceType { device_type: DeviceType::Computer, phone: None });
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
        let Some(centre) = self.session.centre_mut() else { return };
        centre.voice_right = true;
        centre.device_asked = false;
        if let Some(device) = device {
            self.device_is(device);
        }
        self.ask_for_this_device();
    }

    /// `DISABLE_VOICE_CHANNEL_RESPONSE`: another session has it now.
    pub(super) fn on_voice_disabled(&mut self) {
        if let Some(centre) = self.session.centre_mut() {
            centre.voice_right = false;
        }
    }

    /// `CHANGE_DEVICE_TYPE_RESPONSE`.
    pub(super) fn on_device_answer(&mut self, granted: bool, device: Option<DeviceType>) {
        if granted {
            self.device_is(device.unwrap_or(DeviceType::Computer));
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
