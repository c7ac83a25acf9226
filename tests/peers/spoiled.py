"""Requests spoiled on purpose, one thing in each: shows that the second reading notices."""

import json
import random

from spelled import RESERVED, is_scalar


def without(parts, i):
    return parts[:i] + parts[i + 1:]


def longer(parts, i, more):
    return [*parts[:i], parts[i] + more, *parts[i + 1:]]


def spoiled(case, record):
    """What was done to a request, and the request."""
    by = random.Random(f"{case['request']} {case['kind']}")
    path, _, query = record["target"].partition("?")
    target = lambda pairs: record | {"target": f"{path}?{'&'.join(pairs)}"}
    if query:
        pairs = query.split("&")
        i = by.randrange(len(pairs))
        yield "a pair of the query dropped", target(without(pairs, i))
        yield "a value of the query changed", target(longer(pairs, i, "z" if "=" in pairs[i] else "=z"))
        yield "a pair of the query added", target([*pairs, "zz=1"])
    yield "the path changed", record | {"target": record["target"].replace(path, path + "/z", 1)}
    yield "a header added", record | {"headers": [*record["headers"], ("x-extra", "1")]}
    for name in sorted({name.lower() for name in case.get("header", {})} - RESERVED):
        yield "a header dropped", record | {"headers": [pair for pair in record["headers"] if pair[0].lower() != name]}
    yield from (spoiled_body(case, record, by) if record["body"] else [])


def spoiled_body(case, record, by):
    body, media = record["body"], next((text for name, text in record["headers"] if name.lower() == "content-type"), "")
    other = [(name, "application/x-other" if name.lower() == "content-type" else text) for name, text in record["headers"]]
    if "*" not in case["media"]:
        yield "the media type changed", record | {"headers": other}
    yield "a byte of the body added", record | {"body": body + b"z"} if "multipart" not in media else record | {"body": b""}
    if "json" in media and isinstance(case.get("body"), dict) and case["body"]:
        value = json.loads(body)
        key = by.choice(list(value))
        yield "a field dropped", record | {"body": json.dumps({name: member for name, member in value.items() if name != key}).encode()}
        if is_scalar(value[key]):
            yield "a field changed", record | {"body": json.dumps(value | {key: [value[key]]}).encode()}
    elif "urlencoded" in media:
        pairs = body.split(b"&")
        i = by.randrange(len(pairs))
        yield "a pair of the form dropped", record | {"body": b"&".join(without(pairs, i))}
        yield "a value of the form changed", record | {"body": b"&".join(longer(pairs, i, b"z"))}
    elif "multipart" in media:
        line = body.split(b"\r\n")[0]
        parts = body.split(line)
        i = by.randrange(1, len(parts) - 1)
        yield "a part dropped", record | {"body": line.join(without(parts, i))}
        yield "a part changed", record | {"body": line.join(longer(parts[:i] + [parts[i].removesuffix(b"\r\n")] + parts[i + 1:], i, b"z\r\n"))}
