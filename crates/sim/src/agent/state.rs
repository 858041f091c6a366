//! Who is signed in, with how many sockets, and which of them may speak.

use crate::config::Seat;
use crate::lock;
use reo_model::Extension;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, mpsc};

/// One agent socket of an agent.
pub(crate) type SessionId = u64;

/// `deviceType` of audio here.
pub(crate) const HERE: i64 = 1;

#[derive(Clone)]
struct Session {
    id: SessionId,
    out: mpsc::Sender<String>,
    closing: Arc<Notify>,
}

struct Agent {
    seat: Seat,
    status: String,
    device: i64,
    sessions: Vec<Session>,
    voice: Option<SessionId>,
    call: Option<u64>,
}

/// An agent as the control interface shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentView {
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
}

impl Agents {
    pub(crate) fn new(seats: &[Seat]) -> Self {
        let agent = |seat: &Seat| Agent {
            seat: seat.clone(),
            status: "AVAILABLE".to_owned(),
            device: HERE,
            sessions: Vec::new(),
            voice: None,
            call: None,
        };
        let agents = seats.iter().map(|seat| (seat.extension.clone(), agent(seat))).collect();
        Self { agents: Mutex::new(agents), next_session: AtomicU64::new(1) }
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
        Some(id)
    }

    /// A socket has closed; the voice right goes with it.
    pub(super) fn remove_session(&self, extension: &Extension, id: SessionId) {
        if let Some(agent) = lock(&self.agents).get_mut(extension) {
            agent.sessions.retain(|session| session.id != id);
            agent.voice = agent.voice.filter(|&voice| voice != id);
        }
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
    }

    /// Sets the device; the one until now.
    pub(super) fn set_device(&self, extension: &Extension, device: i64) -> i64 {
        let mut agents = lock(&self.agents);
        agents.get_mut(extension).map_or(device, |agent| std::mem::replace(&mut agent.device, device))
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
        if let Some(agent) = lock(&self.agents).get_mut(extension) {
            agent.call = agent.call.filter(|&current| current != call);
        }
    }

    /// Sends a text to every socket of the agent's, or to one of them.
    pub(crate) fn send(&self, extension: &Extension, only: Option<SessionId>, text: &str) {
        if let Some(agent) = lock(&self.agents).get(extension) {
            for session in agent.sessions.iter().filter(|session| only.is_none_or(|id| session.id == id)) {
                let _ = session.out.try_send(text.to_owned());
            }
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
    /// Whether a call can be given to the agent now. Devices 3 and 4 ring also when signed out.
    pub(crate) fn is_free(&self) -> bool {
        let reachable = match self.device {
            HERE => self.voice,
            3 | 4 => true,
            _ => self.sockets > 0,
        };
        self.status == "AVAILABLE" && reachable && self.call.is_none()
    }

    /// Whether the agent's audio is here, over SIP.
    pub(crate) fn speaks_here(&self) -> bool {
        self.device == HERE
    }
}
