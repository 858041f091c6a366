//! A page's WebSocket.

use super::{FRAMES, ToPage, Visit};
use crate::door::{ConnId, close};
use crate::policy::{Bucket, Origin, limits};
use futures_util::{SinkExt, StreamExt};
use reo_model::{Redacted, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Bytes, Error, Utf8Bytes};

type Frame = Option<Result<Message, Error>>;

/// Why a conversation is over: a code that the page is closed with, or nothing where it closed or is gone.
type End = Option<CloseCode>;

/// How long a page may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// It is pinged this often.
    ping: Duration,
    /// It is gone when nothing was heard of it for so long.
    silent: Duration,
    /// To take a frame.
    frame: Duration,
    /// To say good-bye.
    close: Duration,
}

impl Pace {
    pub(super) const USUAL: Self = Self {
        ping: limits::PING_EVERY,
        silent: limits::SILENT_FOR,
        frame: Duration::from_secs(10),
        close: Duration::from_secs(2),
    };
}

/// Carries a page's frames to the loop and the loop's to the page, to its end.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    socket: WebSocketStream<S>,
    conn: ConnId,
    origin: Origin,
    visits: &mpsc::Sender<Visit>,
    pace: Pace,
) {
    let (queue, orders) = mpsc::channel(FRAMES);
    let frames = Bucket::new(limits::FRAME_PER, limits::FRAME_BURST);
    let now = Instant::now();
    let mut page = Page { socket, conn, orders, visits, pace, frames, since: now, rest: now };
    let end = match visits.send(Visit::Opened { conn, origin, queue }).await {
        Ok(()) => page.converse().await,
        Err(_) => Some(CloseCode::Away),
    };
    // A door that has gone needs no word.
    let _ = visits.send(Visit::Closed { conn }).await;
    page.part(end).await;
}

