use crate::door::ConnId;
use crate::door::fixture::{CRM, OTHER, Rig};
use crate::policy::limits;
use crate::protocol::{Command, CommandResult, Refusal, ReoFrame};
use reo_model::Timestamp;
use reo_phone::Phone;

fn controls(frames: &[ReoFrame]) -> Option<bool> {
    frames.iter().rev().find_map(|frame| match frame {
        ReoFrame::Control { controlling } => Some(*controlling),
        ReoFrame::Welcome(welcome) => Some(welcome.controlling),
        _ => None,
    })
}

fn may(rig: &mut Rig, page: ConnId, id: &str) -> bool {
    rig.told(page);
    rig.ask(page, id, Command::Retry);
    rig.performed(&[]);
    !matches!(&rig.told(page)[..], [ReoFrame::Reply { result: CommandResult::Refused(no), .. }]
        if no.reason == Refusal::NotControlling)
}

#[test]
fn the_first_page_controls_and_the_others_watch() {
    let mut rig = Rig::allowed();
    let (first, second) = (rig.page(CRM, "one"), rig.page(OTHER, "two"));
    assert_eq!(controls(&rig.told(first)), Some(true));
    assert_eq!(controls(&rig.told(second)), Some(false));
    assert!(may(&mut rig, first, "a") && !may(&mut rig, second, "b"));
}

#[test]
fn a_page_that_watches_can_take_over_and_the_other_is_told() {
    let mut rig = Rig::allowed();
    let (first, second) = (rig.page(CRM, "one"), rig.page(CRM, "two"));
    rig.told(first);
    rig.ask(second, "take", Command::TakeControl);
    assert_eq!(controls(&rig.told(first)), Some(false));
    assert_eq!(controls(&rig.told(second)), Some(true));
    assert!(!may(&mut rig, first, "a") && may(&mut rig, second, "b"));
}

#[test]
fn a_reload_keeps_control_and_another_page_gets_it_only_when_the_tab_is_closed() {
    let mut rig = Rig::allowed();
    let (first, second) = (rig.page(CRM, "one"), rig.page(CRM, "two"));
    rig.close(first);
    let back = rig.page(CRM, "one");
    assert_eq!(controls(&rig.told(back)), Some(true));
    rig.close(back);
    rig.told(second);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(controls(&rig.told(second)), Some(true));
}

#[test]
fn control_stays_within_the_origin_where_it_can() {
    let mut rig = Rig::allowed();
    let first = rig.page(CRM, "one");
    let (other, sibling) = (rig.page(OTHER, "two"), rig.page(CRM, "three"));
    rig.close(first);
    rig.told(other);
    rig.told(sibling);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!((controls(&rig.told(other)), controls(&rig.told(sibling))), (None, Some(true)));
}

#[test]
fn what_is_released_goes_to_the_next_page_or_to_whoever_comes() {
    let mut rig = Rig::allowed();
    let first = rig.page(CRM, "one");
    rig.told(first);
    rig.ask(first, "go", Command::ReleaseControl);
    assert_eq!(controls(&rig.told(first)), Some(false));
    let second = rig.page(CRM, "two");
    assert_eq!(controls(&rig.told(second)), Some(true));
}

#[test]
fn taking_control_takes_the_voice_right_too_where_another_session_has_it() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "one");
    rig.phone = Phone::new(Timestamp(0)).snapshot().clone();
    rig.phone.session = serde_json::from_value(serde_json::json!({ "type": "signedIn", "agent": {
        "name": "An", "extension": "5000", "domain": "kanow", "agentId": null, "mobile": null, "role": null } }))
    .unwrap();
    rig.phone.device = serde_json::from_value(serde_json::json!({ "current": "computer", "pending": null,
        "mobile": null, "onSignOut": null, "canChange": true }))
    .unwrap();
    rig.phone(&[]);
    rig.ask(page, "take", Command::TakeControl);
    assert_eq!(rig.performed(&[]), [reo_phone::Command::ClaimVoice]);
}
