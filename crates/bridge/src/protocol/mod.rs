//! What a CRM page and the door say to each other: version 1 of the protocol in `docs/crm-protocol.md`. JSON text frames
//! on one WebSocket. The types are the protocol's own, so that the phone may change and pages need not.

mod command;
mod delivery;
mod event;
mod frame;
mod snapshot;
mod translate;

pub use command::{Command, Customer, CustomerLine, Target};
pub use delivery::Delivery;
pub use event::{Cause, Event};
pub use frame::{
    CommandResult, Done, PageFrame, Refusal, RefusedFrame, ReoFrame, Resume, Scope, Update, Welcome,
};
pub use snapshot::{
    Agent, Allowed, Call, Colleague, DeviceView, Direction, Health, Hold, Light, LightState, Offer, Phase,
    Problem, Service, Session, Snapshot, Stage, Status, StatusView, Transfer,
};
pub use translate::Names;

/// The version of the protocol that is spoken here.
pub const VERSION: u32 = 1;

/// Where the WebSocket is.
pub const PATH: &str = "/reo/v1";

/// Where the door listens: on the first of these that is free. Pages try them in this order.
pub const PORTS: [u16; 4] = [21_590, 21_591, 21_592, 21_593];
