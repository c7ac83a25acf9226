//! A request as a curl command that can be pasted into a POSIX shell, with variables where its credentials stand.

use bindery_runtime::http::{HeaderName, HeaderValue, Method, Request, header};
use bindery_runtime::{Binary, Bytes, codec};
use std::fmt::Write as _;

/// A text that stands for a credential in a request that is not sent, and the shell's word for it.
pub(super) struct Mark {
    pub(super) text: String,
    /// The variable that holds the credential.
    pub(super) env: String,
    /// The variable with `_FILE` behind it names a file that does.
    pub(super) file: bool,
}

/// Longer bodies are named rather than shown, where they come from a file.
const LONG: usize = 4096;

/// Whether a mark stands in a header.
pub(super) fn marked(value: &HeaderValue, marks: &[Mark]) -> bool {
    let text = String::from_utf8_lossy(value.as_bytes());
    marks.iter().any(|mark| text.contains(&mark.text) || text.contains(&base64(&mark.text)))
}

/// Whether a command names the variable of a mark.
pub(super) fn names(command: &str, mark: &Mark) -> bool {
    [false, true].iter().any(|glued| command.contains(&variable(mark, *glued)))
}

/// The command. `hidden` are the headers that were given by hand and say who calls; `file` holds the body as it is.
pub(super) fn command(request: &Request<Bytes>, marks: &[Mark], hidden: &[HeaderName], file: Option<&str>) -> String {
    let mut words = Vec::new();
    let url = request.uri().to_string();
    let method = request.method();
    words.push(match (method, request.body().is_empty()) {
        (&Method::GET, true) => format!("curl {}", word(&url, marks)),
        (&Method::HEAD, true) => format!("curl --head {}", word(&url, marks)),
        _ => format!("curl -X {method} {}", word(&url, marks)),
    });
    if url.contains(['[', ']', '{', '}']) {
        words.push("--globoff".to_owned());
    }
    words.extend(request.headers().iter().map(|(name, value)| header(name, value, marks, hidden)));
    let mut before = String::new();
    match std::str::from_utf8(request.body()) {
        _ if request.body().is_empty() => {}
        Ok(text) if is_plain(text) && text.len() < LONG => words.push(format!("--data-raw {}", quoted(text))),
        _ if file.is_some() => {
            words.push(format!("--data-binary {}", quoted(&format!("@{}", file.unwrap_or_default()))))
        }
        Ok(text) if is_plain(text) => words.push(format!("--data-raw {}", quoted(text))),
        _ => {
            before = format!("printf {} | ", printf(request.body()));
            words.push("--data-binary @-".to_owned());
        }
    }
    before + &words.join(" \\\n  ")
}

fn header(name: &HeaderName, value: &HeaderValue, marks: &[Mark], hidden: &[HeaderName]) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    if *name == header::AUTHORIZATION
        && let Some(mark) = marks.iter().find(|mark| text.contains(&base64(&mark.text)))
    {
        return format!("-u {}", word(&mark.text, marks));
    }
    let title = title(name);
    match text.is_empty() {
        _ if hidden.contains(name) => format!("-H {}", quoted(&format!("{title}: [redacted]"))),
        // `Name:` alone would take the header away.
        true => format!("-H {}", quoted(&format!("{title};"))),
        false => format!("-H {}", word(&format!("{title}: {text}"), marks)),
    }
}

/// `content-type` → `Content-Type`: names are the same in any case, and this is how people read them.
fn title(name: &HeaderName) -> String {
    let part = |part: &str| match part.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + rest,
        None => String::new(),
    };
    name.as_str().split('-').map(part).collect::<Vec<_>>().join("-")
}

fn base64(text: &str) -> String {
    let json = codec::encode(&Binary::from(text.as_bytes())).unwrap_or_default();
    String::from_utf8_lossy(&json).trim_matches('"').to_owned()
}

/// Text that survives being pasted.
fn is_plain(text: &str) -> bool {
    text.chars().all(|char| !char.is_control() || matches!(char, '\n' | '\t'))
}

/// One word of the shell.
fn word(text: &str, marks: &[Mark]) -> String {
    let pieces = pieces(text, marks);
    if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
        return quoted(text);
    }
    let simple = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => !text.contains(['"', '\\', '$', '`', '!']),
        Piece::Mark(_) => true,
    };
    let within = pieces.iter().all(simple);
    let mut out = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        let glued = match pieces.get(i + 1) {
            Some(Piece::Text(next)) => within && next.starts_with(|char: char| char.is_alphanumeric() || char == '_'),
            _ => false,
        };
        match piece {
            Piece::Text(text) if within => out.push_str(text),
            Piece::Text(text) => out.push_str(&quoted(text)),
            Piece::Mark(mark) if within => out.push_str(&variable(mark, glued)),
            Piece::Mark(mark) => out.push_str(&format!("\"{}\"", variable(mark, false))),
        }
    }
    if within { format!("\"{out}\"") } else { out }
}

/// What is in a variable, or in the file that it names.
fn variable(mark: &Mark, glued: bool) -> String {
    match (mark.file, glued) {
        (true, _) => format!("$(cat \"${}_FILE\")", mark.env),
        (false, true) => format!("${{{}}}", mark.env),
        (false, false) => format!("${}", mark.env),
    }
}

