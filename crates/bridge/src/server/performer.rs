//! Hands commands to the phone, one after the other, and passes on what each yielded.

use reo_engine::{CommandError, Engine};
use reo_phone::{Command, Event};
use tokio::sync::mpsc;

/// A command and the door's number of it.
pub(crate) type Order = (u64, Command);

/// What the phone said to the command of that number.
pub(crate) type Outcome = (u64, Result<Vec<Event>, CommandError>);

/// Until the door has gone.
pub(crate) async fn perform(
    engine: Engine,
    mut orders: mpsc::Receiver<Order>,
    outcomes: mpsc::Sender<Outcome>,
) {
    while let Some((ticket, command)) = orders.recv().await {
        let result = engine.perform(command).await;
        if outcomes.send((ticket, result)).await.is_err() {
            return;
        }
    }
}
