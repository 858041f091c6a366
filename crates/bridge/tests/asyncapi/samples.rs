//! One sample or more of everything that is said, made by the server's own types.

use crate::{page, reo, snapshot};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Samples of an enum, at least one for each pattern. A variant that has none does not compile.
macro_rules! each_variant {
    ($($pattern:pat => [$($sample:expr),+ $(,)?]),+ $(,)?) => {{
        let samples = vec![$($($sample),+),+];
        for sample in &samples {
            match sample { $($pattern => {}),+ }
        }
        samples
    }};
}
pub(crate) use each_variant;

/// An enum of the protocol's with samples of all its variants.
pub struct Union {
    /// The name of its schema.
    pub schema: &'static str,
    /// As they stand on the wire.
    pub samples: Vec<Value>,
    /// Reads a value as the server does and writes it again.
    pub through_the_server: fn(&Value) -> serde_json::Result<Value>,
}

fn union<T: Serialize + DeserializeOwned>(schema: &'static str, samples: Vec<T>) -> Union {
    let samples = samples.iter().map(|one| serde_json::to_value(one).unwrap()).collect();
    Union { schema, samples, through_the_server: |value| serde_json::to_value(T::deserialize(value)?) }
}

/// Every enum of the protocol's.
pub fn all() -> Vec<Union> {
    vec![
        union("PageFrame", page::frames()),
        union("Command", page::commands()),
        union("Target", page::targets()),
        union("Scope", page::scopes()),
        union("ReoFrame", reo::frames()),
        union("CommandResult", reo::results()),
        union("Refusal", reo::refusals()),
        union("PhoneEvent", reo::events()),
        union("Cause", reo::causes()),
        union("Session", snapshot::sessions()),
        union("LightState", snapshot::light_states()),
        union("Status", snapshot::statuses()),
        union("Direction", snapshot::directions()),
        union("Phase", snapshot::phases()),
        union("Stage", snapshot::stages()),
    ]
}
