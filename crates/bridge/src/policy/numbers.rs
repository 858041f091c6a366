//! Numbers that cost or matter more than others, in Viet Nam's numbering plan (circular 22/2014/TT-BTTTT and its
//! amendments), and what happens when a page dials one.

use crate::protocol::{Command, Target};
use crate::{DialRule, DialRules, NumberClass};
use reo_model::{NumberKind, PhoneNumber};
use serde::Deserialize;

/// Children's protection, search and rescue, police, fire, ambulance.
const EMERGENCY: [&str; 5] = ["111", "112", "113", "114", "115"];

/// 1900xxxx and 1900xxxxxx: the called side earns. 1080 and 1088: information and advice by the minute. (1800 is free.)
const PREMIUM: [&str; 2] = ["1900", "108"];

/// Numbers beginning so are of this class too, says the administrator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PrefixEntry")]
pub struct ExtraPrefix {
    digits: String,
    class: NumberClass,
}

/// A prefix that no number begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a prefix is 1 to 13 digits, or + and a country code with what follows")]
pub struct PrefixError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrefixEntry {
    prefix: String,
    class: NumberClass,
}

impl ExtraPrefix {
    /// Reads a prefix as numbers are read: `+84` is `0`, any other `+` is `00`.
    ///
    /// # Errors
    /// [`PrefixError`] for anything but digits.
    pub fn new(prefix: &str, class: NumberClass) -> Result<Self, PrefixError> {
        let digits = prefix.strip_prefix('+').unwrap_or(prefix);
        if !(1..=13).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(PrefixError);
        }
        let digits = if digits == prefix { digits.to_owned() } else { from_abroad(digits) };
        Ok(Self { digits, class })
    }
}

impl TryFrom<PrefixEntry> for ExtraPrefix {
    type Error = PrefixError;

    fn try_from(entry: PrefixEntry) -> Result<Self, PrefixError> {
        Self::new(&entry.prefix, entry.class)
    }
}

/// The number that a command makes the phone call, or lets calls go to; for all of them the rules hold. `None` also for
/// what is no number, which the phone refuses in its own words. What [`Command::Redial`] calls only the phone knows.
pub fn called_by(command: &Command) -> Option<PhoneNumber> {
    match command {
        Command::Dial { number, .. }
        | Command::Transfer { to: Target::Number { number }, .. }
        | Command::SetDevice { phone: Some(number), .. } => PhoneNumber::parse(number.expose()).ok(),
        // Without a contact centre a call is handed to any address that stands here, unread.
        Command::Transfer { to: Target::Colleague { extension }, .. } => {
            let text = extension.as_str();
            Some(PhoneNumber::parse(text).unwrap_or_else(|_| PhoneNumber::verbatim(text)))
        }
        _ => None,
    }
}

/// The class of a number, `None` for a usual one. An emergency number is one whatever else it could be, a colleague's
/// extension for example; then the administrator's prefixes count, the longest first.
pub fn classify(number: &PhoneNumber, extra: &[ExtraPrefix]) -> Option<NumberClass> {
    let dialled = number.as_str();
    if EMERGENCY.contains(&dialled) {
        return Some(NumberClass::Emergency);
    }
    let national = national(dialled);
    let by_administrator = extra
        .iter()
        .filter(|prefix| [dialled, &national].iter().any(|number| number.starts_with(&prefix.digits)))
        .max_by_key(|prefix| prefix.digits.len());
    match by_administrator {
        Some(prefix) => Some(prefix.class),
        None if number.kind() == Ok(NumberKind::Colleague) => None,
        None => by_plan(&national),
    }
}

/// What happens to a number of a class.
pub const fn rule(rules: DialRules, class: NumberClass) -> DialRule {
    match class {
        NumberClass::Emergency => rules.emergency,
        NumberClass::Premium => rules.premium,
        NumberClass::International => rules.international,
    }
}

fn by_plan(national: &str) -> Option<NumberClass> {
    if national.starts_with("00") {
        return Some(NumberClass::International);
    }
    let subscriber = national.strip_prefix('0').map_or(national, after_area_code);
    PREMIUM.iter().any(|prefix| subscriber.starts_with(prefix)).then_some(NumberClass::Premium)
}

/// The number as it is dialled within the country, in whatever way an exchange may be told the same: a page must not get
/// round a rule by another spelling.
fn national(dialled: &str) -> String {
    let number = after_carrier(dialled);
    let from_elsewhere = number.strip_prefix('+').or_else(|| number.strip_prefix("00"));
    from_elsewhere.or_else(|| bare_e164(number)).map_or_else(|| number.to_owned(), from_abroad)
}

/// `17x` chooses the carrier of a long-distance call: `171 0 24…`, `171 00 1…`.
fn after_carrier(dialled: &str) -> &str {
    match dialled.as_bytes() {
        [b'1', b'7', b'0'..=b'9', b'0', ..] => &dialled[3..],
        _ => dialled,
    }
}

/// Ten digits or more begin with 0 or 1 in Viet Nam; else it is a country code whose `+` got lost, as CRMs store it.
fn bare_e164(number: &str) -> Option<&str> {
    let digits = number.bytes().all(|digit| digit.is_ascii_digit());
    (digits && number.len() >= 10 && !number.starts_with(['0', '1'])).then_some(number)
}

/// From country code and number to what is dialled here.
fn from_abroad(e164: &str) -> String {
    match e164.strip_prefix("84") {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => format!("00{e164}"),
    }
}

