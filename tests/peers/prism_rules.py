"""Where Prism is wrong about a request: what it says, about which, and why that is no fault of the client. A rule explains
nothing but Prism's word; that the request carries what it has to is shown by `carried.py` in any case.
"""

import collections
import re

from spelled import pruned

# A rule explains a fault of a call if all of its patterns are found and its condition holds: in a document, about a
# request (`GET /orders/{id} full application/json`), by what is said against it.
Rule = collections.namedtuple("Rule", "name document request fault condition why")


def given(case, fault):
    """What the call gives at the place that a fault names: `body.a.b`; `None` is nothing."""
    place, *steps = re.match(r"\d+ ([^:]*)", fault)[1].split(".")
    node = {key.lower(): value for key, value in (case.get(place) or {}).items()} if place != "body" else case.get("body")
    for step in steps:
        if isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            node = node.get(step) if isinstance(node, dict) else None
    return node


def not_given(case, fault):
    return given(case, fault) is None


def form_field(case, fault):
    """Whether the call gives what Prism does not find, or a list or an object that it takes for text."""
    missed = re.search(r"required property '([^']*)'", fault)
    if missed:
        node = given(case, fault)
        return isinstance(node, dict) and node.get(missed[1]) is not None
    body = case.get("body") if isinstance(case.get("body"), dict) else {}
    name = re.match(r"\d+ body\.([^.:]*)", fault)
    # Where one arm of a union does not fit, it names the constants of the others.
    if "must be equal to one of the allowed values" in fault:
        name = None
    # Of a body that is a union as a whole it says no more than that no arm fits.
    return any(isinstance(body.get(key), (dict, list)) for key in ([name[1]] if name else body))


def says_nothing(case, _):
    return pruned(case.get("body")) in ({}, [])


def always(*_):
    return True


FORMS = "x-www-form-urlencoded|multipart/form-data"
RULES = [
    Rule("absent objects", ".", ".", r"422 (query|body)\..*must have required property", not_given,
         "Prism makes an empty object of every object in a query or form, in brackets or exploded, that was not sent, and misses what it requires."),
    Rule("nested forms", ".", FORMS, r"422 body\b", form_field,
         "Prism leaves the fields of a form as texts unless the document says `style`, reads brackets below `object` and `array` alone, "
         "and keeps no field that `properties` does not list; lists, objects and those it takes for missing or for texts."),
    Rule("objects in lists", ".", FORMS, "415 : Cannot deserialize JSON object array", always,
         "Prism reads lists of objects as JSON texts even where the document says `style: deepObject`."),
    Rule("empty forms", ".", FORMS, "422 : Body parameter is required", says_nothing,
         "A form has no way to say that an object is empty; the body of this one is, and Prism takes that for none."),
    Rule("coercion", ".", ".", r"422 (path|query|header)\..*must match exactly one schema in oneOf", always,
         "Prism takes a text of digits for a number and for a text, so that both arms of a union fit and it refuses either."),
    Rule("coercion", ".", FORMS, r"422 body\..*must match exactly one schema in oneOf", always,
         "Prism takes a text of digits for a number and for a text, so that both arms of a union fit and it refuses either."),
    Rule("like paths", "zulip", r"GET /users/\{email\} ", "422 path.user_id", always,
         "`/users/{user_id}` and `/users/{email}` are one path to Prism, which takes the first; the document has both."),
    Rule("query in a path", "dropbox-sign", r"POST /oauth/token\?refresh", "422 body", always,
         "`/oauth/token?refresh` and `/oauth/token` are one path to Prism, which takes the latter."),
    Rule("no XML", ".", "application/xml", "422 body: Request body must be", always,
         "Prism reads no XML; bindery sends the text that it is given."),
]


def rule_for(document, case, fault):
    """The rule that explains what Prism says of a call, if there is one."""
    request = f"{case['request']} {case['kind']} {case.get('media', '')}"
    for rule in RULES:
        found = re.search(rule.document, document) and re.search(rule.request, request) and re.search(rule.fault, fault)
        if found and rule.condition(case, fault):
            return rule
    return None
