"""What a request has to carry by its document, read from the request as a server would.

This is a second reading of OpenAPI's rules (styles, explode, content, encoding), on its own: it shares nothing with the
encoders under test. `problems` takes the document as it is, a call with its values, and the request that was recorded.
"""

import base64
import json
import re
import urllib.parse

from spelled import RESERVED, Pairs, decode, is_scalar, json_text, pairs_of, path_texts, path_value, pruned, query_value, says, simple

# What clients add to any request.
USUAL = {"host", "user-agent", "accept", "accept-encoding", "content-type", "content-length", "connection", "cookie", "authorization"}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def follow(document, node):
    for _ in range(50):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str) and node["$ref"].startswith("#/")):
            break
        target = document
        for step in node["$ref"][2:].split("/"):
            step = decode(step).replace("~1", "/").replace("~0", "~")
            target = target[int(step)] if isinstance(target, list) else target.get(step, {})
        node = target
    return node if isinstance(node, dict) else {}


def place_of(pointer):
    _, _, template, method = pointer.split("/")
    return decode(template).replace("~1", "/").replace("~0", "~"), method


def operations(document):
    """Template and method of each operation, with its item and itself."""
    for template, item in document.get("paths", {}).items():
        item = follow(document, item)
        for method in METHODS & item.keys():
            if not template.startswith("x-"):
                yield template, method, item, item[method]


def parameters(document, item, operation):
    found = {}
    for holder in (item, operation):
        for node in holder.get("parameters") or []:
            param = follow(document, node)
            if "name" in param and not (param.get("in") == "header" and param["name"].lower() in RESERVED):
                found[param.get("in"), param["name"]] = param
    return found


def usual_style(place):
    return "form" if place in ("query", "cookie") else "simple"


def style_of(param, place):
    style = param.get("style", usual_style(place))
    return style, param.get("explode", style == "form")


def is_json(media):
    media = media.split(";")[0].strip().lower()
    return media.endswith("/json") or media.endswith("+json")


