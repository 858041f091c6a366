//! RTP packets as they cross between the voice thread and the network: flat values, nothing on the heap.

use std::fmt;
use std::ops::Deref;

/// The payload of one RTP packet, held inline so that passing it on allocates nothing.
#[derive(Clone, Copy)]
pub struct Payload {
    length: u16,
    bytes: [u8; Self::CAPACITY],
}

impl Payload {
    /// More than fits into an Ethernet frame.
    pub const CAPACITY: usize = 1500;

    /// No bytes at all.
    pub const EMPTY: Self = Self { length: 0, bytes: [0; Self::CAPACITY] };

    /// Copies `bytes`; `None` when they are too many.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut payload = Self::EMPTY;
        payload.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        payload.length = u16::try_from(bytes.len()).ok()?;
        Some(payload)
    }

    /// Lets `write` fill it and say how many bytes it used.
    pub(crate) fn fill(write: impl FnOnce(&mut [u8]) -> Option<usize>) -> Option<Self> {
        let mut payload = Self::EMPTY;
        let length = write(&mut payload.bytes).filter(|length| *length <= Self::CAPACITY)?;
        payload.length = u16::try_from(length).ok()?;
        Some(payload)
    }
}

impl Deref for Payload {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.length)
    }
}

/// A packet to send. The session adds the SSRC.
#[derive(Clone, Copy, Debug)]
pub struct RtpOut {
    /// Payload type.
    pub payload_type: u8,
    /// First packet after a silence, or of a telephone event.
    pub marker: bool,
    /// Sequence number.
    pub sequence: u16,
    /// RTP timestamp in ticks of the codec's clock.
    pub timestamp: u32,
    /// The payload.
    pub payload: Payload,
}

/// A packet that came in.
#[derive(Clone, Copy, Debug)]
pub struct RtpIn {
    /// Payload type.
    pub payload_type: u8,
    /// Marker bit.
    pub marker: bool,
    /// Sequence number.
    pub sequence: u16,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Synchronisation source: another one means another stream.
    pub ssrc: u32,
    /// The payload.
    pub payload: Payload,
}
