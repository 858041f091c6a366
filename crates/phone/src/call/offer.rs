//! A call that a colleague offers.
//!
//! The agent has ten seconds to accept; no word counts as a refusal. An accepted call comes as an ordinary inbound one,
//! and is answered at once where it is certain that it is that call: by its id or by the customer's number.

use super::transfer::{TransferOutcome, extension_of};
use super::{Call, Stage, same_number};
use crate::limits::{ARRIVE, CONFIRM};
use crate::phone::Phone;
use crate::{Event, Problem, ProblemCode, TransferOffer};
use reo_contact_centre::{ClientMessage, Status};
use reo_model::{AgentId, CallId, PhoneNumber, Redacted, ServerCallId, Timestamp};

/// `TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID` as it reaches the new agent.
#[derive(Clone, Debug)]
pub(crate) struct OfferMessage {
    pub(crate) server_call: ServerCallId,
    pub(crate) new_agent: AgentId,
    pub(crate) drop_agent: AgentId,
    pub(crate) caller: Option<PhoneNumber>,
    pub(crate) caller_name: Option<Redacted<String>>,
}

/// An offer that stands.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    message: OfferMessage,
    until: Timestamp,
    accepted: bool,
}

impl Offer {
    pub(crate) fn until(&self) -> Timestamp {
        self.until
    }

    pub(crate) fn view(&self) -> TransferOffer {
        TransferOffer {
            server_call: self.message.server_call.clone(),
            from: extension_of(&self.message.drop_agent),
            number: self.message.caller.clone(),
            name: self.message.caller_name.clone(),
            until: self.until,
            accepted: self.accepted,
        }
    }

    fn is_about(&self, call: &Call) -> bool {
        match (&call.server_call, &self.message.caller) {
            (Some(id), _) => *id == self.message.server_call,
            (None, Some(caller)) => same_number(&call.number, caller),
            (None, None) => false,
        }
    }
}

impl Phone {
    /// A colleague asks whether we take their call. Whoever is in a call, or has another offer, does not.
    pub(crate) fn on_transfer_offer(&mut self, message: OfferMessage) {
        if self.offer.as_ref().is_some_and(|offer| offer.message.server_call == message.server_call) {
            return;
        }
        if !self.session.has_voice_right() {
            // Meant for the session that has it.
            return;
        }
        if self.is_busy() || self.offer.is_some() {
            self.answer_offer(&message, Status::NotOk);
            return;
        }
        self.outbox.event(Event::TransferOffered {
            server_call: message.server_call.clone(),
            from: extension_of(&message.drop_agent),
        });
        self.offer = Some(Offer { message, until: self.now + CONFIRM, accepted: false });
    }

    /// The agent's word on it.
    pub(crate) fn answer_transfer(&mut self, accept: bool) {
        let Some(offer) = self.offer.clone().filter(|offer| !offer.accepted) else {
            return self.notice_code(ProblemCode::CallNotFound);
        };
        let told = self.answer_offer(&offer.message, if accept { Status::Ok } else { Status::NotOk });
        if accept && told {
            self.offer = Some(Offer { until: self.now + ARRIVE, accepted: true, ..offer });
            return;
        }
        self.close_offer(false);
        if !told {
            self.notice_code(ProblemCode::NotReady);
        }
    }

    fn answer_offer(&mut self, message: &OfferMessage, status: Status) -> bool {
        self.tell(ClientMessage::TransferConfirmAnswer {
            call_id: message.server_call.clone(),
            drop_agent: message.drop_agent.clone(),
            new_agent: message.new_agent.clone(),
            status,
        })
    }

    fn close_offer(&mut self, accepted: bool) {
        if let Some(offer) = self.offer.take() {
            let server_call = offer.message.server_call;
            self.outbox.event(Event::TransferOfferClosed { server_call, accepted });
        }
    }

    /// A call has come in, or became known better: the one that the agent has accepted is answered for them.
    pub(super) fn take_accepted(&mut self, id: CallId) {
        let Some(offer) = self.offer.as_ref().filter(|offer| offer.accepted) else { return };
        let Some(call) = self.call(id).filter(|call| offer.is_about(call)) else { return };
        let rings_here = call.stage == Stage::Incoming && call.is_here();
        self.close_offer(true);
        if rings_here {
            self.answer(id);
        }
    }

    /// `TRANSFER_AGENT_TO_AGENT_RESPOND_ID`, for a call that was offered to us.
    pub(crate) fn on_offer_outcome(&mut self, outcome: &TransferOutcome) {
        let ours = |offer: &&Offer| offer.message.server_call == outcome.server_call;
        let Some(offer) = self.offer.as_ref().filter(ours) else { return };
        if outcome.status.is_ok() {
            return;
        }
        let accepted = offer.accepted;
        self.close_offer(false);
        if accepted {
            self.notice_code(ProblemCode::TransferLost);
        }
    }

    pub(crate) fn on_offer_overdue(&mut self) {
        let now = self.now;
        let Some(offer) = self.offer.as_ref().filter(|offer| offer.until <= now) else { return };
        let accepted = offer.accepted;
        self.close_offer(false);
        if accepted {
            self.notice(Problem::new(ProblemCode::TransferLost));
        }
    }

    /// Nobody hears our answer any more.
    pub(crate) fn withdraw_offer(&mut self) {
        self.close_offer(false);
    }
}
