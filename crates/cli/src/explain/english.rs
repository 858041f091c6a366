//! The words of `reo explain` in English.

use super::{Words, clock, seconds};
use reo_engine::record::{Actor, Cut, Ending, Step, TransferStep, Trouble, What};
use reo_model::{Direction, Timestamp};
use reo_phone::ProblemCode;

/// English.
pub(super) struct English;

impl Words for English {
    fn actor(&self, actor: Actor, direction: Direction) -> &'static str {
        match actor {
            Actor::Agent => "agent",
            Actor::OtherSide => other(direction),
            Actor::Server => "server",
            Actor::Supervisor => "supervisor",
            Actor::OtherSession => "other session",
            Actor::Colleague => "colleague",
            Actor::Network => "network",
            Actor::Phone => "phone",
        }
    }

    fn step(&self, step: &Step, direction: Direction) -> String {
        let other = other(direction);
        match &step.what {
            What::Called if step.by == Actor::Agent => format!("the agent called the {other}"),
            What::Called => format!("the {other} called"),
            What::Announced { ring_first: true, gap_ms } => {
                format!("the ring message came {} before the INVITE", seconds(*gap_ms))
            }
            What::Announced { ring_first: false, gap_ms } => {
                format!("the INVITE came {} before the ring message", seconds(*gap_ms))
            }
            What::HalfAnnounced { ring: true } => "the ring message came, but no INVITE".to_owned(),
            What::HalfAnnounced { ring: false } => "the INVITE came, but no ring message".to_owned(),
            What::RingsThere => format!("the {other}'s phone rang"),
            What::Accepted => "the agent answered".to_owned(),
            What::Talking => "both sides were connected".to_owned(),
            What::FirstHeard { after_ms } => {
                format!("the {other} was first heard {} after the answer", seconds(*after_ms))
            }
            What::Hold { on } => hold(step.by, *on, other),
            What::Mute { on: true } => "the agent muted the microphone".to_owned(),
            What::Mute { on: false } => "the agent ended the mute".to_owned(),
            What::Transfer { step, trouble } => self.transfer(*step, trouble.as_ref()),
            What::Notice { trouble } => format!("the agent was told: {}", self.trouble(trouble)),
            What::Ended { ending } => self.ending(ending, direction),
            what => audio(what, other).unwrap_or_else(|| connection(what, step)),
        }
    }

    fn ending(&self, ending: &Ending, direction: Direction) -> String {
        let other = other(direction);
        match ending {
            Ending::AgentHungUp => "the agent hung up".to_owned(),
            Ending::AgentLeft => "the agent signed out, or the phone was closed, during the call".to_owned(),
            Ending::AgentRefused => "the agent refused the call".to_owned(),
            Ending::OtherHungUp => format!("the {other} hung up"),
            Ending::ServerEnded => "the server ended the call".to_owned(),
            Ending::SupervisorEnded => "a supervisor ended the call".to_owned(),
            Ending::Missed => format!("nobody answered: the {other} gave up, or the queue went on"),
            Ending::AnsweredElsewhere => "the call was answered on another device of the agent's".to_owned(),
            Ending::Transferred => "the call went to somebody else".to_owned(),
            Ending::ConnectionLost => "the call broke off: the connection was lost".to_owned(),
            Ending::Failed { trouble } => self.trouble(trouble),
        }
    }

    fn trouble(&self, trouble: &Trouble) -> String {
        let text = of(trouble.code);
        let text = if text.is_empty() { format!("{:?}", trouble.code) } else { text.to_owned() };
        match &trouble.status {
            Some(status) => format!("{text} ({status})"),
            None => text,
        }
    }

    fn direction(&self, direction: Direction) -> &'static str {
        match direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
            Direction::Internal => "internal",
        }
    }

    fn server_call(&self) -> &'static str {
        "contact centre's id"
    }

    fn no_end(&self) -> &'static str {
        "no end yet: the call goes on, or the phone was ended in the middle of it"
    }
}

impl English {
    fn transfer(&self, step: TransferStep, trouble: Option<&Trouble>) -> String {
        match (step, trouble) {
            (TransferStep::Requested, _) => "the agent asked for a transfer".to_owned(),
            (TransferStep::Accepted, _) => "the colleague accepted the transfer".to_owned(),
            (TransferStep::Failed, Some(trouble)) => {
                format!("the transfer failed: {}", self.trouble(trouble))
            }
            (TransferStep::Failed, None) => "the transfer failed".to_owned(),
        }
    }
}

const fn other(direction: Direction) -> &'static str {
    match direction {
        Direction::Internal => "colleague",
        _ => "customer",
    }
}

fn hold(by: Actor, on: bool, other: &str) -> String {
    match (by, on) {
        (Actor::Agent, true) => format!("the agent put the {other} on hold"),
        (Actor::Agent, false) => format!("the agent took the {other} back from hold"),
        (_, true) => format!("the {other}'s side put the agent on hold"),
        (_, false) => format!("the {other}'s side ended the hold"),
    }
}

