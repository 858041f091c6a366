//! The macro that turns a table of messages into an enum with a reader and a writer.

use serde_json::{Map, Value};

/// What stands in `objectId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectId {
    /// A number that is the same everywhere.
    Fixed(i64),
    /// A name of the constants file, which holds the number.
    Named(&'static str),
}

/// Makes a message of its fields, or names the field that is missing or of no use.
pub(crate) type Reader<M> = fn(&Map<String, Value>) -> Result<M, &'static str>;

/// A direction's messages, for the codec.
pub(crate) trait MessageTable: Sized + 'static {
    /// Every message with its `objectId` and its reader.
    const TABLE: &'static [(ObjectId, Reader<Self>)];

    /// The `objectId`; `None` for a message that is not known.
    fn object_id(&self) -> Option<ObjectId>;

    /// The fields, without the ones that every message has.
    fn write(&self) -> Map<String, Value>;

    /// A message that is not in the table.
    fn unknown(object_id: i64, fields: Map<String, Value>) -> Self;
}

macro_rules! messages {
    ($(#[$doc:meta])* pub enum $name:ident {
        $(
            $(#[$variant_doc:meta])*
            $variant:ident($($id:tt)+) $({
                $($(#[$field_doc:meta])* $field:ident: $type:ty = $key:literal),* $(,)?
            })?
        ),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $(
                $(#[$variant_doc])*
                $variant $({ $($(#[$field_doc])* $field: $type),* })?,
            )*
            /// A message that is not known: kept as it came.
            Unknown {
                /// Its number.
                object_id: i64,
                /// Everything in it.
                fields: reo_model::Redacted<serde_json::Map<String, serde_json::Value>>,
            },
        }

        impl $crate::message::MessageTable for $name {
            const TABLE: &'static [(
                $crate::message::ObjectId,
                $crate::message::Reader<Self>,
            )] = &[$((
                $crate::message::ObjectId::$($id)+,
                |_fields| Ok(Self::$variant $({
                    $($field: $crate::message::Field::read(_fields.get($key)).ok_or($key)?),*
                })?),
            )),*];

            fn object_id(&self) -> Option<$crate::message::ObjectId> {
                match self {
                    $(Self::$variant { .. } => Some($crate::message::ObjectId::$($id)+),)*
                    Self::Unknown { .. } => None,
                }
            }

            fn write(&self) -> serde_json::Map<String, serde_json::Value> {
                let mut _fields = serde_json::Map::new();
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(if let Some(value) = $crate::message::Field::write($field) {
                            _fields.insert($key.to_owned(), value);
                        })*)?
                    })*
                    Self::Unknown { fields, .. } => _fields.clone_from(fields.expose()),
                }
                _fields
            }

            fn unknown(object_id: i64, fields: serde_json::Map<String, serde_json::Value>) -> Self {
                Self::Unknown { object_id, fields: fields.into() }
            }
        }
    };
}

pub(crate) use messages;
