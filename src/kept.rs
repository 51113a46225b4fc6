//! What a build remembers ↔ one file of the cache, so that the next build goes on where this one ended.
//!
//! The file holds the program's mark and a checksum: one that another program wrote, or that is damaged, counts as
//! none. Pages lie in it each by itself, and are only read where their source has not changed. It is written piece by
//! piece: what is remembered of a large course is not to be in memory twice.

use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::memo::Memo;
use crate::pipeline::Memory;
use crate::source::{self, Glimpse, Sources};
use crate::{fingerprint, publish};

const MAGIC: &[u8] = b"bedside memory 2\n";
/// The length of the checksum, which is the end of the file.
const SUM: usize = 8;
/// How many bytes the checksum takes in at a time.
const BLOCK: usize = 1 << 16;

/// What the last build of this program left; a memory of nothing where there is none.
pub fn load(path: &Path, program: &str) -> Memory {
    read(path, program).unwrap_or_else(Memory::brief)
}

fn read(path: &Path, program: &str) -> Option<Memory> {
    let bytes = source::read_file(path).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (mut rest, sum) = rest.split_at_checked(rest.len().checked_sub(SUM)?)?;
    if sum != rest.chunks(BLOCK).fold(0, grown).to_le_bytes() {
        return None;
    }
    take::<&str>(&mut rest).filter(|writer| *writer == program)?;
    let sources = Sources::from_glimpses(take::<Vec<Glimpse>>(&mut rest)?);
    let theme_sources = Sources::from_glimpses(take::<Vec<Glimpse>>(&mut rest)?);
    let made = take(&mut rest)?;
    let lexicon = take(&mut rest)?;
    Some(Memory::of(Memo::recall(rest)?, (sources, theme_sources), made, lexicon))
}

/// Leaves what was remembered; where it cannot be written, the next build does its work again and nothing else is lost.
pub fn leave(path: &Path, program: &str, memory: &Memory) {
    // What could not be kept is made again.
    let _ = publish::replace_spare(path, |file| {
        file.write_all(MAGIC)?;
        let mut to = Summed { to: &mut *file, block: Vec::with_capacity(BLOCK), sum: 0 };
        let (sources, theme_sources) = memory.sources();
        put(&program, &mut to)?;
        put(&sources.glimpses(), &mut to)?;
        put(&theme_sources.glimpses(), &mut to)?;
        put(memory.made(), &mut to)?;
        put(memory.lexicon(), &mut to)?;
        memory.memo().keep(&mut to)?;
        let sum = to.finish()?;
        file.write_all(&sum.to_le_bytes())
    });
}

/// Writes a value so that `take` gives it back.
pub(crate) fn put(value: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    postcard::to_io(value, to).map(drop).map_err(io::Error::other)
}

/// Takes a value from the beginning of some bytes; nothing if they do not hold one.
pub(crate) fn take<'b, T: Deserialize<'b>>(bytes: &mut &'b [u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    *bytes = rest;
    Some(value)
}

/// The checksum of all blocks up to this one.
fn grown(sum: u64, block: &[u8]) -> u64 {
    fingerprint::of(&(sum, block))
}

/// Bytes on their way to a file, a block at a time, and their checksum.
struct Summed<W> {
    to: W,
    block: Vec<u8>,
    sum: u64,
}

impl<W: Write> Summed<W> {
    fn finish(mut self) -> io::Result<u64> {
        if !self.block.is_empty() {
            self.pass_on()?;
        }
        Ok(self.sum)
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.sum = grown(self.sum, &self.block);
        self.to.write_all(&self.block)?;
        self.block.clear();
        Ok(())
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(BLOCK - self.block.len());
        self.block.extend_from_slice(&bytes[..taken]);
        if self.block.len() == BLOCK {
            self.pass_on()?;
        }
        Ok(taken)
    }

    /// A block is whole, or the last: nothing is passed on before.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_hangs_on_the_bytes_and_not_on_the_pieces_in_which_they_come() {
        let bytes: Vec<u8> = (0..3 * BLOCK + 17).map(|n| (n * 31 % 251) as u8).collect();
        for piece in [1, 7, BLOCK - 1, BLOCK, BLOCK + 1, bytes.len()] {
            let mut file = Vec::new();
            let mut to = Summed { to: &mut file, block: Vec::new(), sum: 0 };
            bytes.chunks(piece).for_each(|piece| to.write_all(piece).unwrap());
            let sum = to.finish().unwrap();
            assert_eq!(sum, bytes.chunks(BLOCK).fold(0, grown), "{piece}");
            assert!(file == bytes, "{piece}");
        }
    }
}
