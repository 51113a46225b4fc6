//! Markup and differences → their parts: what a line or a bracket begins with tells what it is.

use super::{Html, Kind};

type Read = fn(&mut Html<'_>);

const READERS: [(&[&str], Read); 3] = [
    (&["html", "htm", "xml", "svg", "xhtml"], tags),
    (&["markdown", "md"], markdown),
    (&["diff", "patch"], differences),
];

pub(super) fn find(name: &str) -> Option<Read> {
    let has = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    READERS.iter().find(|(names, _)| has(names)).map(|(_, read)| *read)
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    READERS.iter().flat_map(|(names, _)| *names).copied()
}

fn tags(html: &mut Html<'_>) {
    let code = html.code;
    let mut at = 0;
    while let Some(found) = code[at..].find(['<', '&']) {
        at += found;
        let rest = &code[at..];
        if let Some(after) = rest.strip_prefix('&') {
            let name = after.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
            let is_entity = name > 0 && rest.as_bytes().get(1 + name) == Some(&b';');
            let length = if is_entity { name + 2 } else { 1 };
            if is_entity {
                html.part(at, at + length, Kind::Constant);
            }
            at += length;
        } else if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(code.len(), |end| at + end + 3);
            html.part(at, end, Kind::Comment);
            at = end;
        } else {
            at = tag(html, at);
        }
    }
}

/// One tag from its bracket on: its name, and the values of its attributes.
fn tag(html: &mut Html<'_>, from: usize) -> usize {
    let code = html.code;
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
    let name =
        from + 1 + code[from + 1..].bytes().take_while(|byte| matches!(byte, b'/' | b'!' | b'?')).count();
    let end = code[name..].find(|c| !is_of_name(c)).map_or(code.len(), |at| name + at);
    if end == name {
        return name;
    }
    html.part(name, end, Kind::Tag);
    let mut at = end;
    while let Some(found) = code[at..].find(['"', '\'', '>', '<']) {
        at += found;
        let quote = &code[at..=at];
        if quote == ">" || quote == "<" {
            return at + usize::from(quote == ">");
        }
        let end = code[at + 1..].find(quote).map_or(code.len(), |end| at + 1 + end + 1);
        html.part(at, end, Kind::String);
        at = end;
    }
    code.len()
}

/// The lines of the code, each with its place, without its end.
fn lines(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    code.split('\n').map(move |line| {
        let from = at;
        at += line.len() + 1;
        (from, line)
    })
}

fn differences(html: &mut Html<'_>) {
    for (at, line) in lines(html.code) {
        let kind = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Kind::Name,
            [b'@', b'@', ..] => Kind::Keyword,
            [b'+', ..] => Kind::Inserted,
            [b'-', ..] => Kind::Deleted,
            _ => continue,
        };
        html.part(at, at + line.len(), kind);
    }
}

fn markdown(html: &mut Html<'_>) {
    for (from, line) in lines(html.code) {
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&level) && line.as_bytes().get(level) == Some(&b' ') {
            html.part(from, from + line.len(), Kind::Name);
            continue;
        }
        let mut at = 0;
        while let Some(found) = line[at..].find(['*', '_', '`']) {
            at += found;
            let mark = &line[at..=at];
            let run = line[at..].len() - line[at..].trim_start_matches(mark).len();
            let fence = &line[at..at + run];
            let inside = at + run;
            let closes = line[inside..].find(fence).map(|end| inside + end + run);
            let opens = line[inside..].starts_with(|c: char| !c.is_whitespace());
            match closes.filter(|_| opens) {
                Some(end) => {
                    let kind = match (mark, run) {
                        ("`", _) => Kind::String,
                        (_, 1) => Kind::Emphasis,
                        _ => Kind::Name,
                    };
                    html.part(from + at, from + end, kind);
                    at = end;
                }
                None => at = inside,
            }
        }
    }
}
