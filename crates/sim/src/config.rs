//! What a simulated contact centre is asked to be.

use crate::unknowns::Unknowns;
use reo_model::{Domain, Extension, Redacted};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// How the simulator is set up. `SimConfig::default()` is a tenant `0938828282` with agents 5000 to 5009, all
/// ports chosen by the system, TLS only.
#[derive(Clone, Debug)]
pub struct SimConfig {
    /// The address that everything listens on and that stands in the SDP.
    pub ip: IpAddr,
    /// Port for https and wss; 0 chooses.
    pub https_port: u16,
    /// Port for plain http and ws; 0 chooses, `None` leaves the plain side off.
    pub http_port: Option<u16>,
    /// Port for SIP over UDP; 0 chooses, `None` leaves it off.
    pub sip_udp_port: Option<u16>,
    /// Port of the control interface (plain HTTP); 0 chooses.
    pub control_port: u16,
    /// Where the certificate authority's PEM is written; `None` writes to the temporary folder and removes it
    /// at shutdown.
    pub ca_path: Option<PathBuf>,
    /// The tenant.
    pub domain: Domain,
    /// A tenant whose contract has run out: signing in there is refused with 405.
    pub expired_domain: Option<Domain>,
    /// The tenant's secret; `None` makes one for this run.
    pub access_key: Option<Redacted<String>>,
    /// The agents.
    pub seats: Vec<Seat>,
    /// Other tenants of the same system. An extension is one agent's alone in all of it.
    pub other_tenants: Vec<Tenant>,
    /// Chooses the numbers of the constants file; `None` takes another set for each run.
    pub constants_seed: Option<u64>,
    /// The SIP domain (`sip_server_url`).
    pub sip_domain: String,
    /// The one digest password of every agent.
    pub sip_password: Redacted<String>,
    /// Which digest algorithms the challenge offers.
    pub digest: Digest,
    /// An INVITE from an agent's phone is challenged too (407).
    pub challenge_invites: bool,
    /// The longest expiry that the registrar grants.
    pub max_expires: Duration,
    /// How long an agent's phone rings before the call is taken away.
    pub ring_timeout: Duration,
    /// How long an agent may take to accept a transfer.
    pub confirm_limit: Duration,
    /// How long after an agent's last socket has died the device goes back to the default of the role.
    pub device_grace: Duration,
    /// What callers are distributed to, and calls transferred to.
    pub queues: Vec<Queue>,
    /// What is not known of the provider.
    pub unknowns: Unknowns,
    /// The outbound services of check-partner; empty leaves the field out.
    pub callout_services: Vec<CalloutService>,
    /// How often the server pings an agent socket.
    pub ping_interval: Duration,
    /// What customers say (WAV, mono); `None` is the voice that comes with Reo.
    pub voice: Option<PathBuf>,
}

/// An agent's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// `ipphone`, `agent_id` of check-partner.
    pub extension: Extension,
    /// `username` of check-partner.
    pub username: String,
    /// `role`: 6 extension, 7 mobile, 9 provider softphone, others ordinary.
    pub role: i64,
    /// `phone_no`.
    pub phone_no: String,
}

/// Another tenant: whom its tokens sign in, and with which agents.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// `{domain}` of its sign-in, and its hotline.
    pub domain: Domain,
    /// Its secret; `None` makes one for this run.
    pub access_key: Option<Redacted<String>>,
    /// Its agents.
    pub seats: Vec<Seat>,
}

/// What a caller can choose, and a call can be transferred to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Queue {
    /// `acdId`.
    pub id: String,
    /// `queueDescription`.
    pub name: String,
    /// Whose phones ring; empty for everybody's.
    pub members: Vec<Extension>,
    /// How long each of them rings, milliseconds; without it as everywhere.
    pub ring_timeout_ms: Option<u64>,
}

/// The digest algorithms of a challenge (RFC 8760).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digest {
    /// MD5 alone.
    #[default]
    Md5,
    /// SHA-256 alone.
    Sha256,
    /// SHA-256 first, then MD5: the client takes the first that it knows.
    Both,
}

/// An outbound service (`callout_id`, `descriptions`, `is_default`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CalloutService {
    /// The service's id.
    pub callout_id: String,
    /// What it is called.
    pub descriptions: String,
    /// 1 for one of them.
    pub is_default: u8,
    /// The number that customers see, `line` of `OUT_CALL_RESPONSE_ID`; without it the tenant's. Agents are not
    /// told it before.
    #[serde(skip_serializing)]
    pub line: Option<String>,
}

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            https_port: 0,
            http_port: None,
            sip_udp_port: Some(0),
            control_port: 0,
            ca_path: None,
            domain: Domain::from("0938828282"),
            expired_domain: Some(Domain::from("0900000000")),
            access_key: None,
            seats: (0..10).map(Seat::ordinary).collect(),
            other_tenants: Vec::new(),
            constants_seed: None,
            sip_domain: "sip.reo-sim.invalid".to_owned(),
            sip_password: Redacted::from("sip_password"),
            digest: Digest::default(),
            challenge_invites: false,
            max_expires: Duration::from_secs(120),
            ring_timeout: Duration::from_secs(20),
            confirm_limit: Duration::from_secs(10),
            device_grace: Duration::from_secs(5),
            queues: vec![Queue::open("1", "Sales"), Queue::open("2", "Support")],
            unknowns: Unknowns::default(),
            callout_services: Vec::new(),
            ping_interval: Duration::from_secs(30),
            voice: None,
        }
    }
}

impl SimConfig {
    /// Every agent of every tenant, with the tenant.
    pub(crate) fn all_seats(&self) -> impl Iterator<Item = (&Domain, &Seat)> {
        let own = self.seats.iter().map(|seat| (&self.domain, seat));
        let others = self.other_tenants.iter();
        own.chain(others.flat_map(|tenant| tenant.seats.iter().map(|seat| (&tenant.domain, seat))))
    }

    /// The queue with that id or name.
    pub(crate) fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.id == name || queue.name == name)
    }
}

impl Queue {
    /// A queue of everybody.
    fn open(id: &str, name: &str) -> Self {
        Self { id: id.to_owned(), name: name.to_owned(), ..Self::default() }
    }
}

impl Seat {
    /// The device that the role falls back to when the agent signs out (protocol page, section 4).
    pub(crate) const fn default_device(&self) -> Option<i64> {
        match self.role {
            6 => Some(4),
            7 => Some(3),
            9 => Some(6),
            _ => None,
        }
    }

    /// The n-th ordinary agent: 5000 + n. The last two of the default ten have the roles of a mobile and of
    /// an extension, so that the way back to the default device can be tried.
    fn ordinary(n: u16) -> Self {
        let role = match n {
            8 => 7,
            9 => 6,
            _ => 2,
        };
        let extension = 5000 + n;
        Self {
            extension: Extension::new(extension.to_string()),
            username: format!("agent{extension}"),
            role,
            phone_no: format!("09388{extension:05}"),
        }
    }
}
