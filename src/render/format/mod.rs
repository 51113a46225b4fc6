//! The formats as data: one row a format, one file a format.

mod epub;
mod platform;
pub mod site;
mod site_zip;
mod workbook;

use std::sync::Arc;

use super::{Artefacts, Theme};
use crate::course::releases::InFile;
use crate::course::stories::Copy;
use crate::course::{Audience, Course, Edition, PageId, View, Withheld};
use crate::document::{Never, Text};

/// One format that an edition can be made into.
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// One line: what it is for.
    pub about: &'static str,
    /// Which of the copies that a story's teller may agree to.
    pub copy: Copy,
    pub wrap: Wrap,
    learner: Maker<Never>,
    facilitator: Maker<()>,
}

/// What the files of a format are put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    /// A folder; the format is built, not packaged.
    Folder,
    /// An archive with this ending; a media type is stored first, as EPUB asks.
    Zip { extension: &'static str, media_type: Option<&'static str> },
    /// The one file that there is, as it is.
    File { extension: &'static str },
}

impl Wrap {
    /// The ending of its one file; a folder has none.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Wrap::Folder => None,
            Wrap::Zip { extension, .. } | Wrap::File { extension } => Some(extension),
        }
    }
}

/// What is wanted of a format, beside the edition.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// For the preview: with drafts and their marks.
    pub preview: bool,
    /// One module alone.
    pub module: Option<PageId>,
    /// The time that the file carries, in seconds since 1970; without one, a fixed time.
    pub epoch: Option<i64>,
    /// Set for readers who need large letters.
    pub large_print: bool,
}

/// Makes the files of an edition from its view, the theme and the bodies in the order of the course's pages.
type Maker<A> = fn(View<A>, &Arc<Theme>, Vec<Arc<Text>>, &Wanted) -> Artefacts;

/// Every format.
pub const FORMATS: &[&Format] = &[
    &site::FORMAT,
    &site_zip::FORMAT,
    &workbook::FORMAT,
    &epub::FORMAT,
    &platform::SCORM12,
    &platform::SCORM2004,
    &platform::CMI5,
];

/// The format of this name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name).copied()
}

impl Format {
    /// The files of an edition, each made when it is asked for. `course` gives the view's course.
    pub fn artefacts(
        &self,
        course: &Arc<Course>,
        edition: Edition,
        withheld: Withheld,
        theme: &Arc<Theme>,
        bodies: Vec<Arc<Text>>,
        wanted: &Wanted,
    ) -> Artefacts {
        match edition {
            Edition::Learner => (self.learner)(self.view(course, withheld, wanted), theme, bodies, wanted),
            Edition::Facilitator => {
                (self.facilitator)(self.view(course, withheld, wanted), theme, bodies, wanted)
            }
        }
    }

    /// The stories of stories.yaml that stand in an edition as this format gives it away.
    pub fn stories(
        &self,
        course: &Arc<Course>,
        edition: Edition,
        withheld: Withheld,
        wanted: &Wanted,
    ) -> InFile {
        match edition {
            Edition::Learner => self.view::<Never>(course, withheld, wanted).stories(),
            Edition::Facilitator => self.view::<()>(course, withheld, wanted).stories(),
        }
    }

    /// A file is kept by whoever was given it; a folder is built again.
    fn view<A: Audience>(&self, course: &Arc<Course>, withheld: Withheld, wanted: &Wanted) -> View<A> {
        let view = View::new(course, wanted.preview, withheld).only(wanted.module);
        if self.wrap == Wrap::Folder { view } else { view.kept() }
    }
}
