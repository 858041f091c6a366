use crate::office::{CUSTOMER, Office, PATIENCE, voice};
use crate::speech::until_level;
use reo_audio::{Microphone, Speaker};
use reo_engine::Meters;
use reo_phone::{Command, EndCause, LightState, Phase, ProblemCode};
use reo_sim::{CallRequest, SimConfig};

#[tokio::test(flavor = "multi_thread")]
async fn a_microphone_that_is_pulled_does_not_end_the_call() {
    let mut office = Office::open().await;
    let (sim_call, _) = office.talk().await;
    until_level(&office, sim_call, "a voice before", |level| level > 300.0).await;
    office.sound.plug_microphone(Microphone::None).unwrap();
    let view = office.until("bad sound", |view| view.health.sound.state == LightState::Bad).await;
    let code = view.health.sound.problem.unwrap().code;
    assert!(matches!(code, ProblemCode::MicrophoneLost | ProblemCode::NoMicrophone), "{code:?}");
    until_level(&office, sim_call, "silence", |level| level < 30.0).await;
    office.until_call("still talking", |call| call.phase == Phase::Talking).await;
    let back = Microphone::Wav { path: voice("agent-vi.wav"), repeat: true };
    office.sound.plug_microphone(back).unwrap();
    office.until("good sound", |view| view.health.sound.state == LightState::Good).await;
    until_level(&office, sim_call, "a voice again", |level| level > 300.0).await;
    office.sim.hang_up(sim_call).unwrap();
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_sound_device_a_call_can_be_answered_and_the_reason_is_named() {
    let mut office = Office::closed(SimConfig::default()).await;
    office.sound.plug_microphone(Microphone::None).unwrap();
    office.sound.plug_speaker(Speaker::None).unwrap();
    office.command(Command::SignIn { account: office.account() });
    let named = |view: &reo_phone::Snapshot| {
        view.health.sound.problem.as_ref().map(|problem| problem.code) == Some(ProblemCode::NoMicrophone)
    };
    office.until("no microphone", named).await;
    office.until("registered", |view| view.health.line.state == LightState::Good).await;
    let (sim_call, call) = office.ring(CallRequest::from_number(CUSTOMER)).await;
    office.command(Command::Answer { call });
    office.audio_start().await;
    office.sim.hang_up(sim_call).unwrap();
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_meters_run_in_a_call_and_end_with_it() {
    let mut office = Office::open().await;
    let devices = office.engine.devices().borrow().clone();
    assert_eq!((devices.inputs.len(), devices.outputs.len()), (1, 1));
    let (sim_call, _) = office.talk().await;
    let mut meters = office.engine.meters();
    let loud = meters.wait_for(|meters| meters.input > 0.1 && meters.output > 0.1 && meters.call.is_some());
    tokio::time::timeout(PATIENCE, loud).await.unwrap().unwrap();
    office.sim.hang_up(sim_call).unwrap();
    office.call_end().await;
    let quiet = meters.wait_for(|meters| *meters == Meters::default());
    tokio::time::timeout(PATIENCE, quiet).await.unwrap().unwrap();
}
