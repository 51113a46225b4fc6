//! A body → the same body with an id for each heading and each block that needs one, and numbers for prompts.
//!
//! Learners' nodes are named and numbered first and by themselves; facilitators' follow in their own series.
//! So nothing that a facilitator reads can change an address or a number that a learner has.

use std::collections::BTreeMap;

use super::lower::{is_id, tell_bad_id};
use super::{Body, Core, Node, NodeKind, Syntax, plain_text};
use crate::diagnostic::{Code, Diagnostic, Span};

/// The ids that the theme gives to places of its own around a page's text; a test holds the theme to this list.
pub const OF_THE_THEME: [&str; 18] = [
    "after-this-story",
    "after-this-story-kept",
    "after-this-story-words",
    "course-navigation",
    "main",
    "progress-words",
    "search-words",
    "story-ended",
    "the-modules-below",
    "the-pages-below",
    "the-paths-below",
    "the-pages-beside",
    "the-references",
    "the-references-for-facilitators",
    "the-signposts",
    "the-strands-below",
    "the-words-here",
    "where-to-turn",
];

/// Whether the program makes an id of this form for places of its own: works, citations, footnotes, terms.
fn is_of_the_program(id: &str) -> bool {
    let ends_in_digit = id.bytes().next_back().is_some_and(|byte| byte.is_ascii_digit());
    let numbered = ends_in_digit
        && ["ref-", "cite-", "fn-", "fnref-"].iter().filter_map(|start| id.strip_prefix(start)).any(|rest| {
            let number = rest.strip_prefix('F').unwrap_or(rest);
            !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
        });
    numbered || id.starts_with("term-")
}

/// Gives ids and numbers; two that an author gave alike are told.
pub(super) fn assign(body: &mut Body, syntax: Syntax, problems: &mut Vec<Diagnostic>) {
    if !syntax.directives {
        return;
    }
    check_heading_ids(body, problems);
    let (learner, facilitator) = by_edition(&body.nodes);
    let mut taken: BTreeMap<Box<str>, Span> = BTreeMap::new();
    for (nodes, prefix) in [(&learner, ""), (&facilitator, "f-")] {
        keep_given(body, nodes, &mut taken, problems);
        name_headings(body, nodes, prefix, &mut taken);
        name_blocks(body, nodes, prefix, &mut taken);
        name_notes(body, nodes, prefix, &mut taken);
        number_prompts(body, nodes, !prefix.is_empty());
    }
}

