//! The table of codes: id, default level, one line; `explain.md` has the long texts. `B01` reading, `B02` structure, `B03` schemas, `B04` operations,
//! `B05` security, `B06` names, `B07` output.

use super::Level;
use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($name:ident = $id:literal, $level:ident, $about:literal;)*) => {
        /// A kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $about] $name,)* }

        impl Code {
            /// All of them, by id.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// `B0101`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $id),* }
            }

            /// The level unless configured otherwise.
            pub fn level(self) -> Level {
                match self { $(Code::$name => Level::$level),* }
            }

            /// What it is, in a line.
            pub fn about(self) -> &'static str {
                match self { $(Code::$name => $about),* }
            }
        }
    };
}

/// The long texts, a section a code.
const LONG: &str = include_str!("explain.md");

impl Code {
    /// The code of this id, whatever its case.
    pub fn from_id(id: &str) -> Option<Code> {
        Code::ALL.iter().find(|code| code.id().eq_ignore_ascii_case(id)).copied()
    }

    /// What it means, what bindery does about it and what to write instead, in Markdown.
    pub fn explanation(self) -> &'static str {
        let heading = format!("# {}\n", self.id());
        let section = LONG.split_once(&heading).map_or("", |(_, rest)| rest);
        section.split_once("\n# B").map_or(section, |(section, _)| section).trim()
    }
}

codes! {
    Unreadable = "B0101", Error, "the input cannot be read";
    Syntax = "B0102", Error, "the input is not well-formed JSON or YAML";
    DuplicateKey = "B0103", Warning, "a key stands twice in one object; the last one counts";
    WideInteger = "B0104", Warning, "an integer does not fit 64 bits and is kept as the nearest number";
    TooDeep = "B0105", Error, "the document is nested too deeply or expands too far";
    NotOpenApi = "B0201", Error, "the input is no OpenAPI document";
    UnknownVersion = "B0202", Error, "this version of OpenAPI cannot be read";
    SeveralFiles = "B0203", Warning, "the document refers to other files, which are not read";
    WrongKind = "B0210", Warning, "a part of the document is of the wrong kind";
    DanglingReference = "B0211", Warning, "a reference leads nowhere";
    ReferenceLoop = "B0212", Warning, "a reference leads back to itself, or through too many others";
    UnknownSelection = "B0213", Error, "the selection names something that the document does not have";
    Missing = "B0214", Note, "something is missing that every document has to say";
    UnknownKey = "B0215", Warning, "a key means nothing where it stands, though it may look like one that does";
    NotYet = "B0216", Note, "a part of the document that is not read yet";
    BadSchema = "B0301", Warning, "a schema is neither an object nor a boolean";
    UnknownType = "B0302", Warning, "a schema's type is none of JSON's; the nearest is taken";
    AllOfCycle = "B0303", Warning, "a schema contains itself through `allOf`, or nests too deep";
    AllOfConflict = "B0304", Warning, "schemas that must hold together contradict each other; one of them counts";
    CombinedUnions = "B0305", Warning, "several unions must hold together; what they have in common is typed";
    RequiredUnknown = "B0306", Note, "`required` names a property that nothing describes";
    OddEnum = "B0307", Warning, "constants that are no plain list of texts or integers";
    DuplicateConstant = "B0308", Note, "a constant is listed twice";
    UnknownFormat = "B0309", Note, "a string format without a meaning here; plain text";
    DanglingMapping = "B0311", Warning, "a discriminator's mapping leads nowhere";
    EndlessType = "B0312", Warning, "a type requires itself, so that no value could ever end; one field becomes optional";
    EndlessList = "B0313", Warning, "a list or map of nothing but itself; its elements can be anything";
    ScoredUnions = "B0314", Note, "unions whose arms are told apart by the best fit";
    AmbiguousUnion = "B0315", Warning, "two arms of a union cannot be told apart; the first that fits is taken";
    Conditional = "B0316", Note, "properties that depend on a condition (`if`, `dependentSchemas`) are optional";
    NeverProperty = "B0317", Note, "a property that no value can have";
    EnumNames = "B0318", Warning, "constants and the names or descriptions given for them differ in number";
    MixedFormats = "B0319", Note, "unions of texts of several formats are plain text";
    FreeKeys = "B0320", Note, "keys that match no pattern are free, so that all of them can hold anything";
    FreeElements = "B0321", Note, "elements behind the described ones are free, so that all of them can hold anything";
    WrongDefault = "B0322", Note, "a default that its own schema refuses";
    SpelledOut = "B0323", Note, "numbers and booleans where the type says text; taken as they are spelled";
    BesideReference = "B0324", Note, "`nullable` beside `$ref`, which OpenAPI 3.0 ignores; it counts here";
    BadOperation = "B0401", Warning, "an operation cannot be used and is left out";
    DuplicateOperationId = "B0402", Warning, "two operations share an id";
    UndeclaredPathParameter = "B0403", Warning, "the path needs a parameter that is not declared; taken as text";
    StrayPathParameter = "B0404", Warning, "a path parameter has no place in the path";
    BadParameter = "B0405", Warning, "a parameter cannot be used and is left out";
    BadStyle = "B0406", Warning, "a parameter's style cannot be used where it stands";
    BadStatus = "B0407", Warning, "an answer is listed under something that is no status";
    UnsaidForm = "B0408", Note, "a form has fields that nest, and the document does not say how they are spelled; sent as JSON text";
    SchemaOfBytes = "B0409", Note, "a schema describes a body that is sent or read as text or bytes";
    DuplicateParameter = "B0410", Warning, "a parameter is listed twice; the last one counts";
    PartHeader = "B0411", Warning, "a header of a part of a multipart body that is not sent";
    UndeclaredVariable = "B0412", Warning, "the URL of a server needs a variable that is not declared";
    UnknownEffect = "B0413", Warning, "`x-bindery-effect` says what is no effect";
    UnknownScheme = "B0501", Warning, "a security scheme that cannot be carried out";
    UndeclaredScheme = "B0502", Warning, "a security scheme that is not declared";
    NameTaken = "B0601", Note, "a name is taken already; this one gets a number";
    BadLock = "B0602", Error, "the file of locked names cannot be read";
    BadOptions = "B0603", Error, "`bindery.toml` or a flag says something that cannot be done";
    UnknownBound = "B0604", Warning, "`bind` names a parameter that no operation has";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id())
    }
}
