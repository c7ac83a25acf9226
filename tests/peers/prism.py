"""Calls every operation of documents through the generated clients, and shows that the requests are what the documents say.

    python3 tests/peers/prism.py --quick [--corpus DIR]    # documents of our own and a few small ones, for CI
    python3 tests/peers/prism.py --all --corpus DIR        # all that are listed below
    python3 tests/peers/prism.py --only stripe --corpus DIR

Each operation is called with only what is required, and with everything once for each media type of its body. A call holds
when both judges say so. Prism, a mock server with a validator of its own, accepts it (`--errors`); and the request, recorded
on its way there, carries every declared parameter and field with its value, by the reading of OpenAPI in `carried.py`, and
nothing else. Where Prism is wrong, `prism_rules.py` says so with the reason. Needs Node 20; Prism is installed into the scratch folder.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import carried  # noqa: E402
from prism_rules import RULES, rule_for  # noqa: E402
from recorder import Recorder  # noqa: E402
from spoiled import spoiled  # noqa: E402

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PRISM = "@stoplight/prism-cli@5.14.2"
OWN = ["anthropic", "discord", "erp", "ollama", "openai", "telegram"]
QUICK = ["train-travel", "ollama", "line-messaging"]
CORPUS = [
    "adyen-checkout", "business-central", "discord", "dropbox-sign", "firefly-iii", "github", "hubspot-crm-objects", "line-messaging", "notion", "ollama", "pachca", "powerdns", "qdrant", "spotify", "spree-store", "stripe",
    "telegram", "train-travel", "twilio-api", "typesense", "vonage-sms", "xero-files", "zulip",
]
# Operations of a document at most; a sample of those with more.
MOST = {"github": 150}

def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, **options):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}")
    return done.stdout


def install(scratch):
    program = scratch / "npm/node_modules/.bin/prism"
    if not program.exists():
        (scratch / "npm").mkdir(parents=True, exist_ok=True)
        say(f"installing {PRISM}")
        run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", scratch / "npm", PRISM])
    return program


def documents(args):
    """Name and path of each document."""
    own = {f"specs-{name}": CHECKOUT / f"specs/{name}.yaml" for name in OWN}
    names = QUICK if args.quick else CORPUS
    names = names + [name for name in args.only if name not in own and name not in names]
    found = dict(own)
    for name in names if args.corpus else []:
        path = next((args.corpus / f"{name}.{kind}" for kind in ("json", "yaml") if (args.corpus / f"{name}.{kind}").exists()), None)
        if path is None:
            raise SystemExit(f"no {name}.json or {name}.yaml in {args.corpus}")
        found[name] = path
    return {name: path for name, path in found.items() if not args.only or name in args.only}


def generate(scratch, wanted):
    """Writes and builds the crates that make the calls; gives what could not be."""
    folder = scratch / "crates"
    tool = ["cargo", "run", "--quiet", "--package", "bindery-tests", "--example", "wire", "--", folder]
    for name, path in wanted.items():
        tool += ["--most", str(MOST.get(name, 10**6)), f"{name}={path}"]
    said = run(tool, cwd=CHECKOUT)
    say(said.rstrip())
    faults = dict(re.findall(r"^(\S+): FAILED (.*)", said, re.MULTILINE))
    env = os.environ | {"CARGO_TARGET_DIR": str(scratch / "target"), "CARGO_INCREMENTAL": "0"}
    subprocess.run(["cargo", "build", "--quiet", "--keep-going"], cwd=folder, env=env, stderr=subprocess.DEVNULL)
    # What is wrong is said of each crate on its own.
    for name in wanted.keys() - faults.keys():
        done = subprocess.run(["cargo", "build", "--quiet", "-p", f"wire-{name}"], cwd=folder, env=env, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            faults[name] = "does not compile: " + done.stderr[:2000]
    return faults


def for_prism(document):
    """A copy of what requests are made of: without answers, which Prism would have to invent, without servers, since calls
    go to its own address, and without components that nothing needs."""
    copy = local(document)
    copy.pop("webhooks", None)
    for holder in [copy, *copy["paths"].values(), *(operation for *_, operation in carried.operations(copy))]:
        holder.pop("servers", None)
    copy["servers"] = [{"url": "/"}]
    for *_, operation in carried.operations(copy):
        operation.pop("callbacks", None)
        operation["responses"] = {"200": {"description": "Accepted."}}
    components = copy.pop("components", {})
    kept = {"securitySchemes": components.get("securitySchemes", {})}
    todo, seen = [copy, kept], set()
    while todo:
        for reference in references(todo.pop()):
            steps = reference.split("/")
            if reference in seen or steps[:2] != ["#", "components"] or len(steps) < 4:
                continue
            seen.add(reference)
            kind, name = steps[2], carried.decode(steps[3]).replace("~1", "/").replace("~0", "~")
            node = components.get(kind, {}).get(name)
            if node is not None and name not in kept.setdefault(kind, {}):
                kept[kind][name] = node
                todo.append(node)
    copy["components"] = kept
    prefix = document.get("x-prefix", "")
    # Keys in the path are no kind of key that Prism knows; here the path itself asks for them.
    keyed = {name for name, scheme in kept["securitySchemes"].items() if "x-bindery-path" in scheme}
    for holder in [copy, *(operation for *_, operation in carried.operations(copy))]:
        if "security" in holder:
            # A name that differs from a declared one by case alone means that one; Prism asks for what nobody could give.
            spelled = {name.lower(): name for name in kept["securitySchemes"]}
            ways = [{spelled.get(name.lower(), name): scopes for name, scopes in way.items()} for way in holder["security"]]
            holder["security"] = [way for way in ways if not keyed & way.keys()]
    copy["paths"] = {prefix + template: item for template, item in copy["paths"].items()}
    if prefix:
        token = {"name": "prefix", "in": "path", "required": True, "schema": {"type": "string"}}
        for item in copy["paths"].values():
            item["parameters"] = [*item.get("parameters", []), token]
    return copy


def local(node):
    """A copy without references to examples and prose in other files, or to what OpenAPI does not know."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and (not reference.startswith("#") or reference.startswith("#/components/x-")):
            return {}
        return {key: local(member) for key, member in node.items()}
    return [local(member) for member in node] if isinstance(node, list) else node


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        if isinstance(node.get("discriminator"), dict):
            yield from filter(lambda to: to.startswith("#"), (node["discriminator"].get("mapping") or {}).values())
        node = list(node.values())
    if isinstance(node, list):
        for member in node:
            yield from references(member)


