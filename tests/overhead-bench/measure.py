#!/usr/bin/env python3
"""Measures calls per second of a generated client against one written by hand; prints a Markdown table.

    python3 tests/overhead-bench/measure.py [--rounds N] [--block MILLISECONDS] [--root DIR] [--hand-without-limits]

Both are in `src/`: the client of `specs/erp.yaml`, and reqwest with serde's derives. The server is a process of its own,
on another core than the clients where the system lets one choose. Everything is built below a scratch directory; the
repository stays as it is.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# reqwest, rustls and tokio with the features that the runtime takes.
MANIFEST = f"""[package]
name = "overhead-bench"
version = "0.0.0"
edition = "2024"
build = "{HERE}/build.rs"

[workspace]

[[bin]]
name = "overhead-bench"
path = "{HERE}/src/main.rs"

[dependencies]
bindery-runtime = {{ path = "{REPOSITORY}/runtime" }}
reqwest = {{ version = "0.13", default-features = false, features = ["http2", "rustls-no-provider"] }}
rustls = {{ version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
tokio = {{ version = "1", features = ["io-util", "macros", "net", "rt", "time"] }}

[build-dependencies]
bindery = {{ path = "{REPOSITORY}/generator", default-features = false }}

[profile.release]
debug = "line-tables-only"
"""


def build(root):
    """The binary, built with the versions that the repository has locked."""
    root.mkdir(parents=True, exist_ok=True)
    manifest = root / "Cargo.toml"
    if not manifest.exists() or manifest.read_text() != MANIFEST:
        manifest.write_text(MANIFEST)
    if not (root / "Cargo.lock").exists():
        shutil.copy(REPOSITORY / "Cargo.lock", root / "Cargo.lock")
    env = os.environ | {"ERP_SPEC": str(REPOSITORY / "specs/erp.yaml"), "CARGO_TARGET_DIR": str(root / "target")}
    subprocess.run(["cargo", "build", "--release"], cwd=root, env=env, check=True)
    return root / "target/release/overhead-bench"


def on_core(index):
    """Keeps a child process on one core, where that can be done and there are several."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    return (lambda: os.sched_setaffinity(0, {cores[index]})) if len(cores) > index else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, help="where to build; kept")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--block", type=int, default=100, help="milliseconds of a quarter of a round")
    parser.add_argument("--hand-without-limits", action="store_true", help="no timeouts for the client written by hand")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        program = build((args.root or pathlib.Path(scratch)).resolve())
        server = subprocess.Popen([program, "serve"], stdout=subprocess.PIPE, text=True, preexec_fn=on_core(1))
        try:
            url = server.stdout.readline().strip()
            more = ["--hand-without-limits"] * args.hand_without_limits
            command = [program, url, str(args.rounds), str(args.block), *more]
            load = os.getloadavg()[0]
            subprocess.run(command, check=True, preexec_fn=on_core(0))
            print(f"\n{args.rounds} rounds; load before {load:.2f}, after {os.getloadavg()[0]:.2f}")
        finally:
            server.kill()


if __name__ == "__main__":
    main()
