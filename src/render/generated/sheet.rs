//! A delivery plan → its run sheet, for facilitators alone: what comes when, for how long, and what to watch for.

use serde::Serialize;

use super::Edition;
use crate::config::Signpost;
use crate::course::{Audience, Generated, Page, Plan, PlanItem, Session};
use crate::render::view::Place;

/// The value of `templates/generated/plans.html`.
#[derive(Serialize)]
pub(super) struct PlansView<'a> {
    plans: Vec<PlanEntry<'a>>,
}

#[derive(Debug, Serialize)]
pub(in crate::render) struct PlanEntry<'a> {
    title: &'a str,
    href: String,
    sessions: usize,
    minutes: u32,
    group: &'a str,
}

/// The value of `templates/generated/plan.html`.
#[derive(Serialize)]
pub(super) struct SheetView<'a> {
    name: &'a str,
    group: &'a str,
    room: &'a str,
    materials: &'a [String],
    roles: &'a [String],
    sessions: Vec<SessionView<'a>>,
    /// Whom to call when somebody is hit by what happens in the room.
    signposts: &'a [Signpost],
    support: Option<Place<'a>>,
}

#[derive(Serialize)]
struct SessionView<'a> {
    id: String,
    title: &'a str,
    minutes: u32,
    target: u32,
    rows: Vec<RowView<'a>>,
    end: String,
}

#[derive(Serialize)]
struct RowView<'a> {
    /// Minutes since the session began, as `1:05`.
    at: String,
    minutes: u32,
    /// Nothing for a break.
    page: Option<PageView<'a>>,
    withheld: bool,
}

#[derive(Serialize)]
struct PageView<'a> {
    title: &'a str,
    href: String,
    kind: &'static str,
    parts: Vec<PartView>,
    notes: Vec<NoteView<'a>>,
}

/// A timed activity on the page.
#[derive(Serialize)]
struct PartView {
    kind: &'static str,
    minutes: u32,
}

#[derive(Serialize)]
struct NoteView<'a> {
    label: &'a str,
    minutes: u32,
    opening: &'a str,
    rest: &'a [String],
    href: String,
}

impl<A: Audience> Edition<A> {
    pub(super) fn plans_view(&self) -> PlansView<'_> {
        PlansView { plans: self.plan_entries() }
    }

    /// The run sheets, where this edition has them.
    pub(in crate::render) fn plan_entries(&self) -> Vec<PlanEntry<'_>> {
        let course = self.view.course();
        let here = |(at, _): &(u16, &Plan)| self.generated.contains(&Generated::Plan(*at));
        let plans = (0..).zip(&course.plans).filter(here).map(|(at, plan)| PlanEntry {
            title: &plan.title,
            href: Generated::Plan(at).address(course),
            sessions: plan.sessions.len(),
            minutes: plan.sessions.iter().map(Session::minutes).sum(),
            group: &plan.group,
        });
        plans.collect()
    }

    pub(super) fn sheet_view<'a>(
        &'a self,
        home: &Page,
        support: Option<Place<'a>>,
        at: u16,
    ) -> SheetView<'a> {
        let course = self.view.course();
        let plan = &course.plans[at as usize];
        let sessions = plan.sessions.iter().enumerate();
        SheetView {
            name: &plan.name,
            group: &plan.group,
            room: &plan.room,
            materials: &plan.materials,
            roles: &plan.roles,
            sessions: sessions.map(|(n, session)| self.session(home, n + 1, session)).collect(),
            signposts: &course.config.signposts,
            support,
        }
    }

    fn session<'a>(&'a self, home: &Page, number: usize, session: &'a Session) -> SessionView<'a> {
        let mut at = 0;
        let mut rows = Vec::new();
        for item in &session.items {
            rows.push(self.planned_row(home, at, item));
            at += item.minutes;
        }
        SessionView {
            id: format!("session-{number}"),
            title: &session.title,
            minutes: at,
            target: session.target,
            rows,
            end: running(at),
        }
    }

    fn planned_row<'a>(&'a self, home: &Page, at: u32, item: &PlanItem) -> RowView<'a> {
        let page = item.page.map(|id| self.view.course().page(id));
        let shown = page.filter(|page| self.view.has(page.id));
        RowView {
            at: running(at),
            minutes: item.minutes,
            page: shown.map(|page| self.planned(home, page)),
            withheld: page.is_some() && shown.is_none(),
        }
    }

    fn planned<'a>(&'a self, home: &Page, page: &'a Page) -> PageView<'a> {
        let href = home.out.link_to(&page.out);
        let timed = page.outline.activities.iter().filter(|activity| !activity.facilitator);
        let parts = timed.filter_map(|a| Some(PartView { kind: a.kind, minutes: a.minutes? }));
        let notes = self.view.notes(page).map(|note| NoteView {
            label: &note.label,
            minutes: note.minutes.unwrap_or_default(),
            opening: &note.opening,
            rest: &note.rest,
            href: if note.id.is_empty() { href.clone() } else { format!("{href}#{}", note.id) },
        });
        PageView {
            title: page.title(),
            kind: page.kind,
            parts: parts.collect(),
            notes: notes.collect(),
            href,
        }
    }
}

/// Minutes as hours and minutes since the beginning.
fn running(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
