//! What an explanation consists of: steps with their time and their author, for a language to word.

use crate::record::{Masked, TransferStep, Trouble};
use reo_model::{Direction, ServerCallId, Timestamp};
use reo_phone::ProblemCode;
use serde::Serialize;

/// A call, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    /// Who called whom.
    pub direction: Direction,
    /// The other side.
    pub number: Masked,
    /// The contact centre's id of the call.
    pub server_call: Option<ServerCallId>,
    /// When the call came into being.
    pub began: Timestamp,
    /// When both sides began to talk.
    pub answered: Option<Timestamp>,
    /// When it was over.
    pub ended: Option<Timestamp>,
    /// How it ended; `None` where the record breaks off.
    pub ending: Option<Ending>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// When, or from when on.
    pub at: Timestamp,
    /// Until when, of what took a while and came to an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whose doing it was.
    pub by: Actor,
    /// What.
    pub what: What,
}

/// Whose doing something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Actor {
    /// The agent, by hand or by a program.
    Agent,
    /// The customer, or the colleague in a call between agents.
    OtherSide,
    /// The contact centre or the SIP server.
    Server,
    /// A supervisor.
    Supervisor,
    /// Another session of the agent's.
    OtherSession,
    /// A colleague to whom the call was to go.
    Colleague,
    /// The network.
    Network,
    /// This phone.
    Phone,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum What {
    /// The agent or the other side called.
    Called,
    /// Ring message and INVITE both came.
    Announced {
        /// The ring message came first.
        ring_first: bool,
        /// How much later the other one came, in ms.
        gap_ms: u64,
    },
    /// Of ring message and INVITE only one came.
    HalfAnnounced {
        /// It was the ring message.
        ring: bool,
    },
    /// The far side's phone rings.
    RingsThere,
    /// The agent accepted the call.
    Accepted,
    /// Both sides talk.
    Talking,
    /// The other side was heard for the first time.
    FirstHeard {
        /// After both sides began to talk, in ms.
        after_ms: u64,
    },
    /// Hold began or ended.
    Hold {
        /// Held or not.
        on: bool,
    },
    /// The agent's mute began or ended.
    Mute {
        /// Muted or not.
        on: bool,
    },
    /// Nothing was heard of the other side.
    Silence {
        /// For how long, in ms.
        for_ms: u64,
    },
    /// The audio path could not be had, or broke.
    AudioBroken,
    /// A connection was down.
    Down {
        /// What of it.
        cut: Cut,
    },
    /// The SIP server refuses the registration.
    RegistrationRefused,
    /// This session has the voice right, or another one took it.
    VoiceRight {
        /// It has it.
        held: bool,
    },
    /// A transfer.
    Transfer {
        /// How far.
        step: TransferStep,
        /// Why it failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        trouble: Option<Trouble>,
    },
    /// The audio was bad for some seconds.
    PoorAudio {
        /// Packets in a hundred that were lost on the way here.
        lost_here: u64,
        /// Packets in a hundred that were lost on the way there, lately.
        lost_there: Option<u32>,
        /// Jitter, in ms.
        jitter_ms: u32,
    },
    /// How the audio was over the whole call.
    WholeAudio {
        /// Packets heard.
        received: u64,
        /// Packets that never came in time.
        lost: u64,
        /// Jitter at the end, in ms.
        jitter_ms: u32,
        /// Round trip at the end, in ms.
        round_trip_ms: Option<u32>,
    },
    /// Something is wrong with a sound device.
    Sound {
        /// What.
        code: ProblemCode,
    },
    /// The sound devices are all right again.
    SoundBack,
    /// The microphone gives silence, or sound again.
    MicrophoneSilent {
        /// Silent or not.
        on: bool,
    },
    /// The agent was told something.
    Notice {
        /// What.
        trouble: Trouble,
    },
    /// Entries are missing here.
    Omitted {
        /// How many.
        count: u64,
    },
    /// The call is over.
    Ended {
        /// How.
        ending: Ending,
    },
    /// The record breaks off: the call goes on, or the program was ended in the middle of it.
    BreaksOff,
}

/// What was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Cut {
    /// Several connections at once: our network.
    Network,
    /// The agent socket alone.
    AgentSocket,
    /// The connection to the SIP server alone.
    Sip,
    /// The path of the voice alone.
    Audio,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Ending {
    /// The agent hung up.
    AgentHungUp,
    /// The agent signed out, or the program was closed.
    AgentLeft,
    /// The agent refused the call.
    AgentRefused,
    /// The other side hung up.
    OtherHungUp,
    /// The server ended it.
    ServerEnded,
    /// A supervisor ended it.
    SupervisorEnded,
    /// The caller gave up, or the ring ran out.
    Missed,
    /// Another device of the agent's answered.
    AnsweredElsewhere,
    /// Somebody else has the call now.
    Transferred,
    /// The connection was lost.
    ConnectionLost,
    /// It came to nothing.
    Failed {
        /// Why.
        trouble: Trouble,
    },
}

impl Ending {
    /// Whose doing it was.
    pub const fn by(&self) -> Actor {
        match self {
            Self::AgentHungUp | Self::AgentLeft | Self::AgentRefused | Self::AnsweredElsewhere => {
                Actor::Agent
            }
            Self::OtherHungUp | Self::Missed => Actor::OtherSide,
            Self::ServerEnded => Actor::Server,
            Self::SupervisorEnded => Actor::Supervisor,
            Self::Transferred => Actor::Colleague,
            Self::ConnectionLost => Actor::Network,
            Self::Failed { trouble } => failed_by(trouble.code),
        }
    }
}

const fn failed_by(code: ProblemCode) -> Actor {
    use ProblemCode as P;
    match code {
        P::CustomerBusy
        | P::CustomerNoAnswer
        | P::CustomerUnavailable
        | P::ColleagueBusy
        | P::ColleagueNoAnswer
        | P::ColleagueNotReachable => Actor::OtherSide,
        P::MediaFailed | P::LineUnreachable => Actor::Network,
        P::NoMicrophone | P::NoSpeaker => Actor::Phone,
        _ => Actor::Server,
    }
}
