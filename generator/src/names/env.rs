//! Environment variables of security schemes. Each claims the name with `_FILE` behind it too, which names a file that
//! holds the credential: otherwise one scheme's file would be another's key.

use super::{scope::Scope, words};
use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Scheme};

/// `ERP_API_KEY`
pub(super) fn variable(api: &str, name: &str) -> String {
    format!("{}_{}", words::constant_name(api), words::constant_name(&words::value_name(name)))
}

/// A variable for each scheme. They are claimed in the order of their names, so that the order of keys changes none.
pub(super) fn variables(api: &Api, api_name: &str, diags: &mut Diagnostics) -> Vec<String> {
    let own = |scheme: &Scheme| variable(api_name, &scheme.name);
    let mut wanted: Vec<_> = api.schemes.iter().enumerate().map(|(i, scheme)| (own(scheme), &scheme.name, i)).collect();
    wanted.sort();
    let mut scope = Scope::with_each("_FILE");
    let mut names = vec![String::new(); api.schemes.len()];
    for (own, name, i) in wanted {
        let variable = scope.claim(std::slice::from_ref(&own), "CREDENTIAL").0;
        let (Some(place), Some(scheme)) = (names.get_mut(i), api.schemes.get(i)) else { continue };
        if variable != own {
            let message = format!(
                "`{own}` or `{own}_FILE` belongs to another security scheme; `{name}` is read from `{variable}`"
            );
            diags.push(Code::NameTaken, scheme.at, message).help("schemes are told apart best by other words");
        }
        *place = variable;
    }
    names
}
