//! What goes wrong on purpose and what is not known of the provider, steered while the simulator runs.

use crate::faults::{FaultOrder, Faults};
use crate::unknowns::Unknowns;
use crate::{Sim, sip};
use reo_model::Extension;
use serde_json::{Map, Value};

impl Sim {
    /// The lasting faults.
    pub fn faults(&self) -> Faults {
        self.centre.faults()
    }

    /// Sets the lasting faults.
    pub fn set_faults(&self, faults: Faults) {
        self.centre.change_faults(|current| *current = faults);
    }

    /// Follows an order about faults; `None` (and nothing done) when it names one that does not exist.
    pub fn order_faults(&self, order: &FaultOrder) -> Option<Faults> {
        let start = if order.clear { Faults::default() } else { self.faults() };
        let faults = start.changed(&order.lasting)?;
        self.set_faults(faults.clone());
        if let Some(whose) = &order.drop_agent_socket {
            self.drop_agent_sockets(everybody(whose));
        }
        if let Some(whose) = &order.drop_sip_socket {
            self.drop_sip_sockets(everybody(whose));
        }
        if let Some(whose) = &order.send_sip_garbage {
            self.centre.sip.flows(everybody(whose)).iter().for_each(|flow| flow.send(crate::call::GARBAGE));
        }
        if let Some(text) = &order.send_agent_text {
            self.centre.agents.send(&Extension::new(text.extension.clone()), &text.text);
        }
        Some(faults)
    }

    /// How what is not known of the provider is played now.
    pub fn unknowns(&self) -> Unknowns {
        self.centre.unknowns()
    }

    /// Plays it another way from now on.
    pub fn set_unknowns(&self, unknowns: Unknowns) {
        self.centre.set_unknowns(unknowns);
    }

    /// Changes the named ones; `None` (and nothing done) when a name or a value is unknown.
    pub fn change_unknowns(&self, changes: &Map<String, Value>) -> Option<Unknowns> {
        let unknowns = self.unknowns().changed(changes)?;
        self.set_unknowns(unknowns.clone());
        Some(unknowns)
    }

    /// Closes the agent sockets of one agent or of all; how many.
    pub fn drop_agent_sockets(&self, extension: Option<&str>) -> usize {
        self.centre.agents.drop_sockets(extension)
    }

    /// Closes the SIP sockets of one agent or of all; how many.
    pub fn drop_sip_sockets(&self, extension: Option<&str>) -> usize {
        let flows = self.centre.sip.flows(extension);
        flows.iter().for_each(sip::Flow::close);
        flows.len()
    }
}

fn everybody(whose: &str) -> Option<&str> {
    Some(whose).filter(|whose| *whose != "*")
}
