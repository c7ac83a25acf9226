//! Keywords of one schema that leave no value at all. No type is made of limits, so this is said and changes nothing.

use super::Lower;
use super::schema::Schema;
use crate::diag::Code;
use serde_json::Value;

/// Lower and upper limits that must leave something between them.
const PAIRS: &[(&str, &str)] =
    &[("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties")];

/// The limits of a schema that leave nothing between them; neither counts then.
pub(super) fn crossed(schema: Schema<'_>) -> impl Iterator<Item = [(&'static str, &Value); 2]> {
    PAIRS.iter().filter_map(move |(low, high)| {
        let (least, most) = (schema.raw(low)?, schema.raw(high)?);
        (least.as_f64()? > most.as_f64()?).then_some([(*low, least), (*high, most)])
    })
}

impl<'d> Lower<'d, '_> {
    pub(super) fn contradictions(&mut self, schema: Schema<'d>) {
        for [(low, least), (high, most)] in crossed(schema) {
            let message = format!(
                "`{low}` is `{least}` and `{high}` is `{most}`, so no value is allowed; the type is made without them"
            );
            let help = format!("did you mean `{low}: {most}, {high}: {least}`?");
            self.report_with(Code::AllOfConflict, self.document.child(schema.at(), low), message, Some(help));
        }
        if let (Some(only), Some(Value::Array(listed))) = (schema.raw("const"), schema.raw("enum"))
            && !listed.is_empty()
            && !listed.iter().any(|value| equal(value, only))
        {
            let message = format!("`const` is `{only}`, which the `enum` beside it does not list; `const` counts");
            let at = self.document.child(schema.at(), "const");
            self.report_with(Code::AllOfConflict, at, message, Some("leave one of the two out".to_owned()));
        }
    }
}

/// Whether two constants are one; numbers by their value.
fn equal(a: &Value, b: &Value) -> bool {
    a == b || a.is_number() && a.as_f64() == b.as_f64()
}
