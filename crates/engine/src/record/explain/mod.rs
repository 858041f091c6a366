//! Says who caused what in a call, from its record.

mod ending;
mod outage;
mod timeline;

#[cfg(test)]
mod tests;

pub use timeline::{Actor, Cut, Ending, Step, Timeline, What};

use super::{DialogStep, Entry, Fact, LinkState, MediaStep, PhaseName, TransferStep};
use outage::{Outage, Span, outages, silences};
use reo_model::{DeviceType, Direction, Timestamp};
use reo_phone::{LightState, ProblemCode};
use std::time::Duration;

/// The messages that announce a call (protocol page, section 3).
const RINGS: [&str; 2] = ["RING_AGENT_RESPOND_ID", "INTERNAL_CALL_RING_RESPONSE_ID"];
/// A shorter silence is a pause.
const REMARKABLE: Duration = Duration::from_secs(3);

/// Explains a call. `None` for what is no record of a call.
pub fn explain(entries: &[Entry]) -> Option<Timeline> {
    let mut entries = entries.to_vec();
    entries.sort_by_key(|entry| entry.at);
    let heading = entries.iter().find(|entry| matches!(entry.fact, Fact::Call { .. }))?;
    let Fact::Call { direction, number, .. } = heading.fact.clone() else { return None };
    let began = heading.at;
    let silences = silences(&entries);
    let outages = outages(&entries, &silences);
    let end = ending::ending(&entries, &outages);
    let (ended, ending) = end.map_or((None, None), |(at, ending)| (Some(at), Some(ending)));
    let answered = talking_since(&entries);

    let mut steps = vec![called(&entries, direction, began)];
    steps.extend(announced(&entries));
    steps.extend(entries.iter().filter_map(|entry| step(entry, began, ended)));
    steps.extend(holds(&entries));
    steps.extend(sounds(&entries).into_iter().filter(|step| step.at >= began));
    steps.extend(silences.iter().filter_map(|span| silence(*span, answered?, ended)));
    steps.extend(outages.iter().filter_map(|outage| down(outage, began, ended)));
    steps.push(last(&entries, ended, ending.clone()));
    steps.sort_by_key(|step| step.at);
    let server_call = entries.iter().find_map(|entry| match &entry.fact {
        Fact::Identified { server_call, .. } => Some(server_call.clone()),
        _ => None,
    });
    Some(Timeline { direction, number, server_call, began, answered, ended, ending, steps })
}

fn talking_since(entries: &[Entry]) -> Option<Timestamp> {
    let talks = |entry: &&Entry| matches!(entry.fact, Fact::Phase { phase: PhaseName::Talking, .. });
    entries.iter().find(talks).map(|entry| entry.at)
}

fn called(entries: &[Entry], direction: Direction, began: Timestamp) -> Step {
    let first = entries.iter().find_map(|entry| match entry.fact {
        Fact::Phase { phase, .. } => Some(phase),
        _ => None,
    });
    let rings_here = direction == Direction::Inbound || first == Some(PhaseName::Incoming);
    let by = if rings_here { Actor::OtherSide } else { Actor::Agent };
    Step { at: began, until: None, by, what: What::Called }
}

/// The two halves by which an inbound call is announced, and what lay between them.
fn announced(entries: &[Entry]) -> Option<Step> {
    let first =
        |is_it: fn(&Fact) -> bool| entries.iter().find(|entry| is_it(&entry.fact)).map(|entry| entry.at);
    let ring = first(
        |fact| matches!(fact, Fact::Message { sent: false, name, .. } if RINGS.contains(&name.as_str())),
    );
    let invite = first(|fact| matches!(fact, Fact::Dialog { step: DialogStep::Incoming, .. }));
    let here = first(|fact| matches!(fact, Fact::Phase { phase: PhaseName::Incoming, .. }))?;
    let what = match (ring, invite) {
        (Some(ring), Some(invite)) => {
            let gap = ring.since(invite).max(invite.since(ring));
            What::Announced { ring_first: ring <= invite, gap_ms: millis(gap) }
        }
        (None, None) => return None,
        _ if !comes_in_halves(entries) => return None,
        (ring, _) => What::HalfAnnounced { ring: ring.is_some() },
    };
    let at = ring.into_iter().chain(invite).max().unwrap_or(here);
    Some(Step { at, until: None, by: Actor::Server, what })
}

/// Only with a contact centre, and the audio here, are there two halves.
fn comes_in_halves(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| {
        matches!(&entry.fact, Fact::Call { device: DeviceType::Computer, agent_socket, .. }
            if *agent_socket != LightState::Off)
    })
}

/// What one entry says by itself. What belongs to the time before the call or after it is left out.
fn step(entry: &Entry, began: Timestamp, ended: Option<Timestamp>) -> Option<Step> {
    let late = ended.is_some_and(|ended| entry.at > ended);
    if entry.at < began || late {
        return None;
    }
    let (by, what) = said_of_the_call(&entry.fact).or_else(|| said_of_the_rest(&entry.fact))?;
    Some(Step { at: entry.at, until: None, by, what })
}

/// Each side holds by itself; an entry says how both stand.
fn holds(entries: &[Entry]) -> Vec<Step> {
    let (mut here, mut there) = (false, false);
    let mut steps = Vec::new();
    for entry in entries {
        let Fact::Hold { local, remote, .. } = entry.fact else { continue };
        let sides = [(Actor::Agent, &mut here, local), (Actor::OtherSide, &mut there, remote)];
        for (by, before, on) in sides {
            if std::mem::replace(before, on) != on {
                steps.push(Step { at: entry.at, until: None, by, what: What::Hold { on } });
            }
        }
    }
    steps
}

