//! An edition's files → which of them name a story: what has to go when the story may no longer be shown.
//!
//! It lies in the output beside the manifest and speaks of nothing but stories that the output shows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Artefact, Artefacts};
use crate::course::stories::{self, Basis};
use crate::course::{Audience, Edition, View};
use crate::document::date::Date;
use crate::publish::OutPath;

/// The record's name in the output.
pub const RECORD: &str = ".bedside-stories.json";

/// Every real story that an output shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What the course was made from (`Linked::identity`).
    pub sources: String,
    pub edition: String,
    pub stories: BTreeMap<String, Shown>,
}

/// A story in the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The last day on which it may be shown.
    pub until: Option<String>,
    pub files: Vec<OutPath>,
}

impl Shown {
    pub fn until(&self) -> Option<Date> {
        self.until.as_deref().and_then(Date::parse)
    }
}

impl Record {
    /// The stories that a view shows, each with the files that may name it.
    pub fn of<A: Audience>(view: &View<A>, artefacts: &Artefacts, sources: String) -> Record {
        let course = view.course();
        let edition = A::EDITION.name().to_owned();
        let mut record = Record { sources, edition, stories: BTreeMap::new() };
        for story in course.stories.entries.values() {
            let is_shown = story.basis != Basis::Fictional
                && !view.withheld().has_story(&story.id)
                && course.stories.places(&story.id).next().is_some();
            if !is_shown {
                continue;
            }
            let (pages, recordings) = stories::naming(view, &story.id);
            let recordings: Vec<&OutPath> =
                recordings.iter().filter_map(|at| course.assets.get(*at as usize)).map(|a| &a.out).collect();
            let names = |path: &OutPath| match artefacts.get(path) {
                Some(Artefact::Page(page) | Artefact::Card(page, _) | Artefact::Feedback(page)) => {
                    pages.contains(page)
                }
                Some(Artefact::File(_)) => recordings.contains(&path),
                Some(Artefact::Redirect(_, page)) => pages.contains(page),
                // They list pages by their titles.
                Some(Artefact::Search(_) | Artefact::Generated(_)) => true,
                Some(Artefact::Bytes(_) | Artefact::Own(_)) => !path.as_str().starts_with("assets/"),
                Some(Artefact::Broken(_)) | None => false,
            };
            let files = artefacts.paths().filter(|path| names(path)).cloned().collect();
            let until = story.expires.map(|date| date.to_string());
            record.stories.insert(story.id.clone(), Shown { until, files });
        }
        record
    }

    pub fn edition(&self) -> Edition {
        let facilitator = Edition::Facilitator;
        if self.edition == facilitator.name() { facilitator } else { Edition::Learner }
    }

    /// The bytes of the file, a line for each story; nothing where the output shows none.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        if self.stories.is_empty() {
            return None;
        }
        let mut bytes = serde_json::to_vec_pretty(self).ok()?;
        bytes.push(b'\n');
        Some(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Record> {
        serde_json::from_slice(bytes).ok()
    }
}
