//! Whether a request was meant for the door.

/// Whether a `Host` header names the door itself, which listens on `port`. A page whose own name was made to point at this
/// computer (DNS rebinding) comes with that name, and is turned away by this.
pub fn is_ours(host: &str, port: u16) -> bool {
    ["127.0.0.1", "[::1]", "localhost"].iter().any(|name| host == format!("{name}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_names_of_this_computer_are_ours() {
        for host in ["127.0.0.1:21590", "[::1]:21590", "localhost:21590"] {
            assert!(is_ours(host, 21_590), "{host}");
        }
    }

    #[test]
    fn every_other_name_or_port_is_not() {
        for host in [
            "",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:21591",
            "127.0.0.1:021590",
            "127.0.0.1:21590 ",
            "127.0.0.1:21590, 127.0.0.1:21590",
            "127.0.0.2:21590",
            "127.1:21590",
            "2130706433:21590",
            "0.0.0.0:21590",
            "::1:21590",
            "[0:0:0:0:0:0:0:1]:21590",
            "[::ffff:127.0.0.1]:21590",
            "LOCALHOST:21590",
            "localhost.:21590",
            "rebound.example:21590",
            "localhost.example:21590",
            "user@localhost:21590",
        ] {
            assert!(!is_ours(host, 21_590), "{host}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_other_text_is_ours(host in "[a-z0-9.:\\[\\]]{0,30}", port: u16) {
            let known = [format!("127.0.0.1:{port}"), format!("[::1]:{port}"), format!("localhost:{port}")];
            proptest::prop_assert_eq!(is_ours(&host, port), known.contains(&host));
        }
    }
}
