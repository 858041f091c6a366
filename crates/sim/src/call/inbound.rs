//! A customer calls.

use super::attend::Attendance;
use super::record::{Call, NewCall};
use super::view::Direction;
use super::whom::Whom;
use crate::OrderError;
use crate::centre::Centre;
use crate::customer::Behaviour;
use reo_model::{Domain, Extension, Redacted};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// A call that a customer is to make.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallRequest {
    /// The customer's number.
    pub number: Redacted<String>,
    /// The customer's name, sent as the display name of the INVITE.
    #[serde(default)]
    pub name: Option<Redacted<String>>,
    /// The hotline that was dialled; without it the tenant's.
    #[serde(default)]
    pub line: Option<String>,
    /// What the caller chose: the id or name of a queue, or any text.
    #[serde(default)]
    pub queue: String,
    /// Waits, hearing the ringing tone, while nobody is free.
    #[serde(default)]
    pub waits: bool,
    /// Who is to be rung; without it whoever has been idle for longest.
    #[serde(default)]
    pub agent: Option<Extension>,
    /// How the customer behaves.
    #[serde(default, flatten)]
    pub behaviour: Behaviour,
}

impl CallRequest {
    /// A customer who speaks, calling whoever is free.
    pub fn from_number(number: &str) -> Self {
        Self {
            number: Redacted::from(number),
            name: None,
            line: None,
            queue: String::new(),
            waits: false,
            agent: None,
            behaviour: Behaviour::default(),
        }
    }
}

impl Centre {
    /// Lets a customer call; the call.
    pub(crate) fn customer_calls(self: &Arc<Self>, request: CallRequest) -> Result<Arc<Call>, OrderError> {
        let id = self.calls.next_id();
        let tenant = self.tenant_called(&request)?;
        let whom = self.whom(&request, &tenant);
        let agent = self.first_agent(&request, &whom, id)?;
        let (call, orders) = Call::new(NewCall {
            id,
            direction: Direction::Inbound,
            number: request.number.into_inner(),
            name: request.name.map(Redacted::into_inner),
            line: request.line.unwrap_or_else(|| tenant.to_string()),
            tenant,
            queue: whom.name.clone(),
            agent: agent.clone(),
        });
        self.calls.add(&call);
        let facts = json!({"call": id, "agent": agent, "callId": call.server_id});
        self.events.add("call.inbound", facts);
        let attendance = Attendance::new(self, &call, orders, request.behaviour);
        self.spawn(attend(attendance, agent, whom));
        Ok(call)
    }

    /// The tenant of the agent asked for or of the line dialled; else the first one.
    fn tenant_called(&self, request: &CallRequest) -> Result<Domain, OrderError> {
        if let Some(agent) = &request.agent {
            return self.agents.view(agent).map(|view| view.tenant).ok_or(OrderError::NoSuchAgent);
        }
        let dialled = request.line.as_deref().map(Domain::from);
        let known = dialled.filter(|line| self.config.all_seats().any(|(tenant, _)| tenant == line));
        Ok(known.unwrap_or_else(|| self.config.domain.clone()))
    }

    fn whom(&self, request: &CallRequest, tenant: &Domain) -> Whom {
        let whom = Whom::of_queue(&self.config, &request.queue, tenant);
        match &request.agent {
            Some(agent) => whom.only(agent),
            None if request.waits => whom,
            None => whom.at_once(),
        }
    }

    /// The agent asked for, even if signed out, or the first free one; now in the call. `None` where the customer
    /// waits.
    fn first_agent(
        &self,
        request: &CallRequest,
        whom: &Whom,
        call: u64,
    ) -> Result<Option<Extension>, OrderError> {
        let chosen = match &request.agent {
            Some(agent) => self.agents.occupy(agent, call).then(|| agent.clone()),
            None => self.next_agent(whom, call),
        };
        if chosen.is_none() && !whom.waits { Err(OrderError::NoAgentFree) } else { Ok(chosen) }
    }
}

async fn attend(mut attendance: Attendance, first: Option<Extension>, whom: Whom) {
    let outcome = match attendance.find_agent(first, whom).await {
        Ok(agent) => attendance.serve(agent).await,
        Err(reason) => (reason, None),
    };
    attendance.finish(outcome).await;
}