def prefix_of(document):
    """A key in the path, as `x-bindery-path` of a security scheme has it."""
    for scheme in (document.get("components", {}).get("securitySchemes") or {}).values():
        if isinstance(scheme, dict) and "x-bindery-path" in scheme:
            return scheme["x-bindery-path"].replace("{}", "{prefix}")
    return ""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(program, folder, document):
    """Prism with a document; gives it once it answers, or what it said instead."""
    (folder / "prism.json").write_text(json.dumps(for_prism(document)))
    port = free_port()
    log = open(folder / "prism.log", "w")
    command = [program, "mock", "--errors", "--multiprocess", "false", "--port", str(port), folder / "prism.json"]
    process = subprocess.Popen(list(map(str, command)), stdout=log, stderr=subprocess.STDOUT, env=os.environ | {"NODE_OPTIONS": "--max-old-space-size=6000"})
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port, ""
        time.sleep(0.2)
    process.kill()
    return None, port, (folder / "prism.log").read_text()[-600:]


def calls(scratch, program, name):
    """Makes all calls of a document; gives its cases, what the client said of each, and the records."""
    folder = scratch / "crates" / name
    document = json.loads((folder / "document.json").read_text())
    document["x-prefix"] = prefix_of(document)
    cases = json.loads((folder / "cases.json").read_text())
    process, port, fault = start(program, folder, document)
    if process is None:
        raise RuntimeError(f"Prism does not start: {fault}")
    recorder = Recorder(port)
    try:
        client = [scratch / "target/debug" / f"wire-{name}", recorder.url, folder / "cases.json"]
        done = subprocess.run(list(map(str, client)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=1800)
    finally:
        recorder.close()
        process.terminate()
        process.wait()
    if done.returncode:
        raise RuntimeError(f"the client ended early: {done.stderr[-400:]}")
    said = dict(line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
    return document, cases, said, recorder.records


def refused(record):
    """What Prism has against a request."""
    if record["status"] < 400:
        return []
    try:
        answer = json.loads(record["answer"])
    except ValueError:
        return [f"{record['status']} {record['answer'][:200].decode(errors='replace')}"]
    found = answer.get("validation") or [{"location": [], "message": answer.get("detail") or answer.get("title") or str(answer)[:200]}]
    found = [one for one in found if one.get("severity", "Error") == "Error"]
    return [f"{record['status']} {'.'.join(map(str, one.get('location') or []))}: {one.get('message')}" for one in found]


def judge(name, scratch, program, args):
    document, cases, said, records = calls(scratch, program, name)
    tally = collections.Counter(operations=len({case["op"] for case in cases}), calls=len(cases))
    tally["missing"] = sum(1 for _ in carried.operations(document)) - tally["operations"]
    named, unexplained = collections.Counter(), []
    if tally["missing"]:
        unexplained.append(f"{tally['missing']} operations have no method")
    for number, case in enumerate(cases):
        record = records.get(number)
        if record is None:
            faults = [("sent", said.get(str(number), "nothing was said"))]
        else:
            wrong = carried.problems(document, case, record)
            faults = [("prism", fault) for fault in refused(record)] + [("carried", fault) for fault in wrong]
            tally["accepted"] += not any(kind == "prism" for kind, _ in faults)
            tally["carried"] += not any(kind == "carried" for kind, _ in faults)
            for what, record in [] if wrong else spoiled(case, record):
                tally["spoiled"] += 1
                if not carried.problems(document, case, record):
                    faults.append(("not noticed", what))
        tally["lacking"] += "lacking" in case
        tally["partial"] += case["kind"] == "full" and case.get("partial", False)
        open_faults, names = [], set()
        for kind, fault in faults:
            rule = rule_for(name, case, fault) if kind == "prism" else None
            if rule:
                names.add(rule.name)
            else:
                open_faults.append(f"{kind}: {fault}")
        named.update(names)
        if open_faults:
            tally["unexplained"] += 1
            unexplained.append(f"{case['request']} {case['kind']} {case.get('media', '')} " + "; ".join(open_faults[:4]) + (f" [lacking {case['lacking']}]" if "lacking" in case else ""))
    return {"document": name, **tally, "named": dict(named), "faults": unexplained}


# Lacking: no valid value was found for something; partial: the body's schema forbids that everything be there at once;
# spoiled: requests with one thing wrong on purpose, each of which has to be noticed.
COLUMNS = ["document", "operations", "calls", "accepted", "carried", "lacking", "partial", "spoiled", "unexplained"]


def report(results, out):
    print("| " + " | ".join(COLUMNS) + " | named exceptions |", file=out)
    print("|---" * (len(COLUMNS) + 1) + "|", file=out)
    total = {column: sum(result.get(column, 0) for result in results) for column in COLUMNS[1:]}
    names = sum((collections.Counter(result["named"]) for result in results), collections.Counter())
    for result in [*results, {"document": "all", **total, "named": names}]:
        named = ", ".join(f"{rule} {count}" for rule, count in sorted(result["named"].items())) or "–"
        print("| " + " | ".join(str(result.get(column, 0)) for column in COLUMNS) + f" | {named} |", file=out)
    for name, why in {rule.name: rule.why for rule in RULES if rule.name in names}.items():
        print(f"\n- {name}: {why}", file=out)
    for result in results:
        for fault in result["faults"]:
            print(f"\nUNEXPLAINED {result['document']}: {fault}", file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=pathlib.Path, help="folder of real documents")
    parser.add_argument("--quick", action="store_true", help="the part for CI")
    parser.add_argument("--all", action="store_true", help="all documents (the default)")
    parser.add_argument("--only", action="append", default=[], help="a document; may be repeated")
    parser.add_argument("--scratch", type=pathlib.Path, default=CHECKOUT / "target/prism", help="where things are made")
    parser.add_argument("--built", action="store_true", help="take the crates as they are")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    if shutil.which("npm") is None:
        raise SystemExit("this needs Node.js with npm")
    args.scratch = args.scratch.resolve()
    program, wanted, results = install(args.scratch), documents(args), []
    faults = {} if args.built else generate(args.scratch, wanted)
    for name in wanted:
        try:
            if name in faults:
                raise RuntimeError(faults[name])
            results.append(judge(name, args.scratch, program, args))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            results.append({"document": name, "unexplained": 1, "named": {}, "faults": [str(error)]})
        say(f"{name}: {results[-1].get('unexplained', 0)} unexplained")
    json.dump(results, sys.stdout, indent=1) if args.json else report(results, sys.stdout)
    return 1 if any(result.get("unexplained") or result["faults"] for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
