"""What the checks share: packages in a scratch folder, the program under test, and documents read as JSON."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", CHECKOUT / "target")).resolve()
LISTED = CHECKOUT / "tests/peers/tools.txt"
OWN = ["anthropic", "discord", "erp", "ollama", "openai", "telegram"]


def say(text):
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def run(command, **options):
    """Runs a command that says nothing unless it fails."""
    say(" ".join(str(part) for part in command[:6]))
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-4000:]}")


def once(folder, wanted, install):
    """Installs into a folder, unless the same is there already."""
    stamp = folder / "installed.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    install()
    stamp.write_text(wanted)


def within(scratch):
    """Goes on in a virtual environment with exactly what the list says."""
    folder = scratch / "python"
    if pathlib.Path(sys.prefix) == folder:
        return

    def install():
        run([sys.executable, "-m", "venv", folder])
        run([folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", LISTED])

    once(folder, sys.version + LISTED.read_text(), install)
    python = str(folder / "bin/python")
    os.execv(python, [python, *sys.argv])


def npm(folder, *packages):
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    once(folder, " ".join(packages), lambda: run(["npm", "install", *quiet, "--prefix", folder, *packages]))


def program():
    """The program under test: that of `BINDERY_BIN`, or it is built."""
    given = os.environ.get("BINDERY_BIN")
    if not given:
        run(["cargo", "build", "--quiet", "--package", "bindery"], cwd=CHECKOUT)
    return pathlib.Path(given or TARGET / "debug/bindery").resolve()


def documents(corpus, names, only):
    """Name and path of each document: our own, and those of the corpus."""
    own = {f"specs-{name}": CHECKOUT / f"specs/{name}.yaml" for name in OWN}
    names = names + [name for name in only if name not in own and name not in names]
    found = dict(own)
    for name in names if corpus else []:
        path = next((corpus / f"{name}.{kind}" for kind in ("json", "yaml") if (corpus / f"{name}.{kind}").exists()), None)
        if path is None:
            raise SystemExit(f"no {name}.json or {name}.yaml in {corpus}")
        found[name] = path
    return {name: path for name, path in found.items() if not only or name in only}


def read(path):
    """A document, JSON or YAML 1.2: `on` and `2024-01-01` are texts."""
    import yaml

    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)

    class Core(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        pass

    tags = {letter: [pair for pair in pairs if "timestamp" not in pair[0] and "bool" not in pair[0]] for letter, pairs in Core.yaml_implicit_resolvers.items()}
    for letter in "tTfF":
        tags.setdefault(letter, []).append(("tag:yaml.org,2002:bool", __import__("re").compile("^(true|True|TRUE|false|False|FALSE)$")))
    Core.yaml_implicit_resolvers = tags
    # Keys are texts, whatever they look like: `200`, `null`.
    Core.construct_mapping = lambda self, node, deep=False: {
        key.value if isinstance(key, yaml.ScalarNode) else str(key): self.construct_object(value, deep=True) for key, value in merged(self, node)
    }

    def merged(loader, node):
        loader.flatten_mapping(node)
        return node.value

    Core.add_constructor("tag:yaml.org,2002:map", lambda self, node: self.construct_mapping(node, deep=True))
    return yaml.load(text, Loader=Core)
