"""Runs generated clients against servers that other people wrote.

    python3 tests/peers/servers.py [--corpus DIR] [--only litellm|telegram|stripe] [--json]

* `specs/openai.yaml` against LiteLLM's proxy, which answers by itself here (PyPI);
* `specs/telegram.yaml` against telegram-test-api (npm);
* Stripe's own document, which is in the corpus, against localstripe (PyPI). Without `--corpus` it is left out.

Each server is installed into a scratch folder below `target/`, where it is found again, and started on a free port of
loopback. The programs stand in `tests/servers/`; each prints what came of its steps, and here stands what has to come.
Where an answer was not as the document says, that is counted: a client has to live with it. Needs Node, Python 3 with venv,
and Rust. Exits with 1 if a step did not come out.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from installed import CHECKOUT, TARGET, once, run, say

PROGRAMS = CHECKOUT / "tests/servers"
SCRATCH = TARGET / "servers"
# Seconds until a server has to answer.
PATIENCE = 120
TELEGRAM = "telegram-test-api@4.2.1"

# A key of its own for each server; none is known anywhere else.
LITELLM_KEY = "sk-0123456789abcdef0123456789abcdef"
BOT_TOKEN = "123456:a-token-for-loopback-only"
STRIPE_KEY = "sk_test_for_loopback_only"

# What LiteLLM answers without asking anyone.
LITELLM_CONFIG = {
    "model_list": [
        {"model_name": "chat-model", "litellm_params": {"model": "openai/gpt-4o", "api_key": "none", "mock_response": "Thread and glue."}},
        {"model_name": "embedding-model", "litellm_params": {"model": "openai/text-embedding-3-small", "api_key": "none", "mock_response": [0.25, -0.5, 1.0]}},
    ],
    "general_settings": {"master_key": "os.environ/LITELLM_MASTER_KEY"},
}

# What somebody wrote to the bot before it looked.
QUESTION = {
    "botToken": BOT_TOKEN, "date": 1700000000, "text": "What binds books?",
    "from": {"id": 7, "is_bot": False, "first_name": "Ada"},
    "chat": {"id": 7, "type": "private", "first_name": "Ada"},
}

# localstripe answers keys in order.
ADA = "Ada Binder, Rue de l'Église 4 & 5, Liège; {}; fr-BE en; BE0123456789"

# A server: how it is installed, started and asked whether it is there; what the program is called and finds in its
# environment; the steps that the program takes and what has to come of them.
Server = collections.namedtuple("Server", "name install start ready base program env prepare steps afterwards")
Step = collections.namedtuple("Step", "server step expected got drift")


def venv(name):
    """A virtual environment with exactly what a list says."""
    folder, listed = SCRATCH / name, PROGRAMS / f"{name}.txt"

    def install():
        run([sys.executable, "-m", "venv", folder])
        quiet = ["--quiet", "--disable-pip-version-check", "--no-deps"]
        run([folder / "bin/python", "-m", "pip", "install", *quiet, "--requirement", listed])

    once(folder, sys.version + listed.read_text(), install)


def npm():
    folder = SCRATCH / "telegram"
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    once(folder, TELEGRAM, lambda: run(["npm", "install", *quiet, "--prefix", folder, TELEGRAM]))


def litellm(port):
    config = SCRATCH / "litellm/config.json"
    config.write_text(json.dumps(LITELLM_CONFIG))  # JSON is YAML too
    env = {"LITELLM_MASTER_KEY": LITELLM_KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    return [SCRATCH / "litellm/bin/litellm", "--config", config, "--host", "127.0.0.1", "--port", port, "--telemetry", "False"], env


def telegram(port):
    start = f"new (require('telegram-test-api'))({{host: '127.0.0.1', port: {port}}}).start()"
    return ["node", "--eval", start], {"NODE_PATH": str(SCRATCH / "telegram/node_modules")}


def localstripe(port):
    # Its own command listens for other machines too and keeps what it knows in a file that all users share.
    start = (
        "from aiohttp import web; from localstripe import resources, server; "
        f"resources.Store.dump_to_disk = lambda self: None; web.run_app(server.app, host='127.0.0.1', port={port})"
    )
    return [SCRATCH / "localstripe/bin/python", "-c", start], {}


def fetch(url, value=None):
    """The answer to a POST of JSON, or to a GET. What proxies the machine has does not matter on loopback."""
    body = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return answer.read()


def what_the_bot_sent(origin):
    """The bot's message as the server got it, on the side where its reader is."""
    history = json.loads(fetch(f"{origin}/getUpdatesHistory", {"token": BOT_TOKEN}))["result"]
    sent = [entry["message"] for entry in history if "chat_id" in entry["message"]]
    return json.dumps(sent, ensure_ascii=False, sort_keys=True)


SENT = [{
    "chat_id": 7, "disable_notification": True, "text": "Thread & glue – ½ each",
    "reply_markup": {"inline_keyboard": [[{"callback_data": "more", "text": "More"}]]},
}]

