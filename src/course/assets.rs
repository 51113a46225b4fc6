//! Files that pages refer to → the course's assets, each once, in the order in which pages name them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Asset, Page, Target, files};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::LinkUse;
use crate::publish::OutPath;
use crate::source::Source;

#[derive(Default)]
pub(super) struct Assets {
    pub list: Vec<Asset>,
    /// The place in the list, by the path of the source.
    places: BTreeMap<Arc<str>, u32>,
}

impl Assets {
    /// What a link to a file leads to. What is wrong with a file is told where it is named first.
    pub(super) fn target(
        &mut self,
        source: &Arc<Source>,
        page: &Page,
        link: &LinkUse,
        problems: &mut Vec<Diagnostic>,
    ) -> Target {
        if let Some(at) = self.places.get(&source.path) {
            return Target::Asset(*at);
        }
        let is_fine = files::check(source, link, &page.outline.file, problems);
        match OutPath::new(&source.path) {
            Ok(_) if !is_fine => Target::Nowhere,
            Ok(out) => {
                let at = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
                self.places.insert(Arc::clone(&source.path), at);
                self.list.push(Asset { source: Arc::clone(source), out });
                Target::Asset(at)
            }
            Err(why) => {
                let path = &source.path;
                let words = format!("the name of the file `{path}` would not work everywhere: {why}");
                let problem = Diagnostic::new(Code::UnsafeName, &page.outline.file, link.span, words);
                problems.push(problem.help("Rename the file."));
                Target::Nowhere
            }
        }
    }
}
