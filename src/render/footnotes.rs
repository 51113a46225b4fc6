//! The footnotes of one page in one edition: which number each has, and which reference its note leads back to.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::course::Audience;
use crate::document::{Body, Node, NodeKind};

/// Numbers in the order of reading; a facilitator's own are F1, F2, … so that learners' are the same in both editions.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    numbers: BTreeMap<&'a str, String>,
    /// The labels in the order of their numbers.
    pub order: Vec<&'a str>,
    /// Labels that were referred to by now, and whether a reference to them can be gone back to.
    referred: RefCell<BTreeMap<String, bool>>,
}

impl<'a> Footnotes<'a> {
    pub fn of<A: Audience>(body: &'a Body, nodes: &[Node<A>]) -> Self {
        let mut footnotes = Footnotes::default();
        let mut facilitator_until = 0;
        let (mut referred, mut defined) = (Vec::new(), BTreeMap::new());
        for (at, node) in nodes.iter().enumerate() {
            match node.kind {
                NodeKind::Facilitator { .. } => {
                    facilitator_until = facilitator_until.max(at + node.size as usize);
                }
                NodeKind::FootnoteReference { label } => {
                    referred.push((body.string(label), at < facilitator_until));
                }
                NodeKind::FootnoteDefinition { label } => {
                    defined.entry(body.string(label)).or_insert(at < facilitator_until);
                }
                _ => {}
            }
        }
        for (series, prefix) in [(false, ""), (true, "F")] {
            let mut number = 0;
            for (label, facilitator) in &referred {
                // What has no note here has no number either; the outline has told it.
                let Some(hidden) = defined.get(label) else { continue };
                if (*facilitator || *hidden) == series && !footnotes.numbers.contains_key(label) {
                    number += 1;
                    footnotes.numbers.insert(label, format!("{prefix}{number}"));
                    footnotes.order.push(label);
                }
            }
        }
        footnotes
    }

    pub fn number(&self, label: &str) -> Option<&str> {
        self.numbers.get(label).map(String::as_str)
    }

    /// Whether this is the first reference to a note: the one that is gone back to.
    pub fn is_first(&self, label: &str) -> bool {
        let mut referred = self.referred.borrow_mut();
        let is_first = !referred.contains_key(label);
        referred.entry(label.to_owned()).or_insert(true);
        is_first
    }

    /// Says that the references in words that a page shows twice are not to be gone back to.
    pub fn shown_twice<A: Audience>(&self, body: &Body, words: &[Node<A>]) {
        for node in words {
            if let NodeKind::FootnoteReference { label } = node.kind {
                self.referred.borrow_mut().entry(body.string(label).to_owned()).or_insert(false);
            }
        }
    }

    pub fn leads_back(&self, label: &str) -> bool {
        self.referred.borrow().get(label).copied().unwrap_or(false)
    }
}
