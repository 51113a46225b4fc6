//! The text of a `.bib` file → its works as the reader of bibliographies has them, unless the file would have that
//! reader run without end.
//!
//! Works take fields from others (`crossref`, `xdata`), short names stand for words that hold short names, and commands
//! stand in one another. The reader follows each of them by calling itself, and never asks how far: a file of three
//! lines ends the program. So what refers to what is looked at here before anything is followed.

use std::collections::HashMap;

use biblatex::{Bibliography, ParseError, RawBibliography, RawChunk, Spanned};
use hayagriva::Library;
use hayagriva::io::{self, BibLaTeXError};

use crate::diagnostic::Span;

/// Braces in braces; real files have four or five.
pub const MAX_BRACES: usize = 60;
/// Works that take from works that take from works.
pub const MAX_WAY: usize = 8;
/// What one short name may become, and what all works take over, each counted once for every use.
const MAX_WORDS: usize = 64 * 1024;
pub const MAX_TAKEN: usize = 64;

type Fault = (Span, String);

/// Reads the works.
pub(super) fn read(text: &str) -> Result<Library, Vec<Fault>> {
    if let Some(fault) = too_many_braces(text) {
        return Err(vec![fault]);
    }
    let raw = RawBibliography::parse(text).map_err(|error| vec![parse_fault(&error)])?;
    let faults = names_without_end(&raw);
    if !faults.is_empty() {
        return Err(faults);
    }
    if raw.entries.iter().flat_map(|entry| &entry.v.fields).any(|field| takes(field.key.v)) {
        let faults = works_without_end(&raw).map_err(|error| vec![parse_fault(&error)])?;
        if !faults.is_empty() {
            return Err(faults);
        }
    }
    let works = Bibliography::from_raw(raw).map_err(|error| vec![parse_fault(&error)])?;
    io::from_biblatex(&works)
        .map_err(|errors| errors.into_iter().map(|e| type_fault(BibLaTeXError::Type(e))).collect())
}

fn parse_fault(error: &ParseError) -> Fault {
    (Span::new(error.span.start, error.span.end), format!("reading stopped here: {}", error.kind))
}

fn type_fault(error: BibLaTeXError) -> Fault {
    match error {
        BibLaTeXError::Parse(error) => parse_fault(&error),
        BibLaTeXError::Type(error) => (
            Span::new(error.span.start, error.span.end),
            format!("the value of this field could not be understood: {}", error.kind),
        ),
    }
}

fn too_many_braces(text: &str) -> Option<Fault> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_BRACES {
            return Some((
                Span::new(at, at + 1),
                format!("more than {MAX_BRACES} braces stand in one another"),
            ));
        }
    }
    None
}

/// Short names (`@string`) that stand for themselves, or for more words than a work could need.
fn names_without_end(raw: &RawBibliography<'_>) -> Vec<Fault> {
    let names: HashMap<&str, &Vec<Spanned<RawChunk<'_>>>> =
        raw.abbreviations.iter().map(|pair| (pair.key.v, &pair.value.v)).collect();
    let mut known = HashMap::new();
    let mut faults = Vec::new();
    for pair in &raw.abbreviations {
        if words(pair.key.v, &names, &mut known, 0).is_none() {
            let span = Span::new(pair.key.span.start, pair.key.span.end);
            faults
                .push((span, format!("the short name `{}` stands for itself, or for too much", pair.key.v)));
        }
    }
    faults
}

/// How many bytes a short name becomes; nothing where that is too many, or has no end.
fn words<'a>(
    name: &'a str,
    names: &HashMap<&'a str, &'a Vec<Spanned<RawChunk<'a>>>>,
    known: &mut HashMap<&'a str, Option<usize>>,
    depth: usize,
) -> Option<usize> {
    if let Some(length) = known.get(name) {
        return *length;
    }
    let Some(value) = names.get(name) else { return Some(name.len()) };
    let mut length = Some(1);
    for chunk in *value {
        let more = match chunk.v {
            RawChunk::Normal(text) => Some(text.len()),
            RawChunk::Abbreviation(_) if depth >= MAX_WAY => None,
            RawChunk::Abbreviation(inner) => words(inner, names, known, depth + 1),
        };
        length = length.and_then(|sum| more.map(|more| sum + more)).filter(|sum| *sum <= MAX_WORDS);
        // One way without end is enough; the others are not gone.
        if length.is_none() {
            break;
        }
    }
    // What was looked at in the depth of another may yet be fine by itself.
    if length.is_some() || depth == 0 {
        known.insert(name, length);
    }
    length
}

