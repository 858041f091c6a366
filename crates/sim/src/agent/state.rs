//! Who is signed in, with how many sockets, and which of them may speak.

use crate::config::{Seat, SimConfig};
use crate::lock;
use reo_model::{Domain, Extension};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, mpsc, watch};

/// One agent socket of an agent.
pub(crate) type SessionId = u64;

/// `deviceType` of audio here, and of a mobile number.
const HERE: i64 = 1;
const MOBILE: i64 = 3;

#[derive(Clone)]
struct Session {
    id: SessionId,
    out: mpsc::Sender<String>,
    closing: Arc<Notify>,
}

struct Agent {
    tenant: Domain,
    seat: Seat,
    status: String,
    device: i64,
    sessions: Vec<Session>,
    voice: Option<SessionId>,
    call: Option<u64>,
    /// How many sockets there were ever.
    opened: u64,
    /// Grows from one end of a call to the next: who has been idle for longest has the smallest.
    idle_since: u64,
}

/// An agent as the control interface shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentView {
    /// The tenant.
    pub tenant: Domain,
    /// `ipphone`.
    pub extension: Extension,
    /// `username`.
    pub username: String,
    /// `AVAILABLE`, `NOT AVAILABLE` or `NO ANSWER`.
    pub status: String,
    /// `deviceType`.
    pub device: i64,
    /// Open agent sockets.
    pub sockets: usize,
    /// One of them holds the voice right.
    pub voice: bool,
    /// The call that the agent is in.
    pub call: Option<u64>,
}

/// Every agent of the tenant.
pub(crate) struct Agents {
    agents: Mutex<BTreeMap<Extension, Agent>>,
    next_session: AtomicU64,
    calls_over: AtomicU64,
    changes: watch::Sender<u64>,
}

impl Agents {
    pub(crate) fn new(config: &SimConfig) -> Self {
        let agent = |(tenant, seat): (&Domain, &Seat)| Agent {
            tenant: tenant.clone(),
            seat: seat.clone(),
            status: "AVAILABLE".to_owned(),
            device: HERE,
            sessions: Vec::new(),
            voice: None,
            call: None,
            opened: 0,
            idle_since: 0,
        };
        let agents = config.all_seats().map(|seat| (seat.1.extension.clone(), agent(seat))).collect();
        Self {
            agents: Mutex::new(agents),
            next_session: AtomicU64::new(1),
            calls_over: AtomicU64::new(0),
            changes: watch::Sender::new(0),
        }
    }

    /// Waits until something has changed that decides who is free.
    pub(crate) fn changed(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut changes = self.changes.subscribe();
        async move {
            let _ = changes.changed().await;
        }
    }

