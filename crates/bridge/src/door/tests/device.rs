use crate::door::ConnId;
use crate::door::fixture::{CRM, Rig, call};
use crate::policy::limits;
use crate::protocol::Command;
use reo_model::DeviceType;
use reo_phone::{Event, Problem, ProblemCode};

fn at(rig: &mut Rig, device: DeviceType) {
    rig.phone.device = serde_json::from_value(serde_json::json!({ "current": device, "pending": null,
        "mobile": null, "onSignOut": "ipPhoneAlways", "canChange": true }))
    .unwrap();
    rig.phone(&[]);
}

/// A page that lets calls ring on the IP phone while it is here.
fn borrowed() -> (Rig, ConnId) {
    let mut rig = Rig::allowed();
    at(&mut rig, DeviceType::Computer);
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", Command::SetDevice { device: 2, phone: None, while_here: true });
    rig.performed(&[]);
    at(&mut rig, DeviceType::IpPhone);
    (rig, page)
}

fn back_to(device: DeviceType) -> reo_phone::Command {
    reo_phone::Command::SetDevice { device, phone: None }
}

#[test]
fn the_device_of_before_is_put_back_when_the_page_has_gone() {
    let (mut rig, page) = borrowed();
    rig.close(page);
    assert_eq!(rig.performed(&[]), []);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.performed(&[]), [back_to(DeviceType::Computer)]);
}

#[test]
fn a_contact_centre_that_is_quicker_than_the_phones_answer_makes_no_difference() {
    let mut rig = Rig::allowed();
    at(&mut rig, DeviceType::Computer);
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", Command::SetDevice { device: 2, phone: None, while_here: true });
    at(&mut rig, DeviceType::IpPhone);
    rig.performed(&[]);
    rig.close(page);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.performed(&[]), [back_to(DeviceType::Computer)]);
}

#[test]
fn a_reload_leaves_it_where_it_is() {
    let (mut rig, page) = borrowed();
    rig.close(page);
    rig.page(CRM, "tab");
    rig.pass(limits::RELOAD_WITHIN * 2);
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn a_page_that_unregisters_in_its_unload_and_comes_back_leaves_it_too() {
    let (mut rig, page) = borrowed();
    rig.ask(page, "bye", Command::ReleaseControl);
    rig.close(page);
    rig.page(CRM, "tab");
    rig.pass(limits::RELOAD_WITHIN * 2);
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn a_page_that_gives_up_and_stays_has_it_put_back() {
    let (mut rig, page) = borrowed();
    rig.ask(page, "bye", Command::ReleaseControl);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.performed(&[]), [back_to(DeviceType::Computer)]);
}

#[test]
fn what_somebody_changed_since_is_left_alone() {
    let (mut rig, page) = borrowed();
    at(&mut rig, DeviceType::Mobile);
    rig.close(page);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn it_waits_for_the_end_of_a_call() {
    let (mut rig, page) = borrowed();
    rig.phone.calls.push(call(1));
    rig.phone(&[]);
    rig.close(page);
    rig.pass(limits::RELOAD_WITHIN * 2);
    assert_eq!(rig.performed(&[]), []);
    rig.phone.calls.clear();
    rig.phone(&[]);
    assert_eq!(rig.performed(&[]), [back_to(DeviceType::Computer)]);
}

#[test]
fn a_page_that_asks_for_what_is_there_already_borrows_nothing() {
    let mut rig = Rig::allowed();
    at(&mut rig, DeviceType::Computer);
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", Command::SetDevice { device: 1, phone: None, while_here: true });
    rig.performed(&[]);
    rig.close(page);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.performed(&[]), []);
}

#[test]
fn the_device_of_the_role_can_be_asked_for() {
    let (mut rig, page) = borrowed();
    rig.ask(page, "2", Command::ResetDevice);
    assert_eq!(rig.performed(&[]), [back_to(DeviceType::IpPhoneAlways)]);
}

#[test]
fn what_the_phone_refused_was_never_borrowed() {
    let mut rig = Rig::allowed();
    at(&mut rig, DeviceType::Computer);
    let page = rig.page(CRM, "tab");
    rig.ask(page, "1", Command::SetDevice { device: 2, phone: None, while_here: true });
    rig.performed(&[Event::Noticed { problem: Problem::new(ProblemCode::DeviceInCall) }]);
    // The agent's own choice, later.
    at(&mut rig, DeviceType::IpPhone);
    rig.close(page);
    rig.pass(limits::RELOAD_WITHIN);
    assert_eq!(rig.performed(&[]), []);
}
