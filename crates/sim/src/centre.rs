//! The one shared state of a simulator: everything that several sockets touch.

use crate::agent::{Agents, token};
use crate::call::Calls;
use crate::config::SimConfig;
use crate::constants::Constants;
use crate::customer::Behaviour;
use crate::events::EventLog;
use crate::faults::Faults;
use crate::lock;
use crate::media::Recorded;
use crate::ready::{ReadyAgent, ReadyLine};
use crate::sip::Sip;
use reo_model::Redacted;
use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

const STOP_LIMIT: Duration = Duration::from_secs(1);

/// Where everything listens.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    pub(crate) https: SocketAddr,
    pub(crate) http: Option<SocketAddr>,
    pub(crate) sip_udp: Option<SocketAddr>,
    pub(crate) control: SocketAddr,
    pub(crate) ca: PathBuf,
}

/// A contact centre.
pub(crate) struct Centre {
    pub(crate) config: SimConfig,
    pub(crate) access_key: Redacted<String>,
    pub(crate) constants: Constants,
    pub(crate) addresses: Addresses,
    pub(crate) agents: Agents,
    pub(crate) sip: Arc<Sip>,
    /// Counts up with every change of a registration.
    pub(crate) registrations: watch::Sender<u64>,
    pub(crate) calls: Calls,
    pub(crate) customers: Mutex<HashMap<String, Behaviour>>,
    pub(crate) voice: Recorded,
    pub(crate) events: EventLog,
    stopping: watch::Sender<bool>,
    faults: Mutex<Faults>,
    tasks: Mutex<JoinSet<()>>,
}

impl Centre {
    pub(crate) fn new(config: SimConfig, addresses: Addresses, voice: Recorded) -> Arc<Self> {
        let access_key =
            config.access_key.clone().unwrap_or_else(|| Redacted::new(crate::sip::token().repeat(2)));
        let seed = config.constants_seed.unwrap_or_else(Constants::any_seed);
        Arc::new(Self {
            constants: Constants::choose(seed, config.shared_numbers),
            agents: Agents::new(&config.seats),
            sip: Sip::new(addresses.https, addresses.sip_udp),
            registrations: watch::Sender::new(0),
            calls: Calls::default(),
            customers: Mutex::default(),
            voice,
            events: EventLog::new(),
            stopping: watch::Sender::new(false),
            faults: Mutex::default(),
            tasks: Mutex::default(),
            config,
            access_key,
            addresses,
        })
    }

    /// The faults as they are now.
    pub(crate) fn faults(&self) -> Faults {
        lock(&self.faults).clone()
    }

    pub(crate) fn change_faults(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut lock(&self.faults));
    }

    /// Runs a task that is dropped when the simulator ends.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stopped = self.stopped();
        self.spawn_server(async move {
            tokio::select! {
                () = task => {}
                () = stopped => {}
            }
        });
    }

    /// Runs a task that ends by itself when the simulator ends.
    pub(crate) fn spawn_server(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Waits for the end of the simulator.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopping = self.stopping.subscribe();
        async move {
            let _ = stopping.wait_for(|&stopping| stopping).await;
        }
    }

    /// Ends every task and waits until they have ended; a server that is not done soon is cut off.
    pub(crate) async fn stop(&self) {
        self.stopping.send_replace(true);
        let mut tasks = std::mem::take(&mut *lock(&self.tasks));
        let ended = async { while tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(STOP_LIMIT, ended).await;
        tasks.shutdown().await;
    }

    /// How a customer behaves who is called at `number`.
    pub(crate) fn behaviour(&self, number: &str) -> Behaviour {
        lock(&self.customers).get(number).cloned().unwrap_or_default()
    }

    /// Base address of sign-in.
    pub(crate) fn base(&self, secure: bool) -> String {
        match (secure, self.addresses.http) {
            (false, Some(http)) => format!("http://{http}"),
            _ => format!("https://{}", self.addresses.https),
        }
    }

    /// The SIP socket that belongs to a base address.
    pub(crate) fn sip_socket(&self, secure: bool) -> String {
        self.base(secure).replacen("http", "ws", 1) + "/ws"
    }

    pub(crate) fn ready_line(&self) -> ReadyLine {
        let agents = self.config.seats.iter().map(|seat| ReadyAgent {
            extension: seat.extension.clone(),
            username: seat.username.clone(),
            token: token::sign(&self.access_key, &seat.extension, None),
        });
        let plain = self.addresses.http.is_some();
        ReadyLine {
            base: self.base(true),
            plain_base: plain.then(|| self.base(false)),
            agent_socket: format!("wss://{}/websocket", self.addresses.https),
            sip_wss: self.sip_socket(true),
            sip_ws: plain.then(|| self.sip_socket(false)),
            sip_udp: self.addresses.sip_udp,
            sip_domain: self.config.sip_domain.clone(),
            sip_password: self.config.sip_password.clone(),
            control: format!("http://{}", self.addresses.control),
            ca: self.addresses.ca.clone(),
            domain: self.config.domain.clone(),
            access_key: self.access_key.clone(),
            agents: agents.collect(),
        }
    }
}
