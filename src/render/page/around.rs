//! What the prose of a page asks of the course: where its links lead, its pictures, blocks, citations and words.

use super::PageRenderer;
use crate::config::HtmlPolicy;
use crate::course::{Audience, Generated, Target};
use crate::diagnostic::Span;
use crate::document::{Core, Index, Link, LinkForm, Node, NodeKind, highlight, plain_text};
use crate::render::html::{self, Around, Prose};
use crate::render::mark::Line;
use crate::render::profile::Profile;
use crate::render::terms;

impl<A: Audience> Around<A> for PageRenderer<'_, A> {
    fn href(&self, index: Index, link: &Link) -> Option<String> {
        let course = self.edition.view.course();
        match self.page.targets.get(index as usize)? {
            Target::Page { page, anchor } if self.edition.view.has(*page) => {
                let mut href = self.page.out.link_to(&course.page(*page).out);
                if let Some(anchor) = anchor {
                    href.push('#');
                    href.push_str(anchor);
                }
                Some(href)
            }
            Target::Here { anchor } => Some(format!("#{anchor}")),
            Target::Asset(asset) => {
                course.assets.get(*asset as usize).map(|asset| self.page.out.link_to(&asset.out))
            }
            Target::Address if link.form == LinkForm::Email => Some(link.dest.to_string()),
            Target::Address => Some(link.dest.chars().filter(|c| !c.is_control()).collect()),
            Target::Generated(generated) => self.href_of(*generated),
            Target::Page { .. } | Target::Reference | Target::Term(_) | Target::Nowhere => None,
        }
    }

    fn line(&self, span: Span) -> Option<Line> {
        self.lines.as_ref().map(|lines| lines.line(self.page, self.body, span))
    }

    fn link_words(&self, index: Index) -> String {
        match self.page.targets.get(index as usize) {
            Some(Target::Page { page, .. }) if self.edition.view.may_name(*page) => {
                self.edition.view.course().page(*page).title().to_owned()
            }
            Some(Target::Page { .. } | Target::Nowhere) => String::new(),
            Some(Target::Generated(generated)) => self.edition.title_of(*generated).to_owned(),
            _ => self.body.link(index).dest.to_string(),
        }
    }

    fn picture(&self, index: Index, _: &Link) -> (String, Option<(usize, usize)>) {
        match self.page.targets.get(index as usize) {
            Some(Target::Asset(asset)) => match self.edition.view.course().assets.get(*asset as usize) {
                Some(asset) => (self.page.out.link_to(&asset.out), asset.source.size),
                None => (String::new(), None),
            },
            _ => (String::new(), None),
        }
    }

    fn block(&self, prose: &Prose<'_, A>, subtree: &[Node<A>], out: &mut String) {
        crate::render::part::append(self, prose, subtree, out);
    }

    fn cite(&self, index: Index, link: &Link, out: &mut String) {
        if !self.references.append(index, !self.plain.get(), out) {
            out.push('[');
            html::text(&link.dest, out);
            out.push(']');
        }
    }

    fn term(&self, index: Index, link: &Link, out: &mut String) {
        let glossary = &self.edition.view.course().glossary;
        match self.page.targets.get(index as usize) {
            Some(Target::Term(id)) if self.plain.get() || self.edition.profile.is_paper() => {
                let page = self.href_of(Generated::Glossary);
                terms::append_link(glossary, Some(*id), page.as_deref(), link, out);
            }
            Some(Target::Term(id)) => terms::append_button(glossary.term(*id), link, out),
            _ => html::text(link.words(), out),
        }
    }

    fn leads_to(&self, index: Index) -> Option<String> {
        if self.edition.profile != Profile::Workbook {
            return None;
        }
        let Some(Target::Here { anchor }) = self.page.targets.get(index as usize) else { return None };
        let nodes = &self.body.nodes;
        let is_turn = |node: &Node| match node.kind {
            NodeKind::Block { core: Core::Turn, block } => self.body.block(block).id == *anchor,
            _ => false,
        };
        let at = nodes.iter().position(is_turn)?;
        let label = nodes.get(at + 1).filter(|node| node.kind == NodeKind::Label)?;
        Some(plain_text(self.body, &nodes[at + 1..=at + label.size as usize]))
    }

    fn highlighted(&self, language: &str, code: &str) -> Option<String> {
        highlight::highlighted(language, code)
    }

    fn footnote(&self, label: &str) -> Option<(&str, bool)> {
        self.footnotes.number(label).map(|number| (number, self.footnotes.is_first(label)))
    }

    fn word(&self, key: &str) -> &str {
        self.edition.theme.word(key)
    }

    fn table_number(&self) -> u32 {
        self.tables.set(self.tables.get() + 1);
        self.tables.get()
    }

    fn is_course(&self) -> bool {
        true
    }

    fn cleans_html(&self) -> bool {
        // A book may hold nothing that acts, and must be well formed whatever was allowed.
        let is_paper = self.edition.profile.is_paper();
        self.page.outline.has_html
            && (is_paper || self.edition.view.course().config.html != HtmlPolicy::Allow)
    }
}
