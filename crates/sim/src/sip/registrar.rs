//! The registrar (RFC 3261, section 10.3): who is where, for how long, proved by digest.

use super::core::Sip;
use super::digest::{self, Credentials};
use super::flow::Flow;
use super::message::{self, Headers, Request};
use super::server::Responder;
use crate::config::SimConfig;
use crate::lock;
use crate::unknowns::SecondRegistration;
use std::time::{Duration, Instant};

/// One registered contact.
#[derive(Clone)]
pub(crate) struct Binding {
    pub(crate) contact: String,
    pub(crate) flow: Flow,
    expires_at: Instant,
}

impl Binding {
    fn is_reachable(&self) -> bool {
        self.expires_at > Instant::now() && !self.flow.is_closed()
    }
}

/// What a REGISTER did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registration {
    /// It was challenged or refused.
    Refused(u16),
    /// The agent is registered (again).
    Registered,
    /// The agent has taken a contact back.
    Unregistered,
}

impl Sip {
    /// The newest contact of `user` that can be reached.
    pub(crate) fn binding(&self, user: &str) -> Option<Binding> {
        self.bindings(user, SecondRegistration::Stays).pop()
    }

    /// Where a call for `user` rings.
    pub(crate) fn bindings(&self, user: &str, second: SecondRegistration) -> Vec<Binding> {
        let state = lock(&self.state);
        let reachable = state.bindings.get(user).into_iter().flatten().rev().filter(|one| one.is_reachable());
        let most = if second == SecondRegistration::Forks { usize::MAX } else { 1 };
        reachable.take(most).cloned().collect()
    }

    /// Every flow of `user`, or of everybody.
    pub(crate) fn flows(&self, user: Option<&str>) -> Vec<Flow> {
        let state = lock(&self.state);
        let chosen = state.bindings.iter().filter(|(name, _)| user.is_none_or(|user| *name == user));
        chosen.flat_map(|(_, bindings)| bindings.iter().map(|binding| binding.flow.clone())).collect()
    }

    /// Answers a REGISTER.
    pub(crate) fn register(
        &self,
        config: &SimConfig,
        second: SecondRegistration,
        request: &Request,
        responder: &Responder,
    ) -> Registration {
        let user = message::user(message::uri(request.to()));
        let agent = super::owner(user);
        if !config.all_seats().any(|(_, seat)| seat.extension == agent) {
            responder.respond(404);
            return Registration::Refused(404);
        }
        if !self.authenticate(config, user, request, responder, 401) {
            return Registration::Refused(401);
        }
        if second == SecondRegistration::Refused && self.is_taken(user, request) {
            responder.respond(403);
            return Registration::Refused(403);
        }
        let replaces = second == SecondRegistration::Replaces;
        let granted = self.bind(config.max_expires, replaces, user, request, responder.flow());
        responder.respond_with(200, &self.contacts(user), "");
        if granted { Registration::Registered } else { Registration::Unregistered }
    }

    /// Whether another contact than the request's is registered.
    fn is_taken(&self, user: &str, request: &Request) -> bool {
        let own: Vec<&str> = request.headers.all("Contact").map(message::uri).collect();
        let state = lock(&self.state);
        let mut others = state.bindings.get(user).into_iter().flatten();
        others.any(|binding| binding.is_reachable() && !own.contains(&binding.contact.as_str()))
    }

    /// Whether the request proves that it is `user`'s; if not, it is challenged with `status`: 401 as a
    /// registrar, 407 as a proxy (RFC 3261, section 22).
    pub(crate) fn authenticate(
        &self,
        config: &SimConfig,
        user: &str,
        request: &Request,
        responder: &Responder,
        status: u16,
    ) -> bool {
        let (challenge, proof) = match status {
            407 => ("Proxy-Authenticate", "Proxy-Authorization"),
            _ => ("WWW-Authenticate", "Authorization"),
        };
        let proved = self.proved(config, user, request, proof);
        if !proved {
            responder.respond_with(status, &self.challenge(config, challenge), "");
        }
        proved
    }

    fn challenge(&self, config: &SimConfig, name: &str) -> Headers {
        let nonce = super::token();
        lock(&self.state).nonces.insert(nonce.clone(), Instant::now());
        let mut headers = Headers::default();
        for challenge in digest::challenges(config.digest, &config.sip_domain, &nonce) {
            headers.push(name, challenge);
        }
        headers
    }

    fn proved(&self, config: &SimConfig, user: &str, request: &Request, header: &str) -> bool {
        request.headers.all(header).filter_map(Credentials::parse).any(|credentials| {
            lock(&self.state).nonces.contains_key(credentials.nonce())
                && credentials.username() == user
                && credentials.prove(config.digest, &request.method, config.sip_password.expose())
        })
    }

    /// Puts the contacts in or takes them away; whether any was put in.
    fn bind(&self, longest: Duration, replaces: bool, user: &str, request: &Request, flow: &Flow) -> bool {
        let mut state = lock(&self.state);
        let bindings = state.bindings.entry(user.to_owned()).or_default();
        let asked = request.headers.first("Expires").and_then(|value| value.trim().parse().ok());
        let mut granted = false;
        for contact in request.headers.all("Contact") {
            let uri = message::uri(contact);
            bindings.retain(|binding| uri != "*" && binding.contact != uri);
            let own = message::param(contact, "expires").and_then(|value| value.parse().ok());
            let seconds = own.or(asked).map_or(longest, Duration::from_secs);
            let expires = seconds.min(longest);
            if uri == "*" || expires.is_zero() {
                continue;
            }
            if replaces {
                bindings.clear();
            }
            let expires_at = Instant::now() + expires;
            bindings.push(Binding { contact: uri.to_owned(), flow: flow.clone(), expires_at });
            granted = true;
        }
        granted
    }

    fn contacts(&self, user: &str) -> Headers {
        let now = Instant::now();
        let mut headers = Headers::default();
        if let Some(bindings) = lock(&self.state).bindings.get(user) {
            for binding in bindings.iter().filter(|binding| binding.expires_at > now) {
                let left = binding.expires_at.duration_since(now).as_secs_f64().round();
                headers.push("Contact", format!("<{}>;expires={left}", binding.contact));
            }
        }
        headers
    }
}
