//! What a simulated contact centre is asked to be.

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
    /// Chooses the numbers of the constants file; `None` takes another set for each run.
    pub constants_seed: Option<u64>,
    /// A request and its answer share one number where they can (the page does not know whether they do).
    pub shared_numbers: bool,
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
    /// What a second registration of the same agent does.
    pub second_registration: SecondRegistration,
    /// How long an agent's phone rings before the call is taken away.
    pub ring_timeout: Duration,
    /// The shape of refusals at sign-in.
    pub refusals: Refusals,
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

/// What the registrar does with two registrations of one agent (not known of the provider).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondRegistration {
    /// The newest one counts alone.
    #[default]
    Replaces,
    /// Both stay; a call rings at the newest.
    Stays,
}

/// The shape of a refusal at sign-in; both are seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusals {
    /// The HTTP status is the documented code.
    #[default]
    Status,
    /// HTTP 200 with `{"code": <the documented code>}`.
    Code,
    /// HTTP 200 with `{"code":"errors","message":…}`.
    Errors,
}

/// An outbound service (`callout_id`, `descriptions`, `is_default`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalloutService {
    /// The service's id.
    pub callout_id: String,
    /// What it is called.
    pub descriptions: String,
    /// 1 for one of them.
    pub is_default: u8,
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
            constants_seed: None,
            shared_numbers: false,
            sip_domain: "sip.reo-sim.invalid".to_owned(),
            sip_password: Redacted::from("sip_password"),
            digest: Digest::default(),
            challenge_invites: false,
            max_expires: Duration::from_secs(120),
            second_registration: SecondRegistration::default(),
            ring_timeout: Duration::from_secs(20),
            refusals: Refusals::default(),
            callout_services: Vec::new(),
            ping_interval: Duration::from_secs(30),
            voice: None,
        }
    }
}

impl Seat {
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
