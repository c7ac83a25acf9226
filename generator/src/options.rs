//! Everything that a user can say, whichever way it is said: by flag, by [`Builder`](crate::Builder) or in
//! `bindery.toml`, which stands beside the documents that it is about.

mod place;

use crate::diag::{Code, Deny, Diagnostics, Level, Severity, Spot, nearest};
use crate::ir::{Api, Lists, Shape};
use crate::lower::Selection;
use crate::source::{self, At};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What to generate from a document, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// Name of the module; by default the document's file stem.
    pub name: Option<String>,
    /// Only what operations of these tags reach.
    pub tags: Vec<String>,
    /// Only what these operations reach, by id or as `GET /orders/{id}`.
    pub operations: Vec<String>,
    /// Make a crate of this name.
    pub package: Option<String>,
    /// Where a generated crate finds the runtime; by default in the registry.
    pub runtime_path: Option<PathBuf>,
    /// Names of outputs; by default `client`.
    pub emit: Vec<String>,
    /// String formats that are read as types of the user's: `isbn = "crate::Isbn"`.
    pub formats: BTreeMap<String, String>,
    /// How lists within deep objects are spelled, for which OpenAPI has no word, by default as `a[0]=x`; and that what nests
    /// in forms is spelled so, too, where the document has no encoding object, by default as JSON text.
    pub lists: Option<Lists>,
    /// Parameters and fields of bodies that models are not asked for, by name: whoever runs the tools knows their values.
    pub bind: Vec<String>,
    /// JSON pointer of a schema, a property, a parameter or an operation → its name in Rust.
    pub rename: BTreeMap<String, String>,
    /// Levels of findings, by code: `B0309 = "allow"`.
    pub levels: BTreeMap<String, Severity>,
    /// What counts as an error beside errors.
    pub deny: Option<Deny>,
    /// Whether schemas that no operation reaches are looked at, for what there is to say about them.
    #[serde(skip)]
    pub everything: bool,
    /// `bindery.toml`, where there is one: its name and text, to point into.
    #[serde(skip)]
    pub file: Option<(String, String)>,
}

/// `bindery.toml`: a section a document, by its file name; `"*"` is about all of them.
type Sections = BTreeMap<String, Options>;

const FILE: &str = "bindery.toml";
const ALL: &str = "*";

impl Options {
    /// These options, and where they say nothing those of `base`.
    pub fn over(self, base: Options) -> Options {
        let list = |own: Vec<String>, base| if own.is_empty() { base } else { own };
        // A selection is one thing: a tag given by flag is not widened by operations in the file.
        let selects = !(self.tags.is_empty() && self.operations.is_empty());
        let base = if selects { Options { tags: Vec::new(), operations: Vec::new(), ..base } } else { base };
        let map = |own, mut base: BTreeMap<String, String>| {
            base.extend(own);
            base
        };
        Options {
            name: self.name.or(base.name),
            tags: list(self.tags, base.tags),
            operations: list(self.operations, base.operations),
            package: self.package.or(base.package),
            runtime_path: self.runtime_path.or(base.runtime_path),
            emit: list(self.emit, base.emit),
            formats: map(self.formats, base.formats),
            lists: self.lists.or(base.lists),
            bind: list(self.bind, base.bind),
            rename: map(self.rename, base.rename),
            levels: base.levels.into_iter().chain(self.levels).collect(),
            deny: self.deny.or(base.deny),
            everything: self.everything || base.everything,
            file: self.file.or(base.file),
        }
    }

    /// What is taken of a document.
    pub fn selection(&self) -> Selection {
        Selection { tags: self.tags.clone(), operations: self.operations.clone(), everything: self.everything }
    }

    /// What `bindery.toml` beside a document says about it; what is wrong with that file is in `diags`.
    pub fn beside(document: &Path, diags: &mut Diagnostics) -> Options {
        let path = source::options_path(document);
        let text = match source::file_text(&path) {
            Ok(Some(text)) => text,
            Ok(None) => return Options::default(),
            Err(message) => {
                diags.push(Code::BadOptions, At::default(), message).nowhere();
                return Options::default();
            }
        };
        let name = path.display().to_string();
        let options = Options::parse(&text, document).unwrap_or_else(|refused| {
            let finding = diags.push(Code::BadOptions, At::default(), refused.message);
            finding.spot = Some(Spot::at(&name, &text, refused.line, refused.column, refused.length));
            finding.help = refused.help;
            Options::default()
        });
        Options { file: Some((name, text)), ..options }
    }

    /// Shows where `bindery.toml` says what cannot be done; what a flag says has no place.
    pub fn locate(&self, diags: &mut Diagnostics) {
        let Some((name, text)) = &self.file else { return };
        for finding in diags.iter_mut().filter(|finding| finding.spot.is_none()) {
            let Some((key, word)) = &finding.option else { continue };
            let place = place::find(text, key, word);
            finding.spot = place.map(|(line, column)| Spot::at(name, text, line, column, word.len()));
        }
    }

