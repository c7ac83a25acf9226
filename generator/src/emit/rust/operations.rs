//! A module for each tag: the handle, one method an operation, and the structs of parameters. And their tables.

use super::ty::{self, From};
use super::{Plan, client, docs, ident, literal, records};
use crate::ir::{
    Body, Encoding, Int, Media, Operation, Param, Place, Reply, Segment, Server, Shape, Slot, Status, Style, Variable,
};
use crate::names::OpNames;
use crate::tree::{Item, Module, packed};
use proc_macro2::{Literal, Spacing, TokenStream, TokenTree};
use quote::quote;

pub(super) fn modules(plan: &Plan<'_>) -> Vec<Module> {
    plan.names.modules.iter().map(|names| module(plan, names)).collect()
}

fn module(plan: &Plan<'_>, names: &crate::names::Module) -> Module {
    let mut module = Module::new(&names.name, true);
    let tag = plan.api.tags.iter().find(|tag| Some(&tag.name) == names.tag.as_ref());
    let docs = tag.map(|tag| docs::text(&tag.docs)).filter(|lines| !lines.is_empty());
    module.docs = docs.unwrap_or_else(|| docs::clean(names.tag.as_deref().unwrap_or("Operations without a tag.")));
    let ops: Vec<(&Operation, &OpNames)> =
        names.ops.iter().filter_map(|id| Some((&plan.api.ops[*id], plan.names.op(*id)?))).collect();
    let methods = ops.iter().map(|(op, names)| methods(plan, op, names));
    match &names.handle {
        Some(handle) => {
            let (handle, docs) = (ident(handle), docs::attributes(&module.docs));
            module.rust(quote! {
                #docs
                #[derive(Clone, Copy, Debug)]
                pub struct #handle<'c>(pub(super) &'c bindery_runtime::Client);
            });
            module.rust(quote!(impl #handle<'_> { #(#methods)* }));
        }
        None => module.rust(quote!(impl super::Client { #(#methods)* })),
    }
    for (op, names) in ops {
        params(plan, op, names, &mut module);
    }
    let says_types = module.items.iter().any(|item| match item {
        Item::Rust(tokens) => says_types(tokens),
        Item::Table(_) => false,
    });
    module.uses = vec![
        "bindery_runtime::prelude::*".to_owned(),
        (if says_types { "super::{tables, types}" } else { "super::tables" }).to_owned(),
    ];
    module
}

/// Whether a path begins with `types::`, so that the module has to be imported.
fn says_types(tokens: &TokenStream) -> bool {
    let mut is_next = false;
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => says_types(&group.stream()),
        TokenTree::Ident(ident) => {
            is_next = ident == "types";
            false
        }
        TokenTree::Punct(punct) => {
            std::mem::take(&mut is_next) && punct.as_char() == ':' && punct.spacing() == Spacing::Joint
        }
        TokenTree::Literal(_) => false,
    })
}

/// The methods of an operation: one, or one for each way to send its body.
fn methods(plan: &Plan<'_>, op: &Operation, names: &OpNames) -> TokenStream {
    let first = method(plan, op, names, &names.method, 0);
    let others = names.ways.iter().enumerate().map(|(i, name)| method(plan, op, names, name, i + 1));
    quote!(#first #(#others)*)
}

/// A method that sends the body in the given way.
fn method(plan: &Plan<'_>, op: &Operation, names: &OpNames, name: &str, way: usize) -> TokenStream {
    let docs = match op.bodies.get(way).filter(|_| way > 0) {
        Some(body) => docs::attributes(&way_docs(names, &body.content_type)),
        None => docs::attributes(&method_docs(plan, op)),
    };
    let deprecated = op.docs.deprecated.then(|| quote!(#[deprecated = "by the document"]));
    let table = ident(&names.table);
    let (head, input) = head(plan, op, names, name, way);
    quote! {
        #docs
        #deprecated
        #[inline]
        pub #head {
            self.0.call(&tables::#table, #input)
        }
    }
}

/// How an operation is called: the heads of its methods.
pub(crate) fn signatures(plan: &Plan<'_>, op: &Operation, names: &OpNames) -> Vec<TokenStream> {
    let all = std::iter::once(&names.method).chain(&names.ways).enumerate();
    all.map(|(way, name)| head(plan, op, names, name, way).0).collect()
}

/// The head of a method, and the input that it makes of its arguments.
fn head(plan: &Plan<'_>, op: &Operation, names: &OpNames, name: &str, way: usize) -> (TokenStream, TokenStream) {
    let (name, body) = (ident(name), op.bodies.get(way));
    let mut arguments = Vec::new();
    let mut path = Vec::new();
    for (param, member) in path_params(op).filter_map(|(i, param)| Some((param, names.members.get(i)?))) {
        let member = ident(member);
        let (ty, value) = argument(plan, &param.slot, &member);
        if !arguments.iter().any(|(known, _)| *known == member) {
            arguments.push((member, ty));
        }
        path.push(value);
    }
    let mut input = quote!(Input::new());
    if !path.is_empty() {
        input = quote!(#input.path(&[#(#path),*]));
    }
    if let Some(body) = body {
        let ty = body_type(plan, body);
        arguments.push((ident("body"), if body.required { quote!(&#ty) } else { quote!(Option<&#ty>) }));
        input = if body.required { quote!(#input.body(body)) } else { quote!(#input.optional_body(body)) };
        if way > 0 {
            let way = Literal::usize_unsuffixed(way);
            input = quote!(#input.sent_as(#way));
        }
    }
    if let Some(params) = &names.params {
        let ty = ident(params);
        arguments.push((ident("params"), quote!(#ty)));
        input = quote!(#input.params(&params));
    }
    let arguments = arguments.iter().map(|(name, ty)| quote!(#name: #ty));
    let (success, failure) = (success(plan, op), failure(plan, op));
    (quote!(fn #name(&self, #(#arguments),*) -> Call<#success, #failure>), input)
}

/// `Get an order: `GET /orders/{id}``, the description, and what can go wrong.
fn method_docs(plan: &Plan<'_>, op: &Operation) -> Vec<String> {
    let request = format!("`{}`", op.request().replace('`', "'"));
    let docs = crate::ir::Docs { deprecated: false, ..op.docs.clone() };
    let mut lines = docs::text(&docs);
    match lines.first_mut() {
        Some(first) if first.len() < 90 && !is_fence(first) && !first.is_empty() => {
            let plain = first.trim_end_matches('.').to_owned();
            *first = format!("{plain}: {request}");
            if lines.get(1).is_some_and(|line| !line.is_empty()) {
                lines.insert(1, String::new());
            }
        }
        _ => {
            lines.insert(0, request);
            lines.insert(1, String::new());
        }
    }
    if let Some(headers) = op.headers.as_ref().and_then(|slot| plan.names.of(slot.ty)) {
        lines.extend([String::new(), format!("Headers of the answer, for `typed_headers`: [`types::{headers}`].")]);
    }
    let kinds: Vec<String> =
        op.replies.iter().filter(|it| is_success(it) && op.has_several(it.status)).filter_map(kind).collect();
    if !kinds.is_empty() {
        let text = format!("Answers with {}: `.header(\"accept\", …)` asks for one of them.", kinds.join(" or "));
        lines.extend([String::new(), text]);
    }
    let mut errors: Vec<String> = op.replies.iter().filter(|reply| !is_success(reply)).filter_map(error_docs).collect();
    errors.dedup();
    if !errors.is_empty() {
        lines.extend([String::new(), "# Errors".to_owned()]);
        lines.extend(errors);
    }
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// The first line of a method's documentation.
pub(super) fn title(op: &Operation) -> Vec<String> {
    let request = format!("`{}`", op.request().replace('`', "'"));
    let lines = docs::text(&crate::ir::Docs { deprecated: false, description: None, ..op.docs.clone() });
    match lines.first() {
        Some(first) if lines.len() == 1 && first.len() < 90 && !is_fence(first) && !first.is_empty() => {
            vec![format!("{}: {request}", first.trim_end_matches('.'))]
        }
        Some(_) | None => vec![request],
    }
}

/// What a further way to send the body says about itself.
fn way_docs(names: &OpNames, content_type: &str) -> Vec<String> {
    let code = docs::code(content_type).join(" ");
    vec![format!("As [`{0}`](Self::{0}), with a body of {code}.", names.method)]
}

/// Whether a line opens a block of code; nothing can be put before or behind it.
fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~")
}

fn kind(reply: &Reply) -> Option<String> {
    Some(docs::code(&reply.content.as_ref()?.essence()).join(" "))
}

fn error_docs(reply: &Reply) -> Option<String> {
    let docs = docs::text(&reply.docs);
    let first = docs.first().filter(|line| !line.is_empty() && !is_fence(line))?;
    let status = match reply.status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => format!("{range}XX"),
        Status::Default => "Otherwise".to_owned(),
    };
    Some(format!("- {status}: {first}"))
}

fn is_success(reply: &Reply) -> bool {
    match reply.status {
        Status::Code(code) => (200..300).contains(&code),
        Status::Range(range) => range == 2,
        Status::Default => false,
    }
}

/// Path parameters in the order of the template, with their index.
pub(super) fn path_params(op: &Operation) -> impl Iterator<Item = (usize, &Param)> {
    op.path.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Param(i) => Some((*i, op.params.get(*i)?)),
    })
}

/// Type of an argument, and the expression that gives it as `&dyn Json`.
fn argument(plan: &Plan<'_>, slot: &Slot, name: &proc_macro2::Ident) -> (TokenStream, TokenStream) {
    let ty = ty::ty(plan, slot.ty, From::Beside);
    if ty::is_text(plan, slot.ty) {
        return (quote!(&str), quote!(&#name.to_owned()));
    }
    match ty::resolved(plan, slot.ty) {
        Shape::Bool | Shape::Int(Int::I32 | Int::I64 | Int::U32 | Int::U64) | Shape::Float => (ty, quote!(&#name)),
        Shape::Text(_)
        | Shape::Bytes
        | Shape::Any
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Tuple(_)
        | Shape::Record(_)
        | Shape::Choice(_)
        | Shape::Union(_)
        | Shape::Alias(_) => (quote!(&#ty), quote!(#name)),
    }
}

pub(super) fn body_type(plan: &Plan<'_>, body: &Body) -> TokenStream {
    match body.media {
        Media::Json | Media::Form | Media::Multipart => ty::element(plan, &body.slot, From::Beside),
        Media::Text => quote!(String),
        Media::Binary => quote!(Binary),
    }
}

fn success(plan: &Plan<'_>, op: &Operation) -> TokenStream {
    let Some(slot) = &op.success else { return quote!(()) };
    let ty = ty::element(plan, slot, From::Beside);
    let nullable = slot.nullable && !ty::is_any(plan, slot.ty);
    if slot.required || nullable { ty } else { quote!(Option<#ty>) }
}

fn failure(plan: &Plan<'_>, op: &Operation) -> TokenStream {
    match &op.failure {
        Some(slot) => ty::element(plan, slot, From::Beside),
        None => quote!(Any),
    }
}

/// The struct of all parameters that do not stand in the path.
fn params(plan: &Plan<'_>, op: &Operation, names: &OpNames, module: &mut Module) {
    let Some(name) = &names.params else { return };
    let ty = ident(name);
    let rest: Vec<(&Param, &String)> =
        op.params.iter().zip(&names.members).filter(|(param, _)| param.place != Place::Path).collect();
    let fields = rest.iter().map(|(param, member)| {
        let (docs, member, ty) =
            (docs::of_slot(plan, &param.slot, &param.name), ident(member), ty::field(plan, &param.slot, From::Beside));
        quote!(#docs pub #member: #ty)
    });
    let text = format!(" Parameters of [`{}`]({}).", names.method, handle_path(plan, names));
    module.rust(quote! {
        #[doc = #text]
        pub struct #ty {
            #(#fields,)*
        }
    });
    let rows = rest.iter().enumerate().map(|(i, (param, member))| {
        format!("{i}: {} = {}{};", ident(member), literal(&param.name), records::flags(plan, &param.slot))
    });
    module.table("bindery_runtime::params", name.clone(), rows.collect());
    let required: Vec<_> = rest.iter().filter(|(param, _)| param.slot.required).collect();
    let (mut arguments, mut moves, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for (param, member) in required {
        let (member, ty) = (ident(member), ty::field(plan, &param.slot, From::Beside));
        if let Some(value) = constant(plan, param) {
            fixed.push(quote!(#member: #value));
        } else if records::is_into(plan, &param.slot) {
            arguments.push(quote!(#member: impl Into<#ty>));
            moves.push(quote!(#member: #member.into()));
        } else {
            arguments.push(quote!(#member: #ty));
            moves.push(quote!(#member: #member));
        }
    }
    match (arguments.is_empty(), fixed.is_empty()) {
        (true, true) => module.rust(quote!(bindery_runtime::defaults! { #ty })),
        (true, false) => module.rust(quote! {
            impl Default for #ty {
                #[inline]
                fn default() -> Self {
                    #ty { #(#fixed,)* ..bindery_runtime::codec::Json::blank() }
                }
            }
        }),
        (false, _) => {
            moves.extend(fixed);
            records::table(module, &ty, &arguments, &moves);
        }
    }
}

/// The only value that a required parameter can have.
fn constant(plan: &Plan<'_>, param: &Param) -> Option<TokenStream> {
    let Shape::Choice(choice) = ty::resolved(plan, param.slot.ty) else { return None };
    let id = plan.api.behind(param.slot.ty);
    let ([_], [variant], false) = (choice.values.as_slice(), plan.names.members(id), param.slot.nullable) else {
        return None;
    };
    let (ty, variant) = (ty::ty(plan, id, From::Beside), ident(variant));
    Some(quote!(#ty::#variant))
}

fn handle_path(plan: &Plan<'_>, names: &OpNames) -> String {
    let handle = plan.names.modules.get(names.module).and_then(|module| module.handle.as_deref());
    format!("{}::{}", handle.unwrap_or("super::Client"), names.method)
}

/// The module `tables`.
pub(super) fn tables(plan: &Plan<'_>) -> Module {
    let mut module = Module::new("tables", true);
    module.docs = vec!["What the runtime knows of each operation.".to_owned()];
    let mut uses = vec!["Api"];
    if !plan.api.schemes.is_empty() {
        uses.extend(["Scheme", "SchemeKind"]);
    }
    if !plan.api.servers.is_empty() {
        uses.push("Server");
    }
    if plan.api.servers.iter().any(|server| !server.variables.is_empty()) {
        uses.push("Variable");
    }
    let uses = if let [one] = uses.as_slice() { (*one).to_owned() } else { format!("{{{}}}", uses.join(", ")) };
    module.uses.push(format!("bindery_runtime::operation::{uses}"));
    module.rust(client::api(plan));
    for (id, op) in plan.api.ops.iter() {
        if let Some(names) = plan.names.op(id) {
            let path = op.path_with(|_| "{}".to_owned());
            let head = format!(
                "{} = {} {} {}",
                names.table,
                op.method.name(),
                literal(&path),
                literal(op.id.as_deref().unwrap_or(&names.method))
            );
            module.table("bindery_runtime::operations", head, rows(op));
        }
    }
    module
}

/// Rows of one kind share lines, so that a table stays in view.
fn rows(op: &Operation) -> Vec<String> {
    let path = path_params(op).map(|(_, param)| param).enumerate();
    let rest = op.params.iter().filter(|param| param.place != Place::Path).enumerate();
    let params = path.chain(rest);
    let params = params.map(|(row, param)| {
        let reserved = if param.reserved { " reserved" } else { "" };
        format!(
            "param {row} {} {} {}{reserved};",
            param.place.name(),
            literal(&param.name),
            style_name(param.style, param.explode)
        )
    });
    let auth = op.auth.any_of.iter().map(|all_of| {
        let schemes: String = all_of.iter().map(|scheme| format!(" {scheme}")).collect();
        format!("auth{schemes};")
    });
    let mut out = packed(params, " ");
    if let Some(server) = &op.server {
        out.insert(0, self::server(server));
    }
    out.extend(op.bodies.iter().map(body_row));
    out.extend(packed(op.replies.iter().map(|it| reply(it, op.names_media(it))), " "));
    out.extend(packed(auth, " "));
    out
}

/// `server "https://…" { "region" = "eu" "eu" "us"; };`
fn server(server: &Server) -> String {
    let variables = server.variables.iter().map(|Variable { name, default, values }| {
        let values: String = values.iter().map(|value| format!(" {}", literal(value))).collect();
        format!("{} = {}{values};", literal(name), literal(default))
    });
    let variables = variables.collect::<Vec<_>>().join(" ");
    let variables = if variables.is_empty() { variables } else { format!(" {{ {variables} }}") };
    format!("server {}{variables};", literal(&server.url))
}

/// `body form "application/x-www-form-urlencoded" { "lines" deep_object; };`
fn body_row(body: &Body) -> String {
    let encodings = body.encodings.iter().map(|Encoding { name, style, reserved, content_type, headers }| {
        let content_type = content_type.as_ref().map(|text| format!(" {}", literal(text))).unwrap_or_default();
        let style = style.map_or("as_is", |(style, explode)| style_name(style, explode));
        let reserved = if *reserved { " reserved" } else { "" };
        let headers: Vec<String> =
            headers.iter().map(|(name, value)| format!("{} = {}", literal(name), literal(value))).collect();
        let headers = if headers.is_empty() { String::new() } else { format!(" [{}]", headers.join(" ")) };
        format!("{} {style}{reserved}{content_type}{headers};", literal(name))
    });
    let encodings = encodings.collect::<Vec<_>>().join(" ");
    let encodings = if encodings.is_empty() { encodings } else { format!(" {{ {encodings} }}") };
    format!("body {} {}{encodings};", media(body.media), literal(&body.content_type))
}

/// `reply 404 json 1;`, and where its media type has to be said `reply 200 text 1 as "text/csv";`
fn reply(reply: &Reply, named: bool) -> String {
    let status = match reply.status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => range.to_string(),
        Status::Default => "0".to_owned(),
    };
    let media = reply.content.as_ref().map_or("empty", |content| reply_media(content.media));
    let arm = reply.arm.map(|arm| format!(" {arm}")).unwrap_or_default();
    let named = reply.content.as_ref().filter(|_| named);
    let named = named.map(|content| format!(" as {}", literal(&content.essence()))).unwrap_or_default();
    format!("reply {status} {media}{arm}{named};")
}

fn style_name(style: Style, explode: bool) -> &'static str {
    match (style, explode) {
        (Style::Form, false) => "form",
        (Style::Form, true) => "form_exploded",
        (Style::Simple, false) => "simple",
        (Style::Simple, true) => "simple_exploded",
        (Style::SpaceDelimited, _) => "space_delimited",
        (Style::PipeDelimited, _) => "pipe_delimited",
        (Style::DeepObject, _) => "deep_object",
        (Style::DeepBrackets, _) => "deep_brackets",
        (Style::DeepRepeat, _) => "deep_repeat",
        (Style::Label, false) => "label",
        (Style::Label, true) => "label_exploded",
        (Style::Matrix, false) => "matrix",
        (Style::Matrix, true) => "matrix_exploded",
        (Style::Json, _) => "json",
        (Style::Urlencoded, _) => "urlencoded",
    }
}

fn media(media: Media) -> &'static str {
    match media {
        Media::Json => "json",
        Media::Form => "form",
        Media::Multipart => "multipart",
        Media::Text => "text",
        Media::Binary => "binary",
    }
}

fn reply_media(media: Media) -> &'static str {
    match media {
        Media::Json => "json",
        Media::Text => "text",
        Media::Form | Media::Multipart | Media::Binary => "binary",
    }
}
