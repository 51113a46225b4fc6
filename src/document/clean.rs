//! A stretch of HTML that holds an author's raw HTML → the same without anything that could act on a reader.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::Builder;

/// Adds the cleaned stretch.
pub fn append(html: &str, out: &mut String) {
    if !html.is_empty() {
        append_without_controls(&rules().cleaner.clean(html).to_string(), out);
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

/// The start of a box in a list of tasks: the one form control that a page's text can have.
const TASK: &str = "<input disabled=\"\" type=\"checkbox\"";

/// Leaves out form controls that an author wrote, and pictures that have lost their address.
fn append_without_controls(html: &str, out: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The cleaner writes tags well formed, `<` in words as an entity and `>` in values as one.
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let (tag, after) = rest.split_at(end);
        let is_kept = match tag {
            _ if tag.starts_with("<input") => tag.starts_with(TASK) && tag.contains("aria-label="),
            _ if tag.starts_with("<img") => tag.contains(" src="),
            _ => true,
        };
        out.push_str(if is_kept { tag } else { "" });
        rest = after;
    }
    out.push_str(rest);
}

/// Whether a tag stays where an author wrote it; the boxes of task lists are ours alone.
pub fn keeps_tag(tag: &str) -> bool {
    tag != "input" && rules().tags.contains(tag)
}

/// Whether an attribute of a tag stays with this value.
pub fn keeps_attribute(tag: &str, attribute: &str, value: &str) -> bool {
    let rules = rules();
    let known = rules.generic.contains(attribute)
        || rules.by_tag.get(tag).is_some_and(|attributes| attributes.contains(attribute));
    known && keeps_value(tag, attribute, value)
}

/// Link schemes that may stand in raw HTML, as in Markdown.
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

/// What the names of attributes cannot say: where addresses lead, and that a box is only a box.
fn keeps_value(tag: &str, attribute: &str, value: &str) -> bool {
    match (tag, attribute) {
        ("input", "type") => value.eq_ignore_ascii_case("checkbox"),
        ("img", "src") => is_of_the_course(value),
        (_, "href" | "src" | "cite") => {
            let bare = bare(value);
            match scheme(&bare) {
                Some(scheme) => SCHEMES.contains(&scheme.as_str()),
                None => !is_other_host(&bare),
            }
        }
        _ => true,
    }
}

/// A picture from elsewhere would tell another host of every reader.
fn is_of_the_course(address: &str) -> bool {
    let bare = bare(address);
    scheme(&bare).is_none() && !is_other_host(&bare)
}

/// Browsers drop blanks and control characters from addresses; so they are judged without them.
fn bare(address: &str) -> String {
    address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

/// `//host` and what browsers take for it.
fn is_other_host(bare: &str) -> bool {
    let mut letters = bare.chars();
    let slash = |c: Option<char>| matches!(c, Some('/' | '\\'));
    slash(letters.next()) && slash(letters.next())
}

fn scheme(bare: &str) -> Option<String> {
    let (scheme, _) = bare.split_once(':')?;
    (!scheme.contains(['/', '?', '#'])).then(|| scheme.to_ascii_lowercase())
}

/// The cleaner, and the lists that it cleans by.
struct Rules {
    cleaner: Builder<'static>,
    tags: HashSet<&'static str>,
    generic: HashSet<&'static str>,
    by_tag: HashMap<&'static str, HashSet<&'static str>>,
}

/// Cleans as ammonia does by default, and keeps what our own prose is made of.
fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut cleaner = Builder::default();
        cleaner
            .add_tags(["figure", "figcaption", "section", "input"])
            .add_generic_attributes(["id", "class", "lang", "dir", "role", "aria-label", "tabindex"])
            .add_tag_attributes("input", ["type", "disabled", "checked"])
            .add_tag_attributes("img", ["loading"])
            .add_tag_attributes("th", ["scope"])
            .add_tag_attributes("ol", ["start"])
            .link_rel(Some("noopener noreferrer"))
            .url_schemes(SCHEMES.into())
            .attribute_filter(|tag, attribute, value| {
                keeps_value(tag, attribute, value).then_some(Cow::Borrowed(value))
            });
        Rules {
            tags: cleaner.clone_tags(),
            generic: cleaner.clone_generic_attributes(),
            by_tag: cleaner.clone_tag_attributes(),
            cleaner,
        }
    })
}
