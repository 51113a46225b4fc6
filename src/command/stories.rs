//! A linked course → its stories: on what each rests, for what it may be used, where it stands, what comes next.

use serde::Serialize;

use crate::course::stories::{Copy, Reason, Story, next_change, verdict};
use crate::pipeline::Linked;

/// One story, for its faculty. Where the signed form is kept is not said.
#[derive(Debug, Serialize)]
struct Row<'a> {
    id: &'a str,
    basis: &'static str,
    teller: &'a str,
    approved: Option<String>,
    expires: Option<String>,
    purposes: Option<&'a [String]>,
    copies: Option<&'a [String]>,
    licence: &'a str,
    withdrawn: bool,
    shown: bool,
    reason: Option<String>,
    /// When the verdict will be another.
    next_date: Option<String>,
    places: Vec<Place>,
}

#[derive(Debug, Serialize)]
struct Place {
    file: String,
    line: usize,
    kind: &'static str,
    draft: bool,
}

/// The report as JSON or as a table for people.
pub(super) fn report(linked: &Linked, json: bool) -> String {
    let rows: Vec<Row<'_>> = linked.course.stories.entries.values().map(|story| row(linked, story)).collect();
    if json {
        return serde_json::to_string_pretty(&rows).map_or_else(|_| "[]\n".into(), |text| text + "\n");
    }
    if rows.is_empty() {
        return "The course has no stories.yaml: every story in it is invented for teaching.\n".to_owned();
    }
    rows.iter().map(words).collect()
}

fn row<'a>(linked: &'a Linked, story: &'a Story) -> Row<'a> {
    let public = linked.config.public;
    let held: Option<Reason> = verdict(story, linked.today, public, Copy::Site).err();
    let places = linked.course.stories.uses.get(&story.id).into_iter().flatten();
    Row {
        id: &story.id,
        basis: story.basis.name(),
        teller: &story.teller,
        approved: story.approved.map(|date| date.to_string()),
        expires: story.expires.map(|date| date.to_string()),
        purposes: story.purposes.as_deref(),
        copies: story.copies.as_deref(),
        licence: &story.licence,
        withdrawn: story.withdrawn,
        shown: held.is_none(),
        reason: held.map(|reason| reason.to_string()),
        next_date: next_change(story, linked.today, public, Copy::Site).map(|date| date.to_string()),
        places: places
            .map(|place| Place {
                file: place.file.to_string(),
                line: line(linked, &place.file, place.span.start as usize),
                kind: place.kind,
                draft: place.draft,
            })
            .collect(),
    }
}

fn line(linked: &Linked, file: &str, at: usize) -> usize {
    let text = linked.sources.text_of(file).unwrap_or_default();
    1 + text.iter().take(at).filter(|byte| **byte == b'\n').count()
}

fn words(row: &Row<'_>) -> String {
    let list = |words: Option<&[String]>| match words {
        None if row.basis == "consented" => "none".to_owned(),
        None => "not limited".to_owned(),
        Some([]) => "none".to_owned(),
        Some(words) => words.join(", "),
    };
    let teller = if row.teller.is_empty() { "" } else { ", told by " };
    let mut out = format!("{}: {}{teller}{}\n", row.id, row.basis, row.teller);
    match &row.reason {
        None => out.push_str("  shown\n"),
        Some(reason) => out.push_str(&format!("  WITHHELD: {reason}\n")),
    }
    let date = |date: &Option<String>| date.clone().unwrap_or_else(|| "–".into());
    out.push_str(&format!("  approved {}, expires {}\n", date(&row.approved), date(&row.expires)));
    out.push_str(&format!("  purposes: {}; copies: {}\n", list(row.purposes), list(row.copies)));
    if let Some(next) = &row.next_date {
        out.push_str(&format!("  changes on {next}\n"));
    }
    if row.places.is_empty() {
        out.push_str("  used nowhere\n");
    }
    for place in &row.places {
        let draft = if place.draft { ", a draft" } else { "" };
        out.push_str(&format!("  {}:{} ({}{draft})\n", place.file, place.line, place.kind));
    }
    out
}
