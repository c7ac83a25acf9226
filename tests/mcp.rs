//! `bindery mcp`: sessions of a scripted client, each with what it sends, what it is sent, and what reaches a server on this
//! machine. The transcript in `mcp/` is the whole of it.

use crate::calls::{part, request, split};
use crate::support::{differs, none, root};
use bindery::cli::{self, Console, Terminals};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream};

/// A command line, the world around it, and what its client does.
struct Session {
    line: &'static str,
    /// `NAME=value`
    env: &'static [&'static str],
    terminal: bool,
    script: &'static [Step],
}

/// What a client does.
enum Step {
    /// Sends a message.
    Send(&'static str),
    /// Waits for one.
    Read,
    /// Waits for one, of which the names of tools are shown.
    Names,
    /// Waits until a request for `/slow` is there.
    Arrival,
    /// Lets the server answer it.
    Release,
}

use Step::{Arrival, Names, Read, Release, Send};

const fn session(line: &'static str, script: &'static [Step]) -> Session {
    Session { line, env: &[], terminal: false, script }
}

impl Session {
    const fn env(self, env: &'static [&'static str]) -> Session {
        Session { env, ..self }
    }
    const fn terminal(self) -> Session {
        Session { terminal: true, ..self }
    }
}

const KEY: &[&str] = &["ERP_API_KEY=key-of-the-erp"];

/// A client of June 2025 that cannot ask its user.
const MUTE: Step = Send(
    r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"0"}}}"#,
);
/// A client of November 2025 that can.
const ASKING: Step = Send(
    r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{"form":{}}},"clientInfo":{"name":"test","version":"0"}}}"#,
);
const READY: Step = Send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
const LIST: Step = Send(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);

/// A call as clients make it before July 2026.
macro_rules! call {
    ($id:literal, $name:literal, $arguments:literal) => {
        Send(concat!(
            r#"{"jsonrpc":"2.0","id":"#,
            $id,
            r#","method":"tools/call","params":{"name":""#,
            $name,
            r#"","arguments":"#,
            $arguments,
            "}}"
        ))
    };
}

/// What a request of July 2026 carries, spelled out where it is used.
macro_rules! modern {
    ($id:literal, $method:literal, $params:literal, $capabilities:literal) => {
        Send(concat!(
            r#"{"jsonrpc":"2.0","id":"#,
            $id,
            r#","method":""#,
            $method,
            r#"","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"test","version":"0"},"io.modelcontextprotocol/clientCapabilities":"#,
            $capabilities,
            "}",
            $params,
            "}}"
        ))
    };
}

