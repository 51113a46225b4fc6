//! Raw HTML as an author wrote it → what cleaning takes out of it, in words for its author.

/// The elements that stay when raw HTML is cleaned: what shapes text, nothing that acts.
pub const KEPT: [&str; 78] = [
    "a",
    "abbr",
    "acronym",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "tfoot",
    "input",
];

/// The first thing in a stretch of raw HTML that cleaning takes out; nothing where all of it stays.
pub(super) fn removed(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        let is_closing = tag.starts_with('/');
        let name_end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
        let name = tag[..name_end].to_ascii_lowercase();
        if is_closing || name.is_empty() {
            continue;
        }
        // The only box is that of a list of tasks, which is written in Markdown.
        if name == "input" || !KEPT.contains(&name.as_str()) {
            return Some(format!("`<{name}>`"));
        }
        if name == "img" && tag.contains("//") {
            return Some("a picture from another place".into());
        }
        if let Some(attribute) = tag[name_end..].split_whitespace().find_map(acting) {
            return Some(format!("`{attribute}`"));
        }
    }
    None
}

/// The name of an attribute that runs a script or sets a style.
fn acting(attribute: &str) -> Option<String> {
    let name = attribute.split('=').next().unwrap_or_default().to_ascii_lowercase();
    let acts = name == "style" || name.starts_with("on") && name.len() > 4;
    (acts && name.chars().all(|c| c.is_ascii_alphabetic())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::removed;

    #[test]
    fn what_acts_is_found_and_what_shapes_is_not() {
        assert_eq!(removed("H<sub>2</sub>O <!-- <script> --> </div>"), None);
        assert_eq!(removed("<p>x</p><SCRIPT src=x>").as_deref(), Some("`<script>`"));
        assert_eq!(removed("<img src=x onerror=\"y\">").as_deref(), Some("`onerror`"));
        assert!(removed("<img src='https://example.org/x.gif'>").is_some());
        assert_eq!(removed("<p style='x'>").as_deref(), Some("`style`"));
    }
}
