use crate::door::fixture::{CRM, Rig, origin, setup};
use crate::door::{ConnId, Setup};
use crate::policy::Policy;
use crate::protocol::{Command, CommandResult, Refusal, ReoFrame, Scope};
use crate::view::{AskKind, BridgeCommand};
use reo_contact_centre::token;
use reo_model::Redacted;
use reo_phone::{Account, SessionView};

fn token_of(extension: &str) -> Redacted<String> {
    let key = "a key of sufficient length for tests".into();
    token::sign(&key, &extension.into(), None).unwrap()
}

fn sign_in(extension: &str, base: Option<&str>) -> Command {
    Command::SignIn { domain: "kanow".into(), token: token_of(extension), base: base.map(ToOwned::to_owned) }
}

fn signed_in(rig: &mut Rig, extension: &str) {
    rig.phone.session = serde_json::from_value(serde_json::json!({ "type": "signedIn", "agent": {
        "name": "An", "extension": extension, "domain": "kanow", "agentId": null, "mobile": null, "role": null } }))
    .unwrap();
    rig.phone(&[]);
}

fn page() -> (Rig, ConnId) {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.told(page);
    (rig, page)
}

fn result(rig: &mut Rig, page: ConnId) -> Option<CommandResult> {
    rig.told(page).into_iter().find_map(|frame| match frame {
        ReoFrame::Reply { result, .. } => Some(result),
        _ => None,
    })
}

#[test]
fn a_page_signs_reo_in_when_nobody_is() {
    let (mut rig, page) = page();
    rig.ask(page, "1", sign_in("5000", None));
    let [reo_phone::Command::SignIn { account: Account::ContactCentre { base, .. } }] =
        &rig.performed(&[])[..]
    else {
        panic!("not signed in")
    };
    assert_eq!(base, "https://cc.example.vn/");
    assert!(matches!(result(&mut rig, page), Some(CommandResult::Done(_))));
}

#[test]
fn the_same_agent_is_answered_at_once() {
    let (mut rig, page) = page();
    signed_in(&mut rig, "5000");
    rig.ask(page, "1", sign_in("5000", None));
    assert!(matches!(result(&mut rig, page), Some(CommandResult::Done(_))));
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn a_sign_in_that_is_under_way_is_waited_for() {
    let (mut rig, page) = page();
    rig.phone.session = SessionView::SigningIn;
    rig.phone(&[]);
    rig.ask(page, "1", sign_in("5000", None));
    assert_eq!(result(&mut rig, page), None);
    signed_in(&mut rig, "5000");
    assert!(matches!(result(&mut rig, page), Some(CommandResult::Done(_))));
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn for_another_agent_the_agent_is_asked() {
    let (mut rig, page) = page();
    signed_in(&mut rig, "5001");
    rig.ask(page, "1", sign_in("5000", None));
    assert_eq!(rig.performed(&[]), []);
    let ask = rig.door.view().asks[0].clone();
    assert!(
        matches!(&ask.what, AskKind::SignIn { extension, server: None, .. } if extension.as_str() == "5000")
    );
    rig.agent(BridgeCommand::Agree { ask: ask.id, scopes: None });
    assert_eq!(rig.performed(&[]).len(), 1);
}

#[test]
fn for_another_contact_centre_the_agent_is_asked_once() {
    let (mut rig, page) = page();
    rig.ask(page, "1", sign_in("5000", Some("https://elsewhere.example.vn")));
    assert_eq!(rig.performed(&[]), []);
    let ask = rig.door.view().asks[0].clone();
    let AskKind::SignIn { server: Some(server), .. } = &ask.what else { panic!("no server is named") };
    assert_eq!(server, "https://elsewhere.example.vn/");
    rig.agent(BridgeCommand::Agree { ask: ask.id, scopes: None });
    assert_eq!(rig.performed(&[]).len(), 1);
    for (id, base) in [("2", Some("https://elsewhere.example.vn")), ("3", None)] {
        rig.ask(page, id, sign_in("5000", base));
        assert_eq!(rig.performed(&[]).len(), 1, "{base:?}: the agent is not asked again");
    }
    rig.ask(page, "4", sign_in("5000", Some("https://third.example.vn")));
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn where_nobody_ever_said_where_the_agent_is_asked() {
    let allow = vec![(origin(CRM), Scope::ALL.to_vec())];
    let mut rig = Rig::with(Setup { known_base: None, allow, ..setup() });
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", sign_in("5000", None));
    let ask = rig.first_ask();
    rig.agent(BridgeCommand::Agree { ask, scopes: None });
    rig.performed(&[]);
    rig.ask(page, "2", sign_in("5000", None));
    assert_eq!(rig.performed(&[]).len(), 1, "it is known from then on");
}

#[test]
fn the_administrators_contact_centre_is_the_only_one() {
    let policy = Policy::parse("base = \"https://cc.example.vn\"").unwrap();
    let allow = vec![(origin(CRM), Scope::ALL.to_vec())];
    let mut rig = Rig::with(Setup { policy, known_base: None, allow, ..setup() });
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", sign_in("5000", Some("https://elsewhere.example.vn")));
    assert!(
        matches!(result(&mut rig, page), Some(CommandResult::Refused(no)) if no.reason == Refusal::Declined)
    );
    rig.ask(page, "2", sign_in("5000", Some("https://cc.example.vn/")));
    assert_eq!(rig.performed(&[]).len(), 1);
}

#[test]
fn what_is_no_token_is_refused_in_the_words_of_the_contact_centre() {
    let (mut rig, page) = page();
    let command = Command::SignIn { domain: "kanow".into(), token: "no token".into(), base: None };
    rig.ask(page, "1", command);
    assert!(
        matches!(result(&mut rig, page), Some(CommandResult::Failed { problem }) if problem.code == "tokenRejected")
    );
}
