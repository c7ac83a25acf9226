"""Arguments for a tool, drawn from its own schema by hypothesis-jsonschema: the same ones each time, and small.

Before that the schema is made narrower, never wider: references are written out and end where a schema comes back to itself,
texts are short and printable, formats become a few known values, numbers keep to what programs in any language can hold.
"""

import json
import re

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis_jsonschema import from_schema
from jsonschema import Draft202012Validator

FORMATS = {
    "date-time": ["2024-02-29T12:30:00Z", "1999-12-31T23:59:59.5+02:00"],
    "date": ["2024-02-29", "1999-12-31"],
    "time": ["12:30:00Z", "23:59:59+02:00"],
    "duration": ["P1DT2H", "PT90S"],
    "uuid": ["6f1c7a3e-1b2c-4d5e-8f90-0123456789ab"],
    "uri": ["https://example.com/a?b=c"],
    "url": ["https://example.com/a?b=c"],
    "email": ["ada@example.com"],
    "ipv4": ["192.0.2.7"],
    "ipv6": ["2001:db8::7"],
    "hostname": ["example.com"],
    "decimal": ["12.50", "-3"],
    "byte": ["aGVsbG8="],
}
# Starts with a letter: neither a number nor a step in a path.
PLAIN = r"\A[A-Za-z][A-Za-z0-9 _&=+%%.-]{%d,%d}\Z"
LARGEST = {"integer": 2**53 - 1, "number": 10**9}
# What may be anything.
ANY = ["text", 7, True, {"a": [1, "b"]}, ["c"]]
DEEP = 5


class Nothing(Exception):
    """No value that ends."""


def narrow(node, defs, within=(), depth=0):
    """The schema in the words of draft 7, or `Nothing`."""
    if not isinstance(node, dict) or not node.keys() - {"description", "default", "examples", "title"}:
        return {"enum": ANY}
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        if name in within:
            raise Nothing
        return narrow(defs[name], defs, (*within, name), depth)
    if "anyOf" in node:
        return {"anyOf": some(node["anyOf"], lambda arm: narrow(arm, defs, within, depth))}
    if "enum" in node:
        return {"enum": node["enum"]}
    types = node["type"] if isinstance(node["type"], list) else [node["type"]]
    arms = some(types, lambda kind: typed(kind, node, defs, within, depth))
    return arms[0] if len(arms) == 1 else {"anyOf": arms}


def some(arms, make):
    made = []
    for arm in arms:
        try:
            made.append(make(arm))
        except Nothing:
            continue
    if not made:
        raise Nothing
    return made


def typed(kind, node, defs, within, depth):
    if kind == "string":
        return text(node)
    if kind in LARGEST:
        most = {"int32": 2**31 - 1, "uint32": 2**32 - 1}.get(node.get("format"), LARGEST[kind])
        limits = {key: node[key] for key in ("exclusiveMinimum", "exclusiveMaximum", "multipleOf") if key in node}
        return {"type": kind, "minimum": max(node.get("minimum", -most), -most), "maximum": min(node.get("maximum", most), most), **limits}
    if kind == "array":
        return elements(node, defs, within, depth)
    if kind == "object":
        return members(node, defs, within, depth)
    return {"type": kind}


def text(node):
    least, most = node.get("minLength", 0), node.get("maxLength")
    if node.get("contentEncoding") == "base64":
        return {"enum": FORMATS["byte"]}
    if node.get("format") in FORMATS:
        return {"enum": FORMATS[node["format"]]}
    if "pattern" in node:
        # As JavaScript reads it: digits of ASCII, and an end that is the end.
        pattern = node["pattern"].replace(r"\d", "[0-9]" if "[" not in node["pattern"] else "0-9").replace(r"\w", "A-Za-z0-9_" if "[" in node["pattern"] else "[A-Za-z0-9_]")
        pattern = re.sub(r"(?<!\\)\$$", r"\\Z", pattern)
        try:
            re.compile(pattern)
        except re.error:
            raise Nothing from None
        limits = {key: node[key] for key in ("minLength", "maxLength") if key in node}
        return {"type": "string", "pattern": pattern, **limits}
    if most == 0:
        return {"enum": [""]}
    least = max(least, 1)
    return {"type": "string", "pattern": PLAIN % (least - 1, max(least, min(most or 12, least + 11)) - 1)}


def elements(node, defs, within, depth):
    if "prefixItems" in node:
        items = [narrow(item, defs, within, depth + 1) for item in node["prefixItems"]]
        return {"type": "array", "items": items, "additionalItems": False, "minItems": len(items)}
    least = node.get("minItems", 0)
    most = min(node.get("maxItems", least + 2), least + 2)
    try:
        items = narrow(node.get("items", {}), defs, within, depth + 1)
    except Nothing:
        if least:
            raise
        return {"type": "array", "items": {"type": "boolean"}, "maxItems": 0}
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, **({"uniqueItems": True} if node.get("uniqueItems") else {})}


def members(node, defs, within, depth):
    # What others need is always drawn: with it they may stand.
    needs = [need for names in (node.get("dependentRequired") or {}).values() for need in names]
    required, properties = list(dict.fromkeys([*(node.get("required") or []), *needs])), {}
    for key, member in (node.get("properties") or {}).items():
        if depth >= DEEP and key not in required:
            continue
        try:
            properties[key] = narrow(member, defs, within, depth + 1)
        except Nothing:
            if key in required:
                raise
    out = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    rest = node.get("additionalProperties", False)
    if rest is not False and depth < DEEP:
        try:
            other = narrow(rest, defs, within, depth + 1)
            out |= {"additionalProperties": False, "patternProperties": {r"\A[a-z]{2,6}\Z": other}} if not properties else {}
        except Nothing:
            pass
    limits = {key: node[key] for key in ("minProperties", "maxProperties") if key in node}
    return out | ({"maxProperties": max(3, node.get("minProperties", 0))} if not properties else {}) | limits


def printable(value):
    return all(" " <= letter < "\x7f" for letter in json.dumps(value, ensure_ascii=False))


def arguments(schema, count):
    """A few arguments that the schema takes, the smallest first; none if it takes nothing that ends."""
    try:
        strategy = from_schema(narrow(schema, schema.get("$defs", {})), codec="ascii", allow_x00=False)
    except Nothing:
        return []
    found = []

    @settings(max_examples=count * 6, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(value):
        if printable(value) and value not in found and len(found) < count:
            found.append(value)

    collect()
    valid = Draft202012Validator(schema)
    for value in found:
        # Were it narrowed wrong, the fault would be ours.
        valid.validate(value)
    return found
