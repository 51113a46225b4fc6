//! A page's citations → what stands in the text for each, and the list of works at the page's end.
//!
//! Learners' citations are laid out by themselves, in the order of reading: nothing that a facilitator reads
//! can change their numbers. Works that only facilitators see cited follow in a series of their own, F1, F2, …

use std::collections::BTreeMap;

use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{CitationFormat, StyleCategory, StyleClass};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, Entry,
    LocatorPayload, Rendered, SpecificLocator,
};
use serde::Serialize;

use super::csl::{self, Item};
use super::html;
use crate::course::citation::{self, Cited};
use crate::course::{Audience, Bibliography};
use crate::document::{Body, Index, Node, NodeKind};

/// The citations of one page.
#[derive(Default)]
pub(super) struct References {
    /// By the place of the link in the body.
    cites: BTreeMap<Index, Cite>,
    pub lists: ReferencesView,
}

struct Cite {
    id: String,
    html: String,
}

/// The value of `templates/page/references.html`.
#[derive(Default, Serialize)]
pub(super) struct ReferencesView {
    /// Whether works have numbers.
    pub numbered: bool,
    pub works: Vec<WorkView>,
    /// Works that only facilitators' texts cite.
    pub facilitator_works: Vec<WorkView>,
}

#[derive(Serialize)]
pub(super) struct WorkView {
    pub id: String,
    pub label: String,
    pub html: String,
    /// Where the work is cited on this page.
    pub back: Vec<String>,
}

/// A citation on its way: its link, and the works in it that are known.
struct Use<'a> {
    index: Index,
    works: Vec<(&'a Entry, Cited<'a>)>,
}

impl References {
    /// Lays out the citations of a page for its reader.
    pub(super) fn new<A: Audience>(
        bibliography: &Bibliography,
        body: &Body,
        nodes: &[Node<A>],
    ) -> References {
        let (learner, facilitator) = uses(bibliography, body, nodes);
        if learner.is_empty() && facilitator.is_empty() {
            return References::default();
        }
        let style = Style::of(bibliography);
        let mut references = References::default();
        references.lists.numbered = style.numbered;
        let mut labels: BTreeMap<String, String> = BTreeMap::new();
        let laid_out = style.lay_out(&learner);
        references.lists.works = works(bibliography, &laid_out, "", &mut labels);
        references.add(&style, &learner, &laid_out, 0, &labels, "");
        if !facilitator.is_empty() {
            let all: Vec<&Use<'_>> = learner.iter().chain(&facilitator).collect();
            let laid_out = style.lay_out(all.iter().copied());
            references.lists.facilitator_works = works(bibliography, &laid_out, "F", &mut labels);
            references.add(&style, &facilitator, &laid_out, learner.len(), &labels, "F");
        }
        references
    }

