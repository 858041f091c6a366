//! The agent socket by long polling (protocol page, section 2): the network lets HTTPS through, but no WebSocket.

use crate::office::{AGENT, CUSTOMER, Office, PATIENCE, is_signed_in};
use crate::speech::until_both_heard_each_other;
use reo_model::{AgentStatus, Redacted};
use reo_phone::{Command, EndCause, LightState, Phase, Snapshot};
use reo_sim::{Behaviour, CallState, Faults, Outcome, SimConfig};

fn contact_centre_is(state: LightState) -> impl Fn(&Snapshot) -> bool {
    move |view| view.health.contact_centre.state == state
}

impl Office {
    fn block_web_sockets(&self) {
        self.sim.set_faults(Faults { refuse_web_socket: true, ..Faults::default() });
    }

    /// Signed in where there is no other way than polling.
    async fn polling() -> Self {
        let office = Self::closed(SimConfig::default()).await;
        office.block_web_sockets();
        office.sign_in().await;
        office
    }

    /// Loses the agent socket and has it back.
    async fn lose_and_regain(&self) {
        assert!(self.sim.drop_agent_sockets(Some(AGENT)) > 0);
        self.until("lost", contact_centre_is(LightState::Bad)).await;
        self.command(Command::Retry);
        self.until("back", |view| view.ready).await;
    }

    async fn until_no_socket_is_left(&self) {
        let offline = async {
            while !self.sim.events(0).iter().any(|event| event.event == "agent.offline") {
                self.sim.wait_for_event(self.sim.events(0).last().map_or(0, |last| last.seq)).await;
            }
        };
        tokio::time::timeout(PATIENCE, offline).await.unwrap();
        assert_eq!(self.sim.agents()[0].sockets, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_signs_in_changes_the_status_and_signs_out() {
    let office = Office::polling().await;
    office.until("a good light", contact_centre_is(LightState::Good)).await;
    for (status, told) in
        [(AgentStatus::NotAvailable, "NOT AVAILABLE"), (AgentStatus::Available, "AVAILABLE")]
    {
        office.command(Command::SetStatus { status });
        let done = |view: &Snapshot| {
            view.status.is_some_and(|shown| shown.status == status && shown.pending.is_none())
        };
        office.until(told, done).await;
        assert_eq!(office.sim.agents()[0].status, told);
    }
    office.command(Command::SignOut);
    office.until("signed out", |view| !is_signed_in(view)).await;
    office.until_no_socket_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_calls_and_is_talked_to() {
    let mut office = Office::polling().await;
    let (sim_call, call) = office.talk().await;
    until_both_heard_each_other(&office, sim_call).await;
    // What only the agent socket tells.
    office.until_call("announced", |call| call.line.is_some()).await;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_called() {
    let mut office = Office::polling().await;
    let behaviour = Behaviour { outcome: Outcome::Answer, after_ms: 200, ..Behaviour::default() };
    office.sim.set_customer(CUSTOMER, behaviour);
    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: None });
    office.until_call("talking", |call| call.phase == Phase::Talking).await;
    office.audio_start().await;
    office.sim.hang_up(office.sim.calls().last().unwrap().id).unwrap();
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_lost_comes_back() {
    let mut office = Office::polling().await;
    office.lose_and_regain().await;
    office.talk().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_socket_that_is_lost_comes_back_by_polling() {
    let mut office = Office::open().await;
    office.block_web_sockets();
    office.lose_and_regain().await;
    office.talk().await;
}
