//! Signing out.

use super::Session;
use crate::Event;
use crate::call::{Halves, Past};
use crate::phone::Phone;
use reo_contact_centre::ClientMessage;
use reo_model::DeviceType;

impl Phone {
    /// Signs out, or stops signing in.
    pub(crate) fn sign_out(&mut self) {
        if matches!(self.session, Session::SignedOut { .. }) {
            self.session = Session::SignedOut { problem: None, account: None };
            return;
        }
        self.restore_device();
        self.close_session();
        self.session = Session::SignedOut { problem: None, account: None };
        self.outbox.event(Event::SignedOut);
    }

    /// Ends the call, the registration and the socket.
    pub(super) fn close_session(&mut self) {
        self.drop_calls();
        self.withdraw_offer();
        self.settle_ringing();
        self.unregister();
        if let Some(centre) = self.session.centre_mut() {
            centre.agent.stop();
        }
        self.settle_agent_session();
        self.halves = Halves::default();
        self.past = Past::default();
    }

    /// Calls go back to the device that belongs to the agent's role (protocol page, section 4).
    fn restore_device(&mut self) {
        let Some(centre) = self.session.centre() else { return };
        let Some(device) = centre.device_on_sign_out() else { return };
        let phone = centre.own_mobile().filter(|_| device == DeviceType::Mobile);
        if centre.voice_right && centre.device.current != Some(device) {
            self.tell(ClientMessage::ChangeDeviceType { device_type: device, phone });
        }
    }
}
