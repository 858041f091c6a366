//! A simulated 3C contact centre, written from the protocol page and from the RFCs alone: it shares types with
//! the client, but none of its state machines and no SIP or media stack.

mod agent;
mod call;
mod centre;
mod changes;
mod config;
mod constants;
mod control;
mod customer;
mod error;
mod events;
mod faults;
mod http;
mod listen;
mod media;
mod ready;
mod scenario;
mod sim;
mod sip;
mod steer;
mod tls;
mod unknowns;

pub use agent::{AgentView, Colleague, OnTransfer};
pub use call::{CallRequest, CallState, CallView, Direction, EndReason};
pub use config::{CalloutService, Digest, Queue, Seat, SimConfig, Tenant};
pub use customer::{Behaviour, Outcome, Speech};
pub use error::{OrderError, SimError};
pub use events::SimEvent;
pub use faults::{AgentText, FaultOrder, Faults};
pub use media::{Codec, MediaFacts};
pub use ready::{ReadyAgent, ReadyLine};
pub use scenario::{Action, Expect, Pattern, Scenario, ScenarioError, Step, Verdict};
pub use sim::Sim;
pub use unknowns::{
    FieldForm, RateExcess, Refusals, SecondRegistration, ServicesPlace, TransferRing, Unknowns,
};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks; what another thread's panic left behind is still usable here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
