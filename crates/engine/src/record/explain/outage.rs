//! What was down, from when to when.

use super::Cut;
use crate::record::{Entry, Fact, Link, LinkState, MediaStep};
use reo_model::Timestamp;
use reo_phone::LightState;
use std::time::Duration;

/// A time in which something was missing; open where it did not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Timestamp,
    pub(super) until: Option<Timestamp>,
}

impl Span {
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.until.is_none_or(|until| other.from <= until)
            && other.until.is_none_or(|until| self.from <= until)
    }

    fn joined(&self, other: &Self) -> Self {
        Self {
            from: self.from.min(other.from),
            until: self.until.zip(other.until).map(|(one, two)| one.max(two)),
        }
    }
}

/// Something that was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outage {
    pub(super) cut: Cut,
    pub(super) span: Span,
}

/// When nothing was heard of the other side. A watch says so again and again while it lasts.
pub(super) fn silences(entries: &[Entry]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for entry in entries {
        let Fact::Media { step, .. } = &entry.fact else { continue };
        let open = spans.last_mut().filter(|span| span.until.is_none());
        match (step, open) {
            (MediaStep::Silent { for_ms }, None) => {
                spans.push(Span { from: entry.at - Duration::from_millis(*for_ms), until: None });
            }
            (MediaStep::HeardAgain | MediaStep::Failed, Some(span)) => span.until = Some(entry.at),
            _ => {}
        }
    }
    spans
}

/// What was cut off. When both connections, or one and the voice, were gone at once, it was the network.
pub(super) fn outages(entries: &[Entry], silences: &[Span]) -> Vec<Outage> {
    let paths = spans(entries, path);
    let voice = [silences, &paths].concat();
    let mut sip = spans(entries, |fact| connection(fact, Link::Registration));
    let mut found = Vec::new();
    for socket in spans(entries, |fact| connection(fact, Link::AgentSocket)) {
        match sip.iter().position(|span| span.overlaps(&socket)) {
            Some(at) => found.push(Outage { cut: Cut::Network, span: socket.joined(&sip.remove(at)) }),
            None => found.push(alone(Cut::AgentSocket, socket, &voice)),
        }
    }
    found.extend(sip.into_iter().map(|span| alone(Cut::Sip, span, &voice)));
    let told = |path: &Span| found.iter().any(|outage| outage.span.overlaps(path));
    let untold: Vec<_> = paths.into_iter().filter(|path| !told(path)).collect();
    found.extend(untold.into_iter().map(|span| Outage { cut: Cut::Audio, span }));
    found
}

fn alone(cut: Cut, span: Span, voice: &[Span]) -> Outage {
    let cut = if voice.iter().any(|gap| gap.overlaps(&span)) { Cut::Network } else { cut };
    Outage { cut, span }
}

/// The times in which something was lost. What was given up on our own wish was not.
fn spans(entries: &[Entry], state: impl Fn(&Fact) -> Option<LinkState>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for entry in entries {
        let Some(state) = state(&entry.fact) else { continue };
        let open = spans.last_mut().filter(|span| span.until.is_none());
        match (state, open) {
            (LinkState::Down, None) => spans.push(Span { from: entry.at, until: None }),
            (LinkState::Up | LinkState::Off, Some(span)) => span.until = Some(entry.at),
            _ => {}
        }
    }
    spans
}

fn path(fact: &Fact) -> Option<LinkState> {
    match fact {
        Fact::Media { step: MediaStep::PathUp, .. } => Some(LinkState::Up),
        Fact::Media { step: MediaStep::PathDown, .. } => Some(LinkState::Down),
        _ => None,
    }
}

fn connection(fact: &Fact, link: Link) -> Option<LinkState> {
    match fact {
        Fact::Connection { link: which, state } if *which == link => Some(*state),
        Fact::Call { agent_socket, registration, .. } => {
            let light = if link == Link::AgentSocket { agent_socket } else { registration };
            (*light == LightState::Bad).then_some(LinkState::Down)
        }
        _ => None,
    }
}
