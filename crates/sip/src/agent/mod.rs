//! The user agent: one task that owns the line, the registration and every leg.
//!
//! Whatever happens is handled at once and without waiting; what is to be reported is gathered in `outbox`
//! and delivered between two happenings.

mod call;
mod inbound;
mod leg;
mod line;
mod offer;
mod outbound;
mod passing;
mod refresh;
mod registration;
mod replaces;
mod requests;
mod responses;
mod sleep;
mod transfer;

use crate::{
    SipCommand, SipConfig, SipEvent,
    digest::Digest,
    identity::Identity,
    stack::{Notice, Outputs, ServerTransaction, Stack, TxId},
    transport::{LinkReport, RECEIVE_QUEUE},
    wire,
};
use leg::{Leg, Purpose};
use line::Line;
use passing::KnownLegs;
use registration::Registration;
use reo_model::LegId;
use responses::Pending;
use rsipstack::{
    sip::{Header, Request},
    transport::TransportEvent,
};
use sleep::SleepWatch;
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// What the handle asks for.
pub(crate) enum Order {
    /// A command of the user's.
    Command(SipCommand),
    /// End everything in good order.
    Shutdown,
}

/// Time for the farewell messages at the end.
const FAREWELL_TIME: Duration = Duration::from_millis(1500);

pub(crate) struct Agent {
    config: SipConfig,
    us: Identity,
    stack: Stack,
    line: Line,
    registration: Registration,
    digest: Digest,
    legs: BTreeMap<LegId, Leg>,
    known_legs: KnownLegs,
    pending: HashMap<TxId, Pending>,
    outbox: Vec<SipEvent>,
    sleep: SleepWatch,
    /// Set when the end has been ordered: until when it may take.
    farewell: Option<Instant>,
}

/// Runs a client until it is shut down or its last handle is dropped.
pub(crate) async fn run(
    config: SipConfig,
    mut orders: mpsc::Receiver<Order>,
    events: mpsc::Sender<SipEvent>,
) {
    let us = Identity::new(&config);
    let Some((stack, mut outputs)) = Stack::start(&us.user_agent).await else { return };
    let (reports, mut links) = mpsc::channel(RECEIVE_QUEUE);
    let mut agent = Agent::new(config, us, stack, reports);
    agent.connect();
    while !agent.is_done() {
        agent.turn(&mut orders, &mut links, &mut outputs).await;
        for event in std::mem::take(&mut agent.outbox) {
            // Without a reader the calls still have to be ended properly.
            let _ = events.send(event).await;
        }
    }
    agent.line.close().await;
}

impl Agent {
    fn new(config: SipConfig, us: Identity, stack: Stack, reports: mpsc::Sender<LinkReport>) -> Self {
        let registration = Registration::new(&us);
        Self {
            line: Line::new(reports),
            config,
            us,
            stack,
            registration,
            digest: Digest::default(),
            legs: BTreeMap::new(),
            known_legs: KnownLegs::default(),
            pending: HashMap::new(),
            outbox: Vec::new(),
            sleep: SleepWatch::new(),
            farewell: None,
        }
    }

    /// Waits for one happening and handles it.
    async fn turn(
        &mut self,
        orders: &mut mpsc::Receiver<Order>,
        links: &mut mpsc::Receiver<LinkReport>,
        outputs: &mut Outputs,
    ) {
        let deadline = self.deadline();
        tokio::select! {
            // What came first has to be handled first: the answer that ends our offer before the peer's
            // next offer, or that would be refused for nothing.
            biased;
            order = orders.recv(), if self.farewell.is_none() => match order {
                Some(Order::Command(command)) => self.on_command(command),
                Some(Order::Shutdown) | None => self.on_shutdown(),
            },
            // Before the notices: the ACK that belongs to the answer which ends the last leg is in here.
            Some(event) = outputs.messages.recv() => self.transmit(event),
            Some(notice) = outputs.notices.recv() => self.on_notice(notice),
            Some(transaction) = outputs.requests.recv() => {
                let server = self.stack.serve(transaction);
                self.on_request(server);
            }
            Some(report) = links.recv() => self.on_link(report),
            () = sleep_until(deadline) => self.on_timeout(Instant::now()),
        }
        self.look_for_sleep();
    }