/// Area codes are 24 (Hà Nội), 28 (Hồ Chí Minh City) and three digits that begin with 2.
fn after_area_code(number: &str) -> &str {
    let length = match number.as_bytes() {
        [b'2', b'4' | b'8', ..] => 2,
        [b'2', _, _, ..] => 3,
        _ => 0,
    };
    number.get(length..).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reo_model::Redacted;

    fn class(text: &str) -> Option<NumberClass> {
        classify(&PhoneNumber::parse(text).unwrap(), &[])
    }

    fn all(numbers: &[&str], expected: Option<NumberClass>) {
        for number in numbers {
            assert_eq!(class(number), expected, "{number}");
        }
    }

    #[test]
    fn emergency_numbers_are_emergency_numbers_though_they_look_like_extensions() {
        all(&["111", "112", "113", "114", "115", "1-1-3"], Some(NumberClass::Emergency));
        all(&["110", "116", "119", "1130", "284_113", "5001"], None);
    }

    #[test]
    fn numbers_at_which_the_called_side_earns_are_premium() {
        all(
            &["19001000", "1900 123 456", "1900.54.54.81", "+8419001000", "008419001000", "8419001000"],
            Some(NumberClass::Premium),
        );
        all(
            &["0236 1088", "02361080", "0241088123", "10885123", "171 0 236 1088"],
            Some(NumberClass::Premium),
        );
    }

    #[test]
    fn usual_numbers_are_of_no_class() {
        all(&["0901234567", "+84901234567", "84901234567", "901234567", "02438123456", "38123456"], None);
        all(&["18001091", "1800123456", "02421080123", "0281234567", "02361234567"], None);
        // Extensions, whatever they begin with.
        all(&["1900", "19001", "1080", "1088", "17100", "284_19001000"], None);
    }

    #[test]
    fn numbers_abroad_are_international_in_every_spelling() {
        all(
            &["+85512345678", "0085512345678", "+1 281 123 4567", "0088123456789"],
            Some(NumberClass::International),
        );
        // A carrier chosen, the plus lost.
        all(&["1710085512345", "178 00 1 281 123", "85512345678"], Some(NumberClass::International));
    }

    #[test]
    fn a_number_that_was_never_cleaned_is_judged_too() {
        let raw = |text: &str| classify(&PhoneNumber::verbatim(text), &[]);
        assert_eq!(raw("+85512345678"), Some(NumberClass::International));
        assert_eq!(raw("+8419001000"), Some(NumberClass::Premium));
        assert_eq!(raw("00855123456789012"), Some(NumberClass::International));
        assert_eq!(raw("unknown caller"), None);
        assert_eq!(raw(""), None);
    }

    #[test]
    fn the_administrators_longest_prefix_counts_but_never_against_an_emergency() {
        let prefix = |text, class| ExtraPrefix::new(text, class).unwrap();
        let extra = [
            prefix("0069", NumberClass::Emergency),
            prefix("+855", NumberClass::Premium),
            prefix("1", NumberClass::Premium),
            prefix("+8424", NumberClass::Premium),
        ];
        let class = |text| classify(&PhoneNumber::parse(text).unwrap(), &extra);
        assert_eq!(class("006912345"), Some(NumberClass::Emergency));
        assert_eq!(class("+85512345678"), Some(NumberClass::Premium));
        assert_eq!(class("02438123456"), Some(NumberClass::Premium));
        assert_eq!(class("842438123456"), Some(NumberClass::Premium));
        assert_eq!(class("113"), Some(NumberClass::Emergency));
        assert_eq!(class("1001"), Some(NumberClass::Premium));
        assert_eq!(class("+12811234567"), Some(NumberClass::International));
    }

    #[test]
    fn only_digits_are_a_prefix() {
        for wrong in ["", "+", "1900x", "19 00", "++84", "12345678901234", "１９００"] {
            assert_eq!(ExtraPrefix::new(wrong, NumberClass::Premium), Err(PrefixError), "{wrong}");
        }
    }

    #[test]
    fn every_command_that_carries_a_number_to_call_is_seen() {
        let number = || Redacted::new("1900.1000".to_owned());
        let transfer = |to| Command::Transfer { call: "k-1".into(), to };
        for command in [
            Command::Dial { number: number(), service: None },
            transfer(Target::Number { number: number() }),
            transfer(Target::Colleague { extension: "1900.1000".into() }),
            Command::SetDevice { device: 3, phone: Some(number()), while_here: false },
        ] {
            assert_eq!(called_by(&command), Some(PhoneNumber::verbatim("19001000")));
        }
        assert_eq!(called_by(&Command::Redial), None);
        assert_eq!(called_by(&Command::Dial { number: "x".into(), service: None }), None);
        let unread = called_by(&transfer(Target::Colleague { extension: "00855123456789012".into() }));
        assert_eq!(classify(&unread.unwrap(), &[]), Some(NumberClass::International));
    }

    #[test]
    fn a_class_has_its_own_rule() {
        let rules =
            DialRules { emergency: DialRule::Allow, premium: DialRule::Refuse, international: DialRule::Ask };
        assert_eq!(rule(rules, NumberClass::Emergency), DialRule::Allow);
        assert_eq!(rule(rules, NumberClass::Premium), DialRule::Refuse);
        assert_eq!(rule(rules, NumberClass::International), DialRule::Ask);
    }

    proptest! {
        #[test]
        fn a_class_does_not_depend_on_the_spelling(number in "[1-9][0-9]{7,8}") {
            let spelt = ["0", "+84", "0084", "+84(0)"].map(|prefix| class(&format!("{prefix}{number}")));
            prop_assert!(spelt.iter().all(|class| *class == spelt[0]), "{:?}", spelt);
        }

        #[test]
        fn no_number_makes_the_rules_panic(text in "\\+?[0-9_é]{0,16}") {
            let _ = classify(&PhoneNumber::verbatim(text), &[]);
        }
    }
}