struct Page<'a, S> {
    socket: WebSocketStream<S>,
    conn: ConnId,
    orders: mpsc::Receiver<ToPage>,
    visits: &'a mpsc::Sender<Visit>,
    pace: Pace,
    frames: Bucket,
    since: Instant,
    /// Nothing is read of the page before.
    rest: Instant,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Page<'_, S> {
    async fn converse(&mut self) -> End {
        let mut heard = Instant::now();
        let mut ping = interval_at(heard + self.pace.ping, self.pace.ping);
        loop {
            let step = tokio::select! {
                // What is to be said comes first: who asks much has to hear the answers before it can ask more.
                biased;
                order = self.orders.recv() => self.order(order).await,
                frame = after(self.rest, self.socket.next()) => {
                    heard = Instant::now();
                    self.heard(frame).await
                }
                _ = ping.tick() => self.write(Message::Ping(Bytes::new())).await,
                () = sleep_until(heard + self.pace.silent) => Err(None),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn heard(&mut self, frame: Frame) -> Result<(), End> {
        match frame {
            Some(Ok(Message::Text(text))) => {
                self.rest();
                let text = Redacted::new(text.as_str().to_owned());
                let told = self.visits.send(Visit::Text { conn: self.conn, text }).await;
                told.map_err(|_| Some(CloseCode::Away))
            }
            Some(Ok(Message::Binary(_))) => Err(Some(CloseCode::Unsupported)),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(None),
            Some(Err(error)) => Err(fault(&error)),
        }
    }

    /// Who says more than any honest page has to wait, and so does what it says: nobody else does.
    fn rest(&mut self) {
        let now = Instant::now();
        let elapsed = Timestamp(0) + now.duration_since(self.since);
        if let Err(wait) = self.frames.take(elapsed) {
            self.rest = now + wait;
            // The frame that was just read counts as read then.
            let _ = self.frames.take(elapsed + wait);
        }
    }

    async fn order(&mut self, order: Option<ToPage>) -> Result<(), End> {
        match order {
            Some(ToPage::Text(text)) => self.write(Message::Text(utf8(&text))).await,
            Some(ToPage::Close(code)) => Err(Some(code.into())),
            // More frames waited than the page could take.
            None => Err(Some(close::TRY_LATER.into())),
        }
    }

    async fn write(&mut self, message: Message) -> Result<(), End> {
        match timeout(self.pace.frame, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(None),
        }
    }

    /// Says good-bye and hears the page's: a socket that is only dropped may take the last frames with it.
    async fn part(mut self, end: End) {
        let frame = end.map(|code| CloseFrame { code, reason: Utf8Bytes::default() });
        let farewell = async {
            // Whoever is gone hears nothing.
            let _ = self.socket.close(frame).await;
            while let Some(Ok(_)) = self.socket.next().await {}
        };
        let _ = timeout(self.pace.close, farewell).await;
    }
}

async fn after<T>(rest: Instant, thing: impl Future<Output = T>) -> T {
    sleep_until(rest).await;
    thing.await
}

fn utf8(text: &Redacted<Arc<str>>) -> Utf8Bytes {
    Utf8Bytes::from(&**text.expose())
}

fn fault(error: &Error) -> End {
    match error {
        Error::Capacity(_) => Some(CloseCode::Size),
        Error::Utf8(_) => Some(CloseCode::Invalid),
        Error::Protocol(_) => Some(CloseCode::Protocol),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::DuplexStream;
    use tokio_tungstenite::tungstenite::protocol::Role;

    const SOON: Duration = Duration::from_millis(20);
    const NEVER: Duration = Duration::from_secs(600);
    const CALM: Pace = Pace { ping: NEVER, silent: NEVER, frame: NEVER, close: NEVER };

    struct Rig {
        browser: WebSocketStream<DuplexStream>,
        visits: mpsc::Receiver<Visit>,
        queue: mpsc::Sender<ToPage>,
    }

    /// Over a socket that holds `bytes` on their way.
    async fn rig(pace: Pace, bytes: usize) -> Rig {
        let (here, there) = tokio::io::duplex(bytes);
        let (visits, mut heard) = mpsc::channel(8);
        let socket = WebSocketStream::from_raw_socket(here, Role::Server, None).await;
        let origin = Origin::parse("https://crm.example.vn").unwrap();
        tokio::spawn(async move { serve(socket, ConnId(1), origin, &visits, pace).await });
        let browser = WebSocketStream::from_raw_socket(there, Role::Client, None).await;
        let Some(Visit::Opened { queue, .. }) = heard.recv().await else { panic!("not opened") };
        Rig { browser, visits: heard, queue }
    }

    impl Rig {
        async fn heard(&mut self) -> Message {
            self.browser.next().await.unwrap().unwrap()
        }

        async fn close_code(&mut self) -> u16 {
            match self.heard().await {
                Message::Close(Some(frame)) => frame.code.into(),
                other => panic!("not closed: {other:?}"),
            }
        }

        async fn until_gone(&mut self) {
            assert!(matches!(self.visits.recv().await, Some(Visit::Closed { conn: ConnId(1) })));
        }
    }

    #[tokio::test]
    async fn a_page_that_answers_pings_stays() {
        let mut rig = rig(Pace { ping: SOON, ..CALM }, 4096).await;
        for _ in 0..5 {
            // Reading answers them.
            assert!(matches!(rig.heard().await, Message::Ping(_)));
        }
        rig.browser.send(Message::text("still here")).await.unwrap();
        assert!(
            matches!(rig.visits.recv().await, Some(Visit::Text { text, .. }) if text.expose() == "still here")
        );
    }

    #[tokio::test]
    async fn a_page_that_is_silent_is_gone_although_it_was_pinged() {
        let mut rig = rig(Pace { ping: SOON, silent: 10 * SOON, close: SOON, ..CALM }, 4096).await;
        rig.until_gone().await;
        assert!(matches!(rig.heard().await, Message::Ping(_)));
    }

    #[tokio::test]
    async fn a_page_that_takes_nothing_is_gone() {
        let mut rig = rig(Pace { frame: SOON, close: SOON, ..CALM }, 64).await;
        rig.queue.send(ToPage::Text(Redacted::new("x".repeat(1000).into()))).await.unwrap();
        rig.until_gone().await;
    }

    #[tokio::test]
    async fn a_page_hears_what_was_said_before_it_is_closed() {
        let mut rig = rig(CALM, 4096).await;
        rig.queue.send(ToPage::Text(Redacted::new("no".into()))).await.unwrap();
        rig.queue.send(ToPage::Close(close::POLICY)).await.unwrap();
        assert_eq!(rig.heard().await, Message::text("no"));
        assert_eq!(rig.close_code().await, close::POLICY);
        rig.until_gone().await;
    }

    #[tokio::test]
    async fn a_page_whose_queue_was_full_is_told_to_come_later() {
        let mut rig = rig(CALM, 4096).await;
        rig.queue = mpsc::channel(1).0;
        assert_eq!(rig.close_code().await, close::TRY_LATER);
    }

    #[tokio::test]
    async fn what_is_no_text_is_refused() {
        let mut rig = rig(CALM, 4096).await;
        rig.browser.send(Message::binary(vec![1])).await.unwrap();
        assert_eq!(rig.close_code().await, 1003);
    }

    #[tokio::test]
    async fn a_page_that_does_not_say_good_bye_is_not_waited_for() {
        let mut rig = rig(Pace { close: SOON, ..CALM }, 4096).await;
        rig.queue.send(ToPage::Close(close::GOING_AWAY)).await.unwrap();
        rig.until_gone().await;
        // The door's end of the socket is dropped.
        assert!(rig.visits.recv().await.is_none());
    }

    #[tokio::test]
    async fn a_page_that_floods_is_read_at_a_walk() {
        let more = 100;
        let mut rig = rig(CALM, 1 << 20).await;
        let start = Instant::now();
        for _ in 0..limits::FRAME_BURST + more {
            rig.browser.send(Message::text("x")).await.unwrap();
        }
        for _ in 0..limits::FRAME_BURST + more {
            assert!(matches!(rig.visits.recv().await, Some(Visit::Text { .. })));
        }
        assert!(start.elapsed() >= limits::FRAME_PER * (more - 1));
    }
}
