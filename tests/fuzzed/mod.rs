//! Documents that nobody wrote, a bounded run of them: our own, changed at random but the same on every run. The whole run
//! is `tests/fuzz`.

pub(crate) mod body;
pub(crate) mod mutate;
pub(crate) mod seeds;

#[cfg(test)]
mod bounded;
#[cfg(test)]
mod canaries;
