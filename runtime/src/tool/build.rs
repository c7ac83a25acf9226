//! From a schema and the rules of a dialect to a [`Lens`]: what is referred to, what stands in full, what is given as text, and
//! what is said in words because there is no keyword for it.

use super::dialect::{Dialect, Envelope, Formats, Maps, Optional};
use super::lens::{ANY, Form, Lens, Member, Node, Place, Size};
use super::said::seen;
use super::schema::{Id, Kind, Schema, Schemas};
use super::{limits, sketch};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

impl Lens {
    /// The arguments with this schema; in the dialect's fallback, if they are too much for it.
    pub(crate) fn new(schemas: &Schemas, id: Id, dialect: &'static Dialect) -> Lens {
        let (defs, texts) = (BTreeMap::new(), BTreeMap::new());
        let (nodes, about, size) = (Vec::new(), String::new(), Size::default());
        let lens = Lens { dialect, nodes, root: 0, about, defs, texts, size };
        let mut builder =
            Builder { schemas, uses: uses(schemas, id), lens, stack: Vec::new(), depth: 0, within_text: false };
        let root = builder.node(id, None);
        let mut lens = Lens { root, ..builder.lens };
        // Some clients drop what is said of the arguments as a whole.
        lens.about = lens.nodes.get_mut(root).map(|node| std::mem::take(&mut node.words)).unwrap_or_default();
        let (size, budget) = (lens.size, dialect.budget);
        let fits = size.properties <= budget.properties
            && size.depth <= budget.depth
            && size.constants <= budget.constants
            && size.characters <= budget.characters;
        match dialect.fallback {
            Some(fallback) if !fits => Lens::new(schemas, id, fallback),
            Some(_) | None => lens,
        }
    }
}

/// How often each name is used, the root's own tree and all that it refers to; a name that contains itself counts many.
fn uses(schemas: &Schemas, root: Id) -> BTreeMap<String, usize> {
    let mut out: BTreeMap<String, usize> = BTreeMap::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        match &schemas.get(id).kind {
            Kind::Named(name) => {
                let count = out.entry(name.clone()).or_default();
                *count += 1;
                if *count == 1 {
                    open.extend(schemas.named(name));
                }
            }
            kind => open.extend(children(kind)),
        }
    }
    let names: Vec<String> = out.keys().cloned().collect();
    for name in names {
        if contains_itself(schemas, &name) {
            out.insert(name, usize::MAX);
        }
    }
    out
}

fn contains_itself(schemas: &Schemas, wanted: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Id> = schemas.named(wanted).into_iter().collect();
    while let Some(id) = open.pop() {
        match &schemas.get(id).kind {
            Kind::Named(name) if name == wanted => return true,
            Kind::Named(name) => {
                if seen.insert(name.as_str()) {
                    open.extend(schemas.named(name));
                }
            }
            kind => open.extend(children(kind)),
        }
    }
    false
}

fn children(kind: &Kind) -> Vec<Id> {
    match kind {
        Kind::Any | Kind::Bool | Kind::Integer | Kind::Number => Vec::new(),
        Kind::Text { .. } | Kind::Constants(_) | Kind::Named(_) => Vec::new(),
        Kind::List(item) => vec![*item],
        Kind::Tuple(items) => items.clone(),
        Kind::Object { fields, rest } => fields.iter().map(|field| field.schema).chain(*rest).collect(),
        Kind::Union(arms) => arms.clone(),
    }
}

struct Builder<'s> {
    schemas: &'s Schemas,
    uses: BTreeMap<String, usize>,
    lens: Lens,
    /// Names that are being built, outermost first.
    stack: Vec<String>,
    depth: usize,
    /// Whether what is built is read from JSON text, and not printed.
    within_text: bool,
}

