use crate::office::{AGENT, CUSTOMER, Office, line_is};
use reo_phone::{Account, Command, EndCause, Event, LightState, Phase, ProblemCode};
use reo_sim::{CallRequest, CallState, Faults, SimConfig};

/// Waits until the customer has been heard for as many more packets.
async fn hear_more(office: &Office, packets: u64) {
    let received = |meters: &reo_engine::Meters| meters.call.map_or(0, |call| call.received);
    let mut meters = office.engine.meters();
    let before = received(&meters.borrow_and_update());
    let more = meters.wait_for(|meters| received(meters) >= before + packets);
    tokio::time::timeout(crate::office::PATIENCE, more).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_outlives_its_sip_socket_and_can_still_be_held_and_ended() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.talk().await;
    assert!(office.sim.drop_sip_sockets(Some(AGENT)) > 0);
    office.until("without a line", |view| line_is(view, LightState::Bad)).await;
    hear_more(&office, 25).await;
    office.until("registered again", |view| line_is(view, LightState::Good)).await;
    office.command(Command::SetHold { call, on: true });
    office.until_call("held", |call| call.hold.local && call.hold.pending.is_none()).await;
    office.command(Command::SetHold { call, on: false });
    office.until_call("resumed", |call| !call.hold.local && call.hold.pending.is_none()).await;
    hear_more(&office, 25).await;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_agent_socket_comes_back_on_the_agents_wish() {
    let mut office = Office::open().await;
    assert!(office.sim.drop_agent_sockets(Some(AGENT)) > 0);
    let lost = |state| move |view: &reo_phone::Snapshot| view.health.contact_centre.state == state;
    office.until("lost", lost(LightState::Bad)).await;
    office.command(Command::Retry);
    office.event("reconnecting", |event| matches!(event, Event::Reconnecting { .. }).then_some(())).await;
    office.until("back", |view| view.ready).await;
    let (_, call) = office.ring(CallRequest::from_number(CUSTOMER)).await;
    office.command(Command::Answer { call });
    office.audio_start().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_outlives_its_agent_socket() {
    let mut office = Office::open().await;
    let (sim_call, _) = office.talk().await;
    office.sim.drop_agent_sockets(None);
    office.until("lost", |view| view.health.contact_centre.state == LightState::Bad).await;
    hear_more(&office, 25).await;
    office.until_call("still talking", |call| call.phase == Phase::Talking).await;
    office.sim.hang_up(sim_call).unwrap();
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sip_server_that_answers_garbage_is_named() {
    let office = Office::closed(SimConfig::default()).await;
    office.sim.set_faults(Faults { garbage_sip: true, ..Faults::default() });
    office.command(Command::SignIn { account: office.account() });
    let view = office.until("bad line", |view| line_is(view, LightState::Bad)).await;
    assert_eq!(view.health.line.problem.unwrap().code, ProblemCode::LineNotUnderstood);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_sip_account_signs_in_and_is_told_why_when_it_cannot() {
    let office = Office::closed(SimConfig::default()).await;
    let ready = office.sim.ready_line();
    let account = |server: &str, password: &str| Account::Sip {
        server: server.to_owned(),
        domain: ready.sip_domain.clone(),
        user: AGENT.to_owned(),
        auth_user: None,
        password: password.into(),
        display_name: None,
    };
    office.command(Command::SignIn { account: account(&ready.sip_wss, "wrong") });
    let refused = |view: &reo_phone::Snapshot| match &view.session {
        reo_phone::SessionView::SignedOut { problem } => problem.as_ref().map(|problem| problem.code),
        _ => None,
    };
    let view = office.until("refused", |view| refused(view).is_some()).await;
    assert_eq!(refused(&view), Some(ProblemCode::LineRejected));
    office.command(Command::SignIn { account: account("http://127.0.0.1:1/", "x") });
    office.until("no such server", |view| refused(view) == Some(ProblemCode::LineUnreachable)).await;
    office.command(Command::SignIn { account: account(&ready.sip_wss, ready.sip_password.expose()) });
    office.until("ready", |view| view.ready).await;
}
