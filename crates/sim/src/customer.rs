//! How a customer behaves.

use serde::{Deserialize, Serialize};

/// What a customer does with a call, and says in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Behaviour {
    /// What the customer does when called.
    pub outcome: Outcome,
    /// After how long, milliseconds: until answered, busy, given up.
    pub after_ms: u64,
    /// The `sipCode` of an outcome that is not an answer; without it the usual one.
    pub sip_code: Option<u16>,
    /// What the customer says.
    pub voice: Speech,
    /// How much later an echo comes back, milliseconds.
    pub echo_delay_ms: u32,
    /// The customer hangs up this long after the answer, milliseconds.
    pub hang_up_after_ms: Option<u64>,
    /// A calling customer hangs up after this long without an answer, milliseconds.
    pub give_up_after_ms: Option<u64>,
}

/// What happens when a customer is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It rings and is answered.
    #[default]
    Answer,
    /// 486, without ringing.
    Busy,
    /// It rings and is not answered: 408.
    NoAnswer,
    /// It rings and is refused: 603.
    Reject,
    /// 404, without ringing.
    Unreachable,
}

/// What a customer says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speech {
    /// A recorded voice, over and over.
    #[default]
    Speak,
    /// What is heard comes back.
    Echo,
    /// Both, each at half its level.
    Mix,
    /// Nothing (packets flow).
    Silence,
    /// 1 kHz.
    Tone,
    /// The ringing tone that a caller hears.
    Ringing,
    /// What who waits hears.
    Music,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            outcome: Outcome::default(),
            after_ms: 500,
            sip_code: None,
            voice: Speech::default(),
            echo_delay_ms: 0,
            hang_up_after_ms: None,
            give_up_after_ms: None,
        }
    }
}

impl Behaviour {
    /// Somebody with a mobile phone, who takes a second to answer it.
    pub(crate) fn mobile() -> Self {
        Self { after_ms: 1_000, ..Self::default() }
    }

    /// The `sipCode` that tells the agent why there was no answer; `None` for a customer who answers.
    pub(crate) fn failure(&self) -> Option<u16> {
        let usual = match self.outcome {
            Outcome::Answer => return None,
            Outcome::Busy => 486,
            Outcome::NoAnswer => 408,
            Outcome::Reject => 603,
            Outcome::Unreachable => 404,
        };
        Some(self.sip_code.unwrap_or(usual))
    }

    /// Whether the customer's phone rings before the outcome.
    pub(crate) fn rings(&self) -> bool {
        matches!(self.outcome, Outcome::Answer | Outcome::NoAnswer | Outcome::Reject)
    }
}