    /// Says which names of `bind` no operation has. Where some are selected, others may have them.
    pub fn check_bound(&self, api: &Api, diags: &mut Diagnostics) {
        if !(self.tags.is_empty() && self.operations.is_empty()) {
            return;
        }
        let ops = || api.ops.iter().map(|(_, op)| op);
        let params = ops().flat_map(|op| &op.params).map(|param| param.name.as_str());
        let bodies = ops().flat_map(|op| &op.bodies).filter_map(|body| {
            let Shape::Record(record) = &api.types[api.behind(body.slot.ty)].shape else { return None };
            Some(record.fields.iter().map(|field| field.key.as_str()))
        });
        let known: BTreeSet<&str> = params.chain(bodies.flatten()).collect();
        for name in &self.bind {
            if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                let message = format!("no operation has a parameter or a field `{name}` that could be bound");
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name a parameter as the document does, or leave it out".to_owned(),
                };
                diags.push(Code::UnknownBound, At::default(), message).help(help).option("bind", name);
            }
        }
    }

    /// Says what cannot be done, whichever way it was said. `outputs` are the names that `emit` may list.
    pub fn check(&self, outputs: &[&str], diags: &mut Diagnostics) {
        let mut refuse = |key: &'static str, word: &str, message: String, help: String| {
            diags.push(Code::BadOptions, At::default(), message).help(help).option(key, word);
        };
        for output in self.emit.iter().filter(|output| !outputs.contains(&output.as_str())) {
            let help = match nearest(output, outputs.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}", outputs.join(", ")),
            };
            refuse("emit", output, format!("there is no output `{output}`"), help);
        }
        if let Some(package) = self.package.as_deref().filter(|package| !is_package_name(package)) {
            let help = "use letters, digits, `-` and `_`, start with a letter, and take no name of Rust's own";
            refuse("package", package, format!("`{package}` cannot name a package"), help.to_owned());
        }
        if self.runtime_path.is_some() && self.package.is_none() {
            let help = "name the package too, or leave the path of the runtime out";
            refuse(
                "runtime-path",
                "runtime-path",
                "the path of the runtime is for the manifest of a package".to_owned(),
                help.to_owned(),
            );
        }
        for id in self.levels.keys() {
            match Code::ALL.iter().find(|code| code.id() == id) {
                Some(code) if code.level() == Level::Error => {
                    let help = "leave it out: without what is missing there is nothing to go on with".to_owned();
                    refuse("levels", id, format!("`{id}` is always an error"), help);
                }
                Some(_) => {}
                None => {
                    let help = match nearest(id, Code::ALL.iter().map(|code| code.id())) {
                        Some(near) => format!("did you mean `{near}`? `bindery explain` lists them"),
                        None => "`bindery explain` lists them".to_owned(),
                    };
                    refuse("levels", id, format!("there is no code `{id}`"), help);
                }
            }
        }
        for (format, path) in &self.formats {
            if !is_path(path) {
                let help = "write it from the crate on, `crate::Isbn`, or from a crate, `::books::Isbn`";
                refuse(
                    "formats",
                    path,
                    format!("the format `{format}` cannot be `{path}`, which is no path to a type"),
                    help.to_owned(),
                );
            } else if self.package.is_some() {
                let help = "a package sees no types of yours; generate a module, or leave the format out";
                refuse(
                    "formats",
                    format,
                    format!("the format `{format}` cannot be `{path}` in a package of its own"),
                    help.to_owned(),
                );
            }
        }
    }

    fn parse(text: &str, document: &Path) -> Result<Options, Refused> {
        let mut sections: Sections = basic_toml::from_str(text).map_err(|error| unreadable(&error, text))?;
        let own = document.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for section in sections.keys().filter(|name| *name != ALL && **name != own) {
            if !source::exists(&document.with_file_name(section)) {
                let near = nearest(section, [own.as_str(), ALL].into_iter());
                return Err(Refused {
                    message: format!("`{FILE}` has a section for `{section}`, and there is no such file beside it"),
                    help: Some(match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => {
                            format!("a section is a document's file name, such as `[\"{own}\"]`, or `[\"*\"]` for all")
                        }
                    }),
                    line: line_of(text, |line| line.starts_with('[') && line.contains(section.as_str())),
                    column: 1,
                    length: 1,
                });
            }
        }
        let mut options = sections.remove(&own).unwrap_or_default().over(sections.remove(ALL).unwrap_or_default());
        // A path in the file is meant from the file.
        options.runtime_path = options.runtime_path.map(|path| document.with_file_name("").join(path));
        Ok(options)
    }
}

fn is_package_name(name: &str) -> bool {
    const TAKEN: &[&str] = &["alloc", "core", "proc_macro", "std", "test", "bindery-runtime", "bindery_runtime"];
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !TAKEN.contains(&name)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok()
}

/// Whether this is a path to a type that means the same wherever it stands.
fn is_path(path: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let rest = path.strip_prefix("crate::").or_else(|| path.strip_prefix("::"));
    rest.is_some_and(|rest| rest.split("::").all(is_name))
}

