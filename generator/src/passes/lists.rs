//! Lists, maps and aliases of nothing but themselves (`A` is a list of `A`), or of more of each other than a compiler and its
//! stack go down: Rust's type aliases cannot say the one and should not say the other, so the elements become `Any`.

use super::graph::walk;
use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Docs, Hint, Shape, Type, TypeId, slots, slots_mut};

/// Levels of lists, maps and aliases within each other. Nobody writes ten by hand.
const LEVELS: usize = 64;

pub(super) fn run(api: &mut Api, diags: &mut Diagnostics) {
    let (closing, order) = walk(api, |id| within(api, id));
    for (id, place) in closing {
        free(api, id, place);
        let at = api.types[id].at;
        diags.push(Code::EndlessList, at, "this schema holds nothing but itself; what is within can be anything");
    }
    let mut levels = vec![0; api.types.len()];
    for id in order {
        let below = within(api, id).into_iter().map(|ty| levels.get(ty.index()).copied().unwrap_or(0));
        let below: Vec<usize> = below.collect();
        for place in (0..below.len()).filter(|place| below.get(*place) >= Some(&LEVELS)) {
            free(api, id, place);
            let message =
                format!("this schema holds more than {LEVELS} others, one within the other; it can be anything");
            diags.push(Code::EndlessList, api.types[id].at, message);
        }
        if let Some(level) = levels.get_mut(id.index()) {
            let own = usize::from(is_alias_like(&api.types[id].shape));
            *level = own + below.into_iter().filter(|below| *below < LEVELS).max().unwrap_or(0);
        }
    }
}

fn within(api: &Api, id: TypeId) -> Vec<TypeId> {
    let shape = &api.types[id].shape;
    if is_alias_like(shape) { slots(shape).into_iter().map(|slot| slot.ty).collect() } else { Vec::new() }
}

/// Gives the elements at a place the type `Any`.
fn free(api: &mut Api, id: TypeId, place: usize) {
    let at = api.types[id].at;
    let any = api.types.push(Type { at, docs: Docs::default(), hint: Hint::default(), shape: Shape::Any });
    if let Some(slot) = slots_mut(&mut api.types[id].shape).into_iter().nth(place) {
        slot.ty = any;
        api.losses.widened += 1;
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
