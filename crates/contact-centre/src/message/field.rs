//! One field of a message: read leniently, written in the one documented form.

use reo_model::{
    AgentId, AgentStatus, DeviceType, Direction, Extension, PhoneNumber, Redacted, ServerCallId,
};
use serde_json::Value;

/// A value that can stand in a message.
pub(crate) trait Field: Sized {
    /// `None` when the value is missing or of no use.
    fn read(value: Option<&Value>) -> Option<Self>;

    /// `None` leaves the field out.
    fn write(&self) -> Option<Value>;
}

impl<T: Field> Field for Option<T> {
    fn read(value: Option<&Value>) -> Option<Self> {
        Some(T::read(value))
    }

    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }
}

impl Field for String {
    /// Text, or a number where the server wrote one.
    fn read(value: Option<&Value>) -> Option<Self> {
        match value? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::String(self.clone()))
    }
}

impl Field for i64 {
    /// A whole number, or a text that holds one.
    fn read(value: Option<&Value>) -> Option<Self> {
        match value? {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

/// Some servers write `1.0` for 1.
#[allow(clippy::cast_possible_truncation)]
fn whole(number: f64) -> Option<i64> {
    // Beyond 2^53 a float no longer holds every whole number.
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

impl Field for bool {
    /// `1`, `"1"`, `true` or `"true"`, and their opposites; any other number counts as true.
    fn read(value: Option<&Value>) -> Option<Self> {
        match value? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
            other => i64::read(Some(other)).map(|number| number != 0),
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(i64::from(*self)))
    }
}

impl Field for Redacted<String> {
    fn read(value: Option<&Value>) -> Option<Self> {
        String::read(value).map(Self::new)
    }

    fn write(&self) -> Option<Value> {
        self.expose().write()
    }
}

/// Names: an empty one names nobody and counts as missing.
macro_rules! name_field {
    ($($name:ident: $make:expr),*) => {$(
        impl Field for $name {
            fn read(value: Option<&Value>) -> Option<Self> {
                String::read(value).filter(|text| !text.is_empty()).map($make)
            }

            fn write(&self) -> Option<Value> {
                Some(Value::from(self.as_str()))
            }
        }
    )*};
}

name_field! {
    ServerCallId: Self::new,
    Extension: Self::new,
    AgentId: Self::new,
    PhoneNumber: Self::verbatim
}

impl Field for AgentStatus {
    fn read(value: Option<&Value>) -> Option<Self> {
        String::read(value).map(|text| Self::from_wire(&text))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(self.as_wire()))
    }
}

impl Field for DeviceType {
    fn read(value: Option<&Value>) -> Option<Self> {
        i64::read(value).map(Self::from_code)
    }

    fn write(&self) -> Option<Value> {
        self.code().write()
    }
}

impl Field for Direction {
    fn read(value: Option<&Value>) -> Option<Self> {
        match i64::read(value)? {
            1 => Some(Self::Inbound),
            2 => Some(Self::Outbound),
            3 => Some(Self::Internal),
            _ => None,
        }
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(match self {
            Self::Inbound => 1,
            Self::Outbound => 2,
            Self::Internal => 3,
        }))
    }
}
