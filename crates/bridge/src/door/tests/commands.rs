use crate::door::fixture::{CRM, OTHER, Rig, call, origin, setup, started};
use crate::door::{ConnId, Input, Output, Setup};
use crate::policy::limits;
use crate::protocol::{Command, CommandResult, Customer, Done, Refusal, ReoFrame, Scope};
use crate::view::{AskKind, BridgeCommand, DialRule, DialRules, NumberClass};
use reo_engine::CommandError;
use reo_model::PhoneNumber;
use reo_phone::{Event, Problem, ProblemCode};
use std::time::Duration;

fn dial(number: &str) -> Command {
    Command::Dial { number: number.into(), service: None }
}

fn reply(frames: &[ReoFrame]) -> Option<&CommandResult> {
    frames.iter().find_map(|frame| match frame {
        ReoFrame::Reply { result, .. } => Some(result),
        _ => None,
    })
}

fn refused(frames: &[ReoFrame]) -> Option<Refusal> {
    match reply(frames) {
        Some(CommandResult::Refused(refused)) => Some(refused.reason),
        _ => None,
    }
}

fn page_with(scopes: &[Scope]) -> (Rig, ConnId) {
    let mut rig = Rig::with(Setup { allow: vec![(origin(CRM), scopes.to_vec())], ..setup() });
    let page = rig.page(CRM, "tab");
    rig.told(page);
    (rig, page)
}

#[test]
fn a_call_that_a_page_dials_is_named_in_the_reply_and_carries_the_request() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.ask(page, "r1", dial("0901 234 567"));
    rig.phone.calls.push(call(7));
    rig.phone(&[started(7)]);
    let commands = rig.performed(&[started(7)]);
    assert!(matches!(&commands[..], [reo_phone::Command::Dial { service: None, .. }]));
    let told = rig.told(page);
    let done = CommandResult::Done(Done { call: Some("run-7".to_owned()) });
    assert_eq!(reply(&told), Some(&done));
    let Some(ReoFrame::Update(last)) = told.last() else { panic!("no update") };
    assert_eq!(last.snapshot.calls[0].request_id.as_deref(), Some("r1"));
}

#[test]
fn another_origin_does_not_see_whose_request_made_a_call() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    let other = rig.page(OTHER, "tab");
    rig.ask(page, "r1", dial("0901234567"));
    rig.phone.calls.push(call(7));
    rig.phone(&[started(7)]);
    rig.performed(&[started(7)]);
    let told = rig.told(other);
    let Some(ReoFrame::Update(last)) = told.last() else { panic!("no update") };
    assert_eq!(last.snapshot.calls[0].request_id, None);
}

#[test]
fn the_same_request_is_never_carried_out_twice() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.ask(page, "r1", dial("0901234567"));
    rig.close(page);
    // The page was loaded anew and asks again, before and after the phone has answered.
    let again = rig.page(CRM, "tab");
    rig.told(again);
    rig.ask(again, "r1", dial("0901234567"));
    assert_eq!(rig.performed(&[started(7)]).len(), 1);
    assert!(reply(&rig.told(again)).is_some());
    rig.ask(again, "r1", dial("0901234567"));
    assert_eq!(rig.performed(&[]).len(), 0);
    assert!(matches!(reply(&rig.told(again)), Some(CommandResult::Done(done)) if done.call.is_some()));
    rig.pass(limits::REPLY_KEPT_FOR);
    rig.ask(again, "r1", dial("0901234567"));
    assert_eq!(rig.performed(&[]).len(), 1);
}

#[test]
fn request_ids_of_two_origins_do_not_meet() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    let other = rig.page(OTHER, "tab");
    rig.ask(page, "r1", Command::Retry);
    rig.ask(other, "r2", Command::TakeControl);
    rig.ask(other, "r1", Command::Retry);
    assert_eq!(rig.performed(&[]).len(), 2);
}

