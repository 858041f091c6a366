//! From what the loop hands on to what is written of it.

use super::{DialogStep, Fact, Link, LinkState, Masked, MediaStep, TransferStep, Trouble};
use reo_model::{CallId, LegId};
use reo_phone::{
    AudioInput, CallView, Command, EndedBy, Event, Health, LineFailure, MediaInput, SipInput, SocketInput,
};
use serde_json::Value;

/// A command by its name, its call and its switch; never its numbers, texts or accounts.
pub(super) fn command(command: &Command) -> Fact {
    // Of an account not even a copy is made.
    if matches!(command, Command::SignIn { .. }) {
        return Fact::Command { command: "signIn".to_owned(), call: None, on: None };
    }
    let fields = serde_json::to_value(command).unwrap_or_default();
    let switch = |name: &str| fields.get(name).and_then(Value::as_bool);
    Fact::Command {
        command: fields.get("type").and_then(Value::as_str).unwrap_or("?").to_owned(),
        call: fields.get("call").and_then(Value::as_u64).map(CallId),
        on: switch("on").or_else(|| switch("accept")),
    }
}

/// A call that came into being.
pub(super) fn call(call: &CallView, health: &Health) -> Fact {
    Fact::Call {
        call: call.id,
        direction: call.direction,
        number: Masked::number(call.number.as_str()),
        device: call.device,
        agent_socket: health.contact_centre.state,
        registration: health.line.state,
    }
}

/// The state of the agent socket that this says.
pub(super) fn socket(input: &SocketInput) -> Option<LinkState> {
    match input {
        SocketInput::Opened => Some(LinkState::Up),
        SocketInput::Closed => Some(LinkState::Down),
        SocketInput::Text(_) => None,
    }
}

/// The state of the registration that this says.
pub(super) fn registration(input: &SipInput) -> Option<LinkState> {
    match input {
        SipInput::Registered => Some(LinkState::Up),
        SipInput::Unregistered => Some(LinkState::Off),
        SipInput::LineDown(LineFailure::Rejected(_)) => Some(LinkState::Refused),
        SipInput::LineDown(_) => Some(LinkState::Down),
        _ => None,
    }
}

pub(super) fn connection(link: Link, state: LinkState) -> Fact {
    Fact::Connection { link, state }
}

/// A SIP message that passed.
pub(super) fn passed(message: reo_sip::Passed) -> Fact {
    let reo_sip::Passed { sent, leg, method, status, sequence } = message;
    Fact::Sip { sent, leg, method, status, sequence }
}

/// How far a dialog is. Hold by the far side comes as an event.
pub(super) fn dialog(input: &SipInput) -> Option<Fact> {
    let (leg, step) = match input {
        SipInput::Incoming { leg, .. } => (leg, DialogStep::Incoming),
        SipInput::Ringing { leg } => (leg, DialogStep::Ringing),
        SipInput::Established { leg } => (leg, DialogStep::Established),
        SipInput::Ended { leg, by } => (leg, ended(*by)),
        SipInput::Referred { leg, status } => (leg, DialogStep::Referred { status: *status }),
        SipInput::HoldDone { leg, on, ok } => (leg, DialogStep::HoldDone { on: *on, ok: *ok }),
        SipInput::Registered
        | SipInput::Unregistered
        | SipInput::LineDown(_)
        | SipInput::RemoteHold { .. } => return None,
    };
    Some(Fact::Dialog { leg: *leg, step })
}

const fn ended(by: EndedBy) -> DialogStep {
    match by {
        EndedBy::Us => DialogStep::EndedHere,
        EndedBy::Peer => DialogStep::EndedThere,
        EndedBy::Cancelled { elsewhere } => DialogStep::Cancelled { elsewhere },
        EndedBy::Status(status) => DialogStep::Refused { status },
        EndedBy::Failure => DialogStep::Broken,
    }
}

