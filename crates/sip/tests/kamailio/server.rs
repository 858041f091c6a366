//! A real Kamailio as a child process, and a relay before it whose connections can be cut.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

const START_TIME: Duration = Duration::from_secs(20);

/// What it challenges with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    Md5,
    Sha256,
}

pub struct Kamailio {
    child: Child,
    pub port: u16,
}

impl Kamailio {
    /// Starts one that challenges with `digest`. Fails the test when it is not installed.
    pub async fn start(digest: Digest) -> Self {
        // A port that is free now may be taken a moment later by another test: then another is tried.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
            let mut server = Self { child: spawn(port, digest), port };
            if server.is_ready().await {
                return server;
            }
        }
        panic!("kamailio does not start: see its messages above");
    }

    /// Waits until it accepts connections, or has ended.
    async fn is_ready(&mut self) -> bool {
        let limit = Instant::now() + START_TIME;
        while Instant::now() < limit {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }
}

fn spawn(port: u16, digest: Digest) -> Child {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kamailio/kamailio.cfg");
    let mut command = Command::new("kamailio");
    command.arg("-f").arg(config).args(["-DD", "-E", "-m", "32", "-M", "4"]);
    command.args(["-l", &format!("tcp:127.0.0.1:{port}")]);
    if digest == Digest::Sha256 {
        command.args(["-A", "SHA256"]);
    }
    command.stdout(Stdio::null());
    command.spawn().expect("kamailio has to be installed for this test")
}

impl Drop for Kamailio {
    fn drop(&mut self) {
        // By TERM, so that it ends its own children too.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Passes connections on to the server.
pub struct Relay {
    pub port: u16,
    task: JoinHandle<()>,
}

impl Relay {
    pub async fn start(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { port, task: tokio::spawn(carry(listener, target)) }
    }

    /// Cuts the connections that run through it and goes on with new ones.
    pub async fn cut(&mut self, target: u16) {
        self.task.abort();
        let _ = (&mut self.task).await;
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.task = tokio::spawn(carry(listener, target));
    }
}

async fn carry(listener: TcpListener, target: u16) {
    let mut pipes = tokio::task::JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        pipes.spawn(async move {
            if let Ok(mut far) = TcpStream::connect(("127.0.0.1", target)).await {
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            }
        });
    }
}
