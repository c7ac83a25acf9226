//! What schemas say together: references followed, `allOf` merged, one arm chosen of each `oneOf` and `anyOf`.

use crate::random::Random;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Keyword objects that all hold.
#[derive(Default)]
pub(crate) struct View<'d> {
    pub(crate) leaves: Vec<&'d Map<String, Value>>,
    /// Values of tags, by property, as discriminators have them.
    pub(crate) tags: BTreeMap<String, String>,
    steps: usize,
}

/// Which component a schema stands for.
#[derive(Clone, Copy)]
struct Stand<'d> {
    component: Option<&'d str>,
    /// In an `allOf` of that component.
    member: bool,
    /// In a component that the `allOf` refers to.
    inherited: bool,
}

impl<'d> Stand<'d> {
    fn of(component: Option<&'d str>) -> Stand<'d> {
        Stand { component, member: false, inherited: false }
    }
}

/// Chooses arms: the given one first, then the first or a random one.
pub(crate) struct Chooser<'a> {
    pub(crate) random: &'a mut Random,
    pub(crate) first: Option<usize>,
    pub(crate) simple: bool,
}

impl Chooser<'_> {
    pub(crate) fn pick(&mut self, of: usize) -> usize {
        match self.first.take() {
            Some(first) => first % of.max(1),
            None if self.simple => 0,
            None => self.random.below(of),
        }
    }
}

impl<'d> View<'d> {
    /// Of schemas that all hold; `None`: nothing can be valid, or they lead back to themselves.
    pub(crate) fn of(root: &'d Value, schemas: &[&'d Value], chooser: &mut Chooser<'_>) -> Option<View<'d>> {
        let mut view = View::default();
        // What says more comes last: the `resource` of a child after that of its base.
        for schema in schemas.iter().rev() {
            view.expand(root, schema, Stand::of(None), chooser)?;
        }
        Some(view)
    }

    fn expand(&mut self, root: &'d Value, schema: &'d Value, stand: Stand<'d>, by: &mut Chooser<'_>) -> Option<()> {
        self.steps += 1;
        let Value::Object(members) = schema else { return (schema != &Value::Bool(false)).then_some(()) };
        if self.steps > 400 {
            return None;
        }
        self.leaves.push(members);
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            let (target, name) = follow(root, reference)?;
            let inherits = stand.member && stand.component.is_some();
            let stand = if inherits { Stand { inherited: true, ..stand } } else { Stand::of(name) };
            self.expand(root, target, stand, by)?;
        }
        for member in members.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.expand(root, member, Stand { member: true, ..stand }, by)?;
        }
        let tag = members.get("discriminator").filter(|tag| tag["propertyName"].is_string());
        for key in ["oneOf", "anyOf"] {
            let Some(arms) = members.get(key).and_then(Value::as_array).filter(|arms| !arms.is_empty()) else {
                continue;
            };
            let arm = &arms[by.pick(arms.len())];
            if let (Some(tag), Some(reference)) = (tag, arm["$ref"].as_str()) {
                self.tagged(tag, reference);
            }
            self.expand(root, arm, Stand::of(None), by)?;
        }
        match tag {
            Some(tag) if !members.contains_key("oneOf") && !members.contains_key("anyOf") => {
                self.family(root, tag, stand, by)
            }
            _ => Some(()),
        }
    }

    /// A discriminator on a base: a child tags itself, the base itself is one of its children.
    fn family(&mut self, root: &'d Value, tag: &'d Value, stand: Stand<'d>, by: &mut Chooser<'_>) -> Option<()> {
        let component = stand.component?;
        if stand.inherited {
            self.tagged(tag, &format!("#/components/schemas/{component}"));
            return Some(());
        }
        if tag["propertyName"].as_str().is_some_and(|property| self.tags.contains_key(property)) {
            return Some(());
        }
        let mapped: Vec<&'d str> =
            tag["mapping"].as_object().into_iter().flatten().filter_map(|(_, to)| to.as_str()).collect();
        let children =
            if mapped.is_empty() { children(root, component) } else { mapped.iter().map(|to| full(to)).collect() };
        if children.is_empty() {
            return Some(());
        }
        let child = &children[by.pick(children.len())];
        self.tagged(tag, child);
        let (target, name) = follow(root, child)?;
        match name == Some(component) {
            true => Some(()),
            false => self.expand(root, target, Stand::of(name), by),
        }
    }

    /// Notes the tag of what `reference` leads to: its key in the mapping, else its name.
    fn tagged(&mut self, tag: &Value, reference: &str) {
        let (Some(property), Some(name)) = (tag["propertyName"].as_str(), reference.rsplit('/').next()) else { return };
        let mapping = tag["mapping"].as_object().into_iter().flatten();
        let key = mapping.filter_map(|(key, to)| Some((key, to.as_str()?))).find(|(_, to)| full(to) == full(reference));
        let value = key.map_or_else(|| name.to_owned(), |(key, _)| key.clone());
        self.tags.entry(property.to_owned()).or_insert(value);
    }

    /// The values of a keyword in all leaves.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &'d Value> {
        self.leaves.iter().filter_map(|leaf| leaf.get(key)).collect::<Vec<_>>().into_iter()
    }

    /// The greatest number that a keyword has.
    pub(crate) fn most(&self, key: &str) -> Option<f64> {
        self.all(key).filter_map(Value::as_f64).max_by(f64::total_cmp)
    }

    /// The least number that a keyword has.
    pub(crate) fn least(&self, key: &str) -> Option<f64> {
        self.all(key).filter_map(Value::as_f64).min_by(f64::total_cmp)
    }

    /// The kinds of JSON that are allowed.
    pub(crate) fn kinds(&self) -> Vec<&'d str> {
        let mut kinds: Option<Vec<&str>> = None;
        for said in self.all("type") {
            let said: Vec<&str> = match said {
                Value::String(one) => vec![one],
                Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
                _ => continue,
            };
            kinds = Some(match kinds {
                None => said,
                Some(before) => both(&before, &said),
            });
        }
        kinds.unwrap_or_else(|| self.guessed())
    }

    /// What keywords speak of, where no type is said.
    fn guessed(&self) -> Vec<&'d str> {
        let has = |keys: &[&str]| keys.iter().any(|key| self.leaves.iter().any(|leaf| leaf.contains_key(*key)));
        if has(&["properties", "required", "additionalProperties", "patternProperties", "minProperties"]) {
            vec!["object"]
        } else if has(&["items", "prefixItems", "minItems"]) {
            vec!["array"]
        } else if has(&["minLength", "maxLength", "pattern"]) {
            vec!["string"]
        } else if has(&["minimum", "maximum", "multipleOf"]) {
            vec!["number"]
        } else {
            vec!["object", "string", "integer", "boolean", "array", "number"]
        }
    }
}

