//! Lists, maps and aliases of nothing but themselves (`A` is a list of `A`): Rust's type aliases cannot say that, and no
//! value says more than brackets, so the elements become `Any`.

use super::graph::closing_edges;
use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Docs, Hint, Shape, Type, slots, slots_mut};

pub(super) fn run(api: &mut Api, diags: &mut Diagnostics) {
    let within = |id| {
        let shape = &api.types[id].shape;
        if is_alias_like(shape) { slots(shape).into_iter().map(|slot| slot.ty).collect() } else { Vec::new() }
    };
    for (id, place) in closing_edges(api, within) {
        let at = api.types[id].at;
        diags.push(Code::EndlessList, at, "this schema holds nothing but itself; what is within can be anything");
        let any = api.types.push(Type { at, docs: Docs::default(), hint: Hint::default(), shape: Shape::Any });
        if let Some(slot) = slots_mut(&mut api.types[id].shape).into_iter().nth(place) {
            slot.ty = any;
            api.losses.widened += 1;
        }
    }
}

/// Whether the emitted type is another name for a container, not a type of its own.
fn is_alias_like(shape: &Shape) -> bool {
    match shape {
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Alias(_) => true,
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => false,
        Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => false,
    }
}
