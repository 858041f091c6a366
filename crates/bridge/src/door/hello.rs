//! How a page comes in.

use super::asks::Then;
use super::pages::State;
use super::{ConnId, Door, Grant};
use crate::policy::{Origin, PageToken, granted, limits};
use crate::protocol::{PageFrame, Refusal, ReoFrame, Resume, Scope, Snapshot, Update, VERSION, Welcome};
use crate::view::AskKind;
use rand::Rng;
use reo_model::Redacted;

impl Door {
    pub(super) fn hello(&mut self, conn: ConnId, hello: PageFrame) {
        let PageFrame::Hello { versions, name, tab, scopes, token, pair, resume } = hello else { return };
        if !versions.contains(&VERSION) {
            return self.refuse(conn, Refusal::Version, None);
        }
        if !is_tab(&tab) {
            return self.not_understood(conn, None, "tab: 1 to 64 letters, digits, `-` or `_`");
        }
        let Some(page) = self.pages.get_mut(conn) else { return };
        page.tab = tab;
        let origin = page.origin.clone();
        match self.rights(&origin, token.as_ref()) {
            // The administrator keeps it out.
            Some(allowed) if allowed.is_empty() => self.refuse(conn, Refusal::Declined, None),
            Some(allowed) => self.welcome(conn, granted(&scopes, &allowed), None, resume),
            None if pair => self.ask_to_pair(conn, &origin, name.as_deref(), scopes, resume),
            None => self.refuse(conn, Refusal::NotPaired, None),
        }
    }

    /// What an origin may do that the administrator or its token vouches for.
    fn rights(&self, origin: &Origin, token: Option<&Redacted<String>>) -> Option<Vec<Scope>> {
        let by_token = || self.memory.scopes(origin, token?.expose()).filter(|_| self.policy.pairing);
        self.fixed_scopes(origin).or_else(by_token).map(<[Scope]>::to_vec)
    }

    /// Origins that the agent let in, where the administrator leaves that to the agent.
    pub(super) fn grants(&self) -> &[Grant] {
        if self.policy.pairing { &self.memory.grants } else { &[] }
    }

    /// Whether an origin was let in, whoever its page turns out to be.
    pub(super) fn knows(&self, origin: &Origin) -> bool {
        self.fixed_scopes(origin).is_some_and(|scopes| !scopes.is_empty())
            || self.grants().iter().any(|grant| grant.origin == *origin)
    }

    /// Origins that the administrator or a program's option lets in.
    pub(super) fn fixed_origins(&self) -> impl Iterator<Item = (&Origin, &[Scope], Option<&str>)> {
        let policy = self.policy.origins.iter();
        let policy = policy.map(|one| (&one.origin, one.scopes.as_slice(), one.name.as_deref()));
        policy.chain(self.allow.iter().map(|(origin, scopes)| (origin, scopes.as_slice(), None)))
    }

    pub(super) fn fixed_scopes(&self, origin: &Origin) -> Option<&[Scope]> {
        self.fixed_origins().find(|(one, ..)| *one == origin).map(|(_, scopes, _)| scopes)
    }

    fn ask_to_pair(
        &mut self,
        conn: ConnId,
        origin: &Origin,
        name: Option<&str>,
        wanted: Vec<Scope>,
        resume: Option<Resume>,
    ) {
        let wanted = granted(&wanted, &Scope::ALL);
        if !self.policy.pairing || wanted.is_empty() {
            return self.refuse(conn, Refusal::Declined, None);
        }
        // Another tab of the same page joins the question that is open.
        let open = self.asks.pairing_of(origin, &wanted).map(|ask| ask.id);
        let ask = match open {
            Some(ask) => ask,
            None => match self.asks.may_pair(origin, self.now) {
                Ok(()) => self.put_pairing(origin, name, wanted.clone()),
                Err(until) => {
                    let declined = self.asks.declined_until(origin, self.now).is_some();
                    let reason = if declined { Refusal::Declined } else { Refusal::TooMany };
                    return self.refuse(conn, reason, Some(until));
                }
            },
        };
        if let Some(page) = self.pages.get_mut(conn) {
            page.state = State::Waiting { ask, wanted, resume };
        }
        self.tell_code(conn, ask);
    }

    fn put_pairing(&mut self, origin: &Origin, name: Option<&str>, scopes: Vec<Scope>) -> u64 {
        let code = format!("{:04}", self.random.random_range(0..10_000));
        let what = AskKind::Pair { name: name.map(readable), code, scopes };
        self.asks.put(origin, self.now + limits::ASKED_FOR, what, Then::LetIn)
    }

