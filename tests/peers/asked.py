"""What models can say to an API by its document, read once more and on its own: each parameter, and each field of each body,
is found in what `bindery tools --for model` prints, by its name on the wire, or is one of those that the host fills in.
"""

import collections
import re

from carried import credentials, decode, follow, operations, parameters

HEADERS = {"accept", "content-type", "authorization"}


def arms(document, nodes):
    """The schemas that a value may or must fit, through references and combinations. Each stands here once."""
    found, done, todo = {}, set(), [(node, False) for node in nodes]
    while todo:
        node, part = todo.pop()
        if not isinstance(node, dict) or (id(node), part) in done:
            continue
        done.add((id(node), part))
        found[id(node)] = node
        if isinstance(node.get("$ref"), str):
            todo.append((follow(document, node), part))
        for key in ("anyOf", "oneOf"):
            todo += [(arm, part) for arm in node.get(key) or []]
        todo += [(base, True) for base in node.get("allOf") or []]
        # What a base lists as its kinds may stand for it; not where it is a part of one of them.
        mapping = (node.get("discriminator") or {}).get("mapping") if isinstance(node.get("discriminator"), dict) else None
        for target in [] if part else (mapping or {}).values():
            todo.append((follow(document, {"$ref": target if target.startswith("#") else f"#/components/schemas/{target}"}), part))
    return list(found.values())


def read_only(document, node):
    seen = arms(document, [node]) if isinstance(node, dict) else []
    return any(one.get("readOnly") is True for one in seen)


def members(document, nodes):
    """Fields that a request carries, and what each may be; what only answers have stands in no request."""
    found = collections.defaultdict(list)
    for node in nodes:
        for key, member in (node.get("properties") or {}).items():
            found[key].append(member)
    # In one arm of a union it may be there for reading, and in another for both.
    return {key: list_ for key, list_ in found.items() if not all(read_only(document, member) for member in list_)}


def elements(nodes):
    found = []
    for node in nodes:
        items = node.get("items")
        found += items if isinstance(items, list) else [items]
        found += node.get("prefixItems") or []
        found += [node.get("additionalProperties"), *(node.get("patternProperties") or {}).values()]
    return [one for one in found if isinstance(one, dict)]


class Reading:
    """One document and what was printed of it."""

    def __init__(self, document, model):
        self.document, self.model = document, model
        self.seen, self.tally, self.missing = set(), collections.Counter(), []

    def fields(self, sent, shown, at):
        """Compares what the document lets one send with what a model is shown, as deep as both go."""
        sent, shown = arms(self.document, sent), arms(self.model, shown)
        pair = frozenset(map(id, sent)), frozenset(map(id, shown))
        if pair in self.seen or not sent:
            return
        self.seen.add(pair)
        known = {}
        for node in shown:
            for key, member in (node.get("properties") or {}).items():
                known.setdefault(member.get("x-key", key) if isinstance(member, dict) else key, []).append(member)
        for key, members_ in members(self.document, sent).items():
            self.tally["fields"] += 1
            if key in known:
                self.tally["reachable"] += 1
                self.fields(members_, known[key], f"{at}.{key}")
            else:
                self.missing.append(f"{at}.{key}")
        inner = elements(sent)
        if inner:
            self.fields(inner, elements(shown), f"{at}[]")

    def operation(self, template, item, operation, tool):
        at = tool["request"]
        declared = {(place, name): param for (place, name), param in parameters(self.document, item, operation).items()}
        for name in re.findall(r"\{([^{}]*)\}", template):
            declared.setdefault(("path", name), {"name": name, "in": "path"})
        inputs, properties = tool["inputs"], tool["arguments"]["properties"]
        hidden = {(entry["in"], entry["name"]): entry["rule"] for entry in tool.get("hidden", [])}
        keys = {(place, name.lower()) for place, name in credentials(self.document)}
        asked = {True: [], False: []}
        for (place, name), param in declared.items():
            self.tally["parameters"] += 1
            rule = hidden.get((place, name))
            if place == "header" and name.lower() in HEADERS:
                rule = rule or "said elsewhere"
            elif (place, name.lower()) in keys:
                rule = rule or "credential"
            elif place == "path" and f"{{{name}}}" not in template:
                rule = rule or "not in the path"
            if rule:
                self.tally["hidden"] += 1
                self.tally[f"rule {rule}"] += 1
            else:
                asked[place == "path"].append((place, name, param))
        self.parameters(at, asked[True], [key for key, to in inputs.items() if "path" in to], properties)
        # In the document's order, which is what they count by.
        rows = sorted((to["row"], key) for key, to in inputs.items() if "row" in to)
        self.parameters(at, asked[False], [key for _, key in rows], properties)
        self.body(at, operation, inputs, properties, {name: True for place, name in hidden if place == "body"})

    def parameters(self, at, asked, given, properties):
        """One argument for each: by its name, or, where names are spelled otherwise, by its place among what is left."""
        left = list(given)
        found = {}
        for place, name, _ in asked:
            for key in (name, f"{name}_{place}"):
                if key in left and (place, name) not in found:
                    found[place, name] = key
                    left.remove(key)
        open_ = [(place, name) for place, name, _ in asked if (place, name) not in found]
        spelled = [pair for pair in open_ if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,59}", pair[1]) or len(open_) == len(left)]
        found |= dict(zip(spelled, left)) if len(spelled) == len(left) else {}
        for place, name, param in asked:
            key = found.get((place, name))
            if key is None:
                self.missing.append(f"{at} {place} {name}")
                continue
            self.tally["reachable"] += 1
            content = list((param.get("content") or {}).values())
            schema = param.get("schema") or (follow(self.document, content[0]).get("schema") if content else None)
            if isinstance(schema, dict):
                self.fields([schema], [properties[key]], f"{at} {place} {name}")
        for key in set(left) - set(found.values()):
            self.missing.append(f"{at}: the argument {key} is no parameter")

    def body(self, at, operation, inputs, properties, hidden):
        body = follow(self.document, operation.get("requestBody") or {})
        given = {to["body"]: key for key, to in inputs.items() if "body" in to}
        contents = {media: content.get("schema") for media, content in (body.get("content") or {}).items() if isinstance(content, dict)}
        schemas = {media: schema for media, schema in contents.items() if isinstance(schema, dict)}
        if not body:
            self.missing += [f"{at}: the argument {key} of no body" for key in given.values()]
            return
        if None in given:
            shown = [properties[given[None]]]
        else:
            # As one schema, whose keys are those on the wire.
            shown = [{"properties": {wire: {"anyOf": [properties[key]], "x-key": wire} for wire, key in given.items()} | hidden}]
        # One media type carries the body; the others say the same in another form, or are counted.
        best = None
        for media, schema in schemas.items():
            trial = Reading(self.document, self.model)
            trial.fields([schema], shown, f"{at} {media}")
            if best is None or len(trial.missing) < len(best[1].missing) or (len(trial.missing) == len(best[1].missing) and trial.tally["fields"] > best[1].tally["fields"]):
                best = media, trial
            if not trial.missing and trial.tally["fields"]:
                break
        if best:
            self.tally += best[1].tally
            self.missing += best[1].missing
            self.tally["bodies"] += 1
            self.tally["other media"] += len(schemas) - 1
            free = any(arm.get("additionalProperties") is not False for arm in arms(self.document, [schemas[best[0]]]))
            if not given and not hidden and not best[1].tally["fields"] and free:
                self.missing.append(f"{at}: the body")
        elif contents:
            self.tally["bodies"] += 1
            if not given:
                self.missing.append(f"{at}: the body")


