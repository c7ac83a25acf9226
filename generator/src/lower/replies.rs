//! Answers: one reply per status, the type of a success, and the type of the error.

use super::content::{is_text, media, media_words};
use super::overview::docs;
use super::{Lower, within};
use crate::diag::Code;
use crate::ir::{Arm, Content, Docs, Media, Method, Reply, Shape, Slot, Status, TypeId, Union, UnionTag};
use crate::source::{At, Node};
use serde_json::Value;

/// The answers of an operation.
#[derive(Default)]
pub(super) struct Replies {
    pub(super) replies: Vec<Reply>,
    pub(super) success: Option<Slot>,
    pub(super) failure: Option<Slot>,
}

/// On which side of `Result` a reply comes out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Success,
    Failure,
    /// `1XX`, and redirects without a JSON body.
    Neither,
}

impl<'d> Lower<'d, '_> {
    pub(super) fn replies(&mut self, operation: Node<'d>, method: Method, path: &[String]) -> Replies {
        let mut replies = Vec::new();
        let responses = operation.get("responses");
        let answers = responses.into_iter().flat_map(Node::entries);
        let full = answers.filter(|(key, node)| {
            key.starts_with('2') && node.get("content").is_some_and(|content| content.entries().next().is_some())
        });
        let alone = full.count() < 2;
        for (key, node) in responses.into_iter().flat_map(Node::entries).filter(|(key, _)| !key.starts_with("x-")) {
            match status(key) {
                Some(status) => replies.extend(self.reply(status, node, alone, path)),
                None => {
                    let of_answer = matches!(key, "content" | "description" | "headers" | "links" | "schema");
                    let help = match of_answer {
                        true => "indent it below its status, such as `\"200\": { … }`",
                        false => "say a status such as `404`, a range such as `4XX`, or `default`",
                    };
                    let message = format!("`{key}` is no status; the answer is left out");
                    self.report_with(Code::BadStatus, node.at(), message, Some(help.to_owned()));
                }
            }
        }
        if method == Method::Head {
            // RFC 9110, section 9.3.2: there is never a body, whatever `GET` would answer.
            replies.iter_mut().for_each(|reply| reply.content = None);
            replies.dedup_by_key(|reply| reply.status);
        }
        self.share_equal(&mut replies);
        let sides: Vec<Side> = replies.iter().map(|reply| side(reply, &replies)).collect();
        let at = responses.map(Node::at).unwrap_or_else(|| operation.at());
        let success = self.combine(&mut replies, &sides, Side::Success, at, path, "response");
        let failure = self.combine(&mut replies, &sides, Side::Failure, at, path, "error");
        self.headers(operation.at(), responses, path);
        Replies { replies, success, failure }
    }

    /// What a status may answer: one reply for each media type that is read in its own way.
    fn reply(&mut self, status: Status, node: Node<'d>, alone: bool, path: &[String]) -> Vec<Reply> {
        let alone = alone && matches!(status, Status::Code(200..=299) | Status::Range(2));
        let name = arm_name(status);
        let Some(reply) = self.follow(node) else {
            let mut slot = self.any_slot(node.at());
            let role = if alone { "response" } else { &name };
            slot.ty = self.widened_type(node.at(), within(path, role));
            let content = Content { media: Media::Json, content_type: "application/json".to_owned(), slot };
            return vec![Reply { at: node.at(), status, docs: Docs::default(), content: Some(content), arm: None }];
        };
        let offers = self.answers(reply, &within(path, &name));
        let several = offers.len() > 1;
        let without_json = offers.iter().all(|(offered, _)| media(offered) != Media::Json);
        let mut contents: Vec<Content> = Vec::new();
        let mut text: Option<TypeId> = None;
        for (offered, node) in offers {
            let role = match (alone, several) {
                (true, false) => "response".to_owned(),
                (true, true) => media_words(offered),
                (false, _) if contents.is_empty() => name.clone(),
                (false, _) => format!("{name} {}", media_words(offered)),
            };
            let mut content = self.offer(offered, node, self.home(reply, path, &role), without_json);
            // As it came, so that it can be told apart; what is sent is never a range.
            content.content_type = offered.trim().to_owned();
            // One type, though it is spelled as JSON here and as it is there.
            if is_text(offered, node) {
                content.slot.ty = *text.get_or_insert(content.slot.ty);
            }
            // Another name for JSON of the same type is none; bytes and texts may be asked for by all of their names.
            let again = contents.iter().any(|known| known.media == content.media && known.slot.ty == content.slot.ty);
            if !again || matches!(content.media, Media::Text | Media::Binary) {
                contents.push(content);
            }
        }
        let of = |content| Reply { at: reply.at(), status, docs: docs(reply), content, arm: None };
        match contents.is_empty() {
            true => vec![of(None)],
            false => contents.into_iter().map(|content| of(Some(content))).collect(),
        }
    }

    /// Replies whose inline schemas read the same share one type.
    fn share_equal(&mut self, replies: &mut [Reply]) {
        let mut known: Vec<(TypeId, &'d Value)> = Vec::new();
        for reply in replies {
            let Some(content) = reply.content.as_mut().filter(|content| content.media == Media::Json) else { continue };
            let Some(value) = self.value_at(content.slot.at) else { continue };
            match known.iter().find(|(_, other)| *other == value) {
                Some((ty, _)) => content.slot.ty = *ty,
                None => known.push((content.slot.ty, value)),
            }
        }
    }

    pub(super) fn value_at(&self, at: At) -> Option<&'d Value> {
        self.document.resolve(&self.document.pointer(at)).ok().map(Node::value)
    }

    /// The one type of all replies on a side; a union by status if they differ.
    fn combine(
        &mut self,
        replies: &mut [Reply],
        sides: &[Side],
        side: Side,
        at: At,
        path: &[String],
        role: &str,
    ) -> Option<Slot> {
        let mut on_side: Vec<usize> = (0..replies.len()).filter(|index| sides.get(*index) == Some(&side)).collect();
        // The order of keys says nothing, and operations that answer the same share their errors.
        on_side.sort_by_key(|index| replies.get(*index).map(|reply| reply.status));
        // What differs from an answer before it in the name of its media type alone is read as that one.
        let mut repeats: Vec<(usize, usize)> = Vec::new();
        on_side.retain(|&index| {
            let first =
                (0..index).find(|&first| sides.get(first) == Some(&side) && is_read_alike(replies, first, index));
            repeats.extend(first.map(|first| (index, first)));
            first.is_none()
        });
        let mut arms: Vec<(usize, Arm)> = Vec::new();
        for &index in &on_side {
            let Some(reply) = replies.get(index) else { continue };
            if let Some(content) = &reply.content {
                let (name, tag) = (arm_name(reply.status), status_text(reply.status));
                let of_status = |index: &&usize| replies.get(**index).is_some_and(|it| it.status == reply.status);
                let all = on_side.iter().filter(of_status).count();
                let words = media_words(&content.content_type);
                let (name, tag) = match on_side.iter().find(of_status) {
                    Some(_) if all > 1 && all == on_side.len() && side == Side::Success => (words, tag),
                    Some(first) if *first != index => (format!("{name} {words}"), format!("{tag} {words}")),
                    _ => (name, tag),
                };
                arms.push((index, Arm { name, tags: vec![tag], slot: content.slot.clone() }));
            }
        }
        let partial = side == Side::Success && arms.len() < on_side.len();
        let (_, first) = arms.first()?;
        let mut slot = Slot { default: None, ..first.slot.clone() };
        if arms.iter().any(|(_, arm)| arm.slot.ty != slot.ty) {
            for (place, (index, _)) in arms.iter().enumerate() {
                if let Some(reply) = replies.get_mut(*index) {
                    reply.arm = Some(place);
                }
            }
            let arms = arms.into_iter().map(|(_, arm)| arm).collect();
            let shape = Shape::Union(Union { arms, tag: UnionTag::Status });
            slot = self.made_slot(at, path, role, shape);
        } else {
            slot.nullable = arms.iter().any(|(_, arm)| arm.slot.nullable);
        }
        for (index, first) in repeats {
            let arm = replies.get(first).and_then(|reply| reply.arm);
            if let Some(reply) = replies.get_mut(index) {
                reply.arm = arm;
            }
        }
        slot.required = !partial;
        Some(slot)
    }
}

