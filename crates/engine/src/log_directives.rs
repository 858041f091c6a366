//! What may not reach a log, whatever level is asked for.

/// Directives for a `tracing` `EnvFilter`, to be appended after any other: the stacks below write whole messages at their
/// finer levels, with tokens, digests, numbers, names and the passwords of ICE. Those of ICE and DTLS also warn of what
/// is in order, in every call.
pub const LOG_DIRECTIVES: &str = "rsipstack=off,h2=info,hyper=info,hyper_util=info,reqwest=info,rustls=info,\
                                  tungstenite=info,tokio_tungstenite=info,rtc_ice=error,rtc_dtls=error,\
                                  webrtc::peer_connection::driver=off";

#[cfg(test)]
mod tests {
    #[test]
    fn what_signalling_forbids_is_forbidden() {
        for directive in reo_sip::LOG_DIRECTIVES.split(',') {
            assert!(super::LOG_DIRECTIVES.split(',').any(|one| one == directive), "{directive}");
        }
    }
}
