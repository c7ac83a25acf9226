//! How generated code comes into a crate, and how it makes sure that this runtime is the one it was made for.

/// Includes the module that `bindery::build` wrote for this crate's build script.
///
/// ```ignore
/// bindery_runtime::include_api!(pub mod petstore);
/// ```
#[macro_export]
macro_rules! include_api {
    ($(#[$attribute:meta])* $visibility:vis mod $name:ident $(;)?) => {
        $(#[$attribute])*
        // A crate rarely calls every operation, and cannot answer for the style of code that it did not write.
        #[allow(dead_code, missing_docs, unreachable_pub)]
        #[allow(clippy::enum_variant_names, clippy::type_complexity, clippy::doc_lazy_continuation, clippy::doc_overindented_list_items, clippy::pedantic, clippy::nursery)]
        $visibility mod $name {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".rs"));
        }
    };
}

/// Fails to compile where generated code meets a runtime of another minor version.
///
/// ```
/// bindery_runtime::generated_for!("0.1");
/// ```
/// ```compile_fail
/// bindery_runtime::generated_for!("0.0");
/// ```
#[macro_export]
macro_rules! generated_for {
    ("0.1") => {};
    ($version:literal) => {
        compile_error!(concat!(
            "this code was generated for bindery-runtime ",
            $version,
            ", and this is bindery-runtime 0.1: generate it again with bindery 0.1, or depend on bindery-runtime ",
            $version
        ));
    };
}

/// Tools of a generated module need the runtime's feature `tools`.
#[cfg(not(feature = "tools"))]
#[macro_export]
macro_rules! tools {
    ($($rows:tt)*) => {
        compile_error!(
            "tools need the feature `tools` of bindery-runtime: bindery-runtime = { …, features = [\"tools\"] }"
        );
    };
}
