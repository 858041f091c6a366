//! How a call ended, and whose doing it was.

use super::outage::{Outage, Span};
use super::{Cut, Ending};
use crate::record::{DialogStep, Entry, Fact, PhaseName};
use reo_model::{CallId, Timestamp};
use reo_phone::ProblemCode;

/// The end that stands in the record, and when; with what else is known of it.
pub(super) fn ending(entries: &[Entry], outages: &[Outage]) -> Option<(Timestamp, Ending)> {
    let end = |entry: &Entry| matches!(&entry.fact, Fact::Phase { phase, .. } if phase.is_end());
    let at = entries.iter().rposition(end)?;
    let Fact::Phase { call, phase, trouble } = &entries[at].fact else { return None };
    let before = &entries[..at];
    let when = entries[at].at;
    let ending = match phase {
        PhaseName::HungUpHere => hung_up_here(before, *call),
        PhaseName::HungUpThere => hung_up_there(before),
        PhaseName::Refused => Ending::AgentRefused,
        PhaseName::Missed => Ending::Missed,
        PhaseName::AnsweredElsewhere => Ending::AnsweredElsewhere,
        PhaseName::Transferred => Ending::Transferred,
        _ => failed(trouble.clone()?, outages, when),
    };
    Some((when, ending))
}

fn hung_up_here(before: &[Entry], of: CallId) -> Ending {
    let is_command = |entry: &&Entry| {
        matches!(&entry.fact, Fact::Command { command, call, .. }
            if command == "signOut" || (command == "hangUp" && call.is_none_or(|call| call == of)))
    };
    match before.iter().rev().find(is_command).map(|entry| &entry.fact) {
        Some(Fact::Command { command, .. }) if command == "signOut" => Ending::AgentLeft,
        _ => Ending::AgentHungUp,
    }
}

/// The contact centre speaks SIP with us in the customer's name: that it ended the call itself, only the agent socket
/// says.
fn hung_up_there(before: &[Entry]) -> Ending {
    let says = |wanted: &str, status: Option<&str>| {
        before.iter().any(|entry| {
            matches!(&entry.fact, Fact::Message { sent: false, name, fields }
                if name == wanted && status.is_none_or(|status| fields.get("status").is_some_and(|s| s == status)))
        })
    };
    let broken = |entry: &Entry| matches!(&entry.fact, Fact::Dialog { step: DialogStep::Broken, .. });
    if says("TERMINATE_RESPOND_ID", None) {
        Ending::SupervisorEnded
    } else if says("TERMINATE_CALL_RESPOND_ID", None) || says("OUT_CALL_RESPONSE_ID", Some("TERMINATE")) {
        Ending::ServerEnded
    } else if before.iter().any(broken) {
        Ending::ConnectionLost
    } else {
        Ending::OtherHungUp
    }
}

fn failed(trouble: crate::record::Trouble, outages: &[Outage], at: Timestamp) -> Ending {
    let now = Span { from: at, until: Some(at) };
    let cut_off = |outage: &Outage| outage.cut != Cut::AgentSocket && outage.span.overlaps(&now);
    match trouble.code {
        ProblemCode::SupervisorEnded => Ending::SupervisorEnded,
        ProblemCode::CallNotFound => Ending::ServerEnded,
        ProblemCode::MediaFailed if outages.iter().any(cut_off) => Ending::ConnectionLost,
        _ => Ending::Failed { trouble },
    }
}
