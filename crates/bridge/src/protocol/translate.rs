//! From the phone's types to the protocol's.

use super::*;
use reo_model::{AgentStatus, CallId, DeviceType, PhoneNumber, Redacted};
use reo_phone as phone;

/// The names of this run's calls in the protocol: `{run}-{number}`.
#[derive(Clone, Debug)]
pub struct Names {
    run: String,
}

impl Names {
    /// For one run of Reo's; `run` is never the same twice.
    pub fn new(run: impl Into<String>) -> Self {
        Self { run: run.into() }
    }

    /// The run.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The name of a call.
    pub fn of(&self, call: CallId) -> String {
        format!("{}-{call}", self.run)
    }

    /// The call of a name; `None` when it is not one of this run's.
    pub fn call(&self, name: &str) -> Option<CallId> {
        name.strip_prefix(&self.run)?.strip_prefix('-')?.parse().ok().map(CallId)
    }

    /// The view as pages see it. Which command made a call is not in it.
    pub fn snapshot(&self, view: &phone::Snapshot) -> Snapshot {
        Snapshot {
            now: view.now,
            session: session(&view.session),
            health: Health {
                contact_centre: light(&view.health.contact_centre),
                line: light(&view.health.line),
                sound: light(&view.health.sound),
            },
            ready: view.ready,
            status: view
                .status
                .map(|one| StatusView { status: one.status.into(), pending: one.pending.map(Into::into) }),
            device: view.device.as_ref().map(device),
            voice_right: view.voice_right,
            services: view.services.iter().map(service).collect(),
            call_waiting: view.call_waiting,
            calls: view.calls.iter().map(|one| self.call_view(one)).collect(),
            colleagues: view.colleagues.as_ref().map(|all| all.iter().map(colleague).collect()),
            transfer_offer: view.transfer_offer.as_ref().map(offer),
            trouble: view.trouble.as_ref().map(Into::into),
        }
    }

    fn call_view(&self, view: &phone::CallView) -> Call {
        Call {
            id: self.of(view.id),
            server_call: view.server_call.as_ref().map(ToString::to_string),
            direction: view.direction.into(),
            number: text(&view.number),
            name: view.name.clone(),
            line: view.line.clone(),
            queue: view.queue.clone(),
            phase: (&view.phase).into(),
            cause: match &view.phase {
                phone::Phase::Ended { cause } => Some(cause.into()),
                _ => None,
            },
            since: view.since,
            started_at: view.started_at,
            answered_at: view.answered_at,
            device: view.device.code(),
            muted: view.muted,
            mute_pending: view.mute_pending,
            hold: Hold { local: view.hold.local, remote: view.hold.remote, pending: view.hold.pending },
            silenced: view.silenced,
            transfer: view.transfer.as_ref().map(transfer),
            allowed: Allowed {
                answer: view.allowed.answer,
                hang_up: view.allowed.hang_up,
                hold: view.allowed.hold,
                mute: view.allowed.mute,
                digits: view.allowed.digits,
                transfer: view.allowed.transfer,
            },
            request_id: None,
        }
    }

    /// The event as pages are told; `None` for what is no concern of theirs.
    pub fn event(&self, event: &phone::Event) -> Option<Event> {
        use phone::Event as Phone;
        let name = |call: &CallId| self.of(*call);
        Some(match event {
            Phone::SignedIn => Event::SignedIn,
            Phone::SignInFailed { problem } => Event::SignInFailed { problem: problem.into() },
            Phone::SignedOut => Event::SignedOut,
            Phone::StatusChanged { status } => Event::StatusChanged { status: (*status).into() },
            Phone::DeviceChanged { device } => Event::DeviceChanged { device: device.code() },
            Phone::VoiceRightChanged { held } => Event::VoiceRightChanged { held: *held },
            Phone::Reconnecting { attempt, total } => {
                Event::Reconnecting { attempt: *attempt, total: *total }
            }
            Phone::ContactCentreGivenUp => Event::GivenUp,
            Phone::CallStarted { call, direction, number } => {
                Event::CallStarted { call: name(call), direction: (*direction).into(), number: text(number) }
            }
            Phone::CallIdentified { call, server_call } => {
                Event::CallIdentified { call: name(call), server_call: server_call.to_string() }
            }
            Phone::CallRinging { call } => Event::CallRinging { call: name(call) },
            Phone::CallAnswered { call } => Event::CallAnswered { call: name(call) },
            Phone::AudioStarted { .. } => return None,
            Phone::HoldChanged { call, local, remote } => {
                Event::HoldChanged { call: name(call), local: *local, remote: *remote }
            }
            Phone::MuteChanged { call, on } => Event::MuteChanged { call: name(call), on: *on },
            Phone::DigitReceived { call, digit } => {
                Event::DigitReceived { call: name(call), digit: digit.as_char() }
            }
            Phone::TransferRequested { call, to } => {
                Event::TransferRequested { call: name(call), to: target(to) }
            }
            Phone::TransferAccepted { call } => Event::TransferAccepted { call: name(call) },
            Phone::TransferFailed { call, problem } => {
                Event::TransferFailed { call: name(call), problem: problem.into() }
            }
            Phone::TransferOffered { server_call, from } => {
                Event::TransferOffered { server_call: server_call.to_string(), from: from.clone() }
            }
            Phone::TransferOfferClosed { server_call, accepted } => {
                Event::TransferOfferClosed { server_call: server_call.to_string(), accepted: *accepted }
            }
            Phone::ColleaguesListed => Event::ColleaguesListed,
            Phone::CallEnded { call, cause, answered_at } => {
                Event::CallEnded { call: name(call), cause: cause.into(), answered_at: *answered_at }
            }
            Phone::Noticed { problem } => Event::Noticed { problem: problem.into() },
        })
    }
}

