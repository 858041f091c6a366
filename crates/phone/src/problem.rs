//! What can go wrong, as a code and parameters. The words are the UI's, one text a language for each code.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Something that the agent should know, to be worded in their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Problem {
    /// What happened.
    pub code: ProblemCode,
    /// Values for the text, by name. Never a secret.
    pub params: BTreeMap<String, String>,
    /// The one thing that helps, as a button.
    pub help: Option<Help>,
}

impl Problem {
    /// A problem without parameters, with the help that belongs to its code.
    pub fn new(code: ProblemCode) -> Self {
        Self { code, params: BTreeMap::new(), help: code.help() }
    }

    /// Adds a value for the text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// The one button that helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Help {
    /// Sign in again.
    SignIn,
    /// Try the connection again now.
    Retry,
    /// Choose another microphone or loudspeaker.
    ChooseAudio,
    /// Ask for the voice right.
    ClaimVoice,
    /// Return to available.
    GoAvailable,
    /// Call the same number again.
    Redial,
}

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident $(=> $help:ident)?),* $(,)?) => {
        /// Every problem that an agent can meet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "camelCase")]
        #[ts(export)]
        pub enum ProblemCode { $($(#[$doc])* $name),* }

        impl ProblemCode {
            /// All of them, so that a test can hold the texts of both languages against the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is written where it leaves the program.
            pub fn name(self) -> String {
                lower_first(match self { $(Self::$name => stringify!($name)),* })
            }

            /// The button that belongs to the code.
            pub const fn help(self) -> Option<Help> {
                match self { $(Self::$name => problem_codes!(@help $($help)?)),* }
            }
        }
    };
    (@help $help:ident) => { Some(Help::$help) };
    (@help) => { None };
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

problem_codes! {
    /// 401 at sign-in: the token is wrong.
    TokenRejected => SignIn,
    /// The token's `expired` is past.
    TokenExpired => SignIn,
    /// 404: no such tenant.
    UnknownDomain => SignIn,
    /// 405: the tenant's contract has ended.
    DomainExpired,
    /// 400: wrong or unknown ipphone.
    UnknownExtension => SignIn,
    /// 500 or another refusal at sign-in; `status`.
    SignInRefused => SignIn,
    /// No connection to the server at sign-in.
    ServerUnreachable => Retry,
    /// The server's certificate is not trusted.
    ServerCertificate => Retry,
    /// The answer is not what a contact centre sends (HTML, broken JSON).
    AnswerNotUnderstood => SignIn,
    /// The address that was typed is not a web address.
    BadAddress => SignIn,
    /// The constants file is missing or unusable and there is no earlier copy.
    ConstantsUnusable => Retry,
    /// The agent socket is down and being reconnected; `attempt`, `total`.
    ContactCentreLost => Retry,
    /// The agent socket was given up.
    ContactCentreGivenUp => Retry,
    /// Another session of this agent holds the voice right.
    VoiceElsewhere => ClaimVoice,
    /// Another session of this agent has just taken the voice right.
    VoiceTaken => ClaimVoice,
    /// The SIP server cannot be reached; being retried.
    LineUnreachable => Retry,
    /// The SIP server's certificate is not trusted.
    LineCertificate => Retry,
    /// The SIP server refuses the account; `status`.
    LineRejected => Retry,
    /// The SIP server answers something that is not SIP.
    LineNotUnderstood => Retry,
    /// No microphone at all.
    NoMicrophone => ChooseAudio,
    /// No loudspeaker at all.
    NoSpeaker => ChooseAudio,
    /// The microphone in use was pulled out.
    MicrophoneLost => ChooseAudio,
    /// The loudspeaker in use was pulled out.
    SpeakerLost => ChooseAudio,
    /// The microphone gives digital silence in a call.
    MicrophoneSilent => ChooseAudio,
    /// The server took the agent out of rotation after an unanswered ring.
    NoAnswerStatus => GoAvailable,
    /// The server refused the change of status.
    StatusRefused,
    /// Nothing to dial.
    NumberEmpty,
    /// Characters that cannot be dialled.
    NumberBadCharacter,
    /// Too short or too long.
    NumberBadLength,
    /// There is a call already.
    AlreadyInCall,
    /// Not signed in, or the line is down.
    NotReady,
    /// 404: the number cannot be reached.
    CustomerNotReachable,
    /// 486.
    CustomerBusy,
    /// 408, 487.
    CustomerNoAnswer,
    /// 480.
    CustomerUnavailable,
    /// 403: the hotline has not been paid for.
    HotlineUnpaid,
    /// Another fault of an outbound call; `status`.
    CallFault,
    /// IPCC_NOT_CONNECT_AGENT_ID. The line registers again by itself.
    AgentDeviceUnreachable => Redial,
    /// CALLOUT_AGENT_BUSY.
    AgentBusy => SignIn,
    /// CALLOUT_PERMISSION_DENY.
    CallOutDenied,
    /// A called colleague is busy.
    ColleagueBusy,
    /// A called colleague does not answer.
    ColleagueNoAnswer,
    /// No such colleague, or signed out.
    ColleagueNotReachable,
    /// Nothing came of the call that was asked for within the time that it may take.
    CallTimedOut,
    /// No audio path to the other side.
    MediaFailed,
    /// Hold or resume was refused.
    HoldFailed,
    /// Mute or its end was refused.
    MuteFailed,
    /// IPCCERR0008: a ringing call cannot be held.
    CannotHoldRinging,
    /// IPCCERR0009: a ringing call cannot be muted.
    CannotMuteRinging,
    /// IPCCERR0011: a muted call cannot be intercepted.
    CannotInterceptMuted,
    /// IPCCERR0004: the call is not muted.
    NotMuted,
    /// IPCCERR0005: the call is not on hold.
    NotHeld,
    /// The contact centre refused to let calls ring on that device.
    DeviceRefused,
    /// The device cannot be changed during a call.
    DeviceInCall,
    /// The mobile number is missing or is none.
    MobileNumberBad,
    /// The call is on another device: what was asked for can only be done there.
    UseOtherDevice,
    /// IPCCERR0012: nobody was chosen to transfer to.
    TransferNobody,
    /// IPCCERR0003: a call that is muted or on hold cannot be transferred.
    TransferMutedOrHeld,
    /// IPCCERR0014: there is no call to transfer.
    TransferNoCall,
    /// IPCCERR0015: the contact centre has not told which call this is.
    TransferNoCallInfo,
    /// IPCCERR0001: the colleague is not available.
    TransferNotAvailable,
    /// IPCCERR0002: there is no such colleague.
    TransferNoSuchColleague,
    /// The colleague refused.
    TransferRefused,
    /// The colleague did not answer within ten seconds.
    TransferTimedOut,
    /// IPCCERR0013, or another fault; `status` where there is one.
    TransferFailed,
    /// This kind of transfer is not to be had with this account.
    TransferNotSupported,
    /// A call that was accepted from a colleague did not come.
    TransferLost,
    /// The call is not known (any more) to the server.
    CallNotFound,
    /// A supervisor ended the call.
    SupervisorEnded,
    /// A text of the server's; `text`.
    ServerMessage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leaves_the_program_by_one_name() {
        for code in ProblemCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
        }
    }
}
