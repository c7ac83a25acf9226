"""Types made from a document's component schemas, as much of them as a bench of codecs needs.

A type is a tuple: ("str",) ("i64",) ("f64",) ("bool",) ("any",) ("list", t) ("map", t) ("opt", t) ("box", t) ("ref", name).
A definition is a dict with "is": record, choice, ints or union. What is odd becomes ("any",).
"""

import re

ANY, STR = ("any",), ("str",)
SCALARS = {"string": STR, "number": ("f64",), "boolean": ("bool",)}
KINDS = {"str": "string", "i64": "number", "i32": "number", "f64": "number", "bool": "boolean", "list": "array", "map": "object"}
KINDS |= {"record": "object", "choice": "string", "ints": "number"}


class Model:
    def __init__(self, document, only=""):
        self.schemas = document["components"]["schemas"]
        self.defs, self.aliases, self.taken, self.names = {}, {}, set(), {}
        for name in self.schemas:
            self.names[name] = self.fresh(name)
        for name, schema in self.schemas.items():
            rust = self.names[name]
            made = self.type_of(schema, rust, own=True)
            if made != ("ref", rust):
                self.aliases[rust] = made
        for one in self.defs.values():
            for field in one.get("fields", []):
                field["type"] = self.resolve(field["type"])
                if field["type"][0] == "opt":
                    field["type"], field["nullable"] = field["type"][1], True
            for arm in one.get("arms", []):
                arm["type"] = self.resolve(arm["type"])
                if arm["type"][0] == "opt":
                    arm["type"] = arm["type"][1]
        for one in self.defs.values():
            if one["is"] == "union":
                self.decide(one)
        roots = [rust for name, rust in self.names.items() if re.search(only, name)]
        self.keep(roots)
        self.break_cycles()
        self.measure_heights()
        self.roots = [rust for rust in roots if self.defs.get(rust, {}).get("is") in ("record", "union")]

    def fresh(self, hint):
        words = re.findall("[A-Za-z0-9]+", hint)
        base = name = "T" + "".join(word[0].upper() + word[1:] for word in words)[:80]
        while name in self.taken:
            base, name = base, f"{base}{len(self.taken)}"
        self.taken.add(name)
        return name

    # Reading schemas

    def look(self, schema):
        """Follows references."""
        for _ in range(20):
            ref = schema.get("$ref") if isinstance(schema, dict) else None
            if not ref:
                break
            schema = self.schemas.get(ref.rsplit("/", 1)[-1], {})
        return schema if isinstance(schema, dict) else {}

    def type_of(self, schema, hint, own=False):
        """The type of a schema; `own`: a definition may take the name `hint` as it is."""
        if not isinstance(schema, dict):
            return ANY
        if "$ref" in schema:
            name = self.names.get(schema["$ref"].rsplit("/", 1)[-1])
            return ("ref", name) if name else ANY
        kinds = schema.get("type")
        kinds = [kinds] if isinstance(kinds, str) else list(kinds or [])
        arms = schema.get("oneOf") or schema.get("anyOf") or []
        nulls = [arm for arm in arms if isinstance(arm, dict) and (arm.get("type") == "null" or arm.get("enum") == [None])]
        if schema.get("nullable") or "null" in kinds or nulls:
            plain = {key: value for key, value in schema.items() if key != "nullable"}
            if "null" in kinds:
                kinds = [kind for kind in kinds if kind != "null"]
                plain["type"] = kinds[0] if len(kinds) == 1 else kinds
            for word in ("oneOf", "anyOf"):
                if word in plain:
                    plain[word] = [arm for arm in plain[word] if arm not in nulls]
            inner = self.type_of(plain, hint if not own else hint + "Inner")
            return inner if inner == ANY or inner[0] == "opt" else ("opt", inner)
        if "allOf" in schema and "enum" not in schema and "const" not in schema:
            return self.all_of(schema, hint, own)
        if schema.get("properties"):
            return self.record(schema["properties"], schema.get("required", []), hint, own)
        if arms:
            return self.union(schema, arms, hint, own)
        values = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
        if values:
            return self.choice([value for value in values if value is not None], hint, own)
        kind = kinds[0] if len(kinds) == 1 else None
        if kind == "array" or "items" in schema:
            return ("list", self.type_of(schema.get("items", {}), hint + "Item"))
        further = schema.get("additionalProperties")
        if isinstance(further, dict) and further:
            return ("map", self.type_of(further, hint + "Value"))
        if kind == "integer":
            return ("i32",) if schema.get("format") == "int32" else ("i64",)
        return SCALARS.get(kind, ANY)

    def define(self, hint, own, definition):
        name = hint if own else self.fresh(hint[1:])
        self.defs[name] = definition
        return ("ref", name)

    def all_of(self, schema, hint, own):
        parts = schema["allOf"] + ([schema] if schema.get("properties") else [])
        if len(parts) == 1:
            return self.type_of(parts[0], hint, own)
        properties, required, others = {}, list(schema.get("required", [])), []

        def collect(part):
            part = self.look(part)
            for inner in part.get("allOf", []):
                collect(inner)
            properties.update(part.get("properties") or {})
            required.extend(part.get("required") or [])

        for part in parts:
            before = len(properties)
            collect({key: value for key, value in part.items() if key != "allOf"} if part is schema else part)
            if len(properties) == before and self.look(part).get("type", "object") != "object":
                others.append(part)
        if properties:
            return self.record(properties, required, hint, own)
        return self.type_of(others[0], hint, own) if others else ANY

    def record(self, properties, required, hint, own):
        fields = []
        name = hint if own else self.fresh(hint[1:])
        for i, (key, schema) in enumerate(properties.items()):
            snake = re.sub("[^a-z0-9]+", "_", key.lower()).strip("_")
            kind = self.type_of(schema, f"{name}_{key}")
            field = {"rust": f"{snake}_{i}" if snake[:1].isalpha() else f"f_{i}", "key": key, "required": key in required}
            fields.append(field | {"type": kind, "nullable": False})
        return self.define(name, True, {"is": "record", "fields": fields, "name": name})

    def choice(self, values, hint, own):
        values = list(dict.fromkeys(values)) if all(isinstance(value, (str, int)) for value in values) else []
        if values and all(isinstance(value, str) for value in values):
            return self.define(hint, own, {"is": "choice", "values": values})
        if values and all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            return self.define(hint, own, {"is": "ints", "values": values})
        return ("bool",) if values and all(isinstance(value, bool) for value in values) else ANY

    def union(self, schema, arms, hint, own):
        looked = [self.look(arm) for arm in arms]
        if all("const" in arm or arm.get("enum") for arm in looked):
            return self.choice([value for arm in looked for value in arm.get("enum") or [arm["const"]]], hint, own)
        if all(arm.get("type") == "string" for arm in looked):
            return STR
        if len(arms) == 1:
            return self.type_of(arms[0], hint, own)
        name = hint if own else self.fresh(hint[1:])
        kinds = []
        for i, arm in enumerate(arms):
            kind = self.type_of(arm, f"{name}_V{i}")
            if kind not in [known for known, _ in kinds]:
                kinds.append((kind, arm))
        if len(kinds) == 1 or ANY in [kind for kind, _ in kinds]:
            return kinds[0][0] if len(kinds) == 1 else ANY
        mapping = schema.get("discriminator", {}).get("mapping", {})
        made = []
        for kind, arm in kinds:
            refs = [key for key, to in mapping.items() if kind == ("ref", self.names.get(to.rsplit("/", 1)[-1]))]
            made.append({"type": kind, "tags": refs, "schema": arm.get("$ref", "").rsplit("/", 1)[-1]})
        tag = schema.get("discriminator", {}).get("propertyName", "")
        return self.define(name, True, {"is": "union", "tag": tag, "arms": made, "name": name, "declared": bool(tag)})

    def resolve(self, kind, seen=()):
        """Looks through aliases."""
        if kind[0] == "ref" and kind[1] in self.aliases:
            return ANY if kind[1] in seen else self.resolve(self.aliases[kind[1]], seen + (kind[1],))
        if kind[0] == "ref" and kind[1] not in self.defs:
            return ANY
        if kind[0] in ("list", "map", "opt"):
            inner = self.resolve(kind[1], seen)
            return inner if kind[0] == "opt" and inner[0] in ("opt", "any") else (kind[0], inner)
        return kind

    def keep(self, roots):
        """Drops what no root reaches."""
        seen, todo = set(), [self.resolve(("ref", name)) for name in roots]
        while todo:
            kind = todo.pop()
            if kind[0] == "ref" and kind[1] not in seen:
                seen.add(kind[1])
                one = self.defs[kind[1]]
                todo += [slot["type"] for slot in one.get("fields", []) + one.get("arms", [])]
            elif kind[0] in ("list", "map", "opt"):
                todo.append(kind[1])
        self.defs = {name: one for name, one in self.defs.items() if name in seen}

    # How a union is told apart

    def record_of(self, kind):
        found = self.defs.get(kind[1]) if kind[0] == "ref" else None
        return found if found and found["is"] == "record" else None

    def kinds_of(self, kind, seen=()):
        if kind[0] in ("opt", "box"):
            return self.kinds_of(kind[1], seen)
        if kind == ANY or (kind[0] == "ref" and kind[1] in seen):
            return {"any"}
        found = self.defs.get(kind[1]) if kind[0] == "ref" else None
        if found and found["is"] == "union":
            return set().union(*(self.kinds_of(arm["type"], seen + (kind[1],)) for arm in found["arms"]))
        return {KINDS[found["is"] if found else kind[0]]}

    def constants(self, record, key):
        """The values that a key is always one of."""
        field = next((field for field in record["fields"] if field["key"] == key and field["required"]), None)
        found = self.defs.get(field["type"][1]) if field and field["type"][0] == "ref" else None
        return [str(value) for value in found["values"]] if found and found["is"] in ("choice", "ints") else []

    def decide(self, union):
        arms = union["arms"]
        records = [self.record_of(arm["type"]) for arm in arms]
        for arm in arms:
            arm["kinds"] = self.kinds_of(arm["type"])
        if not all(records):
            union["tag"] = ""
        else:
            tags = [union["tag"]] if union["tag"] else [f["key"] for f in records[0]["fields"]]
            union["tag"] = next((tag for tag in tags if self.tag_with(tag, arms, records, union["declared"])), "")
        overlap = [kind for arm in arms for kind in arm["kinds"]]
        if union["tag"]:
            union["path"] = "tag"
        elif len(overlap) == len(set(overlap)) and "any" not in overlap:
            union["path"] = "kind"
        else:
            union["path"] = "score"

    def tag_with(self, tag, arms, records, declared):
        found = []
        for arm, record in zip(arms, records):
            found.append(arm["tags"] or self.constants(record, tag) or ([arm["schema"]] if declared and arm["schema"] else []))
        flat = [value for values in found for value in values]
        if not all(found) or len(flat) != len(set(flat)):
            return False
        for arm, values, record in zip(arms, found, records):
            arm["tags"] = values
            field = next((f for f in record["fields"] if f["key"] == tag), None)
            of = self.defs.get(field["type"][1], {}) if field and field["type"][0] == "ref" else {}
            arm["numeric"] = of.get("is") == "ints"
        return True

    # Recursion

    def direct(self, one):
        """What lies in a value itself, not behind a pointer."""
        slots = one.get("fields", []) + one.get("arms", [])
        return [(slot, slot["type"][1]) for slot in slots if slot["type"][0] == "ref"]

    def break_cycles(self):
        def reaches(start, goal):
            seen, todo = set(), [start]
            while todo:
                name = todo.pop()
                if name == goal:
                    return True
                if name not in seen:
                    seen.add(name)
                    todo.extend(to for slot, to in self.direct(self.defs[name]))
            return False

        for name, one in self.defs.items():
            for slot, to in self.direct(one):
                if reaches(to, name):
                    slot["type"] = ("box", slot["type"])
                    slot["required"] = False

    def measure_heights(self):
        """How deep the smallest value of each definition is, so that samples end."""
        self.heights = {name: 99 for name in self.defs}
        for _ in range(30):
            for name, one in self.defs.items():
                if one["is"] == "record":
                    needed = [self.height(f["type"]) for f in one["fields"] if f["required"] and not f["nullable"]]
                    self.heights[name] = 1 + max(needed, default=0)
                elif one["is"] == "union":
                    self.heights[name] = 1 + min(self.height(arm["type"]) for arm in one["arms"])
                else:
                    self.heights[name] = 0

    def height(self, kind):
        if kind[0] == "box":
            return self.height(kind[1])
        return self.heights[kind[1]] if kind[0] == "ref" else 0


