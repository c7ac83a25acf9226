//! What each provider takes as the schema of a tool's arguments: rules as values, each with the day it was read and where.
//! To add a provider, add a value; nothing else in this crate knows one by name but the shapes of their messages.

/// How a provider wants tools to be described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// As on the command line: `openai-strict`.
    pub name: &'static str,
    /// The day on which the rules were read.
    pub as_of: &'static str,
    /// Where they stand.
    pub sources: &'static [&'static str],
    /// The shape of a definition.
    pub envelope: Envelope,
    /// How what need not be given is left out.
    pub optional: Optional,
    /// Whether objects say that they have no other keys.
    pub closed: bool,
    /// How objects of any keys are written.
    pub maps: Maps,
    /// Whether a value may be anything; otherwise it is given as JSON text.
    pub free: bool,
    /// Whether `$ref` and `$defs` are understood.
    pub references: bool,
    /// Whether `prefixItems` is.
    pub tuples: bool,
    /// Keywords that may limit a value; other limits are said in its description.
    pub limits: &'static [&'static str],
    /// Formats that may be stated; others are said in the description.
    pub formats: Formats,
    /// Whether constants are always text.
    pub text_constants: bool,
    /// Whether `default` and `examples` may be stated.
    pub annotations: bool,
    /// What a definition may be made of; a tool beyond it is described in the [`Dialect::fallback`] instead.
    pub budget: Budget,
    /// The dialect of tools that this one has no room for.
    pub fallback: Option<&'static Dialect>,
    /// Whether a definition may say `strict`.
    pub strict: Strict,
}

/// The shape of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// `{"type": "function", "function": {"name", "description", "parameters", "strict"}}`
    OpenAi,
    /// `{"name", "description", "input_schema", "strict"}`
    Anthropic,
    /// `{"name", "description", "parametersJsonSchema"}`, in a list under `functionDeclarations`
    Gemini,
    /// `{"name", "title", "description", "inputSchema", "annotations"}`
    Mcp,
    /// As `OpenAi`, without `strict`
    Ollama,
}

/// How what need not be given is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optional {
    /// Its key is not there.
    Absent,
    /// Its key is there, and is `null`. Keys that may be `null` in their own right are listed under `clear_fields`
    /// where that is meant.
    Null,
}

/// How objects of any keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maps {
    /// `{"a": 1}`
    Keys,
    /// `[{"key": "a", "value": 1}]`
    Pairs,
}

/// Formats that may be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formats {
    /// All.
    Any,
    /// These.
    Only(&'static [&'static str]),
}

/// Sizes of one definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Properties of all objects in it.
    pub properties: usize,
    /// Objects within objects.
    pub depth: usize,
    /// Constants of all lists of constants in it.
    pub constants: usize,
    /// Characters of names and constants.
    pub characters: usize,
}

/// Whether a definition says `strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strict {
    /// The word is not known.
    Unsaid,
    /// Always false.
    Never,
    /// Always true.
    Always,
    /// For tools that change something, as long as the set of them keeps within these sums.
    Within {
        /// Strict tools.
        tools: usize,
        /// Arguments that are not required, nested ones included.
        optional: usize,
        /// Arguments of several types, nested ones included.
        unions: usize,
    },
}

/// No limits but those of the machine: what is inlined ends here.
const ROOMY: Budget = Budget { properties: 2_000, depth: 12, constants: 5_000, characters: 200_000 };

/// Where nothing can be referred to, what is large stands there in full each time: from here on it is given as JSON text.
const INLINED: Budget = Budget { properties: 250, depth: 8, ..ROOMY };

