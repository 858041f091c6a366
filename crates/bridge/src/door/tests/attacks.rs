//! What a hostile or broken page tries once it talks to the door.

use crate::door::fixture::{CRM, OTHER, Rig, call, hello, origin, setup, started};
use crate::door::{ConnId, Output, Setup};
use crate::policy::{Policy, limits};
use crate::protocol::{Command, CommandResult, PageFrame, Refusal, ReoFrame, Scope};
use crate::view::{AskKind, BridgeCommand};
use reo_model::{PhoneNumber, Redacted};
use reo_phone::Event;
use serde_json::json;

fn dial(number: &str) -> Command {
    Command::Dial { number: number.into(), service: None }
}

fn refusals(frames: &[ReoFrame]) -> Vec<Refusal> {
    frames
        .iter()
        .filter_map(|frame| match frame {
            ReoFrame::Reply { result: CommandResult::Refused(no), .. } | ReoFrame::Refused(no) => {
                Some(no.reason)
            }
            _ => None,
        })
        .collect()
}

fn replies(frames: &[ReoFrame]) -> usize {
    frames.iter().filter(|frame| matches!(frame, ReoFrame::Reply { .. })).count()
}

/// A page of the CRM's that the agent let in, and its token.
fn paired(rig: &mut Rig, scopes: &[Scope]) -> (ConnId, Redacted<String>) {
    let page = rig.page(CRM, "tab");
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Agree { ask, scopes: Some(scopes.to_vec()) });
    let token = rig.told(page).into_iter().find_map(|frame| match frame {
        ReoFrame::Welcome(welcome) => welcome.token,
        _ => None,
    });
    (page, token.unwrap())
}

fn with_token(token: Redacted<String>) -> PageFrame {
    let PageFrame::Hello { versions, name, tab, scopes, resume, .. } = hello("tab") else { panic!() };
    PageFrame::Hello { versions, name, tab, scopes, token: Some(token), pair: false, resume }
}

fn offered_by(rig: &mut Rig, from: &str) {
    rig.phone.transfer_offer = serde_json::from_value(json!({ "serverCall": "c9", "from": from,
        "number": null, "name": null, "until": 1, "accepted": false }))
    .unwrap();
    rig.phone(&[]);
}

#[test]
fn revoking_an_origin_ends_what_the_agent_was_asked_for_it() {
    let mut rig = Rig::new();
    let (page, _) = paired(&mut rig, &Scope::ALL);
    rig.ask(page, "1", dial("113"));
    assert_eq!(rig.door.view().asks.len(), 1);
    rig.agent(BridgeCommand::Revoke { origin: CRM.to_owned() });
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn a_token_counts_no_more_where_the_administrator_lets_nobody_pair() {
    let mut rig = Rig::new();
    let (_, token) = paired(&mut rig, &Scope::ALL);
    let memory = rig.memory();
    let policy = Policy { pairing: false, ..Policy::default() };
    let mut rig = Rig::with(Setup { memory, policy, ..setup() });
    let page = rig.open(CRM);
    rig.say(page, &with_token(token));
    assert_eq!(refusals(&rig.told(page)), [Refusal::NotPaired]);
    assert!(rig.door.view().origins.is_empty());
}

#[test]
fn two_tabs_with_one_request_both_hear_how_it_ends() {
    let mut rig = Rig::allowed();
    let (first, second) = (rig.page(CRM, "one"), rig.page(CRM, "two"));
    rig.ask(first, "1", dial("0901234567"));
    rig.ask(second, "1", dial("0901234567"));
    assert_eq!(rig.performed(&[]).len(), 1);
    assert_eq!((replies(&rig.told(first)), replies(&rig.told(second))), (1, 1));
}

#[test]
fn a_tab_that_asks_again_while_the_agent_is_asked_is_told_so() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "one");
    rig.ask(page, "1", dial("113"));
    rig.close(page);
    let again = rig.page(CRM, "one");
    rig.told(again);
    rig.ask(again, "1", dial("113"));
    assert!(matches!(&rig.told(again)[..], [ReoFrame::Asking { .. }]));
}

#[test]
fn a_command_that_waits_is_not_forgotten_for_many_that_follow() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "one");
    rig.ask(page, "waits", dial("113"));
    let ask = rig.first_ask();
    for id in 0..1000 {
        rig.ask(page, &id.to_string(), Command::ShowWindow);
        rig.pass(limits::COMMAND_PER);
    }
    rig.told(page);
    rig.agent(BridgeCommand::Agree { ask, scopes: None });
    assert_eq!(rig.performed(&[]).len(), 1);
    assert_eq!(replies(&rig.told(page)), 1);
}

