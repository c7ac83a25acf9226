//! The same over real sockets: what reqwest does for us, and what it must not do.

use super::*;
use crate::{ErrorKind, Sent};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Answers one request after the other, each on a connection of its own; gives what it read.
async fn serve(listener: TcpListener, answers: Vec<String>) -> Vec<String> {
    let mut read = Vec::new();
    for answer in answers {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            assert_ne!(socket.read_buf(&mut request).await.unwrap(), 0);
        }
        read.push(String::from_utf8(request).unwrap());
        // A client that has seen enough may be gone by now.
        let _ = socket.write_all(answer.as_bytes()).await;
    }
    read
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, origin)
}

fn client(origin: &str) -> Client {
    let builder = Client::builder(&API).environment(|_| None).base_url(format!("{origin}/v1"));
    builder.credential("key", "S3CR3T").user_agent("t").max_response_bytes(1000).build().unwrap()
}

fn http(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[test]
fn a_whole_exchange() {
    run(async {
        let (listener, origin) = listen().await;
        let answer = http("200 OK", "content-type: application/json\r\nx-request-id: r1\r\n", r#"{"id":7,"note":"x"}"#);
        let server = tokio::spawn(serve(listener, vec![answer]));
        let response = client(&origin).call::<Order, Any>(&BY_KEY, nothing()).await.unwrap();
        assert_eq!((response.id, response.note.as_deref(), response.request_id()), (7, Some("x"), Some("r1")));
        let host = origin.trim_start_matches("http://");
        let expected = format!(
            "GET /v1/k HTTP/1.1\r\naccept: application/json\r\nuser-agent: t\r\nx-api-key: S3CR3T\r\nhost: {host}\r\n\r\n"
        );
        let (mut read, mut expected): (Vec<_>, Vec<_>) = (
            server.await.unwrap()[0].lines().map(str::to_owned).collect(),
            expected.lines().map(str::to_owned).collect(),
        );
        read.sort();
        expected.sort();
        assert_eq!(read, expected);
    });
}

#[test]
fn endless_bodies_end() {
    run(async {
        let (listener, origin) = listen().await;
        let chunk = format!("{:x}\r\n{}\r\n", 600, "x".repeat(600));
        let endless = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}", chunk.repeat(50));
        let server = tokio::spawn(serve(listener, vec![endless]));
        let error = client(&origin).call::<Order, Any>(&BY_KEY, nothing()).await.unwrap_err();
        assert_eq!(error.to_string(), "byKey: 200 OK: the answer is longer than 1000 bytes (max_response_bytes)");
        server.await.unwrap();
    });
}

#[test]
fn s1_a_redirect_at_home_keeps_the_key_in_the_path_once() {
    run(async {
        let (listener, origin) = listen().await;
        let answers = vec![http("307 Temporary Redirect", "location: /v1/botT:1/k2\r\n", ""), http("200 OK", "", "1")];
        let server = tokio::spawn(serve(listener, answers));
        let builder = Client::builder(&API).environment(|_| None).base_url(format!("{origin}/v1"));
        let client: Client = builder.credential("bot", "T:1").build().unwrap();
        client.call::<Any, Any>(&BY_PATH, nothing()).raw().await.unwrap();
        let read = server.await.unwrap();
        assert!(read[0].starts_with("GET /v1/botT:1/k ") && read[1].starts_with("GET /v1/botT:1/k2 "), "{read:?}");
    });
}

/// We ask for no compression, and undo none: what claims to be compressed is bytes like others, and counts as such.
#[test]
fn s6_no_answer_grows_after_it_was_counted() {
    run(async {
        let (listener, origin) = listen().await;
        let bomb = http("200 OK", "content-type: application/json\r\ncontent-encoding: gzip\r\n", "\u{1f}not json");
        let server = tokio::spawn(serve(listener, vec![bomb]));
        let error = client(&origin).call::<Order, Any>(&BY_KEY, nothing()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(!server.await.unwrap()[0].contains("accept-encoding"));
    });
}

#[test]
fn s7_a_head_without_end_is_an_error() {
    let long = "x".repeat(600_000);
    let many: String = (0..1_000).map(|i| format!("x-{i}: 1\r\n")).collect();
    let early = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(20_000);
    let heads = [
        format!("HTTP/1.1 200 OK\r\nx: {long}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\n{many}\r\n"),
        format!("{early}x"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;{long}"),
    ];
    for head in heads {
        run(async {
            let (listener, origin) = listen().await;
            let server = tokio::spawn(serve(listener, vec![head.clone()]));
            let call = client(&origin).call::<Order, Any>(&BY_KEY, nothing());
            let error = call.timeout(std::time::Duration::from_secs(10)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}: {:.60}", head);
            server.await.unwrap();
        });
    }
}

#[test]
fn s1_redirects_take_no_key_abroad() {
    run(async {
        let (listener, origin) = listen().await;
        let (abroad, there) = listen().await;
        let answers = vec![
            http("302 Found", "location: /v1/k2\r\n", ""),
            http("302 Found", &format!("location: {there}/steal\r\n"), ""),
        ];
        let server = tokio::spawn(serve(listener, answers));
        let error = client(&origin).call::<Order, Any>(&BY_KEY, nothing()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("byKey: 302 Found: redirects to {there}, another origin, and was not followed")
        );
        let read = server.await.unwrap();
        assert!(
            read[1].starts_with("GET /v1/k2 ") && read[1].contains("x-api-key: S3CR3T") && !read[1].contains("referer"),
            "{}",
            read[1]
        );
        let knocked = std::future::poll_fn(|cx| std::task::Poll::Ready(abroad.poll_accept(cx).is_ready())).await;
        assert!(!knocked);
    });
}

#[test]
fn nobody_at_home() {
    run(async {
        let (listener, origin) = listen().await;
        drop(listener);
        let error = client(&origin).call::<Order, Any>(&BY_KEY, nothing()).await.unwrap_err();
        assert_eq!((error.kind(), error.was_sent(), error.is_retryable()), (ErrorKind::Connect, Sent::No, true));
        let text = error.to_string();
        assert!(text.starts_with(&format!("byKey: no connection to {origin}: Connection refused")), "{text}");
    });
}

#[test]
fn hung_up_on() {
    run(async {
        let (listener, origin) = listen().await;
        let server = tokio::spawn(serve(listener, vec![String::new()]));
        let error = client(&origin).call::<Order, Any>(&BY_KEY, nothing()).await.unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Transport, Sent::Maybe), "{error}");
        server.await.unwrap();
    });
}

#[test]
fn errors_of_the_transport_hide_the_url() {
    run(async {
        let (listener, origin) = listen().await;
        let builder = || Client::builder(&API).environment(|_| None).credential("query", "S3CR3T");
        let client: Client = builder().base_url(format!("{origin}/botS3CR3T")).build().unwrap();
        let cut = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".to_owned();
        let answers =
            vec![String::new(), "no http\r\n\r\n".to_owned(), cut, http("302 Found", "location: //x/S3CR3T\r\n", "")];
        let count = answers.len();
        let server = tokio::spawn(serve(listener, answers));
        let mut printed = String::new();
        // One more than there are answers: nobody listens any more.
        for _ in 0..=count {
            let error = client.call::<Order, Any>(&BY_QUERY, nothing()).await.unwrap_err();
            super::secrets::everything_about(&error, &mut printed);
        }
        assert!(server.await.unwrap().iter().all(|request| request.starts_with("GET /botS3CR3T/k?api_key=S3CR3T ")));
        assert!(!printed.contains("S3CR3T"), "{printed}");
    });
}

/// Nobody has set a default TLS provider for this process.
#[test]
fn tls_with_who_speaks_none() {
    run(async {
        let (listener, origin) = listen().await;
        let server = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        });
        let client = client(&origin.replace("http:", "https:"));
        let error = client.call::<Order, Any>(&BY_KEY, nothing()).await.unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Connect, Sent::No), "{error}");
        server.abort();
    });
}

#[test]
fn outside_of_a_runtime_is_an_error() {
    use std::task::{Context, Poll, Waker};
    let mut call = std::pin::pin!(client("http://127.0.0.1:1").call::<Order, Any>(&BY_KEY, nothing()).into_future());
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("no error")
    };
    assert!(error.to_string().ends_with("this call was awaited outside of a tokio runtime"), "{error}");
}
