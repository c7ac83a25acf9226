//! The rules that the sources keep, as tests. Each failure says where, and what to do.

mod crates;
mod edges;
mod licences;
mod matches;
mod places;
mod sizes;
mod source;
mod spdx;
