//! The table of diagnostics → docs/diagnostics.md.

use crate::diagnostic::{CODES, CodeInfo, Severity};

/// The whole page.
pub fn page() -> String {
    let mut out = String::from(INTRODUCTION);
    for (severity, heading, about) in GROUPS {
        let rows: Vec<&CodeInfo> = CODES.iter().filter(|info| info.severity == *severity).collect();
        out.push_str(&format!("\n## {heading}\n\n{about}\n\n| code | what is wrong |\n|---|---|\n"));
        for info in &rows {
            out.push_str(&format!("| [`{0}`](#{0}) | {1} |\n", info.name, cell(info.title)));
        }
        for info in rows {
            out.push_str(&format!(
                "\n### {}\n\n{}.\n\n{}\n",
                info.name,
                sentence(info.title),
                info.explanation
            ));
        }
    }
    out.push_str(&super::limits::table());
    out
}

const INTRODUCTION: &str = "\
# What Bedside may tell you

<!-- Made from the table in src/diagnostic/code.rs. To make it again: UPDATE_DOCS=1 cargo test --test reference -->

Each message names the file, the line and the column, says what is wrong and, where it can, what to write instead. The name in
square brackets is its code: `bedside explain CODE` prints what stands here. A warning or a notice that is meant to be as it is
can be switched off for one page with `allow: [code]` in its header, or for the course with the same line in `course.yaml`.
";

const GROUPS: &[(Severity, &str, &str)] = &[
    (Severity::Error, "Errors", "While one stands, nothing new is published. They cannot be switched off."),
    (Severity::Warning, "Warnings", "Likely a mistake. The course is published; with `--strict` it is not."),
    (
        Severity::Notice,
        "Notices",
        "Help with the writing. They never stop anything, not even with `--strict`.",
    ),
];

/// A title as the beginning of a sentence; names in backticks stay as they are.
pub(super) fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text that does not end the cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
