//! The handle.

use crate::{
    SipCommand, SipConfig, SipEvent,
    agent::{self, Order},
};
use std::time::Duration;
use tokio::sync::mpsc;

/// Commands that may wait for the client's task. Far more than an agent can give at once.
const COMMAND_QUEUE: usize = 256;
/// Events that may wait for the reader; signalling pauses when it is full.
const EVENT_QUEUE: usize = 256;
/// How long [`SipClient::shutdown`] waits for the server's answers.
const SHUTDOWN_TIME: Duration = Duration::from_secs(2);

/// One account: stays registered, reconnects by itself, carries calls. Dialogs survive a reconnect.
#[derive(Clone, Debug)]
pub struct SipClient {
    orders: mpsc::Sender<Order>,
}

impl SipClient {
    /// Starts the client on the current tokio runtime; it connects and registers at once. It ends with
    /// [`SipClient::shutdown`], or when the last handle is dropped.
    pub fn start(config: SipConfig) -> (Self, mpsc::Receiver<SipEvent>) {
        let (orders, order_queue) = mpsc::channel(COMMAND_QUEUE);
        let (events, event_queue) = mpsc::channel(EVENT_QUEUE);
        tokio::spawn(agent::run(config, order_queue, events));
        (Self { orders }, event_queue)
    }

    /// Hands over a command. Never blocks; the outcome comes as events.
    pub fn send(&self, command: SipCommand) {
        if self.orders.try_send(Order::Command(command)).is_err() {
            tracing::warn!("a SIP command was dropped: the client has ended or is overrun");
        }
    }

    /// Whether the client still works: not after its shutdown, nor after a fault that ended it.
    pub fn is_running(&self) -> bool {
        !self.orders.is_closed()
    }

    /// Ends every call, unregisters and waits until that is done, two seconds at most.
    pub async fn shutdown(self) {
        let end = async {
            if self.orders.send(Order::Shutdown).await.is_ok() {
                self.orders.closed().await;
            }
        };
        let _ = tokio::time::timeout(SHUTDOWN_TIME, end).await;
    }
}
