//! What users build: how many crates, and which not.

use crate::support::{none, root};
use std::collections::BTreeSet;
use std::process::Command;

/// A feature set of a package, what it must not bring, and how many crates it may bring, itself included.
struct Tree {
    arguments: &'static [&'static str],
    without: &'static [&'static str],
    crates: usize,
}

const TREES: &[Tree] = &[
    // What a build script builds.
    Tree {
        arguments: &["-p", "bindery", "--no-default-features"],
        without: &["reqwest", "hyper", "tokio", "clap", "ring", "rustls", "openssl-sys", "bindery-runtime"],
        crates: 28,
    },
    // The command, which calls too.
    Tree {
        arguments: &["-p", "bindery", "--no-default-features", "--features", "cli"],
        without: &["rmcp", "openssl-sys", "native-tls", "aws-lc-sys"],
        crates: 127,
    },
    // With `bindery mcp`: rmcp brings a quarter more.
    Tree { arguments: &["-p", "bindery"], without: &["openssl-sys", "native-tls", "aws-lc-sys"], crates: 162 },
    // What a generated client builds.
    Tree {
        arguments: &["-p", "bindery-runtime"],
        without: &["openssl-sys", "native-tls", "aws-lc-sys", "bindery"],
        crates: 100,
    },
    Tree {
        arguments: &["-p", "bindery-runtime", "--no-default-features"],
        without: &["reqwest", "hyper", "rustls", "ring"],
        crates: 21,
    },
];

#[test]
fn trees_stay_small() {
    let mut findings = Vec::new();
    for tree in TREES {
        let command = tree.arguments.join(" ");
        // One system for all, so that the number is the same wherever the test runs.
        let fixed =
            ["tree", "--locked", "-e", "normal,build", "--prefix", "none", "--target", "x86_64-unknown-linux-gnu"];
        let text = cargo(&[&fixed, tree.arguments].concat());
        let crates: BTreeSet<(&str, &str)> = text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(name, rest)| (name, rest.split(' ').next().unwrap()))
            .collect();
        findings.extend(
            crates
                .iter()
                .filter(|(name, _)| tree.without.contains(name))
                .map(|(name, _)| format!("`{command}` builds {name}")),
        );
        if crates.len() > tree.crates {
            findings.push(format!("`{command}` builds {} crates, more than {}", crates.len(), tree.crates));
        }
    }
    none(
        findings,
        "Look at `cargo tree` with these arguments: leave out features or the crate. If it is worth it, change the number in \
        tests/tidy/crates.rs and say why in the commit.",
    );
}

/// What a cargo command prints.
pub(super) fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "cargo {}:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
