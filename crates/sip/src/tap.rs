//! A look at the messages that pass, for whoever keeps a record of calls: never more than their kind.

use reo_model::LegId;
use std::fmt;
use std::sync::Arc;

/// A SIP message that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// By us.
    pub sent: bool,
    /// In which dialog; `None` outside of one.
    pub leg: Option<LegId>,
    /// Of the request, or of the request that is answered.
    pub method: String,
    /// Of a response.
    pub status: Option<u16>,
    /// CSeq (RFC 3261, section 20.16).
    pub sequence: u32,
}

/// Who is told of them. It is called between two messages, so it must not block.
#[derive(Clone)]
pub struct Tap(Arc<dyn Fn(Passed) + Send + Sync>);

impl Tap {
    /// Tells `listener`.
    pub fn new(listener: impl Fn(Passed) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listener))
    }

    pub(crate) fn tell(&self, passed: Passed) {
        (self.0)(passed);
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tap")
    }
}