class Samples:
    """JSON values of a model's types: every optional field or every second one, some levels deep."""

    WORDS = ["parcel", "Grüße aus Graz", "a \"quoted\" word", "2026-11-22T09:00:00Z", "tok_8Zq3LmB2xT0v", "two\nlines of text"]
    WORDS += ["plain text of a usual length, as names and notes have it", "https://example.com/parcels/4711?page=2", "EUR", "open"]
    WORDS += ["7f1c2d9e-52a4-4c1b-9d2f-0b9c1e6a7d55", "Jane Doe", "+43 316 4711", "application/json", "jane@example.com", "19.90"]

    def __init__(self, model, all_fields, budget=300):
        self.model, self.all_fields, self.budget, self.count = model, all_fields, budget, 0
        self.turn = {}

    def make(self, name):
        self.count = 0
        return self.value(("ref", name), 0)

    def value(self, kind, depth):
        self.count += 1
        word = kind[0]
        if word in ("box", "opt"):
            return self.value(kind[1], depth)
        if word == "list":
            return [self.value(kind[1], depth + 1) for _ in range(2 if self.room(depth) else 0)]
        if word == "map":
            return {f"key_{i}": self.value(kind[1], depth + 1) for i in range(2 if self.room(depth) else 0)}
        if word == "ref":
            return getattr(self, self.model.defs[kind[1]]["is"])(kind[1], self.model.defs[kind[1]], depth)
        i = self.count
        scalars = {"str": self.WORDS[i % len(self.WORDS)], "i64": 1_700_000_000 + 7919 * i, "i32": i, "f64": i + 0.25, "bool": i % 2 == 0}
        return scalars.get(word, {"free": [i, "form"]})

    def room(self, depth):
        return depth < 5 and self.count < self.budget

    def record(self, name, one, depth):
        out = {}
        for i, field in enumerate(one["fields"]):
            if field["required"]:
                simple = field["nullable"] and not self.room(depth)
                out[field["key"]] = None if simple else self.value(field["type"], depth + 1)
            elif self.room(depth) and (self.all_fields or i % 2):
                null = field["nullable"] and (i + depth) % 3 == 0
                out[field["key"]] = None if null else self.value(field["type"], depth + 1)
        return out

    def choice(self, name, one, depth):
        return one["values"][self.count % len(one["values"])]

    ints = choice

    def union(self, name, one, depth):
        arms = one["arms"]
        turn = self.turn[name] = self.turn.get(name, -1) + 1
        arm = arms[turn % len(arms)] if self.room(depth) else min(arms, key=lambda arm: self.model.height(arm["type"]))
        value = self.value(arm["type"], depth + 1)
        if one["tag"]:
            tag = int(arm["tags"][0]) if arm["numeric"] else arm["tags"][0]
            value = value | {one["tag"]: tag} if one["tag"] in value else {one["tag"]: tag} | value
        return value
