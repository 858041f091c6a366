//! The record of each call that explains it: what came in and went out on every side, each with its time. It holds no
//! names, tokens or passwords, and of numbers only the last digits.
//!
//! The loop tells the [`Recorder`] what happens; a thread of its own writes. What is slow or broken about the disk costs
//! the record, never the call. [`CallRecords`] reads the files again and [`explain`] says who caused what.

mod bound;
mod detail;
mod entry;
mod explain;
mod facts;
mod figures;
mod folder;
mod frame;
mod mask;
mod owner;
mod recorder;
mod writer;

pub use detail::{DialogStep, Link, LinkState, MediaStep, PhaseName, TransferStep, Trouble};
pub use entry::{Entry, Fact};
pub use explain::{Actor, Cut, Ending, Step, Timeline, What, explain};
pub use folder::CallRecords;
pub use mask::Masked;
pub(crate) use recorder::Recorder;
