//! SIP over UDP as one phone sees it.

use std::net::SocketAddr;
use tokio::net::UdpSocket;

pub struct UdpWire {
    socket: UdpSocket,
    server: SocketAddr,
}

impl UdpWire {
    pub async fn open(server: SocketAddr) -> Self {
        Self { socket: UdpSocket::bind("127.0.0.1:0").await.unwrap(), server }
    }

    pub fn local(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    pub async fn send(&self, text: &str) {
        self.socket.send_to(text.as_bytes(), self.server).await.unwrap();
    }

    pub async fn receive(&self) -> String {
        let mut datagram = vec![0; 65_535];
        let length = self.socket.recv(&mut datagram).await.unwrap();
        String::from_utf8(datagram[..length].to_vec()).unwrap()
    }
}
