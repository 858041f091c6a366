//! rsipstack as it is used here: parser and transactions only.
//!
//! Its own connections dial with the wrong name, reconnect never and keep nothing alive. So it is given one
//! in-memory connection that lasts as long as the client; the real one behind it may come and go, and a
//! transaction or dialog never notices which it was.

use crate::identity::random_token;
use rsipstack::{
    EndpointBuilder,
    platform::CancellationToken,
    sip::{Host, HostWithPort, Method, Request, Response, SipMessage},
    transaction::{
        TransactionReceiver,
        endpoint::{EndpointInnerRef, EndpointOption},
        key::{TransactionKey, TransactionRole},
        transaction::{Transaction, TransactionEvent, TransactionEventSender},
    },
    transport::{SipAddr, SipConnection, TransportEvent, TransportLayer, channel::ChannelConnection},
};
use std::time::Duration;
use tokio::{sync::mpsc, task::JoinSet};

/// Messages and notices that may wait for the agent.
const QUEUE: usize = 256;
/// How long an INVITE may stay without a final answer (timer C of RFC 3261, section 16.6).
const RINGING_LIMIT: Duration = Duration::from_secs(300);

/// Our number for a transaction.
pub(crate) type TxId = u64;

/// What comes of transactions.
#[derive(Debug)]
pub(crate) enum Notice {
    /// To a request of ours.
    Response(TxId, Box<Response>),
    /// A CANCEL for an INVITE to us; it has been answered.
    Cancel(TxId, Box<Request>),
    /// The ACK for our final response.
    Ack(TxId),
    /// The transaction is over.
    Done(TxId),
}

/// Where the stack hands over what it does.
pub(crate) struct Outputs {
    /// Messages to be sent.
    pub(crate) messages: mpsc::Receiver<TransportEvent>,
    /// New requests.
    pub(crate) requests: TransactionReceiver,
    /// News of transactions.
    pub(crate) notices: mpsc::Receiver<Notice>,
}

/// A request to us that waits for its answer.
#[derive(Debug)]
pub(crate) struct ServerTransaction {
    pub(crate) id: TxId,
    pub(crate) request: Request,
    answers: TransactionEventSender,
}

impl ServerTransaction {
    /// Sends a provisional or final response.
    pub(crate) fn respond(&self, response: Response) {
        // Fails only when the transaction is over, and then nobody waits for it.
        let _ = self.answers.send(TransactionEvent::Respond(response));
    }
}

/// The stack.
pub(crate) struct Stack {
    endpoint: EndpointInnerRef,
    connection: SipConnection,
    address: SipAddr,
    incoming: mpsc::UnboundedSender<TransportEvent>,
    notices: mpsc::Sender<Notice>,
    stop: CancellationToken,
    /// One task for each transaction; they end with the stack.
    tasks: JoinSet<()>,
    next: TxId,
}

impl Stack {
    /// Starts it on the current runtime.
    pub(crate) async fn start(user_agent: &str) -> Option<(Self, Outputs)> {
        let stop = CancellationToken::new();
        let host = Host::Domain(format!("{}.invalid", random_token(8)).into());
        let address = SipAddr { r#type: None, addr: HostWithPort { host, port: None } };
        // Unbounded because the stack's type is; the socket behind it is read no faster than its bounded queue.
        let (incoming, fed) = mpsc::unbounded_channel();
        let (sent, messages) = mpsc::channel(QUEUE);
        let channel = ChannelConnection::create_connection_bounded(fed, sent, address.clone(), None);
        let connection = SipConnection::Channel(channel.await.ok()?);
        let layer = TransportLayer::new(stop.clone());
        let endpoint = EndpointBuilder::new()
            .with_user_agent(user_agent)
            .with_cancel_token(stop.clone())
            .with_option(EndpointOption { timerc: RINGING_LIMIT, ..EndpointOption::default() })
            .with_transport_layer(layer)
            .build();
        let requests = endpoint.incoming_transactions().ok()?;
        endpoint.inner.transport_layer.add_connection(connection.clone());
        let serving = endpoint.inner.clone();
        tokio::spawn(async move { serving.serve().await });
        let (notices, told) = mpsc::channel(QUEUE);
        let endpoint = endpoint.inner;
        let tasks = JoinSet::new();
        let stack = Self { endpoint, connection, address, incoming, notices, stop, tasks, next: 0 };
        Some((stack, Outputs { messages, requests, notices: told }))
    }

    /// Hands in a message from the network.
    pub(crate) fn receive(&self, message: SipMessage) {
        let event = TransportEvent::Incoming(message, self.connection.clone(), self.address.clone());
        let _ = self.incoming.send(event);
    }

    /// Sends a request as a new transaction. `None` when it is not one (never with requests of our own making).
    pub(crate) fn request(&mut self, request: Request) -> Option<TxId> {
        let key = TransactionKey::from_request(&request, TransactionRole::Client).ok()?;
        let connection = Some(self.connection.clone());
        let transaction = Transaction::new_client(key, request, self.endpoint.clone(), connection);
        let id = self.number();
        self.tasks.spawn(drive_client(id, transaction, self.notices.clone()));
        Some(id)
    }

    /// Takes over a request to us.
    pub(crate) fn serve(&mut self, transaction: Transaction) -> ServerTransaction {
        let id = self.number();
        let (request, answers) = (transaction.original.clone(), transaction.tu_sender.clone());
        self.tasks.spawn(drive_server(id, transaction, self.notices.clone()));
        ServerTransaction { id, request, answers }
    }

    fn number(&mut self) -> TxId {
        while self.tasks.try_join_next().is_some() {}
        self.next += 1;
        self.next
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn drive_client(id: TxId, mut transaction: Transaction, notices: mpsc::Sender<Notice>) {
    if transaction.send().await.is_ok() {
        while let Some(message) = transaction.receive().await {
            if let SipMessage::Response(response) = message
                && notices.send(Notice::Response(id, Box::new(response))).await.is_err()
            {
                return;
            }
        }
    }
    let _ = notices.send(Notice::Done(id)).await;
}

async fn drive_server(id: TxId, mut transaction: Transaction, notices: mpsc::Sender<Notice>) {
    if transaction.original.method == Method::Invite {
        let _ = transaction.send_trying().await;
    }
    while let Some(message) = transaction.receive().await {
        let SipMessage::Request(request) = message else { continue };
        let notice = match request.method {
            Method::Cancel => Notice::Cancel(id, Box::new(request)),
            Method::Ack => Notice::Ack(id),
            _ => continue,
        };
        if notices.send(notice).await.is_err() {
            return;
        }
    }
    let _ = notices.send(Notice::Done(id)).await;
}
