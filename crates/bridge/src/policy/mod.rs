//! The rules of the door: who may come in, what a page may do and how often. Pure: `now` and random bytes are handed in.

mod file;
mod host;
pub mod limits;
mod numbers;
mod origin;
mod rate;
mod scope;
mod token;

pub use file::{AllowedOrigin, DoorRule, FixedRules, Policy, PolicyError};
pub use host::is_ours;
pub use numbers::{ExtraPrefix, PrefixError, called_by, classify, rule};
pub use origin::{Origin, OriginError};
pub use rate::{Bucket, Window};
pub use scope::{Need, granted, needs};
pub use token::{HashError, PageToken, TokenHash};
