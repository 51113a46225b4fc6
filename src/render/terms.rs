//! The glossary's terms → what a page shows of those that it uses, without leaving it and without scripts.
//!
//! A term in the text is a button that opens its definition (the popover API). The definitions stand at the end of
//! the page: on paper, and in browsers without popovers, they are simply a list of the words on this page.

use serde::Serialize;

use super::html::{self, Around, Prose};
use crate::course::{Audience, Glossary, Term, TermId};
use crate::document::{Index, Link, LinkForm, Node};

/// The value of `templates/page/terms.html`.
#[derive(Serialize)]
pub(super) struct TermsView<'a> {
    pub terms: Vec<TermView<'a>>,
}

/// A term with its definition.
#[derive(Serialize)]
pub(super) struct TermView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub html: String,
    pub also: &'a [String],
    /// Its place on the glossary's page; empty where there is none.
    pub href: String,
}

/// A term for a page; `glossary` leads from there to the glossary's page.
pub(super) fn view<'a>(glossary: &'a Glossary, id: TermId, page: Option<&str>) -> TermView<'a> {
    let term = glossary.term(id);
    TermView {
        id: &term.id,
        name: &term.name,
        html: definition(glossary, term, page),
        also: &term.also,
        href: page.map(|page| format!("{page}#{}", term.id)).unwrap_or_default(),
    }
}

/// A definition's HTML: one paragraph or more.
fn definition(glossary: &Glossary, term: &Term, page: Option<&str>) -> String {
    let body = &term.definition;
    let around = Definition { glossary, term, page };
    let mut out = String::new();
    let nodes: &[Node<()>] = &body.nodes;
    Prose { body, around: &around }.flow(nodes, &mut out);
    super::page::unmarked(out.trim_end().to_owned())
}

/// What a definition may ask of the course: other terms, and web addresses.
struct Definition<'a> {
    glossary: &'a Glossary,
    term: &'a Term,
    page: Option<&'a str>,
}

impl<A: Audience> Around<A> for Definition<'_> {
    fn href(&self, _: Index, link: &Link) -> Option<String> {
        let is_address = matches!(link.form, LinkForm::Written | LinkForm::Email);
        // Any other address was told when the glossary was read, and nothing is published then.
        is_address.then(|| link.dest.chars().filter(|c| !c.is_control()).collect())
    }

    fn link_words(&self, index: Index) -> String {
        self.term.definition.link(index).dest.to_string()
    }

    fn picture(&self, _: Index, _: &Link) -> (String, Option<(usize, usize)>) {
        (String::new(), None)
    }

    fn block(&self, prose: &Prose<'_, A>, subtree: &[Node<A>], out: &mut String) {
        prose.flow(subtree.get(1..).unwrap_or_default(), out);
    }

    fn cite(&self, _: Index, link: &Link, out: &mut String) {
        html::text(&link.dest, out);
    }

    fn term(&self, index: Index, link: &Link, out: &mut String) {
        let target = self.term.targets.get(index as usize).copied().flatten();
        append_link(self.glossary, target, self.page, link, out);
    }

    fn highlighted(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn footnote(&self, _: &str) -> Option<(&str, bool)> {
        None
    }

    fn word(&self, _: &str) -> &str {
        ""
    }

    fn is_course(&self) -> bool {
        true
    }

    fn cleans_html(&self) -> bool {
        true
    }
}

/// A term as a link to the glossary's page: where a button cannot stand.
pub(super) fn append_link(
    glossary: &Glossary,
    term: Option<TermId>,
    page: Option<&str>,
    link: &Link,
    out: &mut String,
) {
    match (term, page) {
        (Some(id), Some(page)) => {
            out.push_str("<a class=\"term\"");
            html::attribute("href", &format!("{page}#{}", glossary.term(id).id), out);
            out.push('>');
            html::text(link.words(), out);
            out.push_str("</a>");
        }
        _ => html::text(link.words(), out),
    }
}

/// A term as a button that opens its definition.
pub(super) fn append_button(term: &Term, link: &Link, out: &mut String) {
    out.push_str("<button type=\"button\" class=\"term\"");
    html::attribute("popovertarget", &term.id, out);
    out.push('>');
    html::text(link.words(), out);
    out.push_str("</button>");
}
