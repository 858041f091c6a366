//! What a door is opened with.

use crate::policy::Origin;
use crate::protocol::{PORTS, Scope};
use reo_engine::Engine;
use std::path::PathBuf;

/// Everything that the door needs to know.
#[derive(Debug)]
pub struct BridgeConfig {
    /// The phone.
    pub engine: Engine,
    /// Where the door keeps what outlives a run: who was let in, settings, notes that no page has taken over. `None` keeps
    /// nothing.
    pub data_dir: Option<PathBuf>,
    /// The administrator's policy file; it has to be there. `None` looks at [`crate::policy::Policy::place`].
    pub policy: Option<PathBuf>,
    /// The first of these that is free is listened on; 0 lets the system choose.
    pub ports: Vec<u16>,
    /// Whether the door is open, where not the agent but an option of the program says so: until the agent says something. The
    /// policy outweighs both.
    pub open: Option<bool>,
    /// Base address of the contact centre that Reo knows.
    pub known_base: Option<String>,
    /// Origins that are let in besides those of the policy.
    pub allow: Vec<(Origin, Vec<Scope>)>,
}

impl BridgeConfig {
    /// A door that the agent opens and that remembers nothing.
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            data_dir: None,
            policy: None,
            ports: PORTS.to_vec(),
            open: None,
            known_base: None,
            allow: Vec::new(),
        }
    }
}
