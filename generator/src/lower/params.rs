//! Parameters: those of the path item with those of the operation over them, put in order and matched with the path.

use super::Lower;
use super::content::is_token;
use super::path::{Piece, open_brace, pieces, without_query};
use super::schema::Schema;
use crate::diag::{Code, nearest};
use crate::ir::{Media, Param, Place, Segment, Slot, Style};
use crate::source::{At, Node};
use std::collections::{BTreeMap, BTreeSet};

/// The styles of OpenAPI.
const STYLES: &[&str] = &["deepObject", "form", "label", "matrix", "pipeDelimited", "simple", "spaceDelimited"];

impl<'d> Lower<'d, '_> {
    /// The parameters of an operation at `at`: path parameters in the order of the path, then the rest in the document's
    /// order. `template` is the path and its place.
    pub(super) fn params(
        &mut self,
        lists: [Option<Node<'d>>; 2],
        (template, template_at): (&str, At),
        at: At,
        path: &[String],
    ) -> (Vec<Segment>, Vec<Param>) {
        let mut declared: Vec<Param> = Vec::new();
        let mut places: BTreeMap<(Place, String), usize> = BTreeMap::new();
        for list in lists.into_iter().flatten() {
            let mut here: BTreeSet<(Place, String)> = BTreeSet::new();
            // What is no object, or refers to nothing, was said before.
            let is_odd = |node: &Node<'_>| node.get("$ref").is_some_and(|to| to.as_str().is_none());
            for node in list.elements().filter(|node| node.value().is_object() && !is_odd(node)) {
                let Some(found) = self.follow(node) else { continue };
                if found.at() != node.at() && found.get("in").is_none() && found.get("name").is_none() {
                    self.report(Code::BadParameter, node.at(), "this reference leads to no parameter; left out");
                    continue;
                }
                let Some(param) = self.param(found, path) else { continue };
                // Headers are one in whatever letters (RFC 9110, section 5.1).
                let name =
                    if param.place == Place::Header { param.name.to_ascii_lowercase() } else { param.name.clone() };
                let key = (param.place, name);
                if !here.insert(key.clone()) {
                    let message =
                        format!("the {} parameter `{}` is listed twice; the last one counts", key.0.name(), param.name);
                    self.report(Code::DuplicateParameter, node.at(), message);
                }
                let place = *places.entry(key).or_insert(declared.len());
                match declared.get_mut(place) {
                    Some(known) => *known = param,
                    None => declared.push(param),
                }
            }
        }
        let is_query = |name: &str| declared.iter().any(|param| param.place == Place::Query && param.name == name);
        let template = &*without_query(template, is_query);
        self.reconcile(template, &mut declared);
        if let Some(open) = open_brace(template) {
            let message = format!("the path `{template}` has a `{{` that nothing closes; it is sent as it stands");
            let help = format!("write the place of a parameter as `{{{open}}}`");
            self.report_with(Code::UndeclaredPathParameter, template_at, message, Some(help));
        }
        let mut params: Vec<Param> = Vec::new();
        let mut segments = Vec::new();
        for piece in pieces(template) {
            segments.push(match piece {
                Piece::Literal(text) => Segment::Literal(text),
                Piece::Param(name) => Segment::Param(self.path_param(name, &mut declared, &mut params, at)),
            });
        }
        for param in declared {
            match param.place {
                Place::Path => {
                    let message =
                        format!("the path `{template}` has no `{{{}}}`; the parameter is left out", param.name);
                    let colon = template.contains(&format!(":{}", param.name));
                    let help = colon.then(|| format!("write the place in the path as `{{{}}}`", param.name));
                    self.report_with(Code::StrayPathParameter, param.slot.at, message, help);
                }
                Place::Query | Place::Header | Place::Cookie => params.push(param),
            }
        }
        (segments, params)
    }

    /// A path parameter that stands nowhere and a place in the path that nobody declared are one mistake, if they are alone.
    fn reconcile(&mut self, template: &str, declared: &mut [Param]) {
        let places: Vec<String> = pieces(template)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Literal(_) => None,
                Piece::Param(name) => Some(name),
            })
            .collect();
        let free: Vec<&String> = places
            .iter()
            .filter(|name| !declared.iter().any(|param| param.place == Place::Path && param.name == **name))
            .collect();
        let mut stray: Vec<&mut Param> =
            declared.iter_mut().filter(|param| param.place == Place::Path && !places.contains(&param.name)).collect();
        if let ([name], [param]) = (free.as_slice(), stray.as_mut_slice()) {
            let message = format!(
                "the path has `{{{name}}}` and the parameter is called `{}`; they are taken for one",
                param.name
            );
            param.name.clone_from(name);
            let at = param.slot.at;
            self.report_with(Code::StrayPathParameter, at, message, Some("spell them the same".to_owned()));
        }
    }

    /// The index of a parameter of the path; one that nobody declared is plain text.
    fn path_param(&mut self, name: String, declared: &mut Vec<Param>, params: &mut Vec<Param>, at: At) -> usize {
        if let Some(index) = params.iter().position(|param| param.name == name) {
            return index;
        }
        let found = declared.iter().position(|param| param.place == Place::Path && param.name == name);
        let mut param = match found {
            Some(index) => declared.remove(index),
            None => {
                let message = format!("the path needs `{name}`, which no parameter declares; it is taken as text");
                self.diags.push(Code::UndeclaredPathParameter, at, message);
                let slot = self.text_slot(at);
                Param {
                    name,
                    forced: None,
                    place: Place::Path,
                    style: Style::Simple,
                    explode: false,
                    reserved: false,
                    slot,
                }
            }
        };
        param.slot.required = true;
        params.push(param);
        params.len() - 1
    }

    fn param(&mut self, node: Node<'d>, path: &[String]) -> Option<Param> {
        let Some(place) = place(node) else {
            let Some(found) = node.get("in").and_then(Node::as_str) else {
                let help = "say where it goes: `in: query`, `in: header`, `in: path` or `in: cookie`".to_owned();
                self.report_with(Code::BadParameter, node.at(), "a parameter has no `in`; left out", Some(help));
                return None;
            };
            let body = matches!(found, "body" | "formData");
            let near = || nearest(found, ["query", "header", "path", "cookie"].into_iter());
            let help = match body {
                true => Some("say it with `requestBody`, beside `parameters`".to_owned()),
                false => near().map(|near| format!("did you mean `{near}`?")),
            };
            let at = self.document.child(node.at(), "in");
            let message = format!("a parameter is in the path, query, header or cookie, not in `{found}`; left out");
            self.report_with(Code::BadParameter, at, message, help);
            return None;
        };
        let Some(name) = node.str_at("name") else {
            self.report(Code::BadParameter, node.at(), "a parameter has no name; left out");
            return None;
        };
        // The specification gives these headers to the body, the answer and the security scheme; the rest follows from the
        // message, and another value would cut it.
        let reserved =
            ["accept", "content-type", "authorization", "content-length", "host", "connection", "transfer-encoding"];
        if place == Place::Header && reserved.contains(&name.to_ascii_lowercase().as_str()) {
            self.credentials_as_parameter(node, name);
            return None;
        }
        if matches!(place, Place::Header | Place::Cookie) && !is_token(name) {
            let at = self.document.child(node.at(), "name");
            let message = format!("`{name}` can be the name of no {}; the parameter is left out", place.name());
            let help = "such a name is made of letters, digits and `-` or `_`, without spaces".to_owned();
            self.report_with(Code::BadParameter, at, message, Some(help));
            return None;
        }
        self.one_description(node, name);
        let (slot, text) = self.param_slot(node, self.home(node, path, name));
        let style = text.unwrap_or_else(|| self.style(node, place));
        let explode =
            node.get("explode").and_then(Node::as_bool).unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        Some(Param {
            name: name.to_owned(),
            forced: node.str_at("x-bindery-name").map(str::to_owned),
            place,
            style,
            explode,
            reserved: node.bool_at("allowReserved"),
            slot,
        })
    }

    /// Says where a parameter does not describe its values in one way.
    fn one_description(&mut self, node: Node<'d>, name: &str) {
        let content = node.get("content").filter(|content| content.value().is_object());
        let mut media = content.into_iter().flat_map(Node::entries).filter(|(media, _)| !media.starts_with("x-"));
        let (first, second) = (media.next(), media.next());
        // What stands in the parameter itself, is misspelled or of the wrong kind was said.
        let misspelled = |key| node.get(key).is_none() && self.document.guess(node, key).is_some();
        let said = || {
            ["type", "items", "enum"].into_iter().any(|key| node.get(key).is_some())
                || node.get("content").is_some() != content.is_some()
                || ["schema", "content"].into_iter().any(misspelled)
        };
        let ignored = |fate: &str| format!("`content` of the parameter `{name}` {fate}");
        match (node.get("schema"), first, second) {
            (None, None, _) if !said() => {
                let message = format!("the parameter `{name}` has no `schema`; it is taken as text");
                let help = "say what it is, such as `schema: { type: string }`".to_owned();
                self.report_with(Code::Missing, node.at(), message, Some(help));
            }
            (Some(_), Some(_), _) => {
                let at = self.document.key(self.document.child(node.at(), "content"));
                let message = ignored("stands beside `schema`, and a parameter has one of the two; it is ignored");
                self.report_with(Code::UnknownKey, at, message, Some("leave one of them out".to_owned()));
            }
            (None, Some((first, _)), Some((second, other))) => {
                let message = ignored(&format!("can hold one media type; `{first}` counts, and `{second}` is ignored"));
                let at = self.document.key(other.at());
                self.report_with(Code::UnknownKey, at, message, Some("leave one of them out".to_owned()));
            }
            _ => {}
        }
    }

    /// Says, once, that calls go without the credentials that a parameter asks for, where no scheme has them.
    fn credentials_as_parameter(&mut self, node: Node<'d>, name: &str) {
        let asked = name.eq_ignore_ascii_case("authorization") && node.bool_at("required");
        if !asked || !self.api.schemes.is_empty() || std::mem::replace(&mut self.credentials_said, true) {
            return;
        }
        let message = "the header `Authorization` is declared as a parameter, which OpenAPI ignores, and no security \
                       scheme says what goes there; calls are sent without";
        let help = "declare it in `components: { securitySchemes: … }`, such as `{ type: http, scheme: bearer }`, and name \
                    it in `security`";
        self.report_with(Code::Missing, node.at(), message, Some(help.to_owned()));
    }

    /// The value of a parameter, and as which text it travels if a media type says it.
    pub(super) fn param_slot(&mut self, node: Node<'d>, path: Vec<String>) -> (Slot, Option<Style>) {
        let content = node.get("content").and_then(|content| content.entries().next());
        let schema = node.get("schema").or_else(|| content.and_then(|(_, media)| media.get("schema")));
        // Some documents write the schema's keywords beside the name, as Swagger did.
        let inline = (node.get("type").is_some()).then_some(node);
        let mut slot = match schema.or(inline) {
            Some(schema) => self.slot_of(Schema(schema), path),
            None if content.is_some() => self.any_slot(node.at()),
            None => self.text_slot(node.at()),
        };
        let own = Schema(node).docs();
        slot.docs.description = own.description.or(slot.docs.description);
        slot.docs.deprecated |= own.deprecated;
        slot.required = node.bool_at("required");
        slot.at = node.at();
        let content = content.filter(|_| node.get("schema").is_none());
        let text = content.and_then(|(media, _)| match super::content::media(media) {
            Media::Json => Some(Style::Json),
            Media::Form => Some(Style::Urlencoded),
            Media::Multipart | Media::Text | Media::Binary => None,
        });
        (slot, text)
    }

    pub(super) fn style(&mut self, node: Node<'d>, place: Place) -> Style {
        let usual = match place {
            Place::Path | Place::Header => Style::Simple,
            Place::Query | Place::Cookie => Style::Form,
        };
        let Some(said) = node.str_at("style") else { return usual };
        let style = match (said, place) {
            ("simple", Place::Path | Place::Header) => Some(Style::Simple),
            ("form", Place::Query | Place::Cookie) => Some(Style::Form),
            ("label", Place::Path) => Some(Style::Label),
            ("matrix", Place::Path) => Some(Style::Matrix),
            // A key for each element leaves nothing to delimit: the specification is silent, Swagger's pages and Prism are not.
            ("spaceDelimited" | "pipeDelimited", Place::Query) if node.bool_at("explode") => Some(Style::Form),
            ("spaceDelimited", Place::Query) => Some(Style::SpaceDelimited),
            ("pipeDelimited", Place::Query) => Some(Style::PipeDelimited),
            ("deepObject", Place::Query) => Some(Style::DeepObject),
            _ => None,
        };
        style.unwrap_or_else(|| {
            let taken = match place {
                Place::Path | Place::Header => "simple",
                Place::Query | Place::Cookie => "form",
            };
            let at = self.document.child(node.at(), "style");
            let near = nearest(said, STYLES.iter().copied()).filter(|near| *near != said);
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!(
                "the style `{said}` cannot be used in the {}; the usual one, `{taken}`, is taken",
                place.name()
            );
            self.report_with(Code::BadStyle, at, message, help);
            usual
        })
    }
}

/// Where a parameter or key travels, as its `in` says.
pub(super) fn place(node: Node<'_>) -> Option<Place> {
    match node.str_at("in")? {
        "path" => Some(Place::Path),
        "query" => Some(Place::Query),
        "header" => Some(Place::Header),
        "cookie" => Some(Place::Cookie),
        _ => None,
    }
}