/// Whether a field takes others from another work.
fn takes(field: &str) -> bool {
    field.eq_ignore_ascii_case("crossref") || field.eq_ignore_ascii_case("xdata")
}

/// Works that take from themselves, or over too many others.
fn works_without_end(raw: &RawBibliography<'_>) -> Result<Vec<Fault>, ParseError> {
    // Under names that mean nothing the fields are read and not followed.
    let mut still = raw.clone();
    let mut places = HashMap::new();
    for entry in &mut still.entries {
        places.insert(entry.v.key.v, Span::new(entry.span.start, entry.span.end));
        for field in entry.v.fields.iter_mut().filter(|field| takes(field.key.v)) {
            field.key.v = if field.key.v.len() == "xdata".len() { "bedside-x" } else { "bedside-c" };
        }
    }
    let works = Bibliography::from_raw(still)?;
    let mut known = HashMap::new();
    let mut faults = Vec::new();
    for work in works.iter() {
        if taken(&work.key, &works, &mut known, 0).is_none() {
            let span = places.get(work.key.as_str()).copied().unwrap_or_default();
            let first = Span::new(span.start as usize, (span.start as usize + 1).min(span.end as usize));
            faults.push((
                first,
                format!("the work `{}` takes its fields from itself, or over too many others", work.key),
            ));
        }
    }
    Ok(faults)
}

/// From how many works a work takes, counted once for every way; nothing where that is too many, or has no end.
fn taken<'w>(
    key: &str,
    works: &'w Bibliography,
    known: &mut HashMap<&'w str, Option<usize>>,
    depth: usize,
) -> Option<usize> {
    let Some(work) = works.get(key) else { return Some(0) };
    if let Some(count) = known.get(work.key.as_str()) {
        return *count;
    }
    let mut from: Vec<String> = work.get_as::<Vec<String>>("bedside-x").unwrap_or_default();
    from.extend(work.get_as::<String>("bedside-c").ok());
    let mut count = Some(1);
    for other in &from {
        let more = if depth >= MAX_WAY { None } else { taken(other, works, known, depth + 1) };
        count = count.and_then(|sum| more.map(|more| sum + more)).filter(|sum| *sum <= MAX_TAKEN);
        if count.is_none() {
            break;
        }
    }
    if count.is_some() || depth == 0 {
        known.insert(&work.key, count);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_that_take_from_others_are_read() {
        let text = "@string{j = \"A Journal\"}\n@string{k = j # \" of Care\"}\n\
            @collection{b, title={Whole}, editor={Ann Lee}, date={2020}}\n\
            @incollection{a, crossref={b}, title={Part}, author={Ben Oh}, pages={1--2}}\n\
            @article{c, title={Three}, author={Cy Um}, journaltitle = k, date={2021}}\n";
        assert_eq!(read(text).map(|library| library.len()), Ok(3));
    }

    #[test]
    fn what_has_no_end_is_told_and_not_followed() {
        let chain: String =
            (0..40).map(|n| format!("@misc{{k{n}, crossref={{k{}}}, title={{x}}}}\n", n + 1)).collect();
        let names: String = (1..40).map(|n| format!("@string{{s{n} = s{0} # s{0}}}\n", n - 1)).collect();
        let wide: String =
            (1..9).map(|n| format!("@xdata{{w{n}, xdata={{w{0},w{0},w{0},w{0}}}}}\n", n - 1)).collect();
        for text in [
            "@misc{a, crossref={a}, title={x}}",
            "@misc{a, crossref={b}, title={x}}\n@misc{b, crossref={a}, title={y}}",
            "@misc{a, CROSSREF=\"a\", title={x}}",
            "@xdata{a, xdata={b,a}}\n@xdata{b, title={y}}",
            "@string{a = a}\n@misc{b, title = a}",
            "@string{a = b}\n@string{b = a}\n@misc{c, title = a}",
            &chain,
            &format!("@string{{s0 = \"xxxxxxxx\"}}\n{names}"),
            &format!("@xdata{{w0, title={{x}}}}\n{wide}"),
            &format!("@misc{{a, title={{{}}}}}", "\\a{".repeat(200)),
            &"{".repeat(100_000),
        ] {
            assert!(read(text).is_err(), "{text:.80}");
        }
    }
}
