//! Lines that may be directive fences → the same text with each blanked to a thematic break of equal length.
//!
//! The Markdown parser has no `:::`. A thematic break interrupts whatever a fence may interrupt and stands in
//! lists and quotations as a fence would; so the parser itself says where a fence really is (a rule at a masked
//! offset) and where the line is only text inside code or HTML (a masked range, read from the original again).

use std::borrow::Cow;

use super::directive::grammar::{self, Attributes, Fence};
use crate::diagnostic::Span;

/// The masked text with the places that were masked.
#[derive(Debug)]
pub struct Masked<'a> {
    pub text: Cow<'a, str>,
    /// In the order of the text.
    pub fences: Vec<Candidate>,
}

/// A line that is a fence if the parser finds a rule in its place.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// From the first colon to the end of the line's words.
    pub span: Span,
    pub fence: Fence,
}

/// Masks every candidate line; `base` is where `text` begins in its file.
pub fn mask(text: &str, base: usize) -> Masked<'_> {
    if !text.contains(":::") {
        return Masked { text: Cow::Borrowed(text), fences: Vec::new() };
    }
    let mut masked = String::with_capacity(text.len());
    let mut fences = Vec::new();
    let mut at = 0;
    let mut seam = Seam::default();
    for line in text.split_inclusive(['\n', '\r']) {
        let bare = line.trim_end();
        let prefix = container_prefix(bare);
        match bare[prefix..].starts_with(":::").then(|| grammar::read(&bare[prefix..], base + at + prefix)) {
            Some(Some(fence)) => {
                let span = Span::new(base + at + prefix, base + at + bare.len());
                masked.push_str(&line[..prefix]);
                masked.push_str("___");
                masked.extend(std::iter::repeat_n(' ', bare.len() - prefix - 3));
                masked.push_str(&line[bare.len()..]);
                let is_joined = seam.joins(&fence, &line[..prefix]);
                fences.push(Candidate { span, fence });
                if is_joined {
                    close_seam(&mut fences, &mut masked, base);
                }
            }
            _ => {
                if !bare.trim_start_matches(['>', ' ']).is_empty() {
                    seam.words();
                }
                masked.push_str(line);
            }
        }
        at += line.len();
    }
    Masked { text: Cow::Owned(masked), fences }
}

/// Watches for a block that closes where another of the same style opens.
#[derive(Default)]
struct Seam {
    /// The style of the last block that opened, its colons, and what stood before it on its line.
    last: Option<(String, usize, String)>,
    is_closed: bool,
}

impl Seam {
    /// Whether this fence opens again what the one before has closed.
    fn joins(&mut self, fence: &Fence, prefix: &str) -> bool {
        match fence {
            Fence::Open(opener) => {
                // Two items of a list are two, whatever their style.
                let is_item = !prefix.trim_start_matches(['>', ' ']).is_empty();
                let is_bare = opener.attributes == Attributes::default() && !is_item;
                let plain = opener.style.as_ref().filter(|_| is_bare);
                let now = plain.map(|style| (style.clone(), opener.colons, prefix.to_owned()));
                let joins = self.is_closed && now.is_some() && now == self.last;
                (self.last, self.is_closed) = (now, false);
                joins
            }
            Fence::Close { colons } => {
                let closes = !self.is_closed && self.last.as_ref().is_some_and(|(_, open, _)| open == colons);
                self.last = self.last.take().filter(|_| closes);
                self.is_closed = closes;
                false
            }
            Fence::Seam => false,
        }
    }

    fn words(&mut self) {
        if self.is_closed {
            *self = Seam::default();
        }
    }
}

/// Makes blanks of the last two fences: one closes and the next opens the same again.
fn close_seam(fences: &mut [Candidate], masked: &mut String, base: usize) {
    let from = fences.len().saturating_sub(2);
    for candidate in &mut fences[from..] {
        let start = candidate.span.start as usize - base;
        masked.replace_range(start..start + 3, "   ");
        candidate.fence = Fence::Seam;
    }
}

impl Masked<'_> {
    /// The candidate whose mask starts at this offset of the file.
    pub fn at(&self, offset: usize) -> Option<&Candidate> {
        let found = self.fences.binary_search_by_key(&offset, |c| c.span.start as usize);
        found.ok().and_then(|index| self.fences.get(index))
    }

    /// A range of text, widened to the end of a masked line that begins within it.
    pub fn widened(&self, span: Span) -> Span {
        let first = self.fences.partition_point(|c| c.span.start < span.start);
        match self.fences.get(first) {
            Some(candidate) if candidate.span.start < span.end => {
                Span { start: span.start, end: span.end.max(candidate.span.end) }
            }
            _ => span,
        }
    }

    /// Whether a masked line begins within this range.
    pub fn touches(&self, span: Span) -> bool {
        let first = self.fences.partition_point(|c| c.span.start < span.start);
        self.fences.get(first).is_some_and(|candidate| candidate.span.start < span.end)
    }
}

/// How many bytes of a line are the marks of quotations, list items and footnotes around its content.
fn container_prefix(line: &str) -> usize {
    let bytes = line.as_bytes();
    let is_blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let mut at = 0;
    loop {
        while is_blank(at) {
            at += 1;
        }
        match bytes.get(at) {
            Some(b'>') => at += 1,
            Some(b'-' | b'*' | b'+') if is_blank(at + 1) => at += 2,
            Some(b'0'..=b'9') => {
                let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                let closes = matches!(bytes.get(at + digits), Some(b'.' | b')'));
                if digits > 9 || !closes || !is_blank(at + digits + 1) {
                    return at;
                }
                at += digits + 2;
            }
            Some(b'[') if line[at..].starts_with("[^") => match line[at..].find("]:") {
                Some(end) => at += end + 2,
                None => return at,
            },
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_keeps_every_length_and_only_masks_fences() {
        let text = "a\n> - :::note[x]\r\n  :::\n12::: \n::: {.tip}\n`:::`\n:::)\n";
        let masked = mask(text, 10);
        assert_eq!(masked.text, "a\n> - ___       \r\n  ___\n12::: \n___       \n`:::`\n:::)\n");
        let starts: Vec<u32> = masked.fences.iter().map(|c| c.span.start - 10).collect();
        assert_eq!(starts, [6, 20, 31]);
    }
}
