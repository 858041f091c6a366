//! The voice right and the device that rings.

use crate::rig::{CUSTOMER, Rig};
use reo_contact_centre::{ClientMessage, ServerMessage};
use reo_model::{AgentStatus, DeviceType};
use reo_phone::{Command, Effect, LightState, Phase, ProblemCode};

fn without_voice() -> Rig {
    let mut rig = Rig::new();
    rig.sign_in(None);
    rig.refresh(AgentStatus::Available, false, DeviceType::Computer);
    rig
}

#[test]
fn a_fresh_sign_in_does_not_take_the_voice_right_from_another_session() {
    let mut rig = without_voice();
    assert_eq!(rig.sent(), [ClientMessage::SignIn { token: "token".into() }]);
    assert!(!rig.effects().iter().any(|effect| matches!(effect, Effect::Register { .. })));
    assert!(!rig.snapshot().voice_right);
    assert_eq!(rig.snapshot().health.line.state, LightState::Bad);
    assert_eq!(rig.trouble(), Some(ProblemCode::VoiceElsewhere));
}

#[test]
fn claiming_the_voice_right_registers_once_it_is_granted() {
    let mut rig = without_voice();
    rig.forget();
    rig.command(Command::ClaimVoice);
    assert_eq!(rig.sent(), [ClientMessage::ConfirmEnableVoiceChannel]);
    rig.server(ServerMessage::ConfirmEnableVoiceResponse);
    assert_eq!(rig.effects(), []);
    rig.server(ServerMessage::EnableVoiceResponse { result: true, device_type: Some(DeviceType::Computer) });
    assert!(matches!(rig.effects()[..], [Effect::Register { .. }]));
    assert!(rig.snapshot().voice_right);
    assert_eq!(rig.trouble(), None);
}

#[test]
fn a_refused_claim_is_told() {
    let mut rig = without_voice();
    rig.forget();
    rig.command(Command::ClaimVoice);
    rig.server(ServerMessage::EnableVoiceResponse { result: false, device_type: None });
    assert_eq!(rig.effects(), []);
    assert_eq!(rig.notices(), [ProblemCode::VoiceElsewhere]);
}

#[test]
fn losing_the_voice_right_unregisters_and_leaves_the_call_alone() {
    let (mut rig, _) = Rig::talking();
    rig.server(ServerMessage::DisableVoice);
    assert_eq!(rig.effects(), [Effect::Unregister]);
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.trouble(), Some(ProblemCode::VoiceElsewhere));
}

#[test]
fn an_invite_while_calls_ring_elsewhere_is_refused() {
    let mut rig = without_voice();
    rig.forget();
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg, status: 480 }]);
}
