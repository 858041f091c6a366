//! Our own transport, read from the description that the WebRTC stack made.

use super::candidate::Candidate;
use super::remote::{RemoteDescription, Setup};
use crate::MediaError;

/// What our descriptions say about ICE, DTLS and our stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalTransport {
    pub(crate) ufrag: String,
    pub(crate) password: String,
    pub(crate) fingerprint: String,
    pub(crate) setup: Setup,
    pub(crate) candidates: Vec<Candidate>,
}

impl LocalTransport {
    /// Takes it out of the stack's own text, which has the form of any other description.
    ///
    /// # Errors
    /// [`MediaError::Stack`] when the stack's text is not what it used to be.
    pub(crate) fn parse(text: &str) -> Result<Self, MediaError> {
        let own = RemoteDescription::parse(text).map_err(|_| MediaError::Stack)?;
        let fingerprint = format!("{} {}", own.fingerprint.hash, own.fingerprint.value);
        Ok(Self {
            ufrag: own.ufrag,
            password: own.password,
            fingerprint,
            setup: own.setup,
            candidates: own.candidates,
        })
    }
}
