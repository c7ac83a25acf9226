"""What each provider takes as a tool, by its own packages where they tell, and by the rules that it publishes: its names,
its keywords, its sizes. Each function takes a list of definitions as `bindery tools` prints them and gives what is wrong.
"""

import collections
import functools
import json
import re

from anthropic.lib._parse._transform import transform_schema
from anthropic.types import ToolParam
from google.genai import types as genai
from jsonschema import Draft202012Validator
from mcp.shared.tool_name_validation import validate_tool_name
from mcp_types import _v2025_11_25, _v2026_07_28
from ollama import Tool as OllamaTool
from pydantic import TypeAdapter

ANTHROPIC = TypeAdapter(ToolParam)
# What the server of Ollama keeps of a schema; it drops the rest in silence.
KEPT_BY_OLLAMA = {"anyOf", "type", "items", "description", "enum", "properties", "required"}
# What its client for Python keeps below the root, which is less: a fault of that client, said in the figures.
KEPT_BY_OLLAMA_PYTHON = {"type", "items", "description", "enum"}
# What the grammars of Anthropic take.
ANTHROPIC_STRICT = {"type", "enum", "const", "anyOf", "allOf", "$ref", "$defs", "default", "required", "properties", "additionalProperties", "items", "format", "minItems", "pattern", "description", "title"}
STRICT_TOOLS, STRICT_OPTIONAL, STRICT_UNIONS = 20, 24, 16


def walk(node, at="#", depth=0):
    """Each schema in a schema, with its place and the objects around it; references are not followed."""
    if not isinstance(node, dict):
        return
    yield at, node, depth
    below = depth + ("properties" in node)
    for key in ("properties", "$defs"):
        for name, member in (node.get(key) or {}).items():
            yield from walk(member, f"{at}/{key}/{name}", below if key == "properties" else depth)
    for key in ("items", "additionalProperties"):
        yield from walk(node.get(key), f"{at}/{key}", below)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for number, member in enumerate(node.get(key) or []):
            yield from walk(member, f"{at}/{key}/{number}", depth)


def alone(node):
    """A schema without those in it, as text: what says nothing about what is inside can be asked of each once."""
    out = dict(node)
    for key in ("properties", "$defs"):
        if isinstance(node.get(key), dict):
            out[key] = dict.fromkeys(node[key], {"type": "string"})
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            out[key] = {"type": "string"}
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        if isinstance(node.get(key), list):
            out[key] = [{"type": "string"} for _ in node[key]]
    if isinstance(node.get("description"), str):
        out["description"] = "Said."
    return json.dumps(out, sort_keys=True)


@functools.cache
def no_schema(text):
    try:
        Draft202012Validator.check_schema(json.loads(text))
    except Exception as error:  # noqa: BLE001: whatever it says is a fault
        return str(error)[:200]
    return None


@functools.cache
def lost_by_gemini(text):
    """The SDK's way to the service's own kind of schema: whether something does not get through."""
    try:
        read = genai.JSONSchema.model_validate(json.loads(text))
        genai.Schema.from_json_schema(json_schema=read, raise_error_on_unsupported_field=True)
    except Exception as error:  # noqa: BLE001
        return str(error)[:200]
    return None


def types_of(node):
    found = node.get("type", [])
    return found if isinstance(found, list) else [found]