fn session(view: &phone::SessionView) -> Session {
    match view {
        phone::SessionView::SignedOut { problem } => {
            Session::SignedOut { problem: problem.as_ref().map(Into::into) }
        }
        phone::SessionView::SigningIn => Session::SigningIn,
        phone::SessionView::SignedIn { agent } => Session::SignedIn {
            agent: Agent {
                name: agent.name.clone(),
                extension: agent.extension.clone(),
                domain: agent.domain.clone(),
                agent_id: agent.agent_id.clone(),
                phone: agent.mobile.as_ref().map(text),
                role: agent.role,
            },
        },
    }
}

fn light(view: &phone::Light) -> Light {
    let state = match view.state {
        phone::LightState::Off => LightState::Off,
        phone::LightState::Working => LightState::Working,
        phone::LightState::Good => LightState::Good,
        phone::LightState::Bad => LightState::Bad,
    };
    Light { state, problem: view.problem.as_ref().map(Into::into) }
}

fn device(view: &phone::AgentDevice) -> DeviceView {
    DeviceView {
        current: view.current.code(),
        pending: view.pending.map(DeviceType::code),
        mobile: view.mobile.as_ref().map(text),
        on_sign_out: view.on_sign_out.map(DeviceType::code),
        can_change: view.can_change,
    }
}

fn service(view: &phone::ServiceView) -> Service {
    Service { id: view.id.clone(), description: view.description.clone(), is_default: view.is_default }
}

fn colleague(view: &phone::Colleague) -> Colleague {
    Colleague { extension: view.extension.clone(), name: view.name.clone() }
}

fn offer(view: &phone::TransferOffer) -> Offer {
    Offer {
        server_call: view.server_call.to_string(),
        from: view.from.clone(),
        number: view.number.as_ref().map(text),
        name: view.name.clone(),
        until: view.until,
        accepted: view.accepted,
    }
}

fn transfer(view: &phone::TransferView) -> Transfer {
    let stage = match view.stage {
        phone::TransferStage::Asking => Stage::Asking,
        phone::TransferStage::Moving => Stage::Moving,
    };
    Transfer { to: target(&view.to), stage, until: view.until }
}

fn target(to: &phone::TransferTarget) -> Option<Target> {
    use phone::TransferTarget as To;
    Some(match to {
        To::Colleague { extension } => Target::Colleague { extension: extension.clone() },
        To::Queue { id } => Target::Queue { id: id.clone() },
        To::Number { number } => Target::Number { number: number.clone() },
        To::Call { .. } => return None,
    })
}

fn text(number: &PhoneNumber) -> Redacted<String> {
    number.as_str().into()
}

impl From<&phone::Problem> for Problem {
    fn from(problem: &phone::Problem) -> Self {
        Self { code: problem.code.name(), params: problem.params.clone() }
    }
}

impl From<&phone::EndCause> for Cause {
    fn from(cause: &phone::EndCause) -> Self {
        use phone::EndCause as Phone;
        match cause {
            Phone::HungUpHere => Self::HungUpHere,
            Phone::HungUpThere => Self::HungUpThere,
            Phone::Refused => Self::Refused,
            Phone::Missed => Self::Missed,
            Phone::AnsweredElsewhere => Self::AnsweredElsewhere,
            Phone::Transferred => Self::Transferred,
            Phone::Failed { problem } => Self::Failed { problem: problem.into() },
        }
    }
}

impl From<&phone::Phase> for Phase {
    fn from(phase: &phone::Phase) -> Self {
        use phone::Phase as Phone;
        match phase {
            Phone::Incoming => Self::Incoming,
            Phone::Answering => Self::Answering,
            Phone::Connecting => Self::Connecting,
            Phone::Ringing => Self::Ringing,
            Phone::Talking => Self::Talking,
            Phone::Ending => Self::Ending,
            Phone::Ended { .. } => Self::Ended,
        }
    }
}

impl From<AgentStatus> for Status {
    fn from(status: AgentStatus) -> Self {
        match status {
            AgentStatus::Available => Self::Available,
            AgentStatus::NotAvailable => Self::NotAvailable,
            AgentStatus::NoAnswer => Self::NoAnswer,
        }
    }
}

impl From<Status> for AgentStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Available => Self::Available,
            Status::NotAvailable => Self::NotAvailable,
            Status::NoAnswer => Self::NoAnswer,
        }
    }
}

impl From<reo_model::Direction> for Direction {
    fn from(direction: reo_model::Direction) -> Self {
        match direction {
            reo_model::Direction::Inbound => Self::Inbound,
            reo_model::Direction::Outbound => Self::Outbound,
            reo_model::Direction::Internal => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_named_by_its_run_and_no_other_runs_name_is_taken_for_it() {
        let names = Names::new("k3f9");
        assert_eq!(names.call(&names.of(CallId(7))), Some(CallId(7)));
        assert_eq!(names.call("other-7"), None);
        assert_eq!(names.call("k3f9-x"), None);
    }
}
