//! A machine of its own for the agent, as far as the network goes: a network namespace with one card, whose other end
//! is an address here. Needs the rights of root.

use anyhow::{Result, ensure};
use std::net::Ipv4Addr;
use std::process::Command;

/// The namespace; gone with this value.
#[derive(Debug)]
pub struct Network {
    name: String,
    here: Ipv4Addr,
}

/// The card's name there.
const CARD: &str = "eth0";

impl Network {
    /// Makes a namespace with a card of its own. Addresses are of the range for tests of networks (RFC 2544).
    pub fn start() -> Result<Self> {
        let number = std::process::id() % 0x4000;
        let here = Ipv4Addr::from_bits(Ipv4Addr::new(198, 18, 0, 1).to_bits() + 4 * number);
        let there = Ipv4Addr::from_bits(here.to_bits() + 1);
        let name = format!("reo-{number}");
        let network = Self { name: name.clone(), here };
        ip(&["netns", "add", &name])?;
        ip(&["link", "add", &name, "type", "veth", "peer", "name", CARD, "netns", &name])?;
        ip(&["address", "add", &format!("{here}/30"), "dev", &name])?;
        ip(&["link", "set", &name, "up"])?;
        ip(&["-n", &name, "address", "add", &format!("{there}/30"), "dev", CARD])?;
        ip(&["-n", &name, "link", "set", "lo", "up"])?;
        network.set_up(true)?;
        Ok(network)
    }

    /// This side's address.
    pub const fn here(&self) -> Ipv4Addr {
        self.here
    }

    /// Pulls the plug there, or puts it back.
    pub fn set_up(&self, up: bool) -> Result<()> {
        ip(&["-n", &self.name, "link", "set", CARD, if up { "up" } else { "down" }])
    }

    /// Runs a program there: give it as arguments.
    pub fn launcher(&self) -> tokio::process::Command {
        let mut command = tokio::process::Command::new("ip");
        command.args(["netns", "exec", &self.name]);
        command
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The card, and its end here, go with the namespace.
        let _ = ip(&["netns", "delete", &self.name]);
    }
}

fn ip(arguments: &[&str]) -> Result<()> {
    let output = Command::new("ip").args(arguments).output()?;
    ensure!(
        output.status.success(),
        "ip {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
