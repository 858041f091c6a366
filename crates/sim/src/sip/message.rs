//! SIP messages as the simulator sees them: parsed by `rsip`, headers by name, whatever their typed form.

use rsip::SipMessage;
use std::fmt::Write;

/// Header fields in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers(Vec<(String, String)>);

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: Headers,
    pub(crate) body: String,
}

/// A response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: String,
}

/// Either.
pub(crate) enum Message {
    Request(Request),
    Response(Response),
}

/// The short header names of RFC 3261, section 7.3.3.
const SHORT: [(&str, &str); 9] = [
    ("v", "Via"),
    ("f", "From"),
    ("t", "To"),
    ("i", "Call-ID"),
    ("m", "Contact"),
    ("l", "Content-Length"),
    ("c", "Content-Type"),
    ("k", "Supported"),
    ("s", "Subject"),
];

impl Headers {
    pub(crate) fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// The first field of that name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every field of that name, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// These without the fields of that name.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self
    }

    fn write(&self, text: &mut String) {
        for (name, value) in &self.0 {
            let _ = write!(text, "{name}: {value}\r\n");
        }
    }
}

/// Parses one message; `None` for anything else.
pub(crate) fn parse(bytes: &[u8]) -> Option<Message> {
    match SipMessage::try_from(bytes).ok()? {
        SipMessage::Request(request) => Some(Message::Request(Request {
            method: request.method.to_string(),
            uri: request.uri.to_string(),
            headers: headers(&request.headers),
            body: String::from_utf8(request.body).ok()?,
        })),
        SipMessage::Response(response) => Some(Message::Response(Response {
            status: response.status_code.into(),
            headers: headers(&response.headers),
            body: String::from_utf8(response.body).ok()?,
        })),
    }
}

fn headers(parsed: &rsip::Headers) -> Headers {
    let mut headers = Headers::default();
    for header in parsed.iter() {
        let line = header.to_string();
        if let Some((name, value)) = line.split_once(':') {
            let name = name.trim();
            let long = SHORT
                .iter()
                .find(|(short, _)| name.eq_ignore_ascii_case(short))
                .map_or(name, |(_, long)| long);
            headers.push(long, value.trim());
        }
    }
    headers
}

impl Request {
    pub(crate) fn call_id(&self) -> &str {
        self.headers.first("Call-ID").unwrap_or_default()
    }

    pub(crate) fn from(&self) -> &str {
        self.headers.first("From").unwrap_or_default()
    }

    pub(crate) fn to(&self) -> &str {
        self.headers.first("To").unwrap_or_default()
    }

    pub(crate) fn cseq(&self) -> u32 {
        let number = self.headers.first("CSeq").and_then(|value| value.split_ascii_whitespace().next());
        number.and_then(|number| number.parse().ok()).unwrap_or_default()
    }

    /// The branch of the topmost Via: the transaction's id (RFC 3261, section 17.2.3).
    pub(crate) fn branch(&self) -> Option<&str> {
        param(first_of_list(self.headers.first("Via")?), "branch")
    }

    /// What goes over the wire.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!("{} {} SIP/2.0\r\n", self.method, self.uri);
        finish(&mut text, &self.headers, &self.body);
        text
    }
}

impl Response {
    /// The branch of the topmost Via, which is ours.
    pub(crate) fn branch(&self) -> Option<&str> {
        param(first_of_list(self.headers.first("Via")?), "branch")
    }

    pub(crate) fn to(&self) -> &str {
        self.headers.first("To").unwrap_or_default()
    }
}

/// The answer to `request`: its Via, From, To (with `to_tag`), Call-ID and CSeq (RFC 3261, section 8.2.6).
pub(crate) fn response_text(
    request: &Request,
    status: u16,
    to_tag: &str,
    extra: &Headers,
    body: &str,
) -> String {
    let mut text = format!("SIP/2.0 {status} {}\r\n", reason(status));
    for name in ["Via", "From"] {
        for value in request.headers.all(name) {
            let _ = write!(text, "{name}: {value}\r\n");
        }
    }
    let to = request.to();
    let tagged = status == 100 || param(to, "tag").is_some();
    let to = if tagged { to.to_owned() } else { format!("{to};tag={to_tag}") };
    let cseq = request.headers.first("CSeq").unwrap_or_default();
    let _ = write!(text, "To: {to}\r\nCall-ID: {}\r\nCSeq: {cseq}\r\n", request.call_id());
    finish(&mut text, extra, body);
    text
}

fn finish(text: &mut String, headers: &Headers, body: &str) {
    headers.write(text);
    if !body.is_empty() {
        text.push_str("Content-Type: application/sdp\r\n");
    }
    let _ = write!(text, "Content-Length: {}\r\n\r\n{body}", body.len());
}

/// A parameter after the address of a From, To, Via or Contact value.
pub(crate) fn param<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let after = value.rfind('>').map_or(value, |at| &value[at..]);
    after.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// The URI of a From, To or Contact value.
pub(crate) fn uri(value: &str) -> &str {
    match value.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or_default(),
        None => value.split(';').next().unwrap_or_default().trim(),
    }
}

/// The user part of a URI.
pub(crate) fn user(uri: &str) -> &str {
    let address = uri.split_once(':').map_or(uri, |(_, rest)| rest);
    address.split_once('@').map_or("", |(user, _)| user.split(';').next().unwrap_or_default())
}

/// The first value of a list with commas, as in a Via with two of them in one line.
fn first_of_list(value: &str) -> &str {
    value.split(',').next().unwrap_or_default()
}

fn reason(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        415 => "Unsupported Media Type",
        423 => "Interval Too Brief",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        491 => "Request Pending",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        603 => "Decline",
        _ => "Refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_users_are_found_where_they_stand() {
        let from = "\"Nga; x\" <sip:5000@example.invalid;transport=ws>;tag=abc;+sip.instance=\"<urn:x>\"";
        assert_eq!(param("<sip:a@b;tag=no>;tag=abc", "tag"), Some("abc"));
        assert_eq!(user(uri(from)), "5000");
        assert_eq!(uri("sip:5000@b;tag=1"), "sip:5000@b");
        assert_eq!(param("SIP/2.0/WSS x.invalid;branch=z9hG4bK1;rport", "branch"), Some("z9hG4bK1"));
    }

    #[test]
    fn garbage_is_not_a_message() {
        assert!(parse(b"").is_none());
        assert!(parse(b"\r\n\r\n").is_none());
        assert!(parse(&[0xff; 40]).is_none());
    }
}