    /// Adds what stands in the text for some citations, and the ways back to them.
    fn add(
        &mut self,
        style: &Style<'_>,
        uses: &[Use<'_>],
        laid_out: &Rendered,
        from: usize,
        labels: &BTreeMap<String, String>,
        prefix: &str,
    ) {
        for (at, cited) in uses.iter().enumerate() {
            let items: Vec<Item<'_>> = cited
                .works
                .iter()
                .map(|(entry, cited)| Item {
                    label: labels.get(entry.key()).cloned().unwrap_or_default(),
                    place: cited.place,
                })
                .collect();
            let id = format!("cite-{prefix}{}", at + 1);
            for item in &items {
                let lists = &mut self.lists;
                let mut all = lists.works.iter_mut().chain(&mut lists.facilitator_works);
                if let Some(work) =
                    all.find(|work| work.label == item.label).filter(|w| w.back.last() != Some(&id))
                {
                    work.back.push(id.clone());
                }
            }
            let html = style.html(cited, laid_out.citations.get(from + at), &items);
            self.cites.insert(cited.index, Cite { id, html });
        }
    }

    /// Adds a citation to the text; without an id where it may stand on the page a second time.
    pub(super) fn append(&self, index: Index, with_id: bool, out: &mut String) -> bool {
        let Some(cite) = self.cites.get(&index) else { return false };
        out.push_str("<span class=\"citation\"");
        if with_id {
            html::attribute("id", &cite.id, out);
        }
        out.push('>');
        out.push_str(&cite.html);
        out.push_str("</span>");
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cites.is_empty()
    }
}

/// The citations in the order of reading: learners', then facilitators'. What names no known work is left out.
fn uses<'a, A: Audience>(
    bibliography: &'a Bibliography,
    body: &'a Body,
    nodes: &[Node<A>],
) -> (Vec<Use<'a>>, Vec<Use<'a>>) {
    let mut facilitator_until = 0;
    let (mut learner, mut facilitator) = (Vec::new(), Vec::new());
    for (at, node) in nodes.iter().enumerate() {
        match node.kind {
            NodeKind::Facilitator { .. } => {
                facilitator_until = facilitator_until.max(at + node.size as usize);
            }
            NodeKind::Cite(index) => {
                let works: Vec<_> = citation::works(&body.link(index).dest)
                    .filter_map(|cited| Some((bibliography.work(cited.key)?, cited)))
                    .collect();
                if !works.is_empty() {
                    let into = if at < facilitator_until { &mut facilitator } else { &mut learner };
                    into.push(Use { index, works });
                }
            }
            _ => {}
        }
    }
    (learner, facilitator)
}

/// The works of a list that have no label yet, labelled by their places.
fn works(
    bibliography: &Bibliography,
    laid_out: &Rendered,
    prefix: &str,
    labels: &mut BTreeMap<String, String>,
) -> Vec<WorkView> {
    let mut works = Vec::new();
    let Some(list) = &laid_out.bibliography else { return works };
    for item in &list.items {
        let Some(entry) = bibliography.work(&item.key).filter(|_| !labels.contains_key(&item.key)) else {
            continue;
        };
        let label = format!("{prefix}{}", works.len() + 1);
        labels.insert(item.key.clone(), label.clone());
        works.push(WorkView {
            id: format!("ref-{label}"),
            label,
            html: csl::work(&item.content, entry),
            back: Vec::new(),
        });
    }
    works
}

/// Every work that is asked for, in the style's order or in the one given: for the page of all works.
pub(super) fn list(bibliography: &Bibliography, entries: &[&Entry]) -> Vec<(String, String)> {
    let style = Style::of(bibliography);
    let mut driver = BibliographyDriver::new();
    let items = entries.iter().map(|entry| CitationItem::with_entry(*entry)).collect();
    driver.citation(CitationRequest::from_items(items, &bibliography.style, &bibliography.locales));
    let laid_out = driver.finish(style.request());
    let mut labels = BTreeMap::new();
    let keys: Vec<String> = laid_out
        .bibliography
        .iter()
        .flat_map(|list| list.items.iter().map(|item| item.key.clone()))
        .collect();
    let works = works(bibliography, &laid_out, "", &mut labels);
    keys.into_iter().zip(works.into_iter().map(|work| work.html)).collect()
}

/// A citation style as pages use it.
struct Style<'a> {
    bibliography: &'a Bibliography,
    numbered: bool,
    /// The style puts works into footnotes; on a page their numbers stand in the text.
    is_note: bool,
}

impl<'a> Style<'a> {
    fn of(bibliography: &'a Bibliography) -> Self {
        let style = &bibliography.style;
        let is_note = style.settings.class == StyleClass::Note;
        let is_numeric = |c: &StyleCategory| {
            matches!(c, StyleCategory::CitationFormat { format: CitationFormat::Numeric })
        };
        Style { bibliography, numbered: is_note || style.info.category.iter().any(is_numeric), is_note }
    }

