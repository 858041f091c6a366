//! The loop: it owns the door, hands in what happens, and carries out what the door asks for.

use super::listener::Listener;
use super::performer::{Order, Outcome, perform};
use super::{ToPage, Visit};
use crate::bridge::Wish;
use crate::door::{ConnId, Door, Input, KeptNote, Memory, Output, close};
use crate::files::Kept;
use crate::view::{self, BridgeCommand, BridgeView};
use futures_util::FutureExt;
use reo_engine::{Clock, CommandError, Engine, Updates};
use reo_model::Redacted;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::unconstrained;
use tokio::time::{Instant, sleep_until};

/// Requests of Reo's own windows that may wait for the loop, which takes them as they come.
const REQUESTS: usize = 64;
/// Frames of all pages that may wait for the loop; a page whose frame finds no room waits. Fewer than answers that may wait
/// for a page.
const VISITS: usize = 64;
/// Commands that may wait for the phone; with more of them pages are refused.
const ORDERS: usize = 64;
/// Wishes that a reader may fall behind.
const WISHES: usize = 16;

/// What a handle asks of the loop.
#[derive(Debug)]
pub(crate) enum Request {
    /// The agent wants something.
    Agent(BridgeCommand),
    /// The contact centre that Reo knows.
    KnownBase(String),
    /// Say good-bye to the pages, close, write what is unwritten, and tell.
    Shutdown(oneshot::Sender<()>),
}

/// What a loop is made of.
pub(crate) struct Parts {
    pub(crate) door: Door,
    pub(crate) clock: Clock,
    pub(crate) engine: Engine,
    /// From before the door's first view of the phone, lest a step falls between them.
    pub(crate) updates: Updates,
    pub(crate) ports: Vec<u16>,
    pub(crate) memory: Kept<Memory>,
    pub(crate) notes: Kept<Vec<KeptNote>>,
}

/// The handle's ends of a running door.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) requests: mpsc::Sender<Request>,
    pub(crate) view: watch::Receiver<Arc<BridgeView>>,
    pub(crate) wishes: broadcast::WeakSender<Wish>,
}

/// The loop's state.
pub(crate) struct Run {
    door: Door,
    clock: Clock,
    listener: Listener,
    requests: mpsc::Receiver<Request>,
    visits: mpsc::Receiver<Visit>,
    updates: Updates,
    orders: mpsc::Sender<Order>,
    outcomes: mpsc::Receiver<Outcome>,
    memory: Kept<Memory>,
    notes: Kept<Vec<KeptNote>>,
    view: watch::Sender<Arc<BridgeView>>,
    wishes: broadcast::Sender<Wish>,
    /// The pages that are here.
    pages: BTreeMap<ConnId, mpsc::Sender<ToPage>>,
    /// What the door has to hear before anything else: what became of something that it asked for.
    echoes: VecDeque<Input>,
}

impl Run {
    /// Puts a loop together, and starts what hands its commands to the phone.
    pub(crate) fn new(parts: Parts) -> (Self, Running) {
        let (requests, to_take) = mpsc::channel(REQUESTS);
        let (visits, to_receive) = mpsc::channel(VISITS);
        let (orders, to_perform) = mpsc::channel(ORDERS);
        let (results, outcomes) = mpsc::channel(ORDERS);
        let (view, views) = watch::channel(Arc::new(parts.door.view().clone()));
        let (wishes, _) = broadcast::channel(WISHES);
        let running = Running { requests, view: views, wishes: wishes.downgrade() };
        tokio::spawn(perform(parts.engine, to_perform, results));
        let run = Self {
            door: parts.door,
            clock: parts.clock,
            listener: Listener::new(parts.ports, visits),
            requests: to_take,
            visits: to_receive,
            updates: parts.updates,
            orders,
            outcomes,
            memory: parts.memory,
            notes: parts.notes,
            view,
            wishes,
            pages: BTreeMap::new(),
            echoes: VecDeque::new(),
        };
        (run, running)
    }

