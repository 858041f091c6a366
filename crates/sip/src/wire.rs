//! Texts to messages. What a stranger sends is judged here before the stack sees it.

use crate::identity::random_token;
use rsipstack::sip::{HasHeaders, HeadersExt, SipMessage};

/// What a text turned out to be.
pub(crate) enum Received {
    /// A message with everything that a transaction needs.
    Message(Box<SipMessage>),
    /// A request with a method that nobody here knows, and the answer to it.
    UnknownMethod {
        /// 501, ready to send.
        answer: String,
    },
    /// Not SIP.
    Garbage,
}

/// Reads one message.
pub(crate) fn read(text: &str) -> Received {
    let text = text.trim_start();
    if let Some(answer) = answer_to_unknown_method(text) {
        return Received::UnknownMethod { answer };
    }
    match SipMessage::try_from(with_content_length(text).as_str()) {
        Ok(message) if is_complete(&message) => Received::Message(Box::new(message)),
        _ => Received::Garbage,
    }
}

/// The stack reads no body without Content-Length, which a WebSocket peer may leave out: the frame says it.
fn with_content_length(text: &str) -> String {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return text.to_owned() };
    let named = |name: &str| name.eq_ignore_ascii_case("content-length") || name.eq_ignore_ascii_case("l");
    let given = head.lines().filter_map(|line| line.split_once(':')).any(|(name, _)| named(name.trim()));
    if given { text.to_owned() } else { format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()) }
}

/// The headers without which a message cannot be matched (RFC 3261, section 8.1.1).
fn is_complete(message: &SipMessage) -> bool {
    fn check(message: &impl HeadersExt) -> bool {
        use rsipstack::sip::ToTypedHeader;
        let via = message.top_via_header().is_ok_and(|via| via.typed().is_ok());
        let cseq = message.cseq_header().is_ok_and(|cseq| cseq.seq().is_ok() && cseq.method().is_ok());
        let from = message.from_header().is_ok_and(|from| matches!(from.tag(), Ok(Some(_))));
        let to = message.to_header().is_ok_and(|to| to.tag().is_ok());
        via && cseq && from && to && message.call_id_header().is_ok()
    }
    match message {
        SipMessage::Request(request) => check(request),
        SipMessage::Response(response) => check(response),
    }
}

/// RFC 3261, section 21.5.2. The stack cannot even parse such a request, so the answer is written here.
fn answer_to_unknown_method(text: &str) -> Option<String> {
    let (head, _) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let mut start = lines.next()?.split(' ');
    let (method, _uri, version) = (start.next()?, start.next()?, start.next()?);
    let is_token = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
    if !is_token || version != "SIP/2.0" || method.parse::<rsipstack::sip::Method>().is_ok() {
        return None;
    }
    let mut answer = String::from("SIP/2.0 501 Not Implemented\r\n");
    for line in lines {
        let (name, value) = line.split_once(':')?;
        match name.trim().to_ascii_lowercase().as_str() {
            "via" | "v" | "from" | "f" | "call-id" | "i" | "cseq" => {
                answer.push_str(&format!("{line}\r\n"));
            }
            "to" | "t" if !value.contains(";tag=") => {
                answer.push_str(&format!("{line};tag={}\r\n", random_token(10)));
            }
            "to" | "t" => answer.push_str(&format!("{line}\r\n")),
            _ => {}
        }
    }
    answer.push_str("Content-Length: 0\r\n\r\n");
    Some(answer)
}

/// A message as it goes out.
pub(crate) fn write(message: &SipMessage) -> String {
    message.to_string()
}

/// Whether a message is a REGISTER, which must not outlive its connection.
pub(crate) fn is_register(message: &SipMessage) -> bool {
    matches!(message, SipMessage::Request(request) if request.method == rsipstack::sip::Method::Register)
}

/// The values of every header of that name, split at commas.
pub(crate) fn tokens(message: &impl HasHeaders, name: &str) -> Vec<String> {
    let rows = message.headers().iter().filter(|header| header.name().eq_ignore_ascii_case(name));
    rows.flat_map(|header| header.value().split(',').map(|token| token.trim().to_owned()).collect::<Vec<_>>())
        .filter(|token| !token.is_empty())
        .collect()
}

/// Whether a header lists an option tag or method, whatever its case.
pub(crate) fn lists(message: &impl HasHeaders, name: &str, token: &str) -> bool {
    tokens(message, name).iter().any(|given| given.eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{message, session_timer, transfer};
    use proptest::prelude::*;

    /// Pieces of SIP in any order, with anything between them.
    fn nearly_sip() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "INVITE ",
                "FLY ",
                "SIP/2.0 ",
                "200 OK",
                "401 x",
                "sip:a@b",
                "\r\n",
                "\r\n\r\n",
                "Via: SIP/2.0/WS x",
                ";branch=z9hG4bK1",
                "From: ",
                "To: ",
                "<sip:a@b>",
                ";tag=",
                "Call-ID: ",
                "CSeq: 1 INVITE",
                "Contact: ",
                "Record-Route: ",
                "Session-Expires: ",
                "WWW-Authenticate: Digest ",
                "realm=",
                "nonce=",
                "qop=",
                "\"",
                "\\",
                ",",
                ";",
                ":",
                "<",
                ">",
                "[",
                "%",
                "Content-Length: 99",
                "application/sdp",
                "message/sipfrag",
                "refer;id=1",
                "to-tag=1;from-tag=2",
            ])
            .prop_map(str::to_owned),
            ".{0,6}",
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    /// A message that is whole but for one header.
    fn with_odd_header() -> impl Strategy<Value = String> {
        let names = vec![
            "Contact",
            "Record-Route",
            "Session-Expires",
            "Reason",
            "Replaces",
            "Event",
            "From",
            "To",
            "Via",
            "k",
        ];
        (prop::sample::select(names), nearly_sip()).prop_map(|(name, value)| {
            let value = value.replace(['\r', '\n'], "");
            format!(
                "INVITE sip:a@b SIP/2.0\r\n{name}: {value}\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\n\
                 From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n"
            )
        })
    }

    fn look_at_everything(text: &str) {
        let Received::Message(message) = read(text) else { return };
        if let SipMessage::Request(request) = *message {
            let _ = message::caller(&request);
            let _ = message::contact(&request);
            let _ = message::record_routes(&request);
            let _ = message::unsupported(&request);
            let _ = message::completed_elsewhere(&request);
            let _ = session_timer::accept(&request, 1800);
            let _ = transfer::News::read(&request);
            let _ = transfer::is_about(&request, 1);
            let _ = request.header_value("Replaces").as_deref().map(transfer::Replaces::read);
            let _ = write(&request.into());
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_ends_the_client(text in prop_oneof![nearly_sip(), with_odd_header()]) {
            look_at_everything(&text);
        }
    }
}
