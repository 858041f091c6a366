//! The simulator's control interface: JSON over plain HTTP on loopback.

use anyhow::{Result, ensure};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The longest answer that is read: every call of a long load.
const LONGEST: usize = 16 * 1024 * 1024;

pub(crate) struct Control {
    base: String,
    client: Client<HttpConnector, Body>,
}

impl Control {
    /// At this address (`http://…`).
    pub(crate) fn new(base: &str) -> Self {
        Self { base: base.to_owned(), client: Client::builder(TokioExecutor::new()).build_http() }
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.ask(Request::get(self.address(path)).body(Body::empty())?).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, order: &Value) -> Result<T> {
        let request = Request::post(self.address(path)).header("content-type", "application/json");
        self.ask(request.body(Body::from(order.to_string()))?).await
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn ask<T: DeserializeOwned>(&self, request: Request<Body>) -> Result<T> {
        let response = self.client.request(request).await?;
        let status = response.status();
        let body = to_bytes(Body::new(response.into_body()), LONGEST).await?;
        ensure!(status.is_success(), "the simulator refuses: {status}");
        Ok(serde_json::from_slice(&body)?)
    }
}
