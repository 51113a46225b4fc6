//! Bedside turns a folder of Markdown into a course site. The modules stand in the order of the flow:
//!
//! ```text
//! folder ─scan─▶ Sources ─parse─▶ Documents ─link─▶ Course ─select─▶ View ─render─▶ Artefacts ─publish─▶ directory
//! ```
//!
//! `pipeline` shows the whole flow on one page; `diagnostic` is what every stage tells its problems with.

// What every stage speaks in, and the flow itself.
pub mod diagnostic;
pub mod pipeline;
pub mod saved;
pub mod unchanged;
pub mod withdraw;

// What a course says of itself as a whole, and what is remembered between two builds.
mod bytes;
pub mod config;
pub mod fingerprint;
pub mod kept;
mod lock;
pub mod memo;
mod runs;

// The stages: a folder is read, each page is parsed, the pages are linked to a course,
pub mod source;
pub mod document;
pub mod course;
// an edition of it is rendered, and written in one step or shown while it is written.
pub mod render;
pub mod publish;
pub mod preview;
pub mod scaffold;

// The command line, what each command does, and the reference that is made from the tables.
pub mod cli;
pub mod command;
pub mod reference;
