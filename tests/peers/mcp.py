"""Calls every tool of `bindery mcp` by the official client for MCP, and shows that the requests are what the documents say.

    python3 tests/peers/mcp.py --quick [--corpus DIR]    # documents of our own and one other, for CI
    python3 tests/peers/mcp.py --all --corpus DIR        # all that are listed below
    python3 tests/peers/mcp.py --only notion --corpus DIR

The client starts the server as hosts do, lists the tools, and calls each with arguments that hypothesis-jsonschema draws from
the tool's own schema (`drawn.py`), so it is given all that a model may say. Each call has to become a request that Prism
accepts (`--errors`); what bindery refuses of it counts as a fault as much as what Prism refuses, and where Prism is wrong
`prism_rules.py` says so. Needs Node 20 and Python 3 with venv. `BINDERY_BIN` names a program that is built already.
"""

import argparse
import asyncio
import collections
import json
import pathlib
import shutil
import subprocess
import sys

# At the end: this script is called as a package of PyPI is.
sys.path.append(sys.path.pop(0))
import installed  # noqa: E402

QUICK = ["train-travel"]
CORPUS = ["hubspot-crm-objects", "notion", "powerdns", "train-travel", "xero-files"]
# Examples of each tool.
EXAMPLES = {True: 2, False: 4}
SHOWN = 12


def environment(server, path):
    """A value for each credential that the server takes from there."""
    # Somewhere, for documents that name no server of their own.
    command = [server, "mcp", path, "--base-url", "http://127.0.0.1", "--print-config"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"bindery mcp --print-config ends with {done.returncode}: {done.stderr[-600:]}")
    (settings,) = json.loads(done.stdout)["mcpServers"].values()
    return dict.fromkeys(settings.get("env", {}), "loopback:only")


async def calls(server, path, url, records, env, count, log):
    """Calls each tool; gives of each call the tool, the arguments, what was sent, and what came back."""
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    import drawn

    start = StdioServerParameters(command=str(server), args=["mcp", str(path), "--base-url", url, "--allow-writes"], env=env)
    made = []
    async with stdio_client(start, errlog=log) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
        for tool in tools:
            fault = "nothing ends"
            try:
                found = drawn.arguments(tool.input_schema, count)
            except Exception as error:  # noqa: BLE001: of this tool, not of the others
                found, fault = [], f"{type(error).__name__}: {error}"[:200]
            if not found:
                made.append((tool.name, None, None, f"no arguments were found: {fault}"))
            for arguments in found:
                records.clear()
                try:
                    result = await session.call_tool(tool.name, arguments, read_timeout_seconds=60)
                    text = " ".join(getattr(part, "text", "") for part in result.content)
                    said = (bool(result.is_error), text)
                except Exception as error:  # noqa: BLE001: the client's word is what is asked for
                    said = (None, f"{type(error).__name__}: {error}")
                made.append((tool.name, arguments, records.get(-1), said))
    return [tool.name for tool in tools], made


def case_of(tool, arguments, record):
    """The call as `prism_rules.py` reads it: what is given in each place."""
    case = collections.defaultdict(dict, request=tool["request"], kind="full", body=None)
    media = dict((name.lower(), value) for name, value in record["headers"]).get("content-type", "")
    case["media"] = media.partition(";")[0]
    for key, value in arguments.items():
        to = tool["inputs"].get(key, {})
        if "body" in to:
            case["body"] = value if to["body"] is None else (case["body"] or {}) | {to["body"]: value}
        else:
            case["path" if "path" in to else "query"][key] = value
            case["header"][key] = value
    return case


