//! What stands between a citation's brackets → the works that it names, each with its place in them.

/// One work in a citation: `-@key, p. 4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cited<'a> {
    pub key: &'a str,
    /// Where in the work, as the author wrote it: `p. 4`; may be empty.
    pub place: &'a str,
    /// `-@key`: the sentence names the author already.
    pub without_author: bool,
    /// Where `@key` begins in the text between the brackets.
    pub at: usize,
}

/// The works of a citation; a part without a key is left out, and told where the course is linked.
pub fn works(inner: &str) -> impl Iterator<Item = Cited<'_>> {
    parts(inner).filter_map(|(at, part)| work(at, part))
}

/// The parts that name no work: `[@a; see below]`.
pub fn strangers(inner: &str) -> impl Iterator<Item = &str> {
    parts(inner).filter(|(at, part)| work(*at, part).is_none()).map(|(_, part)| part.trim())
}

fn parts(inner: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    inner.split(';').map(move |part| {
        let start = at;
        at += part.len() + 1;
        (start, part)
    })
}

fn work(start: usize, part: &str) -> Option<Cited<'_>> {
    let trimmed = part.trim_start();
    let lead = part.len() - trimmed.len();
    let (without_author, named) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed),
    };
    let rest = named.strip_prefix('@')?;
    let (key, place) = rest.split_once(',').unwrap_or((rest, ""));
    // A key ends at the first blank, so that a forgotten comma does not become part of it.
    let (key, place) = match key.trim().split_once(char::is_whitespace) {
        Some((key, more)) if place.is_empty() => (key, more),
        Some((key, _)) => (key, place),
        None => (key.trim(), place),
    };
    let at = start + lead + usize::from(without_author);
    (!key.is_empty()).then(|| Cited { key, place: place.trim(), without_author, at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inner: &str) -> Vec<(&str, &str, bool)> {
        works(inner).map(|cited| (cited.key, cited.place, cited.without_author)).collect()
    }

    #[test]
    fn works_places_and_left_out_authors_are_told_apart() {
        assert_eq!(read("@a"), [("a", "", false)]);
        assert_eq!(read("@a, p. 4"), [("a", "p. 4", false)]);
        assert_eq!(read("-@a"), [("a", "", true)]);
        assert_eq!(read("@a, pp. 4-6, 9; -@b:c_d"), [("a", "pp. 4-6, 9", false), ("b:c_d", "", true)]);
        assert_eq!(read("@a p. 4"), [("a", "p. 4", false)]);
        assert_eq!(strangers("@a; see below").collect::<Vec<_>>(), ["see below"]);
    }

    #[test]
    fn a_work_knows_where_it_stands() {
        let inner = "@a; -@b";
        let at: Vec<&str> = works(inner).map(|cited| &inner[cited.at..=cited.at + cited.key.len()]).collect();
        assert_eq!(at, ["@a", "@b"]);
    }
}