    fn on_command(&mut self, command: SipCommand) {
        match command {
            SipCommand::Invite { leg, target, offer } => self.invite(leg, &target, offer),
            SipCommand::Ring { leg } => self.ring(leg),
            SipCommand::Answer { leg, answer } => self.answer(leg, answer),
            SipCommand::Reject { leg, status } => self.reject(leg, status),
            SipCommand::HangUp { leg } => self.hang_up(leg),
            SipCommand::Offer { leg, offer } => self.offer(leg, offer),
            SipCommand::AnswerOffer { leg, answer } => self.answer_offer(leg, answer),
            SipCommand::RefuseOffer { leg, status } => self.refuse_offer(leg, status),
            SipCommand::Transfer { leg, target } => self.transfer(leg, &target),
            SipCommand::TransferTo { leg, other } => self.transfer_to(leg, other),
            SipCommand::Unregister => self.unregister(),
            SipCommand::Register => self.register(),
            SipCommand::Retry => self.retry_now(),
        }
    }

    fn on_shutdown(&mut self) {
        for leg in self.legs.keys().copied().collect::<Vec<_>>() {
            self.hang_up(leg);
        }
        self.unregister();
        self.farewell = Some(Instant::now() + FAREWELL_TIME);
    }

    fn is_done(&self) -> bool {
        let Some(limit) = self.farewell else { return false };
        let nothing_left =
            self.legs.is_empty() && self.pending.values().all(|pending| pending.answered_finally);
        nothing_left || !self.line.is_up() || Instant::now() >= limit
    }

    fn on_notice(&mut self, notice: Notice) {
        match notice {
            Notice::Response(id, response) => self.on_response(id, &response),
            Notice::Cancel(id, request) => self.on_cancel(id, &request),
            Notice::Ack(id) => self.on_ack(id),
            Notice::Done(id) => self.on_transaction_done(id),
        }
    }

    fn on_transaction_done(&mut self, id: TxId) {
        match self.pending.remove(&id) {
            Some(pending) => self.on_request_done(id, &pending),
            None => self.on_unacknowledged(id),
        }
    }

    /// The earliest point in time at which something is due, if only a look at the clocks.
    fn deadline(&self) -> Instant {
        let legs = self.legs.values().filter_map(Leg::deadline);
        let others = [self.line.deadline(), self.registration.deadline(), self.farewell];
        let look = Instant::now() + sleep::LOOK;
        legs.chain(others.into_iter().flatten()).min().map_or(look, |due| due.min(look))
    }

    fn on_timeout(&mut self, now: Instant) {
        self.line_timeout(now);
        self.registration_timeout(now);
        for leg in self.legs.keys().copied().collect::<Vec<_>>() {
            self.leg_timeout(leg, now);
        }
    }

    /// A message of the stack's goes to the network.
    fn transmit(&mut self, event: TransportEvent) {
        if let TransportEvent::Incoming(message, _, _) = event {
            self.tell_passing(true, &message);
            self.line.send(wire::write(&message), wire::is_register(&message));
        }
    }

    /// Sends a request; `purpose` says who gets the response.
    fn send_request(&mut self, purpose: Purpose, request: Request) -> Option<TxId> {
        let id = self.stack.request(request.clone())?;
        self.pending.insert(id, Pending::new(purpose, request));
        Some(id)
    }

    /// Answers a request, under `tag` where To has none yet.
    fn respond(&self, to: &ServerTransaction, status: u16, tag: &str, extra: Vec<Header>, sdp: Option<&str>) {
        to.respond(crate::message::response(&self.us, &to.request, status, tag, extra, sdp));
    }

    fn report(&mut self, event: SipEvent) {
        self.outbox.push(event);
    }

    /// Whole seconds of the session interval that we ask for.
    fn session_seconds(&self) -> u32 {
        let seconds = u32::try_from(self.config.session_expires.as_secs()).unwrap_or(u32::MAX);
        seconds.max(crate::session_timer::MIN_SE)
    }
}