def judge(name, path, server, prism_program, args):
    import prism
    from recorder import Recorder
    from prism_rules import rule_for

    folder = args.scratch / "documents" / name
    folder.mkdir(parents=True, exist_ok=True)
    model = json.loads(subprocess.run([server, "tools", path, "--for", "model"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
    tools = {tool["name"]: tool for tool in model["tools"]}
    document = installed.read(path)
    document["x-prefix"] = prism.prefix_of(document)
    process, port, fault = prism.start(prism_program, folder, document)
    if process is None:
        raise RuntimeError(f"Prism does not start: {fault}")
    recorder = Recorder(port)
    try:
        with open(folder / "server.log", "w") as log:
            names, made = asyncio.run(calls(server, path, recorder.url, recorder.records, environment(server, path), EXAMPLES[args.quick], log))
    finally:
        recorder.close()
        process.terminate()
        process.wait()
    tally, named, faults = collections.Counter(tools=len(names)), collections.Counter(), []
    if names != list(tools):
        faults.append(f"other tools than {len(tools)} of the model: {sorted(set(names) ^ set(tools))}")
    for tool, arguments, record, said in made:
        if arguments is None:
            tally["without"] += 1
            faults.append(f"{tool}: {said}")
            continue
        tally["calls"] += 1
        error, text = said
        shown = f"{tool} {json.dumps(arguments)[:300]}"
        if error is None:
            faults.append(f"{shown}: {text[:300]}")
        elif record is None and error and tools[tool].get("body_needs") and "is required beside what was given" in text:
            # A body that may be left out as a whole, of which a part was given: no keyword that all clients know says so.
            tally["accepted"] += 1
            named["optional bodies"] += 1
        elif record is None:
            faults.append(f"{shown}: {'refused' if error else 'nothing was sent'}: {text[:400]}")
        else:
            case, against = case_of(tools[tool], arguments, record), prism.refused(record)
            tally["accepted"] += not against
            rules = [(rule_for(name, case, one), one) for one in against]
            named.update({rule.name for rule, _ in rules if rule})
            open_ = [one for rule, one in rules if not rule]
            # A list in a query that must be there and is empty: there is no way to write it.
            if "query: Request query must have required property" in " ".join(open_) and [] in arguments.values():
                open_ = [one for one in open_ if "must have required property" not in one]
                named["empty lists"] += 1
            if open_:
                faults.append(f"{shown}: {record['method']} {record['target'][:200]} {record['body'][:200]!r}: {'; '.join(open_[:3])}")
    return {"document": name, **tally, "named": dict(named), "faults": faults}


COLUMNS = ["document", "tools", "calls", "accepted", "without"]


def report(results):
    print("| " + " | ".join(COLUMNS) + " | faults | named exceptions |")
    print("|---" * (len(COLUMNS) + 2) + "|")
    for one in results:
        named = ", ".join(f"{rule} {count}" for rule, count in sorted(one.get("named", {}).items())) or "–"
        print("| " + " | ".join(str(one.get(column, 0)) for column in COLUMNS) + f" | {len(one['faults'])} | {named} |")
    for one in results:
        for fault in one["faults"][:SHOWN]:
            print(f"\nFAULT {one['document']}: {fault}")
        if len(one["faults"]) > SHOWN:
            print(f"\nFAULT {one['document']}: {len(one['faults']) - SHOWN} more")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=pathlib.Path, help="folder of real documents")
    parser.add_argument("--quick", action="store_true", help="the part for CI")
    parser.add_argument("--all", action="store_true", help="all documents (the default)")
    parser.add_argument("--only", action="append", default=[], help="a document; may be repeated")
    parser.add_argument("--scratch", type=pathlib.Path, default=installed.TARGET / "mcp", help="where things are made")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    if shutil.which("npm") is None:
        raise SystemExit("this needs Node.js with npm")
    args.scratch = args.scratch.resolve()
    installed.within(installed.TARGET / "tools")
    # Before the scripts here, of which one has its name.
    import mcp  # noqa: F401
    import prism

    prism.say = installed.say
    prism_program = prism.install(args.scratch)
    server, results = installed.program(), []
    for name, path in installed.documents(args.corpus, QUICK if args.quick else CORPUS, args.only).items():
        try:
            results.append(judge(name, path, server, prism_program, args))
        except (RuntimeError, subprocess.SubprocessError) as error:
            results.append({"document": name, "faults": [str(error)]})
        installed.say(f"{name}: {len(results[-1]['faults'])} faults")
    json.dump(results, sys.stdout, indent=1) if args.json else report(results)
    return 1 if any(one["faults"] for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
