//! What a line of the input means.

use super::{devices, door};
use anyhow::{Context, Result, bail};
use reo_bridge::BridgeCommand;
use reo_engine::Devices;
use reo_model::{AgentStatus, CallId, DeviceType, Digit, Extension, Redacted};
use reo_phone::{CallView, Command, Phase, Snapshot, TransferTarget, Watcher};
use serde_json::Value;

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Hand these in.
    Commands(Vec<Command>),
    /// Tell the door.
    Door(BridgeCommand),
    /// Write something.
    Show(Reply),
    /// End.
    Quit,
    /// An empty line.
    Nothing,
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// The sound devices.
    Devices,
    /// The full view.
    Snapshot,
}

/// Reads a line. A short form without a call's id means the call of the moment.
///
/// # Errors
/// The line is no order, or there is no call for it.
pub(super) fn understand(line: &str, snapshot: &Snapshot, known: &Devices) -> Result<Order> {
    let line = line.trim();
    if line.starts_with('{') {
        return json(line);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if let Some(command) = door::short_form(word, rest) {
        return command.map(Order::Door);
    }
    Ok(match word {
        "" => Order::Nothing,
        "quit" | "exit" => Order::Quit,
        "devices" => Order::Show(Reply::Devices),
        "snapshot" => Order::Show(Reply::Snapshot),
        "dial" => one(Command::Dial { number: Redacted::from(rest), service: None }),
        "redial" => one(Command::Redial),
        "device" => one(device(rest)?),
        "colleagues" => one(Command::WatchColleagues { on: switch(rest)?, by: Watcher::Window }),
        "waiting" => one(Command::SetCallWaiting { on: switch(rest)? }),
        "accept" => one(Command::AnswerTransfer { accept: true }),
        "decline" => one(Command::AnswerTransfer { accept: false }),
        "status" => one(Command::SetStatus { status: status(rest)? }),
        "signout" => one(Command::SignOut),
        "claim" => one(Command::ClaimVoice),
        "retry" => one(Command::Retry),
        "input" => one(devices::choose(known, Some(rest), None)?),
        "output" => one(devices::choose(known, None, Some(rest))?),
        _ => Order::Commands(in_call(word, rest, snapshot)?),
    })
}

/// A command of the phone's, or `{"bridge": …}` for the door.
fn json(line: &str) -> Result<Order> {
    let mut value: Value = serde_json::from_str(line).context("not a command")?;
    match value.get_mut("bridge").map(Value::take) {
        Some(command) => {
            Ok(Order::Door(serde_json::from_value(command).context("not a command for the door")?))
        }
        None => Ok(one(serde_json::from_value(value).context("not a command")?)),
    }
}

fn one(command: Command) -> Order {
    Order::Commands(vec![command])
}

/// What is said of a call.
fn in_call(word: &str, rest: &str, snapshot: &Snapshot) -> Result<Vec<Command>> {
    if word == "dtmf" {
        let call = call_of("", snapshot)?;
        return digits(rest)?.into_iter().map(|digit| Ok(Command::SendDigit { call, digit })).collect();
    }
    if word == "transfer" {
        return Ok(vec![Command::Transfer { call: call_of("", snapshot)?, to: target(rest)? }]);
    }
    let call = || call_of(rest, snapshot);
    Ok(vec![match word {
        "answer" => Command::Answer { call: call()? },
        "refuse" => Command::Refuse { call: call()? },
        "silence" => Command::Silence { call: call()? },
        "hangup" => Command::HangUp { call: call()? },
        "hold" => Command::SetHold { call: call()?, on: true },
        "resume" => Command::SetHold { call: call()?, on: false },
        "mute" => Command::SetMute { call: call()?, on: true },
        "unmute" => Command::SetMute { call: call()?, on: false },
        _ => bail!("no such command: {word}"),
    }])
}

fn call_of(text: &str, snapshot: &Snapshot) -> Result<CallId> {
    if !text.is_empty() {
        return Ok(CallId(text.parse().context("not the id of a call")?));
    }
    let live = |call: &&CallView| !matches!(call.phase, Phase::Ended { .. });
    snapshot.calls.iter().rev().find(live).map(|call| call.id).context("there is no call")
}

/// `5001`, `queue 7`, `number 0901234567` or `call 3`.
fn target(text: &str) -> Result<TransferTarget> {
    let (kind, rest) = text.split_once(char::is_whitespace).unwrap_or(("", text));
    let rest = rest.trim();
    Ok(match kind {
        "" => TransferTarget::Colleague { extension: Extension::new(rest) },
        "queue" => TransferTarget::Queue { id: rest.to_owned() },
        "number" => TransferTarget::Number { number: Redacted::from(rest) },
        "call" => TransferTarget::Call { call: CallId(rest.parse().context("not the id of a call")?) },
        _ => bail!("transfer wants an extension, `queue ID`, `number NUMBER` or `call ID`"),
    })
}

/// `computer`, `ip-phone`, `ip-phone-always`, `softphone`, or `mobile` with a number.
fn device(text: &str) -> Result<Command> {
    let (name, phone) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let phone = Some(phone.trim()).filter(|phone| !phone.is_empty()).map(Redacted::from);
    let device = match name {
        "computer" => DeviceType::Computer,
        "ip-phone" => DeviceType::IpPhone,
        "ip-phone-always" => DeviceType::IpPhoneAlways,
        "softphone" => DeviceType::Softphone,
        "mobile" => DeviceType::Mobile,
        _ => bail!("device is `computer`, `ip-phone`, `ip-phone-always`, `softphone` or `mobile [NUMBER]`"),
    };
    Ok(Command::SetDevice { device, phone })
}

fn switch(text: &str) -> Result<bool> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => bail!("`on` or `off`"),
    }
}

