//! The goldens as code: they compile, and clippy sees them. A target of its own, so that goldens which do not compile can
//! still be written anew.

macro_rules! goldens {
    ($($name:ident = $file:literal)*) => {
        $(
            // As `include_api!` has it; what stands here calls nothing.
            #[allow(dead_code, unreachable_pub, clippy::enum_variant_names, clippy::type_complexity)]
            mod $name {
                include!(concat!("golden/", $file, ".rs"));
            }
        )*

        /// All of them.
        const FILES: &[&str] = &[$($file),*];
    };
}

goldens! {
    all_of = "all-of"
    bodies = "bodies"
    decisions = "decisions"
    enums = "enums"
    hostile = "hostile"
    media = "media"
    model_tools = "model-tools"
    names = "names"
    obstacles = "obstacles"
    parameters = "parameters"
    records = "records"
    recursion = "recursion"
    requests = "requests"
    secrets = "secrets"
    traps = "traps"
    tuples = "tuples"
    unions = "unions"
}

mod decided;
mod media_types;
mod requests_sent;
mod secrets_kept;
mod tools_called;
mod traps_sprung;

#[test]
#[allow(clippy::unwrap_used)]
fn every_golden_is_compiled() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned())).collect();
    names.sort();
    assert_eq!(names, FILES, "list the new golden in tests/compiled.rs");
}
