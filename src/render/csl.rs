//! A citation or a work as the citation style laid it out → HTML in tags, without styles of its own.

use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Entry, Formatting};

use super::html;

/// One work in a citation: the number or name of its place in the list, and where in the work.
pub(super) struct Item<'a> {
    pub label: String,
    pub place: &'a str,
}

/// A citation, each work a link to its place in the list of references.
pub(super) fn citation(laid_out: &ElemChildren, items: &[Item<'_>], out: &mut String) {
    Writer { items, within: None, numbers: true }.children(laid_out, out);
}

/// A work as the list shows it, without its number: the list has its own.
pub(super) fn work(laid_out: &ElemChildren, entry: &Entry) -> String {
    let mut out = String::new();
    Writer { items: &[], within: None, numbers: false }.children(laid_out, &mut out);
    // Where a work lacks a part, styles leave two signs side by side.
    let mut out = without_lead(&out).trim_end().replace(";. ", ". ").replace("?. ", "? ");
    if out.ends_with(";.") {
        out.truncate(out.len() - 2);
        out.push('.');
    }
    if !out.contains("<a href=") {
        append_address(entry, &mut out);
    }
    out
}

/// `[1, p. 4]` by hand, for styles that would put the whole work into a footnote.
pub(super) fn numbers(items: &[Item<'_>], out: &mut String) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        open(item, out);
        html::text(&item.label, out);
        out.push_str("</a>");
        append_place(item, "", out);
    }
    out.push(']');
}

/// What the number's own signs left behind: `. `, `] `, and emptied elements.
fn without_lead(html: &str) -> &str {
    let mut rest = html;
    loop {
        let before = rest;
        rest = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '.' | ')' | ']' | '[' | '(' | '\u{200B}')
        });
        for tag in ["span class=\"csl-margin\"", "span class=\"csl-rest\"", "sup", "b", "i"] {
            let name = tag.split(' ').next().unwrap_or(tag);
            let inner =
                rest.strip_prefix('<').and_then(|r| r.strip_prefix(tag)).and_then(|r| r.strip_prefix('>'));
            if let Some((signs, after)) = inner.and_then(|inner| inner.split_once(&format!("</{name}>")))
                && signs.chars().all(|c| c.is_whitespace() || c.is_ascii_punctuation() && c != '<')
            {
                rest = after;
            }
        }
        if rest.len() == before.len() {
            return rest;
        }
    }
}

/// A style that prints neither DOI nor address still lets the reader reach the work.
fn append_address(entry: &Entry, out: &mut String) {
    let doi =
        entry.doi().map(|doi| format!("https://doi.org/{}", doi.trim_start_matches("https://doi.org/")));
    let url = || entry.url_any().map(|url| url.value.to_string());
    if let Some(address) = doi.or_else(url).filter(|address| is_web(address)) {
        out.push(' ');
        link(&address, &address, out);
    }
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn link(address: &str, words: &str, out: &mut String) {
    out.push_str("<a href=\"");
    html::href_into(address, out);
    out.push_str("\" rel=\"noopener noreferrer\">");
    html::text(words, out);
    out.push_str("</a>");
}

fn open(item: &Item<'_>, out: &mut String) {
    out.push_str("<a");
    html::attribute("href", &format!("#ref-{}", item.label), out);
    out.push_str(" role=\"doc-biblioref\">");
}

/// The place in the work, in the author's words, where the style did not print it.
fn append_place(item: &Item<'_>, printed: &str, out: &mut String) {
    let even = |text: &str| text.replace(['-', '–'], "-").replace('\u{A0}', " ");
    let number = item.place.trim_start_matches(|c: char| !c.is_ascii_digit());
    let wanted = if number.is_empty() { item.place } else { number };
    let mut bare = String::new();
    html::text(wanted, &mut bare);
    if !item.place.is_empty() && !even(printed).contains(&even(&bare)) {
        out.push_str(", ");
        html::text(item.place, out);
    }
}

struct Writer<'a> {
    items: &'a [Item<'a>],
    /// The work of the citation that is being written.
    within: Option<usize>,
    /// Whether numbers are written.
    numbers: bool,
}

