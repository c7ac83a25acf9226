//! A set of tools: what a model is shown of it, and what its calls mean.

use super::decode::{self, Repair};
use super::dialect::Dialect;
use super::fix::{Fixable, Violation, nearest};
use super::lens::Lens;
use super::policy::WritePolicy;
use super::raw::RawCall;
use super::schema::{Id, Kind, Schemas};
use super::typed::Parts;
use super::wrapped::unwrapped;
use super::{ToolError, encode, export, inputs};
use crate::Operation;
use crate::auth;
use crate::operation::SchemeKind;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Tools over the operations of one API.
///
/// Generated crates make one (`tools::toolset()`), and `bindery mcp` makes one of a document.
pub struct Toolset {
    schemas: Schemas,
    tools: Vec<Tool>,
    lenses: Mutex<BTreeMap<(usize, &'static str), Arc<Lens>>>,
    pub(crate) bound: BTreeMap<String, Value>,
    pub(crate) policy: WritePolicy,
    pub(crate) answer_limit: usize,
}

/// A tool: an operation as a model sees it.
#[derive(Debug)]
pub struct Tool {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) request: String,
    pub(crate) tag: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) idempotent: bool,
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: Id,
    /// Where each argument goes.
    pub(crate) inputs: Vec<(String, To)>,
    pub(crate) hidden: Vec<Hidden>,
    pub(crate) body_required: bool,
}

/// What a call does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing.
    Read,
    /// Makes something.
    Create,
    /// Changes something.
    Update,
    /// Takes something away.
    Delete,
    /// Something else: sends a message, cancels, pays.
    Act,
}

/// Where an argument goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// These places of the path.
    Path(Vec<usize>),
    /// A row of the other parameters.
    Row(usize),
    /// A field of the body.
    Field(String),
    /// The whole body.
    Body,
}

/// A parameter that no model is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) name: String,
    pub(crate) rule: String,
    pub(crate) to: To,
    pub(crate) required: bool,
    pub(crate) constant: Option<Value>,
    /// Characters that it may have.
    pub(crate) most: Option<usize>,
}

impl Tool {
    /// What models call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What models read about it.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// `GET /orders/{id}`
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The document's tag.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// What a call does.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Whether the same call once more changes nothing further.
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Parameters that no model is asked for, and the rule by which each is hidden.
    pub fn hidden(&self) -> impl Iterator<Item = (&str, &str)> {
        self.hidden.iter().map(|hidden| (hidden.name.as_str(), hidden.rule.as_str()))
    }
}

/// A call that is understood: which tool, and with what.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Name of the tool.
    pub name: String,
    /// The arguments by name, each as the API takes it.
    pub arguments: Map<String, Value>,
    /// What was mended on the way.
    pub repairs: Vec<Repair>,
    /// The idempotency key, where the API takes one: a call that is sent once more is the same call.
    pub(crate) key: String,
}

impl PartialEq for Decoded {
    /// Whether the same is to be done; each call has an idempotency key of its own all the same.
    fn eq(&self, other: &Decoded) -> bool {
        (&self.name, &self.arguments, &self.repairs) == (&other.name, &other.arguments, &other.repairs)
    }
}

impl Toolset {
    /// A set from what the generator wrote: the shared schemas by name, and each tool with its operation, as JSON.
    ///
    /// # Errors
    /// When it is not what the generator of this version writes.
    pub fn new(schemas: &[(&str, &str)], tools: &[(&str, &'static Operation)]) -> Result<Toolset, ToolError> {
        let parse = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| ToolError::new(error.to_string()));
        let mut named = Map::new();
        for (name, text) in schemas {
            named.insert((*name).to_owned(), parse(text)?);
        }
        let mut schemas = Schemas::with(&named)?;
        let tools = tools.iter().map(|(text, operation)| tool(&parse(text)?, operation, &mut schemas));
        Ok(Toolset {
            tools: tools.collect::<Result<_, _>>()?,
            schemas,
            lenses: Mutex::new(BTreeMap::new()),
            bound: BTreeMap::new(),
            policy: WritePolicy::default(),
            answer_limit: 20_000,
        })
    }

    /// Gives a parameter that the host fills in, for all tools that have it; a name that none has is ignored.
    #[must_use]
    pub fn bind(mut self, parameter: &str, value: impl Into<Value>) -> Toolset {
        self.bound.insert(parameter.to_ascii_lowercase(), value.into());
        self
    }

    /// What happens when a model wants to change something; by default somebody is asked.
    #[must_use]
    pub fn policy(mut self, policy: WritePolicy) -> Toolset {
        self.policy = policy;
        self
    }

    /// Bytes of an answer that a model is given; by default 20,000. Longer ones are shortened, and a note about that stands
    /// behind them.
    #[must_use]
    pub fn answer_limit(mut self, bytes: usize) -> Toolset {
        self.answer_limit = bytes;
        self
    }

    /// Keeps the tools of which this is true.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&Tool) -> bool) -> Toolset {
        self.tools.retain(keep);
        self.lenses = Mutex::new(BTreeMap::new());
        self
    }