const SESSIONS: &[Session] = &[
    session(
        "../specs/erp.yaml --tag orders --tag service --base-url $URL",
        &[
            MUTE,
            Read,
            READY,
            LIST,
            Names,
            Send(r#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#),
            Read,
            // What reads is done.
            Send(r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_status"}}"#),
            Read,
            call!("4", "list_orders", r#"{"status":["confirmed"],"limit":"5"}"#),
            Read,
            // What the model can mend is a result.
            call!("5", "list_orders", r#"{"limit":"many","statu":[]}"#),
            Read,
            call!("6", "get_order", r#"{"order_id":"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043"}"#),
            Read,
            // What changes something waits for somebody who cannot be asked.
            call!("7", "cancel_order", r#"{"order_id":"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043","reason":"customer_request"}"#),
            Read,
            // What calls nothing is an error.
            call!("8", "get_orders", "{}"),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"get_status","arguments":[1]}}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"arguments":{}}}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":11,"method":"tools/call"}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":12,"method":"tools/list","params":{"cursor":"next"}}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":13,"method":"tools/sing","params":{"a":1}}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":14,"method":"resources/list"}"#),
            Read,
            Send("[1]"),
            Read,
            Send("no JSON"),
            Send(r#"{"jsonrpc":"2.0","method":"notifications/of/nothing","params":{"a":1}}"#),
            Send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}"#),
            Send(r#"{"jsonrpc":"2.0","id":99,"result":{"action":"accept"}}"#),
            Send(r#"{"jsonrpc":"2.0","id":"last","method":"ping"}"#),
            Read,
        ],
    )
    .env(KEY),
    // The user is asked.
    session(
        "../specs/erp.yaml --base-url $URL",
        &[
            ASKING,
            Read,
            READY,
            call!("2", "adjust_stock", r#"{"product_id":"3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0001","warehouse_id":"VIE1","delta":-2,"reason":"damage"}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":0,"result":{"action":"accept","content":{}}}"#),
            Read,
            call!("3", "cancel_order", r#"{"order_id":"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043","reason":"customer_request"}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":1,"result":{"action":"decline"}}"#),
            Read,
            call!("4", "cancel_order", r#"{"order_id":"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043","reason":"customer_request"}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":2,"result":{"action":"cancel"}}"#),
            Read,
            call!("5", "cancel_order", r#"{"order_id":"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043","reason":"customer_request"}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"the window is gone"}}"#),
            Read,
            call!("6", "cancel_order", r#"{"order_id":"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043","reason":"customer_request"}"#),
            Read,
            Send(r#"{"jsonrpc":"2.0","id":4,"result":{"action":"maybe"}}"#),
            Read,
        ],
    )
    .env(KEY),
    // From July 2026 on, a question is an answer, and the call comes once more.
    session(
        "mcp/tenants.yaml --base-url $URL --bind tenant=acme",
        &[
            modern!("1", "server/discover", "", "{}"),
            Read,
            modern!("2", "tools/list", "", "{}"),
            Read,
            modern!("3", "tools/call", r#","name":"add_note","arguments":{"text":"a"}"#, "{}"),
            Read,
            modern!("4", "tools/call", r#","name":"add_note","arguments":{"text":"a"}"#, r#"{"elicitation":{}}"#),
            Read,
            // A yes to one call is none to another.
            modern!(
                "5",
                "tools/call",
                r#","name":"add_note","arguments":{"text":"b"},"requestState":"confirm-1","inputResponses":{"confirm":{"action":"accept","content":{}}}"#,
                r#"{"elicitation":{}}"#
            ),
            Read,
            modern!(
                "6",
                "tools/call",
                r#","name":"add_note","arguments":{"text":"a"},"requestState":"confirm-1","inputResponses":{"confirm":{"action":"accept","content":{}}}"#,
                r#"{"elicitation":{}}"#
            ),
            Read,
            // Nor is it one twice.
            modern!(
                "7",
                "tools/call",
                r#","name":"add_note","arguments":{"text":"a"},"requestState":"confirm-1","inputResponses":{"confirm":{"action":"accept","content":{}}}"#,
                r#"{"elicitation":{}}"#
            ),
            Read,
            modern!(
                "8",
                "tools/call",
                r#","name":"add_note","arguments":{"text":"a"},"requestState":"confirm-3","inputResponses":{"confirm":{"action":"decline"}}"#,
                r#"{"elicitation":{}}"#
            ),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants"]),
    // Calls do not wait for each other, and end when nobody wants them any more.
    session(
        "mcp/tenants.yaml --base-url $URL --bind tenant=slow --read-only",
        &[
            MUTE,
            Read,
            LIST,
            Names,
            call!("2", "list_notes", "{}"),
            Send(r#"{"jsonrpc":"2.0","id":3,"method":"ping"}"#),
            Read,
            Arrival,
            Release,
            Read,
            call!("4", "list_notes", "{}"),
            Arrival,
            Send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":4}}"#),
            Send(r#"{"jsonrpc":"2.0","id":5,"method":"ping"}"#),
            Read,
            call!("6", "add_note", r#"{"text":"a"}"#),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants"]),
    // Policies.
    session(
        "mcp/tenants.yaml --base-url $URL --bind Tenant=acme --allow-writes",
        &[
            MUTE,
            Read,
            call!("1", "add_note", r#"{"text":"a"}"#),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants"]),
    session(
        "mcp/tenants.yaml --base-url $URL --dry-run --verbose",
        &[
            MUTE,
            Read,
            call!("1", "add_note", r#"{"text":"a"}"#),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants", "TENANTS_TENANT=acme", "TENANTS_REGION=eu"]),
    // What the host knows, from the environment; an answer that is too long; an answer that repeats the key.
    session(
        "mcp/tenants.yaml --base-url $URL --answer-limit 40",
        &[
            MUTE,
            Read,
            call!("1", "list_notes", r#"{"limit":3}"#),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants", "TENANTS_TENANT=long", "TENANTS_REGION=eu"]),
    session(
        "mcp/tenants.yaml --base-url $URL --bind tenant=echo",
        &[
            MUTE,
            Read,
            call!("1", "list_notes", "{}"),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants"]),
    // Credentials that are missing.
    session(
        "mcp/tenants.yaml --base-url $URL --bind tenant=acme",
        &[
            MUTE,
            Read,
            call!("1", "list_notes", "{}"),
            Read,
        ],
    ),
    // Versions that nobody knows.
    session(
        "mcp/tenants.yaml --base-url $URL/key-in-a-path --bind tenant=acme",
        &[
            Send(
                r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"1999-01-01","capabilities":{},"clientInfo":{"name":"test","version":"0"}}}"#,
            ),
            Read,
        ],
    )
    .env(&["TENANTS_KEY=key-of-the-tenants"])
    .terminal(),
    session("mcp/tenants.yaml --bind tenant=acme", &[]).env(&["TENANTS_KEY=key-of-the-tenants"]),
    session("mcp/tenants.yaml --bind tenant=acme", &[READY]).env(&["TENANTS_KEY=key-of-the-tenants"]),
    // What cannot be served.
    session("mcp/tenants.yaml", &[]),
    session("mcp/tenants.yaml --bind tenant=acme --bind limits=5", &[]),
    session("mcp/tenants.yaml --bind tenant", &[]),
    session("mcp/tenants.yaml --operation addNote --read-only", &[]),
    session("mcp/tenants.yaml --allow-writes --read-only", &[]),
    session("mcp/tenants.yaml --bind tenant=acme --base-url https://me:secret@tenants.example", &[]),
    session("mcp/tenants.yaml --bind tenant=acme --server-variable stage=test", &[]),
    session("mcp/nothing.yaml", &[]),
    session("../specs/broken/no-openapi.yaml", &[]),
    // Settings for clients.
    session("mcp/tenants.yaml --print-config --base-url https://me:secret@tenants.example", &[]),
    session("mcp/tenants.yaml --print-config", &[]).env(&["TENANTS_KEY=key-of-the-tenants"]),
    session(
        "../specs/erp.yaml --print-config --tag orders --operation getStatus --bind limit=5 --base-url http://localhost/v1 --timeout 2.5 --answer-limit 500 --read-only --allow-insecure-http",
        &[],
    )
    .env(KEY),
];

#[test]
fn sessions_go_as_written() {
    let transcript: String = SESSIONS.iter().map(play).collect();
    none(
        differs(&root().join("tests/mcp/transcript.txt"), &transcript).into_iter().collect(),
        "Read the difference; `BINDERY_BLESS=1` writes it.",
    );
    let sent = |line: &&str| !line.starts_with("$ ") && line.contains("key-of-the");
    none(transcript.lines().filter(sent).map(str::to_owned).collect(), "Credentials are in no message.");
}

/// One session as it is seen from outside.
fn play(session: &Session) -> String {
    let api = Api::start();
    let line = session.line.replace("$URL", &api.url);
    let (client, server) = tokio::io::duplex(1 << 16);
    let (env, terminal) = (session.env, session.terminal);
    let server = thread::spawn(move || serve(&line, env, terminal, server));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut text =
        format!("$ {}bindery mcp {}\n", env.iter().map(|env| format!("{env} ")).collect::<String>(), session.line);
    text.push_str(&runtime.block_on(talk(client, session.script, &api)));
    let (code, out, err) = server.join().unwrap();
    let url = api.url.clone();
    text.push_str(&part("sent", api.stop().as_bytes()));
    text.push_str(&part("out", &out));
    text.push_str(&part("err", &err));
    let _ = writeln!(text, "code {code}\n");
    let exe = std::env::current_exe().unwrap().display().to_string();
    let text = text.replace(&url, "URL").replace(url.trim_start_matches("http://"), "HOST");
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
        .replace(&exe, "BINDERY")
        .replace(root().to_str().unwrap(), "ROOT")
}

/// The client's side, until its script is at its end; what the server says unasked then comes last.
async fn talk(stream: DuplexStream, script: &[Step], api: &Api) -> String {
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    let mut text = String::new();
    for step in script {
        match step {
            Send(message) => {
                let _ = writeln!(text, "> {message}");
                // A server that is gone says so in its exit code.
                let _ = write.write_all(format!("{message}\n").as_bytes()).await;
            }
            Read => match lines.next_line().await.unwrap() {
                Some(line) => {
                    let _ = writeln!(text, "< {line}");
                }
                None => text.push_str("<|\n"),
            },
            Names => {
                let line = lines.next_line().await.unwrap().unwrap();
                let message: Value = serde_json::from_str(&line).unwrap();
                let tools = message["result"]["tools"].as_array().unwrap();
                let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
                let _ = writeln!(text, "< tools: {}", names.join(" "));
            }
            Arrival => api.arrived.recv().unwrap(),
            Release => api.release.send(()).unwrap(),
        }
    }
    write.shutdown().await.unwrap();
    while let Some(line) = lines.next_line().await.unwrap() {
        let _ = writeln!(text, "< {line}");
    }
    text
}

/// Runs `bindery mcp` with the rest of its line; gives the exit code and what was printed.
fn serve(line: &str, env: &'static [&'static str], terminal: bool, stream: DuplexStream) -> (u8, Vec<u8>, Vec<u8>) {
    let mut words = vec!["bindery".to_owned(), "mcp".to_owned()];
    words.extend(split(line));
    let lookup = move |name: &str| {
        let found = env.iter().filter_map(|variable| variable.split_once('=')).find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        env: Arc::new(lookup),
        terminal: Terminals { out: false, err: terminal },
    };
    let code = cli::run_over(words.iter().map(String::as_str), &mut console, tokio::io::split(stream));
    (code, out, err)
}

/// Something that answers, and notes what it was asked.
struct Api {
    url: String,
    noted: Arc<Mutex<String>>,
    arrived: mpsc::Receiver<()>,
    release: mpsc::Sender<()>,
    listening: thread::JoinHandle<()>,
}

impl Api {
    fn start() -> Api {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let noted = Arc::new(Mutex::new(String::new()));
        let ((arrives, arrived), (release, released)) = (mpsc::channel(), mpsc::channel());
        let (notes, released) = (Arc::clone(&noted), Arc::new(Mutex::new(released)));
        let listening = thread::spawn(move || {
            loop {
                let (mut stream, _) = listener.accept().unwrap();
                let request = request(&mut stream);
                if request.is_empty() {
                    return;
                }
                let request = String::from_utf8(request).unwrap();
                let (head, body) = request.split_once("\r\n\r\n").unwrap();
                let first = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
                let keyed = head.to_ascii_lowercase().contains("key: key-of-the");
                let _ = writeln!(notes.lock().unwrap(), "{first}{} {body}", if keyed { " (keyed)" } else { "" });
                let (status, answer) = answer(first);
                let released = Arc::clone(&released);
                let slow = first.contains("/slow/");
                if slow {
                    let _ = arrives.send(());
                }
                thread::spawn(move || {
                    if slow {
                        let _ = released.lock().unwrap().recv();
                    }
                    let length = answer.len();
                    let head =
                        format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}");
                    // A caller that went away is the point of some sessions.
                    let _ = stream.write_all(format!("{head}\r\nconnection: close\r\n\r\n{answer}").as_bytes());
                });
            }
        });
        Api { url, noted, arrived, release, listening }
    }

    /// What it was asked, in the order in which it came.
    fn stop(self) -> String {
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        self.listening.join().unwrap();
        self.noted.lock().unwrap().clone()
    }
}

fn answer(request: &str) -> (&'static str, &'static str) {
    match request {
        "GET /status" => ("200 OK", r#"{ "status": "ok" }"#),
        "GET /long/notes?Region=eu&limit=3" => ("200 OK", r#"[{"text":"one"},{"text":"two"},{"text":"three"}]"#),
        "GET /echo/notes" => ("401 Unauthorized", r#"{"detail":"no such key: key-of-the-tenants"}"#),
        _ if request.starts_with("GET /orders/") => {
            ("404 Not Found", r#"{"title":"Not found","detail":"no such order"}"#)
        }
        _ if request.starts_with("POST ") => ("201 Created", r#"{"id":1}"#),
        _ => ("200 OK", "[]"),
    }
}
