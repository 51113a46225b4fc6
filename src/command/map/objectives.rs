//! `bedside map --objectives`: each objective with the activities that serve it.

use serde::Serialize;

use super::{JsonPlace, edition, quoted};
use crate::cli::MapFormat;
use crate::course::{Course, MapPlace, Traced};

#[derive(Serialize)]
struct JsonObjective<'a> {
    page: &'a str,
    id: Option<&'a str>,
    text: &'a str,
    activities: Vec<JsonPlace<'a>>,
}

pub(super) fn report(course: &Course, format: MapFormat) -> String {
    match format {
        MapFormat::Table => table(course),
        MapFormat::Csv => csv(course),
        MapFormat::Json => json(course),
    }
}

fn table(course: &Course) -> String {
    let mut out = String::new();
    let mut page = None;
    for one in &course.objectives {
        let of = course.page(one.page);
        if page != Some(one.page) {
            page = Some(one.page);
            out.push_str(&format!("\n{} ({})\n", of.title(), of.outline.file));
        }
        let (id, text) = words(course, one);
        let id = id.map(|id| format!("{id}: ")).unwrap_or_default();
        out.push_str(&format!("  {id}{text}\n"));
        for place in &one.places {
            let theirs = if place.facilitator { " (for facilitators)" } else { "" };
            out.push_str(&format!("    {} {}{theirs}\n", place.kind, address(course, place)));
        }
        if one.places.is_empty() {
            out.push_str("    no activity\n");
        }
    }
    if out.is_empty() { "no page has objectives.\n".into() } else { out.trim_start().to_owned() }
}

fn csv(course: &Course) -> String {
    let mut out = String::from("page,objective,text,activity_page,anchor,kind,edition\n");
    for one in &course.objectives {
        let (id, text) = words(course, one);
        let page = &*course.page(one.page).outline.file;
        let mut line = |fields: [&str; 4]| {
            let all = [page, id.unwrap_or_default(), text].into_iter().chain(fields);
            out.push_str(&(all.map(quoted).collect::<Vec<_>>().join(",") + "\n"));
        };
        if one.places.is_empty() {
            line(["", "", "", ""]);
        }
        for place in &one.places {
            let on = &*course.page(place.page).outline.file;
            line([on, place.anchor.as_deref().unwrap_or_default(), place.kind, edition(place)]);
        }
    }
    out
}

fn json(course: &Course) -> String {
    let one = |one: &Traced| {
        let (id, text) = words(course, one);
        let activities = one.places.iter().map(|place| json_place(course, place)).collect();
        serde_json::to_value(JsonObjective {
            page: &course.page(one.page).outline.file,
            id,
            text,
            activities,
        })
    };
    let all: Result<Vec<serde_json::Value>, _> = course.objectives.iter().map(one).collect();
    all.and_then(|all| serde_json::to_string_pretty(&all)).map_or_else(|_| "[]\n".into(), |text| text + "\n")
}

fn json_place<'a>(course: &'a Course, place: &'a MapPlace) -> JsonPlace<'a> {
    JsonPlace {
        page: &course.page(place.page).outline.file,
        anchor: place.anchor.as_deref(),
        kind: place.kind,
        edition: edition(place),
    }
}

fn words<'a>(course: &'a Course, one: &Traced) -> (Option<&'a str>, &'a str) {
    let objective = &course.page(one.page).outline.header.objectives[one.at];
    (objective.id.as_deref(), &objective.text.value)
}

fn address(course: &Course, place: &MapPlace) -> String {
    let file = &course.page(place.page).outline.file;
    place.anchor.as_ref().map_or_else(|| file.to_string(), |anchor| format!("{file}#{anchor}"))
}
