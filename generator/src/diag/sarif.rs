//! Findings as SARIF 2.1.0, which code hosts and editors show beside the lines of a file.

use super::{Code, Finding};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The findings of one run over one or several documents.
pub fn render_sarif<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Value {
    let findings: Vec<&Finding> = findings.into_iter().collect();
    let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
    let rules: Vec<Code> = Code::ALL.iter().copied().filter(|code| codes.contains(code.id())).collect();
    let index = |finding: &Finding| rules.iter().position(|code| code.id() == finding.code).unwrap_or_default();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "bindery",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().copied().map(rule).collect::<Value>(),
            } },
            // As columns are counted here.
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding, index(finding))).collect::<Value>(),
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.id(),
        "shortDescription": { "text": code.about() },
        "help": { "text": code.explanation(), "markdown": code.explanation() },
        "defaultConfiguration": { "level": code.level() },
    })
}

fn result(finding: &Finding, rule: usize) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\n\n{help}", finding.message),
        None => finding.message.clone(),
    };
    json!({
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.level,
        "message": { "text": text },
        "locations": location(finding).into_iter().collect::<Value>(),
    })
}

fn location(finding: &Finding) -> Option<Value> {
    let (file, line, column) = (finding.file.as_ref()?, finding.line?, finding.column?);
    let region = match finding.length {
        0 => json!({ "startLine": line, "startColumn": column }),
        length => json!({ "startLine": line, "startColumn": column, "endColumn": column + length }),
    };
    let logical: Value = finding.pointer.iter().map(|pointer| json!({ "fullyQualifiedName": pointer })).collect();
    Some(json!({
        "physicalLocation": { "artifactLocation": { "uri": uri(file) }, "region": region },
        "logicalLocations": logical,
    }))
}

/// A path as a reference of a URI (RFC 3986): relative ones stay so, and code hosts resolve them from the repository's root.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let path = path.replace('\\', "/");
    let text: String = path
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    if path.starts_with('/') { format!("file://{text}") } else { text.trim_start_matches("./").to_owned() }
}