def check_parameters(document, template, item, operation, case, request, out):
    path, _, query = request["target"].partition("?")
    pairs = Pairs(query)
    headers = {}
    for name, value in request["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    cookies = Pairs("&".join("; ".join(headers.get("cookie", [])).split("; ")))
    own, _, fixed = template.partition("?")
    for name, raw in Pairs(fixed.partition("#")[0]).left:
        if "{" not in raw and (name, raw) in pairs.left:
            pairs.left.remove((name, raw))
        elif "{" not in raw:
            out.append(f"query {name} of the path: not there")
    texts = path_texts(own.partition("#")[0], path)
    if texts is None:
        out.append(f"path: {path}")
    declared = parameters(document, item, operation)
    for name in re.findall(r"\{([^{}]*)\}", template.removeprefix(document.get("x-prefix", ""))):
        declared.setdefault(("path", name), {"in": "path", "name": name})
    full = case["kind"] == "full"
    keys = {(place, name.lower()) for place, name in credentials(document)}
    for (place, name), param in declared.items():
        # A credential fills it, whatever else the document says of it.
        if (place, name.lower()) in keys:
            if place == "header" and name.lower() not in headers:
                out.append(f"header {name}: the credential is missing")
            continue
        given = case.get(place, {})
        if name not in given:
            required = param.get("required") or place == "path"
            if (full or required) and f"{place} {name}" not in case.get("lacking", []):
                if place != "path" or f"{{{name}}}" in template:
                    out.append(f"{place} {name}: no value was given")
            continue
        value, (style, explode) = given[name], style_of(param, place)
        content = next(iter(param.get("content") or {}), None)
        as_json = content is not None and "schema" not in param
        if place == "path":
            for _, text in [found for found in texts or [] if found[0] == name]:
                if not (says(decode(text), value) if as_json else path_value(text, name, style, explode, value)):
                    out.append(f"path {name}: {text}")
            # A parameter may stand in the query of the template, too.
            if f"{{{name}}}" in fixed:
                pairs.take(lambda key: f"{key}={{{name}}}" in fixed)
        elif place == "query":
            if as_json:
                found = pairs.take(lambda key: key == name)
                wrong = None if len(found) == 1 and json_text(pairs.text(found[0][1]), value) else f"{name}: {found}"
            else:
                wrong = query_value(pairs, name, style, explode, value)
            if wrong:
                out.append(f"query {wrong}")
        elif place == "header":
            found = headers.pop(name.lower(), [])
            right = len(found) == 1 and (json_text(found[0], value) if as_json else simple(found[0], explode, value, False))
            if not right:
                out.append(f"header {name}: {found}")
        elif place == "cookie":
            wrong = query_value(cookies, name, style, explode, value)
            if wrong:
                out.append(f"cookie {wrong}")
    leftovers(document, pairs, headers, cookies, out)


def credentials(document):
    """Places and names of what credentials fill."""
    schemes = [follow(document, node) for node in (document.get("components", {}).get("securitySchemes") or {}).values()]
    return {(scheme.get("in"), str(scheme.get("name"))) for scheme in schemes}


def leftovers(document, pairs, headers, cookies, out):
    """Nothing is sent that the document does not say."""
    keys = credentials(document)
    out += [f"query {key} was not asked for" for key, _ in pairs.left if ("query", key) not in keys]
    out += [f"cookie {key} was not asked for" for key, _ in cookies.left if ("cookie", key) not in keys]
    allowed = USUAL | {name.lower() for place, name in keys if place == "header"}
    out += [f"header {name} was not asked for" for name in headers if name not in allowed]


# Bodies.


def encoding_of(media, name):
    return (media.get("encoding") or {}).get(name) or {}


def is_styled(encoding):
    return any(key in encoding for key in ("style", "explode", "allowReserved"))


def check_form(text, media, value, out):
    pairs = Pairs(text, plus=True)
    for name, member in pairs_of(value):
        encoding = encoding_of(media, name)
        if is_styled(encoding):
            style = encoding.get("style", "form")
            wrong = query_value(pairs, name, style, encoding.get("explode", style == "form"), member)
        elif is_json(encoding.get("contentType", "")):
            found = pairs.take(lambda key: key == name)
            wrong = None if len(found) == 1 and json_text(pairs.text(found[0][1]), member) else f"{name}: {found}"
        elif is_scalar(member) or isinstance(member, list) and all(map(is_scalar, member)):
            wrong = query_value(pairs, name, "form", True, member)
        else:
            found = pairs.take(lambda key: key == name)
            wrong = None if len(found) == 1 and json_text(pairs.text(found[0][1]), member) else f"{name}: {found}"
        if wrong:
            out.append(f"body {wrong}")
    out += [f"body {key} was not asked for" for key, _ in pairs.left]


def parts_of(body, content_type):
    """Name, type and bytes of each part."""
    found = re.search(r'boundary="?([^";]+)', content_type)
    if not found:
        return None
    parts = []
    for raw in body.split(b"--" + found[1].encode())[1:-1]:
        head, _, content = raw.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        kind = re.search(rb"(?i)content-type: *([^\r]*)", head)
        file = re.search(rb'filename="([^"]*)"', head)
        parts.append((decode(name[1].decode()) if name else None, kind[1].decode() if kind else "", content.removesuffix(b"\r\n"), bool(file)))
    return parts


def is_binary(document, schema):
    schema = follow(document, schema or {})
    as_it_is = schema["contentEncoding"] == "binary" if "contentEncoding" in schema else "contentMediaType" in schema
    whole = schema.get("format") == "binary" or as_it_is
    return whole or any(is_binary(document, arm) for key in ("oneOf", "anyOf", "allOf") for arm in schema.get(key) or [])


def property_of(document, schema, name):
    schema = follow(document, schema or {})
    own = (schema.get("properties") or {}).get(name)
    arms = (arm for key in ("allOf", "oneOf", "anyOf") for arm in schema.get(key) or [])
    return own if own is not None else next(filter(None, (property_of(document, arm, name) for arm in arms)), None)


def from_base64(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def says_part(document, part, value, schema):
    """Bytes stand as base64 among the values; a part that is a file has them as they are."""
    _, _, content, is_file = part
    schema = follow(document, schema or {})
    if isinstance(value, str) and from_base64(value) is not None and is_binary(document, schema):
        # A union with text may have been read as that.
        return content == from_base64(value) and is_file or "format" not in schema and content == value.encode()
    return says(content.decode(errors="replace"), value)


def check_multipart(document, body, content_type, media, value, out):
    parts = parts_of(body, content_type)
    if parts is None:
        out.append("body: no boundary")
        return
    for name, member in pairs_of(value):
        found = [part for part in parts if part[0] == name]
        if not found and pruned(member) == []:
            continue
        parts = [part for part in parts if part[0] != name]
        schema = property_of(document, media.get("schema"), name)
        if is_styled(encoding_of(media, name)):
            # OpenAPI 3.1 has styles in such forms, too: each pair is a part.
            styled = [part for part in parts if part[0].startswith(name + "[")] + found
            parts = [part for part in parts if part not in styled]
            pairs = Pairs("&".join(urllib.parse.quote(key) + "=" + urllib.parse.quote(content) for key, _, content, _ in styled))
            encoding = encoding_of(media, name)
            style = encoding.get("style", "form")
            right = query_value(pairs, name, style, encoding.get("explode", style == "form"), member) is None and not pairs.left
        elif isinstance(member, list) and not is_json(encoding_of(media, name).get("contentType", "")):
            items = follow(document, schema or {}).get("items")
            right = len(found) == len(member) and all(says_part(document, part, one, items) for part, one in zip(found, member))
        else:
            right = len(found) == 1 and says_part(document, found[0], member, schema)
        if not right:
            out.append(f"body {name}: {[part[1:] for part in found]}")
    out += [f"body {name} was not asked for" for name, *_ in parts]


def fields(document, schema, depth=0):
    """What a schema surely names and a request may hold."""
    schema = follow(document, schema or {})
    own = {}
    for name, node in (schema.get("properties") or {}).items():
        ways = [node, follow(document, node)] if isinstance(node, dict) else [{}]
        # `false` and an empty list of values are how documents forbid a property.
        if node is not False and not any(way.get("readOnly") or way.get("enum") == [] for way in ways):
            own[name] = node
    for part in schema.get("allOf") or [] if depth < 20 else []:
        own |= fields(document, part, depth + 1)
    return own


def check_body(document, operation, case, request, out):
    sent = dict((name.lower(), value) for name, value in request["headers"]).get("content-type", "")
    body, value, said = request["body"], case.get("body"), case.get("media")
    if "body" not in case:
        declared = follow(document, operation.get("requestBody") or {})
        if body:
            out.append(f"body: {body[:80]}, and nothing was given")
        if "body" not in case.get("lacking", []) and (case["kind"] == "full" and declared.get("content") or declared.get("required")):
            out.append("body: no value was given")
        return
    essence = said.split(";")[0].strip().lower()
    if "*" not in essence and sent.split(";")[0].strip().lower() != essence:
        out.append(f"body: sent as {sent}, not {said}")
    content = follow(document, operation.get("requestBody") or {}).get("content") or {}
    media = next((node for name, node in content.items() if name.strip() == said.strip()), None) or next(iter(content.values()), {})
    if case["kind"] == "full" and isinstance(value, dict) and not case.get("partial"):
        # The values have everything, but where the schema forbids it.
        out += [f"body {name}: no value was given" for name in fields(document, media.get("schema")) if name not in value]
    if is_json(essence) or "*" in essence and is_json(sent):
        if not json_text(body.decode(errors="replace"), value):
            out.append(f"body: {body[:200]}, not {json.dumps(value)[:200]}")
    elif essence == "application/x-www-form-urlencoded" and isinstance(value, dict):
        check_form(body.decode(errors="replace"), media, value, out)
    elif essence.startswith("multipart/") and isinstance(value, dict):
        check_multipart(document, body, sent, media, value, out)
    elif isinstance(value, str):
        if body not in (value.encode(), from_base64(value)):
            out.append(f"body: {body[:80]}, not {value[:80]}")
    elif not says(body.decode(errors="replace"), value):
        out.append(f"body: {body[:80]}, not {json.dumps(value)[:80]}")


def problems(document, case, request):
    """What is wrong with a request."""
    template, method = place_of(case["pointer"])
    item = follow(document, document["paths"][template])
    operation = item[method]
    out = []
    if request["method"].lower() != method:
        out.append(f"method: {request['method']}")
    check_parameters(document, document.get("x-prefix", "") + template, item, operation, case, request, out)
    check_body(document, operation, case, request, out)
    return out
