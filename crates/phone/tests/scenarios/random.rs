//! Anything may happen in any order. Whatever does, what [`crate::model::Model`] demands holds after each step.

use crate::rig::{
    CUSTOMER, EXTENSION, HOTLINE, OTHER, Rig, agent_account, number, seconds, signed_in, sip_account,
};
use proptest::prelude::*;
use reo_contact_centre::{CallOutStatus, FoundAgent, ServerMessage, SignInError, Status};
use reo_model::{AgentStatus, CallId, DeviceType, Digit, Direction, LegId, Redacted, ServerCallId};
use reo_phone::{
    AudioInput, Command, Effect, EndedBy, Input, LineFailure, MediaInput, Phase, ProblemCode, SipInput,
    SocketInput, TransferTarget,
};
use std::time::Duration;

/// Few enough that chance often picks the same one twice.
const CALLERS: [&str; 7] = [CUSTOMER, OTHER, "+84901234567", "5001", HOTLINE, EXTENSION, "anonymous"];
const IDS: [&str; 3] = ["c1", "c2", "c3"];

#[derive(Clone, Debug)]
enum Step {
    /// Milliseconds.
    Wait(u64),
    SignIn(bool),
    SignOut,
    OnDuty,
    Http(bool),
    Opened,
    Closed,
    Refresh(AgentStatus, bool, DeviceType),
    Voice(bool),
    NoVoice,
    Device(bool, DeviceType),
    StatusAnswer(bool),
    Reload(AgentStatus),
    Ring(usize, usize, Direction),
    Report(CallOutStatus, Option<usize>),
    AgentAnswer,
    AgentEnd(Option<usize>),
    Internal(usize, bool),
    Gone,
    Terminated(usize),
    TerminateText,
    Invite(usize),
    LegRinging(usize),
    Established(usize),
    Ended(usize, EndedBy),
    RemoteHold(usize, bool),
    HoldDone(usize, bool, bool),
    Registered,
    LineDown,
    Flowing(usize),
    MediaFailed(usize),
    Stalled(usize, Option<u64>),
    Dial(usize),
    Answer,
    Refuse,
    Silence,
    HangUp,
    Hold(bool),
    Mute(bool),
    Digit,
    Retry,
    Claim,
    SetStatus(AgentStatus),
    Audio(bool),
    WrongCall,
    /// From now on the agent and the checks mean the other call, where there are two.
    Swap,
    CallWaiting(bool),
    Watch(bool),
    Redial,
    SetDevice(DeviceType),
    Transfer(Target),
    AnswerTransfer(bool),
    Referred(usize, u16),
    HoldAnswer(bool, bool, bool),
    MuteAnswer(bool, Option<bool>),
    Refusal(&'static str, Option<usize>),
    Offer(usize, bool),
    TransferAnswer(usize, bool),
    TransferOutcome(usize, bool),
    QueueOutcome(bool),
    Colleagues,
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Colleague,
    Ourselves,
    Nobody,
    Queue,
    Number,
    OtherCall,
}

fn target() -> impl Strategy<Value = Target> {
    prop::sample::select(vec![
        Target::Colleague,
        Target::Ourselves,
        Target::Nobody,
        Target::Queue,
        Target::Number,
        Target::OtherCall,
    ])
}

fn refusal() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["IPCCERR0003", "IPCCERR0004", "IPCCERR0008", "IPCCERR0013", "NOK", "OK", "?"])
}

fn status() -> impl Strategy<Value = AgentStatus> {
    prop::sample::select(vec![AgentStatus::Available, AgentStatus::NotAvailable, AgentStatus::NoAnswer])
}

fn device() -> impl Strategy<Value = DeviceType> {
    prop_oneof![3 => Just(DeviceType::Computer), 1 => Just(DeviceType::Mobile), 1 => Just(DeviceType::IpPhone)]
}

fn ended_by() -> impl Strategy<Value = EndedBy> {
    prop::sample::select(vec![
        EndedBy::Us,
        EndedBy::Peer,
        EndedBy::Cancelled { elsewhere: false },
        EndedBy::Cancelled { elsewhere: true },
        EndedBy::Status(486),
        EndedBy::Failure,
    ])
}

fn report() -> impl Strategy<Value = CallOutStatus> {
    prop::sample::select(vec![
        CallOutStatus::Starting,
        CallOutStatus::Ringing,
        CallOutStatus::Answered,
        CallOutStatus::Ended,
        CallOutStatus::Terminated,
        CallOutStatus::Failed,
    ])
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![6 => Just(Direction::Inbound), 1 => Just(Direction::Outbound), 1 => Just(Direction::Internal)]
}