fn digits(text: &str) -> Result<Vec<Digit>> {
    let keys = text.chars().filter(|key| !key.is_whitespace());
    let digits: Option<Vec<_>> = keys.map(Digit::from_char).collect();
    digits.filter(|digits| !digits.is_empty()).context("dtmf wants keys: 0-9, *, #, A-D")
}

fn status(text: &str) -> Result<AgentStatus> {
    match text.to_ascii_lowercase().replace(['-', '_', ' '], "").as_str() {
        "available" => Ok(AgentStatus::Available),
        "notavailable" => Ok(AgentStatus::NotAvailable),
        _ => bail!("status is `available` or `not-available`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reo_model::Timestamp;
    use reo_phone::Phone;

    fn idle(line: &str) -> Result<Order> {
        understand(line, Phone::new(Timestamp(0)).snapshot(), &Devices::default())
    }

    #[test]
    fn a_line_of_json_is_a_command() {
        let order = idle(r#" {"type":"dial","number":"0901234567"} "#).unwrap();
        assert_eq!(order, one(Command::Dial { number: Redacted::from("0901234567"), service: None }));
        assert!(idle(r#"{"type":"explode"}"#).is_err());
    }

    #[test]
    fn a_line_for_the_door_says_so() {
        let open = idle(r#"{"bridge":{"type":"setOpen","on":false}}"#).unwrap();
        assert_eq!(open, Order::Door(BridgeCommand::SetOpen { on: false }));
        assert!(idle(r#"{"bridge":{"type":"explode"}}"#).is_err());
        assert_eq!(idle("decline").unwrap(), one(Command::AnswerTransfer { accept: false }));
        assert_eq!(idle("decline 2").unwrap(), Order::Door(BridgeCommand::Decline { ask: 2 }));
    }

    #[test]
    fn short_forms_are_commands_too() {
        let dial = Command::Dial { number: "0901 234 567".into(), service: None };
        assert_eq!(idle("dial 0901 234 567").unwrap(), one(dial));
        let mobile = Command::SetDevice { device: DeviceType::Mobile, phone: Some("0912345678".into()) };
        assert_eq!(idle("device mobile 0912345678").unwrap(), one(mobile));
        assert!(idle("device toaster").is_err());
        assert!(idle("waiting").is_err());
        let available = one(Command::SetStatus { status: AgentStatus::Available });
        assert_eq!(idle("status available").unwrap(), available);
        assert_eq!(idle("").unwrap(), Order::Nothing);
        assert_eq!(idle("quit").unwrap(), Order::Quit);
    }

    #[test]
    fn a_call_can_be_named_and_must_exist_otherwise() {
        assert_eq!(idle("answer 7").unwrap(), one(Command::Answer { call: CallId(7) }));
        assert!(idle("answer").is_err());
        assert!(idle("hangup soon").is_err());
        assert!(idle("dance").is_err());
    }

    #[test]
    fn a_call_is_transferred_to_a_colleague_unless_it_is_said_otherwise() {
        assert_eq!(target("5001").unwrap(), TransferTarget::Colleague { extension: "5001".into() });
        assert_eq!(target("queue 7").unwrap(), TransferTarget::Queue { id: "7".into() });
        assert_eq!(target("call 3").unwrap(), TransferTarget::Call { call: CallId(3) });
        assert!(target("moon 1").is_err());
    }

    #[test]
    fn keys_are_judged() {
        assert_eq!(digits("1 2#").unwrap().len(), 3);
        assert!(digits("12x").is_err());
        assert!(digits("").is_err());
    }
}
