//! What pages say.

use crate::{samples::each_variant, snapshot::statuses};
use reo_bridge::protocol::{Command, Customer, CustomerLine, PageFrame, Resume, Scope, Status, Target};
use reo_model::Redacted;

pub fn frames() -> Vec<PageFrame> {
    let mut frames = each_variant![
        PageFrame::Hello { .. } => [hello()],
        PageFrame::Command { .. } => [asks(Command::SignOut)],
        PageFrame::TakeNotes => [PageFrame::TakeNotes],
        PageFrame::Received { .. } => [PageFrame::Received { delivery: "k3f9-7".into() }],
    ];
    frames.extend(commands().into_iter().map(asks));
    frames
}

fn hello() -> PageFrame {
    PageFrame::Hello {
        versions: vec![1],
        name: Some("Example CRM".into()),
        tab: "4f1c".into(),
        scopes: scopes(),
        token: Some("secret".into()),
        pair: true,
        resume: Some(Resume { run: "k3f9".into(), seq: 41 }),
    }
}

fn asks(command: Command) -> PageFrame {
    PageFrame::Command { request_id: "0b54".into(), command }
}

pub fn scopes() -> Vec<Scope> {
    each_variant![
        Scope::Events => [Scope::Events],
        Scope::Dial => [Scope::Dial],
        Scope::Control => [Scope::Control],
        Scope::Answer => [Scope::Answer],
        Scope::Agents => [Scope::Agents],
    ]
}

pub fn targets() -> Vec<Target> {
    each_variant![
        Target::Colleague { .. } => [Target::Colleague { extension: "5001".into() }],
        Target::Queue { .. } => [Target::Queue { id: "12".into() }],
        Target::Number { .. } => [Target::Number { number: "0901234567".into() }],
    ]
}

pub fn commands() -> Vec<Command> {
    let mut commands = each_variant![
        Command::SignIn { .. } => [sign_in()],
        Command::SignOut => [Command::SignOut],
        Command::SetStatus { .. } => [Command::SetStatus { status: Status::Available }],
        Command::Dial { .. } => [Command::Dial { number: number(), service: Some("12".into()) }],
        Command::Redial => [Command::Redial],
        Command::Answer { .. } => [Command::Answer { call: call() }],
        Command::Refuse { .. } => [Command::Refuse { call: call() }],
        Command::Silence { .. } => [Command::Silence { call: call() }],
        Command::HangUp { .. } => [Command::HangUp { call: call() }],
        Command::SetHold { .. } => [Command::SetHold { call: call(), on: true }],
        Command::SetMute { .. } => [Command::SetMute { call: call(), on: false }],
        Command::SendDigits { .. } => [Command::SendDigits { call: call(), digits: "12#".into() }],
        Command::Transfer { .. } => [Command::Transfer { call: call(), to: Target::Queue { id: "12".into() } }],
        Command::AnswerTransfer { .. } => [Command::AnswerTransfer { accept: true }],
        Command::WatchColleagues { .. } => [Command::WatchColleagues { on: true }],
        Command::SetDevice { .. } => [set_device()],
        Command::ResetDevice => [Command::ResetDevice],
        Command::Retry => [Command::Retry],
        Command::TakeControl => [Command::TakeControl],
        Command::ReleaseControl => [Command::ReleaseControl],
        Command::ShowCustomer { .. } => [show_customer()],
        Command::ShowWindow => [Command::ShowWindow],
    ];
    commands.extend(statuses().into_iter().map(|status| Command::SetStatus { status }));
    commands.extend(targets().into_iter().map(|to| Command::Transfer { call: call(), to }));
    commands
}

fn call() -> String {
    "k3f9-7".into()
}

fn number() -> Redacted<String> {
    "0901234567".into()
}

fn sign_in() -> Command {
    let base = Some("https://3c.example.vn".into());
    Command::SignIn { domain: "example".into(), token: "secret".into(), base }
}

fn set_device() -> Command {
    Command::SetDevice { device: 3, phone: Some(number()), while_here: true }
}

fn show_customer() -> Command {
    let customer = Customer {
        id: Some("C-1042".into()),
        name: "Nguyễn Văn An".into(),
        lines: vec![CustomerLine { label: "Plan".into(), value: "Gold".into() }],
        outcomes: vec!["Solved".into()],
    };
    Command::ShowCustomer { call: call(), customer }
}
