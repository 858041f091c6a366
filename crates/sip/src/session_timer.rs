//! Session timers (RFC 4028).

use crate::wire;
use rsipstack::sip::{Header, HeadersExt, Request, Response, headers::make_header};
use std::time::Duration;
use tokio::time::Instant;

/// Shortest session interval that we take part in, in seconds (RFC 4028, section 5).
pub(crate) const MIN_SE: u32 = 90;
/// How long before the interval's end the session is given up, at most (RFC 4028, section 10).
const MARGIN: Duration = Duration::from_secs(32);

/// Who has to refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refresher {
    Us,
    Peer,
}

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Session interval in seconds.
    pub(crate) seconds: u32,
    /// Who refreshes.
    pub(crate) refresher: Refresher,
}

/// The offered interval is shorter than we allow: 422 (RFC 4028, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooSmall;

/// The running timer of one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionTimer {
    /// The agreement.
    pub(crate) terms: Terms,
    /// When we refresh next; `None` while it is the peer's to do or ours is on its way.
    refresh_at: Option<Instant>,
    /// When the session counts as dead.
    ends_at: Instant,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Refresh,
    End,
}

impl SessionTimer {
    /// Begins an interval.
    pub(crate) fn start(terms: Terms, now: Instant) -> Self {
        let interval = Duration::from_secs(u64::from(terms.seconds));
        let refresh_at = (terms.refresher == Refresher::Us).then(|| now + interval / 2);
        Self { terms, refresh_at, ends_at: now + interval - MARGIN.min(interval / 3) }
    }

    /// The next point in time at which something is due.
    pub(crate) fn deadline(&self) -> Instant {
        self.refresh_at.map_or(self.ends_at, |at| at.min(self.ends_at))
    }

    /// What is due now. A refresh is reported once.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Due> {
        if now >= self.ends_at {
            return Some(Due::End);
        }
        self.refresh_at.take_if(|at| now >= *at).map(|_| Due::Refresh)
    }

    /// A refresh came to nothing: try again half-way to the end.
    pub(crate) fn retry(&mut self, now: Instant) {
        if self.terms.refresher == Refresher::Us {
            self.refresh_at = Some(now + self.ends_at.saturating_duration_since(now) / 2);
        }
    }
}

/// Headers of a request that offers or refreshes an interval. `keep` says who refreshes where that is settled.
pub(crate) fn request_headers(seconds: u32, min_se: Option<u32>, keep: Option<Refresher>) -> Vec<Header> {
    let role = match keep {
        None => "",
        Some(Refresher::Us) => ";refresher=uac",
        Some(Refresher::Peer) => ";refresher=uas",
    };
    let mut headers = vec![make_header("Session-Expires", format!("{seconds}{role}"))];
    if let Some(min_se) = min_se {
        headers.push(make_header("Min-SE", min_se.to_string()));
    }
    headers
}

/// What a 2xx to our request agreed on; `None`: no timer.
pub(crate) fn terms_of(response: &Response) -> Option<Terms> {
    let (seconds, role) = session_expires(response)?;
    let refresher = if role.as_deref() == Some("uas") { Refresher::Peer } else { Refresher::Us };
    Some(Terms { seconds: seconds.max(MIN_SE), refresher })
}

/// The interval that a 422 asks for.
pub(crate) fn demanded(response: &Response) -> Option<u32> {
    response.header_value("Min-SE")?.split(';').next()?.trim().parse().ok()
}

/// What we agree to as the answering side of an INVITE or UPDATE (RFC 4028, section 9).
pub(crate) fn accept(request: &Request, ours: u32) -> Result<Option<Terms>, TooSmall> {
    let supported = wire::lists(request, "Supported", "timer");
    let Some((asked, role)) = session_expires(request) else {
        return Ok(supported.then_some(Terms { seconds: ours, refresher: Refresher::Us }));
    };
    if asked < MIN_SE && supported {
        return Err(TooSmall);
    }
    let min_se = request.header_value("Min-SE").and_then(|v| v.split(';').next()?.trim().parse().ok());
    let floor = min_se.unwrap_or(MIN_SE).max(MIN_SE);
    let peer_refreshes = supported && role.as_deref() == Some("uac");
    let refresher = if peer_refreshes { Refresher::Peer } else { Refresher::Us };
    Ok(Some(Terms { seconds: asked.min(ours).max(floor), refresher }))
}

/// Headers of our 2xx.
pub(crate) fn answer_headers(terms: Option<Terms>) -> Vec<Header> {
    let Some(terms) = terms else { return Vec::new() };
    match terms.refresher {
        Refresher::Us => vec![make_header("Session-Expires", format!("{};refresher=uas", terms.seconds))],
        Refresher::Peer => vec![
            make_header("Session-Expires", format!("{};refresher=uac", terms.seconds)),
            make_header("Require", "timer".to_owned()),
        ],
    }
}

fn session_expires(message: &impl HeadersExt) -> Option<(u32, Option<String>)> {
    let value = message.header_value("Session-Expires")?;
    let mut parts = value.split(';');
    let seconds = parts.next()?.trim().parse().ok()?;
    let role = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("refresher").then(|| value.trim().to_ascii_lowercase())
    });
    Some((seconds, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invite(headers: &str) -> Request {
        let text =
            format!("INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\n{headers}\r\n\r\n");
        Request::try_from(text.as_str()).unwrap()
    }

    #[test]
    fn the_answering_side_follows_the_table_of_rfc_4028() {
        let agreed = |headers| accept(&invite(headers), 1800).unwrap().map(|t| (t.seconds, t.refresher));
        assert_eq!(agreed("Subject: 1"), None);
        assert_eq!(agreed("Supported: timer"), Some((1800, Refresher::Us)));
        assert_eq!(agreed("k: timer\r\nx: 600;refresher=uac"), Some((600, Refresher::Peer)));
        assert_eq!(agreed("Supported: timer\r\nSession-Expires: 600"), Some((600, Refresher::Us)));
        assert_eq!(agreed("Session-Expires: 7200;refresher=uac"), Some((1800, Refresher::Us)));
        assert_eq!(
            agreed("Supported: timer\r\nSession-Expires: 7200\r\nMin-SE: 3600"),
            Some((3600, Refresher::Us))
        );
        assert_eq!(accept(&invite("Supported: timer\r\nSession-Expires: 30"), 1800), Err(TooSmall));
    }

    #[tokio::test]
    async fn a_refresh_is_due_at_half_the_interval_and_the_end_before_it_is_over() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut timer = SessionTimer::start(Terms { seconds: 90, refresher: Refresher::Us }, start);
        assert_eq!(timer.deadline(), start + 45 * second);
        assert_eq!(timer.take_due(start + 45 * second), Some(Due::Refresh));
        assert_eq!(timer.take_due(start + 46 * second), None);
        assert_eq!(timer.deadline(), start + 60 * second);
        assert_eq!(timer.take_due(start + 60 * second), Some(Due::End));
    }
}