    /// Until a shutdown, or until nobody holds a handle, or the phone has ended.
    pub(crate) async fn run(mut self) {
        loop {
            let deadline = self.door.poll_timeout().map(|at| self.clock.instant(at).into());
            tokio::select! {
                request = self.requests.recv() => match request {
                    Some(Request::Agent(command)) => {
                        self.catch_up();
                        self.hand_in(Input::Agent(command));
                    }
                    Some(Request::KnownBase(base)) => self.hand_in(Input::KnownBase(base)),
                    Some(Request::Shutdown(done)) => return self.shut_down(Some(done)).await,
                    None => return self.shut_down(None).await,
                },
                update = self.updates.next() => match update {
                    Some(update) => self.hand_in(Input::Phone(update)),
                    None => return self.shut_down(None).await,
                },
                Some(visit) = self.visits.recv() => self.visit(visit),
                Some((ticket, result)) = self.outcomes.recv() => {
                    self.catch_up();
                    self.hand_in(Input::Performed { ticket, result });
                }
                () = until(deadline) => self.door.handle_timeout(self.clock.now()),
            }
            self.settle().await;
        }
    }

    fn hand_in(&mut self, input: Input) {
        self.door.handle(input, self.clock.now());
    }

    /// Takes in the steps that the phone has made so far. It makes a step known before it answers a command, so that
    /// whoever speaks of a new call finds it in the view.
    fn catch_up(&mut self) {
        while let Some(Some(update)) = unconstrained(self.updates.next()).now_or_never() {
            self.hand_in(Input::Phone(update));
        }
    }

    fn visit(&mut self, visit: Visit) {
        match visit {
            // Its connection was made when the door was still open.
            Visit::Opened { .. } if !self.listener.is_open() => {}
            Visit::Opened { conn, origin, queue } => {
                self.pages.insert(conn, queue);
                self.hand_in(Input::Opened { conn, origin });
            }
            Visit::Text { conn, text } => self.hand_in(Input::Text { conn, text }),
            Visit::Closed { conn } => {
                self.pages.remove(&conn);
                self.hand_in(Input::Closed { conn });
            }
        }
    }

    /// Carries out what the door asks for, until it has nothing more to say; then shows the view.
    pub(crate) async fn settle(&mut self) {
        loop {
            while let Some(output) = self.door.poll_output() {
                self.carry_out(output).await;
            }
            let Some(echo) = self.echoes.pop_front() else { break };
            self.hand_in(echo);
        }
        let view = self.door.view();
        self.view.send_if_modified(|shown| {
            let changed = **shown != *view;
            if changed {
                *shown = Arc::new(view.clone());
            }
            changed
        });
    }

    async fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send { conn, text } => self.send(conn, text),
            Output::Close { conn, code } => self.close(conn, code),
            Output::Perform { ticket, command } => {
                if self.orders.try_send((ticket, command)).is_err() {
                    let result = Err(CommandError::Overloaded);
                    self.echoes.push_back(Input::Performed { ticket, result });
                }
            }
            Output::Listen(on) => self.listen(on).await,
            Output::Save(memory) => self.memory.save(memory),
            Output::SaveNotes(notes) => self.notes.save(notes),
            Output::ShowWindow => {
                // Without a window nobody listens.
                let _ = self.wishes.send(Wish::ShowWindow);
            }
        }
    }

    /// A page that does not read what is sent to it is gone.
    fn send(&mut self, conn: ConnId, text: Redacted<Arc<str>>) {
        let Some(page) = self.pages.get(&conn) else { return };
        if page.try_send(ToPage::Text(text)).is_err() {
            tracing::info!("a page does not read what it is told and is sent away");
            self.pages.remove(&conn);
            self.echoes.push_back(Input::Closed { conn });
        }
    }

    fn close(&mut self, conn: ConnId, code: u16) {
        if let Some(page) = self.pages.remove(&conn) {
            // A page whose queue is full is closed for that.
            let _ = page.try_send(ToPage::Close(code));
        }
    }

    async fn listen(&mut self, on: bool) {
        let listening = if on {
            self.listener.open().await
        } else {
            self.listener.close().await;
            self.send_all_away();
            view::Door::Closed
        };
        self.echoes.push_back(Input::Listening(listening));
    }

    fn send_all_away(&mut self) {
        for (conn, page) in std::mem::take(&mut self.pages) {
            let _ = page.try_send(ToPage::Close(close::GOING_AWAY));
            self.echoes.push_back(Input::Closed { conn });
        }
    }

    async fn shut_down(mut self, done: Option<oneshot::Sender<()>>) {
        self.requests.close();
        self.listener.close().await;
        self.send_all_away();
        self.settle().await;
        // Connections that have something to say must not wait for a loop that has ended.
        drop(self.visits);
        self.listener.gone().await;
        self.memory.close().await;
        self.notes.close().await;
        if let Some(done) = done {
            // Whoever asked may have gone.
            let _ = done.send(());
        }
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
