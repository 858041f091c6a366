//! Keeps what a peer sends of DTLS before there is a path for it.
//!
//! A peer that is the DTLS client begins as soon as the check that names the pair reaches it: before its answer to that
//! check reaches us, and so before the stack has a pair and takes anything but STUN. Dropped, the first packet comes
//! again only after a second (RFC 6347, section 4.2.4.1), in which both sides are mute.

use std::collections::VecDeque;
use std::io::{self, IoSliceMut};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, RecvMeta, Runtime,
    TokioRuntime, Transmit,
};

/// Packets kept: more than one flight of a handshake.
const KEPT: usize = 8;
/// First byte of a DTLS packet (RFC 7983, section 7).
const DTLS: std::ops::RangeInclusive<u8> = 20..=63;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Whether there is a path, for all sockets of a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(Arc<Mutex<PathState>>);

#[derive(Debug, Default)]
struct PathState {
    open: bool,
    sockets: Vec<Waker>,
}

impl Path {
    /// The stack has a pair: what was kept is handed over now, and nothing is kept any more.
    pub(super) fn open(&self) {
        let mut state = lock(&self.0);
        state.open = true;
        state.sockets.drain(..).for_each(Waker::wake);
    }

    /// Whether it is open; if not, the task is woken when it is.
    fn poll_open(&self, cx: &Context<'_>) -> bool {
        let mut state = lock(&self.0);
        let waker = cx.waker();
        let known = waker.will_wake(Waker::noop()) || state.sockets.iter().any(|one| one.will_wake(waker));
        if !state.open && !known {
            state.sockets.push(waker.clone());
        }
        state.open
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tokio, with sockets that keep early DTLS.
#[derive(Debug)]
pub(super) struct PatientRuntime {
    path: Path,
}

impl PatientRuntime {
    pub(super) fn new(path: Path) -> Arc<Self> {
        Arc::new(Self { path })
    }
}

impl Runtime for PatientRuntime {
    fn spawn(&self, future: Boxed<'static, ()>) -> Box<dyn JoinHandle> {
        TokioRuntime.spawn(future)
    }

    fn spawn_reactor(&self, reactor_pool_size: usize, future: Boxed<'static, ()>) -> Box<dyn JoinHandle> {
        TokioRuntime.spawn_reactor(reactor_pool_size, future)
    }

    fn wrap_udp_socket(&self, socket: std::net::UdpSocket) -> io::Result<Arc<dyn AsyncUdpSocket>> {
        let socket = TokioRuntime.wrap_udp_socket(socket)?;
        Ok(Arc::new(PatientSocket { socket, path: self.path.clone(), kept: Mutex::default() }))
    }

    fn wrap_tcp_listener(&self, listener: std::net::TcpListener) -> io::Result<Arc<dyn AsyncTcpListener>> {
        TokioRuntime.wrap_tcp_listener(listener)
    }

    fn connect_tcp<'a>(&'a self, address: SocketAddr) -> Boxed<'a, io::Result<Arc<dyn AsyncTcpStream>>> {
        TokioRuntime.connect_tcp(address)
    }

    fn resolve_host<'a>(&'a self, host: &'a str) -> Boxed<'a, io::Result<Vec<SocketAddr>>> {
        TokioRuntime.resolve_host(host)
    }

    fn now(&self) -> Instant {
        TokioRuntime.now()
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        TokioRuntime.sleep(duration)
    }

    fn interval(&self, period: Duration) -> Box<dyn AsyncInterval> {
        TokioRuntime.interval(period)
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        TokioRuntime.block_on(future);
    }

    fn yield_now(&self) -> Boxed<'static, ()> {
        TokioRuntime.yield_now()
    }

    fn name(&self) -> &'static str {
        TokioRuntime.name()
    }
}

#[derive(Debug)]
struct PatientSocket {
    socket: Arc<dyn AsyncUdpSocket>,
    path: Path,
    kept: Mutex<VecDeque<(Vec<u8>, RecvMeta)>>,
}

