//! The link or number in a text that has more than that: a line of a mail, a signature, a cell of a table.

use super::{DialLink, LONGEST, LinkError, LinkedCall, NumberKind, PhoneNumber};

pub(super) fn find(text: &str) -> Result<DialLink, LinkError> {
    if text.len() > LONGEST {
        return Err(LinkError::TooLong);
    }
    let alone =
        DialLink::parse(text).or_else(|error| LinkedCall::to(text).map(DialLink::Call).map_err(|_| error));
    if alone.is_ok() {
        return alone;
    }
    match text
        .split(is_around_link)
        .map(|word| word.trim_end_matches(['.', ',', '!', ')']))
        .find(|word| is_link(word))
    {
        Some(link) => DialLink::parse(link),
        None => the_number_in(text),
    }
}

fn is_around_link(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '`')
}

/// Whether it is for Reo to judge. `Tel:` before a number is a word, not a link.
fn is_link(word: &str) -> bool {
    let Some((scheme, rest)) = word.split_once(':') else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "tel" | "callto" | "sip" | "sips" | "reo" => !rest.is_empty(),
        "http" | "https" => rest.contains("/c2call"),
        _ => false,
    }
}

fn the_number_in(text: &str) -> Result<DialLink, LinkError> {
    let mut numbers = numbers_in(text);
    match (numbers.pop(), numbers.is_empty()) {
        (None, _) => Err(LinkError::NotALink),
        (Some(number), true) => LinkedCall::to(number.as_str()).map(DialLink::Call),
        (Some(_), false) => Err(LinkError::SeveralNumbers),
    }
}

/// Each number once.
fn numbers_in(text: &str) -> Vec<PhoneNumber> {
    let mut found = Vec::new();
    let no_address =
        text.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ");
    for piece in no_address.split(|c: char| !may_stand_beside_digits(c)) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        for run in words.split(|word| is_no_part_of_number(word)) {
            let number = PhoneNumber::parse(run.join(" ").trim_start_matches('('));
            found.extend(number.ok().filter(is_a_customers));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn may_stand_beside_digits(c: char) -> bool {
    c.is_alphanumeric()
        || c.is_whitespace()
        || matches!(c, '+' | '_' | '.' | '-' | '(' | ')' | '/' | '\u{2010}'..='\u{2013}')
}

/// A slash is in dates more often than in numbers.
fn is_no_part_of_number(word: &str) -> bool {
    word.contains(|c: char| c.is_alphabetic() || c == '/') || !word.contains(|c: char| c.is_ascii_digit())
}

/// A hotline, or with the 0 of an area or a country in front. Other digits in a text are dates, sums and order numbers.
fn is_a_customers(number: &PhoneNumber) -> bool {
    let (text, is_customer) = (number.as_str(), number.kind() == Ok(NumberKind::Customer));
    is_customer
        && (text.starts_with("1800")
            || text.starts_with("1900")
            || (text.starts_with('0') && text.len() >= 10))
}
