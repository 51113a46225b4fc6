//! A hand-written introduction, the kinds of blocks and pages, the keys of headers and course.yaml → docs/authoring.md.

use super::diagnostics::{cell, sentence};
use super::{kinds, looks};
use crate::config;
use crate::course::{PLAN_KEYS, TERM_KEYS, framework, stories};
use crate::document::directive::{KINDS, Kind, Label};
use crate::document::header::{self, PAGE_KINDS};
use crate::document::yaml::{Key, Want};

/// The whole page.
pub fn page() -> String {
    let mut out = String::from(include_str!("authoring.md"));
    out.push_str("\n## The blocks\n\n| block | what it is |\n|---|---|\n");
    for kind in KINDS {
        out.push_str(&format!("| [`{0}`](#{0}) | {1} |\n", kind.name, cell(kind.about)));
    }
    out.push_str("\nEvery block may have an id, `{#name}`, to which links can lead.\n");
    KINDS.iter().for_each(|kind| block(kind, &mut out));
    out.push_str(
        "\n## The kinds of pages\n\nA page is of the kind that its header names with `kind:`, else of its folder's, else a lesson.\n\n| kind | folder | what it is |\n|---|---|---|\n",
    );
    for (kind, folder, about) in PAGE_KINDS {
        out.push_str(&format!("| `{kind}` | `{folder}/` | {about} |\n"));
    }
    out.push_str("\n## The header of a page\n\nA header may be left out. It stands at the very top, between two lines `---`.\n\n");
    table(header::KEYS, &mut out);
    out.push_str("\n## course.yaml\n\nOne file for the whole course. Only `id` and `title` are needed. `bedside schema course > course.schema.json` makes a description by which editors complete and check while you type: put the line `# yaml-language-server: $schema=course.schema.json` at the top of the file.\n\n");
    table(config::KEYS, &mut out);
    for (title, about, keys) in PARTS {
        out.push_str(&format!("\n### {title}\n\n{about}\n\n"));
        table(keys, &mut out);
    }
    out.push_str("\n## stories.yaml\n\nEach real story once, under an id that pages and blocks name: `story: blue-blanket`. Whatever happens to the story here happens everywhere. An invented story needs no entry: `story: fictional`. [Stories that belong to somebody](stories.md) says how to ask for one, and what happens when its time is over. The line `# yaml-language-server: $schema=stories.schema.json` at the top of the file, beside what `bedside schema stories > stories.schema.json` makes, lets editors check while you type.\n\n````yaml\nblue-blanket:\n  basis: consented\n  teller: his daughter\n  reference: R-2026-014\n  approved: 2026-01-10\n  expires: 2028-01-10\n  purposes: [education]\n  copies: [site, print]\n````\n\n");
    table(stories::KEYS, &mut out);
    out.push_str("\n## glossary.yaml\n\nEach word once, under the name that pages give it in `[[…]]`.\n\n");
    table(TERM_KEYS, &mut out);
    out.push_str("\n## framework.yaml\n\nWhat the course is to cover. `bedside map` shows which page teaches, practises, reflects on and debriefs what.\n\n");
    table(framework::KEYS, &mut out);
    out
}

/// Keys of course.yaml that have keys of their own.
const PARTS: &[(&str, &str, &[Key])] =
    &[("A plan", "Under `plans:` each plan has a name, and below it these keys.", PLAN_KEYS)];

fn block(kind: &Kind, out: &mut String) {
    out.push_str(&format!("\n### {}\n\n{}.\n\n{}\n", kind.name, sentence(kind.about), looks::of(kind)));
    out.push_str(&format!("\n````markdown\n{}````\n", kind.example));
    match kind.label {
        Label::Required(what) => {
            out.push_str(&format!("\nThe label, in square brackets, is needed: {what}.\n"));
        }
        Label::Optional => out.push_str("\nThe label, in square brackets, may be left out.\n"),
    }
    if !kind.arguments.is_empty() {
        out.push_str("\n| in braces | what it says | takes | if left out |\n|---|---|---|---|\n");
    }
    for argument in kind.arguments {
        let takes = argument.takes.words();
        let (about, otherwise) = (cell(argument.about), kinds::otherwise(argument));
        out.push_str(&format!("| `{}` | {about} | {} | {otherwise} |\n", argument.name, cell(&takes)));
    }
    if let Some(advice) = looks::advice(kind.name) {
        out.push_str(&format!("\n{advice}"));
    }
}

fn table(keys: &[Key], out: &mut String) {
    out.push_str("| key | what it says | takes |\n|---|---|---|\n");
    for key in keys {
        out.push_str(&format!("| `{}` | {} | {} |\n", key.name, cell(key.about), cell(&takes(key.want))));
    }
}

fn takes(want: Want) -> String {
    match want {
        Want::Any => "see the starter course".into(),
        other => other.words(),
    }
}
