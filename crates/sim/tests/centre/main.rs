//! What a contact centre does with calls, seen by raw clients.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;

mod devices;
mod distribution;
mod internal;
mod outbound;
mod scenarios;
mod transfer_to_queue;
mod transfers;
mod unknowns;

use common::Rig;
use reo_sim::{Behaviour, CallRequest, CallState, CallView, Speech};

const CUSTOMER: &str = "0901234567";

/// A customer who says back what is heard.
fn echoing() -> CallRequest {
    let behaviour = Behaviour { voice: Speech::Echo, ..Behaviour::default() };
    CallRequest { behaviour, ..CallRequest::from_number(CUSTOMER) }
}

/// Waits until the call is so.
async fn call_until(rig: &Rig, id: u64, what: &str, is_so: impl Fn(&CallView) -> bool) -> CallView {
    let call = tokio::time::timeout(common::LIMIT, rig.sim.call_until(id, is_so)).await;
    call.unwrap_or_else(|_| panic!("never {what}: {:?}", rig.sim.call(id))).unwrap()
}

/// Waits until the call is over.
async fn over(rig: &Rig, id: u64) -> CallView {
    call_until(rig, id, "over", |call| call.state == CallState::Ended).await
}

/// Waits until something is so that is not waited for otherwise.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let so = async {
        while !is_so() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(common::LIMIT, so).await.unwrap_or_else(|_| panic!("never {what}"));
}

/// Waits until nobody of these agents is in a call.
async fn all_free(rig: &Rig) {
    until("free", || rig.sim.agents().iter().all(|agent| agent.call.is_none())).await;
}
