#!/usr/bin/env python3
"""Measures types as tables against serde's derives, on types made from real documents; prints a Markdown report.

    python3 tests/codec-bench/measure.py --corpus DIR [--documents discord,openai,stripe] [--quick] [--variants]

Everything is made and built below a scratch directory; the repository stays as it is. Build cost is CPU time
(user and system, all processes) of building one crate whose dependencies are built already, and the resident
memory of the largest process.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rust
from model import Model, Samples

HERE = pathlib.Path(__file__).resolve().parent
DEPENDENCIES = """serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["preserve_order", "raw_value"] }
"""
JITER = 'jiter = { version = "0.18", default-features = false }\n'
BUILDS = {"check": ["check"], "debug": ["build"], "release": ["build", "--release"]}


def load(corpus, name):
    for path in (corpus / f"{name}.json", corpus / f"{name}.yaml"):
        if path.exists():
            if path.suffix == ".json":
                return json.loads(path.read_text())
            import yaml

            return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    raise SystemExit(f"no {name}.json or {name}.yaml in {corpus}")


# Crates


def write(path, text):
    """Writes what is new, so that nothing is built twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def crate(root, name, source, dependencies, main=False):
    folder = root / name
    write(
        folder / "Cargo.toml",
        f'[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{dependencies}',
    )
    head = "#![allow(dead_code, non_camel_case_types, non_snake_case, unused_imports)]\n" * (not main)
    write(folder / "src" / ("main.rs" if main else "lib.rs"), head + source)


def runtime(path, serde=False):
    features = ', features = ["serde"]' if serde else ""
    return f'bindery-runtime = {{ path = "{path}", default-features = false{features} }}\n'


