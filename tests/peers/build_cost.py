"""Measures what generated crates cost to build: bindery's beside those of openapi-to-rust, the best peer.

    python3 tests/peers/build_cost.py --corpus DIR

Both crates of a document are made and checked in the same run, one thing at a time. Build cost is CPU time (user and
system, all processes) of `cargo check` of the generated crate alone, without incremental compilation and with its
dependencies checked before, and the resident memory of the largest process. Lines are neither blank nor comments.

This is never part of CI: it installs somebody else's published crate, takes long, and wants a quiet machine, for CPU time
grows when other work shares caches and memory. Everything is made and built below a scratch folder.
"""

import argparse
import collections
import math
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PEER, VERSION = "openapi-to-rust", "0.23.0"
# CPU seconds.
CHECK = {"telegram": 3, "discord": 5, "anthropic": 10, "plaid": 15, "openai": 25, "stripe": 25}
RELEASE = {"discord": 10}
RATIO = 0.2
MEMORY = 1.0
LONG = 60
# What a build took, or why there is nothing to say.
Cost = collections.namedtuple("Cost", "cpu memory fault", defaults=(0.0, 0.0, ""))


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(root, command, seconds=None):
    """Runs a command; gives its cost and what it printed. A process is killed once it has used so many CPU seconds."""
    env = os.environ | {"CARGO_INCREMENTAL": "0", "CARGO_TARGET_DIR": str(root / "target"), "CARGO_TERM_COLOR": "never"}
    limit = (lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))) if seconds else None
    path = root / "last.log"
    with open(path, "wb") as log:
        child = subprocess.Popen(list(map(str, command)), cwd=root, env=env, stdout=log, stderr=log, preexec_fn=limit)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    cpu, fault, text = usage.ru_utime + usage.ru_stime, "", path.read_text(errors="replace")
    if status:
        fault = f"> {seconds} s" if seconds and cpu >= seconds else first_error(text, root)
    return Cost(cpu, usage.ru_maxrss / 2**20, fault), text


def first_error(text, root):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((line for line in lines if line.lower().startswith("error")), lines[0] if lines else "no message")
    total = re.search(r"due to (\d+ previous errors)", text)
    return first.replace(f"{root}/", "").replace("|", "\\|")[:160] + (f" ({total[1]})" if total else "")


def need(root, command):
    """Runs what the rest cannot do without."""
    say(" ".join(map(str, command)))
    cost, text = run(root, command)
    if cost.fault:
        raise SystemExit(text[-3000:])


def document(corpus, name):
    for path in (corpus / f"{name}.json", corpus / f"{name}.yaml"):
        if path.exists():
            return path
    raise SystemExit(f"no {name}.json or {name}.yaml in {corpus}")


def ours(root, folder, source, seconds):
    command = [root / "target/release/bindery", "generate", source, "--out", folder, "--package", folder.name]
    return run(root, [*command, "--runtime-path", CHECKOUT / "runtime"], seconds)[0].fault


def theirs(root, folder, source, seconds):
    """The peer as it is by default, types and an asynchronous client, in a crate with the dependencies it asks for."""
    code = folder / "src/generated"
    code.mkdir(parents=True)
    fault = run(root, [root / f"peer-{VERSION}/bin" / PEER, "generate", source, "--output-dir", code], seconds)[0].fault
    if not fault:
        package = f'[package]\nname = "{folder.name}"\nversion = "0.0.0"\nedition = "2024"\n\n'
        (folder / "Cargo.toml").write_text(package + (code / "REQUIRED_DEPS.toml").read_text())
        # Warnings are not shown, so that they cost nothing.
        (folder / "src/lib.rs").write_text("#![allow(warnings)]\npub mod generated;\n")
    return fault


def generate(root, corpus, args):
    """Writes both crates of each document and a workspace of them; gives the faults by crate."""
    faults = {}
    for name in args.documents:
        for kind, generator in (("ours", ours), ("theirs", theirs)):
            folder = root / f"{name}-{kind}"
            shutil.rmtree(folder, ignore_errors=True)
            faults[folder.name] = generator(root, folder, document(corpus, name), args.limit)
            say(f"generated {folder.name} {faults[folder.name]}")
    members = ", ".join(f'"{name}"' for name, fault in faults.items() if not fault)
    (root / "Cargo.toml").write_text(f'[workspace]\nresolver = "3"\nmembers = [{members}]\n')
    shutil.copy(CHECKOUT / "Cargo.lock", root / "Cargo.lock")
    return faults


