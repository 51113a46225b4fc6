//! A start tag in finished HTML → its name and its attributes, entities resolved.

/// One start tag.
pub(super) struct Tag<'h> {
    pub name: &'h str,
    /// Names with values whose entities are resolved.
    pub attributes: Vec<(&'h str, String)>,
    pub closed: bool,
    pub after: &'h str,
}

impl<'h> Tag<'h> {
    /// Reads the tag that `rest` starts with.
    pub(super) fn read(rest: &'h str) -> Tag<'h> {
        let end = rest[1..]
            .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))
            .map_or(rest.len(), |e| e + 1);
        let mut tag = Tag { name: &rest[1..end], attributes: Vec::new(), closed: false, after: "" };
        let mut rest = &rest[end..];
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('>') {
                tag.after = after;
                return tag;
            }
            if let Some(after) = rest.strip_prefix('/') {
                tag.closed = after.starts_with('>');
                rest = after;
                continue;
            }
            let end =
                rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=')).unwrap_or(rest.len());
            if end == 0 && rest.is_empty() {
                return tag;
            }
            let (name, after) = rest.split_at(end.max(usize::from(rest.starts_with('='))));
            rest = after.trim_start();
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let (raw, left) = match after.as_bytes().first() {
                    Some(quote @ (b'"' | b'\'')) => {
                        after[1..].split_once(char::from(*quote)).unwrap_or((&after[1..], ""))
                    }
                    _ => after
                        .split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
                };
                unescape(raw, &mut value);
                rest = left;
            }
            if !tag.attributes.iter().any(|(own, _)| *own == name) {
                tag.attributes.push((name, value));
            }
        }
    }
}

/// Entities that stand in templates and in cleaned HTML.
const ENTITIES: [(&str, &str); 12] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("shy", "\u{ad}"),
    ("middot", "·"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("copy", "©"),
];

/// `&amp;` → `&`. An entity that is not known keeps its signs.
pub(super) fn unescape(words: &str, out: &mut String) {
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = rest[1..].find(';').filter(|end| *end <= 8).and_then(|end| {
            let name = &rest[1..=end];
            let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
            let known = ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, sign)| (*sign).to_owned());
            Some((known.or_else(|| number.and_then(char::from_u32).map(String::from))?, end + 2))
        });
        match found {
            Some((sign, length)) => {
                out.push_str(&sign);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}
