"""Runs the official clients of OpenAI and Anthropic against the emulated model of `examples/order-assistant`.

    python3 tests/peers/emulator.py [--json]

So that what the emulator speaks is the wire, and not our idea of it. The packages `openai` and `anthropic` of PyPI are
installed into a scratch folder below `target/`; the emulator is started by `order-assistant --serve-model`; the tools that
are shown to it are what `bindery tools specs/erp.yaml` prints (`BINDERY_BIN` names a program, else it is built). The calls
are made by `official_clients.py`, and here stands what has to come of them. Needs Python 3 with venv, and Rust. Exits with 1
if a step did not come out.
"""

import argparse
import collections
import contextlib
import json
import os
import signal
import subprocess
import sys

from servers import CHECKOUT, SCRATCH, TARGET, run, say, stop, table_row, venv

SPEC = CHECKOUT / "specs/erp.yaml"
# As in examples/order-assistant/src/model/mod.rs.
KEY, MODEL = "sk-demo-key-for-loopback-only", "emulated-1"
DIALECTS = {"openai": "openai-strict", "anthropic": "anthropic"}

LOOKED = 'list_orders {{"number": {}}}'
WHERE = f"{LOOKED.format(1042)} → Order 1042 is on its way to Leeds with Parcel Pigeon; its tracking number is PP30041177."
CANCELLED = (
    f'{LOOKED.format(1043)} → cancel_order {{"order_id": "0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043", "reason": "customer_request"}}'
    " → Order 1043 is cancelled."
)

EXPECTED = {
    "openai": {
        "list models": "emulated-1, a model",
        "Where is order 1042?": WHERE,
        "Please cancel order 1043, the customer changed their mind.": CANCELLED,
        "wrong key": "openai.AuthenticationError(401), invalid_request_error, invalid_api_key: Incorrect API key provided.",
        "wrong model":
            "openai.NotFoundError(404), invalid_request_error, model_not_found: The model does not exist; there is only `emulated-1`.",
        "call without result":
            "openai.BadRequestError(400), invalid_request_error: An assistant message with 'tool_calls' must be followed by tool "
            "messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: call_made",
        "result without call":
            "openai.BadRequestError(400), invalid_request_error: Messages with role 'tool' must be a response to a preceding "
            "message with 'tool_calls'.",
        "no messages": "openai.BadRequestError(400), invalid_request_error, empty_array: Invalid 'messages': empty array.",
        "stream":
            "openai.BadRequestError(400), invalid_request_error, unsupported_value: This emulator does not stream; leave `stream` out.",
    },
    "anthropic": {
        "Where is order 1042?": WHERE,
        "Please cancel order 1043, the customer changed their mind.": CANCELLED,
        "headers as before 2.0": "tool_use",
        "wrong key as before 2.0": "anthropic.AuthenticationError(401), authentication_error: invalid x-api-key",
        "wrong key": "anthropic.AuthenticationError(401), authentication_error: Invalid bearer token",
        "wrong model": "anthropic.NotFoundError(404), not_found_error: model: there is only `emulated-1`",
        "call without result":
            "anthropic.BadRequestError(400), invalid_request_error: messages.2.content.0: `tool_use` ids were found without "
            "`tool_result` blocks immediately after: toolu_made. Each `tool_use` block must have a corresponding `tool_result` "
            "block in the next message.",
        "result without call":
            "anthropic.BadRequestError(400), invalid_request_error: messages.2.content.0: unexpected `tool_use_id` found in "
            "`tool_result` blocks: nobody's. Each `tool_result` block must have a corresponding `tool_use` block in the previous "
            "message.",
        "no messages": "anthropic.BadRequestError(400), invalid_request_error: messages: at least one message is required",
        "stream": "anthropic.BadRequestError(400), invalid_request_error: stream: this emulator does not stream; leave it out",
    },
}

Step = collections.namedtuple("Step", "client step expected got")


def build():
    """Builds what is missing; gives the command `bindery`."""
    given = os.environ.get("BINDERY_BIN")
    packages = ["order-assistant"] if given else ["order-assistant", "bindery"]
    for package in packages:
        # One by one: together they would share their features, and be built anew for it.
        run(["cargo", "build", "--quiet", "--locked", "-p", package], cwd=CHECKOUT, env=os.environ | {"CARGO_TARGET_DIR": str(TARGET)})
    return given or TARGET / "debug/bindery"


def tools(bindery, dialect):
    command = [str(bindery), "tools", str(SPEC), "--for", dialect, "--compact"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"bindery tools failed:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def emulator():
    """The base URL of the emulated model, while it runs."""
    say("starting the emulator")
    child = subprocess.Popen(
        [str(TARGET / "debug/order-assistant"), "--serve-model"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        start_new_session=True)
    try:
        base_url = child.stdout.readline().strip()
        if not base_url:
            raise SystemExit("the emulator did not start")
        yield base_url
    finally:
        stop(child)


def took(bindery):
    """The steps of both clients."""
    shown = {name: tools(bindery, dialect) for name, dialect in DIALECTS.items()}
    # Nothing else of the environment: keys, base URLs and proxies that somebody has there are not for this.
    env = {"PATH": os.environ["PATH"], "HOME": str(SCRATCH), "NO_PROXY": "127.0.0.1"}
    command = [str(SCRATCH / "emulator/bin/python"), str(CHECKOUT / "tests/peers/official_clients.py")]
    with emulator() as base_url:
        given = {"base_url": base_url, "key": KEY, "model": MODEL, "spec": str(SPEC), "tools": shown}
        done = subprocess.run(command, input=json.dumps(given), env=env, capture_output=True, text=True, timeout=120)
    got = {(client, step): value for client, step, value in map(json.loads, done.stdout.splitlines())}
    for client, steps in EXPECTED.items():
        for step, expected in steps.items():
            yield Step(client, step, expected, got.pop((client, step), "nothing"))
    for (client, step), value in got.items():
        yield Step(client, step, "nothing", value)
    if done.returncode:
        yield Step("both", "the program", "ends well", done.stderr.strip()[-2000:] or f"status {done.returncode}")


def table(steps):
    yield table_row("client", "step", "expected", "got", "holds")
    yield "|---|---|---|---|---|"
    for step in steps:
        holds = step.got == step.expected
        yield table_row(step.client, step.step, step.expected, "the same" if holds else step.got, "yes" if holds else "**NO**")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print the steps as JSON")
    args = parser.parse_args()
    # So that the emulator is stopped in that case as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    SCRATCH.mkdir(parents=True, exist_ok=True)
    venv("emulator")
    steps = list(took(build()))
    print(json.dumps([step._asdict() for step in steps], indent=2, ensure_ascii=False) if args.json else "\n".join(table(steps)))
    sys.exit(any(step.got != step.expected for step in steps))


if __name__ == "__main__":
    main()
