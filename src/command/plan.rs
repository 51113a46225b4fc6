//! `bedside plan`: a facilitator's run sheet, with the time on the clock.

use super::{Exit, Said, World, is_course, tell};
use crate::cli::{Format, PlanArgs};
use crate::course::stories::Copy;
use crate::course::{Page, Plan, View, find_plan};
use crate::pipeline::{self, Memory, Place};

pub(super) fn run(args: &PlanArgs, world: &World) -> Said {
    if let Err(said) = is_course(&args.course.content) {
        return said;
    }
    let Some(start) = minutes_of_day(&args.start) else {
        return Said::failed(format!("`--start` expects a time such as 13:00, not `{}`.", args.start));
    };
    let place = Place { content: args.course.content.clone(), leave_out: Vec::new(), today: world.today };
    let read = pipeline::read(&place, &mut Memory::default());
    let plan = match find_plan(&read.value.course.plans, &args.name) {
        Ok(plan) => plan,
        Err(words) => return Said::failed(words),
    };
    let (words, exit) = tell(&read.diagnostics, &read.value.sources, Format::Human, false, world);
    let err = if exit == Exit::Done { String::new() } else { words };
    let withheld = read.value.withheld(Copy::Site);
    let view = View::<()>::new(&read.value.course, false, withheld);
    Said { out: sheet(plan, &view, start), err, exit }
}

/// The run sheet in plain text.
fn sheet(plan: &Plan, view: &View<()>, start: u32) -> String {
    let mut out = format!("{}\n{}\n", plan.title, "=".repeat(plan.title.chars().count()));
    for (name, text) in [
        ("Group", plan.group.clone()),
        ("Room", plan.room.clone()),
        ("Bring", plan.materials.join(", ")),
        ("Roles", plan.roles.join(", ")),
    ] {
        if !text.is_empty() {
            out.push_str(&format!("{name:<7}{text}\n"));
        }
    }
    for session in &plan.sessions {
        out.push('\n');
        if !session.title.is_empty() {
            out.push_str(&format!("{}\n", session.title));
        }
        let mut at = start;
        for item in &session.items {
            let page = item.page.map(|id| view.course().page(id));
            let title = match page {
                None => "Break",
                Some(page) if view.has(page.id) => page.title(),
                Some(_) => "(a story that may not be shown at present)",
            };
            out.push_str(&format!("{}  {:>3} min  {title}\n", clock(at), item.minutes));
            if let Some(page) = page.filter(|page| view.has(page.id)) {
                out.push_str(&notes(view, page));
            }
            at += item.minutes;
        }
        let target = if session.target > 0 { format!(" of {}", session.target) } else { String::new() };
        out.push_str(&format!("{}  end, {} minutes{target}\n", clock(at), session.minutes()));
    }
    out
}

/// What the page's facilitators are told of its time, below its line.
fn notes(view: &View<()>, page: &Page) -> String {
    const INDENT: &str = "                ";
    let mut out = String::new();
    for activity in page.outline.activities.iter().filter(|activity| !activity.facilitator) {
        if let Some(minutes) = activity.minutes {
            out.push_str(&format!("{INDENT}{}, {minutes} min\n", activity.kind));
        }
    }
    for note in view.notes(page) {
        let minutes = note.minutes.map(|minutes| format!(" ({minutes} min)")).unwrap_or_default();
        let text = format!("{}{minutes}: {}", note.label, note.opening);
        for line in wrapped(text.trim_matches([':', ' ']), 80) {
            out.push_str(&format!("{INDENT}{line}\n"));
        }
    }
    out
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

fn minutes_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once([':', '.'])?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}
