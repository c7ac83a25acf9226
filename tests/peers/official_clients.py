"""Talks to the emulated model through the official clients of OpenAI and Anthropic, and prints what came of each step.

Started by `emulator.py`, which knows what has to come; what this needs is read from its input as JSON. Both clients validate
answers strictly: one that is not of their own types is an error.
"""

import json
import pathlib
import sys

import anthropic
import jsonschema
import openai
import yaml

WHERE = "Where is order 1042?"
CANCEL = "Please cancel order 1043, the customer changed their mind."
# More than a model of this kind needs to get anywhere.
ROUNDS = 5


def called(name, arguments, schemas):
    """A call on one line, without what was left open. Its arguments keep to the schema that was shown."""
    jsonschema.Draft202012Validator(schemas[name], format_checker=jsonschema.FormatChecker()).validate(arguments)
    given = {key: value for key, value in arguments.items() if value is not None}
    return f"{name} {json.dumps(given)}"


class OpenAI:
    """A host on OpenAI's wire."""

    def __init__(self, base_url, key, tools):
        self.tools = tools
        self.schemas = {tool["function"]["name"]: tool["function"]["parameters"] for tool in tools}
        self.client = self.with_key(base_url, key)

    @staticmethod
    def with_key(base_url, key):
        return openai.OpenAI(base_url=base_url, api_key=key, max_retries=0, timeout=20, _strict_response_validation=True)

    def create(self, messages, model, client=None, **options):
        return (client or self.client).chat.completions.create(model=model, messages=messages, tools=self.tools, **options)

    def loop(self, model, question, results):
        messages = [{"role": "system", "content": "Help."}, {"role": "user", "content": question}]
        said, results = [], iter(results)
        for _ in range(ROUNDS):
            completion = self.create(messages, model)
            assert completion.object == "chat.completion" and completion.id.startswith("chatcmpl-"), completion
            usage = completion.usage
            assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 0, usage
            choice = completion.choices[0]
            if choice.finish_reason == "stop":
                return said + [choice.message.content]
            assert choice.finish_reason == "tool_calls" and choice.message.content is None, choice
            messages.append(choice.message)
            for call in choice.message.tool_calls:
                assert call.type == "function" and call.id.startswith("call_"), call
                said.append(called(call.function.name, json.loads(call.function.arguments), self.schemas))
                messages.append({"role": "tool", "tool_call_id": call.id, "content": next(results)})
        raise RuntimeError("the model did not answer")

    @staticmethod
    def history(answer):
        function = {"name": "list_orders", "arguments": "{}"}
        calls = [{"id": "call_made", "type": "function", "function": function}]
        tool = {"role": "tool", "tool_call_id": answer, "content": "{}"} if answer else {"role": "user", "content": "Well?"}
        return [{"role": "user", "content": WHERE}, {"role": "assistant", "content": None, "tool_calls": calls}, tool]

    @staticmethod
    def refusal(error):
        return error.type, error.code, error.body["message"]


