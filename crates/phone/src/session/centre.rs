//! An agent's session at a contact centre: the agent socket and what the server says of the agent.

use super::colleagues::Colleagues;
use super::device::Device;
use super::status::Status;
use crate::call::same_number;
use crate::phone::Phone;
use crate::{
    Account, AgentView, Effect, Event, Light, LightState, Problem, ProblemCode, ServiceView, SocketInput,
};
use reo_contact_centre::{
    AgentSession, CalloutService, ClientMessage, Constants, SessionFacts, SessionOutput, SignedIn,
};
use reo_model::{AgentId, DeviceType, Domain, Extension, PhoneNumber, Redacted, ServerCallId, Timestamp};
use std::collections::VecDeque;

/// The digest password of every agent (protocol page, section 4).
const SIP_PASSWORD: &str = "sip_password";
/// More hotlines than this no agent serves in one session.
const HOTLINES: usize = 16;
/// How often a lost socket is tried (protocol page, section 2).
const TRIES: u32 = 20;

#[derive(Debug)]
pub(crate) struct Centre {
    account: Account,
    domain: Domain,
    pub(super) facts: SessionFacts,
    constants: Constants,
    pub(super) agent: AgentSession,
    link: Link,
    /// Until when the server must confirm the first sign-in.
    signing_in: Option<Timestamp>,
    pub(super) status: Status,
    pub(crate) voice_right: bool,
    pub(crate) device: Device,
    pub(crate) colleagues: Colleagues,
    hotlines: VecDeque<PhoneNumber>,
}

/// The agent socket as the agent sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Connecting,
    Online,
    Lost { attempt: u32, total: u32 },
    GivenUp,
}

impl Centre {
    pub(super) fn new(account: Account, signed_in: SignedIn, until: Timestamp) -> Self {
        Self {
            agent: AgentSession::new(&signed_in),
            account,
            domain: signed_in.domain,
            facts: signed_in.facts,
            constants: signed_in.constants,
            link: Link::Connecting,
            signing_in: Some(until),
            status: Status::default(),
            voice_right: false,
            device: Device::default(),
            colleagues: Colleagues::default(),
            hotlines: VecDeque::new(),
        }
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.signing_in.is_none()
    }

    pub(super) fn confirm(&mut self) -> bool {
        self.signing_in.take().is_some()
    }

    pub(super) fn signing_in_overdue(&self, now: Timestamp) -> bool {
        self.signing_in.is_some_and(|until| until <= now)
    }

    pub(crate) fn is_online(&self) -> bool {
        self.agent.is_online()
    }

    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn constants(&self) -> &Constants {
        &self.constants
    }

    pub(crate) fn own_number(&self) -> PhoneNumber {
        PhoneNumber::verbatim(self.facts.extension.as_str())
    }

    pub(crate) fn agent_id(&self) -> &AgentId {
        &self.facts.agent_id
    }

    pub(crate) fn extension(&self) -> &Extension {
        &self.facts.extension
    }

    pub(crate) fn services(&self) -> Vec<ServiceView> {
        let view = |service: &CalloutService| ServiceView {
            id: service.id.clone(),
            description: service.description.clone(),
            is_default: service.is_default,
        };
        self.facts.callout_services.iter().map(view).collect()
    }

    /// The agent's extension or user name: both are in use for who is meant.
    pub(crate) fn is_agent(&self, name: &str) -> bool {
        name == self.facts.extension.as_str() || name == self.facts.agent_id.as_str()
    }

    /// Our own extension, the tenant where it is named by its hotline, and every hotline that was seen.
    pub(crate) fn is_house_number(&self, number: &PhoneNumber) -> bool {
        let tenant = PhoneNumber::verbatim(self.domain.as_str());
        same_number(number, &self.own_number())
            || same_number(number, &tenant)
            || self.hotlines.iter().any(|line| same_number(number, line))
    }

    fn learn_hotline(&mut self, line: &str) {
        let line = PhoneNumber::verbatim(line);
        if !self.hotlines.contains(&line) {
            self.hotlines.push_back(line);
            if self.hotlines.len() > HOTLINES {
                self.hotlines.pop_front();
            }
        }
    }

    /// Lets the agent session do what is due.
    pub(crate) fn tick(&mut self, now: Timestamp) {
        self.agent.handle_timeout(now);
    }

    pub(crate) fn due_at(&self) -> Option<Timestamp> {
        let colleagues = self.colleagues.due_at().filter(|_| self.is_online());
        let due = [
            self.signing_in,
            self.agent.poll_timeout(),
            self.status.due_at(),
            self.device.due_at(),
            colleagues,
        ];
        due.into_iter().flatten().min()
    }

