//! A linked course → runs of words that a facilitator's block and a learner's page have in common.
//!
//! A learner's artefact cannot hold a facilitator's node; but an author may have copied a sentence out of one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::course::stories::Copy;
use crate::course::{Audience, View};
use crate::document::{Body, Never, Node, NodeKind, plain_text};
use crate::pipeline::Linked;

/// A run of this many words in both is no chance.
const RUN: usize = 8;

/// One run with the pages that share it.
#[derive(Debug, Serialize)]
struct Leak {
    words: String,
    facilitator: String,
    learner: String,
}

/// The report as JSON or as lines for people.
pub(super) fn report(linked: &Linked, json: bool) -> String {
    let leaks = leaks(linked);
    if json {
        return serde_json::to_string_pretty(&leaks).map_or_else(|_| "[]\n".into(), |text| text + "\n");
    }
    if leaks.is_empty() {
        return format!(
            "no run of {RUN} words stands both in a facilitator's block and in a learner's page.\n"
        );
    }
    let line = |leak: &Leak| {
        format!("“{}”\n  facilitator: {}\n  learner:     {}\n", leak.words, leak.facilitator, leak.learner)
    };
    leaks.iter().map(line).collect()
}

fn leaks(linked: &Linked) -> Vec<Leak> {
    let view = View::<Never>::new(&linked.course, false, linked.withheld(Copy::Site));
    let bodies: Vec<_> = linked.documents.iter().map(|document| document.value.text.body()).collect();
    let mut hidden: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    for body in &bodies {
        for run in runs(&words(body, &facilitator_nodes(body))) {
            hidden.entry(run).or_insert(&body.source.path);
        }
    }
    let mut leaks: Vec<Leak> = Vec::new();
    for body in &bodies {
        let shown = words(body, &view.select(body));
        for run in runs(&shown) {
            if let Some(facilitator) = hidden.remove(&run) {
                let learner = body.source.path.to_string();
                leaks.push(Leak { words: run.join(" "), facilitator: facilitator.to_owned(), learner });
            }
        }
    }
    leaks
}

/// The nodes that only facilitators see.
fn facilitator_nodes(body: &Body) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut until = 0;
    for (at, node) in body.nodes.iter().enumerate() {
        if matches!(node.kind, NodeKind::Facilitator { .. }) {
            until = until.max(at + node.size as usize);
        }
        if at < until {
            nodes.push(*node);
        }
    }
    nodes
}

fn words<A: Audience>(body: &Body, nodes: &[Node<A>]) -> Vec<String> {
    let mut text = String::new();
    for node in nodes {
        let is_block = matches!(node.kind, NodeKind::Paragraph | NodeKind::Item | NodeKind::Heading { .. });
        if is_block {
            text.push(' ');
        }
        text.push_str(&plain_text(body, std::slice::from_ref(node)));
    }
    let bare = |word: &str| {
        word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

fn runs(words: &[String]) -> impl Iterator<Item = Vec<String>> + '_ {
    words.windows(RUN).map(<[String]>::to_vec)
}