    fn tell_code(&mut self, conn: ConnId, ask: u64) {
        let question = self.asks.iter().find(|question| question.ask.id == ask);
        if let Some(super::asks::Question { ask, .. }) = question
            && let AskKind::Pair { code, .. } = &ask.what
        {
            let frame = ReoFrame::Pairing { code: code.clone(), until: ask.until };
            self.send(conn, &frame);
        }
    }

    /// The agent lets an origin in: all its tabs that wait.
    pub(super) fn let_in(&mut self, ask: u64, origin: &Origin, name: Option<String>, scopes: Vec<Scope>) {
        let token = PageToken::new(self.random.random());
        self.memory.let_in(origin, name, scopes.clone(), &token, self.now);
        self.save();
        // What was granted before gives way, for pages that are here too.
        self.change_scopes(origin, |before| before.retain(|scope| scopes.contains(scope)));
        self.release_lost_control();
        for conn in self.waiting_for(ask) {
            let Some(page) = self.pages.get_mut(conn) else { continue };
            if let State::Waiting { wanted, resume, .. } = std::mem::replace(&mut page.state, State::Inside) {
                self.welcome(conn, granted(&wanted, &scopes), Some(token.text()), resume);
            }
        }
    }

    /// The page that controls may have lost the right to.
    fn release_lost_control(&mut self) {
        let holder = self.control.conn();
        let lost = holder.filter(|conn| self.pages.get(*conn).is_some_and(|page| !page.may_control()));
        if let Some(conn) = lost {
            self.release_control(conn);
        }
    }

    /// Changes what the pages of an origin that are here may do, and tells them.
    pub(super) fn change_scopes(&mut self, origin: &Origin, change: impl Fn(&mut Vec<Scope>)) {
        for (conn, scopes) in self.pages.change_scopes(origin, change) {
            self.send(conn, &ReoFrame::Scopes { scopes });
        }
    }

    pub(super) fn waiting_for(&self, ask: u64) -> Vec<ConnId> {
        self.pages.iter().filter(|(_, page)| page.ask() == Some(ask)).map(|(conn, _)| conn).collect()
    }

    fn welcome(
        &mut self,
        conn: ConnId,
        scopes: Vec<Scope>,
        token: Option<Redacted<String>>,
        resume: Option<Resume>,
    ) {
        let Some(page) = self.pages.get_mut(conn) else { return };
        page.state = State::Inside;
        page.scopes.clone_from(&scopes);
        let (origin, tab) = (page.origin.clone(), page.tab.clone());
        if page.may_control() {
            self.control.arrived(conn, &origin, &tab);
        }
        self.tab_is_back(&origin, &tab);
        self.seen(&origin);
        let sees = scopes.contains(&Scope::Events);
        let missed = resume.filter(|_| sees).and_then(|resume| self.log.since(&resume));
        let welcome = Welcome {
            version: VERSION,
            release: env!("CARGO_PKG_VERSION").to_owned(),
            capabilities: Vec::new(),
            run: self.names.run().to_owned(),
            scopes,
            token,
            controlling: self.control.conn() == Some(conn),
            seq: self.log.seq(),
            snapshot: sees.then(|| self.snapshot_for(conn)),
            missed: missed.map(|all| all.iter().map(|one| self.update_for(conn, one)).collect()),
        };
        self.told_control(conn, welcome.controlling);
        self.send(conn, &ReoFrame::Welcome(Box::new(welcome)));
    }

    fn snapshot_for(&self, conn: ConnId) -> Snapshot {
        let whole = Update { seq: 0, events: Vec::new(), snapshot: self.page_snapshot() };
        self.update_for(conn, &whole).snapshot
    }

    /// A page of this origin is or was here.
    pub(super) fn seen(&mut self, origin: &Origin) {
        let now = self.now;
        if let Some(grant) = self.memory.grant_mut(origin)
            && now.since(grant.last_seen) >= limits::SEEN_EVERY
        {
            grant.last_seen = now;
            self.save();
        }
    }
}

fn is_tab(text: &str) -> bool {
    (1..=limits::TAB).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A stranger's name for itself, fit to be shown: one short line.
fn readable(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_control() && !is_invisible(*letter))
        .take(limits::PAGE_NAME)
        .collect()
}

/// Marks that would turn the text around, break its line or hide in it (Unicode Bidirectional Algorithm, section 2; default
/// ignorable code points).
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}