const COMMON_FORMATS: &[&str] = &["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];

impl Dialect {
    /// OpenAI, arguments not enforced.
    pub const OPENAI: Dialect = Dialect {
        name: "openai",
        as_of: "2026-11-22",
        sources: &["https://developers.openai.com/api/docs/guides/function-calling"],
        envelope: Envelope::OpenAi,
        optional: Optional::Absent,
        closed: true,
        maps: Maps::Keys,
        free: true,
        references: true,
        tuples: false,
        limits: super::schema::LIMITS,
        formats: Formats::Any,
        text_constants: false,
        annotations: true,
        budget: ROOMY,
        fallback: None,
        strict: Strict::Never,
    };

    /// OpenAI, arguments enforced while they are written: the subset of Structured Outputs.
    pub const OPENAI_STRICT: Dialect = Dialect {
        name: "openai-strict",
        as_of: "2026-11-22",
        sources: &[
            "https://developers.openai.com/api/docs/guides/structured-outputs",
            "https://developers.openai.com/api/docs/guides/function-calling",
        ],
        envelope: Envelope::OpenAi,
        optional: Optional::Null,
        closed: true,
        maps: Maps::Pairs,
        free: false,
        references: true,
        tuples: false,
        limits: &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems"],
        formats: Formats::Only(COMMON_FORMATS),
        text_constants: false,
        annotations: false,
        budget: Budget { properties: 5_000, depth: 10, constants: 1_000, characters: 120_000 },
        fallback: Some(&Dialect::OPENAI),
        strict: Strict::Always,
    };

    /// Anthropic's Messages.
    pub const ANTHROPIC: Dialect = Dialect {
        name: "anthropic",
        as_of: "2026-11-22",
        sources: &[
            "https://platform.claude.com/docs/en/build-with-claude/structured-outputs",
            "https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use",
        ],
        envelope: Envelope::Anthropic,
        optional: Optional::Absent,
        closed: true,
        maps: Maps::Keys,
        free: true,
        references: true,
        tuples: false,
        limits: &[],
        formats: Formats::Only(&[
            "date-time",
            "time",
            "date",
            "duration",
            "email",
            "hostname",
            "uri",
            "ipv4",
            "ipv6",
            "uuid",
        ]),
        text_constants: false,
        annotations: false,
        budget: ROOMY,
        fallback: None,
        strict: Strict::Within { tools: 20, optional: 24, unions: 16 },
    };

    /// Google's Gemini, by `parametersJsonSchema`.
    pub const GEMINI: Dialect = Dialect {
        name: "gemini",
        as_of: "2026-11-22",
        sources: &[
            "https://ai.google.dev/gemini-api/docs/function-calling",
            "https://ai.google.dev/gemini-api/docs/structured-output",
        ],
        envelope: Envelope::Gemini,
        optional: Optional::Absent,
        closed: false,
        // Objects of any keys tend to arrive empty.
        maps: Maps::Pairs,
        free: false,
        references: false,
        tuples: false,
        limits: &["minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"],
        formats: Formats::Only(&[]),
        text_constants: true,
        annotations: false,
        budget: INLINED,
        fallback: None,
        strict: Strict::Unsaid,
    };

    /// The Model Context Protocol, of 2025-06-18 and later.
    pub const MCP: Dialect = Dialect {
        name: "mcp",
        as_of: "2026-11-22",
        sources: &["https://modelcontextprotocol.io/specification/2025-11-25/server/tools"],
        envelope: Envelope::Mcp,
        optional: Optional::Absent,
        closed: true,
        maps: Maps::Keys,
        free: true,
        references: true,
        tuples: true,
        limits: super::schema::LIMITS,
        formats: Formats::Any,
        text_constants: false,
        annotations: true,
        budget: ROOMY,
        fallback: None,
        strict: Strict::Unsaid,
    };

    /// Ollama, whose server keeps seven keywords and drops the others in silence.
    pub const OLLAMA: Dialect = Dialect {
        name: "ollama",
        as_of: "2026-11-22",
        sources: &["https://github.com/ollama/ollama/blob/main/api/types.go"],
        envelope: Envelope::Ollama,
        optional: Optional::Absent,
        closed: false,
        maps: Maps::Pairs,
        free: false,
        references: false,
        tuples: false,
        limits: &[],
        formats: Formats::Only(&[]),
        text_constants: false,
        annotations: false,
        budget: INLINED,
        fallback: None,
        strict: Strict::Unsaid,
    };

    /// All of them.
    pub const ALL: &'static [Dialect] =
        &[Dialect::OPENAI, Dialect::OPENAI_STRICT, Dialect::ANTHROPIC, Dialect::GEMINI, Dialect::MCP, Dialect::OLLAMA];

    /// The dialect of that name.
    pub fn named(name: &str) -> Option<&'static Dialect> {
        Dialect::ALL.iter().find(|dialect| dialect.name == name)
    }

    /// What JSON text holds: everything is said as it is.
    pub(crate) const PLAIN: Dialect = Dialect { name: "json", ..Dialect::MCP };

    pub(crate) fn states_format(&self, format: &str) -> bool {
        match self.formats {
            Formats::Any => true,
            Formats::Only(list) => list.contains(&format),
        }
    }
}
