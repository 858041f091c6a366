use crate::door::fixture::{CRM, OTHER, Rig, call, id, kept, setup, started};
use crate::door::{ConnId, Setup};
use crate::policy::limits;
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

#[test]
fn a_note_that_is_finished_goes_to_nobody_who_shows_the_customer_afterwards() {
    let mut rig = Rig::allowed();
    let page = taker(&mut rig, CRM, "one");
    let other = taker(&mut rig, OTHER, "two");
    ring(&mut rig, 1);
    write(&mut rig, 1, "text", true);
    let told = deliveries(&rig.told(page));
    let customer = serde_json::from_value(serde_json::json!({ "id": "c-5", "name": "Lan" })).unwrap();
    rig.ask(other, "1", Command::ShowCustomer { call: "run-1".to_owned(), customer });
    take_over(&mut rig, page, &told[0]);
    assert_eq!(rig.door.view().waiting_notes, 0);
    assert!(deliveries(&rig.told(other)).is_empty());
}

#[test]
fn whose_a_draft_is_stands_on_disk() {
    let mut rig = Rig::allowed();
    taker(&mut rig, CRM, "one");
    let other = taker(&mut rig, OTHER, "two");
    ring(&mut rig, 1);
    write(&mut rig, 1, "text", false);
    rig.todo();
    let customer = serde_json::from_value(serde_json::json!({ "id": "c-5", "name": "Lan" })).unwrap();
    rig.ask(other, "1", Command::ShowCustomer { call: "run-1".to_owned(), customer });
    let notes = serde_json::to_value(kept(&rig.todo()).unwrap()).unwrap();
    assert_eq!((&notes[0]["origin"], &notes[0]["delivery"]["customer"]), (&OTHER.into(), &"c-5".into()));
}

#[test]
fn notes_that_nobody_takes_over_do_not_pile_up_for_ever() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "old-scripts");
    for number in 1..=2 * limits::NOTES_KEPT as u64 {
        ring(&mut rig, number);
        write(&mut rig, number, "text", true);
    }
    let notes = kept(&rig.todo()).unwrap();
    assert_eq!(notes.len(), limits::NOTES_KEPT);
    assert_eq!(rig.door.view().calls.len(), 8);
    rig.say(page, &PageFrame::TakeNotes);
    let told = deliveries(&rig.told(page));
    assert_eq!(told.last().unwrap().call, format!("run-{}", limits::NOTES_KEPT + limits::NOTES_AT_ONCE));
}

#[test]
fn many_notes_come_a_few_at_a_time_and_all_come() {
    let mut rig = Rig::allowed();
    let page = rig.page(CRM, "tab");
    for number in 1..=300 {
        ring(&mut rig, number);
        write(&mut rig, number, "text", true);
    }
    rig.say(page, &PageFrame::TakeNotes);
    let mut came = 0;
    loop {
        let told = deliveries(&rig.told(page));
        assert!(told.len() <= limits::NOTES_AT_ONCE);
        if told.is_empty() {
            break;
        }
        came += told.len();
        for one in &told {
            take_over(&mut rig, page, one);
        }
    }
    assert_eq!((came, rig.door.view().waiting_notes), (300, 0));
}