/// Whether two answers of one status differ in the name of their media type alone.
fn is_read_alike(replies: &[Reply], one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (replies.get(one), replies.get(other)) else { return false };
    let (Some(a), Some(b)) = (&one.content, &other.content) else { return false };
    one.status == other.status && a.media == b.media && a.slot.ty == b.slot.ty
}

fn side(reply: &Reply, all: &[Reply]) -> Side {
    let json = reply.content.as_ref().is_some_and(|content| content.media == Media::Json);
    match reply.status {
        Status::Code(200..=299) | Status::Range(2) => Side::Success,
        Status::Code(100..=199) | Status::Range(1) => Side::Neither,
        Status::Code(300..=399) | Status::Range(3) if !json => Side::Neither,
        // Alone, `default` is all that a document says about the answer.
        Status::Default if all.iter().all(|other| other.status == Status::Default) => Side::Success,
        Status::Code(_) | Status::Range(_) | Status::Default => Side::Failure,
    }
}

fn status(key: &str) -> Option<Status> {
    let key = key.trim().to_ascii_lowercase();
    if key == "default" {
        return Some(Status::Default);
    }
    match key.strip_suffix("xx") {
        Some(class) => class.parse().ok().filter(|class| (1..=5).contains(class)).map(Status::Range),
        None => key.parse().ok().filter(|code| (100..=999).contains(code)).map(Status::Code),
    }
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// What the arm of a status is called: its reason phrase, where it has one.
fn arm_name(status: Status) -> String {
    let code = match status {
        Status::Default => return "Other".to_owned(),
        Status::Range(class) => return format!("Status{class}xx"),
        Status::Code(code) => code,
    };
    let reason = match code {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        415 => "UnsupportedMediaType",
        422 => "UnprocessableEntity",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        other => return format!("Status{other}"),
    };
    reason.to_owned()
}