fn both<'d>(a: &[&'d str], b: &[&'d str]) -> Vec<&'d str> {
    let mut out: Vec<&str> = a.iter().copied().filter(|kind| b.contains(kind)).collect();
    if out.is_empty()
        && (a.contains(&"integer") || b.contains(&"integer"))
        && (a.contains(&"number") || b.contains(&"number"))
    {
        out.push("integer");
    }
    out
}

/// A mapping may name a component without the way to it.
fn full(reference: &str) -> String {
    if reference.starts_with('#') { reference.to_owned() } else { format!("#/components/schemas/{reference}") }
}

/// The reference to a component.
pub(crate) fn pointer(component: &str) -> String {
    format!("#/components/schemas/{}", component.replace('~', "~0").replace('/', "~1").replace('%', "%25"))
}

/// Where a reference leads, and the component's name if it is one.
pub(crate) fn follow<'d>(root: &'d Value, reference: &str) -> Option<(&'d Value, Option<&'d str>)> {
    let way = reference.strip_prefix('#')?.replace("%25", "%").replace("%20", " ");
    let target = root.pointer(&way)?;
    let key = way.strip_prefix("/components/schemas/").filter(|key| !key.contains('/'));
    let key = key.map(|key| key.replace("~1", "/").replace("~0", "~"));
    let name = key.and_then(|key| root["components"]["schemas"].as_object()?.get_key_value(&key));
    Some((target, name.map(|(name, _)| name.as_str())))
}

/// References to the components whose `allOf` holds one.
fn children(root: &Value, base: &str) -> Vec<String> {
    let reference = pointer(base);
    let refers =
        |schema: &Value| schema["allOf"].as_array().into_iter().flatten().any(|member| member["$ref"] == *reference);
    let schemas = root["components"]["schemas"].as_object().into_iter().flatten();
    schemas.filter(|(_, schema)| refers(schema)).map(|(name, _)| pointer(name)).collect()
}
