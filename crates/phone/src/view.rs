//! Draws the snapshot.

use crate::call::{Call, Stage};
use crate::phone::Phone;
use crate::{
    CallView, Health, Light, LightState, Phase, Problem, ProblemCode, SessionView, Snapshot, StatusView,
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
        calls: Vec::new(),
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
        device: phone.session.device(),
        voice_right: phone.session.has_voice_right(),
        calls: phone.call.iter().map(call_view).collect(),
        notices: phone.notices.view(),
    }
}

/// Whether anything but the number and the time of the view has changed.
pub(crate) fn differs(new: &Snapshot, old: &Snapshot) -> bool {
    new.session != old.session
        || new.health != old.health
        || new.ready != old.ready
        || new.status != old.status
        || new.device != old.device
        || new.voice_right != old.voice_right
        || new.calls != old.calls
        || new.trouble != old.trouble
        || new.notices != old.notices
}

/// The registration's light. That another session has the voice right is why there is none.
fn line_light(phone: &Phone) -> Light {
    let here = phone.session.device() == Some(DeviceType::Computer);
    if phone.session.is_signed_in() && here && !phone.session.has_voice_right() {
        return Light { state: LightState::Bad, problem: Some(Problem::new(ProblemCode::VoiceElsewhere)) };
    }
    phone.line.light()
}

fn is_ready(phone: &Phone, health: &Health, status: Option<StatusView>) -> bool {
    let good = |light: &Light| light.state == LightState::Good;
    let centre = good(&health.contact_centre) || !phone.session.has_contact_centre();
    let available = status.is_none_or(|view| view.status == AgentStatus::Available);
    phone.session.is_signed_in() && centre && good(&health.line) && good(&health.sound) && available
}

/// The worst trouble: first what the customer on the line suffers from, then what keeps the next one away, the
/// farthest-reaching first.
fn trouble(phone: &Phone, health: &Health, status: Option<StatusView>) -> Option<Problem> {
    let signed_in = phone.session.is_signed_in();
    call_trouble(phone)
        .or_else(|| phone.call.as_ref().filter(|call| call.stage.is_live()).and(health.sound.problem.clone()))
        .or_else(|| health.contact_centre.problem.clone())
        .or_else(|| health.line.problem.clone())
        .or_else(|| health.sound.problem.clone().filter(|_| signed_in))
        .or_else(|| {
            let no_answer = status.is_some_and(|view| view.status == AgentStatus::NoAnswer);
            no_answer.then(|| Problem::new(ProblemCode::NoAnswerStatus))
        })
}

fn call_trouble(phone: &Phone) -> Option<Problem> {
    let call = phone.call.as_ref().filter(|call| call.stage == Stage::Talking)?;
    if phone.sound.microphone_silent() && !call.muted {
        Some(Problem::new(ProblemCode::MicrophoneSilent))
    } else if call.is_unheard() {
        Some(Problem::new(ProblemCode::MediaFailed))
    } else {
        None
    }
}

fn call_view(call: &Call) -> CallView {
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
        muted: call.muted,
        hold: call.hold,
        silenced: call.silenced,
        allowed: call.allowed(),
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
