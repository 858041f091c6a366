//! What pages are told.

use crate::{page::scopes, page::targets, samples::each_variant, snapshot};
use reo_bridge::protocol::{
    Cause, CommandResult, Delivery, Direction, Done, Event, Problem, Refusal, RefusedFrame, ReoFrame, Status,
    Update, Welcome,
};
use reo_model::Timestamp;

const NOW: Timestamp = Timestamp(1_767_225_600_000);

pub fn frames() -> Vec<ReoFrame> {
    let mut frames = each_variant![
        ReoFrame::Pairing { .. } => [ReoFrame::Pairing { code: "4821".into(), until: NOW }],
        ReoFrame::Welcome(_) => [welcome(), welcome_to_little()],
        ReoFrame::Refused(_) => [ReoFrame::Refused(refused(Refusal::NotPaired))],
        ReoFrame::Update(_) => [ReoFrame::Update(Box::new(update()))],
        ReoFrame::Control { .. } => [ReoFrame::Control { controlling: true }],
        ReoFrame::Scopes { .. } => [ReoFrame::Scopes { scopes: scopes() }],
        ReoFrame::Asking { .. } => [ReoFrame::Asking { request_id: "0b54".into(), until: NOW }],
        ReoFrame::Reply { .. } => [ReoFrame::Reply { request_id: "0b54".into(), result: done() }],
        ReoFrame::Delivery(_) => [ReoFrame::Delivery(delivery())],
        ReoFrame::NotUnderstood { .. } => [
            ReoFrame::NotUnderstood { request_id: Some("0b54".into()), reason: "why".into() },
            ReoFrame::NotUnderstood { request_id: None, reason: "why".into() },
        ],
    ];
    frames.extend(
        snapshot::all()
            .into_iter()
            .map(|snapshot| ReoFrame::Update(Box::new(Update { snapshot, ..update() }))),
    );
    frames.extend(results().into_iter().map(|result| ReoFrame::Reply { request_id: "0b54".into(), result }));
    frames
}

fn welcome() -> ReoFrame {
    ReoFrame::Welcome(Box::new(Welcome {
        version: 1,
        release: "0.1.0".into(),
        capabilities: vec!["example".into()],
        run: "k3f9".into(),
        scopes: scopes(),
        token: Some("secret".into()),
        controlling: true,
        seq: 41,
        snapshot: Some(snapshot::full()),
        missed: Some(vec![update()]),
    }))
}

fn welcome_to_little() -> ReoFrame {
    ReoFrame::Welcome(Box::new(Welcome {
        version: 1,
        release: "0.1.0".into(),
        capabilities: Vec::new(),
        run: "k3f9".into(),
        scopes: Vec::new(),
        token: None,
        controlling: false,
        seq: 0,
        snapshot: None,
        missed: None,
    }))
}

fn update() -> Update {
    Update { seq: 42, events: events(), snapshot: snapshot::empty() }
}

fn delivery() -> Delivery {
    Delivery {
        id: call(),
        call: call(),
        server_call: Some("88231".into()),
        customer: Some("C-1042".into()),
        direction: Direction::Inbound,
        number: "0901234567".into(),
        started_at: NOW,
        answered_at: Some(NOW),
        ended_at: Some(NOW),
        note: "Call on Monday.".into(),
        outcome: Some("Call back".into()),
    }
}

pub fn results() -> Vec<CommandResult> {
    let mut results = each_variant![
        CommandResult::Done(_) => [done(), CommandResult::Done(Done::default())],
        CommandResult::Failed { .. } => [CommandResult::Failed { problem: problem() }],
        CommandResult::Refused(_) => [CommandResult::Refused(refused(Refusal::Scope))],
    ];
    results.extend(refusals().into_iter().map(|reason| CommandResult::Refused(refused(reason))));
    results
}

fn done() -> CommandResult {
    CommandResult::Done(Done { call: Some(call()) })
}

fn refused(reason: Refusal) -> RefusedFrame {
    RefusedFrame { reason, retry_after_ms: (reason == Refusal::TooMany).then_some(4_000) }
}