#[test]
fn a_question_whose_page_has_gone_for_good_goes_too_and_one_that_is_reloaded_keeps_it() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "one");
    rig.ask(page, "1", dial("113"));
    rig.close(page);
    rig.pass(limits::RELOAD_WITHIN / 2);
    let again = rig.page(CRM, "one");
    rig.ask(again, "1", dial("113"));
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.door.view().asks.len(), 1);
    rig.close(again);
    rig.pass(limits::RELOAD_WITHIN);
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn a_yes_to_one_colleague_takes_no_other_colleagues_call() {
    let allow = vec![(origin(CRM), vec![Scope::Events, Scope::Control])];
    let mut rig = Rig::with(Setup { allow, ..setup() });
    let page = rig.page(CRM, "tab");
    offered_by(&mut rig, "5001");
    rig.ask(page, "1", Command::AnswerTransfer { accept: true });
    assert_eq!(rig.door.view().asks.len(), 1);
    offered_by(&mut rig, "5002");
    assert!(rig.door.view().asks.is_empty());
}

/// The agent calls somebody.
fn agent_calls(rig: &mut Rig, id: u64, direction: &str, number: &str) {
    let mut view = call(id);
    view.phase = serde_json::from_value(json!({ "type": "connecting" })).unwrap();
    rig.phone.calls = vec![view];
    let event = json!({ "type": "callStarted", "call": id, "direction": direction, "number": number });
    rig.phone.redial = Some(PhoneNumber::parse(number).unwrap());
    rig.phone(&[serde_json::from_value::<Event>(event).unwrap()]);
    rig.phone.calls.clear();
    rig.phone(&[]);
}

#[test]
fn an_emergency_number_that_was_dialled_like_a_colleague_is_not_redialled_without_a_question() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    agent_calls(&mut rig, 1, "outbound", "0901234567");
    agent_calls(&mut rig, 2, "internal", "113");
    rig.ask(page, "1", Command::Redial);
    assert_eq!(rig.performed(&[]), []);
    assert!(matches!(rig.door.view().asks[0].what, AskKind::Dial { .. }));
}

#[test]
fn a_yes_to_a_redial_calls_nobody_else() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    agent_calls(&mut rig, 1, "outbound", "+85512345678");
    rig.ask(page, "1", Command::Redial);
    agent_calls(&mut rig, 2, "outbound", "+85512340000");
    assert!(rig.door.view().asks.is_empty());
    assert_eq!(refusals(&rig.told(page)), [Refusal::Declined]);
}

#[test]
fn a_no_ends_all_pairing_questions_of_an_origin() {
    let mut rig = Rig::new();
    let narrow = rig.open(CRM);
    let PageFrame::Hello { versions, name, tab, token, pair, resume, .. } = hello("tab") else { panic!() };
    let scopes = vec![Scope::Events];
    rig.say(narrow, &PageFrame::Hello { versions, name, tab, scopes, token, pair, resume });
    rig.page(CRM, "wide");
    assert_eq!(rig.door.view().asks.len(), 2);
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Decline { ask });
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn a_page_that_asks_again_after_each_no_has_to_wait() {
    let mut rig = Rig::allowed();
    rig.handle(crate::door::Input::Agent(BridgeCommand::SetOpen { on: true }));
    let page = rig.page(CRM, "tab");
    let mut asked = 0;
    for id in 0..30 {
        let token = reo_contact_centre::token::sign(
            &"a key of sufficient length for tests".into(),
            &"5000".into(),
            None,
        );
        let base = Some(format!("https://cc{id}.example.vn"));
        rig.ask(page, &id.to_string(), Command::SignIn { domain: "d".into(), token: token.unwrap(), base });
        if let Some(ask) = rig.door.view().asks.first().map(|ask| ask.id) {
            asked += 1;
            rig.agent(BridgeCommand::Decline { ask });
        }
    }
    assert!(asked <= 10, "{asked}");
    assert!(refusals(&rig.told(page)).contains(&Refusal::TooMany));
}

#[test]
fn a_page_whose_rights_are_taken_does_not_keep_the_control() {
    let mut rig = Rig::new();
    let (first, token) = paired(&mut rig, &[Scope::Events, Scope::Control]);
    let second = rig.open(CRM);
    rig.say(second, &with_token(token));
    rig.page(CRM, "pairs-again");
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Agree { ask, scopes: Some(vec![Scope::Events]) });
    let told = rig.told(first);
    assert!(told.iter().any(|frame| matches!(frame, ReoFrame::Control { controlling: false })));
}

