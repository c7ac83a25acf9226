//! `bindery call`: each command line, what it sends to a server on this machine, and what it prints. The transcript in
//! `calls/` is the whole of it.

use crate::support::{differs, none, root};
use bindery::cli::{self, Console, Terminals};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// A command line and the world around it.
struct Case {
    /// Words in single quotes may hold spaces; files are named from the folder of this package.
    line: &'static str,
    /// `NAME=value`
    env: &'static [&'static str],
    input: &'static str,
    /// What the server answers: status, content type, body.
    answer: Option<(&'static str, &'static str, &'static [u8])>,
    terminal: bool,
}

const fn case(line: &'static str) -> Case {
    Case { line, env: &[], input: "", answer: None, terminal: false }
}

impl Case {
    const fn env(self, env: &'static [&'static str]) -> Case {
        Case { env, ..self }
    }
    const fn input(self, input: &'static str) -> Case {
        Case { input, ..self }
    }
    const fn answer(self, status: &'static str, kind: &'static str, body: &'static [u8]) -> Case {
        Case { answer: Some((status, kind, body)), ..self }
    }
    const fn terminal(self) -> Case {
        Case { terminal: true, ..self }
    }
}

const KEY: &[&str] = &["ERP_API_KEY=key-of-the-erp"];
const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json\r\nx-request-id: r-17";