/// The audio of a dialog.
pub(super) fn media(input: &MediaInput) -> Fact {
    let (leg, step) = match input {
        MediaInput::Flowing { leg } => (leg, MediaStep::Flowing),
        MediaInput::Failed { leg } => (leg, MediaStep::Failed),
        MediaInput::Stalled { leg, silent_for: None } => (leg, MediaStep::HeardAgain),
        MediaInput::Stalled { leg, silent_for: Some(time) } => {
            (leg, MediaStep::Silent { for_ms: u64::try_from(time.as_millis()).unwrap_or(u64::MAX) })
        }
        MediaInput::Digit { leg, .. } => (leg, MediaStep::Key),
    };
    Fact::Media { leg: *leg, step }
}

/// The network path of a dialog's audio.
pub(super) const fn path(leg: LegId, up: bool) -> Fact {
    Fact::Media { leg, step: if up { MediaStep::PathUp } else { MediaStep::PathDown } }
}

/// The sound devices.
pub(super) fn sound(input: &AudioInput) -> Fact {
    match input {
        AudioInput::Ready => Fact::Sound { trouble: None },
        AudioInput::Trouble(code) => Fact::Sound { trouble: Some(*code) },
        AudioInput::MicrophoneSilent(on) => Fact::MicrophoneSilent { on: *on },
    }
}

/// What an event says that the snapshot's phases do not. An id that holds one of these numbers is not kept.
pub(super) fn event(event: &Event, numbers: &[&str]) -> Option<Fact> {
    Some(match event {
        Event::CallIdentified { call, server_call } => {
            let id = super::mask::id(server_call.as_str(), numbers)?;
            Fact::Identified { call: *call, server_call: id.as_str().into() }
        }
        Event::AudioStarted { call, after_ms } => Fact::AudioStarted { call: *call, after_ms: *after_ms },
        Event::HoldChanged { call, local, remote } => {
            Fact::Hold { call: *call, local: *local, remote: *remote }
        }
        Event::MuteChanged { call, on } => Fact::Mute { call: *call, on: *on },
        Event::VoiceRightChanged { held } => Fact::VoiceRight { held: *held },
        Event::TransferRequested { call, .. } => transfer(*call, TransferStep::Requested, None),
        Event::TransferAccepted { call } => transfer(*call, TransferStep::Accepted, None),
        Event::TransferFailed { call, problem } => {
            transfer(*call, TransferStep::Failed, Some(problem.into()))
        }
        Event::Noticed { problem } => Fact::Notice { trouble: problem.into() },
        _ => return None,
    })
}

const fn transfer(call: CallId, step: TransferStep, trouble: Option<Trouble>) -> Fact {
    Fact::Transfer { call, step, trouble }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reo_model::{Domain, Redacted};
    use reo_phone::{Account, TransferTarget};

    fn written(wanted: &Command) -> String {
        serde_json::to_string(&command(wanted)).unwrap()
    }

    #[test]
    fn an_id_that_holds_the_number_of_the_call_is_not_written() {
        let named = |id: &str| Event::CallIdentified { call: CallId(1), server_call: id.into() };
        assert!(event(&named("17.5"), &["0901234567"]).is_some());
        assert_eq!(event(&named("in-0901234567"), &["0901234567"]), None);
    }

    #[test]
    fn a_command_is_written_without_what_it_carries() {
        let dial = Command::Dial { number: Redacted::from("0901234567"), service: Some("sales".to_owned()) };
        assert_eq!(written(&dial), r#"{"type":"command","command":"dial"}"#);
        let hold = Command::SetHold { call: CallId(3), on: true };
        assert_eq!(written(&hold), r#"{"type":"command","command":"setHold","call":3,"on":true}"#);
        let to = TransferTarget::Number { number: Redacted::from("0901234567") };
        let transfer = Command::Transfer { call: CallId(3), to };
        assert_eq!(written(&transfer), r#"{"type":"command","command":"transfer","call":3}"#);
        let account =
            Account::ContactCentre { base: "https://x".into(), domain: Domain::from("d"), token: "t".into() };
        assert_eq!(written(&Command::SignIn { account }), r#"{"type":"command","command":"signIn"}"#);
    }
}
