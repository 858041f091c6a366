//! Frames of the agent socket: whatever comes, it is read or refused, and what was read is written as it stood.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reo_contact_centre::constants::names;
use reo_contact_centre::{Codec, Constants};
use std::fmt::Write as _;
use std::sync::OnceLock;

fuzz_target!(|text: &str| {
    static CODEC: OnceLock<Codec> = OnceLock::new();
    let codec = CODEC.get_or_init(codec);
    if let Ok(frame) = codec.decode_server(text)
        && let Ok(written) = codec.encode_server(frame.message.clone())
    {
        let again = codec.decode_server(written.expose()).expect("what we write can be read");
        assert_eq!(again.message, frame.message);
    }
    if let Ok(client) = codec.decode_client(text)
        && let Ok(written) = codec.encode_client(&client.identity, client.frame.message.clone())
    {
        let again = codec.decode_client(written.expose()).expect("what we write can be read");
        assert_eq!(again.frame.message, client.frame.message);
    }
});

fn codec() -> Codec {
    let mut file = String::new();
    for (n, name) in names::SENT.iter().chain(names::RECEIVED).enumerate() {
        writeln!(file, "var {name} = {};", 10 + n).expect("a string takes everything");
    }
    Codec::new(&Constants::parse(&file).expect("a good file"))
}
