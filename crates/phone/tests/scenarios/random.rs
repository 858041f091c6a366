//! Anything may happen in any order. Whatever does, what [`crate::model::Model`] demands holds after each step.

use crate::rig::Rig;
use crate::steps::{session_step, step};
use crate::world::{World, play};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Steps of one long run.
const LONG: usize = 100_000;

proptest! {
    // PROPTEST_CASES=10000 looks longer.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_an_agent_on_duty_what_must_hold_holds(steps in prop::collection::vec(step(), 1..80)) {
        play(World::new(Rig::on_duty()), steps);
    }

    #[test]
    fn whatever_happens_to_a_plain_sip_account_what_must_hold_holds(steps in prop::collection::vec(step(), 1..60)) {
        play(World::new(Rig::on_plain_sip()), steps);
    }

    #[test]
    fn whatever_happens_from_the_start_what_must_hold_holds(
        steps in prop::collection::vec(prop_oneof![session_step(), step()], 1..60)
    ) {
        play(World::new(Rig::new()), steps);
    }
}

/// One agent's endless shift. `REO_SEED=<the printed number>` plays the same again.
#[test]
fn a_hundred_thousand_steps_in_one_run_leave_what_must_hold_holding() {
    let given = std::env::var("REO_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("REO_SEED={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let steps = prop_oneof![1 => session_step(), 20 => step()];
    let mut world = World::new(Rig::on_duty());
    for _ in 0..LONG {
        let step = steps.new_tree(&mut runner).unwrap().current();
        world.apply(step);
    }
}
