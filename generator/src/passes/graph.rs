//! What the passes over cycles share: the slots held by value, and where a walk closes a circle.

use crate::ir::{Api, Shape, Slot, TypeId};

/// The slots that are stored within the value itself; lists and maps keep theirs elsewhere. They come first among the
/// [`slots`](crate::ir::slots), so a place counts in both.
pub(super) fn by_value(shape: &Shape) -> Vec<&Slot> {
    match shape {
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any | Shape::Choice(_) => {
            Vec::new()
        }
        Shape::List(_) | Shape::Map(_) | Shape::Alias(_) => Vec::new(),
        Shape::Tuple(slots) => slots.iter().collect(),
        Shape::Record(record) => record.fields.iter().map(|field| &field.slot).collect(),
        Shape::Union(union) => union.arms.iter().map(|arm| &arm.slot).collect(),
    }
}

/// The edges that close a circle in a walk from the lowest type on: the type, and which of its edges. `edges` is asked once
/// a type. Without these edges no circle is left.
pub(super) fn closing_edges(api: &Api, edges: impl Fn(TypeId) -> Vec<TypeId>) -> Vec<(TypeId, usize)> {
    walk(api, edges).0
}

/// The [`closing_edges`], and all types in an order in which each comes after those that its other edges lead to.
pub(super) fn walk(api: &Api, edges: impl Fn(TypeId) -> Vec<TypeId>) -> (Vec<(TypeId, usize)>, Vec<TypeId>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; api.types.len()];
    let (mut closing, mut order) = (Vec::new(), Vec::new());
    for start in api.types.ids() {
        let mut stack: Vec<(TypeId, Vec<TypeId>, usize)> = Vec::new();
        let mut next = Some(start).filter(|id| marks.get(id.index()) == Some(&Mark::New));
        // A stack of our own: chains of types are longer than a thread's.
        loop {
            if let Some(id) = next.take() {
                if let Some(mark) = marks.get_mut(id.index()) {
                    *mark = Mark::Open;
                }
                stack.push((id, edges(id), 0));
            }
            let Some((id, targets, place)) = stack.last_mut() else { break };
            let Some(target) = targets.get(*place).copied() else {
                if let Some(mark) = marks.get_mut(id.index()) {
                    *mark = Mark::Done;
                }
                order.push(*id);
                stack.pop();
                continue;
            };
            match marks.get(target.index()).copied().unwrap_or(Mark::Done) {
                Mark::New => next = Some(target),
                Mark::Open => closing.push((*id, *place)),
                Mark::Done => {}
            }
            *place += 1;
        }
    }
    (closing, order)
}
