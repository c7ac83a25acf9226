//! Path templates: `/Accounts/{Sid}.json` is a literal, a parameter, a literal. A fragment after `#` only tells paths of the
//! same spelling apart and is dropped; a query after `?` is sent as it stands.

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(String),
    Param(String),
}

pub(super) fn pieces(template: &str) -> Vec<Piece> {
    let template = template.split('#').next().unwrap_or_default();
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        pieces.push(Piece::Param(name.to_owned()));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    pieces
}

/// A template without what only says that there are query parameters, of which `is_query` knows: `{?page,size}` at its end
/// as RFC 6570 has it, and `?page={page}`.
pub(super) fn without_query(template: &str, is_query: impl Fn(&str) -> bool) -> String {
    if let Some((path, names)) = template.strip_suffix('}').and_then(|text| text.split_once("{?"))
        && names.split(',').all(|name| is_query(name.trim_end_matches('*')))
    {
        return path.to_owned();
    }
    let Some((path, query)) = template.split_once('?') else { return template.to_owned() };
    let is_said =
        |pair: &str| pair.split_once('=').is_some_and(|(key, value)| is_query(key) && value == format!("{{{key}}}"));
    let others: Vec<&str> = query.split('&').filter(|pair| !is_said(pair)).collect();
    if others.is_empty() { path.to_owned() } else { format!("{path}?{}", others.join("&")) }
}

/// The name behind a brace that is left open.
pub(super) fn open_brace(template: &str) -> Option<String> {
    let last = pieces(template).pop()?;
    let Piece::Literal(text) = last else { return None };
    let (_, name) = text.split_once('{')?;
    Some(name.split('/').next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Piece, open_brace, pieces, without_query};

    #[test]
    fn what_query_parameters_say_is_not_said_twice() {
        let cases = [
            ("/a", "/a"),
            ("/a?b=1&page={page}", "/a?b=1"),
            ("/a/{page}?page={page}&size={size}", "/a/{page}"),
            ("/a?page={other}&b={page}&c={c}", "/a?page={other}&b={page}&c={c}"),
            ("/a/{b}{?page,size*}", "/a/{b}"),
            ("/a{?page,c}", "/a{?page,c}"),
        ];
        for (template, expected) in cases {
            assert_eq!(without_query(template, |name| ["page", "size"].contains(&name)), expected);
        }
    }

    #[test]
    fn open_braces_are_found() {
        let cases = [("/a/{id", Some("id")), ("/a/{id/b", Some("id")), ("/a/{id}", None), ("/{a}/b}", None)];
        for (template, expected) in cases {
            assert_eq!(open_brace(template).as_deref(), expected, "{template}");
        }
    }

    #[test]
    fn templates_are_cut_at_their_parameters() {
        let show = |template| {
            let text = |piece| match piece {
                Piece::Literal(text) => text,
                Piece::Param(name) => format!("<{name}>"),
            };
            pieces(template).into_iter().map(text).collect::<Vec<_>>().join(" ")
        };
        let cases = [
            ("/orders", "/orders"),
            ("/orders/{id}", "/orders/ <id>"),
            ("/a/{Sid}.json", "/a/ <Sid> .json"),
            ("/{a}{b}", "/ <a> <b>"),
            ("/v1/messages?beta=true", "/v1/messages?beta=true"),
            ("/files/{id}#content", "/files/ <id>"),
            ("/broken/{id", "/broken/{id"),
            ("", ""),
        ];
        for (template, expected) in cases {
            assert_eq!(show(template), expected, "{template}");
        }
    }
}