    pub(crate) fn agent_view(&self) -> AgentView {
        AgentView {
            name: self.facts.agent_id.as_str().to_owned(),
            extension: self.facts.extension.clone(),
            domain: self.domain.clone(),
            agent_id: Some(self.facts.agent_id.clone()),
            mobile: self.facts.phone_no.as_ref().map(|number| PhoneNumber::verbatim(number.expose())),
            role: self.facts.role,
        }
    }

    pub(crate) fn light(&self) -> Light {
        let (state, problem) = match self.link {
            Link::Connecting => (LightState::Working, None),
            Link::Online => (LightState::Good, None),
            Link::Lost { attempt, total } => {
                let problem = Problem::new(ProblemCode::ContactCentreLost);
                (LightState::Bad, Some(problem.with("attempt", attempt).with("total", total)))
            }
            Link::GivenUp => (LightState::Bad, Some(Problem::new(ProblemCode::ContactCentreGivenUp))),
        };
        Light { state, problem }
    }

    /// Calls are to ring here.
    pub(super) fn wants_line(&self) -> bool {
        self.is_signed_in() && self.voice_right && self.device.current == Some(DeviceType::Computer)
    }

    pub(crate) fn registration(&self) -> Effect {
        Effect::Register {
            server: self.facts.sip_socket.clone(),
            domain: self.facts.sip_domain.clone(),
            user: self.facts.extension.as_str().to_owned(),
            auth_user: None,
            password: Redacted::from(SIP_PASSWORD),
            display_name: None,
        }
    }
}

impl Phone {
    /// The agent socket.
    pub(crate) fn on_socket(&mut self, input: SocketInput) {
        let now = self.now;
        let Some(centre) = self.session.centre_mut() else { return };
        match input {
            SocketInput::Opened => centre.agent.opened(now),
            SocketInput::Text(text) => centre.agent.text(text.expose(), now),
            SocketInput::Closed => centre.agent.closed(now),
        }
    }

    /// Hands on what the agent session wants and says.
    pub(crate) fn settle_agent_session(&mut self) {
        while let Some(output) = self.session.centre_mut().and_then(|centre| centre.agent.poll_output()) {
            match output {
                SessionOutput::Open { url } => self.outbox.effect(Effect::OpenSocket { url }),
                SessionOutput::Close => self.outbox.effect(Effect::CloseSocket),
                SessionOutput::Send(text) => self.outbox.effect(Effect::SendText(text)),
                SessionOutput::Message(message) => self.on_server_message(message),
                SessionOutput::Online => self.set_link(Link::Online),
                SessionOutput::Lost => self.on_link_lost(),
                SessionOutput::Reconnecting { attempt, total } => {
                    self.set_link(Link::Lost { attempt, total });
                    self.outbox.event(Event::Reconnecting { attempt, total });
                }
                SessionOutput::GivenUp => self.on_link_given_up(),
            }
        }
    }

    fn set_link(&mut self, link: Link) {
        if let Some(centre) = self.session.centre_mut() {
            centre.link = link;
        }
    }

    /// The socket is gone. Calls go on: their voice does not pass through it.
    fn on_link_lost(&mut self) {
        self.set_link(Link::Lost { attempt: 1, total: TRIES });
        if let Some(centre) = self.session.centre_mut() {
            centre.status.forget_change();
            centre.device.forget_change();
            centre.colleagues.forget_list();
        }
        self.on_reports_lost();
        self.calls_elsewhere_are_unsure();
        self.transfers_are_lost();
        self.withdraw_offer();
    }

    fn on_link_given_up(&mut self) {
        if self.session.is_signed_in() {
            self.set_link(Link::GivenUp);
            self.outbox.event(Event::ContactCentreGivenUp);
        } else {
            self.fail_sign_in(Problem::new(ProblemCode::ServerUnreachable));
        }
    }

    /// Sends a message on the agent socket; false when it cannot be sent now.
    pub(crate) fn tell(&mut self, message: ClientMessage) -> bool {
        let now = self.now;
        self.session.centre_mut().is_some_and(|centre| centre.agent.send(message, now).is_ok())
    }

    /// `OUT_CALL_REQUEST_ID`.
    pub(crate) fn request_call_out(&mut self, number: &PhoneNumber, service: Option<String>) -> bool {
        self.tell(ClientMessage::call_out(number.clone(), service))
    }

    /// `TERMINATE_CALL_OUT_REQUEST_ID`.
    pub(crate) fn request_terminate(&mut self, call: &ServerCallId) {
        let agent: Option<AgentId> = self.session.centre().map(|centre| centre.facts.agent_id.clone());
        self.tell(ClientMessage::TerminateCallOut { call_id: call.clone(), remove_agent_id: agent });
    }

    pub(super) fn learn_hotline(&mut self, line: Option<&String>) {
        if let (Some(centre), Some(line)) = (self.session.centre_mut(), line) {
            centre.learn_hotline(line);
        }
    }
}
