//! Who is signed in, and the connection to the contact centre.

mod centre;
mod colleagues;
mod device;
mod messages;
mod sign_in;
mod sign_out;
mod sip;
mod status;
mod voice;

pub(crate) use centre::Centre;
pub(crate) use sip::SipSession;

use crate::{Account, AgentDevice, Light, LightState, Problem, ServiceView, SessionView, StatusView};
use reo_model::{AgentId, DeviceType, PhoneNumber, Timestamp};

/// Signed out, on the way, or signed in.
#[derive(Debug)]
pub(crate) enum Session {
    SignedOut {
        /// Why the last try failed.
        problem: Option<Problem>,
        /// For whom to try again.
        account: Option<Account>,
    },
    /// The HTTP part of signing in is under way.
    Asking { attempt: u64, account: Account, until: Timestamp },
    /// An agent of a contact centre.
    Centre(Box<Centre>),
    /// A user of a SIP server.
    Sip(Box<SipSession>),
}

impl Session {
    /// Signed in, be the connections up or down.
    pub(crate) fn is_signed_in(&self) -> bool {
        match self {
            Self::SignedOut { .. } | Self::Asking { .. } => false,
            Self::Centre(centre) => centre.is_signed_in(),
            Self::Sip(sip) => sip.is_signed_in(),
        }
    }

    pub(crate) fn has_contact_centre(&self) -> bool {
        matches!(self, Self::Centre(_))
    }

    pub(crate) fn centre(&self) -> Option<&Centre> {
        match self {
            Self::Centre(centre) => Some(centre),
            _ => None,
        }
    }

    pub(crate) fn centre_mut(&mut self) -> Option<&mut Centre> {
        match self {
            Self::Centre(centre) => Some(centre),
            _ => None,
        }
    }

    /// The agent socket stands and the server has confirmed the sign-in.
    pub(crate) fn is_online(&self) -> bool {
        self.centre().is_some_and(Centre::is_online)
    }

    /// The agent's own number.
    pub(crate) fn own_number(&self) -> Option<PhoneNumber> {
        self.centre().map(Centre::own_number)
    }

    /// Whether `number` is one of the contact centre's own.
    pub(crate) fn is_house_number(&self, number: &PhoneNumber) -> bool {
        self.centre().is_some_and(|centre| centre.is_house_number(number))
    }

    /// Whether `agent` is who is signed in.
    pub(crate) fn is_agent(&self, agent: &AgentId) -> bool {
        self.centre().is_some_and(|centre| centre.is_agent(agent.as_str()))
    }

    /// When something about the session is due.
    pub(crate) fn due_at(&self) -> Option<Timestamp> {
        match self {
            Self::SignedOut { .. } => None,
            Self::Asking { until, .. } => Some(*until),
            Self::Centre(centre) => centre.due_at(),
            Self::Sip(sip) => sip.due_at(),
        }
    }

    pub(crate) fn view(&self) -> SessionView {
        let agent = match self {
            Self::SignedOut { problem, .. } => {
                return SessionView::SignedOut { problem: problem.clone() };
            }
            Self::Asking { .. } => return SessionView::SigningIn,
            Self::Centre(centre) => centre.agent_view(),
            Self::Sip(sip) => sip.agent_view(),
        };
        if self.is_signed_in() { SessionView::SignedIn { agent } } else { SessionView::SigningIn }
    }

    /// The light of the agent socket.
    pub(crate) fn light(&self) -> Light {
        match self {
            Self::SignedOut { .. } | Self::Sip(_) => Light { state: LightState::Off, problem: None },
            Self::Asking { .. } => Light { state: LightState::Working, problem: None },
            Self::Centre(centre) => centre.light(),
        }
    }

    pub(crate) fn status_view(&self) -> Option<StatusView> {
        self.centre().filter(|centre| centre.is_signed_in()).and_then(|centre| centre.status.view())
    }

    pub(crate) fn device(&self) -> Option<DeviceType> {
        match self {
            _ if !self.is_signed_in() => None,
            Self::Centre(centre) => centre.device.current,
            _ => Some(DeviceType::Computer),
        }
    }

    pub(crate) fn device_view(&self) -> Option<AgentDevice> {
        match self {
            _ if !self.is_signed_in() => None,
            Self::Centre(centre) => centre.device_view(),
            _ => Some(AgentDevice {
                current: DeviceType::Computer,
                pending: None,
                mobile: None,
                on_sign_out: None,
                can_change: false,
            }),
        }
    }

    pub(crate) fn services(&self) -> Vec<ServiceView> {
        self.centre().map(Centre::services).unwrap_or_default()
    }

    /// A plain SIP account needs no right.
    pub(crate) fn has_voice_right(&self) -> bool {
        self.is_signed_in() && self.centre().is_none_or(|centre| centre.voice_right)
    }
}
