//! What a build remembers ↔ one file of the cache, so that the next build goes on where this one ended.
//!
//! The file holds the program's mark and a checksum: one that another program wrote, or that is damaged, counts as
//! none. Pages lie in it each by itself, and are only read where their source has not changed.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::memo::Memo;
use crate::pipeline::{Made, Memory};
use crate::render::Lexicon;
use crate::source::{self, Glimpse, Sources};
use crate::{fingerprint, publish};

const MAGIC: &[u8] = b"bedside memory 1\n";
/// The length of the checksum behind the magic.
const SUM: usize = 8;

#[derive(Serialize, Deserialize)]
struct File<'a> {
    program: &'a str,
    sources: Vec<Glimpse>,
    theme_sources: Vec<Glimpse>,
    #[serde(borrow, with = "crate::bytes")]
    memo: &'a [u8],
    made: Cow<'a, Made>,
    lexicon: Cow<'a, Lexicon>,
}

/// What the last build of this program left; a memory of nothing where there is none.
pub fn load(path: &Path, program: &str) -> Memory {
    read(path, program).unwrap_or_else(Memory::brief)
}

fn read(path: &Path, program: &str) -> Option<Memory> {
    let bytes = source::read_file(path).ok()?;
    let (sum, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(SUM)?;
    if sum != fingerprint::of(rest).to_le_bytes() {
        return None;
    }
    let file: File<'_> = postcard::from_bytes(rest).ok().filter(|file: &File<'_>| file.program == program)?;
    let memo = Memo::recall(file.memo)?;
    let sources = (Sources::from_glimpses(file.sources), Sources::from_glimpses(file.theme_sources));
    Some(Memory::of(memo, sources, file.made.into_owned(), file.lexicon.into_owned()))
}

/// Leaves what was remembered; where it cannot be written, the next build does its work again and nothing else is lost.
pub fn leave(path: &Path, program: &str, memory: &Memory) {
    let Some(memo) = memory.memo().keep() else { return };
    let (sources, theme_sources) = memory.sources();
    let file = File {
        program,
        sources: sources.glimpses(),
        theme_sources: theme_sources.glimpses(),
        memo: &memo,
        made: Cow::Borrowed(memory.made()),
        lexicon: Cow::Borrowed(memory.lexicon()),
    };
    let start = [MAGIC, &[0; SUM]].concat();
    let Ok(mut bytes) = postcard::to_extend(&file, start) else { return };
    let (start, rest) = bytes.split_at_mut(MAGIC.len() + SUM);
    start[MAGIC.len()..].copy_from_slice(&fingerprint::of(rest).to_le_bytes());
    // What could not be kept is made again.
    let _ = publish::replace_spare(path, &bytes);
}
