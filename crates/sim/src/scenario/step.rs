//! What a scenario does.

use super::pattern::{Calls, Pattern};
use crate::call::CallRequest;
use crate::customer::Behaviour;
use crate::faults::FaultOrder;
use crate::{OrderError, Sim};
use reo_model::Extension;
use serde::Deserialize;
use serde_json::{Map, Value};

/// One thing that happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// It waits for this event; without it, for the step before alone.
    #[serde(default)]
    pub when: Option<Pattern>,
    /// And then so long, milliseconds.
    #[serde(default)]
    pub after_ms: u64,
    /// What happens.
    #[serde(rename = "do")]
    pub action: Action,
}

/// What can happen.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A customer calls.
    Call(NewCall),
    /// The customer hangs up.
    HangUp(String),
    /// The customer holds.
    Hold(String),
    /// The customer comes back.
    Resume(String),
    /// A supervisor ends the call.
    End(Ending),
    /// A supervisor has something to say.
    Notice(Notice),
    /// An agent asks for something, most often a played one.
    Ask(Asking),
    /// Something breaks, or is well again.
    Faults(FaultOrder),
    /// Something that is not known is played otherwise from now on.
    Unknowns(Map<String, Value>),
    /// A customer behaves otherwise when called.
    Customer(CustomerChange),
    /// An agent gets an imagined phone.
    Handset(HandsetChange),
}

/// A customer's call.
#[derive(Clone, Debug, Deserialize)]
pub struct NewCall {
    /// What later steps and expectations call it.
    #[serde(default, rename = "as")]
    pub name: Option<String>,
    /// The call.
    #[serde(flatten)]
    pub request: CallRequest,
}

/// The end of a call by a supervisor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// Which call.
    pub call: String,
    /// What the agent is told.
    #[serde(default)]
    pub say: Option<String>,
}

/// A supervisor's notice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// To whom.
    pub agent: Extension,
    /// What.
    pub say: String,
}

/// A message of an agent's.
#[derive(Clone, Debug, Deserialize)]
pub struct Asking {
    /// Whose.
    pub agent: Extension,
    /// Its name in the constants file.
    pub message: String,
    /// The call whose `callId` it names.
    #[serde(default)]
    pub call: Option<String>,
    /// Its other fields.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

/// How a customer behaves from now on.
#[derive(Clone, Debug, Deserialize)]
pub struct CustomerChange {
    /// Who.
    pub number: String,
    /// How.
    #[serde(flatten)]
    pub behaviour: Behaviour,
}

/// An agent's imagined phone.
#[derive(Clone, Debug, Deserialize)]
pub struct HandsetChange {
    /// Whose.
    pub agent: Extension,
    /// What is done with it.
    #[serde(flatten)]
    pub behaviour: Behaviour,
}

/// Why a step could not be done.
#[derive(Debug, thiserror::Error)]
pub(super) enum StepError {
    #[error("{0}")]
    Order(#[from] OrderError),
    #[error("no step has made a call named {0}")]
    Call(String),
    #[error("there is no such switch or fault, or not with this value")]
    Switch,
}

impl Action {
    pub(super) fn perform(&self, sim: &Sim, calls: &mut Calls) -> Result<(), StepError> {
        match self {
            Self::Call(call) => call.make(sim, calls)?,
            Self::HangUp(call) => sim.hang_up(number_of(call, calls)?)?,
            Self::Hold(call) => sim.hold(number_of(call, calls)?, true)?,
            Self::Resume(call) => sim.hold(number_of(call, calls)?, false)?,
            Self::End(ending) => ending.perform(sim, calls)?,
            Self::Notice(notice) => sim.notify(&notice.agent, &notice.say)?,
            Self::Ask(asking) => asking.perform(sim, calls)?,
            Self::Faults(order) => known(sim.order_faults(order))?,
            Self::Unknowns(changes) => known(sim.change_unknowns(changes))?,
            Self::Customer(change) => sim.set_customer(&change.number, change.behaviour.clone()),
            Self::Handset(change) => sim.set_handset(&change.agent, change.behaviour.clone())?,
        }
        Ok(())
    }
}

impl NewCall {
    fn make(&self, sim: &Sim, calls: &mut Calls) -> Result<(), StepError> {
        let call = sim.customer_calls(self.request.clone())?;
        if let Some(name) = &self.name {
            calls.insert(name.clone(), call.id);
        }
        Ok(())
    }
}

impl Ending {
    fn perform(&self, sim: &Sim, calls: &Calls) -> Result<(), StepError> {
        let call = number_of(&self.call, calls)?;
        match &self.say {
            Some(words) => sim.terminate_saying(call, words)?,
            None => sim.terminate(call)?,
        }
        Ok(())
    }
}

impl Asking {
    fn perform(&self, sim: &Sim, calls: &Calls) -> Result<(), StepError> {
        let mut fields = self.fields.clone();
        if let Some(name) = &self.call {
            let call = sim.call(number_of(name, calls)?).ok_or(OrderError::NoSuchCall)?;
            fields.insert("callId".to_owned(), Value::from(call.call_id));
        }
        Ok(sim.agent_asks(&self.agent, &self.message, &Value::Object(fields))?)
    }
}

fn known<T>(changed: Option<T>) -> Result<(), StepError> {
    changed.map(|_| ()).ok_or(StepError::Switch)
}

fn number_of(name: &str, calls: &Calls) -> Result<u64, StepError> {
    calls.get(name).copied().ok_or_else(|| StepError::Call(name.to_owned()))
}