#[test]
fn what_the_phone_says_no_to_is_failed_with_its_problem() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.ask(page, "r1", dial("12x"));
    rig.performed(&[Event::Noticed { problem: Problem::new(ProblemCode::NumberBadCharacter) }]);
    let told = rig.told(page);
    let Some(CommandResult::Failed { problem }) = reply(&told) else { panic!("no failure") };
    assert_eq!(problem.code, "numberBadCharacter");
}

#[test]
fn a_phone_that_has_stopped_is_unavailable() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.ask(page, "r1", Command::Retry);
    let Some(Output::Perform { ticket, .. }) = rig.todo().pop() else { panic!() };
    rig.handle(Input::Performed { ticket, result: Err(CommandError::Stopped) });
    assert_eq!(refused(&rig.told(page)), Some(Refusal::Unavailable));
}

#[test]
fn a_page_does_only_what_it_may() {
    let (mut rig, page) = page_with(&[Scope::Events, Scope::Dial]);
    for (number, command) in [
        Command::HangUp { call: "run-1".to_owned() },
        Command::SignOut,
        Command::WatchColleagues { on: true },
        Command::Answer { call: "run-1".to_owned() },
    ]
    .into_iter()
    .enumerate()
    {
        rig.ask(page, &number.to_string(), command);
        assert_eq!(refused(&rig.told(page)), Some(Refusal::Scope));
    }
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn a_page_that_may_steer_but_not_answer_makes_the_agent_be_asked_once() {
    let (mut rig, page) = page_with(&[Scope::Events, Scope::Control]);
    rig.phone.calls.push(call(3));
    rig.phone(&[started(3)]);
    rig.ask(page, "r1", Command::Answer { call: "run-3".to_owned() });
    assert_eq!(rig.performed(&[]), []);
    assert!(rig.told(page).iter().any(|frame| matches!(frame, ReoFrame::Asking { .. })));
    let ask = rig.first_ask();
    assert!(matches!(rig.door.view().asks[0].what, AskKind::Answer { call } if call.0 == 3));
    rig.agent(BridgeCommand::Agree { ask, scopes: None });
    assert_eq!(rig.performed(&[]).len(), 1);
    let scopes = vec![Scope::Events, Scope::Control, Scope::Answer];
    assert!(rig.told(page).contains(&ReoFrame::Scopes { scopes }));
    rig.ask(page, "r2", Command::Answer { call: "run-3".to_owned() });
    assert_eq!(rig.performed(&[]).len(), 1, "the agent is not asked again");
}

#[test]
fn a_colleagues_call_is_taken_over_by_a_page_only_when_the_agent_says_so() {
    let (mut rig, page) = page_with(&[Scope::Events, Scope::Control]);
    rig.ask(page, "r0", Command::AnswerTransfer { accept: true });
    assert_eq!(refused(&rig.told(page)), Some(Refusal::UnknownCall), "nobody offers one");
    rig.phone.transfer_offer =
        serde_json::from_value(serde_json::json!({ "serverCall": "c9", "from": "5001",
        "number": null, "name": null, "until": 1, "accepted": false }))
        .unwrap();
    rig.phone(&[]);
    rig.ask(page, "r1", Command::AnswerTransfer { accept: true });
    let ask = rig.first_ask();
    assert!(matches!(&rig.door.view().asks[0].what, AskKind::TakeOver { from } if from.as_str() == "5001"));
    rig.agent(BridgeCommand::Agree { ask, scopes: None });
    assert_eq!(rig.performed(&[]), [reo_phone::Command::AnswerTransfer { accept: true }]);
    rig.ask(page, "r2", Command::AnswerTransfer { accept: false });
    assert_eq!(rig.performed(&[]).len(), 1, "to refuse needs no question");
}

#[test]
fn a_question_about_a_call_that_rings_no_more_ends_with_it() {
    let (mut rig, page) = page_with(&[Scope::Events, Scope::Control]);
    rig.phone.calls.push(call(3));
    rig.phone(&[started(3)]);
    rig.ask(page, "r1", Command::Answer { call: "run-3".to_owned() });
    rig.phone.calls.clear();
    rig.phone(&[]);
    assert!(rig.door.view().asks.is_empty());
    assert_eq!(refused(&rig.told(page)), Some(Refusal::Declined));
}

#[test]
fn a_call_that_is_not_there_is_unknown() {
    let (mut rig, page) = page_with(&Scope::ALL);
    for (id, call) in [("1", "run-9"), ("2", "earlier-1"), ("3", "")] {
        rig.ask(page, id, Command::HangUp { call: call.to_owned() });
        assert_eq!(refused(&rig.told(page)), Some(Refusal::UnknownCall));
    }
}

#[test]
fn numbers_that_cost_or_matter_are_asked_about() {
    let (mut rig, page) = page_with(&Scope::ALL);
    for (id, number, class) in [
        ("1", "113", NumberClass::Emergency),
        ("2", "1900 1000", NumberClass::Premium),
        ("3", "+1 202 555 0100", NumberClass::International),
    ] {
        rig.ask(page, id, dial(number));
        assert_eq!(rig.performed(&[]), [], "{number}");
        let asked = rig.door.view().asks.last().unwrap().clone();
        assert!(matches!(asked.what, AskKind::Dial { kind, .. } if kind == class));
        rig.agent(BridgeCommand::Agree { ask: asked.id, scopes: None });
        assert_eq!(rig.performed(&[started(1)]).len(), 1);
    }
}

#[test]
fn a_no_or_a_rule_or_silence_keeps_a_number_from_being_dialled() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.ask(page, "1", dial("113"));
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Decline { ask });
    assert_eq!(refused(&rig.told(page)), Some(Refusal::Declined));
    rig.ask(page, "2", dial("113"));
    rig.pass(limits::ASKED_FOR);
    assert_eq!(refused(&rig.told(page)), Some(Refusal::TimedOut));
    let rules = DialRules { premium: DialRule::Refuse, emergency: DialRule::Allow, ..DialRules::default() };
    rig.agent(BridgeCommand::SetRules { rules });
    rig.ask(page, "3", dial("19001000"));
    assert_eq!(refused(&rig.told(page)), Some(Refusal::Declined));
    assert_eq!(rig.performed(&[]), []);
    rig.ask(page, "4", dial("113"));
    assert_eq!(rig.performed(&[]).len(), 1);
}

