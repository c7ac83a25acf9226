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

/// The name behind a brace that is left open.
pub(super) fn open_brace(template: &str) -> Option<String> {
    let last = pieces(template).pop()?;
    let Piece::Literal(text) = last else { return None };
    let (_, name) = text.split_once('{')?;
    Some(name.split('/').next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Piece, open_brace, pieces};

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