def chosen(model, args):
    """The roots whose run time is measured: some of the records, and all unions."""
    step = max(1, len(model.roots) // (100 if args.quick else 300))
    return [i for i, name in enumerate(model.roots) if i % step == 0 or model.defs[name]["is"] == "union"]


def write_workspace(root, models, args):
    names = []

    def add(name, *more):
        names.append(name)
        crate(root, name, *more)

    with_tables = DEPENDENCIES + runtime(args.runtime)
    add("warm", "", with_tables)
    add("warm-serde", "", DEPENDENCIES + runtime(args.runtime, serde=True))
    for name, model in models.items():
        add(f"{name}-derive", rust.derive(model), DEPENDENCIES)
        add(f"{name}-tables", rust.tables(model), with_tables)
        if args.variants:
            add(f"{name}-flatten", rust.derive(model, flatten=True), DEPENDENCIES)
            add(f"{name}-serde", rust.tables(model), DEPENDENCIES + runtime(args.runtime, serde=True))
        both = f'derive = {{ path = "../{name}-derive", package = "{name}-derive" }}\n'
        both += f'tables = {{ path = "../{name}-tables", package = "{name}-tables" }}\n'
        add(f"{name}-bench", (HERE / "src/main.rs").read_text(), with_tables + JITER + both, True)
        for reader in ("slice", "pull"):
            write(root / f"{name}-bench/src/{reader}.rs", (HERE / f"src/{reader}.rs").read_text())
        rows = "".join(f"{i} m{i}\n" for i in chosen(model, args))
        write(root / f"{name}-bench/src/roots.rs", f"roots! {{\n{rows}}}\n")
    write(root / "Cargo.toml", f'[workspace]\nresolver = "3"\nmembers = {json.dumps(names)}\n')
    lock = HERE.parent.parent / "Cargo.lock"
    if lock.exists() and not (root / "Cargo.lock").exists():
        shutil.copy(lock, root / "Cargo.lock")


# Build cost


def cargo(root, arguments):
    """Runs cargo; gives CPU seconds and the memory of the largest process in GB."""
    env = os.environ | {"CARGO_INCREMENTAL": "0", "CARGO_TARGET_DIR": str(root / "target"), "CODEC_BENCH": str(HERE / "src")}
    with open(root / "cargo.log", "ab") as log:
        child = subprocess.Popen(["cargo", *arguments], cwd=root, env=env, stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if status:
        tail = (root / "cargo.log").read_text(errors="replace")[-3000:]
        raise SystemExit(f"cargo {' '.join(arguments)} failed, see {root}/cargo.log\n{tail}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6


def build(root, name, kinds, rounds):
    out = {}
    for kind in kinds:
        best = (float("inf"), float("inf"))
        for _ in range(rounds):
            (root / name / "src/lib.rs").touch()
            cpu, memory = cargo(root, [*BUILDS[kind], "-p", name])
            best = (min(best[0], cpu), min(best[1], memory))
        out[kind] = best
        print(f"  {name} {kind}: {best[0]:.1f} s, {best[1]:.2f} GB", file=sys.stderr)
    for kind in ("debug", "release"):
        files = (root / "target" / kind / "deps").glob(f"lib{name.replace('-', '_')}-*.rlib")
        out[f"{kind} rlib"] = max((file.stat().st_size / 1e6 for file in files), default=0)
    return out


def build_table(name, builds):
    rows = [f"\n### {name}: build, CPU seconds (memory)\n"]
    rows += ["| | `check` | debug | release | rlib debug | rlib release |", "|---|---|---|---|---|---|"]

    def cell(one, kind):
        return f"{one[kind][0]:.1f} ({one[kind][1]:.2f} GB)" if kind in one else "–"

    for variant, one in builds.items():
        sizes = " | ".join(f"{one[f'{kind} rlib']:.1f} MB" if one[f"{kind} rlib"] else "–" for kind in ("debug", "release"))
        rows.append(f"| {variant} | " + " | ".join(cell(one, kind) for kind in BUILDS) + f" | {sizes} |")
    derive, tables = builds["derive"], builds["tables"]
    ratios = [f"**{tables[k][0] / derive[k][0]:.2f}** ({tables[k][1] / derive[k][1]:.2f})" if k in tables else "–" for k in BUILDS]
    ratios += [f"{tables[k] / derive[k]:.2f}" if derive.get(k) else "–" for k in ("debug rlib", "release rlib")]
    return rows + ["| tables / derive | " + " | ".join(ratios) + " |"]


# Run time


def samples(model, roots):
    """Lines for the bench: sets full, half, half with nulls where none is allowed, half with unknown keys."""
    full, half = Samples(model, True), Samples(model, False)
    for i in roots:
        name = model.roots[i]
        one = model.defs[name]
        yield i, "full", full.make(name)
        value = half.make(name)
        yield i, "half", value
        if one["is"] != "record":
            for _ in range(min(len(one["arms"]), 60) - 1):
                yield i, "half", half.make(name)
            continue
        absent = [f["key"] for f in one["fields"] if not f["required"] and not f["nullable"] and f["key"] not in value]
        if absent:
            yield i, f"null {len(absent)}", value | {key: None for key in absent}
        extra = {"x_text": "something new", "x_number": 12, "x_flag": True, "x_object": {"a": [1, 2], "b": None}, "x_null": None}
        yield i, "unknown", value | extra


def run(root, name, model, roots, rounds):
    path = root / f"{name}.samples"
    with open(path, "w") as out:
        for i, kind, value in samples(model, roots):
            out.write(f"{i}\t{kind}\t{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n")
    cargo(root, ["build", "--release", "-p", f"{name}-bench"])
    done = subprocess.run([root / "target/release" / f"{name}-bench", path, str(rounds)], stdout=subprocess.PIPE, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    (root / f"{name}.times").write_text("\n".join(json.dumps(line) for line in lines))
    for line in lines:
        line["name"] = model.roots[line["root"]]
        one = model.defs[line["name"]]
        line["path"] = one.get("path", "record")
        line["set"] = line["set"].split()[0]
    return lines


def ratio(lines, above, below):
    """Median over types of the ratio, and the ratio of the sums."""
    lines = [line for line in lines if above in line]
    if not lines:
        return "–"
    by_type = {}
    for line in lines:
        by_type.setdefault(line["name"], []).append(line[above] / line[below])
    median = statistics.median(statistics.mean(each) for each in by_type.values())
    total = sum(line[above] for line in lines) / sum(line[below] for line in lines)
    return f"{median:.2f} ({total:.2f})"


def speed(lines, column, size="bytes"):
    lines = [line for line in lines if column in line]
    return f"{1000 * sum(line[size] for line in lines) / sum(line[column] for line in lines):.0f}" if lines else "–"


def time_table(lines):
    rows = ["| samples | number | decode | decode, tables over serde_json | decode, tables over jiter | encode | derive loses | tables lose |", "|---|---|---|---|---|---|---|---|"]
    records = [line for line in lines if line["path"] == "record"]
    groups = {"**all, as documented**": [line for line in lines if line["set"] in ("full", "half")]}
    groups |= {"of 1 KB and more": [line for line in groups["**all, as documented**"] if line["bytes"] >= 1000]}
    groups |= {f"records, {word}": [line for line in records if line["set"] == key] for word, key in
               (("every field", "full"), ("half of the fields", "half"), ("`null` for the other half", "null"), ("five unknown keys", "unknown"))}
    groups |= {f"unions by {path}": [line for line in lines if line["path"] == path] for path in ("tag", "kind", "score")}
    groups |= {"stream events": [line for line in lines if line["name"].endswith("StreamEvent")]}
    groups |= {"the same, records": [line for line in records if line["name"].endswith("Event") and line["set"] in ("full", "half")]}
    for word, group in groups.items():
        if not group:
            continue
        lost = [sum(1 for line in group if line[f"{codec}_fault"] is not None) for codec in ("derive", "tables")]
        cells = [ratio(group, "tables_decode", "derive_decode"), ratio(group, "slice_decode", "derive_decode"), ratio(group, "pull_decode", "derive_decode")]
        cells.append(ratio(group, "tables_encode", "derive_encode"))
        rows.append(f"| {word} | {len(group)} | {' | '.join(cells)} | {lost[0]} | {lost[1]} |")
    clean = groups["**all, as documented**"]
    columns = ("derive_decode", "tables_decode", "slice_decode", "pull_decode", "derive_encode", "tables_encode")
    speeds = ", ".join(f"{column.replace('_', ' ')} {speed(clean, column)}" for column in columns)
    rows.append(f"\nMB/s over all documented samples: {speeds}; forms {speed(clean, 'form_encode', 'form_bytes')} (of form text).")
    nulls = {line["name"]: line for line in records if line["set"] == "null" and "tables_decode" in line}
    halves = {line["name"]: line for line in records if line["set"] == "half" and "tables_decode" in line}
    costs = [(nulls[name]["tables_decode"] - halves[name]["tables_decode"]) / nulls[name]["drift"] for name in nulls if name in halves and nulls[name]["drift"]]
    if costs:
        rows.append(f"One drifted field (note, path and shadow): {statistics.median(costs):.0f} ns, median over types.")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=pathlib.Path, required=True, help="folder with the documents")
    parser.add_argument("--documents", default="discord,openai,stripe", help="names without .json or .yaml")
    parser.add_argument("--only", default="", help="only schemas whose names match this expression, and what they need")
    parser.add_argument("--scratch", type=pathlib.Path, help="where to build; a temporary folder if not given")
    parser.add_argument("--runtime", type=pathlib.Path, default=HERE.parent.parent / "runtime", help="the runtime to measure")
    parser.add_argument("--quick", action="store_true", help="no debug and release figures, fewer types")
    parser.add_argument("--variants", action="store_true", help="also: derive with flatten, tables with the feature serde")
    parser.add_argument("--no-build", action="store_true", help="run time only")
    parser.add_argument("--no-run", action="store_true", help="build cost only")
    parser.add_argument("--kinds", default="check,debug,release", help="what to build for the build figures")
    parser.add_argument("--rounds", type=int, default=1, help="build each crate so often, the best counts")
    args = parser.parse_args()
    args.runtime = args.runtime.resolve()
    root = args.scratch or pathlib.Path(tempfile.mkdtemp(prefix="codec-bench-"))
    root = root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    models = {name: Model(load(args.corpus, name), args.only) for name in args.documents.split(",")}
    write_workspace(root, models, args)
    kinds = ["check"] if args.quick else args.kinds.split(",")
    report = ["## The codec's figures\n", subprocess.run(["rustc", "-V"], capture_output=True, text=True).stdout.strip()]
    for name, model in models.items():
        counts = ", ".join(f"{sum(1 for one in model.defs.values() if one['is'] == kind)} {word}" for kind, word in
                           (("record", "records"), ("choice", "text enums"), ("ints", "integer enums"), ("union", "unions")))
        report.append(f"\n## {name}: {counts}; {len(model.roots)} of them decoded and encoded")
        extra = ["flatten", "serde"] * args.variants
        variants = ["derive", "tables"] + extra
        if not args.no_build:
            for kind in kinds:
                for warm in ["warm"] + ["warm-serde"] * args.variants:
                    cargo(root, [*BUILDS[kind], "-p", warm])
            report += build_table(name, {variant: build(root, f"{name}-{variant}", kinds[:2] if variant in extra else kinds, args.rounds) for variant in variants})
        if args.no_run:
            continue
        report.append("\n### " + name + ": time as a share of derive's, median over types (share of the sums)\n")
        lines = run(root, name, model, chosen(model, args), 5 if args.quick else 7)
        report += time_table(lines)
        for line in [line for line in lines if line["tables_fault"]][:5]:
            print(f"  lost: {line['name']} {line['set']} {line['tables_fault'][:300]}", file=sys.stderr)
    (root / "report.md").write_text("\n".join(report) + "\n")
    print("\n".join(report))
    print(f"Scratch: {root}", file=sys.stderr)


if __name__ == "__main__":
    main()
