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
use crate::unknowns::Unknowns;
use reo_model::{Domain, Extension, Redacted};
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
    /// The secret of each tenant, the first one's first.
    access_keys: Vec<(Domain, Redacted<String>)>,
    pub(crate) constants: Constants,
    pub(crate) addresses: Addresses,
    pub(crate) agents: Agents,
    pub(crate) sip: Arc<Sip>,
    /// Counts up with every change of a registration.
    pub(crate) registrations: watch::Sender<u64>,
    pub(crate) calls: Calls,
    pub(crate) customers: Mutex<HashMap<String, Behaviour>>,
    /// Agents whose phone is imagined, and what is done with it.
    pub(crate) handsets: Mutex<HashMap<Extension, Behaviour>>,
    pub(crate) voice: Recorded,
    pub(crate) events: EventLog,
    stopping: watch::Sender<bool>,
    faults: Mutex<Faults>,
    unknowns: Mutex<Unknowns>,
    tasks: Mutex<JoinSet<()>>,
}

impl Centre {
    pub(crate) fn new(config: SimConfig, addresses: Addresses, voice: Recorded) -> Arc<Self> {
        let seed = config.constants_seed.unwrap_or_else(Constants::any_seed);
        Arc::new(Self {
            constants: Constants::choose(seed, config.unknowns.shared_numbers),
            agents: Agents::new(&config),
            sip: Sip::new(addresses.https, addresses.sip_udp),
            registrations: watch::Sender::new(0),
            calls: Calls::default(),
            customers: Mutex::default(),
            handsets: Mutex::default(),
            voice,
            events: EventLog::new(),
            stopping: watch::Sender::new(false),
            faults: Mutex::default(),
            unknowns: Mutex::new(config.unknowns.clone()),
            tasks: Mutex::default(),
            access_keys: access_keys(&config),
            config,
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

    /// What is not known of the provider, as it is played now.
    pub(crate) fn unknowns(&self) -> Unknowns {
        lock(&self.unknowns).clone()
    }

    pub(crate) fn set_unknowns(&self, unknowns: Unknowns) {
        *lock(&self.unknowns) = unknowns;
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

    /// What is done with an agent's phone that is imagined.
    pub(crate) fn handset(&self, agent: &Extension) -> Option<Behaviour> {
        lock(&self.handsets).get(agent).cloned()
    }

    /// The agent's tenant; the first one for an agent who is not there.
    pub(crate) fn tenant_of(&self, agent: &Extension) -> Domain {
        self.agents.view(agent).map_or_else(|| self.config.domain.clone(), |view| view.tenant)
    }

    /// The secret of a tenant.
    pub(crate) fn access_key(&self, tenant: &Domain) -> Option<&Redacted<String>> {
        self.access_keys.iter().find(|(domain, _)| domain == tenant).map(|(_, key)| key)
    }

    /// A token with which this agent can sign in; empty for one who is not there.
    pub(crate) fn token(&self, agent: &Extension, expired: Option<&str>) -> Redacted<String> {
        match self.access_key(&self.tenant_of(agent)) {
            Some(key) => token::sign(key, agent, expired),
            None => Redacted::from(""),
        }
    }

    /// Whom a token is for, whoever's tenant it is.
    pub(crate) fn token_agent(&self, token: &str) -> Option<Extension> {
        let signed = |(tenant, key): &(Domain, Redacted<String>)| {
            token::verify(key, token).filter(|agent| self.tenant_of(agent) == *tenant)
        };
        self.access_keys.iter().find_map(signed)
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
        let agents = self.config.all_seats().map(|(tenant, seat)| ReadyAgent {
            domain: tenant.clone(),
            extension: seat.extension.clone(),
            username: seat.username.clone(),
            token: self.token(&seat.extension, None),
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
            access_key: self.access_keys[0].1.clone(),
            agents: agents.collect(),
        }
    }
}

/// The secrets given, and new ones where none is.
fn access_keys(config: &SimConfig) -> Vec<(Domain, Redacted<String>)> {
    let own = (&config.domain, &config.access_key);
    let others = config.other_tenants.iter().map(|tenant| (&tenant.domain, &tenant.access_key));
    let made = || Redacted::new(crate::sip::token().repeat(2));
    std::iter::once(own)
        .chain(others)
        .map(|(tenant, key)| (tenant.clone(), key.clone().unwrap_or_else(made)))
        .collect()
}