/// The agent.
fn agent_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..CALLERS.len()).prop_map(Step::Dial),
        5 => Just(Step::Answer),
        1 => Just(Step::Refuse),
        1 => Just(Step::Silence),
        3 => Just(Step::HangUp),
        2 => any::<bool>().prop_map(Step::Hold),
        1 => any::<bool>().prop_map(Step::Mute),
        1 => Just(Step::Digit),
        1 => Just(Step::Retry),
        1 => Just(Step::Claim),
        1 => status().prop_map(Step::SetStatus),
        1 => Just(Step::WrongCall),
        2 => Just(Step::Swap),
        1 => any::<bool>().prop_map(Step::CallWaiting),
        1 => any::<bool>().prop_map(Step::Watch),
        1 => Just(Step::Redial),
        2 => device().prop_map(Step::SetDevice),
        4 => target().prop_map(Step::Transfer),
        2 => any::<bool>().prop_map(Step::AnswerTransfer),
    ]
}

/// SIP and audio.
fn leg_step() -> impl Strategy<Value = Step> {
    let leg = || 0..4_usize;
    prop_oneof![
        6 => (0..CALLERS.len()).prop_map(Step::Invite),
        2 => leg().prop_map(Step::LegRinging),
        6 => leg().prop_map(Step::Established),
        3 => (leg(), ended_by()).prop_map(|(leg, by)| Step::Ended(leg, by)),
        1 => (leg(), any::<bool>()).prop_map(|(leg, on)| Step::RemoteHold(leg, on)),
        2 => (leg(), any::<bool>(), any::<bool>()).prop_map(|(leg, on, ok)| Step::HoldDone(leg, on, ok)),
        1 => (leg(), prop::sample::select(vec![200, 408, 486])).prop_map(|(leg, status)| Step::Referred(leg, status)),
        1 => Just(Step::Registered),
        1 => Just(Step::LineDown),
        2 => leg().prop_map(Step::Flowing),
        1 => leg().prop_map(Step::MediaFailed),
        1 => (leg(), prop::option::of(0..60_000_u64)).prop_map(|(leg, ms)| Step::Stalled(leg, ms)),
        1 => any::<bool>().prop_map(Step::Audio),
    ]
}

/// What the contact centre answers to an agent who steers a call.
fn steering_step() -> impl Strategy<Value = Step> {
    let id = || 0..IDS.len();
    let flag = any::<bool>;
    prop_oneof![
        (flag(), flag(), flag()).prop_map(|(out, on, ok)| Step::HoldAnswer(out, on, ok)),
        (flag(), prop::option::of(flag())).prop_map(|(on, ok)| Step::MuteAnswer(on, ok)),
        (refusal(), prop::option::of(id())).prop_map(|(status, id)| Step::Refusal(status, id)),
        (id(), flag()).prop_map(|(id, known)| Step::Offer(id, known)),
        (id(), flag()).prop_map(|(id, ok)| Step::TransferAnswer(id, ok)),
        (id(), flag()).prop_map(|(id, ok)| Step::TransferOutcome(id, ok)),
        flag().prop_map(Step::QueueOutcome),
        Just(Step::Colleagues),
    ]
}

/// The contact centre.
fn server_step() -> impl Strategy<Value = Step> {
    let id = || 0..IDS.len();
    prop_oneof![
        6 => (0..CALLERS.len(), id(), direction()).prop_map(|(who, id, dir)| Step::Ring(who, id, dir)),
        6 => (report(), prop::option::of(id())).prop_map(|(status, id)| Step::Report(status, id)),
        1 => Just(Step::AgentAnswer),
        1 => prop::option::of(id()).prop_map(Step::AgentEnd),
        1 => (id(), any::<bool>()).prop_map(|(id, over)| Step::Internal(id, over)),
        1 => Just(Step::Gone),
        1 => id().prop_map(Step::Terminated),
        1 => Just(Step::TerminateText),
        1 => (status(), any::<bool>(), device()).prop_map(|(s, voice, d)| Step::Refresh(s, voice, d)),
        1 => any::<bool>().prop_map(Step::Voice),
        1 => Just(Step::NoVoice),
        1 => (any::<bool>(), device()).prop_map(|(ok, device)| Step::Device(ok, device)),
        1 => any::<bool>().prop_map(Step::StatusAnswer),
        1 => status().prop_map(Step::Reload),
    ]
}