SERVERS = [
    Server(
        "litellm", lambda: venv("litellm"), litellm, "/health/liveliness", "/v1", "openai", {"OPENAI_API_KEY": LITELLM_KEY}, None,
        {
            "list models": "chat-model, embedding-model",
            "get a model": "chat-model, a model",
            "complete a chat": "Thread and glue. (stop)",
            "embed a text": "[0.25, -0.5, 1.0]",
            "ask an unknown model": "Api(400), code 400: /chat/completions: Invalid model name passed in model=no-model.",
        }, {},
    ),
    Server(
        "telegram", npm, telegram, "/botready/getMe", "", "telegram", {"TELEGRAM_BOT_TOKEN": BOT_TOKEN},
        lambda origin: fetch(f"{origin}/sendMessage", QUESTION),
        {
            "getMe": "TestNameBot",
            "getUpdates": "What binds books? from chat 7",
            "sendMessage": "Thread & glue – ½ each to chat 7",
            "getUpdates again": "0 updates",
            "an unknown method": "Api(500): API method 'getMyCommands' is not supported.",
        }, {"what came of sendMessage": (json.dumps(SENT, ensure_ascii=False, sort_keys=True), what_the_bot_sent)},
    ),
    Server(
        "stripe", lambda: venv("localstripe"), localstripe, "/js.stripe.com/v3/", "", "stripe", {"STRIPE_BEARER_AUTH": STRIPE_KEY}, None,
        {
            "create a customer": "cus_…, " + ADA.format("note: a=b & c; shelf: B[7]"),
            "read it": ADA.format("note: a=b & c; shelf: B[7]"),
            "change its metadata": "note: changed; shelf: B[7]",
            "read it again": ADA.format("note: changed; shelf: B[7]"),
            "list customers": "Ada Binder",
            "read nobody": "Api(404), invalid_request_error: Not Found",
        }, {},
    ),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    try:
        fetch(url)
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextlib.contextmanager
def running(server):
    """The server's origin, while it runs."""
    port = free_port()
    command, env = server.start(port)
    log = SCRATCH / f"{server.name}.log"
    # Nothing else of the environment: a database or a key that somebody has there is not for this.
    env |= {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    say(f"starting {server.name}")
    with open(log, "wb") as out:
        # A group of its own, so that what it starts ends with it.
        child = subprocess.Popen(
            [str(part) for part in command], cwd=SCRATCH, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True)
    origin = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(origin + server.ready):
            if child.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{server.name} does not answer:\n{log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.2)
        yield origin
    finally:
        stop(child)


def stop(child):
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(5)
            return


def build(servers, corpus):
    shutil.copy(CHECKOUT / "Cargo.lock", PROGRAMS / "Cargo.lock")
    env = os.environ | {"CARGO_TARGET_DIR": str(TARGET)}
    if corpus:
        env["BINDERY_CORPUS"] = str(corpus)
    packages = [part for server in servers for part in ("--package", server.program)]
    run(["cargo", "build", "--quiet", "--manifest-path", PROGRAMS / "Cargo.toml", *packages], env=env)


def took(server):
    """The steps of a server's program."""
    with running(server) as origin:
        if server.prepare:
            server.prepare(origin)
        command = [TARGET / "debug" / server.program, origin + server.base]
        done = subprocess.run(command, env=os.environ | server.env, capture_output=True, text=True, timeout=120)
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        got = {step: (value, list(filter(None, drift.split("; ")))) for step, value, drift in lines}
        for step, expected in server.steps.items():
            yield Step(server.name, step, expected, *got.get(step, ("nothing", [])))
        if done.returncode:
            yield Step(server.name, "the program", "ends well", done.stderr.strip() or f"status {done.returncode}", [])
        for step, (expected, look) in server.afterwards.items():
            yield Step(server.name, step, expected, look(origin), [])


def table_row(*cells):
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def table(steps):
    yield table_row("server", "step", "expected", "got", "drift", "holds")
    yield "|---|---|---|---|---|---|"
    for step in steps:
        holds = step.got == step.expected
        got = "the same" if holds else step.got
        yield table_row(step.server, step.step, step.expected, got, len(step.drift), "yes" if holds else "**NO**")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=pathlib.Path, help="folder with stripe.yaml")
    parser.add_argument("--only", choices=[server.name for server in SERVERS], help="one server")
    parser.add_argument("--json", action="store_true", help="print the steps as JSON, drift in full")
    args = parser.parse_args()
    # So that servers are stopped in that case as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if args.only == "stripe" and not args.corpus:
        parser.error("stripe needs --corpus")
    wanted = [server for server in SERVERS if args.only in (None, server.name) and (server.name != "stripe" or args.corpus)]
    SCRATCH.mkdir(parents=True, exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        installed = [pool.submit(server.install) for server in wanted]
        build(wanted, args.corpus and args.corpus.resolve())
        for each in installed:
            each.result()
    steps = [step for server in wanted for step in took(server)]
    print(json.dumps([step._asdict() for step in steps], indent=2, ensure_ascii=False) if args.json else "\n".join(table(steps)))
    if not args.json and not args.corpus and not args.only:
        print("stripe: left out, there is no --corpus")
    sys.exit(any(step.got != step.expected for step in steps))


if __name__ == "__main__":
    main()
