//! What a page needs for a command.

use crate::protocol::{Command, Scope};

/// What a page needs for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The right that was granted to its origin.
    pub scope: Scope,
    /// To be the page that controls the phone.
    pub control: bool,
}

/// What a page needs for `command`.
pub const fn needs(command: &Command) -> Need {
    Need { scope: scope(command), control: control(command) }
}

const fn scope(command: &Command) -> Scope {
    use Command as C;
    match command {
        C::Dial { .. } | C::Redial => Scope::Dial,
        C::Answer { .. } | C::AnswerTransfer { accept: true } => Scope::Answer,
        C::WatchColleagues { .. } => Scope::Agents,
        C::ShowCustomer { .. } | C::ShowWindow => Scope::Events,
        C::SignIn { .. }
        | C::SignOut
        | C::SetStatus { .. }
        | C::Refuse { .. }
        | C::Silence { .. }
        | C::HangUp { .. }
        | C::SetHold { .. }
        | C::SetMute { .. }
        | C::SendDigits { .. }
        | C::Transfer { .. }
        | C::AnswerTransfer { accept: false }
        | C::SetDevice { .. }
        | C::ResetDevice
        | C::Retry
        | C::TakeControl
        | C::ReleaseControl => Scope::Control,
    }
}

/// A page that only watches shows customers, and says who the agent is and whether they are there, before it takes control.
const fn control(command: &Command) -> bool {
    use Command as C;
    !matches!(
        command,
        C::ShowCustomer { .. }
            | C::WatchColleagues { .. }
            | C::ShowWindow
            | C::TakeControl
            | C::ReleaseControl
            | C::SignIn { .. }
            | C::SetStatus { .. }
    )
}

/// What a page gets that wants `wanted` where `allowed` was granted: both, each once, in the order of [`Scope::ALL`].
pub fn granted(wanted: &[Scope], allowed: &[Scope]) -> Vec<Scope> {
    Scope::ALL.into_iter().filter(|scope| wanted.contains(scope) && allowed.contains(scope)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Status;
    use proptest::prelude::*;

    fn need(scope: Scope, control: bool) -> Need {
        Need { scope, control }
    }

    #[test]
    fn steering_a_call_needs_the_right_and_the_control() {
        let call = || "k-1".to_owned();
        assert_eq!(needs(&Command::HangUp { call: call() }), need(Scope::Control, true));
        assert_eq!(needs(&Command::Redial), need(Scope::Dial, true));
        let dial = Command::Dial { number: "0901234567".into(), service: None };
        assert_eq!(needs(&dial), need(Scope::Dial, true));
        assert_eq!(needs(&Command::Answer { call: call() }), need(Scope::Answer, true));
        assert_eq!(needs(&Command::Refuse { call: call() }), need(Scope::Control, true));
    }

    #[test]
    fn accepting_a_colleagues_call_is_answering_and_refusing_it_is_not() {
        assert_eq!(needs(&Command::AnswerTransfer { accept: true }), need(Scope::Answer, true));
        assert_eq!(needs(&Command::AnswerTransfer { accept: false }), need(Scope::Control, true));
    }

    #[test]
    fn what_any_page_may_do_needs_no_control() {
        assert_eq!(needs(&Command::WatchColleagues { on: true }), need(Scope::Agents, false));
        assert_eq!(needs(&Command::ShowWindow), need(Scope::Events, false));
        assert_eq!(needs(&Command::TakeControl), need(Scope::Control, false));
        assert_eq!(needs(&Command::ReleaseControl), need(Scope::Control, false));
        let status = Command::SetStatus { status: Status::Available };
        assert_eq!(needs(&status), need(Scope::Control, false));
        let sign_in = Command::SignIn { domain: "kanow".into(), token: "t".into(), base: None };
        assert_eq!(needs(&sign_in), need(Scope::Control, false));
    }

    proptest! {
        #[test]
        fn nothing_is_granted_that_was_not_both_wanted_and_allowed(
            wanted in prop::collection::vec(prop::sample::select(Scope::ALL.to_vec()), 0..8),
            allowed in prop::collection::vec(prop::sample::select(Scope::ALL.to_vec()), 0..8),
        ) {
            let granted = granted(&wanted, &allowed);
            for scope in Scope::ALL {
                let both = wanted.contains(&scope) && allowed.contains(&scope);
                prop_assert_eq!(granted.iter().filter(|other| **other == scope).count(), usize::from(both));
            }
            prop_assert!(granted.is_sorted());
        }
    }
}