    /// All tools, in the document's order.
    pub fn tools(&self) -> &[Tool] {
        &self.tools
    }

    /// The tool of that name.
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name == name)
    }

    /// Parameters that the host gives by [`Toolset::bind`], each once, whatever the case of its letters.
    pub fn bindable(&self) -> Vec<&str> {
        self.bound_where(|_| true)
    }

    /// A tool whose body a model gives as a whole and may say this field in: there it cannot be bound.
    pub fn says(&self, field: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| {
            let whole = tool.inputs.iter().find(|(_, to)| *to == To::Body);
            let body = whole.and_then(|(key, _)| self.argument(tool, key));
            body.is_some_and(|body| self.schemas.has_field(body, field))
        })
    }

    /// Those of them that some tool requires and that have no value yet.
    pub fn unbound(&self) -> Vec<&str> {
        self.bound_where(|hidden| hidden.required && !self.bound.contains_key(&hidden.name.to_ascii_lowercase()))
    }

    /// Credentials among what is bound for a tool, as they may come back.
    pub(crate) fn secrets(&self, tool: &Tool) -> Vec<String> {
        let credentials = tool.hidden.iter().filter(|hidden| hidden.rule == "credential");
        let values = credentials.filter_map(|hidden| self.bound.get(&hidden.name.to_ascii_lowercase()));
        let forms = values.filter_map(Value::as_str);
        auth::in_json(forms.flat_map(|secret| auth::forms_of_secret(SchemeKind::Bearer, secret)))
    }

    fn bound_where(&self, is: impl Fn(&Hidden) -> bool) -> Vec<&str> {
        let hidden = self.tools.iter().flat_map(|tool| &tool.hidden);
        let given =
            hidden.filter(|hidden| matches!(hidden.rule.as_str(), "bound" | "tenant" | "credential") && is(hidden));
        let mut names: Vec<&str> = given.map(|hidden| hidden.name.as_str()).collect();
        names.sort_by_key(|name| name.to_ascii_lowercase());
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        names
    }

    /// Definitions of all tools, as a provider takes them under `tools`.
    pub fn export(&self, dialect: &'static Dialect) -> Value {
        let lenses: Vec<Arc<Lens>> = (0..self.tools.len()).map(|i| self.lens(i, dialect)).collect();
        export::definitions(dialect, self.tools.iter().zip(lenses.iter().map(|lens| &**lens)))
    }

    /// The schema of an argument.
    fn argument(&self, tool: &Tool, name: &str) -> Option<Id> {
        let Kind::Object { fields, .. } = &self.schemas.get(tool.arguments).kind else { return None };
        fields.iter().find(|field| field.key == name).map(|field| field.schema)
    }

    /// Whether text that a model gives for this argument is sent as a file.
    pub(crate) fn takes_file(&self, tool: &Tool, argument: &str) -> bool {
        self.argument(tool, argument).is_some_and(|id| self.schemas.takes_file(id))
    }

    /// Whether text that a model gives for this argument is base64 of bytes.
    pub(crate) fn is_base64(&self, tool: &Tool, argument: &str) -> bool {
        let schema = self.argument(tool, argument).map(|id| self.schemas.get(self.schemas.behind(id)));
        schema.is_some_and(|schema| matches!(schema.kind, Kind::Text { base64: true, .. }))
    }

    pub(crate) fn lens(&self, tool: usize, dialect: &'static Dialect) -> Arc<Lens> {
        let mut lenses = self.lenses.lock().unwrap_or_else(PoisonError::into_inner);
        let root = self.tools.get(tool).map_or(usize::MAX, |tool| tool.arguments);
        Arc::clone(
            lenses.entry((tool, dialect.name)).or_insert_with(|| Arc::new(Lens::new(&self.schemas, root, dialect))),
        )
    }

    /// What a call means, for the model's next try if it means nothing.
    ///
    /// # Errors
    /// Everything that is wrong with the call, at once.
    pub fn decode(&self, dialect: &'static Dialect, call: &RawCall) -> Result<Decoded, Fixable> {
        let Some(i) = self.tools.iter().position(|tool| tool.name == call.name) else {
            let near = nearest(&call.name, self.tools.iter().map(|tool| tool.name.as_str())).map(str::to_owned);
            let problem = format!("there is no tool `{}`", call.name);
            return Err(Fixable {
                violations: vec![Violation { path: String::new(), problem, nearest: near }],
                message: None,
            });
        };
        let lens = self.lens(i, dialect);
        let (given, mut repairs) = match self.tools.get(i) {
            Some(tool) => unwrapped(tool, &lens, &call.arguments)?,
            None => (call.arguments.clone(), Vec::new()),
        };
        let read = decode::read(&lens, &given);
        repairs.extend(read.repairs);
        let (arguments, complete) = match read.value {
            Some(Value::Object(arguments)) => (arguments, read.violations.is_empty()),
            Some(_) | None => (Map::new(), false),
        };
        match complete {
            true => Ok(Decoded { name: call.name.clone(), arguments, repairs, key: inputs::key() }),
            false => Err(Fixable { violations: read.violations, message: None }),
        }
    }

    /// The parts of a call, for the types that were generated for it.
    #[doc(hidden)]
    pub fn parts(&self, call: &Decoded) -> Result<Parts, Fixable> {
        let tool = self.tool(&call.name).ok_or_else(|| self.unknown(call))?;
        let trees = inputs::trees(self, tool, call).map_err(|reason| Fixable::one("", reason))?;
        Ok(Parts(trees))
    }

    /// Says that a call is of no tool of this set.
    #[doc(hidden)]
    pub fn unknown(&self, call: &Decoded) -> Fixable {
        Fixable::one("", format!("there is no tool `{}`", call.name))
    }

    /// A call of `tool` as a model of the dialect would make it: the way back of [`Toolset::decode`]. Nothing if the arguments
    /// are none of that tool.
    pub fn encode(&self, dialect: &'static Dialect, tool: &str, arguments: &Map<String, Value>) -> Option<Value> {
        let i = self.tools.iter().position(|other| other.name == tool)?;
        encode::write(&self.lens(i, dialect), &Value::Object(arguments.clone()))
    }
}

