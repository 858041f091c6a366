//! Which message of the server's goes where.

use crate::call::{CallOutReport, OfferMessage, Ring, TransferOutcome};
use crate::phone::Phone;
use reo_contact_centre::ServerMessage;
use reo_model::{AgentId, Direction, Extension, PhoneNumber, Redacted};

impl Phone {
    /// A message on the agent socket.
    pub(super) fn on_server_message(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::Refresh { agent_status, voice_channel, device_type } => {
                self.on_refresh(agent_status, voice_channel, device_type);
            }
            ServerMessage::ChangeStatusResponse { status } => self.on_status_answer(status.is_ok()),
            ServerMessage::ReloadStatus { agent_status } => self.on_status_reload(agent_status),
            ServerMessage::ChangeDeviceTypeResponse { result, new, .. } => self.on_device_answer(result, new),
            ServerMessage::EnableVoiceResponse { result, device_type } => {
                self.on_voice_enabled(result, device_type);
            }
            ServerMessage::DisableVoice => self.on_voice_disabled(),
            ServerMessage::SearchAgentsResponse { agents } => self.on_colleagues(agents),
            call => self.on_call_message(call),
        }
    }

    fn on_call_message(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::RingAgent { .. } => self.on_ring_message(message),
            ServerMessage::CallOut { .. } => self.on_call_out_message(message),
            ServerMessage::AgentAnswer { call_id, extension } if self.is_for_us(extension.as_ref()) => {
                self.on_answered_elsewhere(call_id.as_ref());
            }
            ServerMessage::AgentEndCall { call_id, extension } if self.is_for_us(extension.as_ref()) => {
                self.on_agent_call_ended(call_id.as_ref());
            }
            ServerMessage::InternalRing { call_id, called } => self.on_internal_ring(call_id, called),
            ServerMessage::InternalAnswer { call_id, called } => {
                self.on_internal_ring(call_id.clone(), called);
                self.on_internal_answer(&call_id);
            }
            ServerMessage::InternalEnd { call_id, .. } => self.on_internal_call_ended(&call_id),
            ServerMessage::ErrorCall { status: Some(status), call_id } => {
                let constants = self.session.centre().map(super::Centre::constants);
                let not_found = constants.is_some_and(|constants| constants.is_call_not_found(&status));
                self.on_call_error(&status, not_found, call_id.as_ref());
            }
            ServerMessage::Terminated { call_id, status, terminated_agent, .. }
                if status.as_ref().is_none_or(reo_contact_centre::Status::is_ok) =>
            {
                self.on_terminated(&call_id, terminated_agent.as_ref());
            }
            ServerMessage::TerminateCall { text } => {
                self.on_terminated_with_text(text.map(Redacted::into_inner))
            }
            ServerMessage::Report { text } => self.show_server_text(text.map(Redacted::into_inner)),
            message => self.on_steering_message(message),
        }
    }

    /// Answers to what was asked of a call.
    fn on_steering_message(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::MuteResponse { status } => self.on_server_mute(true, status.as_ref()),
            ServerMessage::UnmuteResponse { status } => self.on_server_mute(false, status.as_ref()),
            ServerMessage::HoldResponse { status } => self.on_server_hold(false, true, &status),
            ServerMessage::UnholdResponse { status } => self.on_server_hold(false, false, &status),
            ServerMessage::HoldCallOutResponse { status } => self.on_server_hold(true, true, &status),
            ServerMessage::UnholdCallOutResponse { status } => self.on_server_hold(true, false, &status),
            ServerMessage::TransferConfirm { .. } => self.on_offer_message(message),
            ServerMessage::TransferConfirmAnswer { call_id, status, .. } => {
                self.on_transfer_answer(&call_id, &status);
            }
            ServerMessage::TransferResponse { call_id, status, .. } => {
                let outcome = TransferOutcome { server_call: call_id, status };
                self.on_transfer_outcome(&outcome);
                self.on_offer_outcome(&outcome);
            }
            ServerMessage::TransferToAcdResponse { status } => self.on_queue_transfer_outcome(&status),
            // Pings are the agent session's; the rest tells nothing that is not told by something else.
            _ => {}
        }
    }

    fn on_offer_message(&mut self, message: ServerMessage) {
        let ServerMessage::TransferConfirm { call_id, new_agent, drop_agent, caller, caller_name } = message
        else {
            return;
        };
        let own = self.session.own_number().map(|own| AgentId::new(own.as_str()));
        let new_agent = new_agent.or(own).unwrap_or_default();
        if self.session.is_agent(&new_agent) {
            let drop_agent = drop_agent.unwrap_or_default();
            self.on_transfer_offer(OfferMessage {
                server_call: call_id,
                new_agent,
                drop_agent,
                caller,
                caller_name,
            });
        }
    }

    /// Some messages reach every agent; those that name nobody are meant for whoever gets them.
    fn is_for_us(&self, extension: Option<&Extension>) -> bool {
        extension
            .is_none_or(|name| self.session.centre().is_some_and(|centre| centre.is_agent(name.as_str())))
    }

    fn on_ring_message(&mut self, message: ServerMessage) {
        let ServerMessage::RingAgent { call_id, caller, line, queue, direction, extension } = message else {
            return;
        };
        self.learn_hotline(line.as_ref());
        if self.is_for_us(extension.as_ref()) {
            self.on_ring(Ring {
                server_call: Some(call_id),
                caller: caller.unwrap_or_else(|| PhoneNumber::verbatim("")),
                line,
                queue,
                direction: direction.unwrap_or(Direction::Inbound),
            });
        }
    }

    fn on_call_out_message(&mut self, message: ServerMessage) {
        let error = message.call_out_error();
        let ServerMessage::CallOut { status, call_id, line, extension, .. } = message else { return };
        self.learn_hotline(line.as_ref());
        if self.is_for_us(extension.as_ref()) {
            self.on_call_out_report(CallOutReport { status, server_call: call_id, line, error });
        }
    }
}
