//! A record in memory, bounded: what is repeated thins out first, the oldest of it first, and never the beginning or
//! the end, where most causes stand.

use super::{Entry, Fact};

/// The most that a record takes on disk, in bytes.
pub(super) const LIMIT: usize = 64 * 1024;
/// To this it is brought down when it is full, so that it is not full again at once.
const TARGET: usize = LIMIT / 4 * 3;
/// Entries at the beginning that stay.
const BEGINNING: usize = 48;
/// Entries at the end that stay.
const END: usize = 32;
/// A longer line than any entry of ours makes.
const LONGEST: usize = 512;

#[derive(Debug)]
struct Line {
    text: String,
    repetitive: bool,
}

/// The lines of a record, and which of them the disk has.
#[derive(Debug, Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    size: usize,
    saved: usize,
    omitted: u64,
    /// What the disk has is not a beginning of this any more.
    torn: bool,
}

/// What the disk lacks.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unsaved {
    /// Nothing.
    Nothing,
    /// These lines, at the end.
    End(String),
    /// Everything: the record was thinned out, or the last write failed.
    Whole(String),
}

impl Lines {
    pub(super) fn push(&mut self, entry: &Entry) {
        let Ok(mut text) = serde_json::to_string(entry) else { return };
        if text.len() >= LONGEST {
            return;
        }
        text.push('\n');
        self.size += text.len();
        self.lines.push(Line { text, repetitive: entry.fact.is_repetitive() });
        if self.size > LIMIT {
            self.thin(entry);
        }
    }

    /// What is to be written now.
    pub(super) fn unsaved(&self) -> Unsaved {
        let text = |from: usize| self.lines[from..].iter().map(|line| line.text.as_str()).collect();
        if self.torn {
            Unsaved::Whole(text(0))
        } else if self.saved < self.lines.len() {
            Unsaved::End(text(self.saved))
        } else {
            Unsaved::Nothing
        }
    }

    /// How the writing went. What failed half-way is written again as a whole.
    pub(super) fn saved(&mut self, well: bool) {
        self.torn = !well;
        if well {
            self.saved = self.lines.len();
        }
    }

    fn thin(&mut self, last: &Entry) {
        let before = self.lines.len();
        self.drop_oldest(|line| line.repetitive);
        self.drop_oldest(|_| true);
        let dropped = before - self.lines.len();
        if dropped == 0 {
            return;
        }
        // The last time's note on what was omitted went among the first, or stands where this one comes.
        self.omitted += u64::try_from(dropped).unwrap_or(u64::MAX);
        let note = Entry { at: last.at, fact: Fact::Omitted { count: self.omitted } };
        self.replace_note(&note);
        self.torn = true;
    }

    fn drop_oldest(&mut self, may_go: impl Fn(&Line) -> bool) {
        let end = self.lines.len().saturating_sub(END);
        let (mut size, mut at) = (self.size, 0);
        self.lines.retain(|line| {
            let goes = size > TARGET && at > BEGINNING && at < end && may_go(line);
            at += 1;
            if goes {
                size -= line.text.len();
            }
            !goes
        });
        self.size = size;
    }

    /// The note stands behind the beginning, where nothing is dropped.
    fn replace_note(&mut self, note: &Entry) {
        let Ok(mut text) = serde_json::to_string(note) else { return };
        text.push('\n');
        let is_note = |line: &Line| line.text.contains(r#""type":"omitted""#);
        let line = Line { text, repetitive: false };
        match self.lines.iter().position(is_note) {
            Some(at) => {
                self.size = self.size - self.lines[at].text.len() + line.text.len();
                self.lines[at] = line;
            }
            None => {
                self.size += line.text.len();
                self.lines.insert(BEGINNING.min(self.lines.len()), line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reo_model::{CallId, LegId, Timestamp};

    fn whole(lines: &Lines) -> Vec<Entry> {
        lines.lines.iter().map(|line| serde_json::from_str(&line.text).unwrap()).collect()
    }

    fn repetitive(at: u64) -> Entry {
        let fact = Fact::Media { leg: LegId(2), step: crate::record::MediaStep::Silent { for_ms: at } };
        Entry { at: Timestamp(at), fact }
    }

    fn rare(at: u64) -> Entry {
        Entry { at: Timestamp(at), fact: Fact::Mute { call: CallId(1), on: true } }
    }

    #[test]
    fn only_what_is_new_is_written() {
        let mut lines = Lines::default();
        assert_eq!(lines.unsaved(), Unsaved::Nothing);
        lines.push(&rare(1));
        assert!(matches!(lines.unsaved(), Unsaved::End(text) if text.lines().count() == 1));
        lines.saved(true);
        lines.push(&rare(2));
        assert!(matches!(lines.unsaved(), Unsaved::End(text) if text.contains(r#""at":2"#)));
        lines.saved(false);
        assert!(matches!(lines.unsaved(), Unsaved::Whole(text) if text.lines().count() == 2));
        lines.saved(true);
        assert_eq!(lines.unsaved(), Unsaved::Nothing);
    }

    #[test]
    fn a_long_call_keeps_its_beginning_its_end_and_what_is_rare() {
        let mut lines = Lines::default();
        for at in 0..10_000 {
            lines.push(&if at % 100 == 0 { rare(at) } else { repetitive(at) });
            assert!(lines.size <= LIMIT);
        }
        assert!(matches!(lines.unsaved(), Unsaved::Whole(_)));
        let kept = whole(&lines);
        assert_eq!(lines.size, lines.lines.iter().map(|line| line.text.len()).sum::<usize>());
        let times: Vec<_> = kept.iter().map(|entry| entry.at.0).collect();
        assert_eq!(times[..48], (0..48).collect::<Vec<_>>());
        assert_eq!(times[times.len() - 32..], (10_000 - 32..10_000).collect::<Vec<_>>());
        let rare_ones = kept.iter().filter(|entry| matches!(entry.fact, Fact::Mute { .. })).count();
        assert_eq!(rare_ones, 100);
        let Fact::Omitted { count } = kept[48].fact else { panic!("{:?}", kept[48]) };
        assert_eq!(usize::try_from(count).unwrap() + kept.len() - 1, 10_000);
    }

    #[test]
    fn what_is_rare_goes_too_when_there_is_too_much_of_it() {
        let mut lines = Lines::default();
        for at in 0..10_000 {
            lines.push(&rare(at));
            assert!(lines.size <= LIMIT);
        }
        let kept = whole(&lines);
        assert_eq!((kept[0].at.0, kept.last().unwrap().at.0), (0, 9_999));
    }
}