impl PatientSocket {
    fn keep(&self, packet: &[u8], meta: RecvMeta) {
        let mut kept = lock(&self.kept);
        if kept.len() < KEPT {
            kept.push_back((packet.to_vec(), meta));
        }
    }

    fn hand_over(&self, buffer: &mut [u8]) -> Option<RecvMeta> {
        let (packet, mut meta) = lock(&self.kept).pop_front()?;
        meta.len = packet.len().min(buffer.len());
        buffer[..meta.len].copy_from_slice(&packet[..meta.len]);
        Some(meta)
    }
}

impl AsyncUdpSocket for PatientSocket {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    fn poll_send(&self, cx: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
        self.socket.poll_send(cx, transmit)
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        bufs: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        while !self.path.poll_open(cx) {
            // One at a time, so that one can be taken out.
            let (one, about) = (&mut bufs[..1], &mut meta[..1]);
            let received = std::task::ready!(self.socket.poll_recv(cx, one, about))?;
            let packet = &one[0][..about[0].len.min(one[0].len())];
            if received == 0 || !packet.first().is_some_and(|first| DTLS.contains(first)) {
                return Poll::Ready(Ok(received));
            }
            self.keep(packet, about[0]);
        }
        match self.hand_over(&mut bufs[0]) {
            Some(about) => {
                meta[0] = about;
                Poll::Ready(Ok(1))
            }
            None => self.socket.poll_recv(cx, bufs, meta),
        }
    }

    fn max_gso_segments(&self) -> usize {
        self.socket.max_gso_segments()
    }

    fn max_gro_segments(&self) -> usize {
        self.socket.max_gro_segments()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    const CLIENT_HELLO: [u8; 3] = [22, 254, 253];
    const BINDING_REQUEST: [u8; 3] = [0, 1, 0];

    fn sockets() -> (UdpSocket, Arc<dyn AsyncUdpSocket>, Path) {
        let path = Path::default();
        let ours = UdpSocket::bind("127.0.0.1:0").unwrap();
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.connect(ours.local_addr().unwrap()).unwrap();
        ours.set_nonblocking(true).unwrap();
        (peer, PatientRuntime::new(path.clone()).wrap_udp_socket(ours).unwrap(), path)
    }

    async fn receive(socket: &Arc<dyn AsyncUdpSocket>) -> Vec<u8> {
        let mut buffer = [0; 100];
        let (length, _) = socket.recv_from(&mut buffer).await.unwrap();
        buffer[..length].to_vec()
    }

    #[tokio::test]
    async fn early_dtls_waits_for_the_path_and_stun_does_not() {
        let (peer, socket, path) = sockets();
        peer.send(&CLIENT_HELLO).unwrap();
        peer.send(&BINDING_REQUEST).unwrap();
        assert_eq!(receive(&socket).await, BINDING_REQUEST);
        path.open();
        assert_eq!(receive(&socket).await, CLIENT_HELLO);
        peer.send(&CLIENT_HELLO).unwrap();
        assert_eq!(receive(&socket).await, CLIENT_HELLO);
    }

    #[tokio::test]
    async fn a_reader_that_waits_is_woken_by_the_path() {
        let (peer, socket, path) = sockets();
        let reader = tokio::spawn({
            let socket = socket.clone();
            async move { receive(&socket).await }
        });
        peer.send(&CLIENT_HELLO).unwrap();
        while lock(&path.0).sockets.is_empty() {
            tokio::task::yield_now().await;
        }
        path.open();
        assert_eq!(reader.await.unwrap(), CLIENT_HELLO);
    }

    #[tokio::test]
    async fn a_flood_before_the_path_is_not_kept() {
        let (peer, socket, path) = sockets();
        for _ in 0..3 * KEPT {
            peer.send(&CLIENT_HELLO).unwrap();
        }
        peer.send(&BINDING_REQUEST).unwrap();
        assert_eq!(receive(&socket).await, BINDING_REQUEST);
        path.open();
        for _ in 0..KEPT {
            assert_eq!(receive(&socket).await, CLIENT_HELLO);
        }
        peer.send(&BINDING_REQUEST).unwrap();
        assert_eq!(receive(&socket).await, BINDING_REQUEST);
    }
}
