//! The little SDP (RFC 8866) that plain RTP needs: one audio line.

use super::codec::Codec;
use super::transport::SdpDirection;
use std::fmt::Write;
use std::net::SocketAddr;

/// An audio line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Audio {
    pub(crate) address: SocketAddr,
    /// Payload types with their codec, in order of preference.
    pub(crate) codecs: Vec<(u8, Codec)>,
    pub(crate) telephone_events: Vec<u8>,
}

impl Audio {
    /// What an offer of ours holds; the address is not used.
    pub(crate) fn everything() -> Self {
        Self {
            address: SocketAddr::from(([0, 0, 0, 0], 0)),
            codecs: vec![(111, Codec::Opus), (0, Codec::Pcmu), (8, Codec::Pcma)],
            telephone_events: vec![101],
        }
    }

    /// The first codec, the others left out.
    pub(crate) fn agreed_only(&self) -> Self {
        let mut agreed = self.clone();
        agreed.codecs.truncate(1);
        agreed.telephone_events.truncate(1);
        agreed
    }

    pub(crate) fn first(&self) -> Option<(u8, Codec)> {
        self.codecs.first().copied()
    }

    pub(crate) fn codec(&self, payload_type: u8) -> Option<Codec> {
        self.codecs.iter().find(|(number, _)| *number == payload_type).map(|(_, codec)| *codec)
    }
}

/// Reads the audio line; `None` when there is none that plain RTP can use.
pub(crate) fn read(sdp: &str) -> Option<Audio> {
    let lines: Vec<&str> = sdp.lines().map(str::trim_end).collect();
    let start = lines.iter().position(|line| line.starts_with("m=audio "))?;
    let end = lines[start + 1..]
        .iter()
        .position(|line| line.starts_with("m="))
        .map_or(lines.len(), |n| start + 1 + n);
    let section = &lines[start..end];
    let mut words = section[0].split_ascii_whitespace();
    let port: u16 = words.nth(1)?.parse().ok().filter(|&port| port != 0)?;
    if !words.next()?.starts_with("RTP/AVP") {
        return None;
    }
    let numbers: Vec<u8> = words.filter_map(|word| word.parse().ok()).collect();
    let connection = section.iter().chain(&lines).find_map(|line| line.strip_prefix("c="))?;
    let ip = connection.split_ascii_whitespace().nth(2)?.parse().ok()?;
    let names: Vec<(u8, String)> = numbers.iter().map(|&n| (n, encoding(section, n))).collect();
    Some(Audio {
        address: SocketAddr::new(ip, port),
        codecs: names.iter().filter_map(|(n, name)| Some((*n, codec(name)?))).collect(),
        telephone_events: names
            .iter()
            .filter(|(_, name)| name == "telephone-event/8000")
            .map(|(n, _)| *n)
            .collect(),
    })
}

/// The encoding name of a payload type, in small letters; those of RFC 3551 need no rtpmap.
fn encoding(section: &[&str], payload_type: u8) -> String {
    let prefix = format!("a=rtpmap:{payload_type} ");
    let mapped = section.iter().find_map(|line| line.strip_prefix(&prefix));
    let usual = match payload_type {
        0 => "pcmu/8000",
        8 => "pcma/8000",
        _ => "",
    };
    mapped.unwrap_or(usual).to_ascii_lowercase()
}

fn codec(encoding: &str) -> Option<Codec> {
    match encoding {
        "opus/48000/2" => Some(Codec::Opus),
        "pcmu/8000" | "pcmu/8000/1" => Some(Codec::Pcmu),
        "pcma/8000" | "pcma/8000/1" => Some(Codec::Pcma),
        _ => None,
    }
}

/// Writes a session description with one audio line.
pub(crate) fn write(local: SocketAddr, version: u64, audio: &Audio, direction: SdpDirection) -> String {
    let family = if local.is_ipv6() { "IP6" } else { "IP4" };
    let (ip, port) = (local.ip(), local.port());
    let numbers = audio.codecs.iter().map(|(n, _)| *n).chain(audio.telephone_events.iter().copied());
    let numbers: Vec<String> = numbers.map(|n| n.to_string()).collect();
    let mut sdp = format!(
        "v=0\r\no=- {port} {version} IN {family} {ip}\r\ns=-\r\nc=IN {family} {ip}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP {}\r\n",
        numbers.join(" ")
    );
    for (number, codec) in &audio.codecs {
        let name = match codec {
            Codec::Opus => "opus/48000/2",
            Codec::Pcmu => "PCMU/8000",
            Codec::Pcma => "PCMA/8000",
        };
        let _ = write!(sdp, "a=rtpmap:{number} {name}\r\n");
    }
    for number in &audio.telephone_events {
        let _ = write!(sdp, "a=rtpmap:{number} telephone-event/8000\r\na=fmtp:{number} 0-16\r\n");
    }
    let _ = write!(sdp, "a=ptime:20\r\na={}\r\n", direction.name());
    sdp
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let local = SocketAddr::from(([127, 0, 0, 1], 4_000));
        let text = write(local, 1, &Audio::everything(), SdpDirection::SendOnly);
        assert_eq!(read(&text), Some(Audio { address: local, ..Audio::everything() }));
        assert_eq!(SdpDirection::of(&text), SdpDirection::SendOnly);
    }

    #[test]
    fn what_plain_rtp_cannot_use_is_refused() {
        assert_eq!(read("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"), None);
        assert_eq!(read("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 0 RTP/AVP 0\r\n"), None);
        assert_eq!(read("m=audio"), None);
    }
}
