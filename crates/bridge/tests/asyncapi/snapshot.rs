//! Everything as it stands: nothing of it, all of it, and each value that a part of it can have.

use crate::{page::targets, reo::causes, reo::problem, samples::each_variant};
use reo_bridge::protocol::{
    Agent, Allowed, Call, Colleague, DeviceView, Direction, Health, Hold, Light, LightState, Offer, Phase,
    Service, Session, Snapshot, Stage, Status, StatusView, Transfer,
};
use reo_model::Timestamp;

const NOW: Timestamp = Timestamp(1_767_225_600_000);

/// Snapshots that have every value of every enum in them between them.
pub fn all() -> Vec<Snapshot> {
    let sessions = sessions().into_iter().map(|session| Snapshot { session, ..full() });
    let lights = light_states().into_iter().map(|state| Snapshot { health: health(state), ..full() });
    let statuses = statuses().into_iter().map(|one| Snapshot { status: Some(status(one)), ..full() });
    [empty(), full()].into_iter().chain(sessions).chain(lights).chain(statuses).collect()
}

pub fn empty() -> Snapshot {
    Snapshot {
        now: NOW,
        session: Session::SignedOut { problem: None },
        health: health(LightState::Off),
        ready: false,
        status: None,
        device: None,
        voice_right: false,
        services: Vec::new(),
        call_waiting: false,
        calls: Vec::new(),
        colleagues: None,
        transfer_offer: None,
        trouble: None,
    }
}

pub fn full() -> Snapshot {
    Snapshot {
        now: NOW,
        session: Session::SignedIn { agent: agent() },
        health: health(LightState::Good),
        ready: true,
        status: Some(status(Status::Available)),
        device: Some(device()),
        voice_right: true,
        services: vec![Service { id: "12".into(), description: "Sales".into(), is_default: true }],
        call_waiting: true,
        calls: calls(),
        colleagues: Some(vec![
            Colleague { extension: "5001".into(), name: Some("Lê Thị Chi".into()) },
            Colleague { extension: "5002".into(), name: None },
        ]),
        transfer_offer: Some(offer()),
        trouble: Some(problem()),
    }
}

fn calls() -> Vec<Call> {
    let phases = phases().into_iter().map(|phase| Call { phase, ..call() });
    let causes = causes().into_iter().map(|cause| Call { cause: Some(cause), ..call() });
    let directions = directions().into_iter().map(|direction| Call { direction, ..call() });
    let transfers = transfers().into_iter().map(|transfer| Call { transfer: Some(transfer), ..call() });
    std::iter::once(new_call()).chain(phases).chain(causes).chain(directions).chain(transfers).collect()
}

fn call() -> Call {
    Call {
        server_call: Some("88231".into()),
        name: Some("Nguyễn Văn An".into()),
        line: Some("19001000".into()),
        queue: Some("Support".into()),
        answered_at: Some(NOW),
        mute_pending: Some(true),
        hold: Hold { local: true, remote: false, pending: Some(false) },
        request_id: Some("0b54".into()),
        ..new_call()
    }
}

fn new_call() -> Call {
    Call {
        id: "k3f9-7".into(),
        server_call: None,
        direction: Direction::Inbound,
        number: "0901234567".into(),
        name: None,
        line: None,
        queue: None,
        phase: Phase::Incoming,
        cause: None,
        since: NOW,
        started_at: NOW,
        answered_at: None,
        device: 1,
        muted: false,
        mute_pending: None,
        hold: Hold::default(),
        silenced: false,
        transfer: None,
        allowed: Allowed::default(),
        request_id: None,
    }
}

fn transfers() -> Vec<Transfer> {
    let to_whom = targets().into_iter().map(|to| Transfer { to: Some(to), stage: Stage::Asking, until: NOW });
    let how_far = stages().into_iter().map(|stage| Transfer { to: None, stage, until: NOW });
    to_whom.chain(how_far).collect()
}

fn agent() -> Agent {
    Agent {
        name: "Trần Thị Bình".into(),
        extension: "5000".into(),
        domain: "example".into(),
        agent_id: Some("binh".into()),
        phone: Some("0912345678".into()),
        role: Some(6),
    }
}

fn health(state: LightState) -> Health {
    let light = Light { state, problem: None };
    Health { contact_centre: light.clone(), line: light, sound: Light { state, problem: Some(problem()) } }
}

fn status(status: Status) -> StatusView {
    StatusView { status, pending: Some(status) }
}

fn device() -> DeviceView {
    DeviceView {
        current: 1,
        pending: Some(3),
        mobile: Some("0912345678".into()),
        on_sign_out: Some(4),
        can_change: true,
    }
}

fn offer() -> Offer {
    Offer {
        server_call: "88231".into(),
        from: "5001".into(),
        number: Some("0901234567".into()),
        name: Some("Nguyễn Văn An".into()),
        until: NOW,
        accepted: false,
    }
}

pub fn sessions() -> Vec<Session> {
    each_variant![
        Session::SignedOut { .. } => [
            Session::SignedOut { problem: None },
            Session::SignedOut { problem: Some(problem()) },
        ],
        Session::SigningIn => [Session::SigningIn],
        Session::SignedIn { .. } => [
            Session::SignedIn { agent: agent() },
            Session::SignedIn { agent: Agent { agent_id: None, phone: None, role: None, ..agent() } },
        ],
    ]
}

pub fn light_states() -> Vec<LightState> {
    each_variant![
        LightState::Off => [LightState::Off],
        LightState::Working => [LightState::Working],
        LightState::Good => [LightState::Good],
        LightState::Bad => [LightState::Bad],
    ]
}

pub fn statuses() -> Vec<Status> {
    each_variant![
        Status::Available => [Status::Available],
        Status::NotAvailable => [Status::NotAvailable],
        Status::NoAnswer => [Status::NoAnswer],
    ]
}

pub fn directions() -> Vec<Direction> {
    each_variant![
        Direction::Inbound => [Direction::Inbound],
        Direction::Outbound => [Direction::Outbound],
        Direction::Internal => [Direction::Internal],
    ]
}

pub fn phases() -> Vec<Phase> {
    each_variant![
        Phase::Incoming => [Phase::Incoming],
        Phase::Answering => [Phase::Answering],
        Phase::Connecting => [Phase::Connecting],
        Phase::Ringing => [Phase::Ringing],
        Phase::Talking => [Phase::Talking],
        Phase::Ending => [Phase::Ending],
        Phase::Ended => [Phase::Ended],
    ]
}

pub fn stages() -> Vec<Stage> {
    each_variant![
        Stage::Asking => [Stage::Asking],
        Stage::Moving => [Stage::Moving],
    ]
}
