//! What went wrong on disk → a sentence that names the path and says what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing new was published. The site that was there before is still there.
#[derive(Debug)]
pub enum PublishError<E> {
    /// The files that could not be made, by their index, with what their maker said.
    Make(Vec<(usize, E)>),
    /// The folder may not be written to; the sentence says why and what to do.
    Refused(String),
    Io {
        path: PathBuf,
        doing: &'static str,
        source: io::Error,
    },
}

impl<E: fmt::Display> fmt::Display for PublishError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Make(failures) => {
                write!(f, "{} of the files could not be made", failures.len())?;
                failures.iter().try_for_each(|(_, failure)| write!(f, "\n{failure}"))
            }
            PublishError::Refused(sentence) => f.write_str(sentence),
            PublishError::Io { path, doing, source } => {
                write!(f, "Bedside could not {doing} `{}`: {source}.{}", path.display(), advice(source))
            }
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for PublishError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PublishError::Io { source, .. } => Some(source),
            PublishError::Make(_) | PublishError::Refused(_) => None,
        }
    }
}

impl<E> From<Trouble> for PublishError<E> {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(sentence) => PublishError::Refused(sentence),
            Trouble::Io { path, doing, source } => PublishError::Io { path, doing, source },
        }
    }
}

/// The part of `PublishError` that does not depend on who makes the files.
#[derive(Debug)]
pub(super) enum Trouble {
    Refused(String),
    Io { path: PathBuf, doing: &'static str, source: io::Error },
}

/// Gives an I/O error the path and the verb, without which nobody can act on it.
pub(super) trait While<T> {
    fn while_doing(self, doing: &'static str, path: &Path) -> Result<T, Trouble>;
}

impl<T> While<T> for io::Result<T> {
    fn while_doing(self, doing: &'static str, path: &Path) -> Result<T, Trouble> {
        self.map_err(|source| Trouble::Io { path: path.to_path_buf(), doing, source })
    }
}

fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            " There is no room left: free some space, then build again."
        }
        io::ErrorKind::PermissionDenied => {
            " Give yourself permission to change that folder, or name another with `--output`."
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            " Nothing can be written there: name another folder with `--output`."
        }
        io::ErrorKind::NotADirectory => {
            " A part of the path is a file and not a folder: rename it, or name another folder."
        }
        io::ErrorKind::InvalidFilename => " Its name is too long for this disk: choose a shorter one.",
        _ => "",
    }
}