enum Piece<'a> {
    Text(&'a str),
    Mark(&'a Mark),
}

fn pieces<'a>(mut text: &'a str, marks: &'a [Mark]) -> Vec<Piece<'a>> {
    let mut out = Vec::new();
    while let Some((at, mark)) =
        marks.iter().filter_map(|mark| Some((text.find(&mark.text)?, mark))).min_by_key(|(at, _)| *at)
    {
        let (before, rest) = text.split_at(at);
        if !before.is_empty() {
            out.push(Piece::Text(before));
        }
        out.push(Piece::Mark(mark));
        text = rest.strip_prefix(mark.text.as_str()).unwrap_or_default();
    }
    if !text.is_empty() {
        out.push(Piece::Text(text));
    }
    out
}

/// Text as one word that the shell changes nothing of.
fn quoted(text: &str) -> String {
    let bare = |char: char| {
        char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.' | '/' | ':' | '=' | ',' | '@' | '%' | '+')
    };
    match !text.is_empty() && text.chars().all(bare) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Bytes as a format of `printf`, which every shell has and which can say any of them.
fn printf(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (i, byte) in bytes.iter().enumerate() {
        match byte {
            // An option, it would seem.
            b'-' if i == 0 => out.push_str(r"\055"),
            b'%' => out.push_str("%%"),
            b'\\' => out.push_str(r"\\"),
            b'\'' => out.push_str(r"'\''"),
            b'\n' => out.push_str(r"\n"),
            b'\r' => out.push_str(r"\r"),
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => drop(write!(out, r"\{byte:03o}")),
        }
    }
    format!("'{out}'")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Mark, command};
    use bindery_runtime::Bytes;
    use bindery_runtime::http::Request;

    /// Method, URL, headers, body; the command.
    type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static [u8], &'static str);

    #[test]
    fn requests_are_commands() {
        let marks = [
            Mark { text: "mark-0-".into(), env: "A_KEY".into(), file: false },
            Mark { text: "mark-1-".into(), env: "B_KEY".into(), file: true },
            Mark { text: "mark:2-".into(), env: "LOGIN".into(), file: false },
        ];
        let cases: &[Case] = &[
            ("GET", "http://a/b", &[], b"", "curl http://a/b"),
            ("GET", "http://a/b?c=d&e=f", &[], b"", "curl 'http://a/b?c=d&e=f'"),
            ("GET", "http://a/$x", &[], b"", "curl 'http://a/$x'"),
            ("GET", "http://a/?k=[1]", &[], b"", "curl 'http://a/?k=[1]' \\\n  --globoff"),
            ("HEAD", "http://a/", &[], b"", "curl --head http://a/"),
            ("DELETE", "http://a/", &[], b"", "curl -X DELETE http://a/"),
            ("GET", "http://a/", &[], b"{}", "curl -X GET http://a/ \\\n  --data-raw '{}'"),
            ("GET", "http://a/", &[("x-it", "it's")], b"", "curl http://a/ \\\n  -H 'X-It: it'\\''s'"),
            ("GET", "http://a/", &[("x-none", "")], b"", "curl http://a/ \\\n  -H 'X-None;'"),
            ("GET", "http://a/", &[("x-hidden", "s3cret")], b"", "curl http://a/ \\\n  -H 'X-Hidden: [redacted]'"),
            ("GET", "http://a/?k=mark-0-&l=1", &[], b"", "curl \"http://a/?k=$A_KEY&l=1\""),
            ("GET", "http://a/bmark-0-c", &[], b"", "curl \"http://a/b${A_KEY}c\""),
            ("GET", "http://a/", &[("k", "mark-1-")], b"", "curl http://a/ \\\n  -H \"K: $(cat \"$B_KEY_FILE\")\""),
            ("GET", "http://a/", &[("k", "a$mark-0-")], b"", "curl http://a/ \\\n  -H 'K: a$'\"$A_KEY\""),
            ("GET", "http://a/", &[("authorization", "Basic bWFyazoyLQ==")], b"", "curl http://a/ \\\n  -u \"$LOGIN\""),
            (
                "POST",
                "http://a/",
                &[],
                b"100%\r\n'\0\xff",
                "printf '100%%\\r\\n'\\''\\000\\377' | curl -X POST http://a/ \\\n  --data-binary @-",
            ),
        ];
        for (method, url, headers, body, expected) in cases {
            let mut request = Request::builder().method(*method).uri(*url);
            for (name, value) in *headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Bytes::from_static(body)).unwrap();
            assert_eq!(command(&request, &marks, &["x-hidden".parse().unwrap()], None), *expected);
        }
        let request = Request::post("http://a/").body(Bytes::from_static(b"-\0")).unwrap();
        let file = "curl -X POST http://a/ \\\n  --data-binary '@a b.png'";
        assert_eq!(command(&request, &[], &[], Some("a b.png")), file);
        let printf = "printf '\\055\\000' | curl -X POST http://a/ \\\n  --data-binary @-";
        assert_eq!(command(&request, &[], &[], None), printf);
    }
}
