use crate::door::fixture::{CRM, Rig, hello, origin, setup};
use crate::door::{Input, Output, Setup, close};
use crate::policy::{Policy, limits};
use crate::protocol::{PageFrame, Refusal, ReoFrame, Scope};
use std::time::Duration;

fn refusal(frames: &[ReoFrame]) -> Option<Refusal> {
    frames.iter().find_map(|frame| match frame {
        ReoFrame::Refused(refused) => Some(refused.reason),
        _ => None,
    })
}

#[test]
fn an_allowed_page_gets_what_it_wants_and_may() {
    let allow = vec![(origin(CRM), vec![Scope::Events, Scope::Dial])];
    let mut rig = Rig::with(Setup { allow, ..setup() });
    let page = rig.page(CRM, "tab");
    let [ReoFrame::Welcome(welcome)] = &rig.told(page)[..] else { panic!("no welcome") };
    assert_eq!(welcome.scopes, [Scope::Events, Scope::Dial]);
    assert!(welcome.controlling && welcome.snapshot.is_some() && welcome.token.is_none());
}

#[test]
fn a_page_without_the_right_to_see_sees_nothing() {
    let allow = vec![(origin(CRM), vec![Scope::Dial])];
    let mut rig = Rig::with(Setup { allow, ..setup() });
    let page = rig.page(CRM, "tab");
    let [ReoFrame::Welcome(welcome)] = &rig.told(page)[..] else { panic!("no welcome") };
    assert!(welcome.snapshot.is_none());
    rig.phone.voice_right = true;
    rig.phone(&[]);
    assert!(rig.told(page).is_empty());
}

#[test]
fn an_origin_that_the_administrator_keeps_out_is_never_asked_about() {
    let policy = Policy::parse("[[origin]]\norigin = \"https://crm.example.vn\"\nscopes = []").unwrap();
    let mut rig = Rig::with(Setup { policy, ..setup() });
    let page = rig.page(CRM, "tab");
    assert_eq!(refusal(&rig.told(page)), Some(Refusal::Declined));
    assert!(rig.door.view().asks.is_empty());
}

#[test]
fn without_pairing_by_the_policy_a_stranger_is_declined() {
    let policy = Policy::parse("pairing = false").unwrap();
    let mut rig = Rig::with(Setup { policy, ..setup() });
    let page = rig.page(CRM, "tab");
    assert_eq!(refusal(&rig.told(page)), Some(Refusal::Declined));
}

#[test]
fn a_right_that_a_later_version_knows_is_passed_over() {
    let mut rig = Rig::allowed();
    let conn = rig.open(CRM);
    let text =
        r#"{"type":"hello","versions":[1,2],"tab":"t","scopes":["events","record"]}"#.to_owned().into();
    rig.handle(Input::Text { conn, text });
    assert!(matches!(&rig.told(conn)[..], [ReoFrame::Welcome(welcome)] if welcome.scopes == [Scope::Events]));
}

#[test]
fn another_version_is_refused_and_the_socket_closed() {
    let mut rig = Rig::allowed();
    let conn = rig.open(CRM);
    let PageFrame::Hello { name, tab, scopes, token, pair, resume, .. } = hello("tab") else { panic!() };
    rig.say(conn, &PageFrame::Hello { versions: vec![2], name, tab, scopes, token, pair, resume });
    assert_eq!(refusal(&rig.told(conn)), Some(Refusal::Version));
    assert_eq!(rig.todo(), [Output::Close { conn, code: close::POLICY }]);
}

#[test]
fn who_says_nothing_is_sent_away() {
    let mut rig = Rig::allowed();
    let conn = rig.open(CRM);
    rig.pass(limits::HELLO_WITHIN);
    assert_eq!(refusal(&rig.told(conn)), Some(Refusal::TimedOut));
}

#[test]
fn a_command_before_the_hello_is_out_of_turn() {
    let mut rig = Rig::allowed();
    let conn = rig.open(CRM);
    rig.ask(conn, "1", crate::protocol::Command::Redial);
    assert_eq!(refusal(&rig.told(conn)), Some(Refusal::OutOfTurn));
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn a_second_hello_is_out_of_turn() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.say(page, &hello("other"));
    assert_eq!(refusal(&rig.told(page)), Some(Refusal::OutOfTurn));
}

#[test]
fn frames_that_mean_nothing_end_the_connection_after_a_while() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    for _ in 0..limits::NOT_UNDERSTOOD {
        rig.handle(Input::Text { conn: page, text: "{\"type\":\"dance\"}".into() });
    }
    assert_eq!(rig.todo().last(), Some(&Output::Close { conn: page, code: close::POLICY }));
    assert_eq!(rig.door.view().origins[1].pages + rig.door.view().origins[0].pages, 0);
}

#[test]
fn a_strange_tab_is_not_understood_and_the_hello_may_be_said_again() {
    let mut rig = Rig::allowed();
    let conn = rig.open(CRM);
    rig.say(conn, &hello("a b"));
    assert!(matches!(rig.told(conn)[..], [ReoFrame::NotUnderstood { .. }]));
    rig.say(conn, &hello("ab"));
    assert!(matches!(rig.told(conn)[..], [ReoFrame::Welcome(_)]));
}

#[test]
fn a_flood_of_connections_is_cut_and_a_pause_lets_in_again() {
    let mut rig = Rig::new();
    let conns: Vec<_> = (0..20).map(|_| rig.open(CRM)).collect();
    let refused = |rig: &mut Rig| conns.iter().filter(|conn| refusal(&rig.told(**conn)).is_some()).count();
    assert_eq!(refused(&mut rig), 20 - limits::UNWELCOMED_OF_ORIGIN);
    rig.pass(limits::HELLO_WITHIN);
    let late = rig.page(CRM, "tab");
    assert!(matches!(rig.told(late)[..], [ReoFrame::Pairing { .. }]));
}

#[test]
fn fifty_tabs_of_an_origin_have_room() {
    let mut rig = Rig::allowed();
    for tab in 0..50 {
        let page = rig.page(CRM, &format!("tab-{tab}"));
        assert!(matches!(rig.told(page)[..], [ReoFrame::Welcome(_)]), "tab {tab}");
        rig.pass(Duration::from_millis(10));
    }
}
