//! The offer/answer state of a session (RFC 3264).

use super::connection::Connection;
use super::network::Network;
use crate::sdp::{
    Agreement, Format, LocalTransport, Origin, RemoteDescription, Setup, StackTable, answer_direction,
    for_stack, negotiate, offered_formats, write_answer, write_offer,
};
use crate::{MediaConfig, MediaError, MediaEvent, Negotiated, SdpDirection};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

/// What was last agreed, for those who only look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Agreed {
    pub(super) negotiated: Option<Negotiated>,
    pub(super) remote_hold: bool,
}

/// An offer of ours on its way.
#[derive(Debug)]
struct Pending {
    direction: SdpDirection,
    /// What we wanted before, should the offer be refused.
    before: SdpDirection,
    /// Whether the stack made it, and not we alone.
    stack: bool,
}

/// Everything that offers and answers change. One operation at a time.
pub(super) struct Negotiation {
    config: MediaConfig,
    network: Arc<Network>,
    events: mpsc::Sender<MediaEvent>,
    connection: Option<Arc<Connection>>,
    /// Where the sending task finds the connection in use.
    in_use: watch::Sender<Option<Outlet>>,
    agreed: watch::Sender<Agreed>,
    origin: Origin,
    wanted: SdpDirection,
    formats: Vec<Format>,
    table: Option<StackTable>,
    local: Option<LocalTransport>,
    remote: Option<RemoteDescription>,
    /// Our DTLS role, once it is settled.
    role: Option<Setup>,
    pending: Option<Pending>,
    /// A restart of ours was refused, but the stack has given up the old path already: only another restart helps.
    restart_due: bool,
}

/// The stack's driver goes on without its connection: dropping alone would leave a task and its sockets behind.
impl Drop for Negotiation {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move { connection.retire().await });
        }
    }
}

/// Where RTP goes out.
#[derive(Clone)]
pub(super) struct Outlet {
    pub(super) connection: Arc<Connection>,
    /// A payload type that the stack lets pass.
    pub(super) accepted: u8,
}

impl Negotiation {
    pub(super) fn new(
        config: MediaConfig,
        network: Arc<Network>,
        events: mpsc::Sender<MediaEvent>,
        connection: Arc<Connection>,
        origin: Origin,
        in_use: watch::Sender<Option<Outlet>>,
        agreed: watch::Sender<Agreed>,
    ) -> Self {
        let formats = offered_formats(&config.codecs);
        Self {
            config,
            network,
            events,
            connection: Some(connection),
            in_use,
            agreed,
            origin,
            wanted: SdpDirection::SendRecv,
            formats,
            table: None,
            local: None,
            remote: None,
            role: None,
            pending: None,
            restart_due: false,
        }
    }

    fn connection(&self) -> Result<Arc<Connection>, MediaError> {
        self.connection.clone().ok_or(MediaError::Closed)
    }

    /// The first offer.
    pub(super) async fn offer(&mut self) -> Result<String, MediaError> {
        if self.pending.is_some() || self.remote.is_some() {
            return Err(MediaError::WrongState);
        }
        self.local = Some(self.connection()?.offer(false).await?);
        self.propose(self.wanted, true)
    }

    /// A further offer. Only an ICE restart concerns the stack.
    pub(super) async fn reoffer(
        &mut self,
        direction: SdpDirection,
        restart: bool,
    ) -> Result<String, MediaError> {
        if self.pending.is_some() || self.remote.is_none() {
            return Err(MediaError::WrongState);
        }
        let connection = self.connection()?;
        let restart = restart || self.restart_due;
        if restart {
            self.local = Some(connection.offer(true).await?);
        }
        self.propose(direction, restart)
    }

    fn propose(&mut self, direction: SdpDirection, stack: bool) -> Result<String, MediaError> {
        let local = self.local.as_ref().ok_or(MediaError::WrongState)?;
        self.origin.version += 1;
        let text = write_offer(&self.origin, local, &self.formats, direction, self.remote.as_ref());
        self.pending = Some(Pending { direction, before: self.wanted, stack });
        self.wanted = direction;
        Ok(text)
    }

    /// The peer's offer.
    pub(super) async fn accept(&mut self, offer: &str) -> Result<String, MediaError> {
        if self.pending.is_some() {
            return Err(MediaError::WrongState);
        }
        let remote = RemoteDescription::parse(offer)?;
        let agreement = negotiate(&self.config.codecs, &remote.formats, &[])?;
        self.follow(&remote, &agreement).await?;
        let local = self.local.as_ref().ok_or(MediaError::WrongState)?;
        let direction = answer_direction(self.wanted, remote.direction);
        self.origin.version += 1;
        let setup = self.role.unwrap_or(Setup::Active);
        let text = write_answer(&self.origin, local, &agreement.answer, direction, &remote, setup);
        self.formats = agreement.answer;
        self.settle(agreement.negotiated, direction.sends(), !remote.direction.receives());
        self.remote = Some(remote);
        Ok(text)
    }