fn session_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => any::<bool>().prop_map(Step::SignIn),
        1 => Just(Step::SignOut),
        3 => Just(Step::OnDuty),
        1 => any::<bool>().prop_map(Step::Http),
        1 => Just(Step::Opened),
        1 => Just(Step::Closed),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => agent_step(),
        8 => leg_step(),
        8 => server_step(),
        4 => steering_step(),
        1 => session_step(),
        4 => (0..3_000_u64).prop_map(Step::Wait),
        1 => (0..130_000_u64).prop_map(Step::Wait),
    ]
}

/// The rig and the legs of which something may still be heard.
struct World {
    rig: Rig,
    legs: Vec<LegId>,
    /// The agent means the older of two calls.
    older: bool,
}

impl World {
    fn leg(&self, nth: usize) -> Option<LegId> {
        self.legs.len().checked_sub(1 + nth).map(|at| self.legs[at])
    }

    fn call(&self) -> CallId {
        let calls = &self.rig.snapshot().calls;
        let call = if self.older { calls.first() } else { calls.last() };
        call.map_or(CallId(0), |call| call.id)
    }

    fn other_call(&self) -> CallId {
        let this = self.call();
        let other = self.rig.snapshot().calls.iter().find(|call| call.id != this);
        other.map_or(this, |call| call.id)
    }

    fn target(&self, target: Target) -> TransferTarget {
        match target {
            Target::Colleague => TransferTarget::Colleague { extension: "5001".into() },
            Target::Ourselves => TransferTarget::Colleague { extension: EXTENSION.into() },
            Target::Nobody => TransferTarget::Queue { id: " ".into() },
            Target::Queue => TransferTarget::Queue { id: "7".into() },
            Target::Number => TransferTarget::Number { number: Redacted::from(OTHER) },
            Target::OtherCall => TransferTarget::Call { call: self.other_call() },
        }
    }

    fn sip(&mut self, nth: usize, input: impl FnOnce(LegId) -> SipInput) {
        if let Some(leg) = self.leg(nth) {
            self.rig.sip(input(leg));
        }
    }

