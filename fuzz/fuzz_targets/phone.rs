//! The phone: the bytes choose what happens; the model of the scenarios is held against it after each step.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

#[allow(dead_code)]
#[path = "../../crates/phone/tests/scenarios/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "../../crates/phone/tests/scenarios/rig.rs"]
mod rig;
#[path = "../../crates/phone/tests/scenarios/steps.rs"]
mod steps;
#[allow(dead_code)]
#[path = "../../crates/phone/tests/scenarios/world.rs"]
mod world;

/// Bytes that choose one step: few enough that libFuzzer can try out every step at every place.
const STEP: usize = 2;
const MOST: usize = 200;

fuzz_target!(|bytes: &[u8]| {
    let steps = prop_oneof![1 => steps::session_step(), 20 => steps::step()];
    let mut world = world::World::new(rig::Rig::on_duty());
    for chosen in bytes.chunks_exact(STEP).take(MOST) {
        let mut seed = [0; 32];
        seed[..STEP].copy_from_slice(chosen);
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
        let Ok(step) = steps.new_tree(&mut runner) else { return };
        world.apply(step.current());
    }
});
