//! The border between the voice thread and the network: two bounded lock-free rings.

use crate::{RtpIn, RtpOut};
use futures_util::task::AtomicWaker;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;

/// 1.28 s of 20 ms packets: far more than either side may fall behind.
const RING: usize = 64;

/// The voice thread's ends of a session. Neither ever blocks.
#[derive(Debug)]
pub struct MediaStream {
    /// To the network.
    pub outgoing: OutgoingRtp,
    /// From the network.
    pub incoming: IncomingRtp,
}

/// What both ends share.
#[derive(Debug, Default)]
struct Shared {
    waker: AtomicWaker,
    closed: AtomicBool,
    overflow: AtomicU64,
}

/// Packets to send.
#[derive(Debug)]
pub struct OutgoingRtp {
    ring: rtrb::Producer<RtpOut>,
    shared: Arc<Shared>,
}

impl OutgoingRtp {
    /// Hands a packet over; `false` when it had to be dropped because the network side does not keep up.
    pub fn send(&mut self, packet: RtpOut) -> bool {
        let taken = self.ring.push(packet).is_ok();
        if !taken {
            self.shared.overflow.fetch_add(1, Ordering::Relaxed);
        }
        self.shared.waker.wake();
        taken
    }
}

impl Drop for OutgoingRtp {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        self.shared.waker.wake();
    }
}

/// Packets that came in.
#[derive(Debug)]
pub struct IncomingRtp {
    ring: rtrb::Consumer<RtpIn>,
}

impl IncomingRtp {
    /// The next packet, if there is one.
    pub fn pop(&mut self) -> Option<RtpIn> {
        self.ring.pop().ok()
    }
}

/// The network's ends.
#[derive(Debug)]
pub(crate) struct NetworkEnds {
    pub(crate) to_send: PacketsToSend,
    pub(crate) received: ReceivedPackets,
}

/// Where the network takes packets to send.
#[derive(Debug)]
pub(crate) struct PacketsToSend {
    ring: rtrb::Consumer<RtpOut>,
    shared: Arc<Shared>,
}

impl PacketsToSend {
    /// Waits for a packet; `None` when the voice thread dropped its end.
    pub(crate) async fn next(&mut self) -> Option<RtpOut> {
        poll_fn(|context| {
            self.shared.waker.register(context.waker());
            match self.ring.pop() {
                Ok(packet) => Poll::Ready(Some(packet)),
                Err(_) if self.shared.closed.load(Ordering::Acquire) => Poll::Ready(None),
                Err(_) => Poll::Pending,
            }
        })
        .await
    }
}

/// Where the network leaves what came in.
#[derive(Debug)]
pub(crate) struct ReceivedPackets {
    ring: rtrb::Producer<RtpIn>,
    shared: Arc<Shared>,
}

impl ReceivedPackets {
    /// Leaves a packet; dropped and counted when the voice thread does not keep up.
    pub(crate) fn push(&mut self, packet: RtpIn) {
        if self.ring.push(packet).is_err() {
            self.shared.overflow.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Counts packets dropped on either way.
#[derive(Clone, Debug)]
pub(crate) struct Overflow(Arc<Shared>);

impl Overflow {
    pub(crate) fn count(&self) -> u64 {
        self.0.overflow.load(Ordering::Relaxed)
    }
}

/// Both sides of a new stream.
pub(crate) fn media_stream() -> (MediaStream, NetworkEnds, Overflow) {
    let shared = Arc::new(Shared::default());
    let (out_in, out_out) = rtrb::RingBuffer::new(RING);
    let (in_in, in_out) = rtrb::RingBuffer::new(RING);
    let voice = MediaStream {
        outgoing: OutgoingRtp { ring: out_in, shared: shared.clone() },
        incoming: IncomingRtp { ring: in_out },
    };
    let network = NetworkEnds {
        to_send: PacketsToSend { ring: out_out, shared: shared.clone() },
        received: ReceivedPackets { ring: in_in, shared: shared.clone() },
    };
    (voice, network, Overflow(shared))
}