fn audio(what: &What, other: &str) -> Option<String> {
    Some(match what {
        What::Silence { for_ms } => format!("nothing was heard of the {other} for {}", seconds(*for_ms)),
        What::AudioBroken => "there was no audio path, or it broke".to_owned(),
        What::PoorAudio { lost_here, lost_there, jitter_ms } => {
            let there = lost_there.map(|lost| format!(", {lost} % of the agent's")).unwrap_or_default();
            format!("bad audio: {lost_here} % of the {other}'s voice was lost{there}, jitter {jitter_ms} ms")
        }
        What::WholeAudio { received, lost, jitter_ms, round_trip_ms } => {
            let trip = round_trip_ms.map(|trip| format!(", round trip {trip} ms")).unwrap_or_default();
            format!("audio in all: {received} packets heard, {lost} lost, jitter {jitter_ms} ms{trip}")
        }
        What::Sound { code } => of(*code).to_owned(),
        What::SoundBack => "the sound devices were all right again".to_owned(),
        What::MicrophoneSilent { on: true } => "the microphone gave no sound".to_owned(),
        What::MicrophoneSilent { on: false } => "the microphone gave sound again".to_owned(),
        _ => return None,
    })
}

fn connection(what: &What, step: &Step) -> String {
    match what {
        What::Down { cut } => {
            let what = match cut {
                Cut::Network => "our network",
                Cut::AgentSocket => "the connection to the contact centre",
                Cut::Sip => "the connection to the SIP server",
                Cut::Audio => "the audio path",
            };
            format!("{what} was down {}", span(step.at, step.until))
        }
        What::RegistrationRefused => "the SIP server refused the registration".to_owned(),
        What::VoiceRight { held: true } => "this phone got the voice right".to_owned(),
        What::VoiceRight { held: false } => "another session took the voice right".to_owned(),
        What::Omitted { count } => format!("({count} entries were left out here)"),
        _ => English.no_end().to_owned(),
    }
}

fn span(from: Timestamp, until: Option<Timestamp>) -> String {
    match until {
        Some(until) => format!("from {} to {}", clock(from), clock(until)),
        None => format!("from {} on", clock(from)),
    }
}

/// What can go wrong in a call; empty for what cannot.
pub(super) const fn of(code: ProblemCode) -> &'static str {
    use ProblemCode as P;
    match code {
        P::CustomerNotReachable => "the number cannot be reached",
        P::CustomerBusy => "the customer's phone was busy",
        P::CustomerNoAnswer => "the customer did not answer",
        P::CustomerUnavailable => "the customer was temporarily unreachable",
        P::HotlineUnpaid => "the hotline has not been paid for",
        P::CallFault => "the server could not put the call through",
        P::AgentDeviceUnreachable => "the contact centre could not reach the agent's own phone",
        P::AgentBusy => "the contact centre took the agent for busy",
        P::CallOutDenied => "the agent has no right to call out",
        P::ColleagueBusy => "the colleague's phone was busy",
        P::ColleagueNoAnswer => "the colleague did not answer",
        P::ColleagueNotReachable => "the colleague cannot be reached",
        P::CallTimedOut => "nothing came of the call in time",
        P::MediaFailed => "there was no audio path to the other side",
        P::HoldFailed => "hold or resume was refused",
        P::MuteFailed => "the mute or its end was refused",
        P::CannotHoldRinging => "a ringing call cannot be held",
        P::CannotMuteRinging => "a ringing call cannot be muted",
        P::CannotInterceptMuted => "a muted call cannot be intercepted",
        P::NotMuted => "the call was not muted",
        P::NotHeld => "the call was not on hold",
        P::UseOtherDevice => "that can only be done on the other device",
        P::TransferNobody => "nobody was chosen to transfer to",
        P::TransferMutedOrHeld => "a call that is muted or on hold cannot be transferred",
        P::TransferNoCall => "there was no call to transfer",
        P::TransferNoCallInfo => "the contact centre had not told which call it is",
        P::TransferNotAvailable => "the colleague was not available",
        P::TransferNoSuchColleague => "there is no such colleague",
        P::TransferRefused => "the colleague refused",
        P::TransferTimedOut => "the colleague did not answer within ten seconds",
        P::TransferFailed => "the contact centre could not move the call",
        P::TransferNotSupported => "this kind of transfer is not to be had with this account",
        P::TransferLost => "the call that was accepted from a colleague did not come",
        P::CallNotFound => "the contact centre knew no such call any more",
        P::SupervisorEnded => "a supervisor ended the call",
        P::ServerMessage => "a text of the server's",
        P::ContactCentreLost => "the connection to the contact centre was lost",
        P::ContactCentreGivenUp => "the connection to the contact centre was given up",
        P::VoiceTaken | P::VoiceElsewhere => "another session took the voice right",
        P::LineUnreachable => "no connection to the SIP server",
        P::LineRejected => "the SIP server refuses the account",
        P::NoAnswerStatus => "the contact centre took the agent out of rotation",
        P::NotReady => "the phone was not ready for a call",
        P::AlreadyInCall => "there was a call already",
        P::NoMicrophone => "there was no microphone",
        P::NoSpeaker => "there was no loudspeaker",
        P::MicrophoneLost => "the microphone was pulled out",
        P::SpeakerLost => "the headset or loudspeaker was pulled out",
        P::MicrophoneSilent => "the microphone gave no sound",
        _ => "",
    }
}
