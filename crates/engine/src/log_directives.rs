//! What may not reach a log, whatever level is asked for.

/// Directives for a `tracing` `EnvFilter`: the stacks below write whole messages at their finer levels, with tokens,
/// digests, numbers, names and the passwords of ICE. Those of ICE and DTLS also warn of what is in order, in every call.
const FORBIDDEN: &str = "rsipstack=off,h2=info,hyper=info,hyper_util=info,reqwest=info,rustls=info,\
                         tungstenite=info,tokio_tungstenite=info,rtc_ice=error,rtc_dtls=error,\
                         webrtc::peer_connection::driver=off";

/// What was asked for, as directives for a `tracing` `EnvFilter`, without what may not be logged. Directives that name one of
/// the forbidden libraries, or a module inside it, are left out: the more special one would win.
pub fn log_directives(wanted: &str) -> String {
    let allowed = wanted.split(',').filter(|directive| !names_forbidden(directive.trim()));
    allowed.chain([FORBIDDEN]).collect::<Vec<_>>().join(",")
}

fn names_forbidden(directive: &str) -> bool {
    let targets = FORBIDDEN.split(',').filter_map(|forbidden| forbidden.split('=').next());
    targets.into_iter().any(|target| {
        let rest = directive.strip_prefix(target);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_signalling_forbids_is_forbidden() {
        for directive in reo_sip::LOG_DIRECTIVES.split(',') {
            assert!(FORBIDDEN.split(',').any(|one| one == directive), "{directive}");
        }
    }

    #[test]
    fn a_module_inside_a_forbidden_library_cannot_be_let_through() {
        let asked = "debug,reo_sip=trace, rsipstack::transaction=trace,rsipstack,rsipstack[span]=debug,hyper_tls=trace";
        let allowed = log_directives(asked);
        assert_eq!(allowed, format!("debug,reo_sip=trace,hyper_tls=trace,{FORBIDDEN}"));
    }
}
