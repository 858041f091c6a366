//! Finds `NAME = VALUE` in a script without running it.

use super::Constant;
use super::token::{Token, Tokens};
use std::collections::BTreeMap;

/// More names than any deployment has; a hostile file must not fill the memory.
const MAX_NAMES: usize = 10_000;

/// Every assignment of a whole number or a text literal to a plain name.
pub(super) fn assignments(script: &str) -> BTreeMap<String, Constant> {
    let mut found = BTreeMap::new();
    let mut statement = Statement::Start;
    // The last line need not end.
    for token in Tokens::new(script).chain([Token::Newline]) {
        let (next, done) = statement.push(token);
        statement = next;
        if let Some((name, value)) = done
            && (found.len() < MAX_NAMES || found.contains_key(name))
        {
            found.insert(name.to_owned(), value);
        }
    }
    found
}

/// How far a statement has been read.
#[derive(Debug)]
enum Statement<'a> {
    /// At its beginning, or behind `var` or a comma.
    Start,
    /// A name was read.
    Name(&'a str),
    /// A name and `=` were read, and perhaps a minus.
    Value { name: &'a str, negative: bool },
    /// Name and value were read; what comes next decides whether that was all of it.
    Whole(&'a str, Constant),
    /// Not an assignment of a literal: passed over up to its end.
    Other,
}

type Assignment<'a> = (&'a str, Constant);

impl<'a> Statement<'a> {
    /// The state after `token`, and the assignment that it completed.
    fn push(self, token: Token<'a>) -> (Self, Option<Assignment<'a>>) {
        match (self, token) {
            (Self::Whole(name, value), Token::End | Token::Comma | Token::Newline) => {
                (Self::Start, Some((name, value)))
            }
            (Self::Value { name, negative }, Token::Newline) => (Self::Value { name, negative }, None),
            (_, Token::End | Token::Newline) => (Self::Start, None),
            (Self::Start, Token::Word("var" | "let" | "const")) => (Self::Start, None),
            (Self::Start, Token::Word(name)) => (Self::Name(name), None),
            // `var A, B = 1`
            (Self::Name(_), Token::Comma) => (Self::Start, None),
            (Self::Name(name), Token::Equals) => (Self::Value { name, negative: false }, None),
            (Self::Value { name, negative: false }, Token::Minus) => {
                (Self::Value { name, negative: true }, None)
            }
            (Self::Value { name, negative }, Token::Number(number)) => {
                (Self::Whole(name, Constant::Integer(if negative { -number } else { number })), None)
            }
            (Self::Value { name, negative: false }, Token::Text(text)) => {
                (Self::Whole(name, Constant::Text(text)), None)
            }
            _ => (Self::Other, None),
        }
    }
}