/// The devices are looked at again and again: only what changes is told.
fn sounds(entries: &[Entry]) -> Vec<Step> {
    let mut before = None;
    let mut steps = Vec::new();
    for entry in entries {
        let Fact::Sound { trouble } = entry.fact else { continue };
        if std::mem::replace(&mut before, trouble) != trouble {
            let what = trouble.map_or(What::SoundBack, |code| What::Sound { code });
            steps.push(Step { at: entry.at, until: None, by: Actor::Phone, what });
        }
    }
    steps
}

fn said_of_the_call(fact: &Fact) -> Option<(Actor, What)> {
    Some(match fact {
        Fact::Phase { phase: PhaseName::Ringing, .. } => (Actor::OtherSide, What::RingsThere),
        Fact::Phase { phase: PhaseName::Talking, .. } => (Actor::OtherSide, What::Talking),
        Fact::Command { command, call: Some(_), .. } if command == "answer" => (Actor::Agent, What::Accepted),
        Fact::AudioStarted { after_ms, .. } => (Actor::Network, What::FirstHeard { after_ms: *after_ms }),
        Fact::Mute { on, .. } => (Actor::Agent, What::Mute { on: *on }),
        Fact::Transfer { step, trouble, .. } => {
            let by = match step {
                TransferStep::Requested => Actor::Agent,
                TransferStep::Accepted => Actor::Colleague,
                TransferStep::Failed => refused_by(trouble.as_ref().map(|trouble| trouble.code)),
            };
            (by, What::Transfer { step: *step, trouble: trouble.clone() })
        }
        _ => return None,
    })
}

const fn refused_by(code: Option<ProblemCode>) -> Actor {
    match code {
        Some(ProblemCode::TransferRefused | ProblemCode::TransferTimedOut) => Actor::Colleague,
        _ => Actor::Server,
    }
}

fn said_of_the_rest(fact: &Fact) -> Option<(Actor, What)> {
    Some(match fact {
        Fact::Media { step: MediaStep::Failed, .. } => (Actor::Network, What::AudioBroken),
        Fact::Connection { state: LinkState::Refused, .. } => (Actor::Server, What::RegistrationRefused),
        Fact::VoiceRight { held } => {
            (if *held { Actor::Agent } else { Actor::OtherSession }, What::VoiceRight { held: *held })
        }
        Fact::Figures { .. } => (Actor::Network, figures(fact)?),
        Fact::MicrophoneSilent { on } => (Actor::Phone, What::MicrophoneSilent { on: *on }),
        Fact::Notice { trouble } if is_told_otherwise(trouble.code) => return None,
        Fact::Notice { trouble } => (Actor::Phone, What::Notice { trouble: trouble.clone() }),
        Fact::Omitted { count } => (Actor::Phone, What::Omitted { count: *count }),
        _ => return None,
    })
}

/// Notices that say what a step of their own says too.
const fn is_told_otherwise(code: ProblemCode) -> bool {
    use ProblemCode as P;
    matches!(
        code,
        P::VoiceTaken
            | P::ContactCentreLost
            | P::LineUnreachable
            | P::MicrophoneSilent
            | P::TransferRefused
            | P::TransferTimedOut
            | P::TransferFailed
            | P::SupervisorEnded
    )
}

fn figures(fact: &Fact) -> Option<What> {
    let Fact::Figures { received, lost, jitter_ms, round_trip_ms, missed_there, whole, .. } = *fact else {
        return None;
    };
    Some(if whole {
        What::WholeAudio { received, lost, jitter_ms, round_trip_ms }
    } else {
        let lost_here = lost * 100 / (received + lost).max(1);
        What::PoorAudio { lost_here, lost_there: missed_there, jitter_ms }
    })
}

fn silence(span: Span, answered: Timestamp, ended: Option<Timestamp>) -> Option<Step> {
    let from = span.from.max(answered);
    let until = span.until.or(ended);
    let long = until.is_none_or(|until| until.since(from) >= REMARKABLE);
    let for_ms = millis(until.unwrap_or(from).since(from));
    long.then_some(Step { at: from, until, by: Actor::Network, what: What::Silence { for_ms } })
}

/// What was over before the call, or began after it, does not explain it.
fn down(outage: &Outage, began: Timestamp, ended: Option<Timestamp>) -> Option<Step> {
    let call = Span { from: began, until: ended };
    let Outage { cut, span } = outage;
    let until = span.until.or(ended);
    let brief = until.is_some_and(|until| until.since(span.from) < REMARKABLE);
    if *cut == Cut::Audio && brief {
        return None;
    }
    span.overlaps(&call).then_some(Step {
        at: span.from,
        until: span.until,
        by: Actor::Network,
        what: What::Down { cut: *cut },
    })
}

fn last(entries: &[Entry], ended: Option<Timestamp>, ending: Option<Ending>) -> Step {
    let latest = entries.last().map(|entry| entry.at).unwrap_or_default();
    let (by, what) = match ending {
        Some(ending) => (ending.by(), What::Ended { ending }),
        None => (Actor::Phone, What::BreaksOff),
    };
    Step { at: ended.unwrap_or(latest), until: None, by, what }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