def lines(folder):
    count = 0
    for path in folder.glob("src/**/*.rs"):
        text = re.sub(r"^\s*/\*.*?\*/", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
        count += sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith("//"))
    return count


def build(root, name, command, args):
    """The least cost of some rounds, of one for what takes long. Built empty before, for that builds the dependencies."""
    lib = root / name / "src/lib.rs"
    source = lib.read_text()
    lib.write_text("")
    cost, _ = run(root, ["cargo", *command, "-p", name])
    lib.write_text(source)
    if cost.fault:
        return Cost(fault=f"dependencies: {cost.fault}")
    best = Cost(math.inf, math.inf)
    for _ in range(args.rounds):
        lib.touch()
        cost, _ = run(root, ["cargo", *command, "-p", name], args.limit)
        say(f"  {name} {command[0]}: {cost.cpu:.1f} s, {cost.memory:.2f} GiB {cost.fault} (load {os.getloadavg()[0]:.1f})")
        best = Cost(min(best.cpu, cost.cpu), min(best.memory, cost.memory), cost.fault)
        if cost.fault or cost.cpu > LONG:
            break
    return best


def holds(value, most):
    return "yes" if value <= most else "**no**"


def our_cells(cost, most, folder):
    if cost.fault:
        return [cost.fault, f"≤ {most:g}", "**no**", "–", "–", lines(folder)]
    return [f"{cost.cpu:.1f}", f"≤ {most:g}", holds(cost.cpu, most), f"{cost.memory:.2f}", holds(cost.memory, MEMORY), lines(folder)]


def peer_cells(cost, mine, folder):
    """A peer that was stopped would have used more: the ratio is below the one said."""
    over, ratios = cost.fault.startswith(">"), ["–", "–"]
    if cost.cpu and not mine.fault and (over or not cost.fault):
        ratio = mine.cpu / cost.cpu
        ratios = ["< " * over + f"{ratio:.3f}", holds(ratio, RATIO)]
    return [cost.fault or f"{cost.cpu:.1f}", f"{cost.memory:.2f}" if cost.memory else "–", lines(folder) or "–", *ratios]


def row(*cells):
    return f"| {' | '.join(map(str, cells))} |"


def measure(root, faults, args):
    head = ["document", "ours, CPU s", "goal", "holds", "GiB", f"≤ {MEMORY:g}", "lines"]
    head += ["peer, CPU s", "GiB", "lines", "ours / peer", f"≤ {RATIO:g}"]
    yield from (row(*head), row(*["---"] * len(head)))
    for name in args.documents:
        mine, peer = f"{name}-ours", f"{name}-theirs"
        costs = [Cost(fault=faults[each]) if faults[each] else build(root, each, ["check"], args) for each in (mine, peer)]
        cells = our_cells(costs[0], CHECK.get(name, math.inf), root / mine)
        yield row(name, *cells, *peer_cells(costs[1], costs[0], root / peer))
        if name in RELEASE and not faults[mine]:
            cost = build(root, mine, ["build", "--release"], args)
            yield row(f"{name}, release build", *our_cells(cost, RELEASE[name], root / mine), *["–"] * 5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=pathlib.Path, required=True, help="folder with the documents")
    parser.add_argument("--documents", default=",".join(CHECK), help="names without .json or .yaml")
    parser.add_argument("--scratch", type=pathlib.Path, help="where to build; a temporary folder if not given")
    parser.add_argument("--rounds", type=int, default=1, help="check each crate so often, the best counts")
    parser.add_argument("--limit", type=int, default=400, help="stop a process that has used so many CPU seconds")
    args = parser.parse_args()
    args.documents = args.documents.split(",")
    root = (args.scratch or pathlib.Path(tempfile.mkdtemp(prefix="build-cost-"))).resolve()
    root.mkdir(parents=True, exist_ok=True)
    need(root, ["cargo", "build", "--release", "-p", "bindery", "--manifest-path", CHECKOUT / "Cargo.toml"])
    if not (root / f"peer-{VERSION}/bin" / PEER).exists():
        need(root, ["cargo", "install", PEER, "--version", VERSION, "--locked", "--root", root / f"peer-{VERSION}"])
    faults = generate(root, args.corpus.resolve(), args)
    compiler = subprocess.run(["rustc", "-V"], capture_output=True, text=True, check=True).stdout.strip()
    report = [f"`cargo check`, CPU seconds; peer: {PEER} {VERSION}; {compiler}; best of {args.rounds}.", ""]
    report += measure(root, faults, args)
    (root / "report.md").write_text("\n".join(report) + "\n")
    print("\n".join(report))
    say(f"Scratch: {root}")


if __name__ == "__main__":
    main()
