use crate::door::fixture::{CRM, OTHER, Rig, hello, setup};
use crate::door::{Output, Setup};
use crate::policy::limits;
use crate::protocol::{Command, PageFrame, Refusal, ReoFrame, Scope};
use crate::view::{AskKind, BridgeCommand};
use reo_model::Redacted;

fn agree(rig: &mut Rig, scopes: Option<Vec<Scope>>) {
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Agree { ask, scopes });
}

fn with_token(token: Option<Redacted<String>>) -> PageFrame {
    let PageFrame::Hello { versions, name, tab, scopes, resume, .. } = hello("tab") else { panic!() };
    PageFrame::Hello { versions, name, tab, scopes, token, pair: false, resume }
}

fn welcome(frames: &[ReoFrame]) -> Option<&crate::protocol::Welcome> {
    frames.iter().find_map(|frame| match frame {
        ReoFrame::Welcome(welcome) => Some(&**welcome),
        _ => None,
    })
}

#[test]
fn the_page_and_the_agent_see_the_same_code() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    let [ReoFrame::Pairing { code, until }] = &rig.told(page)[..] else { panic!("not asked") };
    assert_eq!((code, *until), (&rig.code(), rig.now + limits::ASKED_FOR));
    assert_eq!(rig.door.view().asks[0].origin, CRM);
}

#[test]
fn a_yes_gives_everything_but_answering_and_a_token_that_counts_from_then_on() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    agree(&mut rig, None);
    let told = rig.told(page);
    let welcome = welcome(&told).unwrap();
    assert!(!welcome.scopes.contains(&Scope::Answer) && welcome.scopes.len() == 4);
    let token = welcome.token.clone();
    assert!(token.is_some());
    let again = rig.open(CRM);
    rig.say(again, &with_token(token));
    assert!(matches!(&rig.told(again)[..], [ReoFrame::Welcome(welcome)] if welcome.token.is_none()));
}

#[test]
fn answering_is_granted_where_the_agent_says_so() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    agree(&mut rig, Some(vec![Scope::Events, Scope::Answer]));
    assert_eq!(welcome(&rig.told(page)).unwrap().scopes, [Scope::Events, Scope::Answer]);
}

#[test]
fn a_token_is_good_for_its_own_origin_alone_and_never_written_down() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    agree(&mut rig, None);
    let told = rig.told(page);
    let token = welcome(&told).unwrap().token.clone().unwrap();
    let thief = rig.open(OTHER);
    rig.say(thief, &with_token(Some(token.clone())));
    assert!(matches!(&rig.told(thief)[..], [ReoFrame::Refused(no)] if no.reason == Refusal::NotPaired));
    let saved = rig.todo().into_iter().find_map(|output| match output {
        Output::Save(memory) => Some(memory),
        _ => None,
    });
    let saved = serde_json::to_string(&saved.unwrap()).unwrap();
    assert!(!saved.contains(token.expose().as_str()));
}

#[test]
fn without_the_wish_to_pair_nobody_is_asked() {
    let mut rig = Rig::new();
    let conn = rig.open(CRM);
    rig.say(conn, &with_token(None));
    assert!(matches!(&rig.told(conn)[..], [ReoFrame::Refused(no)] if no.reason == Refusal::NotPaired));
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn after_a_no_the_origin_is_not_asked_about_for_a_while() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Decline { ask });
    assert!(rig.told(page).iter().any(|frame| {
        matches!(frame, ReoFrame::Refused(no) if no.reason == Refusal::Declined && no.retry_after_ms.is_some())
    }));
    let again = rig.page(CRM, "tab");
    assert!(matches!(&rig.told(again)[..], [ReoFrame::Refused(no)] if no.reason == Refusal::Declined));
    rig.pass(limits::DECLINED_FOR);
    rig.page(CRM, "tab");
    assert_eq!(rig.door.view().asks.len(), 1);
}