    fn request(&self) -> BibliographyRequest<'a> {
        let locale = self.bibliography.locales.first().and_then(|locale| locale.lang.clone());
        BibliographyRequest::new(self.bibliography.list_style(), locale, &self.bibliography.locales)
    }

    fn lay_out<'u>(&self, uses: impl IntoIterator<Item = &'u Use<'u>>) -> Rendered {
        let mut driver = BibliographyDriver::new();
        for cited in uses {
            let items = cited.works.iter().map(|(entry, cited)| self.item(entry, cited)).collect();
            let request = self.request();
            driver.citation(CitationRequest::new(
                items,
                &self.bibliography.style,
                request.locale,
                request.locale_files,
                None,
            ));
        }
        driver.finish(self.request())
    }

    fn item<'u>(&self, entry: &'u Entry, cited: &Cited<'u>) -> CitationItem<'u, Entry> {
        let mut item = CitationItem::with_locator(entry, locator(cited.place));
        if cited.without_author && !self.numbered {
            item.purpose = Some(CitePurpose::Year);
        }
        item
    }

    fn html(
        &self,
        cited: &Use<'_>,
        laid_out: Option<&hayagriva::RenderedCitation>,
        items: &[Item<'_>],
    ) -> String {
        let mut html = String::new();
        let Some(laid_out) = laid_out.filter(|_| !self.is_note) else {
            csl::numbers(items, &mut html);
            return html;
        };
        // The style leaves its brackets out around a work without its author; the reader still needs them.
        let layout = &self.bibliography.style.citation.layout;
        let lacks = !self.numbered && cited.works.iter().any(|(_, cited)| cited.without_author);
        if lacks {
            html::text(layout.prefix.as_deref().unwrap_or_default(), &mut html);
        }
        csl::citation(&laid_out.citation, items, &mut html);
        if lacks {
            html::text(layout.suffix.as_deref().unwrap_or_default(), &mut html);
        }
        html
    }
}

/// Words for parts of a work, as authors write them, in the languages of the interface.
const PARTS: &[(Locator, &[&str])] = &[
    (Locator::Page, &["p.", "pp.", "page", "pages", "pág.", "págs."]),
    (Locator::Chapter, &["ch.", "chap.", "chapter", "cap.", "chapitre"]),
    (Locator::Section, &["sec.", "sect.", "section", "§"]),
    (Locator::Figure, &["fig.", "figure"]),
    (Locator::Table, &["table", "tab.", "tableau", "tabla"]),
    (Locator::Paragraph, &["para.", "par.", "¶"]),
    (Locator::Volume, &["vol.", "volume"]),
];

/// `p. 4` → the page 4; a bare number is a page; other words stay words.
fn locator(place: &str) -> Option<SpecificLocator<'_>> {
    if place.is_empty() {
        return None;
    }
    let low = place.to_lowercase();
    for (part, words) in PARTS {
        for word in *words {
            let number = low.strip_prefix(word).map(|_| place[word.len()..].trim_start());
            if let Some(number) = number.filter(|n| n.starts_with(|c: char| c.is_ascii_digit())) {
                return Some(SpecificLocator(*part, LocatorPayload::Str(number)));
            }
        }
    }
    let part = if place.starts_with(|c: char| c.is_ascii_digit()) { Locator::Page } else { Locator::Custom };
    Some(SpecificLocator(part, LocatorPayload::Str(place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_work_are_understood() {
        let read = |place: &'static str| match locator(place) {
            Some(SpecificLocator(part, LocatorPayload::Str(words))) => Some((part, words)),
            _ => None,
        };
        assert_eq!(read("p. 4"), Some((Locator::Page, "4")));
        assert_eq!(read("pp. 4-6"), Some((Locator::Page, "4-6")));
        assert_eq!(read("12"), Some((Locator::Page, "12")));
        assert_eq!(read("Chap. 3"), Some((Locator::Chapter, "3")));
        assert_eq!(read("Results"), Some((Locator::Custom, "Results")));
        assert_eq!(read(""), None);
    }
}
