//! Figures on a call, for the agent's meter and for diagnostics.

use std::time::Duration;

/// What the network side knows. RTCP comes every few seconds: older figures stay until the next report.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
    /// RTP packets sent.
    pub packets_sent: u64,
    /// RTP packets received.
    pub packets_received: u64,
    /// RTP payload bytes sent.
    pub bytes_sent: u64,
    /// RTP payload bytes received.
    pub bytes_received: u64,
    /// Packets dropped since the voice thread did not take them, or the network side did not.
    pub overflow: u64,
    /// Of our packets, the part that the peer missed lately, 0 to 1 (RFC 3550, section 6.4.1).
    pub remote_loss: Option<f32>,
    /// Of our packets, how many the peer missed in all.
    pub remote_lost: Option<i32>,
    /// Jitter as the peer sees it.
    pub remote_jitter: Option<Duration>,
    /// Round trip.
    pub round_trip: Option<Duration>,
}

/// What the voice path knows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VoiceStatistics {
    /// Voice packets received, duplicates not counted.
    pub received: u64,
    /// Packets that never came in time to be heard.
    pub lost: u64,
    /// Packets that came after their turn.
    pub late: u64,
    /// Packets that came twice.
    pub duplicates: u64,
    /// Packets dropped since the buffer was full, or unreadable.
    pub discarded: u64,
    /// Lost packets brought back from in-band FEC.
    pub recovered: u64,
    /// Voice played in all, in ms.
    pub played_ms: u64,
    /// Voice made up for lost packets or for an empty buffer, in ms; FEC is not counted.
    pub concealed_ms: u64,
    /// How much the buffer holds now, in ms.
    pub buffer_ms: u32,
    /// How much it aims to hold, in ms.
    pub target_ms: u32,
    /// Interarrival jitter in ms (RFC 3550, section 6.4.1).
    pub jitter_ms: f32,
    /// Voice packets sent.
    pub sent: u64,
}
