//! Where calls ring.

use crate::rig::{Rig, number, seconds};
use reo_contact_centre::{ClientMessage, ServerMessage};
use reo_model::{AgentStatus, DeviceType, Redacted};
use reo_phone::{Command, Effect, Event, Input, LightState, ProblemCode, SocketInput};

fn ask(device_type: DeviceType, phone: Option<&str>) -> ClientMessage {
    ClientMessage::ChangeDeviceType { device_type, phone: phone.map(number) }
}

fn choose(rig: &mut Rig, device: DeviceType, phone: Option<&str>) {
    rig.command(Command::SetDevice { device, phone: phone.map(Redacted::from) });
}

#[test]
fn calls_that_ring_elsewhere_are_asked_for_once_after_sign_in() {
    let mut rig = Rig::new();
    rig.sign_in(None);
    rig.forget();
    rig.refresh(AgentStatus::Available, true, DeviceType::IpPhone);
    assert_eq!(rig.sent(), [ask(DeviceType::Computer, None)]);
    assert_eq!(rig.effects(), [], "not registered before the server agrees");
    assert_eq!(rig.device(), Some(DeviceType::IpPhone));
    rig.refresh(AgentStatus::Available, true, DeviceType::IpPhone);
    assert_eq!(rig.sent(), [], "asked once");
    rig.events();
    rig.device_answer(true, DeviceType::Computer);
    assert_eq!(rig.events(), [Event::DeviceChanged { device: DeviceType::Computer }]);
    assert!(matches!(rig.effects()[..], [Effect::Register { .. }]));
}

#[test]
fn a_server_that_declines_this_computer_is_not_asked_again() {
    let mut rig = Rig::new();
    rig.sign_in(None);
    rig.refresh(AgentStatus::Available, true, DeviceType::IpPhone);
    rig.device_answer(false, DeviceType::Computer);
    assert_eq!(rig.notices(), [], "nobody asked for it");
    rig.forget();
    rig.refresh(AgentStatus::Available, true, DeviceType::IpPhone);
    assert_eq!(rig.sent(), []);
    assert_eq!(rig.snapshot().health.line.state, LightState::Off);
}

#[test]
fn each_device_of_the_page_can_be_chosen() {
    for device in [DeviceType::IpPhone, DeviceType::IpPhoneAlways, DeviceType::Softphone] {
        let mut rig = Rig::on_duty();
        choose(&mut rig, device, None);
        assert_eq!(rig.sent(), [ask(device, None)], "{device:?}");
        assert_eq!(rig.snapshot().device.as_ref().unwrap().pending, Some(device));
        assert_eq!(rig.device(), Some(DeviceType::Computer), "not before the server agrees");
        rig.device_answer(true, device);
        assert_eq!(rig.device(), Some(device));
        assert_eq!(rig.effects(), [Effect::Unregister]);
        assert!(rig.snapshot().ready, "calls ring there");
        choose(&mut rig, DeviceType::Computer, None);
        assert_eq!(rig.sent(), [ask(DeviceType::Computer, None)]);
        rig.device_answer(true, DeviceType::Computer);
        assert!(matches!(rig.effects()[..], [Effect::Register { .. }]));
        assert!(!rig.snapshot().ready, "the line is not up yet");
    }
}

#[test]
fn a_mobile_needs_a_number_that_is_one() {
    let mut rig = Rig::on_duty();
    for wrong in ["", "5001", "09o1", "12345678901234"] {
        choose(&mut rig, DeviceType::Mobile, Some(wrong));
    }
    assert_eq!(rig.notices(), [ProblemCode::MobileNumberBad; 4]);
    assert_eq!(rig.sent(), []);
    choose(&mut rig, DeviceType::Mobile, Some("+84 912 345 678"));
    assert_eq!(rig.sent(), [ask(DeviceType::Mobile, Some("0912345678"))]);
    rig.device_answer(true, DeviceType::Mobile);
    assert_eq!(rig.snapshot().device.as_ref().unwrap().mobile, Some(number("0912345678")));
}

#[test]
fn without_a_number_the_one_that_the_contact_centre_knows_is_taken() {
    let mut rig = Rig::on_duty();
    choose(&mut rig, DeviceType::Mobile, None);
    assert_eq!(rig.sent(), [ask(DeviceType::Mobile, Some("0987654321"))]);
}

#[test]
fn a_refused_change_and_one_without_an_answer_leave_all_as_it_was() {
    let mut rig = Rig::on_duty();
    choose(&mut rig, DeviceType::IpPhone, None);
    rig.device_answer(false, DeviceType::IpPhone);
    choose(&mut rig, DeviceType::IpPhone, None);
    rig.wait(seconds(10));
    assert_eq!(rig.notices(), [ProblemCode::DeviceRefused; 2]);
    assert_eq!(rig.device(), Some(DeviceType::Computer));
    assert_eq!(rig.snapshot().device.as_ref().unwrap().pending, None);
    assert_eq!(rig.effects(), [], "the registration stands");
}

#[test]
fn the_device_is_not_changed_in_a_call_nor_without_the_voice_right_nor_offline() {
    let (mut rig, _) = Rig::talking();
    assert!(!rig.snapshot().device.as_ref().unwrap().can_change);
    choose(&mut rig, DeviceType::IpPhone, None);
    rig.hang_up();
    rig.wait(seconds(6));
    rig.server(ServerMessage::DisableVoice);
    choose(&mut rig, DeviceType::IpPhone, None);
    rig.input(Input::Socket(SocketInput::Closed));
    choose(&mut rig, DeviceType::IpPhone, None);
    let expected = [
        ProblemCode::DeviceInCall,
        ProblemCode::VoiceTaken,
        ProblemCode::VoiceElsewhere,
        ProblemCode::NotReady,
    ];
    assert_eq!(rig.notices(), expected);
    assert_eq!(rig.sent(), []);
}

#[test]
fn another_sessions_change_is_followed_and_not_fetched_back() {
    let mut rig = Rig::on_duty();
    rig.device_answer(true, DeviceType::Mobile);
    assert_eq!(rig.effects(), [Effect::Unregister]);
    assert_eq!(rig.device(), Some(DeviceType::Mobile));
    rig.input(Input::Socket(SocketInput::Closed));
    rig.wait(seconds(10));
    rig.input(Input::Socket(SocketInput::Opened));
    rig.sent();
    rig.refresh(AgentStatus::Available, true, DeviceType::Mobile);
    assert_eq!(rig.sent(), []);
}

#[test]
fn a_server_that_went_back_to_the_default_meanwhile_is_asked_for_the_chosen_device() {
    let mut rig = Rig::on_duty();
    rig.input(Input::Socket(SocketInput::Closed));
    rig.wait(seconds(10));
    rig.input(Input::Socket(SocketInput::Opened));
    rig.sent();
    rig.refresh(AgentStatus::Available, true, DeviceType::IpPhoneAlways);
    assert_eq!(rig.sent(), [ask(DeviceType::Computer, None)]);
}

#[test]
fn signing_out_lets_calls_ring_where_the_role_says() {
    let cases = [
        (6, DeviceType::IpPhoneAlways, None),
        (7, DeviceType::Mobile, Some("0987654321")),
        (9, DeviceType::Softphone, None),
    ];
    for (role, device, phone) in cases {
        let mut rig = Rig::new();
        rig.sign_in(Some(role));
        rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
        assert_eq!(rig.snapshot().device.as_ref().unwrap().on_sign_out, Some(device));
        rig.forget();
        rig.command(Command::SignOut);
        assert_eq!(rig.sent(), [ask(device, phone)]);
    }
}