const CASES: &[Case] = &[
    // Which operation.
    case("../specs/erp.yaml getStatus --base-url $URL").answer("200 OK", JSON, br#"{"status":"ok","took":1.10,"of":[]}"#),
    case("../specs/erp.yaml 'GET /status' --base-url $URL").answer("200 OK", JSON, b"{}"),
    case("../specs/erp.yaml service.get_status --base-url $URL").answer("200 OK", JSON, b"{}"),
    case("../specs/erp.yaml getStatus --base-url $URL").answer("200 OK", "text/html", b"<p>Sign in</p>\n"),
    case("../specs/erp.yaml getStatus --base-url $URL").answer("200 OK", JSON, b"{\"status\":"),
    case("../specs/erp.yaml getStatus --base-url $URL").answer("200 OK", JSON, b"\xef\xbb\xbf{}"),
    case("calls/shop.yaml removeAll --base-url $URL").answer("200 OK", "text/plain", b"Gone.\n"),
    case("../specs/erp.yaml getStatus --base-url $URL").answer("302 Found\r\nLocation: https://status.example/v1", JSON, b""),
    case("../specs/erp.yaml service.status --base-url $URL").answer("200 OK", JSON, b"{}"),
    case("../specs/erp.yaml getStatsu"),
    case("../specs/erp.yaml 'GET /stat'"),
    case("../specs/erp.yaml get"),
    case("../specs/nothing.yaml get"),
    // Parameters.
    case("../specs/erp.yaml listOrders --base-url $URL --arg status=confirmed --arg status=picking --arg number=1042 --arg sort=-number")
        .env(KEY)
        .answer("200 OK", JSON, b"[]"),
    case("../specs/erp.yaml listOrders --base-url $URL --arg 'status=[\"a b\"]' --arg cursor=@calls/cursor.txt --arg limit=@@5")
        .env(KEY)
        .answer("200 OK", JSON, b"[]"),
    case("../specs/erp.yaml getOrder").env(KEY),
    case("../specs/erp.yaml getOrder --arg order=1").env(KEY),
    case("../specs/erp.yaml getOrder --arg order_id=1 --arg order_id=2").env(KEY),
    case("../specs/erp.yaml getOrder --arg order_id").env(KEY),
    case("../specs/erp.yaml getOrder --arg order_id=.. --base-url $URL").env(KEY),
    case("calls/shop.yaml getItem --arg id=1"),
    case("calls/shop.yaml getItem --base-url $URL --arg path.id=a/b --arg query.id=2 --arg cookie.id=3 --arg 'filter={\"a\":{\"b\":1}}' --arg size=1 --arg size=2")
        .env(&["SHOP_LOGIN=me:secret"])
        .answer("200 OK", "text/plain", b"two\nlines\n"),
    // Bodies.
    case("../specs/erp.yaml createOrder").env(KEY),
    case("../specs/erp.yaml createOrder --body '{'").env(KEY),
    case("../specs/erp.yaml createOrder --body @nowhere.json").env(KEY),
    case("../specs/erp.yaml getStatus --body {}"),
    case("../specs/erp.yaml createOrder --base-url $URL --arg idempotency-key=only-once --body '{\"customer_id\": \"c\", \"lines\": []}'")
        .env(KEY)
        .answer("201 Created", JSON, br#"{"id":"o"}"#),
    case("../specs/erp.yaml createOrder --base-url $URL --body @-").env(KEY).input("{\"lines\": 1.0}\n").answer("201 Created", JSON, b"{}"),
    case("calls/shop.yaml sendForm --base-url $URL --content-type application/x-www-form-urlencoded --body '{\"name\":\"a b\",\"address\":{\"city\":\"Graz\"},\"lines\":[\"x\",\"y\"]}'")
        .env(&["SHOP_QUERY=q-key", "SHOP_COOKIE=c-key"])
        .answer("204 No Content", JSON, b""),
    case("calls/shop.yaml sendForm --base-url $URL --content-type text/plain --body @calls/cursor.txt")
        .env(&["SHOP_QUERY=q-key", "SHOP_COOKIE=c-key"])
        .answer("204 No Content", JSON, b""),
    case("calls/shop.yaml sendForm --content-type image/gif --body x"),
    case("calls/shop.yaml sendForm --content-type application/x-www-form-urlencoded --body text"),
    case("../specs/erp.yaml uploadAttachment --base-url $URL --arg order_id=1 --body '{\"file\":\"@calls/cursor.txt\",\"metadata\":{\"a\":1}}'")
        .env(KEY)
        .answer("201 Created", JSON, b"{}"),
    case("calls/shop.yaml putPicture --base-url $URL --body @calls/cursor.txt").answer("200 OK", "image/png", b"\x89PNG\xff"),
    // Answers.
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url $URL")
        .env(KEY)
        .answer("404 Not Found", PROBLEM, br#"{"title":"Not found","detail":"no order 1 for key-of-the-erp"}"#),
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url $URL --json")
        .env(KEY)
        .answer("404 Not Found", PROBLEM, br#"{"detail":"no order"}"#),
    case("../specs/erp.yaml getStatus --base-url $URL --json").answer("200 OK", JSON, br#"{"n":12345678901234567890.10}"#),
    case("../specs/erp.yaml getStatus --base-url $URL --json").answer("200 OK", "text/plain\r\nx-twice: a\r\nx-twice: b", b"text"),
    case("../specs/erp.yaml getStatus --base-url $URL --json").answer("200 OK", "image/png", b"\xff\xfe"),
    case("../specs/erp.yaml getStatus --base-url $URL --raw").answer("200 OK", JSON, br#"{"a":  1}"#),
    case("../specs/erp.yaml getStatus --base-url $URL").terminal().answer("200 OK", JSON, br#"{"a":["b",1,true]}"#),
    case("../specs/erp.yaml getStatus --base-url $URL").terminal().env(&["NO_COLOR=1"]).answer("200 OK", "text/plain", b"\x1b[31mred"),
    case("../specs/erp.yaml getStatus --base-url $URL").terminal().env(&["NO_COLOR=1"]).answer("200 OK", "text/plain", "a\u{202e}b".as_bytes()),
    case("../specs/erp.yaml getStatus --base-url $URL").terminal().env(&["NO_COLOR=1"]).answer("200 OK", JSON, "[\"a\u{202e}b\"]".as_bytes()),
    case("../specs/erp.yaml getStatus --base-url $URL").terminal().answer("200 OK", "image/png", b"\xff\xfe"),
    case("../specs/erp.yaml getStatus --base-url http://127.0.0.1:1 --timeout 5"),
    case("../specs/erp.yaml getStatus --timeout soon"),
    case("../specs/erp.yaml getStatus --base-url /v1"),
    case("../specs/erp.yaml getStatus --base-url https://me:secret@erp.example.com"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url http://erp.example.com").env(KEY),
    // Credentials.
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url $URL"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url $URL --json"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url $URL --header X-Api-Key=by-hand").answer("200 OK", JSON, b"{}"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --base-url $URL")
        .env(&["ERP_API_KEY_FILE=calls/cursor.txt"])
        .answer("401 Unauthorized", "text/plain", b"what is next page?"),
    case("calls/shop.yaml getItem --base-url $URL --arg path.id=1")
        .env(&["SHOP_LOGIN=me:pa??word"])
        .answer("401 Unauthorized", JSON, br#"{"message":"no Basic bWU6cGE\/P3dvcmQ=","of":["bWU6cGE/P3dvcmQ=","me","pa??word"]}"#),
    case("calls/shop.yaml sendForm --base-url $URL")
        .env(&["SHOP_QUERY=q\"k/e y", "SHOP_COOKIE=c-key-1"])
        .answer("403 Forbidden", "text/plain", br#"no ?api_key=q%22k%2Fe%20y, no q"k/e y, no session=c-key-1"#),
    case("calls/shop.yaml sendForm --base-url $URL --json")
        .env(&["SHOP_QUERY=q\"k/e y", "SHOP_COOKIE=c-key-1"])
        .answer("403 Forbidden", "text/plain\r\nx-was: api_key=q%22k%2Fe%20y", br#"no q"k/e y"#),
    case("../specs/telegram.yaml getMe --base-url $URL")
        .env(&["TELEGRAM_BOT_TOKEN=1:secret/x"])
        .answer("404 Not Found", JSON, br#"{"path":"/bot1:secret%2Fx/getMe","or":"1%3Asecret%2Fx"}"#),
    case("calls/shop.yaml putVault --base-url $URL"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --header 'Authorization: Bearer by-hand'"),
    case("../specs/erp.yaml getOrder --credential apiKey=x"),
    // Nothing is sent.
    case("../specs/erp.yaml getOrder --arg order_id=1 --dry-run").env(KEY),
    case("calls/shop.yaml removeAll --dry-run --arg api_key=given --arg accessToken=given"),
    case("calls/shop.yaml removeAll --dry-run --arg kind=a --arg kind=b --arg kind=c"),
    case("calls/shop.yaml putVault --dry-run --body '\"a\"' --header 'Authorization=Digest given'"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --dry-run"),
    case("../specs/erp.yaml getOrder --arg order_id=1 --dry-run").env(&["ERP_OAUTH2=token"]),
    case("../specs/erp.yaml getOrder --arg order_id=1 --dry-run").env(&["ERP_API_KEY_FILE=/run/key"]),
    case("../specs/erp.yaml getOrder --arg order_id=1 --dry-run --header X-Api-Key=by-hand --header X-Trace=on"),
    case("../specs/erp.yaml createOrder --dry-run --body '{\"note\": \"it'\\''s $5\"}'").env(KEY),
    case("golden/media.yaml find --dry-run --arg 'where={\"w\":1}' --arg 'filter={\"name\":\"a=b\",\"tags\":[\"x y\"]}' --arg 'crumb={\"name\":\"c\"}'"),
    case("golden/media.yaml sendScan --dry-run --body '{\"scan\":\"@calls/cursor.txt\"}'"),
    case("golden/media.yaml getReport --arg id=1 --base-url $URL").answer("200 OK", "text/csv", b"a,b\n"),
    case("golden/media.yaml getWord --dry-run --arg id=1"),
    case("golden/media.yaml getWord --dry-run --arg id=1 --server-variable edition=2"),
    case("calls/shop.yaml getItem --dry-run --arg path.id=1 --arg pin=1234 --server-variable region=us").env(&["SHOP_LOGIN=me:secret"]),
    case("calls/shop.yaml getItem --dry-run --arg path.id=1 --server-variable region=mars").env(&["SHOP_LOGIN=me:secret"]),
    case("calls/shop.yaml sendForm --dry-run --content-type application/x-www-form-urlencoded --body '{\"name\":\"me\",\"password\":\"hunter2\"}'").env(&["SHOP_QUERY=q-key", "SHOP_COOKIE=c-key"]),
    case("calls/shop.yaml sendForm --dry-run --content-type application/json --body '{\"name\": \"me\",\"password\":\"hunter2\"}'"),
    case("calls/shop.yaml sendForm --dry-run --content-type application/json --body '{\"name\":  1.0}'"),
    case("calls/shop.yaml fillVault --dry-run --content-type application/json --body '{\"name\":\"me\",\"pin\":\"1234\",\"pair\":[\"hunter2\",1],\"pairs\":[[1,{\"secret\":2}]],\"nest\":[[],[[]]],\"more\":\"hunter2\"}'"),
    case("calls/shop.yaml fillVault --dry-run --content-type application/x-www-form-urlencoded --body '{\"a\":\"hunter2\"}'"),
    case("../specs/erp.yaml uploadAttachment --dry-run --arg order_id=1 --body '{\"file\":\"@calls/cursor.txt\"}'").env(KEY),
    case("calls/shop.yaml putPicture --dry-run --body @calls/picture.png"),
    case("calls/shop.yaml listAttachments --dry-run --arg total=123456789012345678901234567890 --arg rate=1.10"),
    case("calls/shop.yaml listAttachments --dry-run --header Accept=text/csv --header 'Proxy-Authorization=Basic bWU6cA=='"),
    case("calls/shop.yaml sendForm --dry-run --content-type text/plain --body @calls/cursor.txt --header Cookie=sid=hunter2")
        .env(&["SHOP_QUERY=q-key", "SHOP_COOKIE=c-key"]),
    case(r#"calls/shop.yaml fillVault --dry-run --content-type application/json --body '{"pin":null,"pin":"hunter2"}'"#),
    case(r#"calls/shop.yaml attach --dry-run --body '{"file":"@calls/cursor.txt","cover":"@calls/cursor.txt"}'"#),
    case("../specs/telegram.yaml getMe --dry-run").env(&["TELEGRAM_BOT_TOKEN=1:x"]),
    case("../specs/discord.yaml getCurrentUser --dry-run").env(&["DISCORD_BOT_TOKEN=x"]),
    case("../specs/discord.yaml getCurrentUser --dry-run").env(&["DISCORD_BOT_TOKEN=bot x"]),
];

#[test]
fn calls_send_and_print() {
    let transcript: String = CASES.iter().map(play).collect();
    none(
        differs(&root().join("tests/calls/transcript.txt"), &transcript).into_iter().collect(),
        "Read the difference; `BINDERY_BLESS=1` writes it.",
    );
}

/// Calls whose dry run is pasted into a shell.
#[cfg(unix)]
const PASTED: &[Case] = &[
    case("../specs/erp.yaml getStatus"),
    case(r#"../specs/erp.yaml listOrders --arg status=confirmed --arg 'sort=a"b$c`d!e'\''f\g'"#).env(&[r#"ERP_API_KEY=k$e"y!'`"#]),
    case(r#"../specs/erp.yaml createOrder --arg 'idempotency-key=a "b" $x' --body '{"note": "it'\''s $5 \n`x` \\ !"}'"#).env(KEY),
    case(r#"../specs/erp.yaml uploadAttachment --arg order_id=1 --body '{"file":"@calls/picture.png","metadata":{"a%d":"\\n"}}'"#)
        .env(KEY),
    case(r#"calls/shop.yaml getItem --arg path.id=a/b --arg cookie.id=3 --arg 'filter={"a":{"b":"x&y"}}'"#)
        .env(&["SHOP_LOGIN=me:se cret"]),
    case(r#"calls/shop.yaml sendForm --content-type application/x-www-form-urlencoded --body '{"name":"a b","lines":["x","&"]}'"#)
        .env(&["SHOP_QUERY=q-key", "SHOP_COOKIE=c-key"]),
    case("calls/shop.yaml putPicture --body @calls/picture.png"),
    case("../specs/telegram.yaml getMe").env(&["TELEGRAM_BOT_TOKEN=1:x"]),
    case("../specs/discord.yaml getCurrentUser").env(&["DISCORD_BOT_TOKEN=x"]),
    case("../specs/discord.yaml getCurrentUser").env(&["DISCORD_BOT_TOKEN=Bot x"]),
];

/// What the runtime says of its builder's methods, in the spelling of its source. `bindery call` has other words for them:
/// whoever adds one sees to `for_shells` in `generator/src/cli/reach.rs`.
const OF_METHODS: &[&str] = &[
    r#"auth.rs: `.credential(\"{0}\", …)`"#,
    r#"base.rs: `.base_url(\"https://…\")`"#,
    r#"base.rs: `.credential(…)`"#,
    r#"builder.rs: `.base_url(\"https://…\")`"#,
    // Those who call have one.
    r#"builder.rs: `.transport(…)`"#,
    r#"execute.rs: `.allow_insecure_http(true)`"#,
];

#[test]
fn messages_of_methods_are_known() {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root().join("runtime/src")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let methods = code.match_indices("`.").filter_map(|(at, _)| code[at + 1..].split_once('`'));
        let methods = methods.map(|(method, _)| method).filter(|method| method.contains('('));
        found.extend(methods.map(|method| format!("{name}: `{method}`")));
    }
    found.sort();
    assert_eq!(found, OF_METHODS);
}

/// What curl sends is what the call sends: quoting, credentials, bodies of any bytes.
#[cfg(unix)]
#[test]
#[allow(clippy::print_stderr)] // what was skipped is said
fn dry_runs_can_be_pasted() {
    use std::process::Command;
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl");
        return;
    }
    let mut findings = Vec::new();
    for case in PASTED {
        let (url, request) = serve("204 No Content", "text/plain", b"");
        call(case, &format!("{} --base-url {url}", case.line));
        let sent = sorted(&request.join().unwrap());
        let (url, request) = serve("204 No Content", "text/plain", b"");
        let (_, command, _) = call(case, &format!("{} --dry-run --base-url {url}", case.line));
        let env = case.env.iter().filter_map(|variable| variable.split_once('='));
        let script = String::from_utf8(command).unwrap();
        Command::new("sh").args(["-c", &script]).envs(env).output().unwrap();
        let _ = TcpStream::connect(url.trim_start_matches("http://"));
        let pasted = sorted(&request.join().unwrap());
        if sent != pasted {
            let text = |(head, body): &(Vec<String>, Vec<u8>)| format!("{head:?} {}", String::from_utf8_lossy(body));
            findings.push(format!("{script}\nsends\n{}\nand the call\n{}", text(&pasted), text(&sent)));
        }
    }
    none(findings, "A command that is pasted sends what the call would have sent.");
}

/// A request whose headers are in order, without that of the host, and its body.
#[cfg(unix)]
fn sorted(request: &[u8]) -> (Vec<String>, Vec<u8>) {
    let end = request.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&request[..end]);
    let mut lines = head.lines().map(str::to_owned);
    let first = lines.next().unwrap();
    let mut headers: Vec<String> = lines
        .filter_map(|line| line.split_once(": ").map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase())))
        .filter(|line| !line.starts_with("host: "))
        .collect();
    headers.sort();
    headers.insert(0, first);
    (headers, request[end + 4..].to_vec())
}

/// One case as it is seen from outside.
fn play(case: &Case) -> String {
    let server = case.answer.map(|(status, kind, body)| serve(status, kind, body));
    let url = server.as_ref().map_or("http://127.0.0.1:1".to_owned(), |(url, _)| url.clone());
    let (code, out, err) = call(case, &case.line.replace("$URL", &format!("{url}/v1")));
    let mut text =
        format!("$ {}bindery call {}\n", case.env.iter().map(|env| format!("{env} ")).collect::<String>(), case.line);
    if let Some((_, request)) = server {
        // Where nothing was sent, the server still waits.
        let _ = TcpStream::connect(url.trim_start_matches("http://"));
        text.push_str(&part("sent", &request.join().unwrap()));
    }
    text.push_str(&part("out", &out));
    text.push_str(&part("err", &err));
    let _ = writeln!(text, "code {code}\n");
    let text: String = text.lines().map(|line| system_free(line) + "\n").collect();
    let text = text.replace(&url, "URL").replace(url.trim_start_matches("http://"), "HOST");
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// Runs `bindery call` with the rest of its line; gives the exit code and what was printed.
fn call(case: &Case, line: &str) -> (u8, Vec<u8>, Vec<u8>) {
    let mut words = vec!["bindery".to_owned(), "call".to_owned()];
    words.extend(split(line));
    let env: Vec<&str> = case.env.to_vec();
    let lookup = move |name: &str| {
        let found = env.iter().filter_map(|variable| variable.split_once('=')).find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        input: &mut case.input.as_bytes(),
        out: &mut out,
        err: &mut err,
        env: Arc::new(lookup),
        terminal: Terminals { out: case.terminal, err: case.terminal },
    };
    let code = cli::run(words.iter().map(String::as_str), &mut console);
    (code, out, err)
}

/// What the operating system says differs from one to the next.
fn system_free(line: &str) -> String {
    match line.split_once(" (os error") {
        Some((message, _)) => message.rsplit_once(": ").map_or(message, |(ours, _)| ours).to_owned() + ": …",
        None => line.to_owned(),
    }
}

/// A part of the transcript, each line behind its name; what no text shows is escaped.
pub(crate) fn part(name: &str, bytes: &[u8]) -> String {
    let text: String = bytes
        .utf8_chunks()
        .map(|chunk| {
            let invalid: String = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")).collect();
            chunk.valid().replace("\r\n", "\n").replace('\x1b', "\\e") + &invalid
        })
        .collect();
    let text = if text.is_empty() || text.ends_with('\n') { text } else { format!("{text}%\n") };
    text.lines().map(|line| format!("{name}| {line}").trim_end().to_owned() + "\n").collect()
}

/// As a shell does: spaces part words, but within single quotes; a backslash keeps the next character.
pub(crate) fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            '\'' => (quoted, any) = (!quoted, true),
            '\\' if !quoted => word.extend(chars.next()),
            ' ' if !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            char => word.push(char),
        }
    }
    words.push(word);
    words
}

/// Answers one request, and gives it.
fn serve(status: &'static str, kind: &'static str, body: &'static [u8]) -> (String, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = request(&mut stream);
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        request
    });
    (url, server)
}

/// A request with its body.
pub(crate) fn request(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if let Some(end) = text.find("\r\n\r\n") {
            let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return bytes;
            }
        }
        match stream.read(&mut chunk).unwrap() {
            0 => return bytes,
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}
