use crate::office::{CUSTOMER, Office};
use reo_model::{DeviceType, Direction, Redacted};
use reo_phone::{Command, EndCause, LightState, Phase, ProblemCode};
use reo_sim::{CallRequest, SimConfig};

const MOBILE: &str = "0912345678";

async fn at_mobile() -> Office {
    let office = Office::open().await;
    office.command(Command::SetDevice { device: DeviceType::Mobile, phone: Some(Redacted::from(MOBILE)) });
    office.until_device(DeviceType::Mobile).await;
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_on_the_mobile_is_followed_held_muted_and_ended_from_here() {
    let mut office = at_mobile().await;
    office.until("no line", |view| view.health.line.state == LightState::Off && view.ready).await;
    let sim_call = office.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap().id;
    let ringing = office.until_call("ringing", |call| call.phase == Phase::Incoming).await;
    assert_eq!((ringing.device, ringing.direction), (DeviceType::Mobile, Direction::Inbound));
    assert!(!ringing.allowed.answer);
    let call = office.until_call("picked up", |call| call.phase == Phase::Talking).await.id;
    office.command(Command::SetHold { call, on: true });
    office.until_call("held", |call| call.hold.local).await;
    assert!(office.sim.call(sim_call).unwrap().held);
    office.command(Command::SetHold { call, on: false });
    office.until_call("resumed", |call| !call.hold.local).await;
    office.command(Command::SetMute { call, on: true });
    office.until_call("muted", |call| call.muted).await;
    assert!(office.sim.call(sim_call).unwrap().muted);
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    office.sim_call(sim_call, "over", |call| call.ended.is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_out_from_the_mobile_is_followed_to_its_end() {
    let mut office = at_mobile().await;
    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: None });
    let talking = office.until_call("talking", |call| call.phase == Phase::Talking).await;
    assert_eq!(talking.device, DeviceType::Mobile);
    office.command(Command::HangUp { call: talking.id });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_phone_that_is_not_there_cannot_call_out() {
    let mut office = Office::open().await;
    office.command(Command::SetDevice { device: DeviceType::IpPhone, phone: None });
    office.until_device(DeviceType::IpPhone).await;
    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: None });
    match office.call_end().await {
        EndCause::Failed { problem } => assert_eq!(problem.code, ProblemCode::AgentDeviceUnreachable),
        cause => panic!("{cause:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_lets_calls_ring_where_the_role_says() {
    let mut config = SimConfig::default();
    config.seats[0].role = 6;
    let office = Office::open_with(config).await;
    office.command(Command::SignOut);
    let back = async {
        let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
        while office.sim.agents()[0].device != DeviceType::IpPhoneAlways.code() {
            tick.tick().await;
        }
    };
    tokio::time::timeout(crate::office::PATIENCE, back).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ends_while_calls_ring_elsewhere_leaves_the_default_behind() {
    let mut config = SimConfig::default();
    config.seats[0].role = 9;
    // The simulator itself puts an agent back who is gone: not before this test has looked.
    config.device_grace = std::time::Duration::from_secs(600);
    let office = Office::open_with(config).await;
    office.command(Command::SetDevice { device: DeviceType::Mobile, phone: Some(Redacted::from(MOBILE)) });
    office.until_device(DeviceType::Mobile).await;
    office.engine.shutdown().await;
    let back = async {
        let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
        while office.sim.agents()[0].device != DeviceType::Softphone.code() {
            tick.tick().await;
        }
    };
    tokio::time::timeout(crate::office::PATIENCE, back).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_voice_right_goes_to_the_session_that_claims_it_and_back() {
    let office = Office::open().await;
    let other = crate::office::Desk::closed(&office.sim, crate::office::AGENT);
    other.command(Command::SignIn { account: other.account() });
    other.until("without the voice right", |view| view.is_signed_in() && !view.voice_right).await;
    other.command(Command::ClaimVoice);
    other.until("with it", |view| view.ready).await;
    let lost = office.until("lost", |view| !view.voice_right).await;
    assert!(!lost.ready);
    office.until("unregistered", |view| view.health.line.state != LightState::Good).await;
    office.command(Command::ClaimVoice);
    office.until("back", |view| view.ready).await;
    other.until("lost again", |view| !view.voice_right).await;
}

/// A customer on the line on the mobile, and the agent socket lost.
async fn talking_on_the_mobile_and_cut_off() -> (Office, u64) {
    let office = at_mobile().await;
    let sim_call = office.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap().id;
    office.until_call("picked up", |call| call.phase == Phase::Talking).await;
    office.sim.drop_agent_sockets(None);
    office.until("lost", |view| view.health.contact_centre.state == LightState::Bad).await;
    (office, sim_call)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_elsewhere_that_ended_while_nobody_could_say_so_leaves_no_ghost() {
    let (mut office, sim_call) = talking_on_the_mobile_and_cut_off().await;
    office.sim.hang_up(sim_call).unwrap();
    office.command(Command::Retry);
    match office.call_end().await {
        EndCause::Failed { problem } => assert_eq!(problem.code, ProblemCode::CallNotFound),
        cause => panic!("{cause:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_elsewhere_that_still_stands_can_be_steered_again() {
    let (mut office, _) = talking_on_the_mobile_and_cut_off().await;
    office.command(Command::Retry);
    office.until("back", |view| view.health.contact_centre.state == LightState::Good).await;
    let call =
        office.until_call("still there", |call| call.phase == Phase::Talking && call.allowed.hold).await.id;
    office.command(Command::SetHold { call, on: true });
    office.until_call("held", |call| call.hold.local).await;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    assert!(office.engine.snapshot().borrow().notices.is_empty());
}