/// Why the file was not taken, and where: line and column, counted from 1.
struct Refused {
    message: String,
    help: Option<String>,
    line: usize,
    column: usize,
    length: usize,
}

/// The library tells the place of a syntax error and of most values of the wrong kind, but of an unknown word only that of
/// the section around it.
fn unreadable(error: &basic_toml::Error, text: &str) -> Refused {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    // "unknown field `names`, expected one of `name`, `tags`, … for key `erp.yaml`"
    let (said, path) = message.rsplit_once(" for key `").unwrap_or((message, ""));
    let key = path.trim_end_matches('`').rsplit('.').next().unwrap_or_default();
    let mut quoted = said.split('`').skip(1).step_by(2);
    let unknown = quoted.next().filter(|_| said.starts_with("unknown"));
    let near = unknown.and_then(|word| nearest(word, quoted));
    let place = match unknown {
        Some(word) if said.starts_with("unknown field") => place::find(text, word, word),
        // The path ends before the code of a level that stands in one line with others.
        Some(word) => place::find(text, key, word).or_else(|| place::find(text, "levels", word)),
        None => None,
    };
    let (line, column) = error.line_col().unwrap_or_default();
    let header = text.lines().nth(line).is_some_and(|line| line.trim_start().starts_with('['));
    let place = place.or_else(|| if header { place::find(text, key, key) } else { None });
    let bare = match unknown {
        // `[erp.yaml]` is a section `yaml` of a section `erp`.
        Some(word) if text.contains(&format!("[{key}.{word}]")) => Some(format!("write it as `[\"{key}.{word}\"]`")),
        _ if said.contains("expected struct Options") => Some(
            "options stand in a section: a document's file name, such as `[\"erp.yaml\"]`, or `[\"*\"]` for all"
                .to_owned(),
        ),
        _ => None,
    };
    let message = message.split(", expected struct Options").next().unwrap_or_default();
    Refused {
        message: format!("`{FILE}` cannot be read: {message}"),
        help: near.map(|near| format!("did you mean `{near}`?")).or(bare),
        line: place.map_or(line + 1, |(line, _)| line),
        column: place.map_or(column + 1, |(_, column)| column),
        length: place.and(unknown).map_or(1, str::len),
    }
}

/// The first line that `is` takes, without the spaces before it.
fn line_of(text: &str, is: impl Fn(&str) -> bool) -> usize {
    text.lines().position(|line| is(line.trim_start())).map_or(1, |line| line + 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Options, String> {
        let refused = |refused: Refused| {
            let help = refused.help.map(|help| format!(" ({help})")).unwrap_or_default();
            format!("{}:{}: {}{help}", refused.line, refused.column, refused.message)
        };
        Options::parse(text, Path::new("nowhere/erp.yaml")).map_err(refused)
    }

    #[test]
    fn sections_are_laid_over_each_other() {
        let options = read(concat!(
            "[\"*\"]\nemit = [\"client\"]\n[\"*\".formats]\nisbn = \"crate::Isbn\"\nean = \"crate::Ean\"\n",
            "[\"erp.yaml\"]\nname = \"shop\"\ntags = [\"orders\"]\n[\"erp.yaml\".formats]\nean = \"crate::Gtin\"\n",
        ))
        .unwrap();
        let text = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let expected = Options {
            name: Some("shop".into()),
            tags: vec!["orders".into()],
            emit: vec!["client".into()],
            formats: text(&[("ean", "crate::Gtin"), ("isbn", "crate::Isbn")]),
            ..Options::default()
        };
        assert_eq!(options, expected);
        let flags = Options { operations: vec!["getStock".into()], ..Options::default() };
        let both = flags.over(options.clone());
        assert_eq!(both, Options { tags: Vec::new(), operations: vec!["getStock".into()], ..options });
    }

    #[test]
    fn mistakes_say_where() {
        let known = "`name`, `tags`, `operations`, `package`, `runtime-path`, `emit`, `formats`, `lists`, `bind`, `rename`, `levels`, `deny`";
        let sections =
            "options stand in a section: a document's file name, such as `[\"erp.yaml\"]`, or `[\"*\"]` for all";
        let cases = [
            (
                "[\"erp.yaml\"]\nnames = \"shop\"\n",
                format!("2:1: unknown field `names`, expected one of {known} for key `erp.yaml` (did you mean `name`?)"),
            ),
            ("[\"erp.yaml\"\n", "1:12: expected a right bracket, found a newline".to_owned()),
            ("name = 1\n", format!("1:8: invalid type: integer `1` ({sections})")),
            (
                "\n[\"erp.yml\"]\nname = \"shop\"\n",
                "2:1: `bindery.toml` has a section for `erp.yml`, and there is no such file beside it (did you mean `erp.yaml`?)"
                    .to_owned(),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).unwrap_err().replace("`bindery.toml` cannot be read: ", ""), expected, "{text}");
        }
    }
}
