//! One block of the core vocabulary → HTML, through its template part.

use std::collections::BTreeMap;

use super::html::{Around, Prose};
use super::page::{PageRenderer, unmarked};
use super::theme::{BODY, NAVIGATION};
use super::view::{AnswerView, BlockSite, BlockView, Extra, ItemView, Part, Slot, StageView};
use crate::course::Audience;
use crate::document::directive::frames;
use crate::document::directive::media::{is_elsewhere, recording};
use crate::document::{Block, Node, NodeKind, children, plain_text};

/// Adds a block with all that stands in it.
pub(super) fn append<A: Audience>(
    page: &PageRenderer<'_, A>,
    prose: &Prose<'_, A>,
    subtree: &[Node<A>],
    out: &mut String,
) {
    let (core, index) = match subtree[0].kind {
        NodeKind::Block { core, block } => (core.name(), block),
        NodeKind::Facilitator { block, .. } => ("facilitator", block),
        _ => return,
    };
    let block = page.body.block(index);
    let label = subtree.get(1).filter(|node| node.kind == NodeKind::Label);
    let content = &subtree[1 + label.map_or(0, |label| label.size as usize)..];
    // A block whose kind is not known is shown as the text that it holds.
    if block.kind.is_empty() {
        return prose.flow(content, out);
    }
    let mut inner = String::new();
    let extra = extra(page, prose, core, block, content, &mut inner);
    let label = label.map(|label| &subtree[1..1 + label.size as usize]).unwrap_or_default();
    let value = value(page, prose, core, block, label, extra);
    match page.edition.theme.render(page.edition.theme.part(block.kind, core, page.edition.profile), &value) {
        Ok(rendered) => splice(&rendered, &inner, out),
        Err(words) => page.fail(words),
    }
}

fn splice(rendered: &str, inner: &str, out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    match rendered.split_once(BODY) {
        Some((before, after)) => {
            out.push_str(before);
            out.push_str(inner.trim_end());
            out.push_str(after);
        }
        None => out.push_str(rendered),
    }
}

fn value<'v, A: Audience>(
    page: &'v PageRenderer<'_, A>,
    prose: &Prose<'_, A>,
    core: &'static str,
    block: &'v Block,
    label: &[Node<A>],
    extra: Extra,
) -> BlockView<'v> {
    let mut label_html = String::new();
    if !label.is_empty() {
        // A label may stand in a summary or a legend.
        page.plain.set(true);
        prose.inline(label, &mut label_html);
        page.plain.set(false);
    }
    let label_text = plain_text(page.body, label);
    let mut args: BTreeMap<&'static str, &str> =
        block.args.iter().map(|(key, value)| (*key, &**value)).collect();
    args.retain(|key, _| *key != "story");
    let number = match (block.number, block.facilitator) {
        (0, _) => String::new(),
        (number, false) => number.to_string(),
        (number, true) => format!("F{number}"),
    };
    BlockView {
        part: Part {
            kind: block.kind,
            core,
            id: &block.id,
            number,
            label: unmarked(label_html),
            label_text,
            args,
            extra,
        },
        slot: Slot { navigation: NAVIGATION, body: BODY },
        edition: A::EDITION.name(),
        site: BlockSite {
            signposts: &page.edition.view.course().config.signposts,
            support: if core == "gate" { page.support() } else { None },
            platform: page.edition.platform,
        },
        profile: page.edition.profile.name(),
    }
}

/// Renders the content, and what a kind keeps apart from it.
fn extra<A: Audience>(
    page: &PageRenderer<'_, A>,
    prose: &Prose<'_, A>,
    core: &'static str,
    block: &Block,
    content: &[Node<A>],
    inner: &mut String,
) -> Extra {
    let mut extra = Extra::default();
    match (core, block.kind) {
        ("choice", _) => extra.answers = answers(page, prose, content, inner),
        (_, "scale") => extra.items = items(prose, block, content, inner),
        ("step", _) => {
            extra.key = key(page, block);
            prose.flow(content, inner);
        }
        ("prompt", _) => {
            extra.key = key(page, block);
            extra.stages = stages(page, block);
            prose.flow(content, inner);
        }
        ("steps", _) => {
            extra.stages = stages(page, block);
            prose.flow(content, inner);
        }
        ("card", _) => {
            extra.href = page.card_href(block);
            extra.alone = extra.href.is_empty();
            prose.flow(content, inner);
        }
        ("voice", _) => {
            own_story(page, block, &mut extra);
            prose.flow(content, inner);
        }
        ("media", _) => {
            media(page, block, &mut extra);
            own_story(page, block, &mut extra);
            // Without a transcript of its own, the block's text is the transcript.
            if extra.transcript_href.is_empty() {
                let mut words = String::new();
                prose.flow(content, &mut words);
                extra.transcript_html = unmarked(words);
            } else {
                prose.flow(content, inner);
            }
        }
        ("gate", _) => {
            extra.past =
                block.arg("past").map(|id| format!("#{}", id.trim_start_matches('#'))).unwrap_or_default();
            prose.flow(content, inner);
        }
        _ => prose.flow(content, inner),
    }
    extra
}

/// Whose words they are, where the page does not say it already.
fn own_story<A: Audience>(page: &PageRenderer<'_, A>, block: &Block, extra: &mut Extra) {
    let of_page = page.page.outline.header.story.as_ref().map(|story| story.value.as_str());
    let own = block.arg("story").filter(|own| Some(*own) != of_page);
    extra.fictional = page.is_invented(own);
    extra.story = page.story(own);
    extra.valid_until = page.until(own);
}

