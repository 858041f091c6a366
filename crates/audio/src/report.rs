//! Turns the present state of the devices into events, each once.

use crate::event::AudioEvent;

/// How one kind of device stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// There, and open if it should be.
    Good,
    /// There, but it cannot be opened.
    Failing,
    /// There is none.
    Missing,
}

/// What is known after one look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) server_up: bool,
    pub(crate) input: Standing,
    pub(crate) output: Standing,
    /// The stream in use broke off since the last report.
    pub(crate) input_lost: bool,
    pub(crate) output_lost: bool,
}

/// What was reported last.
#[derive(Debug, Default)]
pub(crate) struct Report {
    server_up: Option<bool>,
    input: Option<Standing>,
    output: Option<Standing>,
    ready: bool,
}

impl Report {
    /// Events for what changed.
    pub(crate) fn update(&mut self, facts: Facts) -> Vec<AudioEvent> {
        let mut events = Vec::new();
        let was_up = self.server_up.replace(facts.server_up);
        if !facts.server_up {
            if was_up != Some(false) {
                events.push(AudioEvent::ServerDown);
            }
            // Devices vanished with the server; that is not worth a second report.
            (self.input, self.output, self.ready) = (None, None, false);
            return events;
        }
        let input = (facts.input, facts.input_lost, AudioEvent::MicrophoneLost, AudioEvent::NoMicrophone);
        let output = (facts.output, facts.output_lost, AudioEvent::SpeakerLost, AudioEvent::NoSpeaker);
        report(&mut self.input, input, &mut events);
        report(&mut self.output, output, &mut events);
        let good = facts.input == Standing::Good && facts.output == Standing::Good;
        if good && (!self.ready || !events.is_empty()) {
            events.push(AudioEvent::Ready);
        }
        self.ready = good;
        events
    }

    /// Forgets what was reported, so that the next update reports everything.
    pub(crate) fn repeat(&mut self) {
        *self = Self::default();
    }
}

fn report(
    last: &mut Option<Standing>,
    (now, broke_off, lost, missing): (Standing, bool, AudioEvent, AudioEvent),
    events: &mut Vec<AudioEvent>,
) {
    let changed = last.replace(now) != Some(now);
    if broke_off || (changed && now == Standing::Failing) {
        events.push(lost);
    }
    if changed && now == Standing::Missing {
        events.push(missing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AudioEvent::*;

    const GOOD: Facts = Facts {
        server_up: true,
        input: Standing::Good,
        output: Standing::Good,
        input_lost: false,
        output_lost: false,
    };

    #[test]
    fn ready_is_reported_once() {
        let mut report = Report::default();
        assert_eq!(report.update(GOOD), [Ready]);
        assert_eq!(report.update(GOOD), []);
        report.repeat();
        assert_eq!(report.update(GOOD), [Ready]);
    }

    #[test]
    fn a_pulled_microphone_that_was_replaced_is_lost_then_ready() {
        let mut report = Report::default();
        report.update(GOOD);
        assert_eq!(report.update(Facts { input_lost: true, ..GOOD }), [MicrophoneLost, Ready]);
    }

    #[test]
    fn the_only_microphone_pulled_is_lost_and_missing_until_it_is_back() {
        let mut report = Report::default();
        report.update(GOOD);
        let gone = Facts { input: Standing::Missing, ..GOOD };
        assert_eq!(report.update(Facts { input_lost: true, ..gone }), [MicrophoneLost, NoMicrophone]);
        assert_eq!(report.update(gone), []);
        assert_eq!(report.update(GOOD), [Ready]);
    }

    #[test]
    fn a_dead_server_is_one_event_whatever_it_took_with_it() {
        let mut report = Report::default();
        report.update(GOOD);
        let down = Facts { server_up: false, input_lost: true, output_lost: true, ..GOOD };
        assert_eq!(report.update(down), [ServerDown]);
        assert_eq!(report.update(down), []);
        assert_eq!(report.update(GOOD), [Ready]);
    }

    #[test]
    fn a_device_that_cannot_be_opened_is_lost_once() {
        let mut report = Report::default();
        let failing = Facts { output: Standing::Failing, ..GOOD };
        assert_eq!(report.update(failing), [SpeakerLost]);
        assert_eq!(report.update(failing), []);
    }
}