/// A text as an address: small letters, digits and hyphens, in any script.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if (c.is_whitespace() || c == '-' || c == '–' || c == '—' || c == '/') && !slug.ends_with('-')
        {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

/// The places of the nodes that learners see, and of those that only facilitators do.
fn by_edition(nodes: &[Node]) -> (Vec<usize>, Vec<usize>) {
    let mut learner = Vec::new();
    let mut facilitator = Vec::new();
    let mut until = 0;
    for (at, node) in nodes.iter().enumerate() {
        if at >= until && matches!(node.kind, NodeKind::Facilitator { .. }) {
            until = at + node.size as usize;
        }
        if at < until { facilitator.push(at) } else { learner.push(at) }
    }
    (learner, facilitator)
}

fn check_heading_ids(body: &mut Body, problems: &mut Vec<Diagnostic>) {
    for at in 0..body.nodes.len() {
        let NodeKind::Heading { heading, .. } = body.nodes[at].kind else { continue };
        let data = &mut body.headings[heading as usize];
        if data.id_given && !is_id(&data.id) {
            let id = std::mem::take(&mut data.id);
            data.id_given = false;
            let mut builder = super::builder::Builder::new(&body.source, &"".into(), problems);
            tell_bad_id(&mut builder, &id, body.nodes[at].span);
        }
    }
}

fn keep_given(
    body: &mut Body,
    nodes: &[usize],
    taken: &mut BTreeMap<Box<str>, Span>,
    problems: &mut Vec<Diagnostic>,
) {
    for at in nodes {
        let node = body.nodes[*at];
        let (id, span) = match node.kind {
            NodeKind::Heading { heading, .. } if body.heading(heading).id_given => {
                (body.heading(heading).id.clone(), node.span)
            }
            NodeKind::Block { block, .. } | NodeKind::Facilitator { block, .. }
                if body.block(block).id_given =>
            {
                (body.block(block).id.clone(), body.block(block).span)
            }
            _ => continue,
        };
        if OF_THE_THEME.contains(&&*id) || is_of_the_program(&id) {
            let words = if OF_THE_THEME.contains(&&*id) {
                format!("every page has a place `#{id}` of its own")
            } else {
                format!("ids such as `#{id}` are given to works, citations, notes and terms")
            };
            let problem = Diagnostic::new(Code::DuplicateId, &body.source.path, span, words);
            problems.push(problem.help(format!("Choose another, such as `#the-{id}`.")));
            continue;
        }
        match taken.get(&id) {
            Some(first) => {
                let file = &body.source.path;
                let words = format!("the id `{id}` stands twice on this page");
                problems.push(
                    Diagnostic::new(Code::DuplicateId, file, span, words)
                        .help("Change one of the two.")
                        .related(file, *first, "the first is here"),
                );
            }
            None => {
                taken.insert(id, span);
            }
        }
    }
}

fn name_headings(body: &mut Body, nodes: &[usize], prefix: &str, taken: &mut BTreeMap<Box<str>, Span>) {
    for at in nodes {
        let node = body.nodes[*at];
        let NodeKind::Heading { heading, .. } = node.kind else { continue };
        if body.heading(heading).id_given {
            continue;
        }
        let words = plain_text(body, &body.nodes[*at..*at + node.size as usize]);
        let id = free(&format!("{prefix}{}", slug(&words)), "part", taken, node.span);
        body.headings[heading as usize].id = id;
    }
}

fn name_blocks(body: &mut Body, nodes: &[usize], prefix: &str, taken: &mut BTreeMap<Box<str>, Span>) {
    for at in nodes {
        let node = body.nodes[*at];
        let NodeKind::Block { core, block } = node.kind else { continue };
        if body.block(block).id_given || !needs_id(core) {
            continue;
        }
        let label = body.nodes.get(at + 1).filter(|n| n.kind == NodeKind::Label);
        let words = label.map(|n| plain_text(body, &body.nodes[at + 1..at + 1 + n.size as usize]));
        let name = words.map_or_else(String::new, |words| slug(&words));
        let kind = body.block(block).kind;
        let wish = if name.is_empty() { format!("{prefix}{kind}") } else { format!("{prefix}{name}") };
        let id = free(&wish, kind, taken, body.block(block).span);
        body.blocks[block as usize].id = id;
    }
}

/// Run sheets lead to the notes for facilitators. They are named last: no prompt in one gets another id by it.
fn name_notes(body: &mut Body, nodes: &[usize], prefix: &str, taken: &mut BTreeMap<Box<str>, Span>) {
    for at in nodes {
        let NodeKind::Facilitator { block, .. } = body.nodes[*at].kind else { continue };
        if body.block(block).id_given {
            continue;
        }
        let label = body.nodes.get(at + 1).filter(|n| n.kind == NodeKind::Label);
        let words = label.map(|n| plain_text(body, &body.nodes[at + 1..at + 1 + n.size as usize]));
        let name = words.map(|words| slug(&words)).filter(|name| !name.is_empty());
        let wish = format!("{prefix}{}", name.unwrap_or_else(|| "note".to_owned()));
        let id = free(&wish, "note", taken, body.block(block).span);
        body.blocks[block as usize].id = id;
    }
}

/// Blocks that others refer to: links, journals, cards, progress.
fn needs_id(core: Core) -> bool {
    matches!(
        core,
        Core::Prompt
            | Core::Choice
            | Core::Steps
            | Core::Step
            | Core::Dialogue
            | Core::Turn
            | Core::Card
            | Core::Media
    )
}

fn free(wish: &str, otherwise: &str, taken: &mut BTreeMap<Box<str>, Span>, span: Span) -> Box<str> {
    let wish = if wish.is_empty() { otherwise } else { wish };
    let mut id: Box<str> = wish.into();
    let mut n = 1;
    while taken.contains_key(&id) || OF_THE_THEME.contains(&&*id) || is_of_the_program(&id) {
        n += 1;
        id = format!("{}-{n}", if is_of_the_program(wish) { otherwise } else { wish }).into();
    }
    taken.insert(id.clone(), span);
    id
}

fn number_prompts(body: &mut Body, nodes: &[usize], facilitator: bool) {
    let mut number = 0;
    for at in nodes {
        let (NodeKind::Block { block, .. } | NodeKind::Facilitator { block, .. }) = body.nodes[*at].kind
        else {
            continue;
        };
        let entry = &mut body.blocks[block as usize];
        entry.facilitator = facilitator;
        if matches!(body.nodes[*at].kind, NodeKind::Block { core: Core::Prompt, .. }) {
            number += 1;
            entry.number = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_are_addresses_in_any_script() {
        assert_eq!(slug("First minutes, at night!"), "first-minutes-at-night");
        assert_eq!(slug("What's next?"), "whats-next");
        assert_eq!(slug("Écouter – et se taire"), "écouter-et-se-taire");
        assert_eq!(slug("  "), "");
    }
}
