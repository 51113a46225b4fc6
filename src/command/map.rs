//! `bedside map`: the curriculum map as a table for people, as CSV or as JSON.

mod objectives;

use serde::Serialize;

use super::{Exit, Said, World, is_course, tell};
use crate::cli::{Format, MapArgs, MapFormat};
use crate::course::{COLUMNS, Course, Map, MapPlace, Row};
use crate::pipeline::{self, Memory, Place};

pub(super) fn run(args: &MapArgs, world: &World) -> Said {
    if let Err(said) = is_course(&args.course.content) {
        return said;
    }
    let place = Place { content: args.course.content.clone(), leave_out: Vec::new(), today: world.today };
    let read = pipeline::read(&place, &mut Memory::default());
    let course = &read.value.course;
    if args.objectives {
        let (words, exit) = tell(&read.diagnostics, &read.value.sources, Format::Human, false, world);
        let out = objectives::report(course, args.format);
        return Said { out, err: if exit == Exit::Done { String::new() } else { words }, exit };
    }
    if course.map.rows.is_empty() {
        return Said::failed("the course has no framework.yaml, so there is nothing to map it to.");
    }
    let out = match args.format {
        MapFormat::Table => table(course),
        MapFormat::Csv => csv(course),
        MapFormat::Json => json(course),
    };
    let (words, exit) = tell(&read.diagnostics, &read.value.sources, Format::Human, false, world);
    Said { out, err: if exit == Exit::Done { String::new() } else { words }, exit }
}

fn table(course: &Course) -> String {
    let map: &Map = &course.map;
    let width = map.rows.iter().map(|row| row.title.chars().count()).max().unwrap_or(0).clamp(10, 60);
    let mut out = format!("{:<width$}  taught  practised  reflected  debriefed\n", "");
    let mut domain = "";
    for row in &map.rows {
        if row.domain != domain {
            domain = &row.domain;
            out.push_str(&format!("\n{domain}\n"));
        }
        let title: String = row.title.chars().take(width).collect();
        let [taught, practised, reflected, debriefed] = counts(row);
        out.push_str(&format!(
            "{title:<width$}  {taught:>6}  {practised:>9}  {reflected:>9}  {debriefed:>9}\n"
        ));
    }
    let gaps: Vec<String> =
        map.gaps().map(|(row, columns)| format!("  {}: not {}\n", row.title, columns.join(", "))).collect();
    if !gaps.is_empty() {
        out.push_str(&format!("\ngaps\n{}", gaps.concat()));
    }
    let many = map.redundancies();
    let many: Vec<String> =
        many.iter().map(|(row, column, n)| format!("  {}: {column} {n} times\n", row.title)).collect();
    if !many.is_empty() {
        out.push_str(&format!("\nmuch more often than the others\n{}", many.concat()));
    }
    out
}

fn counts(row: &Row) -> [usize; 4] {
    [0, 1, 2, 3].map(|at| row.count(at))
}

fn csv(course: &Course) -> String {
    let mut out = String::from("domain,competency,title,column,page,anchor,kind,edition\n");
    for row in &course.map.rows {
        for (column, places) in COLUMNS.iter().zip(&row.places) {
            for place in places {
                let page = &course.page(place.page).outline.file;
                let anchor = place.anchor.as_deref().unwrap_or_default();
                let edition = edition(place);
                let fields: [&str; 8] =
                    [&row.domain, &row.id, &row.title, column, page, anchor, place.kind, edition];
                out.push_str(&(fields.map(quoted).join(",") + "\n"));
            }
        }
    }
    out
}

/// Whether learners have a place, or facilitators alone; what is theirs alone is never counted.
fn edition(place: &MapPlace) -> &'static str {
    if place.facilitator { "facilitator" } else { "learner" }
}

/// A field as CSV readers expect it; one that a spreadsheet would take for a formula is disarmed.
fn quoted(field: &str) -> String {
    let field = if field.starts_with(['=', '+', '-', '@']) { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[derive(Serialize)]
struct JsonRow<'a> {
    domain: &'a str,
    id: &'a str,
    title: &'a str,
    taught: Vec<JsonPlace<'a>>,
    practised: Vec<JsonPlace<'a>>,
    reflected: Vec<JsonPlace<'a>>,
    debriefed: Vec<JsonPlace<'a>>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    page: &'a str,
    anchor: Option<&'a str>,
    kind: &'a str,
    edition: &'static str,
}

fn json(course: &Course) -> String {
    let row = |row: &'_ Row| {
        serde_json::to_value(JsonRow {
            domain: &row.domain,
            id: &row.id,
            title: &row.title,
            taught: places(course, row, 0),
            practised: places(course, row, 1),
            reflected: places(course, row, 2),
            debriefed: places(course, row, 3),
        })
    };
    let rows: Result<Vec<serde_json::Value>, _> = course.map.rows.iter().map(row).collect();
    rows.and_then(|rows| serde_json::to_string_pretty(&rows))
        .map_or_else(|_| "[]\n".into(), |text| text + "\n")
}

fn places<'a>(course: &'a Course, row: &'a Row, column: usize) -> Vec<JsonPlace<'a>> {
    let place = |place: &'a MapPlace| JsonPlace {
        page: &course.page(place.page).outline.file,
        anchor: place.anchor.as_deref(),
        kind: place.kind,
        edition: edition(place),
    };
    row.places[column].iter().map(place).collect()
}
