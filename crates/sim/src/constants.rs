//! The numbers behind the message names: of the simulator's own choosing, another set for each seed.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::collections::HashMap;
use std::fmt::Write;

/// Sign-in of the agent socket: known without the constants file.
pub(crate) const SIGN_IN: i64 = 1_010_003;
/// Ping of the client.
pub(crate) const PING: i64 = 11_111_111;
/// Change of status.
pub(crate) const CHANGE_STATUS: i64 = 2_013;

const SENT_BY_CLIENTS: [&str; 16] = [
    "CHANGE_DEVICE_TYPE_REQUEST",
    "OUT_CALL_REQUEST_ID",
    "TERMINATE_CALL_OUT_REQUEST_ID",
    "REMOVE_AGENT_REQUEST_ID",
    "TERMINATE_REQUEST_ID",
    "MUTE_REQUEST_ID",
    "UNMUTE_REQUEST_ID",
    "HOLD_REQUEST_ID",
    "UN_HOLD_REQUEST_ID",
    "HOLD_OUTCALL_REQUEST_ID",
    "UN_HOLD_OUTCALL_REQUEST_ID",
    "CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST",
    "AGENT_SEARCH_AGENT_REQUEST_ID",
    "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID",
    "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID",
    "TRANSFER_TO_ACD_REQUEST_ID",
];

const SENT_BY_SERVER: [&str; 29] = [
    "REFRESH_ID",
    "LOGIN_RESPONSE_ID",
    "PING_ID",
    "CHANGE_AGENT_STATUS_RESPOND_ID",
    "RELOAD_AGENT_STATUS_RESPONSE_ID",
    "CHANGE_DEVICE_TYPE_RESPONSE",
    "CONFIRM_ENABLE_VOICE_CHANNEL_RESPONSE",
    "ENABLE_VOICE_CHANNEL_RESPONSE",
    "DISABLE_VOICE_CHANNEL_RESPONSE",
    "RING_AGENT_RESPOND_ID",
    "AGENT_ANSWER_RESPOND_ID",
    "AGENT_END_CALL_RESPOND_ID",
    "MUTE_RESPOND_ID",
    "UNMUTE_RESPOND_ID",
    "HOLD_RESPOND_ID",
    "UNHOLD_RESPOND_ID",
    "HOLD_OUTCALL_RESPONSE_ID",
    "UNHOLD_OUTCALL_RESPONSE_ID",
    "OUT_CALL_RESPONSE_ID",
    "ERROR_CALL_RESPONSE_ID",
    "INTERNAL_CALL_RING_RESPONSE_ID",
    "INTERNAL_CALL_ANSWER_RESPONSE_ID",
    "INTERNAL_CALL_END_RESPONSE_ID",
    "TERMINATE_RESPOND_ID",
    "AGENT_SEARCH_AGENT_RESPONSE_ID",
    "TRANSFER_AGENT_TO_AGENT_RESPOND_ID",
    "TRANFER_TO_ACD_RESPONSE",
    "TERMINATE_CALL_RESPOND_ID",
    "REPORT_RESPOND_ID",
];

/// Requests and the answers that take the same number when numbers are shared.
const ANSWERS: [(&str, &str); 6] = [
    ("CHANGE_DEVICE_TYPE_REQUEST", "CHANGE_DEVICE_TYPE_RESPONSE"),
    ("OUT_CALL_REQUEST_ID", "OUT_CALL_RESPONSE_ID"),
    ("MUTE_REQUEST_ID", "MUTE_RESPOND_ID"),
    ("HOLD_REQUEST_ID", "HOLD_RESPOND_ID"),
    ("AGENT_SEARCH_AGENT_REQUEST_ID", "AGENT_SEARCH_AGENT_RESPONSE_ID"),
    ("TRANSFER_TO_ACD_REQUEST_ID", "TRANFER_TO_ACD_RESPONSE"),
];

/// The constants of one run.
#[derive(Clone, Debug)]
pub(crate) struct Constants {
    numbers: HashMap<&'static str, i64>,
    requests: HashMap<i64, &'static str>,
}

impl Constants {
    /// Chooses the numbers: the same for the same seed.
    pub(crate) fn choose(seed: u64, shared: bool) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let mut free: Vec<i64> = (3_000..9_000).collect();
        free.shuffle(&mut random);
        let names = SENT_BY_CLIENTS.iter().chain(&SENT_BY_SERVER);
        let mut numbers: HashMap<&'static str, i64> = names.copied().zip(free).collect();
        if shared {
            for (request, answer) in ANSWERS {
                numbers.insert(answer, numbers[request]);
            }
            numbers.insert("REFRESH_ID", SIGN_IN);
            numbers.insert("CHANGE_AGENT_STATUS_RESPOND_ID", CHANGE_STATUS);
            numbers.insert("PING_ID", PING);
        }
        let requests = SENT_BY_CLIENTS.iter().map(|name| (numbers[name], *name)).collect();
        Self { numbers, requests }
    }

    /// Another set for each run.
    pub(crate) fn any_seed() -> u64 {
        rand::rng().random()
    }

    /// The number behind a name.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.numbers.get(name).copied().unwrap_or_default()
    }

    /// The name of what a client sent.
    pub(crate) fn request(&self, number: i64) -> Option<&'static str> {
        self.requests.get(&number).copied()
    }

    /// The script that `/js/embed/cs_const.js` serves.
    pub(crate) fn script(&self, api: &str) -> String {
        let mut script = String::from("/* constants of the agent socket */\n'use strict';\n");
        let mut names: Vec<_> = self.numbers.iter().collect();
        names.sort_unstable();
        for (name, number) in names {
            let _ = writeln!(script, "var {name} = {number};");
        }
        let _ = writeln!(script, "var DEVICE_BROWSER = 1; // the browser");
        let _ = writeln!(script, "var ERROR_CODE_CALL_NOT_FOUND = 'IPCCERR0000';");
        let _ = writeln!(script, "var API_SERVER = \"{api}\";");
        script
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_its_own_set_of_numbers_without_doubles() {
        let one = Constants::choose(1, false);
        let two = Constants::choose(2, false);
        assert_eq!(one.script("a"), Constants::choose(1, false).script("a"));
        assert_ne!(one.script("a"), two.script("a"));
        let distinct: std::collections::HashSet<_> = one.numbers.values().collect();
        assert_eq!(distinct.len(), SENT_BY_CLIENTS.len() + SENT_BY_SERVER.len());
    }

    #[test]
    fn shared_numbers_are_the_same_for_a_request_and_its_answer() {
        let constants = Constants::choose(1, true);
        assert_eq!(constants.number("MUTE_REQUEST_ID"), constants.number("MUTE_RESPOND_ID"));
        assert_eq!(constants.request(constants.number("MUTE_RESPOND_ID")), Some("MUTE_REQUEST_ID"));
    }
}
