"""Validates what `bindery check --format sarif` prints against the schema of SARIF 2.1.0.

    python3 tests/peers/sarif.py [--corpus DIR] [--bindery PROGRAM]

Over the documents of `specs/broken`, one by one and all together, and over the documents of a corpus that are listed below.
The schema is the one of the standard, as the crate serde-sarif carries it; jsonschema, the validator, is installed from PyPI
into the scratch folder.
"""

import argparse
import json
import pathlib
import subprocess
import sys

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ("serde-sarif", "0.8.0")
VALIDATOR = "jsonschema==4.26.0"
CORPUS = ["cloudflare", "github", "stripe", "openai", "plaid", "kubernetes", "commercetools", "asana", "discord", "notion"]


def run(command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def schema(scratch):
    """Cargo fetches the crate for a package that is never built."""
    name, version = SCHEMA
    manifest = scratch / "Cargo.toml"
    (scratch / "src").mkdir(parents=True, exist_ok=True)
    (scratch / "src/lib.rs").write_text("")
    manifest.write_text(
        f'[package]\nname = "schema"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n{name} = "={version}"\n'
    )
    metadata = ["cargo", "metadata", "--quiet", "--format-version", "1", "--manifest-path", manifest]
    packages = json.loads(run(metadata, stdout=subprocess.PIPE).stdout)["packages"]
    folder = next(pathlib.Path(it["manifest_path"]).parent for it in packages if it["name"] == name)
    return folder / "src/schema.json"


def validator(scratch):
    python = scratch / "venv/bin/python"
    if not python.exists():
        run([sys.executable, "-m", "venv", scratch / "venv"])
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", VALIDATOR])
    return python


VALIDATE = """
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
judge = jsonschema.validators.validator_for(schema)(schema)
failed = 0
for line in sys.stdin:
    name, log = json.loads(line)
    for error in judge.iter_errors(log):
        failed += 1
        print(f"{name}: {error.json_path}: {error.message[:200]}")
sys.exit(min(failed, 1))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--bindery", help="the program; by default it is built")
    args = parser.parse_args()
    scratch = CHECKOUT / "target/sarif"
    program = args.bindery
    if program is None:
        run(["cargo", "build", "--quiet", "--locked", "-p", "bindery", "--features", "cli"], cwd=CHECKOUT)
        program = CHECKOUT / "target/debug/bindery"
    broken = sorted((CHECKOUT / "specs/broken").rglob("*.yaml"))
    listed = [next(args.corpus.glob(f"{name}.*"), None) for name in CORPUS] if args.corpus else []
    runs = [[path] for path in broken + [path for path in listed if path]] + [broken]
    lines, results = [], 0
    for paths in runs:
        # Documents with errors are refused, which is what is wanted here.
        command = [str(part) for part in [program, "check", "--format", "sarif", *paths]]
        log = json.loads(subprocess.run(command, stdout=subprocess.PIPE, cwd=CHECKOUT).stdout)
        results += len(log["runs"][0]["results"])
        lines.append(json.dumps([str(paths[0]) if len(paths) == 1 else "all together", log]))
    judged = subprocess.run([str(validator(scratch)), "-c", VALIDATE, str(schema(scratch))], input="\n".join(lines), text=True)
    print(f"{len(runs)} logs with {results} results" + (" are valid" if judged.returncode == 0 else ", some of them not valid"))
    sys.exit(judged.returncode)


if __name__ == "__main__":
    main()
