//! A page's nodes → what stands below its text: the works that it cites, and the words that it explains.

use super::super::terms::{self, TermsView};
use super::{Audience, Generated, Node, NodeKind, PageRenderer, References, Target};
use crate::course::TermId;
use crate::document::Body;

impl<'a, A: Audience> PageRenderer<'a, A> {
    /// The citations of what is rendered: of the whole page, or of a card alone.
    pub(super) fn references_of(edition: &super::Edition<A>, body: &Body, nodes: &[Node<A>]) -> References {
        let bibliography = edition.view.course().bibliography.as_ref();
        bibliography.map(|bibliography| References::new(bibliography, body, nodes)).unwrap_or_default()
    }

    /// Adds the list of works and the words on this page, where there are any.
    pub(super) fn append_closing(&self, nodes: &[Node<A>], out: &mut String) -> Result<(), String> {
        let theme = &self.edition.theme;
        if !self.references.is_empty() {
            append(&theme.render("templates/page/references.html", &self.references.lists)?, out);
        }
        let terms = self.terms(nodes);
        // In a book a term leads to its glossary.
        if !terms.is_empty() && !leads_to_glossary(self) {
            append(&theme.render("templates/page/terms.html", &TermsView { terms })?, out);
        }
        Ok(())
    }

    /// The glossary's terms that are used, in the order of their first use.
    fn terms(&self, nodes: &[Node<A>]) -> Vec<terms::TermView<'a>> {
        let mut used: Vec<TermId> = Vec::new();
        for node in nodes {
            if let NodeKind::Term(index) = node.kind
                && let Some(Target::Term(id)) = self.page.targets.get(index as usize)
                && !used.contains(id)
            {
                used.push(*id);
            }
        }
        let glossary = &self.edition.view.course().glossary;
        let page = self.href_of(Generated::Glossary);
        used.into_iter().map(|id| terms::view(glossary, id, page.as_deref())).collect()
    }

    /// Where a generated page stands, if the edition has it.
    pub(super) fn href_of(&self, generated: Generated) -> Option<String> {
        let is_there = self.edition.generated.contains(&generated);
        is_there.then(|| self.page.out.to_root() + &generated.address(self.edition.view.course()))
    }
}

fn leads_to_glossary<A: Audience>(page: &PageRenderer<'_, A>) -> bool {
    page.edition.profile.is_paper() && page.href_of(Generated::Glossary).is_some()
}

fn append(rendered: &str, out: &mut String) {
    out.push_str(rendered.trim());
    out.push('\n');
}