#[test]
fn a_question_that_nobody_answers_ends() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    rig.told(page);
    rig.pass(limits::ASKED_FOR);
    assert!(matches!(&rig.told(page)[..], [ReoFrame::Refused(no)] if no.reason == Refusal::TimedOut));
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn all_tabs_of_an_origin_wait_for_one_answer() {
    let mut rig = Rig::new();
    let pages = [rig.page(CRM, "one"), rig.page(CRM, "two")];
    assert_eq!(rig.door.view().asks.len(), 1);
    agree(&mut rig, None);
    let tokens = pages.map(|page| welcome(&rig.told(page)).unwrap().token.clone());
    assert!(tokens[0].is_some() && tokens[0] == tokens[1]);
}

#[test]
fn a_page_that_goes_takes_its_question_along() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    rig.close(page);
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn no_page_wears_the_agent_down_with_questions() {
    let mut rig = Rig::new();
    for _ in 0..limits::PAIRINGS {
        let page = rig.page(CRM, "tab");
        rig.close(page);
    }
    let page = rig.page(CRM, "tab");
    assert!(matches!(&rig.told(page)[..], [ReoFrame::Refused(no)] if no.reason == Refusal::TooMany));
}

#[test]
fn many_names_ask_no_more_often_than_one() {
    let mut rig = Rig::new();
    let mut asked = 0;
    for name in 0..60 {
        let page = rig.page(&format!("https://n{name}.example.vn"), "tab");
        asked += usize::from(matches!(rig.told(page)[..], [ReoFrame::Pairing { .. }]));
        rig.close(page);
    }
    assert_eq!(asked, limits::PAIRINGS_OF_ALL);
}

#[test]
fn revoking_sends_the_pages_away_and_their_token_counts_no_more() {
    let mut rig = Rig::new();
    let page = rig.page(CRM, "tab");
    agree(&mut rig, None);
    let token = welcome(&rig.told(page)).unwrap().token.clone();
    rig.agent(BridgeCommand::Revoke { origin: CRM.to_owned() });
    assert!(matches!(&rig.told(page)[..], [ReoFrame::Refused(no)] if no.reason == Refusal::NotPaired));
    let again = rig.open(CRM);
    rig.say(again, &with_token(token));
    assert!(matches!(&rig.told(again)[..], [ReoFrame::Refused(_)]));
    assert!(rig.door.view().origins.is_empty());
}

#[test]
fn four_browsers_of_an_agent_stay_paired_and_a_fifth_replaces_the_first() {
    let mut rig = Rig::new();
    let mut tokens = Vec::new();
    for _ in 0..5 {
        let page = rig.page(CRM, "tab");
        agree(&mut rig, None);
        tokens.push(welcome(&rig.told(page)).unwrap().token.clone());
        rig.close(page);
    }
    let good: Vec<bool> = tokens
        .into_iter()
        .map(|token| {
            let conn = rig.open(CRM);
            rig.say(conn, &with_token(token));
            matches!(&rig.told(conn)[..], [ReoFrame::Welcome(_)])
        })
        .collect();
    assert_eq!(good, [false, true, true, true, true]);
}

#[test]
fn a_later_agreement_counts_for_pages_that_are_here_already() {
    let mut rig = Rig::new();
    let first = rig.page(CRM, "one");
    agree(&mut rig, None);
    rig.page(CRM, "two");
    agree(&mut rig, Some(vec![Scope::Events]));
    rig.told(first);
    rig.ask(first, "1", Command::SignOut);
    assert_eq!(rig.performed(&[]), []);
    assert!(matches!(&rig.told(first)[..], [ReoFrame::Reply { .. }]));
}

#[test]
fn a_name_cannot_disguise_itself() {
    let mut rig = Rig::with(Setup { ..setup() });
    let conn = rig.open(CRM);
    let PageFrame::Hello { versions, tab, scopes, token, pair, resume, .. } = hello("tab") else { panic!() };
    let name = Some(format!("bank\u{202e}\n{}", "x".repeat(500)));
    rig.say(conn, &PageFrame::Hello { versions, name, tab, scopes, token, pair, resume });
    let AskKind::Pair { name: Some(name), .. } = &rig.door.view().asks[0].what else { panic!() };
    assert!(name.starts_with("bankx") && name.chars().count() == limits::PAGE_NAME);
}
