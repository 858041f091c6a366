//! To which call a fact belongs. What names no call, no dialog and no id belongs to all that are up: a lost network
//! explains each of them.

use super::{DialogStep, Fact};
use reo_model::{CallId, LegId};
use std::collections::VecDeque;

/// Calls and dialogs that are remembered: far more than can be up at once.
const REMEMBERED: usize = 8;

/// What is known of the calls' halves.
#[derive(Debug, Default)]
pub(super) struct Owners {
    calls: VecDeque<Owner>,
    /// Dialogs that came before their call did.
    strays: VecDeque<LegId>,
}

#[derive(Debug)]
struct Owner {
    call: CallId,
    leg: Option<LegId>,
    server_call: Option<String>,
    over: bool,
}

impl Owners {
    /// Learns from a fact what belongs together. A dialog belongs to the newest call that has none.
    pub(super) fn learn(&mut self, fact: &Fact) {
        match fact {
            Fact::Call { call, .. } => {
                let leg = self.strays.pop_back();
                self.calls.push_back(Owner { call: *call, leg, server_call: None, over: false });
                self.calls.drain(..self.calls.len().saturating_sub(REMEMBERED));
            }
            Fact::Identified { call, server_call } => {
                if let Some(owner) = self.calls.iter_mut().find(|owner| owner.call == *call) {
                    owner.server_call = Some(server_call.as_str().to_owned());
                }
            }
            Fact::Phase { call, phase, .. } if phase.is_end() => {
                if let Some(owner) = self.calls.iter_mut().find(|owner| owner.call == *call) {
                    owner.over = true;
                }
            }
            Fact::Dialog { leg, step } => self.learn_leg(*leg, *step),
            _ => {}
        }
    }

    fn learn_leg(&mut self, leg: LegId, step: DialogStep) {
        if is_end(step) {
            self.strays.retain(|stray| *stray != leg);
            return;
        }
        if self.strays.contains(&leg) || self.calls.iter().any(|owner| owner.leg == Some(leg)) {
            return;
        }
        match self.calls.iter_mut().rev().find(|owner| owner.leg.is_none() && !owner.over) {
            Some(owner) => owner.leg = Some(leg),
            None => {
                self.strays.push_back(leg);
                self.strays.drain(..self.strays.len().saturating_sub(REMEMBERED));
            }
        }
    }

    /// Whether a fact concerns this call, as far as is known.
    pub(super) fn concerns(&self, fact: &Fact, call: CallId) -> bool {
        let by_leg = fact.leg().and_then(|leg| self.find(|owner| owner.leg == Some(leg)));
        let by_id =
            fact.server_call().and_then(|id| self.find(|owner| owner.server_call.as_deref() == Some(id)));
        fact.call().or(by_leg).or(by_id).is_none_or(|owner| owner == call)
    }

    fn find(&self, is_it: impl Fn(&Owner) -> bool) -> Option<CallId> {
        self.calls.iter().find(|owner| is_it(owner)).map(|owner| owner.call)
    }
}

const fn is_end(step: DialogStep) -> bool {
    matches!(
        step,
        DialogStep::EndedHere
            | DialogStep::EndedThere
            | DialogStep::Cancelled { .. }
            | DialogStep::Refused { .. }
            | DialogStep::Broken
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Masked, MediaStep};
    use reo_model::{DeviceType, Direction};
    use reo_phone::LightState;

    fn call(id: u64) -> Fact {
        Fact::Call {
            call: CallId(id),
            direction: Direction::Inbound,
            number: Masked::number("0901234567"),
            device: DeviceType::Computer,
            agent_socket: LightState::Good,
            registration: LightState::Good,
        }
    }

    fn dialog(leg: u64, step: DialogStep) -> Fact {
        Fact::Dialog { leg: LegId(leg), step }
    }

    fn heard(leg: u64) -> Fact {
        Fact::Media { leg: LegId(leg), step: MediaStep::Flowing }
    }

    fn concerned(owners: &Owners, fact: &Fact) -> Vec<u64> {
        (1..=3).filter(|id| owners.concerns(fact, CallId(*id))).collect()
    }

    #[test]
    fn a_dialog_belongs_to_its_call_whichever_came_first() {
        let mut owners = Owners::default();
        for fact in [dialog(2, DialogStep::Incoming), call(1), call(2), dialog(4, DialogStep::Incoming)] {
            owners.learn(&fact);
        }
        assert_eq!(concerned(&owners, &heard(2)), [1]);
        assert_eq!(concerned(&owners, &heard(4)), [2]);
        assert_eq!(concerned(&owners, &heard(9)), [1, 2, 3]);
    }

    #[test]
    fn a_dialog_that_was_refused_waits_for_no_call() {
        let mut owners = Owners::default();
        for fact in [dialog(2, DialogStep::Incoming), dialog(2, DialogStep::EndedHere), call(1)] {
            owners.learn(&fact);
        }
        assert_eq!(concerned(&owners, &heard(2)), [1, 2, 3]);
    }

    #[test]
    fn the_contact_centres_id_names_the_call() {
        let mut owners = Owners::default();
        owners.learn(&call(1));
        owners.learn(&Fact::Identified { call: CallId(1), server_call: "17.5".into() });
        let message = |id: &str| Fact::Message {
            sent: false,
            name: "AGENT_END_CALL_RESPOND_ID".to_owned(),
            fields: [("callId".to_owned(), id.to_owned())].into(),
        };
        assert_eq!(concerned(&owners, &message("17.5")), [1]);
        assert_eq!(concerned(&owners, &message("17.6")), [1, 2, 3]);
    }
}
