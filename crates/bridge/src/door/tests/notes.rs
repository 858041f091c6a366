use crate::door::fixture::{CRM, OTHER, Rig, call, id, kept, setup, started};
use crate::door::{ConnId, Setup};
use crate::protocol::{Command, Delivery, PageFrame, ReoFrame};
use crate::view::BridgeCommand;

fn deliveries(frames: &[ReoFrame]) -> Vec<Delivery> {
    frames
        .iter()
        .filter_map(|frame| match frame {
            ReoFrame::Delivery(delivery) => Some(delivery.clone()),
            _ => None,
        })
        .collect()
}

fn taker(rig: &mut Rig, origin: &str, tab: &str) -> ConnId {
    let page = rig.page(origin, tab);
    rig.say(page, &PageFrame::TakeNotes);
    page
}

fn write(rig: &mut Rig, call: u64, note: &str, finished: bool) {
    rig.agent(BridgeCommand::WriteNote { call: id(call), note: note.into(), outcome: None, finished });
}

fn ring(rig: &mut Rig, number: u64) {
    rig.phone.calls = vec![call(number)];
    rig.phone(&[started(number)]);
}

fn take_over(rig: &mut Rig, page: ConnId, delivery: &Delivery) {
    rig.say(page, &PageFrame::Received { delivery: delivery.id.clone() });
}

#[test]
fn a_finished_note_goes_to_the_page_and_is_forgotten_once_it_is_taken_over() {
    let mut rig = Rig::allowed();
    let page = taker(&mut rig, CRM, "tab");
    ring(&mut rig, 1);
    write(&mut rig, 1, "wants a", false);
    assert_eq!(kept(&rig.todo()).unwrap().len(), 1, "on disk from the first letter");
    assert!(deliveries(&rig.told(page)).is_empty());
    write(&mut rig, 1, "wants a call back", true);
    let told = deliveries(&rig.told(page));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].note.expose(), "wants a call back");
    take_over(&mut rig, page, &told[0]);
    assert_eq!(kept(&rig.todo()), Some(vec![]));
    assert!(rig.door.view().calls[0].delivered && rig.door.view().waiting_notes == 0);
}

#[test]
fn a_note_waits_for_its_page_over_a_restart() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    ring(&mut rig, 1);
    rig.close(page);
    write(&mut rig, 1, "later", false);
    let notes = kept(&rig.todo()).unwrap();
    let allow =
        [CRM, OTHER].map(|text| (crate::door::fixture::origin(text), crate::protocol::Scope::ALL.to_vec()));
    let mut rig = Rig::with(Setup { notes, run: "next".to_owned(), allow: allow.to_vec(), ..setup() });
    assert_eq!(rig.door.view().waiting_notes, 1);
    let other = taker(&mut rig, OTHER, "tab");
    assert!(deliveries(&rig.told(other)).is_empty(), "it is not theirs");
    let page = taker(&mut rig, CRM, "tab");
    let told = deliveries(&rig.told(page));
    assert_eq!((told.len(), told[0].call.as_str()), (1, "run-1"));
}

#[test]
fn one_page_at_a_time_is_offered_a_note_and_the_next_when_it_goes() {
    let mut rig = Rig::allowed();
    let (first, second) = (taker(&mut rig, CRM, "one"), taker(&mut rig, CRM, "two"));
    ring(&mut rig, 1);
    write(&mut rig, 1, "text", true);
    assert_eq!(deliveries(&rig.told(first)).len(), 1, "the page that controls");
    assert!(deliveries(&rig.told(second)).is_empty());
    rig.close(first);
    let told = deliveries(&rig.told(second));
    assert_eq!(told.len(), 1);
    take_over(&mut rig, second, &told[0]);
    let third = taker(&mut rig, CRM, "three");
    assert!(deliveries(&rig.told(third)).is_empty());
}

#[test]
fn another_origin_cannot_take_a_note_over() {
    let mut rig = Rig::allowed();
    let page = taker(&mut rig, CRM, "one");
    let other = taker(&mut rig, OTHER, "two");
    ring(&mut rig, 1);
    write(&mut rig, 1, "text", true);
    let told = deliveries(&rig.told(page));
    take_over(&mut rig, other, &told[0]);
    assert_eq!(rig.door.view().waiting_notes, 1);
}

#[test]
fn the_note_goes_to_the_origin_that_shows_the_customer() {
    let mut rig = Rig::allowed();
    taker(&mut rig, CRM, "one");
    let other = taker(&mut rig, OTHER, "two");
    ring(&mut rig, 1);
    let customer = serde_json::from_value(serde_json::json!({ "id": "c-5", "name": "Lan" })).unwrap();
    rig.ask(other, "1", Command::ShowCustomer { call: "run-1".to_owned(), customer });
    write(&mut rig, 1, "text", true);
    assert_eq!(deliveries(&rig.told(other))[0].customer.as_deref(), Some("c-5"));
}

#[test]
fn the_note_of_a_call_that_a_page_dialled_stays_with_it() {
    let mut rig = Rig::allowed();
    let page = taker(&mut rig, CRM, "one");
    let other = taker(&mut rig, OTHER, "two");
    rig.ask(page, "1", Command::Dial { number: "0901234567".into(), service: None });
    ring(&mut rig, 1);
    rig.performed(&[started(1)]);
    let customer = serde_json::from_value(serde_json::json!({ "id": "c-5", "name": "Lan" })).unwrap();
    rig.ask(other, "1", Command::ShowCustomer { call: "run-1".to_owned(), customer });
    write(&mut rig, 1, "text", true);
    let told = deliveries(&rig.told(page));
    assert_eq!((told.len(), told[0].customer.as_deref()), (1, None), "the other's id means nothing here");
}

#[test]
fn a_draft_that_the_agent_leaves_behind_is_finished_by_later_calls() {
    let mut rig = Rig::allowed();
    let page = taker(&mut rig, CRM, "tab");
    ring(&mut rig, 1);
    write(&mut rig, 1, "left behind", false);
    for number in 2..20 {
        ring(&mut rig, number);
    }
    assert_eq!(deliveries(&rig.told(page)).len(), 1);
    assert_eq!(rig.door.view().calls.len(), 8);
}

#[test]
fn what_is_finished_can_be_changed_no_more() {
    let mut rig = Rig::allowed();
    let page = taker(&mut rig, CRM, "tab");
    ring(&mut rig, 1);
    write(&mut rig, 1, "text", true);
    write(&mut rig, 1, "another", true);
    let told = deliveries(&rig.told(page));
    assert_eq!((told.len(), told[0].note.expose().as_str()), (1, "text"));
}
