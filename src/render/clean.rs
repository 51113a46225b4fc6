//! A stretch of HTML that holds an author's raw HTML → the same without anything that could act on a reader.

use std::collections::HashSet;
use std::sync::OnceLock;

use ammonia::Builder;

/// Adds the cleaned stretch.
pub(super) fn append(html: &str, out: &mut String) {
    if !html.is_empty() {
        out.push_str(&cleaner().clean(html).to_string());
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

/// Cleans as ammonia does by default, and keeps what our own prose is made of.
fn cleaner() -> &'static Builder<'static> {
    static CLEANER: OnceLock<Builder<'static>> = OnceLock::new();
    CLEANER.get_or_init(|| {
        let mut builder = Builder::default();
        let schemes: HashSet<&str> = ["https", "http", "mailto", "tel"].into();
        builder
            .add_tags(["figure", "figcaption", "section", "input"])
            .add_generic_attributes(["id", "class", "lang", "dir", "role", "aria-label", "tabindex"])
            .add_tag_attributes("input", ["type", "disabled", "checked"])
            .add_tag_attributes("img", ["loading"])
            .add_tag_attributes("th", ["scope"])
            .add_tag_attributes("ol", ["start"])
            .link_rel(Some("noopener noreferrer"))
            .url_schemes(schemes);
        builder
    })
}