    fn note_change(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Whom a call of that tenant's can be given to, who has been idle for longest first.
    pub(crate) fn free(&self, tenant: &Domain) -> Vec<Extension> {
        let agents = lock(&self.agents);
        let mut free: Vec<&Agent> = agents.values().filter(|agent| agent.tenant == *tenant).collect();
        free.retain(|agent| agent.view().is_free());
        free.sort_by_key(|agent| agent.idle_since);
        free.into_iter().map(|agent| agent.seat.extension.clone()).collect()
    }

    /// The agent with that extension or username.
    pub(super) fn named(&self, name: &str) -> Option<AgentView> {
        let agents = lock(&self.agents);
        let by_extension = agents.get(&Extension::from(name));
        by_extension.or_else(|| agents.values().find(|agent| agent.seat.username == name)).map(Agent::view)
    }

    pub(crate) fn views(&self) -> Vec<AgentView> {
        lock(&self.agents).values().map(Agent::view).collect()
    }

    pub(crate) fn view(&self, extension: &Extension) -> Option<AgentView> {
        lock(&self.agents).get(extension).map(Agent::view)
    }

    pub(crate) fn seat(&self, extension: &Extension) -> Option<Seat> {
        lock(&self.agents).get(extension).map(|agent| agent.seat.clone())
    }

    /// Another socket of the agent's. The first one gets the voice right.
    pub(super) fn add_session(
        &self,
        extension: &Extension,
        out: mpsc::Sender<String>,
        closing: Arc<Notify>,
    ) -> Option<SessionId> {
        let id = self.next_session.fetch_add(1, Ordering::Relaxed);
        let mut agents = lock(&self.agents);
        let agent = agents.get_mut(extension)?;
        agent.sessions.push(Session { id, out, closing });
        agent.voice.get_or_insert(id);
        agent.opened += 1;
        drop(agents);
        self.note_change();
        Some(id)
    }

    /// A socket has closed; the voice right goes with it.
    pub(super) fn remove_session(&self, extension: &Extension, id: SessionId) {
        if let Some(agent) = lock(&self.agents).get_mut(extension) {
            agent.sessions.retain(|session| session.id != id);
            agent.voice = agent.voice.filter(|&voice| voice != id);
        }
        self.note_change();
    }

    /// How many sockets the agent ever had, when none is open now.
    pub(super) fn signed_out(&self, extension: &Extension) -> Option<u64> {
        let agents = lock(&self.agents);
        agents.get(extension).filter(|agent| agent.sessions.is_empty()).map(|agent| agent.opened)
    }

    pub(super) fn has_voice(&self, extension: &Extension, id: SessionId) -> bool {
        lock(&self.agents).get(extension).is_some_and(|agent| agent.voice == Some(id))
    }

    /// Moves the voice right; the socket that held it until now.
    pub(super) fn take_voice(&self, extension: &Extension, id: SessionId) -> Option<SessionId> {
        let mut agents = lock(&self.agents);
        agents.get_mut(extension)?.voice.replace(id).filter(|&old| old != id)
    }

    pub(crate) fn set_status(&self, extension: &Extension, status: &str) {
        if let Some(agent) = lock(&self.agents).get_mut(extension) {
            status.clone_into(&mut agent.status);
        }
        self.note_change();
    }

    /// Sets the device; the one until now.
    pub(super) fn set_device(&self, extension: &Extension, device: i64) -> i64 {
        let mut agents = lock(&self.agents);
        let old = agents.get_mut(extension).map(|agent| std::mem::replace(&mut agent.device, device));
        drop(agents);
        self.note_change();
        old.unwrap_or(device)
    }

    /// Puts the agent into a call, unless they are in one.
    pub(crate) fn occupy(&self, extension: &Extension, call: u64) -> bool {
        match lock(&self.agents).get_mut(extension) {
            Some(agent) if agent.call.is_none() => {
                agent.call = Some(call);
                true
            }
            _ => false,
        }
    }

    /// Takes the agent out of that call.
    pub(crate) fn release(&self, extension: &Extension, call: u64) {
        if let Some(agent) = lock(&self.agents).get_mut(extension)
            && agent.call == Some(call)
        {
            agent.call = None;
            agent.idle_since = self.calls_over.fetch_add(1, Ordering::Relaxed) + 1;
        }
        self.note_change();
    }

    /// The ways to every socket of the agent's, or to one of them.
    pub(super) fn ways(&self, extension: &Extension, only: Option<SessionId>) -> Vec<mpsc::Sender<String>> {
        let agents = lock(&self.agents);
        let sessions = agents.get(extension).into_iter().flat_map(|agent| &agent.sessions);
        let chosen = sessions.filter(|session| only.is_none_or(|id| session.id == id));
        chosen.map(|session| session.out.clone()).collect()
    }

    /// Sends a text to every socket of the agent's as it is.
    pub(crate) fn send(&self, extension: &Extension, text: &str) {
        for way in self.ways(extension, None) {
            let _ = way.try_send(text.to_owned());
        }
    }

    /// Closes the agent's sockets, or everybody's; how many.
    pub(crate) fn drop_sockets(&self, extension: Option<&str>) -> usize {
        let agents = lock(&self.agents);
        let chosen =
            agents.iter().filter(|(name, _)| extension.is_none_or(|extension| name.as_str() == extension));
        let sessions: Vec<&Session> = chosen.flat_map(|(_, agent)| &agent.sessions).collect();
        sessions.iter().for_each(|session| session.closing.notify_one());
        sessions.len()
    }
}

impl Agent {
    fn view(&self) -> AgentView {
        AgentView {
            tenant: self.tenant.clone(),
            extension: self.seat.extension.clone(),
            username: self.seat.username.clone(),
            status: self.status.clone(),
            device: self.device,
            sockets: self.sessions.len(),
            voice: self.voice.is_some(),
            call: self.call,
        }
    }
}

impl AgentView {
    /// Whether a call can be given to the agent now.
    pub(crate) fn is_free(&self) -> bool {
        self.status == "AVAILABLE" && self.is_ready()
    }

    /// Whether the agent's phone can ring now. Devices 3 and 4 ring also when signed out.
    pub(super) fn is_ready(&self) -> bool {
        let reachable = match self.device {
            HERE => self.voice,
            MOBILE | 4 => true,
            _ => self.sockets > 0,
        };
        reachable && self.call.is_none()
    }

    /// Whether calls ring at the agent's mobile number.
    pub(crate) fn is_mobile(&self) -> bool {
        self.device == MOBILE
    }

    /// Whether the agent's audio is here, over SIP.
    pub(crate) fn speaks_here(&self) -> bool {
        self.device == HERE
    }
}
