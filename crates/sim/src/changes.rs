//! Changes to a set of switches by name.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// `current` with the named fields changed; `None` when a name is unknown or a value has the wrong type.
pub(crate) fn changed<T: Serialize + DeserializeOwned>(
    current: &T,
    changes: &Map<String, Value>,
) -> Option<T> {
    let mut value = serde_json::to_value(current).ok()?;
    let fields = value.as_object_mut()?;
    for (name, change) in changes {
        *fields.get_mut(name)? = change.clone();
    }
    serde_json::from_value(value).ok()
}