#[test]
fn strangers_that_do_not_say_hello_do_not_keep_a_known_page_out() {
    let mut rig = Rig::allowed();
    for name in 0..2 * limits::UNWELCOMED {
        rig.open(&format!("https://n{name}.evil.example"));
    }
    let page = rig.page(CRM, "tab");
    assert!(matches!(rig.told(page)[..], [ReoFrame::Welcome(_)]));
}

#[test]
fn fifty_tabs_that_connect_before_any_of_them_speaks_all_come_in() {
    let mut rig = Rig::allowed();
    let pages: Vec<ConnId> = (0..50).map(|_| rig.open(CRM)).collect();
    for (tab, page) in pages.iter().enumerate() {
        rig.say(*page, &hello(&tab.to_string()));
        assert!(matches!(rig.told(*page)[..], [ReoFrame::Welcome(_)]), "{tab}");
    }
}

#[test]
fn nothing_of_what_pages_say_or_hear_is_in_debug_output() {
    let mut rig = Rig::new();
    let text = "0901234567".to_owned();
    let input = crate::door::Input::Text { conn: ConnId(1), text: text.into() };
    assert!(!format!("{input:?}").contains("0901234567"));
    let page = rig.page(CRM, "tab");
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Agree { ask, scopes: None });
    rig.phone.calls = vec![call(1)];
    rig.phone(&[started(1)]);
    let outputs = format!("{:?}", rig.outputs());
    assert!(outputs.contains("Send") && !outputs.contains("0901234567"));
    let Some(ReoFrame::Welcome(welcome)) = rig.told(page).into_iter().nth(1) else { panic!("not welcome") };
    assert!(!outputs.contains(welcome.token.unwrap().expose().as_str()));
    assert!(!format!("{:?}", setup()).contains("7, 7, 7"), "the seed of the tokens");
}

#[test]
fn a_page_of_another_origin_gets_nothing_by_being_there_in_the_moment_of_a_reload() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.close(page);
    let other = rig.page(OTHER, "tab");
    rig.told(other);
    rig.ask(other, "1", Command::ReleaseControl);
    rig.ask(other, "2", Command::Retry);
    assert!(refusals(&rig.told(other)).contains(&Refusal::NotControlling));
    let again = rig.page(CRM, "tab");
    assert!(matches!(&rig.told(again)[..], [ReoFrame::Welcome(welcome)] if welcome.controlling));
}

#[test]
fn a_page_that_comes_and_goes_does_not_keep_the_disk_busy() {
    let mut rig = Rig::new();
    let (_, token) = paired(&mut rig, &[Scope::Events]);
    rig.todo();
    for _ in 0..50 {
        let page = rig.open(CRM);
        rig.say(page, &with_token(token.clone()));
        rig.close(page);
        rig.pass(limits::CONNECT_PER);
    }
    assert!(!rig.todo().iter().any(|output| matches!(output, Output::Save(_))));
    rig.pass(limits::SEEN_EVERY);
    let page = rig.open(CRM);
    rig.say(page, &with_token(token));
    assert_eq!(rig.memory().grants[0].last_seen, rig.now);
}

#[test]
fn a_door_that_is_closed_leaves_no_question_open() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", dial("113"));
    let stranger = rig.page("https://stranger.example.vn", "tab");
    assert_eq!(rig.door.view().asks.len(), 2);
    rig.agent(BridgeCommand::SetOpen { on: false });
    assert_eq!(refusals(&rig.told(page)), [Refusal::Declined]);
    rig.close(stranger);
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn a_token_gives_no_more_than_the_administrator_does() {
    let mut rig = Rig::new();
    let (_, token) = paired(&mut rig, &Scope::ALL);
    let memory = rig.memory();
    for (scopes, welcomed) in [(vec![Scope::Events], true), (vec![], false)] {
        let allow = vec![(origin(CRM), scopes.clone())];
        let mut rig = Rig::with(Setup { memory: memory.clone(), allow, ..setup() });
        let page = rig.open(CRM);
        rig.say(page, &with_token(token.clone()));
        match &rig.told(page)[..] {
            [ReoFrame::Welcome(welcome)] => assert!(welcomed && welcome.scopes == scopes),
            told => assert!(!welcomed && refusals(told) == [Refusal::Declined]),
        }
    }
}
