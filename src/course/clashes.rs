//! Files that are published as they are, beside the pages → those that would lie where something else lies.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Course;
use crate::diagnostic::{Code, Diagnostic, Span};

/// Tells files whose address a page, a generated page or another file has, also where case is not told apart: one of
/// the two would be lost, and which one would depend on the system.
pub(super) fn tell(course: &Course, problems: &mut Vec<Diagnostic>) {
    if course.assets.is_empty() {
        return;
    }
    let mut taken: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for page in &course.pages {
        taken.insert(page.out.collision_key(), Arc::clone(&page.outline.file));
    }
    for generated in &course.generated {
        taken.insert(generated.address(course), generated.source(course).into());
    }
    for asset in &course.assets {
        let file = &asset.source.path;
        if let Some(other) = taken.insert(asset.out.collision_key(), Arc::clone(file)) {
            let words = format!("this file would lie at `{}`, where {other} lies", asset.out);
            problems.push(
                Diagnostic::new(Code::DuplicateAddress, file, Span::default(), words)
                    .help("Rename one of the two.")
                    .related(&other, Span::default(), "the other"),
            );
        }
    }
}
