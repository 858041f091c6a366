//! A running simulator, as a library sees it.

use crate::agent::{AgentView, Colleague};
use crate::call::{CallOrder, CallRequest, CallView};
use crate::centre::{Addresses, Centre};
use crate::config::SimConfig;
use crate::customer::Behaviour;
use crate::events::SimEvent;
use crate::listen::{TlsListener, bind};
use crate::media::Recorded;
use crate::ready::ReadyLine;
use crate::tls::Identity;
use crate::{OrderError, SimError, control, http, lock, sip};
use axum::Router;
use reo_model::{Extension, Redacted};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::watch;

/// A handle on a running simulator. It runs until [`Sim::shutdown`], or until its tokio runtime ends.
#[derive(Clone)]
pub struct Sim {
    pub(crate) centre: Arc<Centre>,
    asked_to_stop: Arc<watch::Sender<bool>>,
    temporary_ca: Arc<TemporaryFile>,
}

/// A file that goes with the last handle on the simulator, or nothing.
struct TemporaryFile(Option<PathBuf>);

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        self.remove();
    }
}

impl TemporaryFile {
    fn remove(&self) {
        if let Some(path) = &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// The sockets of a simulator, bound before anything is said about them.
struct Sockets {
    https: TcpListener,
    http: Option<TcpListener>,
    udp: Option<Arc<UdpSocket>>,
    control: TcpListener,
}

impl Sim {
    /// Binds every port and serves.
    ///
    /// # Errors
    /// See [`SimError`].
    pub async fn start(config: SimConfig) -> Result<Self, SimError> {
        check_seats(&config)?;
        let voice = Recorded::load(config.voice.as_deref())?;
        let identity = Identity::generate(config.ip)?;
        let sockets = Sockets::bind(&config).await?;
        let ca = write_ca(&config, &identity).await?;
        let addresses = sockets.addresses(ca.clone())?;
        let temporary_ca = Arc::new(TemporaryFile(config.ca_path.is_none().then_some(ca)));
        let centre = Centre::new(config, addresses, voice);
        let sim = Self { centre, asked_to_stop: Arc::new(watch::Sender::new(false)), temporary_ca };
        sim.serve(sockets, identity);
        Ok(sim)
    }

    fn serve(&self, sockets: Sockets, identity: Identity) {
        let centre = &self.centre;
        let tls = TlsListener::new(sockets.https, centre.addresses.https, identity.server);
        self.serve_http(tls, http::router(centre.clone(), true));
        if let Some(listener) = sockets.http {
            self.serve_http(listener, http::router(centre.clone(), false));
        }
        if let Some(socket) = sockets.udp {
            centre.spawn(sip::transport::udp(centre.clone(), socket));
        }
        self.serve_http(sockets.control, control::router(self.clone()));
    }

    /// Serves until the end; connections that wait for another request are closed then.
    fn serve_http<L>(&self, listener: L, router: Router)
    where
        L: axum::serve::Listener,
        L::Addr: std::fmt::Debug,
    {
        let server = axum::serve(listener, router).with_graceful_shutdown(self.centre.stopped());
        self.centre.spawn_server(async move { drop(server.await) });
    }

    /// Every address, and what it takes to sign in.
    pub fn ready_line(&self) -> ReadyLine {
        self.centre.ready_line()
    }

    /// A token with which this agent can sign in.
    pub fn token(&self, extension: &Extension) -> Redacted<String> {
        self.centre.token(extension, None)
    }

    /// A token with a time of expiry, `YYYY-MM-DD HH:MM:SS`, local time.
    pub fn token_until(&self, extension: &Extension, expired: &str) -> Redacted<String> {
        self.centre.token(extension, Some(expired))
    }

    /// Lets a customer call.
    ///
    /// # Errors
    /// [`OrderError::NoSuchAgent`], [`OrderError::NoAgentFree`].
    pub fn customer_calls(&self, request: CallRequest) -> Result<CallView, OrderError> {
        self.centre.customer_calls(request).map(|call| call.view())
    }

    /// How the customer with this number behaves when called.
    pub fn set_customer(&self, number: &str, behaviour: Behaviour) {
        lock(&self.centre.customers).insert(number.to_owned(), behaviour);
    }

    /// Gives an agent a phone that is imagined, whatever the device, and says what is done with it.
    ///
    /// # Errors
    /// [`OrderError::NoSuchAgent`].
    pub fn set_handset(&self, extension: &Extension, behaviour: Behaviour) -> Result<(), OrderError> {
        self.centre.agents.view(extension).ok_or(OrderError::NoSuchAgent)?;
        lock(&self.centre.handsets).insert(extension.clone(), behaviour);
        Ok(())
    }

    /// Lets a colleague come to work whom the simulator plays.
    ///
    /// # Errors
    /// [`OrderError::NoSuchAgent`].
    pub fn play(&self, colleague: Colleague) -> Result<(), OrderError> {
        self.centre.play(colleague)
    }

    /// Lets an agent, a played one say, ask for something by the name of the message (`STATUS` for the change of
    /// status).
    ///
    /// # Errors
    /// [`OrderError::NoSuchAgent`].
    pub fn agent_asks(&self, extension: &Extension, name: &str, fields: &Value) -> Result<(), OrderError> {
        self.centre.agents.view(extension).ok_or(OrderError::NoSuchAgent)?;
        self.centre.agent_asks(extension, name, fields);
        Ok(())
    }

    /// Every call of this run.
    pub fn calls(&self) -> Vec<CallView> {
        self.centre.calls.all().iter().map(|call| call.view()).collect()
    }

    /// One call.
    pub fn call(&self, id: u64) -> Option<CallView> {
        Some(self.centre.calls.call(id)?.view())
    }

    /// Waits until a call is as asked; gives it as it is then. `None` for a call that is not there.
    pub async fn call_until(&self, id: u64, is_so: impl Fn(&CallView) -> bool) -> Option<CallView> {
        let call = self.centre.calls.call(id)?;
        call.until(is_so).await;
        Some(call.view())
    }

    /// The customer hangs up.
    ///
    /// # Errors
    /// [`OrderError::NoSuchCall`], [`OrderError::WrongState`] when it is over.
    pub fn hang_up(&self, id: u64) -> Result<(), OrderError> {
        self.order(id, CallOrder::CustomerHangsUp)
    }

    /// The customer's side holds the agent, or comes back.
    ///
    /// # Errors
    /// [`OrderError::NoSuchCall`], [`OrderError::WrongState`] when nobody talks.
    pub fn hold(&self, id: u64, hold: bool) -> Result<(), OrderError> {
        let ringing = self.centre.calls.call(id).is_some_and(|call| call.is_ringing());
        if ringing { Err(OrderError::WrongState) } else { self.order(id, CallOrder::CustomerHolds(hold)) }
    }

    /// A supervisor ends the call.
    ///
    /// # Errors
    /// [`OrderError::NoSuchCall`], [`OrderError::WrongState`] when it is over.
    pub fn terminate(&self, id: u64) -> Result<(), OrderError> {
        self.order(id, CallOrder::SupervisorEnds)
    }

    /// A supervisor ends the call with a word to the agent (`TERMINATE_CALL_RESPOND_ID`).
    ///
    /// # Errors
    /// [`OrderError::NoSuchCall`], [`OrderError::WrongState`] when it is over.
    pub fn terminate_saying(&self, id: u64, message: &str) -> Result<(), OrderError> {
        let call = self.centre.calls.call(id).ok_or(OrderError::NoSuchCall)?;
        call.give_notice(message.to_owned());
        self.terminate(id)
    }

    /// A supervisor has something to say to an agent (`REPORT_RESPOND_ID`).
    ///
    /// # Errors
    /// [`OrderError::NoSuchAgent`].
    pub fn notify(&self, extension: &Extension, message: &str) -> Result<(), OrderError> {
        self.tell_agent(extension, "REPORT_RESPOND_ID", json!({"msg": message}))
    }

    fn order(&self, id: u64, order: CallOrder) -> Result<(), OrderError> {
        let call = self.centre.calls.call(id).ok_or(OrderError::NoSuchCall)?;
        if call.is_over() {
            return Err(OrderError::WrongState);
        }
        call.order(order);
        Ok(())
    }

    /// What the customer heard: 48 kHz mono, from the answer on.
    pub fn heard(&self, id: u64) -> Option<Vec<i16>> {
        Some(self.centre.calls.call(id)?.party()?.recording().heard())
    }

    /// What the customer said, on the same time line.
    pub fn spoke(&self, id: u64) -> Option<Vec<i16>> {
        Some(self.centre.calls.call(id)?.party()?.recording().spoke())
    }

    /// Every agent.
    pub fn agents(&self) -> Vec<AgentView> {
        self.centre.agents.views()
    }

    /// Sends an agent a message by its name in the constants file.
    ///
    /// # Errors
    /// [`OrderError::NoSuchAgent`].
    pub fn tell_agent(&self, extension: &Extension, name: &str, fields: Value) -> Result<(), OrderError> {
        self.centre.agents.view(extension).ok_or(OrderError::NoSuchAgent)?;
        self.centre.tell(extension, name, fields);
        Ok(())
    }

    /// What happened after event number `after`.
    pub fn events(&self, after: u64) -> Vec<SimEvent> {
        self.centre.events.after(after)
    }

    /// Waits until something has happened after event number `after`.
    pub async fn wait_for_event(&self, after: u64) {
        self.centre.events.wait_after(after).await;
    }

    /// Waits until somebody asks by the control interface for the end.
    pub async fn shutdown_asked(&self) {
        let _ = self.asked_to_stop.subscribe().wait_for(|&asked| asked).await;
    }

    pub(crate) fn ask_shutdown(&self) {
        self.asked_to_stop.send_replace(true);
    }

    /// Ends every call and closes every socket, without good-byes.
    pub async fn shutdown(self) {
        self.centre.stop().await;
        self.temporary_ca.remove();
    }
}

impl Sockets {
    async fn bind(config: &SimConfig) -> Result<Self, SimError> {
        let at = |port| SocketAddr::new(config.ip, port);
        let http = match config.http_port {
            Some(port) => Some(bind(at(port)).await?),
            None => None,
        };
        let udp = match config.sip_udp_port {
            Some(port) => Some(bind_udp(at(port)).await?),
            None => None,
        };
        let https = bind(at(config.https_port)).await?;
        let control = bind(SocketAddr::from(([127, 0, 0, 1], config.control_port))).await?;
        Ok(Self { https, http, udp, control })
    }

    fn addresses(&self, ca: PathBuf) -> Result<Addresses, SimError> {
        let unknown = |source| SimError::Listen { address: SocketAddr::from(([0, 0, 0, 0], 0)), source };
        let http = self.http.as_ref().map(TcpListener::local_addr).transpose().map_err(unknown)?;
        let sip_udp = self.udp.as_ref().map(|udp| udp.local_addr()).transpose().map_err(unknown)?;
        let https = self.https.local_addr().map_err(unknown)?;
        let control = self.control.local_addr().map_err(unknown)?;
        Ok(Addresses { https, http, sip_udp, control, ca })
    }
}

async fn bind_udp(address: SocketAddr) -> Result<Arc<UdpSocket>, SimError> {
    UdpSocket::bind(address).await.map(Arc::new).map_err(|source| SimError::Listen { address, source })
}

fn check_seats(config: &SimConfig) -> Result<(), SimError> {
    let extensions: HashSet<_> = config.all_seats().map(|(_, seat)| &seat.extension).collect();
    let doubled = extensions.len() < config.all_seats().count();
    if extensions.is_empty() || doubled { Err(SimError::Seats) } else { Ok(()) }
}

async fn write_ca(config: &SimConfig, identity: &Identity) -> Result<PathBuf, SimError> {
    let temporary = || std::env::temp_dir().join(format!("reo-sim-ca-{}.pem", sip::token()));
    let path = config.ca_path.clone().unwrap_or_else(temporary);
    match tokio::fs::write(&path, &identity.ca_pem).await {
        Ok(()) => Ok(path),
        Err(source) => Err(SimError::CaFile { path, source }),
    }
}