fn tool(json: &Value, operation: &'static Operation, schemas: &mut Schemas) -> Result<Tool, ToolError> {
    let word = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let is = |key: &str| json.get(key).and_then(Value::as_bool).unwrap_or_default();
    let missing = |key: &str| ToolError::new(format!("a tool without `{key}`"));
    let name = Some(word("name")).filter(|name| !name.is_empty()).ok_or_else(|| missing("name"))?;
    let effect = Effect::named(word("effect")).ok_or_else(|| missing("effect"))?;
    let arguments = schemas.read(json.get("arguments").ok_or_else(|| missing("arguments"))?)?;
    let inputs = json.get("inputs").and_then(Value::as_object).into_iter().flatten();
    let inputs = inputs.map(|(key, place)| Ok((key.clone(), to(place)?)));
    let list = |key: &str| json.get(key).and_then(Value::as_array).into_iter().flatten();
    let hidden = list("hidden").map(|hidden| {
        let word = |key: &str| hidden.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Hidden {
            name: word("name"),
            rule: word("rule"),
            to: to(hidden.get("to").unwrap_or(&Value::Null))?,
            required: hidden.get("required").and_then(Value::as_bool).unwrap_or_default(),
            constant: hidden.get("value").cloned(),
            most: hidden.get("most").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok()),
        })
    });
    Ok(Tool {
        name: name.to_owned(),
        title: word("title").to_owned(),
        description: word("description").to_owned(),
        request: word("request").to_owned(),
        tag: json.get("tag").and_then(Value::as_str).map(str::to_owned),
        effect,
        idempotent: is("idempotent"),
        operation,
        arguments,
        inputs: inputs.collect::<Result<_, ToolError>>()?,
        hidden: hidden.collect::<Result<_, ToolError>>()?,
        body_required: is("body_required"),
    })
}

fn to(place: &Value) -> Result<To, ToolError> {
    let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
    let found = match place.as_object().and_then(|members| members.iter().next()) {
        Some((key, Value::Array(places))) if key == "path" => {
            places.iter().map(number).collect::<Option<_>>().map(To::Path)
        }
        Some((key, row)) if key == "row" => number(row).map(To::Row),
        Some((key, Value::String(field))) if key == "body" => Some(To::Field(field.clone())),
        Some((key, Value::Null)) if key == "body" => Some(To::Body),
        Some(_) | None => None,
    };
    found.ok_or_else(|| ToolError::new(format!("`{place}` is no place for an argument")))
}

impl Effect {
    /// `read`
    pub fn name(self) -> &'static str {
        match self {
            Effect::Read => "read",
            Effect::Create => "create",
            Effect::Update => "update",
            Effect::Delete => "delete",
            Effect::Act => "act",
        }
    }

    fn named(name: &str) -> Option<Effect> {
        [Effect::Read, Effect::Create, Effect::Update, Effect::Delete, Effect::Act]
            .into_iter()
            .find(|effect| effect.name() == name)
    }
}

impl fmt::Debug for Toolset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Toolset")
            .field("tools", &self.tools.len())
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