def common(name, description, schema):
    """What holds for all."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,55}", name):
        yield f"the name {name!r}"
    if not description or len(description) > 1024 + 16:
        yield f"a description of {len(description or '')} characters"
    for at, node, _ in walk(schema):
        fault = no_schema(alone(node))
        if fault:
            yield f"{at}: no JSON Schema: {fault}"
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
        yield "the root is no object with properties"
    if schema.keys() & {"anyOf", "oneOf", "allOf", "enum", "not"}:
        yield "the root is a union"
    defs, used = schema.get("$defs", {}), set()
    for at, node, _ in walk(schema):
        if "$ref" in node:
            target = node["$ref"].removeprefix("#/$defs/")
            used.add(target)
            if target not in defs:
                yield f"{at}: {node['$ref']} is not there"
        if "array" in types_of(node) and not node.keys() & {"items", "prefixItems"}:
            yield f"{at}: a list without items"
        if "object" in types_of(node) and "properties" not in node:
            yield f"{at}: an object without properties"
        missing = set(node.get("required") or []) - (node.get("properties") or {}).keys()
        if missing:
            yield f"{at}: required but no property: {sorted(missing)}"
        for key in node.get("properties") or {}:
            # What all of them take.
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", key):
                yield f"{at}: the key {key!r}"
        if len(node.get("enum") or [0]) == 0:
            yield f"{at}: no value is allowed"
    if defs.keys() - used:
        yield f"nothing refers to {sorted(defs.keys() - used)}"


def openai(tools):
    for tool in tools:
        own = tool["function"]
        yield own["name"], list(common(own["name"], own["description"], own["parameters"])) + list(openai_shape(tool))


def openai_shape(tool):
    own = tool["function"]
    if tool.keys() != {"type", "function"} or tool["type"] != "function":
        yield f"the keys {sorted(tool)}"
    if not isinstance(own.get("strict"), bool):
        yield "`strict` is not said"
    if own.get("strict"):
        yield from openai_sizes(own["parameters"])


def openai_sizes(schema):
    properties = constants = characters = deepest = 0
    for at, node, depth in walk(schema):
        deepest = max(deepest, depth + ("properties" in node))
        names = [*(node.get("properties") or {}), *(node.get("$defs") or {})]
        properties += len(node.get("properties") or {})
        listed = node.get("enum") or []
        constants += len(listed)
        characters += sum(map(len, names)) + sum(len(str(value)) for value in listed + [node.get("const", "")])
        texts = [value for value in listed if isinstance(value, str)]
        if len(texts) > 250 and sum(map(len, texts)) > 15_000:
            yield f"{at}: {len(texts)} constants of {sum(map(len, texts))} characters"
    for what, found, most in [("properties", properties, 5_000), ("levels", deepest, 10), ("constants", constants, 1_000), ("characters", characters, 120_000)]:
        if found > most:
            yield f"{found} {what}, more than {most}"


def anthropic(tools):
    sums = collections.Counter()
    for tool in tools:
        schema, faults = tool["input_schema"], []
        faults += common(tool["name"], tool["description"], schema)
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", tool["name"]):
            faults.append("the name")
        try:
            ANTHROPIC.validate_python(tool)
        except ValueError as error:
            faults.append(f"the SDK's type: {str(error)[:200]}")
        unknown = tool.keys() - ToolParam.__annotations__.keys()
        faults += [f"the keys {sorted(unknown)}"] if unknown else []
        if tool.get("strict"):
            faults += anthropic_strict(schema)
            sums["tools"] += 1
            for _, node, _ in walk(schema):
                sums["optional"] += len((node.get("properties") or {}).keys() - set(node.get("required") or []))
                sums["unions"] += "anyOf" in node or len(types_of(node)) > 1
            for what, most in [("tools", STRICT_TOOLS), ("optional", STRICT_OPTIONAL), ("unions", STRICT_UNIONS)]:
                if sums[what] > most:
                    faults.append(f"with it {sums[what]} {what} are strict, more than {most}")
        yield tool["name"], faults


def anthropic_strict(schema):
    try:
        plain = without_types(schema)
        found = transform_schema(plain)
        if found != plain:
            yield f"the SDK's converter changes it: {differs(plain, found)}"
    except Exception as error:  # noqa: BLE001
        yield f"the SDK's converter refuses it: {error}"
    for at, node, _ in walk(schema):
        if node.keys() - ANTHROPIC_STRICT:
            yield f"{at}: {sorted(node.keys() - ANTHROPIC_STRICT)} in a strict tool"
        if "object" in types_of(node) and node.get("additionalProperties") is not False:
            yield f"{at}: an open object in a strict tool"
    if recursive(schema):
        yield "recursion in a strict tool"


def without_types(node):
    """The converter leaves the type of constants out, and knows no lists of types; the documentation has both."""
    if isinstance(node, list):
        return [without_types(member) for member in node]
    if not isinstance(node, dict):
        return node
    out = {key: member if key in ("enum", "required") else without_types(member) for key, member in node.items()}
    if isinstance(node.get("enum"), list):
        out.pop("type", None)
    elif isinstance(node.get("type"), list):
        out["type"] = next(one for one in node["type"] if one != "null")
    return out


def differs(ours, theirs, at="#"):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in [*ours, *theirs]:
            if ours.get(key) != theirs.get(key):
                return differs(ours.get(key), theirs.get(key), f"{at}/{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs)):
            if one != other:
                return differs(one, other, f"{at}/{number}")
    return f"{at}: {str(ours)[:140]} becomes {str(theirs)[:140]}"


def recursive(schema):
    defs = schema.get("$defs", {})
    to = {name: {node["$ref"].removeprefix("#/$defs/") for _, node, _ in walk(member) if "$ref" in node} for name, member in defs.items()}

    def reaches(start):
        seen, todo = set(), list(to.get(start, ()))
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += to.get(name, ())
        return start in seen

    return any(map(reaches, to))


def gemini(tools):
    for tool in tools:
        try:
            genai.Tool.model_validate(tool)
            said = None
        except ValueError as error:
            said = f"the SDK's type: {str(error)[:200]}"
        for own in tool["functionDeclarations"]:
            schema, faults = own["parametersJsonSchema"], [said] if said else []
            faults += common(own["name"], own["description"], schema)
            try:
                genai.JSONSchema.model_validate(schema)
                genai.FunctionDeclaration(name=own["name"], description=own["description"], parameters_json_schema=schema)
            except ValueError as error:
                faults.append(f"the SDK: {str(error)[:200]}")
            known = {field.alias or name for name, field in genai.JSONSchema.model_fields.items()}
            known = {re.sub("_([a-z])", lambda letter: letter[1].upper(), name) for name in known}
            for at, node, _ in walk(schema):
                lost = lost_by_gemini(alone(node))
                if lost:
                    faults.append(f"{at}: the SDK: {lost}")
                if node.keys() - known:
                    faults.append(f"{at}: {sorted(node.keys() - known)}")
                if node.keys() & {"$ref", "$defs", "additionalProperties", "oneOf", "allOf", "prefixItems"}:
                    faults.append(f"{at}: {sorted(node)}")
                if any(not isinstance(value, (str, type(None))) for value in node.get("enum") or []):
                    faults.append(f"{at}: constants that are no texts")
            yield own["name"], faults


def mcp(tools):
    try:
        _v2025_11_25.ListToolsResult.model_validate({"tools": tools})
        _v2026_07_28.ListToolsResult.model_validate({"tools": tools, "ttlMs": 60_000, "cacheScope": "private", "resultType": "complete"})
    except ValueError as error:
        yield "all", [f"the SDK's types: {str(error)[:400]}"]
    for tool in tools:
        faults = list(common(tool["name"], tool["description"], tool["inputSchema"]))
        named = validate_tool_name(tool["name"])
        faults += named.warnings if named.warnings or named.is_valid else ["the name"]
        hints = {"title", "readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
        if tool.get("annotations", {}).keys() != hints:
            faults.append(f"hints: {tool.get('annotations')}")
        faults += [f"{at}: {node['$ref']} is elsewhere" for at, node, _ in walk(tool["inputSchema"]) if not node.get("$ref", "#").startswith("#")]
        yield tool["name"], faults


def ollama(tools):
    for tool in tools:
        own = tool["function"]
        faults = list(common(own["name"], own["description"], own["parameters"]))
        if tool.keys() != {"type", "function"} or own.keys() != {"name", "description", "parameters"}:
            faults.append(f"the keys {sorted(tool)}, {sorted(own)}")
        for at, node, _ in walk(own["parameters"]):
            if node.keys() - KEPT_BY_OLLAMA:
                faults.append(f"{at}: {sorted(node.keys() - KEPT_BY_OLLAMA)}")
        try:
            kept = OllamaTool.model_validate(tool).model_dump(exclude_none=True)
            if kept != kept_by_python(tool):
                faults.append(f"its client loses {differs(kept_by_python(tool), kept)}")
        except ValueError as error:
            faults.append(f"its client refuses it: {str(error)[:200]}")
        yield own["name"], faults


def kept_by_python(tool):
    """What the client for Python can keep: below the arguments it knows four keywords, within `items` all."""
    own = tool["function"]
    parameters = own["parameters"]
    properties = {key: {name: member for name, member in node.items() if name in KEPT_BY_OLLAMA_PYTHON} for key, node in parameters["properties"].items()}
    return {"type": "function", "function": own | {"parameters": parameters | {"properties": properties}}}


CHECKS = {"openai": openai, "openai-strict": openai, "anthropic": anthropic, "gemini": gemini, "mcp": mcp, "ollama": ollama}
