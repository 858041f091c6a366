//! Netstrings, `5:hello,`: how baresip frames its control messages.

use anyhow::{Result, ensure};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::tcp::OwnedReadHalf;

/// Longer than any message.
const LIMIT: usize = 1 << 20;

/// Frames a text.
pub fn encode(text: &str) -> Vec<u8> {
    format!("{}:{text},", text.len()).into_bytes()
}

/// Reads the next one.
pub async fn read(reader: &mut BufReader<OwnedReadHalf>) -> Result<Vec<u8>> {
    let mut length = Vec::new();
    reader.read_until(b':', &mut length).await?;
    let digits = String::from_utf8(length)?;
    let length: usize = digits.trim_end_matches(':').parse()?;
    ensure!(length < LIMIT, "a message of {length} bytes");
    let mut text = vec![0; length + 1];
    reader.read_exact(&mut text).await?;
    ensure!(text.pop() == Some(b','), "no comma after a netstring");
    Ok(text)
}
