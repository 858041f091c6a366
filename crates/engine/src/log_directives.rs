//! What may not reach a log, whatever level is asked for.

/// Directives for a `tracing` `EnvFilter`, to be appended after any other: the stacks below write whole messages at their
/// finer levels, with tokens, digests, numbers and names.
pub const LOG_DIRECTIVES: &str = "rsipstack=off,h2=info,hyper=info,hyper_util=info,reqwest=info,rustls=info,\
                                  tungstenite=info,tokio_tungstenite=info";

#[cfg(test)]
mod tests {
    #[test]
    fn what_signalling_forbids_is_forbidden() {
        for directive in reo_sip::LOG_DIRECTIVES.split(',') {
            assert!(super::LOG_DIRECTIVES.split(',').any(|one| one == directive), "{directive}");
        }
    }
}
