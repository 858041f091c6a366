//! SIP as text: just enough to script a peer.

/// A message in its parts.
#[derive(Clone, Debug)]
pub struct Text {
    pub start: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Text {
    pub fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.split("\r\n");
        let start = lines.next().unwrap().to_owned();
        let headers = lines.map(|line| line.split_once(": ").expect("a header"));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { start, headers, body: body.to_owned() }
    }

    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
            .collect()
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    pub fn header(&self, name: &str) -> &str {
        self.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    pub fn method(&self) -> &str {
        self.start.split(' ').next().unwrap()
    }

    /// Request-URI.
    pub fn uri(&self) -> &str {
        self.start.split(' ').nth(1).unwrap()
    }

    pub fn status(&self) -> u16 {
        assert!(self.start.starts_with("SIP/2.0 "), "not a response: {}", self.start);
        self.uri().parse().unwrap()
    }

    pub fn sequence(&self) -> u32 {
        self.header("CSeq").split(' ').next().unwrap().parse().unwrap()
    }

    pub fn branch(&self) -> &str {
        parameter(self.header("Via"), "branch").unwrap()
    }

    pub fn tag(&self, name: &str) -> Option<&str> {
        parameter(self.header(name), "tag")
    }

    /// The URI in a name-addr.
    pub fn address(&self, name: &str) -> &str {
        self.header(name).split_once('<').unwrap().1.split('>').next().unwrap()
    }
}

/// A `;name=value` parameter.
pub fn parameter<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    value.split(';').skip(1).find_map(|part| {
        let (given, value) = part.split_once('=')?;
        given.eq_ignore_ascii_case(name).then(|| value.trim_end_matches('>'))
    })
}

/// A `name="value"` or `name=value` part of a digest header.
pub fn digest_part<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let parts = value.trim_start_matches("Digest ").split(", ");
    let found = parts.filter_map(|part| part.split_once('=')).find(|(given, _)| *given == name)?.1;
    Some(found.trim_matches('"'))
}
