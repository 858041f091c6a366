//! Which local addresses a session sends from.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

/// Names of interfaces that lead to containers and virtual machines only.
const VIRTUAL: [&str; 9] =
    ["docker", "veth", "br-", "virbr", "vmnet", "vboxnet", "podman", "cni", "vEthernet (WSL"];

/// Each address is a socket, and a candidate for the peer to try.
const MOST: usize = 8;

/// The machine's addresses, looked up anew each time the stack binds its sockets: at the start and at an ICE restart, when
/// the network may have changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct LocalAddresses {
    pub(super) include_loopback: bool,
    pub(super) loopback_only: bool,
}

impl ToSocketAddrs for LocalAddresses {
    type Iter = std::vec::IntoIter<SocketAddr>;

    fn to_socket_addrs(&self) -> io::Result<Self::Iter> {
        let found = if self.loopback_only { Vec::new() } else { interfaces()? };
        let addresses = choose(&found, self.include_loopback);
        Ok(addresses.into_iter().map(|address| SocketAddr::new(address, 0)).collect::<Vec<_>>().into_iter())
    }
}

fn interfaces() -> io::Result<Vec<(String, IpAddr)>> {
    Ok(if_addrs::get_if_addrs()?
        .into_iter()
        .map(|interface| (interface.name.clone(), interface.ip()))
        .collect())
}

/// Leaves out what no peer can reach. IPv4 first: contact centres speak it.
fn choose(interfaces: &[(String, IpAddr)], include_loopback: bool) -> Vec<IpAddr> {
    let mut chosen: Vec<IpAddr> = interfaces
        .iter()
        .filter(|(name, ip)| !is_virtual(name) && is_reachable(*ip))
        .map(|(_, ip)| *ip)
        .collect();
    chosen.sort_by_key(IpAddr::is_ipv6);
    chosen.dedup();
    chosen.truncate(MOST);
    if include_loopback || chosen.is_empty() {
        chosen.push(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    chosen
}

fn is_virtual(name: &str) -> bool {
    VIRTUAL.iter().any(|prefix| name.starts_with(prefix))
}

fn is_reachable(ip: IpAddr) -> bool {
    let link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !(ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || link_local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(name: &str, ip: &str) -> (String, IpAddr) {
        (name.to_owned(), ip.parse().unwrap())
    }

    #[test]
    fn virtual_interfaces_and_link_local_addresses_are_left_out() {
        let found = [
            interface("lo", "127.0.0.1"),
            interface("docker0", "172.17.0.1"),
            interface("br-12ab", "172.18.0.1"),
            interface("veth99", "198.18.0.1"),
            interface("eth0", "fe80::1"),
            interface("eth0", "2001:db8::5"),
            interface("eth0", "198.51.100.7"),
        ];
        let expected: [IpAddr; 2] = ["198.51.100.7".parse().unwrap(), "2001:db8::5".parse().unwrap()];
        assert_eq!(choose(&found, false), expected);
    }

    #[test]
    fn loopback_is_used_on_wish_and_when_there_is_nothing_else() {
        let loopback: IpAddr = "127.0.0.1".parse().unwrap();
        let only = [interface("lo", "127.0.0.1"), interface("docker0", "172.17.0.1")];
        assert_eq!(choose(&only, false), [loopback]);
        let more = [interface("wlan0", "198.51.100.7")];
        assert_eq!(choose(&more, true).last(), Some(&loopback));
    }
}
