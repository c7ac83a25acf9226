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

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

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
