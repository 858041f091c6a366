//! The events by the control interface: JSON lines, at once, awaited or as a stream.

use crate::Sim;
use crate::events::SimEvent;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;

/// The query of `GET /events`.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Only events after this number.
    #[serde(default)]
    after: u64,
    /// Wait so many milliseconds for the first one.
    #[serde(default)]
    wait_ms: u64,
    /// Never end.
    #[serde(default)]
    follow: bool,
}

pub(super) async fn log(State(sim): State<Sim>, Query(wanted): Query<Wanted>) -> Response {
    let body = if wanted.follow {
        Body::from_stream(stream::unfold((sim, wanted.after), next_lines))
    } else {
        let limit = Duration::from_millis(wanted.wait_ms);
        let _ = tokio::time::timeout(limit, sim.wait_for_event(wanted.after)).await;
        Body::from(lines(&sim.events(wanted.after)))
    };
    ([(header::CONTENT_TYPE, "application/jsonl")], body).into_response()
}

async fn next_lines((sim, after): (Sim, u64)) -> Option<(Result<Bytes, Infallible>, (Sim, u64))> {
    sim.wait_for_event(after).await;
    let events = sim.events(after);
    let last = events.last().map_or(after, |event| event.seq);
    Some((Ok(lines(&events).into()), (sim, last)))
}

fn lines(events: &[SimEvent]) -> String {
    events.iter().filter_map(|event| serde_json::to_string(event).ok()).map(|line| line + "\n").collect()
}
