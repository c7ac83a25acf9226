"""Prints a model's types twice: with serde's derives, and as tables of the runtime."""

import json

NAMES = {"str": "String", "i64": "i64", "i32": "i32", "f64": "f64", "bool": "bool"}
GENERIC = {"list": "Vec<{}>", "opt": "Option<{}>", "box": "Box<{}>"}


def lit(text):
    return json.dumps(text, ensure_ascii=False).replace("\\b", "\\x08").replace("\\f", "\\x0c")


def variant(i, value):
    return f"V{i}" + "".join(c for c in str(value).title() if c.isascii() and c.isalnum())


def spell(kind, names):
    if kind[0] == "ref":
        return names.get(kind[1], kind[1])
    if kind[0] in GENERIC:
        return GENERIC[kind[0]].format(spell(kind[1], names))
    return names["map"].format(spell(kind[1], names)) if kind[0] == "map" else NAMES.get(kind[0]) or names["any"]


def field_type(field, names):
    inner = spell(field["type"], names)
    wraps = (not field["required"]) + field["nullable"]
    return "Option<" * wraps + inner + ">" * wraps


def tables(model):
    names = {"any": "Any", "map": "Map<{}>"}
    out = ["use bindery_runtime::codec::{Any, Extra, Map};\n"]
    for name, one in model.defs.items():
        if one["is"] == "record":
            fields = "".join(f"    pub {f['rust']}: {field_type(f, names)},\n" for f in one["fields"])
            out.append(f"pub struct {name} {{\n{fields}    pub extra: Extra,\n}}\nbindery_runtime::record! {{ {name} {{\n")
            for i, f in enumerate(one["fields"]):
                flags = " required" * f["required"] + " nullable" * f["nullable"]
                out.append(f"    {i}: {f['rust']} = {lit(f['key'])}{flags};\n")
        elif one["is"] == "union":
            arms = [(f"V{i}", arm) for i, arm in enumerate(one["arms"])]
            rows = "".join(f"    {v}({spell(arm['type'], names)}),\n" for v, arm in arms)
            out.append(f"pub enum {name} {{\n{rows}    Unknown(Any),\n}}\nbindery_runtime::union! {{ {name} {lit(one['tag'])} {{\n")
            for i, (v, arm) in enumerate(arms):
                tags = f"[{' '.join(map(lit, arm['tags']))}] " if one["tag"] else ""
                out.append(f"    {i}: {v} {tags}{' '.join(sorted(arm['kinds']))};\n")
        else:
            macro, unknown = ("choice", "String") if one["is"] == "choice" else ("int_choice", "i64")
            rows = "".join(f"    {variant(i, v)},\n" for i, v in enumerate(one["values"]))
            out.append(f"pub enum {name} {{\n{rows}    Unknown({unknown}),\n}}\nbindery_runtime::{macro}! {{ {name} {{\n")
            for i, v in enumerate(one["values"]):
                out.append(f"    {i}: {variant(i, v)} = {lit(v)};\n")
        out.append("} }\n")
    return "".join(out) + roots(model, "tables_root.rs")


def derive(model, flatten=False):
    names = {"any": "serde_json::Value", "map": "std::collections::BTreeMap<String, {}>"}
    unions = [one for one in model.defs.values() if one["is"] == "union"]
    tagged = [one for one in unions if one["tag"] and not any(arm["numeric"] for arm in one["arms"])]
    # serde takes the tag away before the arm sees it, so the arm's record must not ask for it.
    eaten = {(arm["type"][-1][-1] if arm["type"][0] == "box" else arm["type"][1], one["tag"]) for one in tagged for arm in one["arms"]}
    out = ["use serde::{Deserialize, Serialize};\n"]
    for name, one in model.defs.items():
        if one["is"] == "ints":
            out.append(ints(name, one["values"]))
            continue
        out.append("#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n")
        if one["is"] == "record":
            out.append(f"pub struct {name} {{\n")
            for f in one["fields"]:
                if (name, f["key"]) in eaten:
                    continue
                more = "" if f["required"] else ', default, skip_serializing_if = "Option::is_none"'
                more += "" if f["required"] or not f["nullable"] else ', deserialize_with = "crate::double"'
                out.append(f"    #[serde(rename = {lit(f['key'])}{more})]\n    pub {f['rust']}: {field_type(f, names)},\n")
            if flatten:
                out.append("    #[serde(flatten)]\n    pub extra: std::collections::BTreeMap<String, serde_json::Value>,\n")
        elif one["is"] == "union":
            is_tagged = any(one is other for other in tagged)
            out.append(f"#[serde(tag = {lit(one['tag'])})]\n" if is_tagged else "#[serde(untagged)]\n")
            out.append(f"pub enum {name} {{\n")
            for i, arm in enumerate(one["arms"]):
                if is_tagged:
                    first, *others = arm["tags"]
                    out.append(f"    #[serde(rename = {lit(first)}{''.join(f', alias = {lit(o)}' for o in others)})]\n")
                out.append(f"    V{i}({spell(arm['type'], names)}),\n")
        else:
            rows = (f"    #[serde(rename = {lit(v)})]\n    {variant(i, v)},\n" for i, v in enumerate(one["values"]))
            out.append(f"pub enum {name} {{\n{''.join(rows)}    #[serde(other)]\n    Unknown,\n")
        out.append("}\n")
    return "".join(out) + roots(model, "derive_root.rs")


def ints(name, values):
    """An enum of integers, which serde has no derive for."""
    rows = [(variant(i, v), v) for i, v in enumerate(values)]
    return (
        "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n"
        f'#[serde(from = "i64", into = "i64")]\npub enum {name} {{\n' + "".join(f"    {v},\n" for v, _ in rows) + "    Unknown(i64),\n}\n"
        f"impl From<i64> for {name} {{\n    fn from(int: i64) -> Self {{\n        match int {{\n"
        + "".join(f"            {int} => Self::{v},\n" for v, int in rows) + "            _ => Self::Unknown(int),\n        }\n    }\n}\n"
        f"impl From<{name}> for i64 {{\n    fn from(value: {name}) -> i64 {{\n        match value {{\n"
        + "".join(f"            {name}::{v} => {int},\n" for v, int in rows) + f"            {name}::Unknown(int) => int,\n        }}\n    }}\n}}\n"
    )


def roots(model, template):
    """One decode and one encode function per component, as operations would have them."""
    rows = "".join(f"root! {{ m{i} {name} }}\n" for i, name in enumerate(model.roots))
    return f'include!(concat!(env!("CODEC_BENCH"), "/{template}"));\n{rows}'
