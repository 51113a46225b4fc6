//! The tables of the language → everything that is told about it: `kinds`, `explain`, `schema`, and the pages in docs/.
//!
//! Nobody keeps a reference by hand: a new row in a table is in all of these, and a test fails while docs/ is behind.

pub mod authoring;
pub mod diagnostics;
pub mod kinds;
pub mod limits;
mod looks;
pub mod schema;

/// The pages in docs/ that are made from the tables: file name and text.
pub fn pages() -> [(&'static str, String); 2] {
    [("authoring.md", authoring::page()), ("diagnostics.md", diagnostics::page())]
}
