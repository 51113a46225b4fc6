//! `bedside kinds` and `bedside explain`: the authoring reference, from the tables.

use super::Said;
use crate::diagnostic::report;
use crate::diagnostic::{CODES, Code, did_you_mean};
use crate::document::directive::{self, KINDS, Kind, Label};
use crate::document::header::PAGE_KINDS;

pub(super) fn kinds(name: Option<&str>, pages: bool) -> Said {
    if pages {
        let row =
            |(kind, folder, about): &(&str, &str, &str)| format!("{kind:<14}{about} (folder {folder}/)\n");
        return Said::done(PAGE_KINDS.iter().map(row).collect::<String>());
    }
    let Some(name) = name else {
        return Said::done(
            KINDS.iter().map(|kind| format!("{:<14}{}\n", kind.name, kind.about)).collect::<String>(),
        );
    };
    match directive::find(name) {
        Some(kind) => Said::done(describe(kind)),
        None => {
            let meant = directive::meant(name).map_or_else(
                || "`bedside kinds` lists them all.".to_owned(),
                |kind| format!("Did you mean `{}`?", kind.name),
            );
            Said::failed(format!("`{name}` is not a kind of block. {meant}"))
        }
    }
}

fn describe(kind: &Kind) -> String {
    let mut out = format!("{}: {}\n", kind.name, kind.about);
    if let Label::Required(what) = kind.label {
        out.push_str(&format!("\nlabel, in square brackets (needed): {what}\n"));
    }
    if !kind.arguments.is_empty() {
        out.push_str("\narguments, in braces:\n");
    }
    for argument in kind.arguments {
        let takes = argument.takes.words();
        out.push_str(&format!("  {:<10}{}; takes {takes}", argument.name, argument.about));
        match argument.default {
            Some(default) => out.push_str(&format!(" [default: {default}]\n")),
            None if argument.required => out.push_str(" (needed)\n"),
            None => out.push('\n'),
        }
    }
    out.push_str(&format!("\nexample:\n\n{}", kind.example));
    out
}

pub(super) fn explain(name: Option<&str>) -> Said {
    let Some(name) = name else {
        let row = |info: &crate::diagnostic::CodeInfo| {
            format!("{:<26}{:<9}{}\n", info.name, info.severity.word(), info.title)
        };
        return Said::done(CODES.iter().map(row).collect::<String>());
    };
    match Code::from_name(name) {
        Some(code) => Said::done(report::explain(code)),
        None => {
            let help = did_you_mean(name, CODES.iter().map(|info| info.name));
            let help = help.unwrap_or_else(|| "`bedside explain` lists them all.".into());
            Said::failed(format!("`{name}` is not a code of a diagnostic. {help}"))
        }
    }
}
