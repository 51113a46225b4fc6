//! Content notes, and whether the way past what is hard to read leads anywhere.

use super::{Body, Outline};
use crate::diagnostic::{Code, Diagnostic, nearest};

/// Tells content notes whose way past leads nowhere.
pub(super) fn check(outline: &Outline, body: &Body, problems: &mut Vec<Diagnostic>) {
    for block in body.blocks.iter().filter(|block| block.kind == "content-note") {
        let Some(past) = block.arg("past") else { continue };
        let id = past.trim_start_matches('#');
        let seen = outline.anchors.iter().filter(|anchor| !anchor.facilitator || block.facilitator);
        let ids: Vec<&str> = seen.map(|anchor| &*anchor.id).collect();
        if ids.contains(&id) {
            continue;
        }
        let words = format!("there is no place `#{id}` on this page");
        let mut problem = Diagnostic::new(Code::BrokenAnchor, &outline.file, block.span, words);
        problem.help = Some(nearest(id, ids).map_or_else(
            || format!("Give the place behind it an id, such as `## Afterwards {{#{id}}}`."),
            |near| format!("Did you mean `#{near}`?"),
        ));
        problems.push(problem);
    }
}
