//! Call after call leaves nothing behind. A file of its own: open files count for the whole program.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod common;

use common::{PATIENCE, Side, call, first_packet};
use reo_media::{Codec, MediaSession};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const CODECS: [Codec; 2] = [Codec::Opus, Codec::Pcmu];

/// What a session needs: tasks, sockets, threads.
fn in_use() -> (usize, usize, usize) {
    let count = |path: &str| std::fs::read_dir(path).unwrap().count();
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    (tasks, count("/proc/self/fd"), count("/proc/self/task"))
}

async fn one_call(close: bool) {
    let (mut a, mut b) = (Side::new(&CODECS).await, Side::new(&CODECS).await);
    call(&mut a, &mut b).await;
    first_packet(&mut a, &mut b, b"x").await;
    if close {
        a.session.close().await.unwrap();
        b.session.close().await.unwrap();
    }
}

async fn settles_at(before: (usize, usize, usize), after: &str) {
    let end = Instant::now() + PATIENCE;
    while in_use() > before || in_use().1 > before.1 || in_use().2 > before.2 {
        assert!(Instant::now() < end, "{after}: tasks, files, threads {before:?}, now {:?}", in_use());
        sleep(Duration::from_millis(10)).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_session_leaves_nothing_closed_or_only_dropped() {
    // The first call opens what the program keeps.
    one_call(true).await;
    let before = in_use();
    for _ in 0..20 {
        one_call(true).await;
    }
    settles_at(before, "closed").await;
    for _ in 0..5 {
        one_call(false).await;
        Side::new(&CODECS).await.session.offer().await.unwrap();
    }
    settles_at(before, "dropped").await;
}
