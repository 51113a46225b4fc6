//! Bedside turns a folder of Markdown into a course site. The modules stand in the order of the flow:
//!
//! ```text
//! folder ─scan─▶ Sources ─parse─▶ Documents ─link─▶ Course ─select─▶ View ─render─▶ Artefacts ─publish─▶ directory
//! ```
//!
//! `pipeline` shows the whole flow on one page; `diagnostic` is what every stage tells its problems with.

pub mod diagnostic;
pub mod pipeline;

pub mod config;
pub mod memo;

pub mod course;
pub mod document;
pub mod preview;
pub mod publish;
pub mod render;
pub mod scaffold;
pub mod source;

pub mod cli;
pub mod command;
pub mod reference;
