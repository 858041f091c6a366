//! A phone with a scripted outside: the server is played by messages, SIP and media by inputs, time by hand.

use crate::model::Model;
use reo_contact_centre::{
    CallOutStatus, ClientMessage, Codec, Constants, ServerMessage, SessionFacts, SignInError, SignedIn,
    constants::names,
};
use reo_model::{
    AgentStatus, CallId, DeviceType, Direction, LegId, PhoneNumber, Redacted, ServerCallId, Timestamp,
};
use reo_phone::{
    Account, AudioInput, CallView, Command, Effect, EndCause, EndedBy, Event, Input, Phase, Phone,
    ProblemCode, SipInput, Snapshot, SocketInput,
};
use std::fmt::Write as _;
use std::time::Duration;

pub const CUSTOMER: &str = "0901234567";
pub const OTHER: &str = "0912345678";
pub const HOTLINE: &str = "0938828282";
pub const EXTENSION: &str = "5000";

pub struct Rig {
    pub phone: Phone,
    pub now: Timestamp,
    codec: Codec,
    pub model: Model,
    effects: Vec<Effect>,
    events: Vec<Event>,
    sent: Vec<ClientMessage>,
    next_leg: u64,
    attempt: u64,
}

pub fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub fn number(text: &str) -> PhoneNumber {
    PhoneNumber::verbatim(text)
}

/// A constants file with numbers of its own choosing.
fn constants() -> Constants {
    let mut file = String::from("var ERROR_CODE_CALL_NOT_FOUND = 'CALL_IS_GONE';\n");
    for (n, name) in names::SENT.iter().chain(names::RECEIVED).enumerate() {
        writeln!(file, "var {name} = {};", 7000 + n).unwrap();
    }
    Constants::parse(&file).unwrap()
}

pub fn agent_account() -> Account {
    Account::ContactCentre { base: "https://127.0.0.1".into(), domain: HOTLINE.into(), token: "token".into() }
}

pub fn sip_account() -> Account {
    Account::Sip {
        server: "wss://sip.example/ws".into(),
        domain: "sip.example".into(),
        user: "alice".into(),
        auth_user: None,
        password: "secret".into(),
        display_name: Some("Alice".into()),
    }
}

pub fn signed_in(role: Option<i64>) -> SignedIn {
    SignedIn {
        domain: HOTLINE.into(),
        token: Redacted::from("token"),
        facts: SessionFacts {
            agent_id: "hoa".into(),
            extension: EXTENSION.into(),
            phone_no: Some(Redacted::from("0987654321")),
            role,
            sip_domain: "sip.example".into(),
            sip_socket: "wss://sip.example/ws".into(),
            agent_socket: "wss://agents.example/websocket".into(),
            callout_services: Vec::new(),
        },
        constants: constants(),
    }
}

impl Rig {
    pub fn new() -> Self {
        let now = Timestamp(1_000_000);
        let mut rig = Self {
            phone: Phone::new(now),
            now,
            codec: Codec::new(&constants()),
            model: Model::default(),
            effects: Vec::new(),
            events: Vec::new(),
            sent: Vec::new(),
            next_leg: 0,
            attempt: 0,
        };
        rig.drain();
        rig.input(Input::Audio(AudioInput::Ready));
        rig.forget();
        rig
    }

    /// An agent on duty: signed in, available, registered.
    pub fn on_duty() -> Self {
        let mut rig = Self::new();
        rig.sign_in(None);
        rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
        rig.sip(SipInput::Registered);
        rig.forget();
        rig
    }

    /// A plain SIP account, registered.
    pub fn on_plain_sip() -> Self {
        let mut rig = Self::new();
        rig.command(Command::SignIn { account: sip_account() });
        rig.sip(SipInput::Registered);
        rig.forget();
        rig
    }

    /// Up to the open agent socket.
    pub fn sign_in(&mut self, role: Option<i64>) {
        self.command(Command::SignIn { account: agent_account() });
        self.http(Ok(signed_in(role)));
        self.input(Input::Socket(SocketInput::Opened));
    }

    /// The HTTP part ends.
    pub fn http(&mut self, result: Result<SignedIn, SignInError>) {
        let attempt = self.attempt;
        self.input(Input::SignIn { attempt, result: result.map(Box::new) });
    }

    pub fn refresh(&mut self, status: AgentStatus, voice_right: bool, device: DeviceType) {
        self.server(ServerMessage::Refresh {
            agent_status: Some(status),
            voice_channel: Some(voice_right),
            device_type: Some(device),
        });
    }