    fn media(&mut self, nth: usize, input: impl FnOnce(LegId) -> MediaInput) {
        if let Some(leg) = self.leg(nth) {
            self.rig.input(Input::Media(input(leg)));
        }
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Wait(ms) => self.rig.wait(Duration::from_millis(ms)),
            step @ (Step::SignIn(_)
            | Step::SignOut
            | Step::OnDuty
            | Step::Http(_)
            | Step::Opened
            | Step::Closed) => {
                self.apply_session(&step);
            }
            Step::Invite(who) => {
                let leg = self.rig.invite(CALLERS[who]);
                self.legs.push(leg);
            }
            Step::Swap => self.older = !self.older,
            step => self.apply_agent(step),
        }
        for effect in self.rig.effects() {
            if let Effect::Invite { leg, .. } = effect {
                self.legs.push(leg);
            }
        }
    }

    fn apply_session(&mut self, step: &Step) {
        match step {
            Step::SignIn(plain) => {
                let account = if *plain { sip_account() } else { agent_account() };
                self.rig.command(Command::SignIn { account });
            }
            Step::SignOut => self.rig.command(Command::SignOut),
            Step::Http(true) => self.rig.http(Ok(signed_in(Some(7)))),
            Step::Http(false) => self.rig.http(Err(SignInError::Unreachable)),
            Step::Opened => self.rig.input(Input::Socket(SocketInput::Opened)),
            Step::Closed => self.rig.input(Input::Socket(SocketInput::Closed)),
            _ => {
                self.rig.sign_in(None);
                self.rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
                self.rig.sip(SipInput::Registered);
            }
        }
    }

    fn apply_agent(&mut self, step: Step) {
        let call = self.call();
        let command = match step {
            Step::Dial(who) => Command::Dial { number: Redacted::from(CALLERS[who]), service: None },
            Step::Answer => Command::Answer { call },
            Step::Refuse => Command::Refuse { call },
            Step::Silence => Command::Silence { call },
            Step::HangUp => Command::HangUp { call },
            Step::Hold(on) => Command::SetHold { call, on },
            Step::Mute(on) => Command::SetMute { call, on },
            Step::Digit => Command::SendDigit { call, digit: Digit::from_char('5').unwrap() },
            Step::Retry => Command::Retry,
            Step::Claim => Command::ClaimVoice,
            Step::SetStatus(status) => Command::SetStatus { status },
            Step::WrongCall => Command::HangUp { call: CallId(9_999) },
            Step::CallWaiting(on) => Command::SetCallWaiting { on },
            Step::Watch(on) => Command::WatchColleagues { on },
            Step::Redial => Command::Redial,
            Step::SetDevice(device) => Command::SetDevice { device, phone: None },
            Step::Transfer(target) => Command::Transfer { call, to: self.target(target) },
            Step::AnswerTransfer(accept) => Command::AnswerTransfer { accept },
            step => return self.apply_leg(step),
        };
        self.rig.command(command);
    }

    fn apply_leg(&mut self, step: Step) {
        match step {
            Step::LegRinging(nth) => self.sip(nth, |leg| SipInput::Ringing { leg }),
            Step::Established(nth) => self.sip(nth, |leg| SipInput::Established { leg }),
            Step::Ended(nth, by) => {
                if let Some(leg) = self.leg(nth) {
                    self.legs.retain(|other| *other != leg);
                    self.rig.ended(leg, by);
                }
            }
            Step::RemoteHold(nth, on) => self.sip(nth, |leg| SipInput::RemoteHold { leg, on }),
            Step::HoldDone(nth, on, ok) => self.sip(nth, |leg| SipInput::HoldDone { leg, on, ok }),
            Step::Referred(nth, status) => self.sip(nth, |leg| SipInput::Referred { leg, status }),
            Step::Registered => self.rig.sip(SipInput::Registered),
            Step::LineDown => self.rig.sip(SipInput::LineDown(LineFailure::Unreachable)),
            Step::Flowing(nth) => self.media(nth, |leg| MediaInput::Flowing { leg }),
            Step::MediaFailed(nth) => self.media(nth, |leg| MediaInput::Failed { leg }),
            Step::Stalled(nth, ms) => {
                self.media(nth, |leg| MediaInput::Stalled { leg, silent_for: ms.map(Duration::from_millis) });
            }
            Step::Audio(true) => self.rig.input(Input::Audio(AudioInput::Ready)),
            Step::Audio(false) => {
                self.rig.input(Input::Audio(AudioInput::Trouble(ProblemCode::MicrophoneLost)));
            }
            step => self.apply_server(step),
        }
    }

    fn apply_server(&mut self, step: Step) {
        let id = |at: usize| ServerCallId::from(IDS[at]);
        let message = match step {
            Step::Ring(who, at, direction) => {
                return self.rig.ring_for(EXTENSION, CALLERS[who], IDS[at], direction);
            }
            Step::Report(CallOutStatus::Failed, at) => {
                return self.rig.report_error(at.map(|at| IDS[at]), "IPCC_NOT_CONNECT_CUSTOMER", Some(486));
            }
            Step::Report(status, at) => {
                return self.rig.report_to(Some(EXTENSION), status, at.map(|at| IDS[at]));
            }
            Step::Refresh(status, voice, device) => return self.rig.refresh(status, voice, device),
            Step::AgentAnswer => ServerMessage::AgentAnswer { call_id: None, extension: None },
            Step::AgentEnd(at) => ServerMessage::AgentEndCall { call_id: at.map(id), extension: None },
            Step::Internal(at, true) => ServerMessage::InternalEnd { call_id: id(at), called: None },
            Step::Internal(at, false) => {
                ServerMessage::InternalRing { call_id: id(at), called: Some(number("5001")) }
            }
            Step::Gone => {
                ServerMessage::ErrorCall { status: Some(Status::from_wire("IPCCERR0000")), call_id: None }
            }
            Step::Terminated(at) => ServerMessage::Terminated {
                call_id: id(at),
                status: Some(Status::Ok),
                super_agent: None,
                terminated_agent: None,
            },
            Step::TerminateText => ServerMessage::TerminateCall { text: Some("bye".into()) },
            Step::Voice(result) => ServerMessage::EnableVoiceResponse { result, device_type: None },
            Step::NoVoice => ServerMessage::DisableVoice,
            Step::Device(result, device) => {
                ServerMessage::ChangeDeviceTypeResponse { result, old: None, new: Some(device) }
            }
            Step::StatusAnswer(ok) => {
                let status = if ok { Status::Ok } else { Status::NotOk };
                ServerMessage::ChangeStatusResponse { status }
            }
            Step::Reload(agent_status) => ServerMessage::ReloadStatus { agent_status },
            step => return self.apply_steering(&step),
        };
        self.rig.server(message);
    }

    fn apply_steering(&mut self, step: &Step) {
        let id = |at: usize| ServerCallId::from(IDS[at]);
        let word = |ok: bool| if ok { Status::Ok } else { Status::NotOk };
        self.rig.server(match *step {
            Step::HoldAnswer(false, true, ok) => ServerMessage::HoldResponse { status: word(ok) },
            Step::HoldAnswer(false, false, ok) => ServerMessage::UnholdResponse { status: word(ok) },
            Step::HoldAnswer(true, true, ok) => ServerMessage::HoldCallOutResponse { status: word(ok) },
            Step::HoldAnswer(true, false, ok) => ServerMessage::UnholdCallOutResponse { status: word(ok) },
            Step::MuteAnswer(true, ok) => ServerMessage::MuteResponse { status: ok.map(word) },
            Step::MuteAnswer(false, ok) => ServerMessage::UnmuteResponse { status: ok.map(word) },
            Step::Refusal(status, at) => {
                ServerMessage::ErrorCall { status: Some(Status::from_wire(status)), call_id: at.map(id) }
            }
            Step::Offer(at, known) => ServerMessage::TransferConfirm {
                call_id: id(at),
                new_agent: Some(EXTENSION.into()),
                drop_agent: Some("5001".into()),
                caller: known.then(|| number(CUSTOMER)),
                caller_name: None,
            },
            Step::TransferAnswer(at, ok) => ServerMessage::TransferConfirmAnswer {
                call_id: id(at),
                drop_agent: Some(EXTENSION.into()),
                new_agent: Some("5001".into()),
                status: word(ok),
            },
            Step::TransferOutcome(at, ok) => ServerMessage::TransferResponse {
                call_id: id(at),
                status: word(ok),
                super_agent: None,
                new_agent: None,
                drop_agent: None,
            },
            Step::QueueOutcome(ok) => ServerMessage::TransferToAcdResponse { status: word(ok) },
            Step::Colleagues => ServerMessage::SearchAgentsResponse {
                agents: vec![FoundAgent { extension: "5001".into(), name: Some("Binh".into()) }],
            },
            ref step => panic!("not played: {step:?}"),
        });
    }

    /// The agent hangs up everything, and nothing more is heard of anybody. A call elsewhere that cannot be steered is ended by
    /// signing out.
    fn hang_up_and_wait(&mut self) {
        for call in self.rig.snapshot().calls.clone() {
            let command = if call.device == DeviceType::Computer || call.allowed.hang_up {
                Command::HangUp { call: call.id }
            } else {
                Command::SignOut
            };
            self.rig.command(command);
        }
        self.rig.wait(seconds(5));
        assert!(self.rig.is_over(), "{:?}", self.rig.snapshot().calls);
    }
}

