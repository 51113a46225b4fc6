//! A view of a course + a theme → artefacts: every file of an edition, each made when it is asked for.
//!
//! A template sees one plain value and nothing behind it; body and navigation are rendered before and spliced
//! into the shell, so that no page's bytes pass through the template engine twice.

mod artefacts;
pub mod book;
mod csl;
mod escape;
mod footnotes;
pub mod format;
mod generated;
pub mod html;
mod mark;
mod navigation;
mod page;
mod part;
mod picture;
mod record;
mod plain;
mod profile;
mod references;
pub mod search;
mod terms;
mod theme;
mod view;

pub use artefacts::{Artefact, Artefacts, Fault, MAX_PAGE};
pub use generated::title as title_of;
pub use plain::plain;
pub use profile::Profile;
pub use record::{RECORD, Record, Shown};
pub use search::Lexicon;
pub use theme::{MAX_COUNT, MAX_LOOPS, MAX_TEMPLATE, Theme, load as load_theme};

/// Every page's content security policy: nothing but the course's own files, no connection at all.
pub const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; \
font-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'";
