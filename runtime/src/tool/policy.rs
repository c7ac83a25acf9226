//! What happens when a model wants to change something.

use super::set::Effect;

/// What happens with calls that change something, by what they do. Reading is always allowed.
///
/// ```
/// use bindery_runtime::tool::{Write, WritePolicy};
///
/// // Ask before anything is changed, and never delete.
/// let policy = WritePolicy { delete: Write::Deny, ..WritePolicy::CONFIRM };
/// assert_eq!(policy.create, Write::Confirm);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WritePolicy {
    /// Calls that make something.
    pub create: Write,
    /// Calls that change something.
    pub update: Write,
    /// Calls that take something away.
    pub delete: Write,
    /// Calls that do something else, such as sending a message.
    pub act: Write,
}

/// What happens with a call that changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// It is made.
    Allow,
    /// It waits until somebody says yes.
    Confirm,
    /// It is refused.
    Deny,
    /// It is described instead of made.
    DryRun,
}

impl WritePolicy {
    /// Everything is allowed.
    pub const ALLOW: WritePolicy = WritePolicy::all(Write::Allow);
    /// Somebody is asked before anything is changed: the default.
    pub const CONFIRM: WritePolicy = WritePolicy::all(Write::Confirm);
    /// Nothing is changed.
    pub const DENY: WritePolicy = WritePolicy::all(Write::Deny);
    /// Changes are described and not made.
    pub const DRY_RUN: WritePolicy = WritePolicy::all(Write::DryRun);

    /// The same for all changes.
    pub const fn all(write: Write) -> WritePolicy {
        WritePolicy { create: write, update: write, delete: write, act: write }
    }

    /// What happens with calls of this effect.
    pub fn on(&self, effect: Effect) -> Write {
        match effect {
            Effect::Read => Write::Allow,
            Effect::Create => self.create,
            Effect::Update => self.update,
            Effect::Delete => self.delete,
            Effect::Act => self.act,
        }
    }
}

impl Default for WritePolicy {
    fn default() -> WritePolicy {
        WritePolicy::CONFIRM
    }
}
