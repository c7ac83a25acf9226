"""How values are spelled in a request: OpenAPI's styles, read back. A second reading, on its own: it shares nothing with
the encoders under test. What nests deeper than a style can say is JSON text, or a tree in brackets.
"""

import json
import re
import urllib.parse

# OpenAPI gives these to the body, the answer and the security scheme.
RESERVED = {"accept", "content-type", "authorization"}


def decode(text, plus=False):
    unquote = urllib.parse.unquote_plus if plus else urllib.parse.unquote
    return unquote(text, errors="surrogateescape")


# Values as text.


def is_scalar(value):
    return not isinstance(value, (dict, list))


def same(a, b):
    """The same JSON: 5 and 5.0 are, 1 and true are not."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) in (int, float) and type(b) in (int, float) and a == b or type(a) is type(b) and a == b


def says(text, value):
    """Whether text is how a value is spelled; what nests is JSON."""
    if isinstance(value, str):
        return text == value
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    if isinstance(value, (int, float)):
        try:
            return float(text) == value
        except ValueError:
            return False
    try:
        return same(json.loads(text), value)
    except ValueError:
        return False


def pairs_of(value):
    return [(key, member) for key, member in value.items() if member is not None]


def says_flat(texts, value):
    """Texts that were between delimiters: elements, or keys and values in turn."""
    flat = [part for pair in pairs_of(value) for part in pair] if isinstance(value, dict) else value
    return len(texts) == len(flat) and all(says(text, part) for text, part in zip(texts, flat))


def says_pairs(texts, value):
    """`key=value` texts, not decoded yet."""
    split = [text.partition("=") for text in texts]
    wanted = pairs_of(value)
    return len(split) == len(wanted) and all(
        decode(key) == name and says(decode(text), member) for (key, _, text), (name, member) in zip(split, wanted)
    )


# Queries and forms.


class Pairs:
    """The pairs of a query or form; those that were asked for are ticked off."""

    def __init__(self, text, plus=False):
        self.left = []
        for pair in filter(None, text.split("&")):
            key, _, raw = pair.partition("=")
            self.left.append((decode(key, plus), raw))
        self.plus = plus

    def take(self, wanted):
        taken = [pair for pair in self.left if wanted(pair[0])]
        self.left = [pair for pair in self.left if not wanted(pair[0])]
        return [(key, raw) for key, raw in taken]

    def text(self, raw):
        return decode(raw, self.plus)


def untangle(name, pairs):
    """`name[a][0]=x` as a tree: objects by key, texts of one key as a list."""
    tree = {}
    for key, text in pairs:
        steps = re.findall(r"\[([^\]]*)\]", key[len(name):])
        node = tree
        for step in steps[:-1]:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                return None
        last = steps[-1] if steps else None
        if last is None or isinstance(node.get(last), dict):
            return None
        node.setdefault(last, []).append(text)
    return tree


def pruned(value):
    """Without what is empty, of which brackets can say nothing."""
    if isinstance(value, dict):
        members = ((key, pruned(member)) for key, member in pairs_of(value))
        return {key: member for key, member in members if member not in ([], {})}
    if isinstance(value, list):
        parts = [pruned(part) for part in value]
        return parts if any(part not in ([], {}) for part in parts) else []
    return value


def says_tree(tree, value):
    if isinstance(value, dict):
        wanted = pruned(value)
        return isinstance(tree, dict) and tree.keys() == wanted.keys() and all(says_tree(tree[k], v) for k, v in wanted.items())
    if isinstance(value, list):
        if isinstance(tree, dict) and tree.keys() == {""}:
            tree = tree[""]
        if isinstance(tree, dict):
            # An element that is empty leaves a gap, or none.
            wanted = [(str(i), part) for i, part in enumerate(map(pruned, value)) if part not in ([], {})]
            keys = ([key for key, _ in wanted], [str(i) for i in range(len(wanted))])
            return list(tree) in keys and all(says_tree(node, part) for node, (_, part) in zip(tree.values(), wanted))
        return isinstance(tree, list) and len(tree) == len(value) and all(map(says, tree, value))
    return isinstance(tree, list) and len(tree) == 1 and says(tree[0], value)


DELIMITERS = {"form": ",", "spaceDelimited": "(?:%20|\\+)", "pipeDelimited": "(?:%7C|%7c|\\|)"}


def query_value(pairs, name, style, explode, value):
    """Takes what a value is spelled by in a query or form; says what is wrong with it."""
    if style == "deepObject":
        found = [(key, pairs.text(raw)) for key, raw in pairs.take(lambda key: key.startswith(name + "["))]
        if is_scalar(value):
            found = pairs.take(lambda key: key == name)
            return None if len(found) == 1 and says(pairs.text(found[0][1]), value) else f"{name}: {found}"
        tree = untangle(name, found)
        return None if tree is not None and says_tree(tree, value) else f"{name}: {found}"
    if isinstance(value, dict) and explode:
        for key, member in pairs_of(value):
            found = [pairs.text(raw) for _, raw in pairs.take(lambda there: there == key)]
            if not (len(found) == 1 and says(found[0], member)):
                return f"{name}.{key}: {found}"
        return None
    found = [raw for _, raw in pairs.take(lambda key: key == name)]
    if is_scalar(value):
        right = len(found) == 1 and says(pairs.text(found[0]), value)
    elif explode:
        right = len(found) == len(value) and all(says(pairs.text(raw), part) for raw, part in zip(found, value))
    else:
        right = len(found) == 1 and says_flat([pairs.text(raw) for raw in re.split(DELIMITERS[style], found[0])], value)
    return None if right else f"{name}: {found}"


# Parameters of other places.


def simple(text, explode, value, decoded):
    read = decode if decoded else str
    if is_scalar(value):
        return says(read(text), value)
    parts = [part.strip() for part in text.split(",")]
    if isinstance(value, dict) and explode:
        return says_pairs(parts, value)
    return says_flat([read(part) for part in parts], value)


def path_value(text, name, style, explode, value):
    if style == "label":
        if not text.startswith("."):
            return False
        parts = text[1:].split("." if explode else ",") if not is_scalar(value) else [text[1:]]
        return says_pairs(parts, value) if explode and isinstance(value, dict) else says_flat([decode(p) for p in parts], value if not is_scalar(value) else [value])
    if style == "matrix":
        parts = text.split(";")[1:]
        if explode and isinstance(value, dict):
            return says_pairs(parts, value)
        split = [part.partition("=") for part in parts]
        texts = [raw for _, _, raw in split]
        if any(decode(key) != name for key, _, _ in split):
            return False
        if explode and isinstance(value, list) or is_scalar(value):
            return says_flat([decode(raw) for raw in texts], value if isinstance(value, list) else [value])
        return len(texts) == 1 and says_flat([decode(part) for part in texts[0].split(",")], value)
    return simple(text, explode, value, True)


def path_texts(template, path):
    """The text of each parameter, as many times as it stands in the path; `None`: it is another path."""
    pattern, names = "", []
    for i, piece in enumerate(re.split(r"\{([^{}]*)\}", template)):
        if i % 2:
            names.append(piece)
            pattern += "([^/]+?)"
        else:
            pattern += re.escape(piece)
    # The literals may be spelled either way.
    match = re.fullmatch(pattern, path) or re.fullmatch(pattern, urllib.parse.unquote(path)) if not names else re.fullmatch(pattern, path)
    return None if match is None else list(zip(names, match.groups()))


def json_text(text, value):
    try:
        return same(json.loads(text), value)
    except ValueError:
        return False