#[test]
fn calls_cannot_be_sent_to_a_costly_number_by_another_way() {
    let (mut rig, page) = page_with(&Scope::ALL);
    let phone = Some("19001000".into());
    rig.ask(page, "1", Command::SetDevice { device: 3, phone, while_here: false });
    assert_eq!(rig.performed(&[]), []);
    assert_eq!(rig.door.view().asks.len(), 1);
}

#[test]
fn a_redial_is_held_against_the_rules_too() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.phone.redial = Some(PhoneNumber::parse("19001000").unwrap());
    rig.phone(&[]);
    rig.ask(page, "1", Command::Redial);
    assert_eq!(rig.performed(&[]), []);
    assert!(matches!(rig.door.view().asks[0].what, AskKind::Dial { kind: NumberClass::Premium, .. }));
}

#[test]
fn a_page_dials_no_faster_than_an_agent_could() {
    let (mut rig, page) = page_with(&Scope::ALL);
    for id in 0..limits::DIAL_BURST {
        rig.ask(page, &id.to_string(), dial("0901234567"));
    }
    assert_eq!(rig.performed(&[]).len(), limits::DIAL_BURST as usize);
    rig.told(page);
    rig.ask(page, "more", dial("0901234567"));
    let told = rig.told(page);
    let Some(CommandResult::Refused(no)) = reply(&told) else { panic!("dialled") };
    assert!(no.reason == Refusal::TooMany && no.retry_after_ms > Some(0));
    rig.pass(Duration::from_millis(no.retry_after_ms.unwrap()));
    rig.ask(page, "more", dial("0901234567"));
    assert_eq!(rig.performed(&[]).len(), 1);
}

