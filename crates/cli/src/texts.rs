//! The sentences of the doctor.

use reo_phone::{Problem, ProblemCode};

/// What is wrong, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Advice {
    /// What is wrong.
    pub(crate) what: &'static str,
    /// What helps.
    pub(crate) help: &'static str,
}

const fn advice(what: &'static str, help: &'static str) -> Advice {
    Advice { what, help }
}

/// Names a problem; with the values that belong to it.
pub(crate) fn problem(problem: &Problem) -> (String, &'static str) {
    let Advice { what, help } = of(problem.code);
    let values: Vec<_> = problem.params.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let what = if values.is_empty() { what.to_owned() } else { format!("{what} ({})", values.join(", ")) };
    (what, help)
}

/// The sentences for what can go wrong before a call. What goes wrong in a call is none of the doctor's business.
pub(crate) const fn of(code: ProblemCode) -> Advice {
    use ProblemCode as P;
    match code {
        P::TokenRejected => advice(
            "wrong token: the contact centre refuses it",
            "have the CRM make a new token, with the right access key",
        ),
        P::TokenExpired => advice(
            "the token has expired",
            "have the CRM make a new token; check the clock of the machine that makes it",
        ),
        P::UnknownDomain => advice(
            "unknown domain: the contact centre has no such tenant",
            "check --domain, and that --base is the address of your provider",
        ),
        P::DomainExpired => advice("the tenant's contract has ended", "ask the provider"),
        P::UnknownExtension => advice(
            "the ipphone in the token is wrong or unknown",
            "make a token with the agent's own ipphone",
        ),
        P::SignInRefused => advice(
            "the contact centre refuses the sign-in",
            "try again later; if it stays, ask the provider and name the status",
        ),
        P::ServerUnreachable => advice(
            "unreachable: no connection to the contact centre",
            "check the network, the firewall and --base",
        ),
        P::ServerCertificate => advice(
            "the contact centre's certificate is not trusted",
            "check the clock; behind a company proxy name its authority with --ca",
        ),
        P::AnswerNotUnderstood => advice(
            "the answer is not what a contact centre sends",
            "check --base: there may be a web page or a portal in between",
        ),
        P::BadAddress => advice("--base is not a web address", "write it as https://host"),
        P::ConstantsUnusable => advice(
            "the constants file is missing or is a web page (HTML), and there is no earlier copy",
            "open /js/embed/cs_const.js below --base in a browser; ask the provider",
        ),
        P::ContactCentreLost | P::ContactCentreGivenUp => advice(
            "the agent socket cannot be kept",
            "check that the firewall lets WebSockets to the agent server through",
        ),
        P::VoiceElsewhere => advice(
            "another session of this agent holds the voice right",
            "close the other phone, or claim the right in this one",
        ),
        P::LineUnreachable => advice(
            "unreachable: no connection to the SIP server",
            "check the network and the firewall; for plain SIP check --sip-server",
        ),
        P::LineCertificate => advice(
            "the SIP server's certificate is not trusted",
            "check the clock; a private authority is named with --ca",
        ),
        P::LineRejected => advice("the SIP server refuses the account", "check user, domain and password"),
        P::LineNotUnderstood => advice(
            "the SIP server answers something that is not SIP",
            "check that the address is that of a SIP server over WebSocket (RFC 7118)",
        ),
        P::NoMicrophone => advice(
            "no microphone",
            "plug one in, and check that the sound server runs and lets this program use it",
        ),
        P::NoSpeaker => advice("no loudspeaker", "plug in a headset or a loudspeaker"),
        P::MicrophoneLost => {
            advice("the microphone cannot be opened", "see whether another program holds it")
        }
        P::SpeakerLost => advice("the loudspeaker cannot be opened", "see whether another program holds it"),
        P::MicrophoneSilent => advice(
            "the microphone gives digital silence",
            "see whether it is muted at the headset or in the system",
        ),
        _ => advice("something is not right", "run again with --log debug"),
    }
}

/// No address to send audio from.
pub(crate) const NO_NETWORK: Advice =
    advice("no network interface for audio", "connect this machine to a network");
/// Audio sockets cannot be had.
pub(crate) const NO_SOCKETS: Advice =
    advice("the audio sockets cannot be opened", "see whether a firewall on this machine forbids UDP");
/// Neither good nor bad in time.
pub(crate) const NO_ANSWER: Advice =
    advice("no answer in time", "try again; run with --log debug to see where it stops");
/// The file given by --ca.
pub(crate) const BAD_CA: Advice =
    advice("the file given by --ca is not usable", "name a PEM file with at least one certificate");
/// Nobody to sign in.
pub(crate) const NO_ACCOUNT: &str = "no account given: sign-in and registration were not tried";
/// Another session holds the voice right, so there is no registration to be tried.
pub(crate) const NOT_TRIED: &str = "not tried: it comes after what failed above";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_go_wrong_before_a_call_has_words_of_its_own() {
        let unknown = of(ProblemCode::CallTimedOut);
        let before_a_call = [
            ProblemCode::TokenRejected,
            ProblemCode::TokenExpired,
            ProblemCode::UnknownDomain,
            ProblemCode::ServerUnreachable,
            ProblemCode::ServerCertificate,
            ProblemCode::ConstantsUnusable,
            ProblemCode::LineNotUnderstood,
            ProblemCode::LineRejected,
            ProblemCode::NoMicrophone,
        ];
        for code in before_a_call {
            assert_ne!(of(code), unknown, "{code:?}");
        }
    }
}