def coverage(document, model):
    """Counts, and what no model could say."""
    reading = Reading(document, model)
    tools = {tool["request"]: tool for tool in model["tools"]}
    count = 0
    for template, method, item, operation in operations(document):
        if not isinstance(operation, dict):
            continue
        count += 1
        request = f"{method.upper()} {template}"
        tool = tools.pop(request, None)
        if tool is None:
            reading.missing.append(f"{request}: no tool")
            continue
        reading.operation(template, item, operation, tool)
    reading.missing += [f"{request}: no operation" for request in tools]
    return {"operations": count, **reading.tally}, reading.missing


def unnoticed(document, model, most=10):
    """Takes one argument away from some tools; gives those where the reading does not miss it."""
    with_arguments = [number for number, tool in enumerate(model["tools"]) if tool["inputs"]]
    for number in with_arguments[:: max(1, len(with_arguments) // most)]:
        tool = model["tools"][number]
        # What is only required and nowhere described is nothing that the reading knows.
        described = [key for key in tool["inputs"] if tool["arguments"]["properties"][key]]
        if not described:
            continue
        lost = described[-1]
        inputs = {key: to for key, to in tool["inputs"].items() if key != lost}
        spoiled = model | {"tools": [*model["tools"][:number], tool | {"inputs": inputs}, *model["tools"][number + 1 :]]}
        if not coverage(document, spoiled)[1]:
            yield f"{tool['request']}: nobody misses {lost}"


def naive(document):
    """What most converters print: parameters and body of each operation with all that they refer to in its place, cut where
    a schema comes back to itself. Gives the tools, and whether one was too large to be written in full."""
    tools, cut = [], 0
    for template, method, item, operation in operations(document):
        if not isinstance(operation, dict):
            continue
        room = [LARGEST]
        properties, required = {}, []
        for (_, name), param in parameters(document, item, operation).items():
            schema = inlined(document, param.get("schema") or {}, (), room)
            properties[name] = schema | ({"description": param["description"]} if "description" in param else {})
            required += [name] if param.get("required") else []
        body = follow(document, operation.get("requestBody") or {})
        content = next(iter((body.get("content") or {}).values()), None)
        if isinstance(content, dict):
            properties["requestBody"] = inlined(document, content.get("schema") or {}, (), room)
            required += ["requestBody"] if body.get("required") else []
        cut += room[0] <= 0
        name = operation.get("operationId") or f"{method}_{re.sub('[^A-Za-z0-9]+', '_', template)}"
        said = operation.get("description") or operation.get("summary") or ""
        tools.append({"name": name, "description": said, "parameters": {"type": "object", "properties": properties, "required": required}})
    return tools, cut


# Nodes of one naive tool at most: some would fill the disk.
LARGEST = 300_000


def inlined(document, node, within, room):
    room[0] -= 1
    if room[0] <= 0:
        return {}
    if isinstance(node, list):
        return [inlined(document, member, within, room) for member in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        if reference in within:
            return {"type": "object"}
        return inlined(document, follow(document, {"$ref": reference}) if not reference.startswith("#") else step(document, reference), (*within, reference), room)
    return {key: inlined(document, member, within, room) for key, member in node.items()}


def step(document, reference):
    for part in reference[2:].split("/"):
        part = decode(part).replace("~1", "/").replace("~0", "~")
        document = document[int(part)] if isinstance(document, list) else document.get(part, {})
    return document