#[test]
fn a_flood_of_commands_is_cut() {
    let (mut rig, page) = page_with(&Scope::ALL);
    for id in 0..200 {
        rig.ask(page, &format!("f{id}"), Command::Retry);
    }
    assert_eq!(rig.performed(&[]).len(), limits::COMMAND_BURST as usize);
}

#[test]
fn a_command_that_is_not_known_is_answered_by_its_name() {
    let (mut rig, page) = page_with(&Scope::ALL);
    let text = r#"{"type":"command","requestId":"r1","command":{"type":"dance"}}"#.to_owned();
    rig.handle(Input::Text { conn: page, text: text.into() });
    assert!(
        matches!(&rig.told(page)[..], [ReoFrame::NotUnderstood { request_id: Some(id), .. }] if id == "r1")
    );
}

#[test]
fn digits_are_sent_one_by_one_and_answered_once() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.phone.calls.push(call(1));
    rig.phone(&[]);
    rig.told(page);
    rig.ask(page, "1", Command::SendDigits { call: "run-1".to_owned(), digits: "12#".to_owned() });
    assert_eq!(rig.performed(&[]).len(), 3);
    let told = rig.told(page);
    assert_eq!(told.iter().filter(|frame| matches!(frame, ReoFrame::Reply { .. })).count(), 1);
    rig.ask(page, "2", Command::SendDigits { call: "run-1".to_owned(), digits: "1x".to_owned() });
    assert!(
        matches!(&rig.told(page)[..], [ReoFrame::NotUnderstood { request_id: Some(id), .. }] if id == "2")
    );
}

#[test]
fn a_customer_is_cut_to_fit_the_window() {
    let (mut rig, page) = page_with(&Scope::ALL);
    rig.phone.calls.push(call(1));
    rig.phone(&[]);
    let customer: Customer = serde_json::from_value(serde_json::json!({
        "name": "n".repeat(500), "outcomes": vec!["o".repeat(200); 40],
        "lines": vec![serde_json::json!({ "label": "l".repeat(99), "value": "v".repeat(999) }); 9],
    }))
    .unwrap();
    rig.ask(page, "1", Command::ShowCustomer { call: "run-1".to_owned(), customer });
    let notes = &rig.door.view().calls[0];
    assert_eq!(notes.customer.as_ref().unwrap().expose().len(), limits::CUSTOMER_NAME);
    assert_eq!((notes.lines.len(), notes.outcomes.len()), (limits::CUSTOMER_LINES, limits::OUTCOMES));
    assert_eq!(notes.lines[0].value.expose().len(), limits::LINE_VALUE);
}

#[test]
fn the_colleagues_are_watched_for_as_long_as_a_page_wants_them() {
    let mut rig = Rig::allowed();
    let pages = [rig.page(CRM, "one"), rig.page(CRM, "two")];
    for (id, page) in pages.into_iter().enumerate() {
        rig.ask(page, &id.to_string(), Command::WatchColleagues { on: true });
    }
    rig.performed(&[]);
    rig.ask(pages[0], "off", Command::WatchColleagues { on: false });
    assert_eq!(rig.performed(&[]), [], "the other still watches");
    rig.close(pages[1]);
    let by = reo_phone::Watcher::Pages;
    assert_eq!(rig.performed(&[]), [reo_phone::Command::WatchColleagues { on: false, by }]);
}

#[test]
fn a_page_can_bring_up_the_window() {
    let (mut rig, page) = page_with(&[Scope::Events]);
    rig.ask(page, "1", Command::ShowWindow);
    assert_eq!(rig.todo(), [Output::ShowWindow]);
}
