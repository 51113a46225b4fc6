//! Scenes and what follows them → debriefs that are too short, on the pages and within each delivery plan.

use std::sync::Arc;

use super::{Course, Page, Plan};
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{Activity, Outline};

/// Tells debriefs that are shorter than the scene that they follow, on the same page or on the next.
pub(super) fn check(course: &Course, problems: &mut Vec<Diagnostic>) {
    let mut scene: Option<(&Page, &Activity, u32)> = None;
    for page in &course.pages {
        if scene.is_some_and(|(played, ..)| played.parent != page.parent && played.module != page.module) {
            scene = None;
        }
        for activity in page.outline.activities.iter().filter(|activity| !activity.facilitator) {
            match (activity.kind, activity.minutes, scene) {
                ("role-play", Some(minutes), _) => scene = Some((page, activity, minutes)),
                ("debrief", Some(minutes), Some((played, scene_of, scene_minutes))) => {
                    if minutes < scene_minutes {
                        let words = format!(
                            "the debrief has {minutes} minutes, the role play before it {scene_minutes}"
                        );
                        problems.push(
                            Diagnostic::new(Code::DebriefShort, &page.outline.file, activity.span, words)
                                .help("Talk at least as long as you have played: give the phases more minutes, or the scene fewer.")
                                .related(&played.outline.file, scene_of.span, "the role play is here"),
                        );
                    }
                    scene = None;
                }
                _ => {}
            }
        }
    }
}

/// Tells a debrief's own page whose phases do not add up to the minutes that its header states.
pub(super) fn check_pages(course: &Course, problems: &mut Vec<Diagnostic>) {
    for page in course.pages.iter().filter(|page| page.kind == "debrief") {
        let Some(stated) = page.outline.header.minutes else { continue };
        let is_debrief = |activity: &&Activity| activity.kind == "debrief" && !activity.facilitator;
        let debriefs = || page.outline.activities.iter().filter(is_debrief);
        let sum: u32 = debriefs().filter_map(|debrief| debrief.minutes).sum();
        let Some(first) = debriefs().find(|debrief| debrief.minutes.is_some()) else { continue };
        if sum == stated {
            continue;
        }
        let words = format!("the debrief takes {sum} minutes, the page says {stated}");
        let help = format!("Write `minutes: {sum}` in the header, or change the phases.");
        problems
            .push(Diagnostic::new(Code::DebriefMinutes, &page.outline.file, first.span, words).help(help));
    }
}

/// Tells where a session of a plan leaves a scene less time to be talked over than to be played, or none.
pub(super) fn check_plans(course: &Course, problems: &mut Vec<Diagnostic>) {
    for plan in &course.plans {
        check_plan(course, plan, problems);
    }
}

fn check_plan(course: &Course, plan: &Plan, problems: &mut Vec<Diagnostic>) {
    let file: Arc<str> = config::FILE.into();
    let mut tell = |span: Span, words: String| {
        problems.push(Diagnostic::new(Code::DebriefShort, &file, span, words).help(
            "Talk at least as long as you have played: give the debrief more minutes, or play for fewer.",
        ));
    };
    for session in &plan.sessions {
        let mut open: Option<(&Page, u32, Span)> = None;
        for item in &session.items {
            let Some(page) = item.page.map(|id| course.page(id)) else { continue };
            let has = |kind: &str| learners(&page.outline).any(|activity| activity.kind == kind);
            if has("debrief") && !has("role-play") {
                if let Some((scene, minutes, _)) = open.take()
                    && item.minutes < minutes
                {
                    let words = format!(
                        "{}: the debrief has {} minutes, the scene before it, “{}”, {minutes}",
                        plan.title,
                        item.minutes,
                        scene.title()
                    );
                    tell(item.span, words);
                }
            } else if has("role-play") && !has("debrief") {
                if let Some((scene, _, span)) = open.take() {
                    tell(span, not_talked_over(plan, scene));
                }
                let played = learners(&page.outline).filter(|activity| activity.kind == "role-play");
                let played: u32 = played.filter_map(|activity| activity.minutes).sum();
                open = Some((page, if played > 0 { played } else { item.minutes }, item.span));
            }
        }
        if let Some((scene, _, span)) = open {
            tell(span, not_talked_over(plan, scene));
        }
    }
}

fn learners(outline: &Outline) -> impl Iterator<Item = &Activity> {
    outline.activities.iter().filter(|activity| !activity.facilitator)
}

fn not_talked_over(plan: &Plan, scene: &Page) -> String {
    format!("{}: no debrief follows the scene “{}” in the session", plan.title, scene.title())
}
