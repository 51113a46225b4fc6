//! What went into a package, in words.

use crate::course::stories::Copy;
use crate::course::{Audience, Generated, View};
use crate::document::{AnchorKind, Core, LinkForm};
use crate::pipeline::Linked;
use crate::render::format::Wanted;

/// Pages, cards, places to write, files, terms and works; what is withheld follows.
pub(super) fn summary<A: Audience>(linked: &Linked, copy: Copy, wanted: &Wanted) -> String {
    let view = View::<A>::new(&linked.course, false, linked.withheld(copy)).only(wanted.module);
    let blocks = |core: Core| -> usize {
        let on = |page| view.anchors(page).filter(|anchor| anchor.kind == AnchorKind::Block(core)).count();
        view.pages().map(on).sum()
    };
    let cites = |page| view.links(page).filter(|link| link.form == LinkForm::Citation).count();
    let citations: usize = view.pages().map(cites).sum();
    let has = |generated| view.generated().contains(&generated);
    let counted = [
        (view.pages().count(), "page", "pages"),
        (blocks(Core::Prompt), "prompt", "prompts"),
        (blocks(Core::Card), "role card", "role cards"),
        (blocks(Core::Media), "recording", "recordings"),
        (view.assets().count(), "file", "files"),
        (if has(Generated::Bibliography) { citations } else { 0 }, "citation", "citations"),
    ];
    let mut words: Vec<String> = counted
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    if has(Generated::Glossary) {
        words.push("the glossary".to_owned());
    }
    let mut summary = format!("In it: {}.\n", words.join(", "));
    let withheld: Vec<String> =
        view.withheld().stories().map(|(id, reason)| format!("`{id}` ({reason})")).collect();
    if !withheld.is_empty() {
        summary += &format!("Left out, with a neutral line in the place of each: {}.\n", withheld.join(", "));
    }
    summary
}
