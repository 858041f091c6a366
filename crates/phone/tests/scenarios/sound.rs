//! Sound devices as the agent sees them.

use crate::rig::Rig;
use reo_phone::{AudioInput, Command, Effect, Input, LightState, Phase, Phone, ProblemCode};

fn audio(rig: &mut Rig, input: AudioInput) {
    rig.input(Input::Audio(input));
}

#[test]
fn a_new_phone_looks_for_sound_devices() {
    let mut phone = Phone::new(reo_model::Timestamp(0));
    assert_eq!(phone.poll_effect(), Some(Effect::ProbeAudio));
    assert_eq!(phone.snapshot().health.sound.state, LightState::Working);
}

#[test]
fn a_missing_microphone_keeps_the_phone_from_being_ready() {
    let mut rig = Rig::on_duty();
    audio(&mut rig, AudioInput::Trouble(ProblemCode::NoMicrophone));
    assert!(!rig.snapshot().ready);
    assert_eq!(rig.trouble(), Some(ProblemCode::NoMicrophone));
    rig.command(Command::Retry);
    assert_eq!(rig.effects(), [Effect::ProbeAudio]);
    audio(&mut rig, AudioInput::Ready);
    assert!(rig.snapshot().ready);
}

#[test]
fn losing_the_microphone_in_a_call_keeps_the_call() {
    let (mut rig, _) = Rig::talking();
    audio(&mut rig, AudioInput::Trouble(ProblemCode::MicrophoneLost));
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.trouble(), Some(ProblemCode::MicrophoneLost));
    assert_eq!(rig.effects(), []);
}

#[test]
fn a_silent_microphone_is_the_worst_trouble_while_talking() {
    let (mut rig, _) = Rig::talking();
    audio(&mut rig, AudioInput::Trouble(ProblemCode::SpeakerLost));
    audio(&mut rig, AudioInput::MicrophoneSilent(true));
    assert_eq!(rig.trouble(), Some(ProblemCode::MicrophoneSilent));
    let call = rig.id();
    rig.command(Command::SetMute { call, on: true });
    assert_eq!(rig.trouble(), Some(ProblemCode::SpeakerLost), "muted on purpose");
}

#[test]
fn a_chosen_device_is_handed_on() {
    let mut rig = Rig::on_duty();
    rig.command(Command::ChooseAudio { input: Some("mic".into()), output: None });
    assert_eq!(rig.effects(), [Effect::ChooseAudio { input: Some("mic".into()), output: None }]);
}

#[test]
fn a_notice_goes_when_it_is_read() {
    let mut rig = Rig::on_duty();
    rig.dial("");
    rig.dial("09x");
    let first = rig.snapshot().notices[0].id;
    rig.command(Command::Dismiss { notice: first });
    assert_eq!(rig.notices(), [ProblemCode::NumberBadCharacter]);
}

#[test]
fn only_the_newest_notices_are_kept() {
    let mut rig = Rig::on_duty();
    for _ in 0..100 {
        rig.dial("");
    }
    assert!(rig.notices().len() <= 8);
}
