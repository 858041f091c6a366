use crate::door::Setup;
use crate::door::fixture::{CRM, Rig, call, hello, origin, setup, started};
use crate::protocol::{Event, PageFrame, ReoFrame, Resume, Scope};

fn resume(tab: &str, run: &str, seq: u64) -> PageFrame {
    let PageFrame::Hello { versions, name, tab, scopes, token, pair, .. } = hello(tab) else { panic!() };
    let resume = Some(Resume { run: run.to_owned(), seq });
    PageFrame::Hello { versions, name, tab, scopes, token, pair, resume }
}

#[test]
fn a_page_hears_each_step_with_the_view_of_then() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.told(page);
    rig.phone.calls.push(call(1));
    rig.phone(&[started(1)]);
    rig.phone.voice_right = true;
    rig.phone(&[]);
    let [ReoFrame::Update(first), ReoFrame::Update(second)] = &rig.told(page)[..] else { panic!() };
    assert_eq!((first.seq, second.seq), (1, 2));
    assert!(matches!(&first.events[..], [Event::CallStarted { call, .. }] if call == "run-1"));
    assert!(second.events.is_empty() && second.snapshot.voice_right);
}

#[test]
fn a_step_that_changes_nothing_for_pages_is_not_told() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.phone(&[]);
    rig.told(page);
    rig.phone.now = reo_model::Timestamp(99);
    rig.phone(&[]);
    assert!(rig.told(page).is_empty());
}

#[test]
fn a_page_that_was_loaded_anew_hears_what_it_missed() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    rig.phone(&[reo_phone::Event::SignedIn]);
    rig.close(page);
    rig.phone.calls.push(call(1));
    rig.phone(&[started(1)]);
    let back = rig.open(CRM);
    rig.say(back, &resume("tab", "run", 1));
    let [ReoFrame::Welcome(welcome)] = &rig.told(back)[..] else { panic!() };
    assert_eq!(welcome.seq, 2);
    let missed = welcome.missed.as_ref().unwrap();
    assert_eq!(missed.iter().map(|update| update.seq).collect::<Vec<_>>(), [2]);
    let other_run = rig.open(CRM);
    rig.say(other_run, &resume("tab", "earlier", 1));
    assert!(matches!(&rig.told(other_run)[..], [ReoFrame::Welcome(welcome)] if welcome.missed.is_none()));
}

#[test]
fn colleagues_are_shown_only_to_who_may_see_them() {
    let allow = vec![(origin(CRM), vec![Scope::Events])];
    let mut rig = Rig::with(Setup { allow, ..setup() });
    let page = rig.page(CRM, "tab");
    rig.told(page);
    rig.phone.colleagues =
        serde_json::from_value(serde_json::json!([{ "extension": "5001", "name": null }])).unwrap();
    rig.phone(&[reo_phone::Event::ColleaguesListed]);
    let [ReoFrame::Update(update)] = &rig.told(page)[..] else { panic!() };
    assert!(update.events.is_empty() && update.snapshot.colleagues.is_none());
}
