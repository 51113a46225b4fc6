//! A stretch of HTML that holds an author's raw HTML → the same without anything that could act on a reader.

use std::collections::HashSet;
use std::sync::OnceLock;

use ammonia::Builder;

use crate::document::raw_html::KEPT;

/// Adds the cleaned stretch.
pub(super) fn append(html: &str, out: &mut String) {
    if !html.is_empty() {
        append_without_controls(&cleaner().clean(html).to_string(), out);
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

/// Whether a picture's address is a file beside the page; readers' visits are told to no other place.
fn is_own(address: &str) -> bool {
    let bare: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    !bare.contains(':') && !bare.starts_with("//") && !bare.starts_with('\\') && !bare.starts_with("/\\")
}

/// Cleans as ammonia does by default, and keeps what our own prose is made of.
fn cleaner() -> &'static Builder<'static> {
    static CLEANER: OnceLock<Builder<'static>> = OnceLock::new();
    CLEANER.get_or_init(|| {
        let mut builder = Builder::default();
        let schemes: HashSet<&str> = ["https", "http", "mailto", "tel"].into();
        builder
            .tags(KEPT.into())
            .add_generic_attributes(["id", "class", "lang", "dir", "role", "aria-label", "tabindex"])
            .add_tag_attributes("input", ["type", "disabled", "checked"])
            .add_tag_attributes("img", ["loading"])
            .add_tag_attributes("th", ["scope"])
            .add_tag_attributes("ol", ["start"])
            .attribute_filter(|element, attribute, value| {
                (element != "img" || attribute != "src" || is_own(value)).then(|| value.into())
            })
            .link_rel(Some("noopener noreferrer"))
            .url_schemes(schemes);
        builder
    })
}
