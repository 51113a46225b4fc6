//! `Sources` ↔ one file: what a course was when it was last published, kept beside it on the maker's own disk.
//!
//! Texts are kept whole; of other files only the name and the size in pixels, as their bytes lie in the output.

use std::sync::Arc;

use super::{Body, Source, Sources};

const MAGIC: &[u8] = b"bedside sources 1\n";

/// The length that stands for a file whose bytes are not kept.
const NOT_KEPT: u64 = u64::MAX;

/// Writes several sets of sources behind one another.
pub fn pack(sets: &[&Sources]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for set in sets {
        number(set.len() as u64, &mut out);
        for source in set.iter() {
            let (width, height) = source.size.unwrap_or_default();
            let bytes = source.is_text().then(|| source.text_bytes());
            number(source.path.len() as u64, &mut out);
            number(bytes.as_ref().map_or(NOT_KEPT, |bytes| bytes.len() as u64), &mut out);
            number(width as u64, &mut out);
            number(height as u64, &mut out);
            out.extend_from_slice(source.path.as_bytes());
            out.extend_from_slice(&bytes.unwrap_or_default());
        }
    }
    out
}

/// Reads them again; nothing if the file is damaged.
pub fn unpack(bytes: &[u8]) -> Option<Vec<Sources>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut sets = Vec::new();
    while !rest.is_empty() {
        let count = take_number(&mut rest)?;
        let mut sources = Vec::new();
        for _ in 0..count {
            let source = take_source(&mut rest)?;
            sources.push(Arc::new(source));
        }
        sets.push(sources.into_iter().collect());
    }
    Some(sets)
}

fn take_source(rest: &mut &[u8]) -> Option<Source> {
    let (name, length) = (take_number(rest)?, take_number(rest)?);
    let size = (usize::try_from(take_number(rest)?).ok()?, usize::try_from(take_number(rest)?).ok()?);
    let path = std::str::from_utf8(take(rest, name)?).ok()?;
    if length == NOT_KEPT {
        let size = (size != (0, 0)).then_some(size);
        return Some(Source { path: path.into(), fingerprint: 0, size, body: Body::NotKept, stat: None });
    }
    Some(Source::in_memory(path, take(rest, length)?.into()))
}

fn number(value: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn take<'a>(rest: &mut &'a [u8], length: u64) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = after;
    Some(taken)
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(take(rest, 8)?.try_into().ok()?))
}

impl Sources {
    /// The same for the same texts and names, on every machine; `apart_from` names a file of which nothing is made.
    pub fn identity(&self, apart_from: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        for source in self.iter().filter(|source| &*source.path != apart_from) {
            hasher.update(source.path.as_bytes());
            hasher.update(&(if source.is_text() { source.fingerprint } else { 0 }).to_le_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let course = Sources::from_memory([("a.md", &b"# A"[..]), ("b/c.md", b""), ("d.svg", b"<svg/>")]);
        let theme = Sources::default();
        let packed = pack(&[&course, &theme]);
        let sets = unpack(&packed).unwrap();
        assert_eq!(sets.len(), 2);
        assert_eq!(sets[0].identity(""), course.identity(""));
        assert_eq!(sets[0].get("a.md").unwrap().text_bytes().as_ref(), b"# A");
        assert!(sets[1].is_empty());
        for length in 0..packed.len() - 8 {
            assert!(unpack(&packed[..length]).is_none_or(|sets| sets.len() < 2), "{length}");
        }
    }
}
