//! A linked course → its facts: pages by kind, blocks by kind, words, minutes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::course::{FICTIONAL, Role};
use crate::pipeline::Linked;

#[derive(Debug, Serialize)]
struct Facts {
    pages: usize,
    pages_by_kind: BTreeMap<&'static str, usize>,
    strands: usize,
    modules: usize,
    directives: BTreeMap<&'static str, u32>,
    prompts: usize,
    words: u32,
    minutes: Minutes,
    stories: BTreeMap<&'static str, usize>,
}

/// Minutes as the pages' headers give them; reading is counted at 200 words a minute.
#[derive(Debug, Serialize)]
struct Minutes {
    stated: u32,
    reading: u32,
    doing: u32,
}

/// The words that a careful reader reads in a minute.
const WORDS_A_MINUTE: u32 = 200;

/// The facts as JSON or as a table for people.
pub(super) fn report(linked: &Linked, json: bool) -> String {
    let facts = facts(linked);
    if json {
        return serde_json::to_string_pretty(&facts).map_or_else(|_| "{}\n".into(), |text| text + "\n");
    }
    let mut out = format!(
        "pages     {}\nstrands   {}\nmodules   {}\nprompts   {}\nwords     {}\nminutes   {} stated, {} of them reading\n",
        facts.pages,
        facts.strands,
        facts.modules,
        facts.prompts,
        facts.words,
        facts.minutes.stated,
        facts.minutes.reading
    );
    out.push_str("\npages by kind\n");
    facts.pages_by_kind.iter().for_each(|(kind, count)| out.push_str(&format!("  {kind:<14}{count:>6}\n")));
    out.push_str("\nblocks by kind\n");
    facts.directives.iter().for_each(|(kind, count)| out.push_str(&format!("  {kind:<14}{count:>6}\n")));
    out
}

fn facts(linked: &Linked) -> Facts {
    let pages: Vec<_> = linked.course.pages.iter().filter(|page| !page.is_draft()).collect();
    let mut facts = Facts {
        pages: pages.len(),
        pages_by_kind: BTreeMap::new(),
        strands: linked.course.strands.len(),
        modules: pages.iter().filter(|page| page.role == Role::Module).count(),
        directives: BTreeMap::new(),
        prompts: 0,
        words: 0,
        minutes: Minutes { stated: 0, reading: 0, doing: 0 },
        stories: BTreeMap::new(),
    };
    for page in pages {
        let kind = if page.role == Role::Page { page.kind } else { page.role.name() };
        *facts.pages_by_kind.entry(kind).or_default() += 1;
        for (kind, count) in &page.outline.kinds {
            *facts.directives.entry(kind).or_default() += count;
        }
        facts.prompts += page.outline.prompts.iter().filter(|prompt| !prompt.facilitator).count();
        facts.words += page.outline.words;
        let reading = page.outline.words.div_ceil(WORDS_A_MINUTE);
        let stated = page.outline.header.minutes.unwrap_or(reading);
        facts.minutes.stated += stated;
        facts.minutes.reading += reading.min(stated);
        if page.is_fictional() {
            *facts.stories.entry(FICTIONAL).or_default() += 1;
        }
    }
    let stories = &linked.course.stories;
    for story in stories.entries.values().filter(|story| stories.places(&story.id).next().is_some()) {
        *facts.stories.entry(story.basis.name()).or_default() += 1;
    }
    facts.minutes.doing = facts.minutes.stated - facts.minutes.reading;
    facts
}