/// Where a recording and what belongs to it are found from this page.
fn media<A: Audience>(page: &PageRenderer<'_, A>, block: &Block, extra: &mut Extra) {
    let href = |name: &str| {
        let index = block.file(name)?;
        page.href(index, page.body.link(index))
    };
    let src = block.arg("src").unwrap_or_default();
    let (tag, kind) = match recording(src) {
        Some(known) if !is_elsewhere(src) => known,
        _ => ("link", ""),
    };
    extra.tag = tag.to_owned();
    extra.mime = kind.to_owned();
    extra.src = href("src").unwrap_or_default();
    extra.captions = href("captions").unwrap_or_default();
    extra.language = page.edition.view.course().config.language.clone();
    extra.transcript_href = href("transcript").unwrap_or_default();
}

/// The key under which answers are kept, where it is not the page's address and the id.
fn key<A: Audience>(page: &PageRenderer<'_, A>, block: &Block) -> String {
    let prompts = &page.edition.view.course().prompts;
    prompts.key(page.page.id, &block.id).unwrap_or_default().to_owned()
}

/// The stages that a known frame brings, in the interface's words.
fn stages<A: Audience>(page: &PageRenderer<'_, A>, block: &Block) -> Vec<StageView> {
    let Some(frame) = block.arg("frame").and_then(|frame| frames::find(block.kind, frame)) else {
        return Vec::new();
    };
    let key = key(page, block);
    let theme = &page.edition.theme;
    let has_question = block.kind == "debrief";
    let stage = |n: usize| StageView {
        id: format!("{}-{n}", block.id),
        key: if key.is_empty() { String::new() } else { format!("{key}-{n}") },
        label: theme.word(&format!("frame_{}_{n}", frame.key)).to_owned(),
        ask: if has_question {
            theme.word(&format!("frame_{}_{n}_ask", frame.key)).to_owned()
        } else {
            String::new()
        },
    };
    (1..=frame.stages).map(stage).collect()
}

/// The answers of a self-check; its other content goes to `inner`.
fn answers<A: Audience>(
    page: &PageRenderer<'_, A>,
    prose: &Prose<'_, A>,
    content: &[Node<A>],
    inner: &mut String,
) -> Vec<AnswerView> {
    let mut answers = Vec::new();
    for subtree in crate::document::Siblings::of(content) {
        let is_list = subtree[0].kind == NodeKind::BulletList;
        if !is_list || !subtree.iter().any(|node| matches!(node.kind, NodeKind::Task { .. })) {
            prose.flow(subtree, inner);
            continue;
        }
        answers.extend(children(subtree).map(|item| answer(page, prose, item)));
    }
    answers
}

fn answer<A: Audience>(page: &PageRenderer<'_, A>, prose: &Prose<'_, A>, item: &[Node<A>]) -> AnswerView {
    let mut correct = false;
    let mut words: Vec<Node<A>> = Vec::new();
    let mut feedback = String::new();
    for (at, subtree) in children(item).enumerate() {
        match subtree[0].kind {
            // A loose item has its words in a first paragraph, a tight one holds them itself.
            NodeKind::Paragraph if at == 0 => words.extend_from_slice(&subtree[1..]),
            _ if is_inline(subtree[0].kind) => words.extend_from_slice(subtree),
            _ => prose.flow(subtree, &mut feedback),
        }
    }
    words.retain(|node| match node.kind {
        NodeKind::Task { done } => {
            correct = done;
            false
        }
        _ => true,
    });
    // An answer stands in the question and again with its feedback.
    page.footnotes.shown_twice(page.body, &words);
    let mut html = String::new();
    // The words stand twice: in the label of the box, and with the reasons.
    page.plain.set(true);
    Prose { body: page.body, around: page }.flow(&words, &mut html);
    page.plain.set(false);
    AnswerView { html: unmarked(html.trim().to_owned()), correct, feedback_html: unmarked(feedback) }
}

fn is_inline<F: Copy>(kind: NodeKind<F>) -> bool {
    matches!(
        kind,
        NodeKind::Text
            | NodeKind::Literal(_)
            | NodeKind::Code(_)
            | NodeKind::SoftBreak
            | NodeKind::HardBreak
            | NodeKind::Emphasis
            | NodeKind::Strong
            | NodeKind::Strikethrough
            | NodeKind::Link(_)
            | NodeKind::Image(_)
            | NodeKind::Cite(_)
            | NodeKind::Term(_)
            | NodeKind::Task { .. }
            | NodeKind::FootnoteReference { .. }
            | NodeKind::Html { .. }
            | NodeKind::Withheld { inline: true }
    )
}

/// The statements of a scale; its other content goes to `inner`.
fn items<A: Audience>(
    prose: &Prose<'_, A>,
    block: &Block,
    content: &[Node<A>],
    inner: &mut String,
) -> Vec<ItemView> {
    let mut items = Vec::new();
    for subtree in crate::document::Siblings::of(content) {
        if subtree[0].kind != NodeKind::BulletList {
            prose.flow(subtree, inner);
            continue;
        }
        for item in children(subtree) {
            let mut html = String::new();
            let words = match item.get(1).map(|node| node.kind) {
                Some(NodeKind::Paragraph) => &item[1..=item[1].size as usize],
                _ => item,
            };
            prose.inline(words, &mut html);
            let id = format!("{}-{}", block.id, items.len() + 1);
            items.push(ItemView { id, html: unmarked(html) });
        }
    }
    items
}
