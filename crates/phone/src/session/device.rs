//! Where calls ring. The server has the last word: a change stands when it confirms it, whoever asked for it.
//!
//! Holding the voice right, Reo is this computer's phone: it asks for calls to ring here when they ring elsewhere, until
//! the agent chooses another device. A server that declines is not asked again; one that has put the agent back to a
//! default while the agent socket was lost is.

use super::Centre;
use crate::limits::DEVICE;
use crate::phone::Phone;
use crate::{AgentDevice, Event, Problem, ProblemCode};
use reo_contact_centre::ClientMessage;
use reo_model::{DeviceType, NumberKind, PhoneNumber, Redacted, Timestamp};

/// The devices of an agent.
#[derive(Debug, Default)]
pub(crate) struct Device {
    pub(crate) current: Option<DeviceType>,
    /// What the agent has chosen; `None` is this computer.
    chosen: Option<DeviceType>,
    /// The mobile number that was confirmed last.
    mobile: Option<PhoneNumber>,
    asked: Option<Asked>,
    /// The server declined this computer.
    declined: bool,
}

/// A change that the server has not confirmed.
#[derive(Clone, Debug)]
struct Asked {
    device: DeviceType,
    phone: Option<PhoneNumber>,
    until: Timestamp,
    /// The agent wants it; else Reo asks by itself.
    by_agent: bool,
}

impl Device {
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        self.asked.as_ref().map(|asked| asked.until)
    }

    pub(super) fn forget_change(&mut self) {
        self.asked = None;
    }
}

impl Centre {
    /// The mobile number that the contact centre knows of the agent.
    pub(super) fn own_mobile(&self) -> Option<PhoneNumber> {
        let known = self.facts.phone_no.as_ref().map(|phone| PhoneNumber::verbatim(phone.expose().clone()));
        known.filter(|phone| !phone.as_str().is_empty())
    }

    /// Calls go back there when the agent signs out (protocol page, section 4).
    pub(super) fn device_on_sign_out(&self) -> Option<DeviceType> {
        match self.facts.role {
            Some(6) => Some(DeviceType::IpPhoneAlways),
            Some(7) => Some(DeviceType::Mobile),
            Some(9) => Some(DeviceType::Softphone),
            _ => None,
        }
    }

    pub(super) fn device_view(&self) -> Option<AgentDevice> {
        Some(AgentDevice {
            current: self.device.current?,
            pending: self.device.asked.as_ref().map(|asked| asked.device),
            mobile: self.device.mobile.clone().or_else(|| self.own_mobile()),
            on_sign_out: self.device_on_sign_out(),
            can_change: self.is_online() && self.voice_right && self.device.asked.is_none(),
        })
    }
}

impl Phone {
    /// The agent lets calls ring somewhere else.
    pub(crate) fn set_device(&mut self, device: DeviceType, phone: Option<&Redacted<String>>) {
        if let Err(code) = self.try_set_device(device, phone) {
            self.notice_code(code);
        }
    }

    fn try_set_device(
        &mut self,
        device: DeviceType,
        phone: Option<&Redacted<String>>,
    ) -> Result<(), ProblemCode> {
        let centre =
            self.session.centre().filter(|centre| centre.is_online()).ok_or(ProblemCode::NotReady)?;
        if !centre.voice_right {
            return Err(ProblemCode::VoiceElsewhere);
        }
        let mobile = match (device, phone) {
            (DeviceType::Mobile, Some(typed)) => Some(mobile_number(typed.expose())?),
            (DeviceType::Mobile, None) => {
                let known = centre.device.mobile.clone().or_else(|| centre.own_mobile());
                Some(mobile_number(known.ok_or(ProblemCode::MobileNumberBad)?.as_str())?)
            }
            _ => None,
        };
        let unchanged = centre.device.current == Some(device) && centre.device.asked.is_none();
        if unchanged && (mobile.is_none() || mobile == centre.device.mobile) {
            return Ok(());
        }
        if self.is_busy() {
            return Err(ProblemCode::DeviceInCall);
        }
        let asked = self.ask_for_device(device, mobile, true);
        asked.then_some(()).ok_or(ProblemCode::NotReady)
    }

    fn ask_for_device(&mut self, device: DeviceType, phone: Option<PhoneNumber>, by_agent: bool) -> bool {
        let until = self.now + DEVICE;
        let told = self.tell(ClientMessage::ChangeDeviceType { device_type: device, phone: phone.clone() });
        if let Some(centre) = self.session.centre_mut().filter(|_| told) {
            centre.device.asked = Some(Asked { device, phone, until, by_agent });
        }
        told
    }

    /// Asks for the device that the agent has chosen, when calls ring elsewhere.
    pub(super) fn ask_for_wanted_device(&mut self) {
        let Some(centre) = self.session.centre() else { return };
        let wanted = centre.device.chosen.unwrap_or(DeviceType::Computer);
        let elsewhere = centre.device.current != Some(wanted);
        let may = centre.voice_right && !centre.device.declined && centre.device.asked.is_none();
        if elsewhere && may {
            let phone = centre.device.mobile.clone().filter(|_| wanted == DeviceType::Mobile);
            self.ask_for_device(wanted, phone, false);
        }
    }

    pub(super) fn device_is(&mut self, device: DeviceType) {
        let Some(centre) = self.session.centre_mut() else { return };
        if centre.device.current.replace(device) != Some(device) {
            self.outbox.event(Event::DeviceChanged { device });
        }
    }

    /// `CHANGE_DEVICE_TYPE_RESPONSE`: to our own wish, or the news that another session of the agent's changed it.
    pub(super) fn on_device_answer(&mut self, granted: bool, device: Option<DeviceType>) {
        let Some(centre) = self.session.centre_mut() else { return };
        let Some(asked) = centre.device.asked.take() else {
            if let Some(device) = device.filter(|_| granted) {
                centre.device.chosen = Some(device);
                self.device_is(device);
            }
            return;
        };
        if !granted {
            return self.on_device_refused(&asked);
        }
        let device = device.unwrap_or(asked.device);
        centre.device.mobile = asked.phone.or(centre.device.mobile.take());
        if asked.by_agent {
            centre.device.chosen = Some(device);
            centre.device.declined = false;
        }
        self.device_is(device);
    }

    fn on_device_refused(&mut self, asked: &Asked) {
        if asked.by_agent {
            return self.notice(Problem::new(ProblemCode::DeviceRefused));
        }
        if let Some(centre) = self.session.centre_mut() {
            centre.device.declined = true;
        }
    }

    pub(crate) fn on_device_overdue(&mut self) {
        let now = self.now;
        let Some(centre) = self.session.centre_mut() else { return };
        if let Some(asked) = centre.device.asked.take_if(|asked| asked.until <= now) {
            self.on_device_refused(&asked);
        }
    }
}

/// A number on which a person can be called over GSM.
fn mobile_number(text: &str) -> Result<PhoneNumber, ProblemCode> {
    let number = PhoneNumber::parse(text).map_err(|_| ProblemCode::MobileNumberBad)?;
    match number.kind() {
        Ok(NumberKind::Customer) => Ok(number),
        _ => Err(ProblemCode::MobileNumberBad),
    }
}
