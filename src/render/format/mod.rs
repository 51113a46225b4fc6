//! The formats as data: one row a format, one file a format.

pub mod site;
mod site_zip;

use std::sync::Arc;

use super::{Artefacts, Theme};
use crate::course::releases::InFile;
use crate::course::stories::Copy;
use crate::course::{Audience, Course, Edition, View, Withheld};
use crate::document::{Body, Never};

/// One format that an edition can be made into.
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// One line: what it is for.
    pub about: &'static str,
    /// Which of the copies that a story's teller may agree to.
    pub copy: Copy,
    /// The ending of its one file; a format without is a folder.
    pub extension: Option<&'static str>,
    learner: Maker<Never>,
    facilitator: Maker<()>,
}

/// Makes the files of an edition from its view, the theme and the bodies in the order of the course's pages;
/// the last says whether it is for the preview.
type Maker<A> = fn(View<A>, &Arc<Theme>, Vec<Arc<Body>>, bool) -> Artefacts;

/// Every format.
pub const FORMATS: &[&Format] = &[&site::FORMAT, &site_zip::FORMAT];

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
        bodies: Vec<Arc<Body>>,
        preview: bool,
    ) -> Artefacts {
        match edition {
            Edition::Learner => (self.learner)(self.view(course, preview, withheld), theme, bodies, preview),
            Edition::Facilitator => {
                (self.facilitator)(self.view(course, preview, withheld), theme, bodies, preview)
            }
        }
    }

    /// The stories of stories.yaml that stand in an edition as this format gives it away.
    pub fn stories(&self, course: &Arc<Course>, edition: Edition, withheld: Withheld) -> InFile {
        match edition {
            Edition::Learner => self.view::<Never>(course, false, withheld).stories(),
            Edition::Facilitator => self.view::<()>(course, false, withheld).stories(),
        }
    }

    /// A file is kept by whoever was given it; a folder is built again.
    fn view<A: Audience>(&self, course: &Arc<Course>, preview: bool, withheld: Withheld) -> View<A> {
        let view = View::new(course, preview, withheld);
        if self.extension.is_some() { view.kept() } else { view }
    }
}