impl Builder<'_> {
    fn dialect(&self) -> &'static Dialect {
        if self.within_text { &Dialect::PLAIN } else { self.lens.dialect }
    }

    /// A node for a schema; `said` is what its use says about it.
    fn node(&mut self, id: Id, said: Option<&Schema>) -> Place {
        let schema = self.schemas.get(id);
        if let Kind::Named(name) = &schema.kind {
            return self.named(id, name.clone(), said);
        }
        let form = self.form(id, schema);
        let nullable = schema.nullable || said.is_some_and(|said| said.nullable);
        let words = self.words(schema, said, &form);
        let stated = self.stated(schema, said, &form);
        let limits = schema.limits.iter().chain(said.iter().flat_map(|said| &said.limits)).cloned().collect();
        self.push(Node { form, nullable, words, stated, limits })
    }

    fn push(&mut self, node: Node) -> Place {
        // `null` beside a type makes two of them.
        let several = node.nullable && !matches!(node.form, Form::Any | Form::Union(_));
        self.lens.size.unions += usize::from(several && !self.within_text);
        self.lens.nodes.push(node);
        self.lens.nodes.len() - 1
    }

    fn named(&mut self, id: Id, name: String, said: Option<&Schema>) -> Place {
        let used = self.uses.get(&name).copied().unwrap_or_default();
        let own = self.schemas.get(id).clone();
        let said = said.unwrap_or(&own);
        let Some(target) = self.schemas.named(&name) else { return self.push(ANY.clone()) };
        let shared = used > 1 && !matches!(self.schemas.get(target).kind, Kind::Named(_));
        if self.within_text || (self.dialect().references && shared) {
            return self.reference(target, name, said);
        }
        let budget = self.dialect().budget;
        let full = self.lens.size.properties > budget.properties || self.depth >= budget.depth;
        if self.stack.contains(&name) || (full && !self.dialect().references) {
            return self.json_text(id, said);
        }
        self.stack.push(name);
        let place = self.node(target, Some(said));
        self.stack.pop();
        place
    }

    fn reference(&mut self, target: Id, name: String, said: &Schema) -> Place {
        self.lens.size.loose |= self.uses.get(&name) == Some(&usize::MAX);
        let known = if self.within_text { &self.lens.texts } else { &self.lens.defs };
        let to = match known.get(&name) {
            Some(place) => *place,
            None => self.define(target, name.clone()),
        };
        let words = said.description.clone().unwrap_or_default();
        // Words beside a reference need an `anyOf` around it.
        let wrapped = !words.is_empty() && self.dialect().envelope != Envelope::Mcp && !said.nullable;
        self.lens.size.unions += usize::from(wrapped);
        self.push(Node {
            form: Form::Ref { name, to },
            nullable: said.nullable,
            words,
            stated: Vec::new(),
            limits: said.limits.clone(),
        })
    }

    /// Builds what a name means; what refers to it meanwhile finds its place.
    fn define(&mut self, target: Id, name: String) -> Place {
        let place = self.push(ANY.clone());
        self.lens.size.characters += name.len();
        if self.within_text { &mut self.lens.texts } else { &mut self.lens.defs }.insert(name, place);
        let depth = std::mem::take(&mut self.depth);
        let built = self.node(target, None);
        self.depth = depth;
        let built = self.lens.node(built).clone();
        if let Some(node) = self.lens.nodes.get_mut(place) {
            *node = built;
        }
        place
    }

    fn json_text(&mut self, id: Id, said: &Schema) -> Place {
        let outside = std::mem::replace(&mut self.within_text, true);
        let inner = self.node(id, None);
        self.within_text = outside;
        let sketch = sketch::of(self.schemas, id);
        let words = join(said.description.as_deref(), &format!("JSON text of {sketch}"));
        self.push(Node {
            form: Form::JsonText { of: inner, wrapped: false },
            nullable: said.nullable,
            words,
            stated: Vec::new(),
            limits: Vec::new(),
        })
    }

    fn form(&mut self, id: Id, schema: &Schema) -> Form {
        let dialect = self.dialect();
        match &schema.kind {
            Kind::Any if dialect.free => {
                self.lens.size.loose = true;
                Form::Any
            }
            Kind::Any => {
                let outside = std::mem::replace(&mut self.within_text, true);
                let inner = self.node(id, None);
                self.within_text = outside;
                Form::JsonText { of: inner, wrapped: false }
            }
            Kind::Bool => Form::Bool,
            Kind::Integer => Form::Integer,
            Kind::Number => Form::Number,
            Kind::Text { .. } => Form::Text,
            Kind::Constants(values) => {
                if !self.within_text {
                    self.lens.size.constants += values.len();
                    self.lens.size.characters += values.iter().map(|value| value.to_string().len()).sum::<usize>();
                }
                // What no type of a definition describes, or what would be the same text, is given as JSON.
                let odd = values.iter().any(|value| value.is_array() || value.is_object())
                    || dialect.text_constants
                        && values.iter().any(Value::is_string)
                        && !values.iter().all(Value::is_string);
                if odd && dialect.envelope != Envelope::Mcp {
                    let outside = std::mem::replace(&mut self.within_text, true);
                    let inner = self.node(id, None);
                    self.within_text = outside;
                    return Form::JsonText { of: inner, wrapped: false };
                }
                let as_text = dialect.text_constants && values.iter().any(|value| !value.is_string());
                Form::Constants { values: values.clone(), as_text }
            }
            Kind::List(item) => Form::List(self.node(*item, None)),
            Kind::Tuple(items) => {
                self.lens.size.loose = true;
                Form::Tuple(items.iter().map(|item| self.node(*item, None)).collect())
            }
            Kind::Object { fields, rest } if fields.is_empty() => match rest {
                Some(values) if dialect.maps == Maps::Pairs => {
                    // Each pair is an object of two.
                    self.depth += 1;
                    self.lens.size.depth = self.lens.size.depth.max(self.depth);
                    self.lens.size.properties += 2;
                    let values = self.node(*values, None);
                    self.depth -= 1;
                    Form::Pairs { values, wrapped: false }
                }
                Some(values) => {
                    self.lens.size.loose = true;
                    Form::Object { members: Vec::new(), rest: Some(self.node(*values, None)), clear: None }
                }
                None => Form::Object { members: Vec::new(), rest: None, clear: None },
            },
            Kind::Object { .. } => self.object(schema),
            Kind::Union(arms) => {
                self.lens.size.unions += usize::from(arms.len() > 1 && !self.within_text);
                let arms: Vec<Place> = arms.iter().map(|arm| self.node(*arm, None)).collect();
                self.tell_apart(&arms);
                Form::Union(arms)
            }
            Kind::Named(_) => Form::Any,
        }
    }

    /// An object that is written as a list is not what another arm takes for one, nor is JSON text what another takes for text.
    fn tell_apart(&mut self, arms: &[Place]) {
        let mut leaves = Vec::new();
        self.leaves(arms, &mut BTreeSet::new(), &mut leaves);
        let count = |is: fn(&Form) -> bool| leaves.iter().filter(|leaf| is(&self.lens.node(**leaf).form)).count();
        let lists = count(|form| matches!(form, Form::List(_) | Form::Tuple(_) | Form::Pairs { .. })) > 1;
        let texts = count(|form| matches!(form, Form::Text)) > 0;
        for leaf in leaves {
            match self.lens.nodes.get_mut(leaf).map(|node| &mut node.form) {
                Some(Form::Pairs { wrapped, .. }) => *wrapped |= lists,
                Some(Form::JsonText { wrapped, .. }) => *wrapped |= texts,
                Some(_) | None => {}
            }
        }
    }

    /// The arms behind references, those of unions within included.
    fn leaves(&self, arms: &[Place], seen: &mut BTreeSet<Place>, out: &mut Vec<Place>) {
        for arm in arms {
            let mut place = *arm;
            for _ in 0..self.lens.nodes.len() {
                let Form::Ref { to, .. } = &self.lens.node(place).form else { break };
                place = *to;
            }
            if seen.insert(place) {
                match &self.lens.node(place).form {
                    Form::Union(inner) => self.leaves(inner, seen, out),
                    _ => out.push(place),
                }
            }
        }
    }

    fn object(&mut self, schema: &Schema) -> Form {
        let Kind::Object { fields, rest } = &schema.kind else { return Form::Any };
        let dialect = self.dialect();
        self.depth += 1;
        let depth = self.depth;
        let mut members = Vec::new();
        for field in fields {
            let node = self.node(field.schema, None);
            let clearable = dialect.optional == Optional::Null && !field.required && self.lens.takes_null(node);
            if !self.within_text {
                self.lens.size.properties += 1;
                self.lens.size.characters += field.key.len();
                self.lens.size.optional += usize::from(!field.required);
            }
            members.push(Member {
                key: field.key.clone(),
                wire: field.wire.clone(),
                node,
                required: field.required,
                clearable,
            });
        }
        let free = |name: &str| {
            (0..)
                .map(|n| if n == 0 { name.to_owned() } else { format!("{name}{n}") })
                .find(|name| !fields.iter().any(|field| field.key == *name))
        };
        // Other keys than those with a name, where the dialect has no word for them.
        let rest = match rest {
            Some(values) if dialect.maps == Maps::Pairs => {
                let node = self.node(*values, None);
                let words = "Further keys and their values".to_owned();
                let (stated, limits) = (Vec::new(), Vec::new());
                let form = Form::Pairs { values: node, wrapped: false };
                let node = self.push(Node { form, nullable: false, words, stated, limits });
                let key = free("additional").unwrap_or_default();
                members.push(Member { key, wire: String::new(), node, required: false, clearable: false });
                None
            }
            Some(values) => {
                self.lens.size.loose = true;
                Some(self.node(*values, None))
            }
            None => None,
        };
        let clear = members.iter().any(|member| member.clearable).then(|| free("clear_fields")).flatten();
        self.depth -= 1;
        if !self.within_text {
            self.lens.size.depth = self.lens.size.depth.max(depth);
        }
        Form::Object { members, rest, clear }
    }

    /// The description, with what the dialect has no keyword for.
    fn words(&self, schema: &Schema, said: Option<&Schema>, form: &Form) -> String {
        let dialect = self.dialect();
        let description = said.and_then(|said| said.description.as_deref()).or(schema.description.as_deref());
        let mut remarks = Vec::new();
        if let Form::JsonText { .. } = form {
            remarks.push(match &schema.kind {
                Kind::Any => "any JSON value, as JSON text".to_owned(),
                _ => format!("JSON text of {}", sketch::of_schema(self.schemas, schema)),
            });
        }
        if let Form::Tuple(items) = form
            && !dialect.tuples
        {
            remarks.push(format!("exactly {} elements, by place", items.len()));
        }
        if let Kind::Text { format, base64 } = &schema.kind {
            match format.as_deref() {
                Some("binary") => remarks.push("the text of the file".to_owned()),
                Some("password") => {}
                Some(format) if !dialect.states_format(format) => remarks.push(format!("format: {format}")),
                Some(_) | None => {}
            }
            if *base64 {
                remarks.push("base64".to_owned());
            }
        }
        let limits = schema.limits.iter().chain(said.iter().flat_map(|said| &said.limits));
        // How wide an integer is, is rarely worth a word.
        let unstated = limits.filter(|said| said.0 != "format" && !self.states(said, form));
        remarks.extend(unstated.map(|(key, value)| limit(key, value)));
        let default = said.and_then(|said| said.default.as_ref()).or(schema.default.as_ref());
        if !dialect.annotations {
            if !schema.examples.is_empty() {
                let examples = schema.examples.iter().take(20).map(Value::to_string).collect::<Vec<_>>().join(", ");
                remarks.push(format!("such as {examples}"));
            }
            remarks.extend(default.map(|default| format!("default: {default}")));
        }
        join(description, &remarks.join("; "))
    }

    fn states(&self, (keyword, value): &(String, Value), form: &Form) -> bool {
        // A list of pairs has elements where an object had keys.
        let fits = !matches!(form, Form::Pairs { .. } | Form::JsonText { .. });
        let text = value.as_str().unwrap_or_default();
        let known = match keyword.as_str() {
            "format" => self.dialect().states_format(text),
            keyword => self.dialect().limits.contains(&keyword),
        };
        fits && known && (keyword != "pattern" || limits::is_portable(text))
    }

    fn stated(&self, schema: &Schema, said: Option<&Schema>, form: &Form) -> Vec<(String, Value)> {
        let dialect = self.dialect();
        let mut out: Vec<(String, Value)> = Vec::new();
        if let Kind::Text { format, base64 } = &schema.kind {
            let format = format.as_deref().filter(|format| dialect.states_format(format) && *format != "binary");
            out.extend(format.map(|format| ("format".to_owned(), format.into())));
            if *base64 && dialect.formats == Formats::Any {
                out.push(("contentEncoding".to_owned(), "base64".into()));
            }
        }
        let limits = schema.limits.iter().chain(said.iter().flat_map(|said| &said.limits));
        for (key, value) in limits.filter(|said| self.states(said, form)) {
            out.retain(|(known, _)| known != key);
            out.push((key.clone(), value.clone()));
        }
        if dialect.annotations && !matches!(form, Form::JsonText { .. }) {
            let default = said.and_then(|said| said.default.as_ref()).or(schema.default.as_ref());
            out.extend(default.map(|default| ("default".to_owned(), default.clone())));
            if !schema.examples.is_empty() {
                out.push(("examples".to_owned(), Value::Array(schema.examples.clone())));
            }
        }
        out
    }
}

