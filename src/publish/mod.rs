//! Artefacts → a folder that changes from the old site to the new one in a single step, or a zip archive.
//!
//! `writer` holds the whole story. It asks `guard` whether the folder may be an output folder at all, takes the
//! `lock`, lets `recover` tidy up after a build that was killed, compares each file with what `previous` says of
//! the disk, fills `staging`, lets `carry` bring the author's own files over, and lets `exchange` make the result
//! public. `sweep` then removes the old tree, and only what the old `manifest` lists. `beneath` is how all of them
//! touch a folder that others may be changing: it never follows a link.

pub mod archive;
mod beneath;
mod carry;
mod earlier;
mod error;
mod exchange;
mod file;
mod guard;
mod leaving;
mod lock;
mod manifest;
mod out_path;
mod previous;
mod print;
mod recover;
mod replaceable;
mod staging;
mod sweep;
#[cfg(test)]
mod tests;
mod writer;

pub use carry::KeptWhy;
pub use earlier::{earlier_file, earlier_files, survey};
pub use error::PublishError;
pub use file::{FillError, hash_file, only, replace_file, replace_spare};
pub use guard::Guard;
pub use leaving::Leaving;
#[doc(hidden)]
pub use manifest::manifest_of;
pub use out_path::{MAX_COMPONENT, MAX_PATH, OutPath, OutPathError};
pub use print::print;
pub use replaceable::{Earlier, admit_file};
pub use writer::{Order, Published, publish, publish_leaving};