    /// Lets the stack follow an offer that is the first, restarts ICE, or comes from another peer.
    async fn follow(&mut self, remote: &RemoteDescription, agreement: &Agreement) -> Result<(), MediaError> {
        let other_peer =
            self.remote.as_ref().is_some_and(|earlier| earlier.fingerprint != remote.fingerprint);
        if other_peer {
            self.reconnect().await?;
        }
        if let Some(earlier) = &self.remote
            && !other_peer
            && !remote.moved(earlier)
        {
            return Ok(());
        }
        let connection = self.connection()?;
        let table = self.table.get_or_insert_with(|| StackTable::new(&agreement.answer)).clone();
        let local = connection.answer(for_stack(remote, &table)).await?;
        self.role.get_or_insert(local.setup);
        (self.local, self.restart_due) = (Some(local), false);
        self.in_use.send_replace(Some(Outlet { connection, accepted: table.accepted() }));
        Ok(())
    }

    /// Another fingerprint is another peer: the stack cannot change that, so a new connection takes over
    /// (RFC 8842, section 5.5).
    async fn reconnect(&mut self) -> Result<(), MediaError> {
        let new = Connection::open(&self.config, self.network.clone(), self.origin.ssrc, self.events.clone())
            .await?;
        if let Some(old) = self.connection.replace(Arc::new(new)) {
            old.retire().await;
        }
        (self.table, self.role) = (None, None);
        Ok(())
    }

    /// The peer's answer. One to a further offer that cannot be used leaves what was agreed before, or no later offer of
    /// either side would ever pass.
    pub(super) async fn apply(&mut self, answer: &str) -> Result<(), MediaError> {
        let result = self.take_answer(answer).await;
        if result.is_err() && self.pending.is_some() && self.remote.is_some() {
            let _ = self.rollback().await;
        }
        result
    }

    async fn take_answer(&mut self, answer: &str) -> Result<(), MediaError> {
        let remote = RemoteDescription::parse(answer)?;
        let agreement = negotiate(&self.config.codecs, &remote.formats, &self.formats)?;
        let connection = self.connection()?;
        let Some(pending) = &self.pending else { return self.apply_again(remote, &agreement) };
        let direction = pending.direction;
        if pending.stack {
            let table = self.table.get_or_insert_with(|| StackTable::new(&agreement.answer)).clone();
            connection.apply(for_stack(&remote, &table)).await?;
            self.restart_due = false;
            self.role.get_or_insert(opposite(remote.setup));
            self.in_use.send_replace(Some(Outlet { connection, accepted: table.accepted() }));
        } else if self.remote.as_ref().is_some_and(|earlier| remote.moved(earlier)) {
            tracing::warn!("the answer moves the peer's transport though we did not restart ICE");
        }
        self.pending = None;
        let received = remote.direction.receives();
        self.settle(agreement.negotiated, direction.sends() && received, direction.sends() && !received);
        self.keep_lines(remote);
        Ok(())
    }

    /// A 200 repeats what a 183 said, or comes again.
    fn apply_again(&mut self, remote: RemoteDescription, agreement: &Agreement) -> Result<(), MediaError> {
        let same =
            |earlier: &RemoteDescription| earlier.fingerprint == remote.fingerprint && !remote.moved(earlier);
        if !self.remote.as_ref().is_some_and(same) {
            return Err(MediaError::WrongState);
        }
        let received = remote.direction.receives();
        let sends = self.wanted.sends();
        self.settle(agreement.negotiated, sends && received, sends && !received);
        self.keep_lines(remote);
        Ok(())
    }

    /// An answer need not repeat our `mid`; a later offer must.
    fn keep_lines(&mut self, mut remote: RemoteDescription) {
        for (index, line) in remote.lines.iter_mut().enumerate() {
            let earlier = self.remote.as_ref().and_then(|earlier| earlier.lines.get(index)?.mid.clone());
            line.mid = earlier
                .or_else(|| line.mid.take())
                .or_else(|| (index == remote.audio).then(|| "0".to_owned()));
        }
        self.remote = Some(remote);
    }

    pub(super) async fn rollback(&mut self) -> Result<(), MediaError> {
        let pending = self.pending.take().ok_or(MediaError::WrongState)?;
        self.wanted = pending.before;
        if !pending.stack {
            return Ok(());
        }
        self.restart_due = self.remote.is_some();
        self.connection()?.rollback().await
    }

    pub(super) async fn close(&mut self) {
        self.in_use.send_replace(None);
        self.network.sending.store(false, Ordering::Relaxed);
        if let Some(connection) = self.connection.take() {
            connection.retire().await;
            // The stack's own event comes only sometimes: its driver stops first.
            let _ = self.events.try_send(MediaEvent::Closed);
        }
    }

    fn settle(&self, negotiated: Negotiated, sending: bool, remote_hold: bool) {
        self.network.sending.store(sending, Ordering::Relaxed);
        self.agreed.send_replace(Agreed { negotiated: Some(negotiated), remote_hold });
    }
}

const fn opposite(peer: Setup) -> Setup {
    match peer {
        Setup::Active => Setup::Passive,
        Setup::Passive | Setup::ActPass => Setup::Active,
    }
}
