// The part of tools.py that npm has the packages for: OpenAI's own converter to strict schemas, regular expressions as
// JavaScript reads them, and tokens. Reads from standard input the names of files, writes what it found to standard output.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

const require = createRequire(process.argv[2] + "/");
const { toStrictJsonSchema } = require("openai/lib/transform");
const { countTokens } = require("gpt-tokenizer/encoding/o200k_base");

// Texts that look like a token with a meaning of its own are texts.
const tokens = (value) => countTokens(JSON.stringify(value), { disallowedSpecial: new Set() });

function notStrict(schema) {
  try {
    const found = toStrictJsonSchema(schema);
    return isDeepStrictEqual(found, schema) ? [] : [`OpenAI's converter changes it: ${differs(schema, found, "#")}`];
  } catch (error) {
    return [`OpenAI's converter refuses it: ${error.message}`];
  }
}

function differs(ours, theirs, at) {
  if (typeof ours !== "object" || typeof theirs !== "object" || !ours || !theirs) {
    return `${at}: ${JSON.stringify(ours)} becomes ${JSON.stringify(theirs)}`.slice(0, 300);
  }
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    if (!isDeepStrictEqual(ours[key], theirs[key])) return differs(ours[key], theirs[key], `${at}/${key}`);
  }
  return at;
}

function* patterns(schema) {
  if (Array.isArray(schema)) for (const member of schema) yield* patterns(member);
  if (!schema || typeof schema !== "object" || Array.isArray(schema)) return;
  if (typeof schema.pattern === "string") yield schema.pattern;
  for (const key of ["items", "additionalProperties", "anyOf", "prefixItems"]) yield* patterns(schema[key]);
  for (const key of ["properties", "$defs"]) for (const member of Object.values(schema[key] ?? {})) yield* patterns(member);
}

// Documents have some that only the older of the two grammars takes: `\!`.
function notRegular(schema) {
  return [...patterns(schema)].flatMap((pattern) => {
    const faults = ["u", ""].flatMap((flags) => {
      try {
        new RegExp(pattern, flags);
        return [];
      } catch (error) {
        return [`no regular expression of JavaScript's: ${error.message}`.slice(0, 300)];
      }
    });
    return faults.length == 2 ? faults.slice(1) : [];
  });
}

const answer = {};
for (const { file, kind } of JSON.parse(readFileSync(0, "utf8"))) {
  const tools = JSON.parse(readFileSync(file, "utf8"));
  const list = kind === "gemini" ? tools.flatMap((tool) => tool.functionDeclarations) : tools;
  answer[file] = list.map((tool) => {
    const own = tool.function ?? tool;
    const schema = own.parameters ?? own.input_schema ?? own.inputSchema ?? own.parametersJsonSchema;
    const faults = [...(kind === "naive" ? [] : notRegular(schema)), ...(kind === "openai-strict" && own.strict ? notStrict(schema) : [])];
    return { name: own.name, tokens: tokens(tool), faults };
  });
}
process.stdout.write(JSON.stringify(answer));
