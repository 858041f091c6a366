//! Which ring message and which INVITE belong together.
//!
//! They come on two sockets, in either order, and share no id. What they share is the caller and the time. A call
//! may be over before its second half arrives; that half is remembered here and turned away, or it would ring again.

use super::inbound::Ring;
use crate::limits::{LATE_HALF, MATCH};
use reo_model::{PhoneNumber, Timestamp};
use std::collections::VecDeque;

/// More halves than this cannot be under way; the oldest go first, so that a hostile server cannot fill the memory.
const KEPT: usize = 16;

/// Halves of calls whose other half is missing, or is not to come any more.
#[derive(Debug, Default)]
pub(crate) struct Halves {
    /// Ring messages that came while there was another call.
    rings: VecDeque<(Ring, Timestamp)>,
    /// Whose INVITE is still to be refused.
    refused: VecDeque<(PhoneNumber, Timestamp)>,
    /// Whose call-out is given up, its leg still to be refused.
    given_up: VecDeque<(PhoneNumber, Timestamp)>,
    /// Whose ring message is still to be passed over.
    settled: VecDeque<(PhoneNumber, Timestamp)>,
}

impl Halves {
    /// Drops what is too old to match anything.
    pub(crate) fn prune(&mut self, now: Timestamp) {
        self.rings.retain(|(_, until)| *until > now);
        self.refused.retain(|(_, until)| *until > now);
        self.given_up.retain(|(_, until)| *until > now);
        self.settled.retain(|(_, until)| *until > now);
    }

    /// A ring message that finds another call here.
    pub(crate) fn keep_ring(&mut self, ring: Ring, now: Timestamp) {
        push(&mut self.rings, ring, now + MATCH);
    }

    /// The ring message of `caller` that was kept, if there is one.
    pub(crate) fn take_ring(&mut self, caller: &PhoneNumber) -> Option<Ring> {
        let at = self.rings.iter().position(|(ring, _)| same_party(&ring.caller, caller))?;
        self.rings.remove(at).map(|(ring, _)| ring)
    }

    /// Whether a ring message of `caller` is kept.
    pub(crate) fn has_ring(&self, caller: &PhoneNumber) -> bool {
        self.rings.iter().any(|(ring, _)| same_party(&ring.caller, caller))
    }

    /// The agent refused before the INVITE came.
    pub(crate) fn refuse_invite(&mut self, caller: PhoneNumber, now: Timestamp) {
        push(&mut self.refused, caller, now + LATE_HALF);
    }

    pub(crate) fn take_refused(&mut self, caller: &PhoneNumber) -> bool {
        take(&mut self.refused, |party| same_party(party, caller))
    }

    /// A call-out ended before its leg came.
    pub(crate) fn give_up_leg(&mut self, dialled: PhoneNumber, now: Timestamp) {
        push(&mut self.given_up, dialled, now + LATE_HALF);
    }

    /// Takes the call-out that was given up and to which a leg from `caller` belongs. `is_house` tells the contact centre's own numbers.
    pub(crate) fn take_given_up(&mut self, caller: &PhoneNumber, is_house: bool) -> bool {
        take(&mut self.given_up, |dialled| is_house || same_number(dialled, caller))
    }

    /// Whether some call-out was given up lately.
    pub(crate) fn any_given_up(&self) -> bool {
        !self.given_up.is_empty()
    }

    /// A call ended before its ring message came.
    pub(crate) fn settle_ring(&mut self, caller: PhoneNumber, now: Timestamp) {
        push(&mut self.settled, caller, now + LATE_HALF);
    }

    pub(crate) fn take_settled(&mut self, caller: &PhoneNumber) -> bool {
        take(&mut self.settled, |party| same_party(party, caller))
    }
}

fn push<T>(queue: &mut VecDeque<(T, Timestamp)>, half: T, until: Timestamp) {
    queue.push_back((half, until));
    if queue.len() > KEPT {
        queue.pop_front();
    }
}

fn take(queue: &mut VecDeque<(PhoneNumber, Timestamp)>, matches: impl Fn(&PhoneNumber) -> bool) -> bool {
    let before = queue.len();
    queue.retain(|(party, _)| !matches(party));
    queue.len() < before
}

/// Whether two spellings name the same caller, as far as can be told: a withheld number fits everybody.
pub(crate) fn same_party(a: &PhoneNumber, b: &PhoneNumber) -> bool {
    match (cleaned(a), cleaned(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Whether two spellings are certainly the same number.
pub(crate) fn same_number(a: &PhoneNumber, b: &PhoneNumber) -> bool {
    match (cleaned(a), cleaned(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The number in one spelling; `None` where there is none, as in `anonymous`.
fn cleaned(number: &PhoneNumber) -> Option<String> {
    let text = PhoneNumber::parse(number.as_str()).map_or_else(
        |_| number.as_str().chars().filter(|c| c.is_ascii_digit() || *c == '_').collect(),
        |parsed| parsed.as_str().to_owned(),
    );
    // Some trunks leave the plus of +84 away: a Vietnamese number without its leading 0 has 9 or 10 digits.
    let national = text.strip_prefix("84").filter(|rest| (9..=10).contains(&rest.len()));
    let text = national.map(|rest| format!("0{rest}")).unwrap_or(text);
    text.chars().any(|c| c.is_ascii_digit()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::verbatim(text)
    }

    #[test]
    fn one_number_in_several_spellings_is_one_party() {
        for spelling in ["0901234567", "+84901234567", "84901234567", "0084901234567", "090 123 4567"] {
            assert!(same_number(&number("0901234567"), &number(spelling)), "{spelling}");
        }
        assert!(!same_number(&number("0901234567"), &number("0901234568")));
        assert!(same_number(&number("284_284"), &number("284_284")));
        assert!(!same_number(&number("84012345"), &number("012345")), "too short to carry a country code");
    }

    #[test]
    fn a_withheld_number_fits_a_ring_but_proves_nothing() {
        assert!(same_party(&number("anonymous"), &number("0901234567")));
        assert!(!same_number(&number("anonymous"), &number("0901234567")));
        assert!(!same_number(&number("anonymous"), &number("anonymous")));
    }

    #[test]
    fn a_half_is_matched_once_and_not_for_ever() {
        let mut halves = Halves::default();
        halves.refuse_invite(number("0901234567"), Timestamp(0));
        assert!(halves.take_refused(&number("0901234567")));
        assert!(!halves.take_refused(&number("0901234567")));
        halves.refuse_invite(number("0901234567"), Timestamp(0));
        halves.prune(Timestamp(0) + LATE_HALF);
        assert!(!halves.take_refused(&number("0901234567")));
    }

    #[test]
    fn only_so_many_halves_are_kept() {
        let mut halves = Halves::default();
        for n in 0..1000 {
            halves.settle_ring(number(&format!("{n}")), Timestamp(0));
        }
        assert_eq!(halves.settled.len(), KEPT);
    }
}