pub fn refusals() -> Vec<Refusal> {
    each_variant![
        Refusal::Version => [Refusal::Version],
        Refusal::NotPaired => [Refusal::NotPaired],
        Refusal::Declined => [Refusal::Declined],
        Refusal::TimedOut => [Refusal::TimedOut],
        Refusal::TooMany => [Refusal::TooMany],
        Refusal::OutOfTurn => [Refusal::OutOfTurn],
        Refusal::Scope => [Refusal::Scope],
        Refusal::NotControlling => [Refusal::NotControlling],
        Refusal::UnknownCall => [Refusal::UnknownCall],
        Refusal::Unavailable => [Refusal::Unavailable],
    ]
}

pub fn events() -> Vec<Event> {
    let mut events = each_variant![
        Event::SignedIn => [Event::SignedIn],
        Event::SignInFailed { .. } => [Event::SignInFailed { problem: problem() }],
        Event::SignedOut => [Event::SignedOut],
        Event::StatusChanged { .. } => [Event::StatusChanged { status: Status::Available }],
        Event::DeviceChanged { .. } => [Event::DeviceChanged { device: 3 }],
        Event::VoiceRightChanged { .. } => [Event::VoiceRightChanged { held: true }],
        Event::Reconnecting { .. } => [Event::Reconnecting { attempt: 2, total: 20 }],
        Event::GivenUp => [Event::GivenUp],
        Event::CallStarted { .. } => [call_started()],
        Event::CallIdentified { .. } => [Event::CallIdentified { call: call(), server_call: "88231".into() }],
        Event::CallRinging { .. } => [Event::CallRinging { call: call() }],
        Event::CallAnswered { .. } => [Event::CallAnswered { call: call() }],
        Event::HoldChanged { .. } => [Event::HoldChanged { call: call(), local: true, remote: false }],
        Event::MuteChanged { .. } => [Event::MuteChanged { call: call(), on: true }],
        Event::DigitReceived { .. } => [Event::DigitReceived { call: call(), digit: '5' }],
        Event::TransferRequested { .. } => [Event::TransferRequested { call: call(), to: None }],
        Event::TransferAccepted { .. } => [Event::TransferAccepted { call: call() }],
        Event::TransferFailed { .. } => [Event::TransferFailed { call: call(), problem: problem() }],
        Event::TransferOffered { .. } => [
            Event::TransferOffered { server_call: "88231".into(), from: "5001".into() },
        ],
        Event::TransferOfferClosed { .. } => [
            Event::TransferOfferClosed { server_call: "88231".into(), accepted: true },
        ],
        Event::ColleaguesListed => [Event::ColleaguesListed],
        Event::CallEnded { .. } => [call_ended(Cause::Missed)],
        Event::Noticed { .. } => [Event::Noticed { problem: problem() }],
    ];
    events.extend(causes().into_iter().map(call_ended));
    events.extend(targets().into_iter().map(|to| Event::TransferRequested { call: call(), to: Some(to) }));
    events
}

fn call_started() -> Event {
    Event::CallStarted { call: call(), direction: Direction::Inbound, number: "0901234567".into() }
}

fn call_ended(cause: Cause) -> Event {
    Event::CallEnded { call: call(), cause, answered_at: Some(NOW) }
}

pub fn causes() -> Vec<Cause> {
    each_variant![
        Cause::HungUpHere => [Cause::HungUpHere],
        Cause::HungUpThere => [Cause::HungUpThere],
        Cause::Refused => [Cause::Refused],
        Cause::Missed => [Cause::Missed],
        Cause::AnsweredElsewhere => [Cause::AnsweredElsewhere],
        Cause::Transferred => [Cause::Transferred],
        Cause::Failed { .. } => [Cause::Failed { problem: problem() }],
    ]
}

pub fn problem() -> Problem {
    let params = [("errorCode".into(), "IPCC_NOT_CONNECT_CUSTOMER".into())].into();
    Problem { code: "customerBusy".into(), params }
}

fn call() -> String {
    "k3f9-7".into()
}
