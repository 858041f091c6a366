//! What can happen, by chance.

use crate::rig::{CUSTOMER, EXTENSION, HOTLINE, OTHER};
use proptest::prelude::*;
use reo_contact_centre::CallOutStatus;
use reo_model::{AgentStatus, DeviceType, Direction};
use reo_phone::EndedBy;

/// Few enough that chance often picks the same one twice.
pub const CALLERS: [&str; 7] = [CUSTOMER, OTHER, "+84901234567", "5001", HOTLINE, EXTENSION, "anonymous"];
pub const IDS: [&str; 3] = ["c1", "c2", "c3"];

#[derive(Clone, Debug)]
pub enum Step {
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
    Replace(usize, usize),
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
pub enum Target {
    Colleague,
    Ourselves,
    Nobody,
    Queue,
    Number,
    OtherCall,
}

pub fn target() -> impl Strategy<Value = Target> {
    prop::sample::select(vec![
        Target::Colleague,
        Target::Ourselves,
        Target::Nobody,
        Target::Queue,
        Target::Number,
        Target::OtherCall,
    ])
}

pub fn refusal() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["IPCCERR0003", "IPCCERR0004", "IPCCERR0008", "IPCCERR0013", "NOK", "OK", "?"])
}

pub fn status() -> impl Strategy<Value = AgentStatus> {
    prop::sample::select(vec![AgentStatus::Available, AgentStatus::NotAvailable, AgentStatus::NoAnswer])
}

pub fn device() -> impl Strategy<Value = DeviceType> {
    prop_oneof![3 => Just(DeviceType::Computer), 1 => Just(DeviceType::Mobile), 1 => Just(DeviceType::IpPhone)]
}

pub fn ended_by() -> impl Strategy<Value = EndedBy> {
    prop::sample::select(vec![
        EndedBy::Us,
        EndedBy::Peer,
        EndedBy::Cancelled { elsewhere: false },
        EndedBy::Cancelled { elsewhere: true },
        EndedBy::Status(486),
        EndedBy::Failure,
    ])
}

pub fn report() -> impl Strategy<Value = CallOutStatus> {
    prop::sample::select(vec![
        CallOutStatus::Starting,
        CallOutStatus::Ringing,
        CallOutStatus::Answered,
        CallOutStatus::Ended,
        CallOutStatus::Terminated,
        CallOutStatus::Failed,
    ])
}

pub fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![6 => Just(Direction::Inbound), 1 => Just(Direction::Outbound), 1 => Just(Direction::Internal)]
}

/// The agent.
pub fn agent_step() -> impl Strategy<Value = Step> {
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
pub fn leg_step() -> impl Strategy<Value = Step> {
    let leg = || 0..4_usize;
    prop_oneof![
        6 => (0..CALLERS.len()).prop_map(Step::Invite),
        1 => (0..CALLERS.len(), leg()).prop_map(|(who, leg)| Step::Replace(who, leg)),
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
pub fn steering_step() -> impl Strategy<Value = Step> {
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
pub fn server_step() -> impl Strategy<Value = Step> {
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

pub fn session_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => any::<bool>().prop_map(Step::SignIn),
        1 => Just(Step::SignOut),
        3 => Just(Step::OnDuty),
        1 => any::<bool>().prop_map(Step::Http),
        1 => Just(Step::Opened),
        1 => Just(Step::Closed),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
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
