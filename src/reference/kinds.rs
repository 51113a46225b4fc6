//! The kinds of blocks and pages → what `bedside kinds` prints.

use crate::document::directive::{Argument, KINDS, Kind, Label};
use crate::document::header::PAGE_KINDS;

/// Every kind of block with one line on each.
pub fn blocks() -> String {
    KINDS.iter().map(|kind| format!("{:<14}{}\n", kind.name, kind.about)).collect()
}

/// Every kind of page with one line on each.
pub fn pages() -> String {
    let row = |(kind, folder, about): &(&str, &str, &str)| format!("{kind:<14}{about} (folder {folder}/)\n");
    PAGE_KINDS.iter().map(row).collect()
}

/// How one kind is written: label, arguments, an example.
pub fn block(kind: &Kind) -> String {
    let mut out = format!("{}: {}\n", kind.name, kind.about);
    if let Label::Required(what) = kind.label {
        out.push_str(&format!("\nlabel, in square brackets (needed): {what}\n"));
    }
    if !kind.arguments.is_empty() {
        out.push_str("\narguments, in braces:\n");
    }
    for argument in kind.arguments {
        let takes = argument.takes.words();
        let end = match argument.default {
            Some(default) => format!(" [default: {default}]"),
            None if argument.required => " (needed)".into(),
            None => String::new(),
        };
        out.push_str(&format!("  {:<10}{}; takes {takes}{end}\n", argument.name, argument.about));
    }
    out.push_str(&format!("\nexample:\n\n{}", kind.example));
    out
}

/// What stands for an argument that is not written.
pub(super) fn otherwise(argument: &Argument) -> String {
    match argument.default {
        Some(default) => format!("`{default}`"),
        None if argument.required => "needed".into(),
        None => "–".into(),
    }
}