class Anthropic:
    """A host on Anthropic's wire."""

    def __init__(self, base_url, key, tools):
        self.tools = tools
        self.schemas = {tool["name"]: tool["input_schema"] for tool in tools}
        self.client = self.with_key(base_url, key)

    @staticmethod
    def with_key(base_url, key):
        # This client puts the version in front of the paths itself.
        origin = base_url.removesuffix("/v1")
        return anthropic.Anthropic(base_url=origin, api_key=key, max_retries=0, timeout=20, _strict_response_validation=True)

    @staticmethod
    def with_header(base_url, key):
        """A client that sends what those before 2.0 do: since then the key goes into `Authorization`, and the version is newer."""
        headers = {"x-api-key": key, "Authorization": anthropic.Omit(), "anthropic-version": "2023-06-01"}
        return Anthropic.with_key(base_url, "unused").with_options(default_headers=headers)

    def create(self, messages, model, client=None, **options):
        client = client or self.client
        return client.messages.create(model=model, max_tokens=500, system="Help.", messages=messages, tools=self.tools, **options)

    def loop(self, model, question, results):
        messages = [{"role": "user", "content": question}]
        said, results = [], iter(results)
        for _ in range(ROUNDS):
            message = self.create(messages, model)
            assert message.type == "message" and message.role == "assistant" and message.id.startswith("msg_"), message
            assert message._request_id.startswith("req_"), message
            assert message.usage.input_tokens > 0 and message.usage.output_tokens > 0, message.usage
            if message.stop_reason == "end_turn":
                return said + [block.text for block in message.content]
            assert message.stop_reason == "tool_use", message
            messages.append({"role": "assistant", "content": message.content})
            answers = []
            for block in message.content:
                assert block.type == "tool_use" and block.id.startswith("toolu_"), block
                said.append(called(block.name, block.input, self.schemas))
                answers.append({"type": "tool_result", "tool_use_id": block.id, "content": next(results)})
            messages.append({"role": "user", "content": answers})
        raise RuntimeError("the model did not answer")

    @staticmethod
    def history(answer):
        calls = [{"type": "tool_use", "id": "toolu_made", "name": "list_orders", "input": {}}]
        result = {"type": "tool_result", "tool_use_id": answer, "content": "{}"} if answer else {"type": "text", "text": "Well?"}
        return [{"role": "user", "content": WHERE}, {"role": "assistant", "content": calls}, {"role": "user", "content": [result]}]

    @staticmethod
    def refusal(error):
        assert error.body["type"] == "error" and error.request_id == error.body["request_id"], error.body
        return error.body["error"]["type"], None, error.body["error"]["message"]


def results(spec):
    """What tools would answer, from the document's own examples."""
    examples = yaml.load(pathlib.Path(spec).read_text(encoding="utf-8"), yaml.BaseLoader)["components"]["examples"]
    shipped, draft = examples["ShippedOrder"]["value"], examples["DraftOrder"]["value"]
    page = lambda order: json.dumps({"data": [order], "next_cursor": None})  # noqa: E731
    return {WHERE: [page(shipped)], CANCEL: [page(draft), json.dumps(draft | {"status": "cancelled"})]}


def took(host, given):
    """The name of each step and what to do for it."""
    model, other, base_url, answers = given["model"], "another-model", given["base_url"], results(given["spec"])
    question = [{"role": "user", "content": WHERE}]
    if isinstance(host, OpenAI):
        yield "list models", lambda: [f"{model.id}, a {model.object}" for model in host.client.models.list()]
    else:
        yield "headers as before 2.0", lambda: [host.create(question, model, host.with_header(base_url, given["key"])).stop_reason]
        yield "wrong key as before 2.0", lambda: host.create(question, model, host.with_header(base_url, "sk-somebody-else's"))
    yield WHERE, lambda: host.loop(model, WHERE, answers[WHERE])
    yield CANCEL, lambda: host.loop(model, CANCEL, answers[CANCEL])
    yield "wrong key", lambda: host.create(question, model, host.with_key(base_url, "sk-somebody-else's"))
    yield "wrong model", lambda: host.create(question, other)
    yield "call without result", lambda: host.create(host.history(None), model)
    yield "result without call", lambda: host.create(host.history("nobody's"), model)
    yield "no messages", lambda: host.create([], model)
    yield "stream", lambda: host.create(question, model, stream=True)


def outcome(host, step):
    try:
        value = step()
        return " → ".join(value) if isinstance(value, list) else f"{value!r}"
    except (openai.APIStatusError, anthropic.APIStatusError) as error:
        kind, code, message = host.refusal(error)
        assert "somebody" not in str(error), "the key is repeated"
        module = type(error).__module__.split(".")[0]
        return f"{module}.{type(error).__name__}({error.status_code}), {kind}{f', {code}' if code else ''}: {message}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    given = json.load(sys.stdin)
    for name, wire in (("openai", OpenAI), ("anthropic", Anthropic)):
        host = wire(given["base_url"], given["key"], given["tools"][name])
        for step, do in took(host, given):
            print(json.dumps([name, step, outcome(host, do)]))


if __name__ == "__main__":
    main()
