//! A phone to which anything may happen: plays [`Step`]s on the rig, which holds the model against it after each.

use crate::rig::{CUSTOMER, EXTENSION, OTHER, Rig, agent_account, number, seconds, signed_in, sip_account};
use crate::steps::{CALLERS, IDS, Step, Target};
use reo_contact_centre::{CallOutStatus, FoundAgent, ServerMessage, SignInError, Status};
use reo_model::{AgentStatus, CallId, DeviceType, Digit, LegId, Redacted, ServerCallId};
use reo_phone::{
    AudioInput, Command, Effect, Input, LineFailure, MediaInput, Phase, ProblemCode, SipInput, SocketInput,
    TransferTarget, Watcher,
};
use std::time::Duration;

/// Of older legs nothing is heard any more.
const LEGS: usize = 8;

/// The rig and the legs of which something may still be heard.
pub struct World {
    rig: Rig,
    legs: Vec<LegId>,
    /// The agent means the older of two calls.
    older: bool,
}

impl World {
    pub fn new(rig: Rig) -> Self {
        Self { rig, legs: Vec::new(), older: false }
    }

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

    pub fn apply(&mut self, step: Step) {
        self.rig.forget();
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
            Step::Replace(who, nth) => {
                if let Some(old) = self.leg(nth) {
                    let leg = self.rig.invite_replacing(CALLERS[who], old);
                    self.legs.push(leg);
                }
            }
            Step::Swap => self.older = !self.older,
            step => self.apply_agent(step),
        }
        self.legs.drain(..self.legs.len().saturating_sub(LEGS));
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
            Step::Watch(on) => Command::WatchColleagues { on, by: Watcher::Window },
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

pub fn play(mut world: World, steps: Vec<Step>) {
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
