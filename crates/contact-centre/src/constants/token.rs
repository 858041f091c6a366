//! The pieces of a script, as far as assignments of literals need them.

/// The longest name or text that is kept, in bytes.
const MAX_LENGTH: usize = 4096;

/// A piece of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or a keyword.
    Word(&'a str),
    /// A whole number that fits, never negative.
    Number(i64),
    /// A text literal, its escapes resolved.
    Text(String),
    /// A single `=`.
    Equals,
    /// `-`.
    Minus,
    /// `,`.
    Comma,
    /// `;` or a brace.
    End,
    /// The end of a line.
    Newline,
    /// Anything else.
    Other,
}

/// Takes a script to pieces, without comments and blanks. Never fails: what is no piece is [`Token::Other`].
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(script: &'a str) -> Self {
        Self { rest: script }
    }

    /// Takes the first `length` bytes off.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Takes everything up to the first character for which `stop` holds.
    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        self.take(self.rest.find(stop).unwrap_or(self.rest.len()))
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            self.take_until(|c| !c.is_whitespace() || is_newline(c));
            if self.rest.starts_with("//") {
                self.take_until(is_newline);
            } else if self.rest.starts_with("/*") {
                let end = self.rest.find("*/").map_or(self.rest.len(), |at| at + 2);
                self.take(end);
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> Token<'a> {
        let word = self.take_until(|c| !is_word(c));
        // `object.member` is no plain name.
        if word.contains('.') || word.len() > MAX_LENGTH { Token::Other } else { Token::Word(word) }
    }

    fn number(&mut self) -> Token<'a> {
        let text = self.take_until(|c| !is_word(c));
        whole_number(text).map_or(Token::Other, Token::Number)
    }

    fn text(&mut self, quote: char) -> Token<'a> {
        let start = self.rest;
        self.take(quote.len_utf8());
        let mut characters = self.rest.char_indices();
        let mut text = String::new();
        while let Some((at, c)) = characters.next() {
            if c == quote {
                self.take(at + quote.len_utf8());
                let interpolated = quote == '`' && text.contains("${");
                let keep = text.len() <= MAX_LENGTH && !interpolated;
                return if keep { Token::Text(text) } else { Token::Other };
            }
            if is_newline(c) && quote != '`' {
                break;
            }
            match (c, text.len() > MAX_LENGTH) {
                // Too long to be kept, but its end has still to be found.
                ('\\', true) => drop(characters.next()),
                (_, true) => {}
                ('\\', false) => text.extend(escape(&mut characters)),
                (c, false) => text.push(c),
            }
        }
        // Never closed: only the quote is passed over, so that the next line is read as usual.
        self.rest = start;
        self.take(quote.len_utf8());
        self.take_until(is_newline);
        Token::Other
    }

    fn sign(&mut self, c: char) -> Token<'a> {
        if c == '=' {
            let run = self.take_until(|c| !matches!(c, '=' | '>'));
            return if run == "=" { Token::Equals } else { Token::Other };
        }
        self.take(c.len_utf8());
        match c {
            '-' => Token::Minus,
            ',' => Token::Comma,
            ';' | '{' | '}' => Token::End,
            c if is_newline(c) => Token::Newline,
            _ => Token::Other,
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks_and_comments();
        let c = self.rest.chars().next()?;
        Some(match c {
            '0'..='9' => self.number(),
            '"' | '\'' | '`' => self.text(c),
            c if is_word(c) => self.word(),
            c => self.sign(c),
        })
    }
}

const fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// Decimal or hexadecimal. `010` is 8 to some engines and 10 to others: not understood.
fn whole_number(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(hex, 16).ok();
    }
    let octal = text.len() > 1 && text.starts_with('0');
    if octal { None } else { text.parse().ok() }
}

/// What stands behind a backslash.
fn escape(rest: &mut std::str::CharIndices<'_>) -> Option<char> {
    match rest.next()?.1 {
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'x' => code(rest, 2),
        'u' => code(rest, 4),
        // A line that goes on in the next one.
        c if is_newline(c) => None,
        c => Some(c),
    }
}

fn code(rest: &mut std::str::CharIndices<'_>, digits: usize) -> Option<char> {
    let hex = rest.as_str().get(..digits)?;
    let code = u32::from_str_radix(hex, 16).ok()?;
    for _ in 0..digits {
        rest.next();
    }
    char::from_u32(code)
}
