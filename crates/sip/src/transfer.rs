//! What transfers carry: Replaces (RFC 3891) and the news of a REFER (RFC 3515, section 2.4.5; RFC 3420).

use crate::{SipEvent, TransferFailure, message};
use reo_model::LegId;
use rsipstack::sip::{HeadersExt, Request};

/// The dialog that an INVITE is to replace, named from the side of whoever gets the INVITE.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Replaces {
    pub(crate) call_id: String,
    pub(crate) to_tag: String,
    pub(crate) from_tag: String,
    /// Not once it has been answered.
    pub(crate) early_only: bool,
}

impl Replaces {
    /// Reads the header's value (RFC 3891, section 6.1). `None` when it does not name exactly one dialog.
    pub(crate) fn read(value: &str) -> Option<Self> {
        let mut parts = value.split(';').map(str::trim);
        let call_id = parts.next().filter(|id| !id.is_empty() && !value.contains(','))?.to_owned();
        let parts: Vec<_> = parts.collect();
        let parameter = |name| message::parameter(&parts, name);
        let early_only = parts.iter().any(|part| part.eq_ignore_ascii_case("early-only"));
        Some(Self { call_id, to_tag: parameter("to-tag")?, from_tag: parameter("from-tag")?, early_only })
    }
}

impl std::fmt::Display for Replaces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { call_id, to_tag, from_tag, early_only } = self;
        let early = if *early_only { ";early-only" } else { "" };
        write!(f, "{call_id};to-tag={to_tag};from-tag={from_tag}{early}")
    }
}

/// What a NOTIFY says about a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct News {
    /// What the transferred party got for its INVITE; `None` when the body does not say.
    pub(crate) status: Option<u16>,
    /// No further NOTIFY comes.
    pub(crate) last: bool,
}

impl News {
    pub(crate) fn read(notify: &Request) -> Self {
        let state = notify.header_value("Subscription-State").unwrap_or_default();
        let state = state.split(';').next().unwrap_or_default().trim();
        Self { status: status_line(notify), last: state.eq_ignore_ascii_case("terminated") }
    }

    /// What to report, if anything.
    pub(crate) fn event(self, leg: LegId) -> Option<SipEvent> {
        match (self.status, self.last) {
            (Some(200..=299), _) => Some(SipEvent::Transferred { leg }),
            (Some(status @ 300..), _) => {
                Some(SipEvent::TransferFailed { leg, why: TransferFailure::Target(status) })
            }
            (_, true) => Some(SipEvent::TransferFailed { leg, why: TransferFailure::Unknown }),
            (Some(status), false) => Some(SipEvent::TransferProgress { leg, status }),
            (None, false) => None,
        }
    }
}

/// Whether a NOTIFY is about a REFER at all.
pub(crate) fn is_about_refer(notify: &Request) -> bool {
    let event = notify.header_value("Event").unwrap_or_default();
    event.split(';').next().is_some_and(|package| package.trim().eq_ignore_ascii_case("refer"))
}

/// Whether a NOTIFY is about the REFER with that CSeq. Many peers leave the id out of the first REFER's, as
/// they may, and some out of every one's (RFC 3515, section 2.4.6).
pub(crate) fn is_about(notify: &Request, sequence: u32) -> bool {
    let event = notify.header_value("Event").unwrap_or_default();
    let parts: Vec<_> = event.split(';').skip(1).map(str::trim).collect();
    message::parameter(&parts, "id").is_none_or(|id| id.parse() == Ok(sequence))
}

/// The status in a sipfrag's first line; the rest of it, of whatever size, is not looked at.
fn status_line(notify: &Request) -> Option<u16> {
    let kind = notify.header_value("Content-Type")?.to_ascii_lowercase();
    if kind.split(';').next()?.trim() != "message/sipfrag" {
        return None;
    }
    let (status, rest) = notify.body.strip_prefix(b"SIP/2.0 ")?.split_at_checked(3)?;
    let ends = rest.first().is_none_or(|next| next.is_ascii_whitespace());
    let digits = status.iter().all(u8::is_ascii_digit) && ends;
    let status = std::str::from_utf8(status).ok().filter(|_| digits)?.parse().ok()?;
    (100..700).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notify(headers: &str, body: &str) -> Request {
        let text = format!(
            "NOTIFY sip:a@b SIP/2.0\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\n{headers}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Request::try_from(text.as_str()).unwrap()
    }

    #[test]
    fn a_replaces_header_is_read_and_written_alike() {
        let text = "98732@sip.example.com;to-tag=7553452;from-tag=31431;early-only";
        assert_eq!(Replaces::read(text).unwrap().to_string(), text);
        let odd = Replaces::read("1@a ; From-Tag = f ;x=y; to-tag=t").unwrap();
        assert_eq!(odd.to_string(), "1@a;to-tag=t;from-tag=f");
        for none in ["", ";to-tag=a;from-tag=b", "1@a", "1@a;to-tag=a", "1;to-tag=a;from-tag=b, 2;to-tag=c"] {
            assert_eq!(Replaces::read(none), None, "{none}");
        }
    }

    #[test]
    fn only_a_sipfrag_with_a_status_line_tells_a_status() {
        let status = |kind, body| News::read(&notify(&format!("Content-Type: {kind}"), body)).status;
        assert_eq!(status("message/sipfrag;version=2.0", "SIP/2.0 180 Ringing\r\n"), Some(180));
        assert_eq!(status("message/sipfrag", "SIP/2.0 603"), Some(603));
        assert_eq!(status("text/plain", "SIP/2.0 200 OK"), None);
        for body in
            ["", "hello", "SIP/2.0 ", "SIP/2.0 2000 OK", "SIP/2.0 +20 OK", "SIP/2.0 099", "SIP/2.0 ééé"]
        {
            assert_eq!(status("message/sipfrag", body), None, "{body}");
        }
    }

    #[test]
    fn a_notify_is_about_the_refer_that_its_id_names() {
        assert!(is_about_refer(&notify("Event: Refer ;id=7", "")));
        assert!(!is_about_refer(&notify("Event: presence", "")));
        assert!(is_about(&notify("o: refer; id=7", ""), 7));
        assert!(is_about(&notify("Event: refer", ""), 7));
        assert!(!is_about(&notify("Event: refer;id=8", ""), 7));
        assert!(!is_about(&notify("Event: refer;id=x", ""), 7));
    }

    #[test]
    fn the_last_news_without_an_outcome_leaves_it_unknown() {
        let event = |status, last| News { status, last }.event(LegId(1));
        let unknown = SipEvent::TransferFailed { leg: LegId(1), why: TransferFailure::Unknown };
        assert_eq!(event(Some(100), true), Some(unknown.clone()));
        assert_eq!(event(None, true), Some(unknown));
        assert_eq!(event(None, false), None);
        assert!(News::read(&notify("Subscription-State: Terminated ;reason=noresource", "")).last);
        assert!(!News::read(&notify("Subscription-State: active;expires=60", "")).last);
    }
}
