//! The curriculum map → its page: a table a domain, then what is missing and what is met far more often.

use serde::Serialize;

use super::Edition;
use crate::course::{Audience, COLUMNS, Map, MapPlace, Page, Row};
use crate::render::html;

/// So many places are linked in one cell; the page stays bounded, and `bedside map` lists them all.
const SHOWN: usize = 12;

const GAPS: &str = "map-gaps";
const OFTEN: &str = "map-often";

/// The value of `templates/generated/map.html`.
#[derive(Serialize)]
pub(super) struct MapView<'a> {
    domains: Vec<DomainView<'a>>,
    gaps: Vec<GapView<'a>>,
    often: Vec<OftenView<'a>>,
    /// The ids and the words of the two last headings.
    gaps_id: &'static str,
    often_id: &'static str,
    gaps_title: &'a str,
    often_title: &'a str,
}

#[derive(Serialize)]
struct DomainView<'a> {
    id: String,
    title: &'a str,
    about: &'a str,
    rows: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct RowView<'a> {
    id: &'a str,
    title: &'a str,
    cells: Vec<CellView<'a>>,
}

#[derive(Serialize)]
struct CellView<'a> {
    column: &'static str,
    count: usize,
    places: Vec<PlaceView<'a>>,
    more: usize,
}

#[derive(Serialize)]
struct PlaceView<'a> {
    title: &'a str,
    href: String,
    /// The kind of block; empty for the text of a page.
    kind: &'static str,
    facilitator: bool,
    /// How many blocks of the kind the page has here; the link leads to the first.
    times: usize,
}

#[derive(Serialize)]
struct GapView<'a> {
    title: &'a str,
    columns: Vec<&'static str>,
}

#[derive(Serialize)]
struct OftenView<'a> {
    title: &'a str,
    column: &'static str,
    count: usize,
}

impl MapView<'_> {
    /// The page's headings: their ids and their words.
    pub(super) fn headings(&self) -> Vec<(String, String)> {
        let escaped = |words: &str| {
            let mut out = String::new();
            html::text(words, &mut out);
            out
        };
        let mut headings: Vec<_> = self.domains.iter().map(|d| (d.id.clone(), escaped(d.title))).collect();
        for (id, words, is_there) in [
            (self.gaps_id, self.gaps_title, !self.gaps.is_empty()),
            (self.often_id, self.often_title, !self.often.is_empty()),
        ] {
            if is_there {
                headings.push((id.to_owned(), escaped(words)));
            }
        }
        headings
    }
}

impl<A: Audience> Edition<A> {
    pub(super) fn map_view(&self, home: &Page) -> MapView<'_> {
        let course = self.view.course();
        let shown: Map = self.view.map();
        let gaps = shown.gaps().map(|(row, columns)| (row.id.clone(), columns)).collect::<Vec<_>>();
        let often: Vec<_> =
            shown.redundancies().into_iter().map(|(row, column, n)| (row.id.clone(), column, n)).collect();
        let title_of =
            |id: &str| course.map.rows.iter().find(|row| row.id == id).map_or("", |row| row.title.as_str());
        let mut domains: Vec<DomainView<'_>> = Vec::new();
        for (row, shown) in course.map.rows.iter().zip(&shown.rows) {
            if domains.last().is_none_or(|last| last.title != row.domain) {
                let id = format!("map-{}", domains.len() + 1);
                domains.push(DomainView { id, title: &row.domain, about: &row.about, rows: Vec::new() });
            }
            let cells = (0..COLUMNS.len()).map(|at| self.cell(home, at, row, shown)).collect();
            if let Some(domain) = domains.last_mut() {
                domain.rows.push(RowView { id: &row.id, title: &row.title, cells });
            }
        }
        MapView {
            domains,
            gaps: gaps.into_iter().map(|(id, columns)| GapView { title: title_of(&id), columns }).collect(),
            often: often
                .into_iter()
                .map(|(id, column, count)| OftenView { title: title_of(&id), column, count })
                .collect(),
            gaps_id: GAPS,
            often_id: OFTEN,
            gaps_title: self.theme.word("map_gaps"),
            often_title: self.theme.word("map_often"),
        }
    }

    fn cell<'a>(&'a self, home: &Page, at: usize, row: &'a Row, shown: &Row) -> CellView<'a> {
        // Blocks of one kind on one page stand in one line.
        let mut lines: Vec<(&MapPlace, usize)> = Vec::new();
        for place in row.places[at].iter().filter(|place| shown.places[at].contains(place)) {
            let is_same = |other: &MapPlace| {
                (other.page, other.kind, other.facilitator) == (place.page, place.kind, place.facilitator)
            };
            match lines.iter_mut().rev().find(|(other, _)| is_same(other)) {
                Some((_, times)) => *times += 1,
                None => lines.push((place, 1)),
            }
        }
        let more = lines.iter().skip(SHOWN).map(|(_, times)| times).sum();
        let view = |(place, times): (&'a MapPlace, usize)| {
            let page = self.view.course().page(place.page);
            let mut href = home.out.link_to(&page.out);
            if let Some(anchor) = &place.anchor {
                href.push('#');
                href.push_str(anchor);
            }
            let kind = if place.kind == "page" { "" } else { place.kind };
            PlaceView { title: page.title(), href, kind, facilitator: place.facilitator, times }
        };
        CellView {
            column: COLUMNS[at],
            count: shown.count(at),
            places: lines.into_iter().take(SHOWN).map(view).collect(),
            more,
        }
    }
}