impl Writer<'_> {
    fn children(&mut self, children: &ElemChildren, out: &mut String) {
        for child in &children.0 {
            self.child(child, out);
        }
    }

    fn child(&mut self, child: &ElemChild, out: &mut String) {
        match child {
            ElemChild::Text(text) => formatted(&text.text, text.formatting, out),
            ElemChild::Elem(elem) => self.elem(elem, out),
            // Mathematics in a title is shown as it was typed.
            ElemChild::Markup(words) => html::text(words, out),
            ElemChild::Link { text, url } if self.within.is_none() && is_web(url) => {
                link(url, &text.text, out);
            }
            ElemChild::Link { text, .. } => formatted(&text.text, text.formatting, out),
            ElemChild::Transparent { .. } => {}
        }
    }

    fn elem(&mut self, elem: &Elem, out: &mut String) {
        match elem.meta {
            Some(ElemMeta::CitationNumber) => return self.number(elem, out),
            Some(ElemMeta::Entry(at)) if self.within.is_none() && at < self.items.len() => {
                return self.cited(elem, at, out);
            }
            _ => {}
        }
        let class = match elem.display {
            None => return self.children(&elem.children, out),
            Some(Display::Block) => "csl-block",
            Some(Display::LeftMargin) => "csl-margin",
            Some(Display::RightInline) => "csl-rest",
            Some(Display::Indent) => "csl-indent",
        };
        out.push_str("<span");
        html::attribute("class", class, out);
        out.push('>');
        self.children(&elem.children, out);
        out.push_str("</span>");
    }

    fn cited(&mut self, elem: &Elem, at: usize, out: &mut String) {
        let item = &self.items[at];
        self.within = Some(at);
        let mut inner = String::new();
        self.children(&elem.children, &mut inner);
        self.within = None;
        // A style that draws works of one author together may leave nothing of the second.
        if inner.is_empty() {
            return;
        }
        open(item, out);
        out.push_str(&inner);
        out.push_str("</a>");
        append_place(item, &inner, out);
    }

    /// The style's number gives way to the label of the work: facilitators' works have a series of their own.
    fn number(&mut self, elem: &Elem, out: &mut String) {
        if !self.numbers {
            return;
        }
        match self.within.and_then(|at| self.items.get(at)) {
            Some(item) => formatted(&item.label, formatting_of(elem), out),
            None => self.children(&elem.children, out),
        }
    }
}

fn formatting_of(elem: &Elem) -> Formatting {
    elem.children
        .0
        .iter()
        .find_map(|child| match child {
            ElemChild::Text(text) => Some(text.formatting),
            ElemChild::Elem(elem) => Some(formatting_of(elem)),
            _ => None,
        })
        .unwrap_or_default()
}

fn formatted(words: &str, formatting: Formatting, out: &mut String) {
    let mut tags: Vec<(&str, &str)> = Vec::new();
    if formatting.font_style == FontStyle::Italic {
        tags.push(("<i>", "</i>"));
    }
    if formatting.font_weight == FontWeight::Bold {
        tags.push(("<b>", "</b>"));
    }
    if formatting.font_variant == FontVariant::SmallCaps {
        tags.push(("<span class=\"small-caps\">", "</span>"));
    }
    match formatting.vertical_align {
        VerticalAlign::Sup => tags.push(("<sup>", "</sup>")),
        VerticalAlign::Sub => tags.push(("<sub>", "</sub>")),
        _ => {}
    }
    tags.iter().for_each(|(open, _)| out.push_str(open));
    html::text(words, out);
    tags.iter().rev().for_each(|(_, close)| out.push_str(close));
}
