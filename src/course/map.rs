//! A linked course + its framework → the curriculum map: where each competency is taught, practised,
//! reflected on and debriefed, from the blocks that pages have and not from what they claim.

use std::sync::Arc;

use super::framework::{self, Framework};
use super::{Course, Page, PageId};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::document::Activity;
use crate::document::yaml::Spanned;

/// The map: a row a competency, in the framework's order.
#[derive(Clone, Debug, Default)]
pub struct Map {
    pub rows: Vec<Row>,
}

/// One competency with the places that serve it.
#[derive(Clone, Debug)]
pub struct Row {
    pub domain: String,
    /// What the framework says of the domain.
    pub about: String,
    pub id: String,
    pub title: String,
    /// One list a column, in the order of `COLUMNS`.
    pub places: [Vec<Place>; 4],
}

/// A page, or an activity on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub page: PageId,
    pub anchor: Option<Box<str>>,
    /// The kind of block; `page` for the text of a page.
    pub kind: &'static str,
    /// In a facilitator's text: in the facilitator edition's map, and never counted.
    pub facilitator: bool,
}

/// The columns of the map.
pub const COLUMNS: [&str; 4] = ["taught", "practised", "reflected", "debriefed"];

/// A competency that is met this often in one column, and thrice as often as half of the others, is named as redundant.
const REDUNDANT: usize = 6;

/// The column that a kind of block counts for; nothing if it is for none.
fn column(kind: &str) -> Option<usize> {
    match kind {
        "role-play" | "conversation" | "check" => Some(1),
        "reflect" | "scale" => Some(2),
        "debrief" => Some(3),
        _ => None,
    }
}

impl Row {
    /// How many places for learners there are in a column.
    pub fn count(&self, column: usize) -> usize {
        self.places[column].iter().filter(|place| !place.facilitator).count()
    }
}

impl Map {
    /// The competencies with the columns in which they are met nowhere.
    pub fn gaps(&self) -> impl Iterator<Item = (&Row, Vec<&'static str>)> {
        let empty =
            |row: &Row| (0..COLUMNS.len()).filter(|at| row.count(*at) == 0).map(|at| COLUMNS[at]).collect();
        self.rows
            .iter()
            .map(move |row| (row, empty(row)))
            .filter(|(_, columns): &(&Row, Vec<&str>)| !columns.is_empty())
    }

    /// The competencies that are met far more often than others in a column.
    pub fn redundancies(&self) -> Vec<(&Row, &'static str, usize)> {
        let mut found = Vec::new();
        for (at, name) in COLUMNS.into_iter().enumerate() {
            let mut counts: Vec<usize> = self.rows.iter().map(|row| row.count(at)).collect();
            counts.sort_unstable();
            let median = counts.get(counts.len() / 2).copied().unwrap_or_default();
            let many = self.rows.iter().filter(|row| row.count(at) >= REDUNDANT.max(3 * median));
            found.extend(many.map(|row| (row, name, row.count(at))));
        }
        found
    }
}

/// Makes the map and tells what the framework asks for and the course lacks.
pub(super) fn draw(course: &Course, framework: &Framework, problems: &mut Vec<Diagnostic>) -> Map {
    let mut map = Map::default();
    for domain in &framework.domains {
        for competency in &domain.competencies {
            map.rows.push(Row {
                domain: domain.title.clone(),
                about: domain.about.clone(),
                id: competency.id.clone(),
                title: competency.title.clone(),
                places: Default::default(),
            });
        }
    }
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        check_covers(page, framework, problems);
        place(page, &mut map);
    }
    tell_gaps(framework, &map, problems);
    map
}

fn place(page: &Page, map: &mut Map) {
    let outline = &page.outline;
    let claimed: Vec<&str> = outline.header.covers.iter().map(|id| id.value.as_str()).collect();
    for row in &mut map.rows {
        if claimed.contains(&row.id.as_str()) && outline.teaches() && page.kind != "reference" {
            row.places[0].push(Place { page: page.id, anchor: None, kind: "page", facilitator: false });
        }
        for activity in &outline.activities {
            let Some(column) = column(activity.kind) else { continue };
            // A block that names what it covers speaks for itself; others serve what their page covers.
            let serves = if activity.covers.is_empty() {
                claimed.contains(&row.id.as_str())
            } else {
                activity.covers.iter().any(|id| *id.value == *row.id)
            };
            if serves {
                let anchor = (!activity.id.is_empty()).then(|| activity.id.clone());
                let facilitator = activity.facilitator;
                row.places[column].push(Place { page: page.id, anchor, kind: activity.kind, facilitator });
            }
        }
    }
}

fn check_covers(page: &Page, framework: &Framework, problems: &mut Vec<Diagnostic>) {
    let outline = &page.outline;
    let by_blocks = outline.activities.iter().flat_map(|activity: &Activity| &activity.covers);
    let all: Vec<&Spanned<String>> = outline.header.covers.iter().chain(by_blocks).collect();
    for id in all {
        if framework.competencies().any(|competency| competency.id == id.value) {
            continue;
        }
        let words = if framework.domains.is_empty() {
            format!("`{}` is a competency of a framework that the course does not have", id.value)
        } else {
            format!("`{}` is not a competency of framework.yaml", id.value)
        };
        let mut problem = Diagnostic::new(Code::UnknownCompetency, &outline.file, id.span, words);
        let known =
            did_you_mean(&id.value, framework.competencies().map(|competency| competency.id.as_str()));
        problem.help = Some(known.unwrap_or_else(|| {
            "Write an id of framework.yaml, or take it out of `covers`; `bedside map` shows the framework.".into()
        }));
        problems.push(problem);
    }
}

fn tell_gaps(framework: &Framework, map: &Map, problems: &mut Vec<Diagnostic>) {
    let file: Arc<str> = framework::FILE.into();
    let require = framework.require;
    let wanted = [require.taught, require.practised, require.reflected, require.debriefed];
    for (row, competency) in map.rows.iter().zip(framework.competencies()) {
        let is_short = |at: &usize| row.count(*at) < wanted[*at];
        let short: Vec<usize> = (0..COLUMNS.len()).filter(is_short).collect();
        if short.is_empty() {
            continue;
        }
        let missing: Vec<&str> = short.iter().map(|at| COLUMNS[*at]).collect();
        let words = format!("“{}” is not {} as often as the framework asks", row.title, missing.join(", "));
        let help: Vec<&str> = short.iter().map(|at| REMEDIES[*at]).collect();
        let help = help.join(" ").replace("{id}", &row.id);
        problems.push(Diagnostic::new(Code::MapGap, &file, competency.span, words).help(help));
    }
}

/// What fills a gap, a sentence a column.
const REMEDIES: [&str; 4] = [
    "Let a page of text say `covers: [{id}]` in its header.",
    "Give a page that covers it a role play, a conversation or a self-check.",
    "Give a page that covers it a reflection prompt or a scale.",
    "Give a page that covers it a debrief.",
];
