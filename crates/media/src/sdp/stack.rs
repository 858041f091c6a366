//! The peer's description as the WebRTC stack gets it.
//!
//! Always one audio line with `mid` 0, bundled, sendrecv, with the payload types of the first negotiation. The stack fixes
//! payload types at the first negotiation, confuses equal names at different clock rates, demands `mid` and BUNDLE, and
//! skips the candidates of an inactive line: with this it meets none of that.

use super::formats::{Encoding, Format};
use super::remote::{RemoteDescription, Setup};
use crate::Codec;
use std::fmt::Write;

/// The voice formats that the stack was told of first, and is told of ever after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackTable(Vec<Format>);

impl StackTable {
    /// The voice formats of the first agreement.
    pub(crate) fn new(formats: &[Format]) -> Self {
        Self(formats.iter().filter(|format| matches!(format.encoding, Encoding::Voice(_))).copied().collect())
    }

    /// A payload type that the stack lets pass.
    pub(crate) fn accepted(&self) -> u8 {
        self.0.first().map_or(Encoding::Voice(Codec::Opus).offered(), |format| format.payload_type)
    }
}

/// Writes the peer's offer or answer for the stack.
pub(crate) fn for_stack(remote: &RemoteDescription, table: &StackTable) -> String {
    let mut text = String::with_capacity(1500);
    text.push_str("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n");
    if remote.ice_lite {
        text.push_str("a=ice-lite\r\n");
    }
    text.push_str("m=audio 9 UDP/TLS/RTP/SAVPF");
    for format in &table.0 {
        let _ = write!(text, " {}", format.payload_type);
    }
    text.push_str("\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n");
    for Format { payload_type, encoding, .. } in &table.0 {
        let _ = write!(text, "a=rtpmap:{payload_type} {}\r\n", encoding.rtpmap());
        if let Some(fmtp) = encoding.fmtp() {
            let _ = write!(text, "a=fmtp:{payload_type} {fmtp}\r\n");
        }
    }
    write_transport(&mut text, remote);
    text
}

fn write_transport(text: &mut String, remote: &RemoteDescription) {
    let setup = match remote.setup {
        Setup::Active => "active",
        Setup::Passive => "passive",
        Setup::ActPass => "actpass",
    };
    let RemoteDescription { ufrag, password, fingerprint, .. } = remote;
    let _ = write!(text, "a=setup:{setup}\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\n");
    let _ = write!(text, "a=fingerprint:{} {}\r\n", fingerprint.hash, fingerprint.value);
    for candidate in &remote.candidates {
        let _ = write!(text, "a=candidate:{candidate}\r\n");
    }
    text.push_str("a=end-of-candidates\r\na=msid:remote audio\r\n");
    if let Some(ssrc) = remote.ssrcs.first() {
        let _ = write!(text, "a=ssrc:{ssrc} cname:remote\r\n");
    }
}
