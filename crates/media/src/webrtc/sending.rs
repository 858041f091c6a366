//! The task that takes packets from the voice thread to the network.

use super::negotiation::Outlet;
use super::network::Network;
use crate::RtpOut;
use crate::stream::PacketsToSend;
use bytes::{BufMut, BytesMut};
use rtc::rtp;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal;

/// Sends until the voice thread or the session is gone. While nothing may be sent, packets are thrown away.
pub(super) async fn send_packets(
    mut packets: PacketsToSend,
    mut outlet: watch::Receiver<Option<Outlet>>,
    network: Arc<Network>,
    ssrc: u32,
) {
    loop {
        let packet = tokio::select! {
            packet = packets.next() => packet,
            changed = outlet.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
        };
        let Some(packet) = packet else { return };
        let Some(Outlet { connection, accepted }) = outlet.borrow().clone() else { continue };
        if !network.sending.load(Ordering::Relaxed) {
            continue;
        }
        let bytes = packet.payload.len();
        // An error means: not connected yet, or no longer. RTP does not wait.
        if connection.track.write_rtp(stack_packet(&packet, accepted, ssrc)).await.is_ok() {
            network.count_sent(bytes);
        }
    }
}

/// The packet as the stack takes it: see [`super::interceptor::Tap`] for the trailing payload type.
fn stack_packet(packet: &RtpOut, accepted: u8, ssrc: u32) -> rtp::Packet {
    let mut payload = BytesMut::with_capacity(packet.payload.len() + 1);
    payload.put_slice(&packet.payload);
    payload.put_u8(packet.payload_type);
    rtp::Packet {
        header: rtp::Header {
            version: 2,
            marker: packet.marker,
            payload_type: accepted,
            sequence_number: packet.sequence,
            timestamp: packet.timestamp,
            ssrc,
            ..Default::default()
        },
        payload: payload.freeze(),
    }
}
