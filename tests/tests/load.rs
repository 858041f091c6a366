//! The load test in small, so that its path stays alive.

use std::process::Command;

/// Signs agents in, lets some talk, and checks on packets and voices at both ends; the program fails when something
/// is not as it should be.
#[test]
fn twenty_agents_sign_in_and_three_of_them_talk() {
    let mut load = Command::new(env!("CARGO_BIN_EXE_reo-load"));
    load.args(["--agents", "20", "--calls", "3", "--seconds", "4"]);
    let output = load.output().unwrap();
    let said = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{}", said.0, said.1);
    assert!(said.0.contains("20 agents signed in, 3 of them in a call"), "{}", said.0);
}