    pub fn input(&mut self, input: Input) {
        self.model.input(&input, self.now);
        self.phone.handle(input, self.now);
        self.drain();
    }

    pub fn command(&mut self, command: Command) {
        self.input(Input::Command(command));
    }

    pub fn sip(&mut self, input: SipInput) {
        self.input(Input::Sip(input));
    }

    pub fn server(&mut self, message: ServerMessage) {
        let text = self.codec.encode_server(message).unwrap();
        self.input(Input::Socket(SocketInput::Text(text)));
    }

    /// Time passes, with every deadline on the way.
    pub fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.phone.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.phone.handle_timeout(self.now);
            self.drain();
            assert!(self.phone.poll_timeout().is_none_or(|next| next > due), "a deadline does not pass");
        }
        self.now = end;
        self.phone.handle_timeout(end);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(effect) = self.phone.poll_effect() {
            self.model.effect(&effect, self.now);
            match effect {
                Effect::SendText(text) => {
                    self.sent.push(self.codec.decode_client(text.expose()).unwrap().frame.message);
                }
                Effect::SignIn { attempt, .. } => {
                    self.attempt = attempt;
                    self.effects.push(effect);
                }
                effect => self.effects.push(effect),
            }
        }
        while let Some(event) = self.phone.poll_event() {
            self.model.event(&event);
            self.events.push(event);
        }
        self.model.check(self.phone.snapshot(), self.now);
    }

    /// Passes over what has happened so far.
    pub fn forget(&mut self) {
        self.effects.clear();
        self.events.clear();
        self.sent.clear();
    }

    /// What was asked of the outside since the last look, without frames for the agent socket.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// What was sent on the agent socket since the last look, without keep-alive.
    pub fn sent(&mut self) -> Vec<ClientMessage> {
        let mut sent = std::mem::take(&mut self.sent);
        sent.retain(|message| *message != ClientMessage::Ping);
        sent
    }

    pub fn snapshot(&self) -> &Snapshot {
        self.phone.snapshot()
    }

    /// The only call.
    #[track_caller]
    pub fn call(&self) -> CallView {
        match self.snapshot().calls.as_slice() {
            [call] => call.clone(),
            calls => panic!("{} calls", calls.len()),
        }
    }

    #[track_caller]
    pub fn id(&self) -> CallId {
        self.call().id
    }

    #[track_caller]
    pub fn phase(&self) -> Phase {
        self.call().phase
    }

    /// Why the only call ended.
    #[track_caller]
    pub fn cause(&self) -> EndCause {
        match self.phase() {
            Phase::Ended { cause } => cause,
            phase => panic!("the call has not ended: {phase:?}"),
        }
    }

    /// The code of the failure that ended the only call.
    #[track_caller]
    pub fn failure(&self) -> ProblemCode {
        match self.cause() {
            EndCause::Failed { problem } => problem.code,
            cause => panic!("the call did not fail: {cause:?}"),
        }
    }

    /// Codes of the notices that stand.
    pub fn notices(&self) -> Vec<ProblemCode> {
        self.snapshot().notices.iter().map(|notice| notice.problem.code).collect()
    }

    pub fn trouble(&self) -> Option<ProblemCode> {
        self.snapshot().trouble.as_ref().map(|problem| problem.code)
    }

    /// Where the next call rings.
    pub fn device(&self) -> Option<DeviceType> {
        self.snapshot().device.as_ref().map(|device| device.current)
    }

    pub fn is_over(&self) -> bool {
        self.snapshot().calls.iter().all(|call| matches!(call.phase, Phase::Ended { .. }))
    }

    // What the server does, by name.

    /// `RING_AGENT_RESPOND_ID`.
    pub fn ring(&mut self, caller: &str, id: &str) {
        self.ring_for(EXTENSION, caller, id, Direction::Inbound);
    }

    pub fn ring_for(&mut self, extension: &str, caller: &str, id: &str, direction: Direction) {
        self.server(ServerMessage::RingAgent {
            call_id: id.into(),
            caller: Some(number(caller)),
            line: Some(HOTLINE.into()),
            queue: Some("Sales".into()),
            direction: Some(direction),
            extension: Some(extension.into()),
        });
    }

    /// An INVITE for us.
    pub fn invite(&mut self, caller: &str) -> LegId {
        self.next_leg += 2;
        let leg = LegId(self.next_leg);
        self.sip(SipInput::Incoming { leg, caller: number(caller), name: None, replaces: None });
        leg
    }

    /// An INVITE that is to replace a leg of ours.
    pub fn invite_replacing(&mut self, caller: &str, old: LegId) -> LegId {
        self.next_leg += 2;
        let leg = LegId(self.next_leg);
        self.sip(SipInput::Incoming { leg, caller: number(caller), name: None, replaces: Some(old) });
        leg
    }

    /// `OUT_CALL_RESPONSE_ID` for us.
    pub fn report(&mut self, status: CallOutStatus, id: &str) {
        self.report_to(Some(EXTENSION), status, Some(id));
    }

    pub fn report_to(&mut self, extension: Option<&str>, status: CallOutStatus, id: Option<&str>) {
        self.server(ServerMessage::CallOut {
            status,
            call_id: id.map(ServerCallId::from),
            number: Some(number(CUSTOMER)),
            line: Some(HOTLINE.into()),
            extension: extension.map(Into::into),
            error_code: None,
            sip_code: None,
        });
    }

    /// `OUT_CALL_RESPONSE_ID` with an error.
    pub fn report_error(&mut self, id: Option<&str>, error_code: &str, sip_code: Option<i64>) {
        self.server(ServerMessage::CallOut {
            status: CallOutStatus::Failed,
            call_id: id.map(ServerCallId::from),
            number: None,
            line: None,
            extension: Some(EXTENSION.into()),
            error_code: Some(error_code.into()),
            sip_code,
        });
    }

    /// `CHANGE_DEVICE_TYPE_RESPONSE`.
    pub fn device_answer(&mut self, granted: bool, device: DeviceType) {
        self.server(ServerMessage::ChangeDeviceTypeResponse {
            result: granted,
            old: None,
            new: Some(device).filter(|_| granted),
        });
    }

    /// `AGENT_ANSWER_RESPOND_ID`.
    pub fn answered_on_device(&mut self, id: &str) {
        self.server(ServerMessage::AgentAnswer {
            call_id: Some(id.into()),
            extension: Some(EXTENSION.into()),
        });
    }

    /// `AGENT_END_CALL_RESPOND_ID`.
    pub fn ended_on_device(&mut self, id: &str) {
        self.server(ServerMessage::AgentEndCall {
            call_id: Some(id.into()),
            extension: Some(EXTENSION.into()),
        });
    }

    pub fn ended(&mut self, leg: LegId, by: EndedBy) {
        self.sip(SipInput::Ended { leg, by });
    }

    // What the agent does.

    pub fn dial(&mut self, text: &str) {
        self.command(Command::Dial { number: Redacted::from(text), service: None });
    }

    pub fn answer(&mut self) {
        let call = self.id();
        self.command(Command::Answer { call });
    }

    pub fn hang_up(&mut self) {
        let call = self.id();
        self.command(Command::HangUp { call });
    }

    // Shortcuts to a state.

    /// A customer on the line.
    pub fn talking() -> (Self, LegId) {
        let mut rig = Self::on_duty();
        rig.ring(CUSTOMER, "c1");
        let leg = rig.invite(CUSTOMER);
        rig.answer();
        rig.sip(SipInput::Established { leg });
        assert_eq!(rig.phase(), Phase::Talking);
        rig.forget();
        (rig, leg)
    }

    /// A plain SIP account with somebody on the line.
    pub fn talking_by_sip() -> (Self, LegId) {
        let mut rig = Self::on_plain_sip();
        let leg = rig.invite(CUSTOMER);
        rig.answer();
        rig.sip(SipInput::Established { leg });
        assert_eq!(rig.phase(), Phase::Talking);
        rig.forget();
        (rig, leg)
    }

    /// An agent whose calls ring on another device.
    pub fn on_duty_at(device: DeviceType) -> Self {
        let mut rig = Self::on_duty();
        rig.command(Command::SetDevice { device, phone: None });
        rig.device_answer(true, device);
        rig.forget();
        rig
    }

    /// A customer on the line, on another device of the agent's.
    pub fn talking_at(device: DeviceType) -> Self {
        let mut rig = Self::on_duty_at(device);
        rig.ring(CUSTOMER, "c1");
        rig.answered_on_device("c1");
        assert_eq!(rig.phase(), Phase::Talking);
        rig.forget();
        rig
    }

    /// A call-out, taken on by the server as `o1`, its leg answered.
    pub fn calling_out() -> (Self, LegId) {
        let mut rig = Self::on_duty();
        rig.dial(CUSTOMER);
        rig.report(CallOutStatus::Starting, "o1");
        let leg = rig.invite(CUSTOMER);
        rig.sip(SipInput::Established { leg });
        rig.forget();
        (rig, leg)
    }
}
