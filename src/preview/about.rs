//! Turns what a course knows of an address into the plain data that the preview's bar shows.

use serde::Serialize;

/// What there is to say of an address.
#[derive(Clone, Debug, Default, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The page at the address; none where there is none, or where no author wrote it.
    pub page: Option<Facts>,
    /// Where there is no page: why, as far as that is known.
    pub reason: Option<String>,
    /// Where there is no page: where the reader may want to go.
    pub offers: Vec<Offer>,
}

/// A page's facts, for the one who writes it.
#[derive(Clone, Debug, Default, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    pub title: String,
    /// The file, as the one who started the preview would name it.
    pub file: String,
    /// The same, relative to the course's folder.
    pub source: String,
    /// The line of its main heading; 0 where it has none.
    pub title_line: usize,
    pub kind: String,
    pub draft: bool,
    pub words: u32,
    /// As its header says.
    pub minutes: Option<u32>,
    /// At a careful reader's pace.
    pub reading_minutes: u32,
    /// The reading grade; none where the page is too short for one, or not in English.
    pub grade: Option<f32>,
    /// Dates are written `2027-03-01`.
    pub reviewed: Option<String>,
    pub review_due: Option<String>,
    pub is_overdue: bool,
    /// The page's own story, and those of its voices and recordings.
    pub stories: Vec<Story>,
}

/// A story and its terms.
#[derive(Clone, Debug, Default, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Story {
    pub id: String,
    pub basis: String,
    pub teller: String,
    pub approved: Option<String>,
    pub expires: Option<String>,
    /// How many days are left.
    pub days_left: Option<i64>,
    /// Why it is not shown at present.
    pub withheld: Option<String>,
}

/// A page to go to.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Offer {
    pub why: Why,
    pub title: String,
    pub path: String,
}

/// Why a page is offered.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// The page above it: its module, say.
    Above,
    /// A page beside it.
    Beside,
    /// A page that came or changed its place lately.
    New,
}

/// A page in the list of all.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
pub struct Entry {
    pub title: String,
    pub path: String,
    /// Relative to the course's folder; empty where no author wrote it.
    pub file: String,
    pub kind: String,
    pub draft: bool,
    /// Whether it is in the facilitators' edition alone.
    pub facilitator: bool,
}
