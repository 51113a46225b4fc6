//! Raw HTML in a body → what the cleaner will take out of it, or, where it is forbidden, that it is there at all.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::document::{Body, Node, NodeKind, children, clean};

/// Gives each stretch of raw HTML that has tags: its place, and what will be taken out of it.
pub(super) fn find(body: &Body, mut tell: impl FnMut(Span, Vec<String>)) {
    let mut at = 0;
    while let Some(node) = body.nodes.get(at) {
        let size = (node.size as usize).max(1);
        let subtree = &body.nodes[at..at + size];
        let stretch = match node.kind {
            NodeKind::HtmlBlock => Some(children(subtree).map(|line| words(body, &line[0])).collect()),
            NodeKind::Html { .. } => Some(words(body, node).to_owned()),
            _ => None,
        };
        let is_html = stretch.is_some();
        if let Some(stretch) = stretch {
            let tags = tags(&stretch);
            if !tags.is_empty() {
                tell(first_line(body, node.span), removed(&stretch, &tags));
            }
        }
        at += if is_html { size } else { 1 };
    }
}

fn words<'b>(body: &'b Body, node: &Node) -> &'b str {
    match node.kind {
        NodeKind::Html { other: Some(index) } => body.string(index),
        _ => body.slice(node.span),
    }
}

fn first_line(body: &Body, span: Span) -> Span {
    let length = body.slice(span).lines().next().map_or(0, |line| line.trim_end().len());
    Span::new(span.start as usize, span.start as usize + length.max(1))
}

/// One opening tag.
struct Tag {
    name: String,
    attributes: Vec<(String, Range<usize>)>,
}

/// What will be taken out, each thing once, in the order of the text.
fn removed(text: &str, tags: &[Tag]) -> Vec<String> {
    let mut removed: Vec<String> = Vec::new();
    let mut add = |what: String| {
        if !removed.contains(&what) {
            removed.push(what);
        }
    };
    for tag in tags {
        let name = &tag.name;
        if !clean::keeps_tag(name) {
            let whole = matches!(name.as_str(), "script" | "style");
            add(if whole {
                format!("`<{name}>` with all that stands in it")
            } else {
                format!("the tag `<{name}>`")
            });
            continue;
        }
        for (attribute, value) in &tag.attributes {
            let value = decoded(&text[value.clone()]);
            if clean::keeps_attribute(name, attribute, &value) {
                continue;
            }
            add(match attribute.as_str() {
                "href" | "src" | "cite" => format!("the address `{}` of `<{name}>`", short(&value)),
                _ => format!("`{attribute}` of `<{name}>`"),
            });
        }
    }
    removed
}

fn short(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() || c == '`' { '·' } else { c }).collect();
    if text.chars().count() > 40 { text.chars().take(39).chain(['…']).collect() } else { text }
}

/// Character references as characters.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end =
            rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map_or(rest.len(), |n| n + 1);
        let inner = &rest[1..end];
        let code = inner.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
        let named = match inner {
            "colon" => Some(':'),
            "Tab" => Some('\t'),
            "NewLine" => Some('\n'),
            "sol" => Some('/'),
            "bsol" => Some('\\'),
            "amp" => Some('&'),
            _ => None,
        };
        match code.and_then(char::from_u32).or(named) {
            Some(c) => {
                out.push(c);
                rest = rest[end..].strip_prefix(';').unwrap_or(&rest[end..]);
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The opening tags of a stretch; comments and what scripts and styles hold are passed over.
fn tags(text: &str) -> Vec<Tag> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..].find('<') {
        at += step;
        if text[at..].starts_with("<!--") {
            at = text[at..].find("-->").map_or(text.len(), |end| at + end + 3);
            continue;
        }
        if !bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
            continue;
        }
        let (tag, end) = tag(text, at + 1);
        at = end;
        if matches!(tag.name.as_str(), "script" | "style") {
            let close = format!("</{}", tag.name);
            let found = text[at..].char_indices().find(|(n, _)| {
                text[at + n..].get(..close.len()).is_some_and(|end| end.eq_ignore_ascii_case(&close))
            });
            at = found.map_or(text.len(), |(n, _)| at + n);
        }
        tags.push(tag);
    }
    tags
}

/// Reads a tag from its name on; gives it and where it ends.
fn tag(text: &str, start: usize) -> (Tag, usize) {
    let bytes = text.as_bytes();
    let until = |from: usize, stops: &[u8]| {
        bytes[from..]
            .iter()
            .position(|b| b.is_ascii_whitespace() || stops.contains(b))
            .map_or(bytes.len(), |n| from + n)
    };
    let mut at = until(start, b"/>");
    let mut tag = Tag { name: text[start..at].to_ascii_lowercase(), attributes: Vec::new() };
    loop {
        while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return (tag, at),
            Some(b'>') => return (tag, at + 1),
            Some(_) => {}
        }
        let name = at..until(at + 1, b"/>=");
        at = name.end;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let mut value = at..at;
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    let end =
                        bytes[at + 1..].iter().position(|b| b == quote).map_or(bytes.len(), |n| at + 1 + n);
                    value = at + 1..end;
                    at = (end + 1).min(bytes.len());
                }
                _ => {
                    value = at..until(at, b">");
                    at = value.end;
                }
            }
        }
        tag.attributes.push((text[name].to_ascii_lowercase(), value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The review's own view of a text, and the cleaner's: what is told is what is gone.
    #[test]
    fn what_is_told_is_what_the_cleaner_takes_out() {
        for (html, told) in [
            ("<p class=\"a\">Text</p>", &[][..]),
            ("<details><summary>More</summary>Text</details>", &[]),
            ("<!-- <script> --><b>Text</b>", &[]),
            ("<a href=\"page.html#a:b\">x</a>", &[]),
            ("<script>if (a < b) { c }</script>", &["`<script>` with all that stands in it"]),
            ("<font color=red>Text</font>", &["the tag `<font>`"]),
            ("<p onclick='x()' style=\"color:red\">Text</p>", &["`onclick` of `<p>`", "`style` of `<p>`"]),
            ("<a href=java&#115;cript:x>x</a>", &["the address `javascript:x` of `<a>`"]),
            ("<img src=//host/a.png alt=a>", &["the address `//host/a.png` of `<img>`"]),
            ("<img src=https://host/a.png alt=a>", &["the address `https://host/a.png` of `<img>`"]),
            ("<input type=text>", &["the tag `<input>`"]),
        ] {
            let found = tags(html);
            assert_eq!(removed(html, &found), told, "{html}");
            let mut cleaned = String::new();
            clean::append(html, &mut cleaned);
            let count = |text: &str| -> usize {
                tags(text)
                    .iter()
                    .map(|t| 1 + t.attributes.iter().filter(|(name, _)| name != "rel").count())
                    .sum()
            };
            assert_eq!(told.is_empty(), count(&cleaned) == count(html), "{html} → {cleaned}");
        }
    }
}