/// `A name. (at most 3 characters)`
fn join(description: Option<&str>, remarks: &str) -> String {
    let remarks = &seen(remarks);
    match (description.unwrap_or_default(), remarks.as_str()) {
        (text, "") => text.to_owned(),
        ("", remarks) => format!("({remarks})"),
        (text, remarks) => format!("{text} ({remarks})"),
    }
}

/// A limit in words.
fn limit(keyword: &str, value: &Value) -> String {
    let said = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match keyword {
        "minimum" => format!("at least {said}"),
        "exclusiveMinimum" => format!("more than {said}"),
        "maximum" => format!("at most {said}"),
        "exclusiveMaximum" => format!("less than {said}"),
        "multipleOf" => format!("a multiple of {said}"),
        "minLength" => format!("at least {said} characters"),
        "maxLength" => format!("at most {said} characters"),
        "pattern" => format!("matches {said}"),
        "minItems" => format!("at least {said} elements"),
        "maxItems" => format!("at most {said} elements"),
        "uniqueItems" => "no element twice".to_owned(),
        "dependentRequired" => dependent(value),
        "minProperties" => format!("at least {said} keys"),
        "maxProperties" => format!("at most {said} keys"),
        _ => format!("{keyword}: {said}"),
    }
}

/// `reason is required once any other is given`
fn dependent(value: &Value) -> String {
    let needs = value.as_object().into_iter().flat_map(|members| members.values());
    let names: BTreeSet<&str> = needs.filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    format!("{} {are} required once any other field of the body is given", names.join(", "))
}
