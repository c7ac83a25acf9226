"""Shows that providers take the tools that bindery makes, that models can say all that an API can be told, and what it costs.

    python3 tests/peers/tools.py --quick [--corpus DIR]    # documents of our own and a few others, for CI
    python3 tests/peers/tools.py --all --corpus DIR        # all that are listed below
    python3 tests/peers/tools.py --only stripe --corpus DIR [--markdown | --json]

* Acceptance: every tool in every dialect is put to the providers' own packages and to the rules they publish (`accepted.py`,
  `tools.mjs`).
* Coverage: every parameter and every field of every body is reachable by its name on the wire, or the host fills it in, by
  a second reading of the document (`asked.py`).
* Tokens (o200k) of all tools in each dialect, beside what they cost when each operation is written out with all that it refers to.

Needs Node and Python 3 with venv; packages are installed into the scratch folder. `BINDERY_BIN` names a program that is
built already. No provider is called. Exits with 1 if something is not as it has to be.
"""

import argparse
import concurrent.futures
import json
import pathlib
import shutil
import statistics
import subprocess
import sys

# At the end: a package of PyPI is called as a script here is.
sys.path.append(sys.path.pop(0))
import installed  # noqa: E402

DIALECTS = ["openai", "openai-strict", "anthropic", "gemini", "mcp", "ollama"]
NPM = ["openai@6.49.0", "gpt-tokenizer@4.0.0"]
QUICK = ["train-travel", "line-messaging", "notion", "xero-files"]
CORPUS = [
    "adyen-checkout", "agentic-commerce", "anthropic-3.0", "cohere", "dropbox-sign", "figma", "groq", "hubspot-crm-objects", "line-messaging", "medusa-store",
    "notion", "paypal-orders", "pinecone-control", "powerdns", "qdrant", "spotify", "train-travel", "twilio-messaging", "xero-files", "zulip",
]
# Faults of one kind that are printed for a document.
SHOWN = 12


def printed(program, path, dialect, file):
    """What bindery prints for a dialect, on disk and read."""
    done = subprocess.run([program, "tools", path, "--for", dialect, "--compact"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"bindery tools --for {dialect} ends with {done.returncode}: {done.stderr[-600:]}")
    file.write_text(done.stdout, encoding="utf-8")
    return json.loads(done.stdout)


def by_node(packages, files):
    """What the packages of npm say of each file."""
    done = subprocess.run(["node", "--max-old-space-size=3000", installed.CHECKOUT / "tests/peers/tools.mjs", packages], input=json.dumps(files), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"tools.mjs: {done.stderr[-1000:]}")
    return json.loads(done.stdout)


def costs(tools):
    counts = [tool["tokens"] for tool in tools] or [0]
    return {"all": sum(counts), "largest": max(counts), "median": round(statistics.median(counts))}


def judge(name, path, program, scratch):
    import accepted
    import asked

    folder = scratch / "printed" / name
    folder.mkdir(parents=True, exist_ok=True)
    files = {dialect: folder / f"{dialect}.json" for dialect in [*DIALECTS, "naive"]}
    document = installed.read(path)
    model = printed(program, path, "model", folder / "model.json")
    faults, strict, tokens = [], {}, {}
    counts, missing = asked.coverage(document, model)
    faults += [f"coverage: {one}" for one in [*missing, *([] if missing else asked.unnoticed(document, model))]]
    tools, cut = asked.naive(document)
    files["naive"].write_text(json.dumps(tools, ensure_ascii=False), encoding="utf-8")
    found = {dialect: printed(program, path, dialect, files[dialect]) for dialect in DIALECTS}
    said = by_node(scratch / "npm", [{"file": str(file), "kind": kind} for kind, file in files.items()])
    names = [tool["name"] for tool in model["tools"]]
    if len(set(names)) < len(names):
        faults.append("names: some stand twice")
    refused = set()
    for dialect in DIALECTS:
        list_ = said[str(files[dialect])]
        if [tool["name"] for tool in list_] != names:
            faults.append(f"{dialect}: other tools than {len(names)} of the model")
        words = list(accepted.CHECKS[dialect](found[dialect])) + [(tool["name"], tool["faults"]) for tool in list_]
        for tool, against in words:
            faults += [f"{dialect} {tool}: {one}" for one in against]
            refused |= {(dialect, tool)} if against else set()
        strict[dialect] = sum(bool((tool.get("function") or tool).get("strict")) for tool in found[dialect])
    for dialect, file in files.items():
        tokens[dialect] = costs(said[str(file)])
    asked_for = counts.get("parameters", 0) + counts.get("fields", 0)
    return {
        "document": name, **counts, "tools": len(names), "definitions": len(names) * len(DIALECTS), "accepted": len(names) * len(DIALECTS) - len(refused),
        "strict": strict, "coverage": round(100 * (counts.get("reachable", 0) + counts.get("hidden", 0)) / max(asked_for, 1), 2), "tokens": tokens, "cut": cut, "faults": faults,
    }


def rows(results):
    yield ["document", "tools", "accepted", "strict: OpenAI", "Anthropic", "parameters", "fields", "hidden", "coverage %"]
    for one in results:
        cells = [f"{one['accepted']}/{one['definitions']}", one["strict"]["openai-strict"], one["strict"]["anthropic"]]
        yield [one["document"], one["tools"], *cells, one.get("parameters", 0), one.get("fields", 0), one.get("hidden", 0), one["coverage"]]


def costs_of(results):
    yield ["document", "tools", *DIALECTS, "naive", "naive / openai"]
    for one in results:
        cells = [f"{one['tokens'][dialect]['all']} ({one['tokens'][dialect]['largest']}, {one['tokens'][dialect]['median']})" for dialect in DIALECTS]
        naive, ours = one["tokens"]["naive"], one["tokens"]["openai"]["all"]
        at_least = "≥ " if one["cut"] else ""
        yield [one["document"], one["tools"], *cells, f"{at_least}{naive['all']} ({at_least}{naive['largest']}, {naive['median']})", f"{at_least}{naive['all'] / max(ours, 1):.1f}"]


def table(lines, markdown):
    lines = [list(map(str, line)) for line in lines]
    if markdown:
        lines.insert(1, ["---"] * len(lines[0]))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def report(results, markdown):
    done = [one for one in results if "tokens" in one]
    print(table(rows(done), markdown), end="\n\n")
    print("Tokens of all tools (the largest, the median). The naive ones lack the kinds that only a discriminator lists:", end="\n\n")
    print(table(costs_of(done), markdown))
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
    parser.add_argument("--scratch", type=pathlib.Path, default=installed.TARGET / "tools", help="where things are made")
    parser.add_argument("--markdown", action="store_true", help="print tables as Markdown")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    if shutil.which("npm") is None:
        raise SystemExit("this needs Node.js with npm")
    args.scratch = args.scratch.resolve()
    installed.within(args.scratch)
    installed.npm(args.scratch / "npm", *NPM)
    program = installed.program()
    wanted = installed.documents(args.corpus, QUICK if args.quick else CORPUS, args.only)
    results = []
    # Once, before there are processes: they are large.
    import accepted  # noqa: F401

    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        todo = [(name, pool.submit(judge, name, path, program, args.scratch)) for name, path in wanted.items()]
        for name, job in todo:
            try:
                results.append(job.result())
            except RuntimeError as error:
                results.append({"document": name, "faults": [str(error)]})
            installed.say(f"{name}: {len(results[-1]['faults'])} faults")
    if args.json:
        json.dump(results, sys.stdout, indent=1)
    else:
        report(results, args.markdown)
    return 1 if any(one["faults"] for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