fn play(mut world: World, steps: Vec<Step>) {
    for step in steps {
        world.apply(step);
    }
    let ringing = world.rig.snapshot().calls.iter().any(|call| call.phase == Phase::Incoming);
    if ringing {
        // Nobody reacts: the ring ends by itself.
        world.rig.wait(seconds(181));
        assert!(world.rig.snapshot().calls.iter().all(|call| call.phase != Phase::Incoming));
    }
    world.hang_up_and_wait();
    world.rig.wait(seconds(6));
    assert!(world.rig.snapshot().calls.is_empty());
}

proptest! {
    // PROPTEST_CASES=10000 looks longer.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_an_agent_on_duty_what_must_hold_holds(steps in prop::collection::vec(step(), 1..80)) {
        play(World { rig: Rig::on_duty(), legs: Vec::new(), older: false }, steps);
    }

    #[test]
    fn whatever_happens_to_a_plain_sip_account_what_must_hold_holds(steps in prop::collection::vec(step(), 1..60)) {
        play(World { rig: Rig::on_plain_sip(), legs: Vec::new(), older: false }, steps);
    }

    #[test]
    fn whatever_happens_from_the_start_what_must_hold_holds(
        steps in prop::collection::vec(prop_oneof![session_step(), step()], 1..60)
    ) {
        play(World { rig: Rig::new(), legs: Vec::new(), older: false }, steps);
    }
}
