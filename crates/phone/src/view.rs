//! Draws the snapshot.

use crate::call::{Call, Offer, Stage, Transfer};
use crate::phone::Phone;
use crate::{
    AgentDevice, CallView, Health, Light, LightState, Phase, Problem, ProblemCode, SessionView, Snapshot,
    StatusView,
};
use reo_model::{AgentStatus, DeviceType, Timestamp};

/// The view of a phone that has just come into being.
pub(crate) fn blank(now: Timestamp) -> Snapshot {
    let off = Light { state: LightState::Off, problem: None };
    Snapshot {
        seq: 0,
        now,
        session: SessionView::SignedOut { problem: None },
        health: Health { contact_centre: off.clone(), line: off.clone(), sound: off },
        ready: false,
        status: None,
        device: None,
        voice_right: false,
        services: Vec::new(),
        call_waiting: false,
        redial: None,
        calls: Vec::new(),
        colleagues: None,
        transfer_offer: None,
        trouble: None,
        notices: Vec::new(),
    }
}

/// The view at this moment, numbered as the next one.
pub(crate) fn draw(phone: &Phone) -> Snapshot {
    let health =
        Health { contact_centre: phone.session.light(), line: line_light(phone), sound: phone.sound.light() };
    let status = phone.session.status_view();
    Snapshot {
        seq: phone.snapshot().seq + 1,
        now: phone.now,
        session: phone.session.view(),
        ready: is_ready(phone, &health, status),
        trouble: trouble(phone, &health, status),
        health,
        status,
        device: device_view(phone),
        voice_right: phone.session.has_voice_right(),
        services: phone.session.services(),
        call_waiting: phone.call_waiting,
        redial: phone.last_dialled.as_ref().map(|(number, _)| number.clone()),
        calls: phone.calls.iter().map(|call| call_view(phone, call)).collect(),
        colleagues: phone.session.centre().and_then(|centre| centre.colleagues.view()),
        transfer_offer: phone.offer.as_ref().map(Offer::view),
        notices: phone.notices.view(),
    }
}

/// Whether anything but the number and the time of the view has changed.
pub(crate) fn differs(new: &Snapshot, old: &Snapshot) -> bool {
    Snapshot { seq: old.seq, now: old.now, ..new.clone() } != *old
}

/// The registration's light. That another session has the voice right is why there is none.
fn line_light(phone: &Phone) -> Light {
    let here = phone.session.device() == Some(DeviceType::Computer);
    if phone.session.is_signed_in() && here && !phone.session.has_voice_right() {
        return Light { state: LightState::Bad, problem: Some(Problem::new(ProblemCode::VoiceElsewhere)) };
    }
    phone.line.light()
}

/// With calls ringing on another device, neither line nor sound is needed here.
fn is_ready(phone: &Phone, health: &Health, status: Option<StatusView>) -> bool {
    let good = |light: &Light| light.state == LightState::Good;
    let centre = good(&health.contact_centre) || !phone.session.has_contact_centre();
    let available = status.is_none_or(|view| view.status == AgentStatus::Available);
    let here = phone.session.device() == Some(DeviceType::Computer);
    let device =
        if here { good(&health.line) && good(&health.sound) } else { phone.session.has_voice_right() };
    phone.session.is_signed_in() && centre && device && available
}

fn device_view(phone: &Phone) -> Option<AgentDevice> {
    let view = phone.session.device_view()?;
    Some(AgentDevice { can_change: view.can_change && !phone.is_busy(), ..view })
}

/// The worst trouble: first what the customer on the line suffers from, then what keeps the next one away, the
/// farthest-reaching first.
fn trouble(phone: &Phone, health: &Health, status: Option<StatusView>) -> Option<Problem> {
    let signed_in = phone.session.is_signed_in();
    let here = phone.session.device() == Some(DeviceType::Computer);
    call_trouble(phone)
        .or_else(|| phone.calls.live().find(|call| call.is_here()).and(health.sound.problem.clone()))
        .or_else(|| health.contact_centre.problem.clone())
        .or_else(|| health.line.problem.clone())
        .or_else(|| health.sound.problem.clone().filter(|_| signed_in && here))
        .or_else(|| {
            let no_answer = status.is_some_and(|view| view.status == AgentStatus::NoAnswer);
            no_answer.then(|| Problem::new(ProblemCode::NoAnswerStatus))
        })
}

fn call_trouble(phone: &Phone) -> Option<Problem> {
    let in_hand = |call: &&Call| call.stage == Stage::Talking && call.is_here() && !call.hold.view.local;
    let call = phone.calls.live().find(in_hand)?;
    if phone.sound.microphone_silent() && !call.mute.is_on() {
        Some(Problem::new(ProblemCode::MicrophoneSilent))
    } else if call.is_unheard() {
        Some(Problem::new(ProblemCode::MediaFailed))
    } else {
        None
    }
}

fn call_view(phone: &Phone, call: &Call) -> CallView {
    CallView {
        id: call.id,
        server_call: call.server_call.clone(),
        direction: call.direction,
        number: call.number.clone(),
        name: call.name.clone(),
        line: call.line.clone(),
        queue: call.queue.clone(),
        phase: phase(&call.stage),
        since: call.since,
        started_at: call.started_at,
        answered_at: call.answered_at,
        device: call.device,
        muted: call.mute.is_on(),
        mute_pending: call.mute.pending(),
        hold: call.hold.view,
        silenced: call.silenced,
        transfer: call.transfer.as_ref().map(Transfer::view),
        allowed: phone.allowed(call),
    }
}

fn phase(stage: &Stage) -> Phase {
    match stage {
        Stage::Incoming => Phase::Incoming,
        Stage::Answering => Phase::Answering,
        Stage::Connecting => Phase::Connecting,
        Stage::Ringing => Phase::Ringing,
        Stage::Talking => Phase::Talking,
        Stage::Ending(_) => Phase::Ending,
        Stage::Ended(cause) => Phase::Ended { cause: cause.clone() },
    }
}
