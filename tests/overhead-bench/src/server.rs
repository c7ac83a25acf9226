//! The other end: answers every request with the same order, as fast as it can, and keeps connections open.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const ORDER: &str = include_str!("order.json");

/// Prints its address, and serves until it is killed.
pub async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        tokio::spawn(answer(socket));
    }
}

async fn answer(mut socket: TcpStream) -> Result<()> {
    let reply = |status: &str| {
        let order = ORDER.trim_end();
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", order.len());
        format!("{head}ETag: \"7\"\r\nX-Request-Id: req_4Kd0\r\nDate: Sun, 22 Mar 2026 08:00:00 GMT\r\n\r\n{order}")
    };
    let (found, created) = (reply("200 OK"), reply("201 Created"));
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let length = loop {
            if let Some(length) = whole(&buffer)? {
                break length;
            }
            if socket.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        let answer = if buffer.starts_with(b"POST") { &created } else { &found };
        buffer.drain(..length);
        socket.write_all(answer.as_bytes()).await?;
    }
}

/// How long the request at the front is, once all of it is there.
fn whole(buffer: &[u8]) -> Result<Option<usize>> {
    let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let broken = |_| Error::from(ErrorKind::InvalidData);
    let head = std::str::from_utf8(&buffer[..end]).map_err(|_| Error::from(ErrorKind::InvalidData))?;
    let mut fields = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let body = length.map_or(Ok(0), |(_, length)| length.trim().parse::<usize>()).map_err(broken)?;
    Ok(Some(end + 4 + body).filter(|length| buffer.len() >= *length))
}
