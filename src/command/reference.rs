//! `bedside kinds`, `bedside explain` and `bedside schema`: the authoring reference, asked for by name.

use super::Said;
use crate::diagnostic::report;
use crate::diagnostic::{CODES, Code, did_you_mean};
use crate::document::directive;
use crate::reference::schema::{self, SCHEMAS};
use crate::reference::{kinds, limits};

pub(super) fn kinds(name: Option<&str>, pages: bool) -> Said {
    let Some(name) = name else {
        return Said::done(if pages { kinds::pages() } else { kinds::blocks() });
    };
    match directive::find(name) {
        Some(kind) => Said::done(kinds::block(kind)),
        None => {
            let meant = directive::meant(name).map_or_else(
                || "`bedside kinds` lists them all.".to_owned(),
                |kind| format!("Did you mean `{}`?", kind.name),
            );
            Said::failed(format!("`{name}` is not a kind of block. {meant}"))
        }
    }
}

pub(super) fn explain(name: Option<&str>) -> Said {
    let Some(name) = name else {
        let row = |info: &crate::diagnostic::CodeInfo| {
            format!("{:<26}{:<9}{}\n", info.name, info.severity.word(), info.title)
        };
        return Said::done(CODES.iter().map(row).collect::<String>());
    };
    if name == "limits" {
        return Said::done(limits::lines());
    }
    match Code::from_name(name) {
        Some(code) => Said::done(report::explain(code)),
        None => {
            let help = did_you_mean(name, CODES.iter().map(|info| info.name));
            let help = help.unwrap_or_else(|| "`bedside explain` lists them all.".into());
            Said::failed(format!("`{name}` is not a code of a diagnostic. {help}"))
        }
    }
}

pub(super) fn schema(name: Option<&str>) -> Said {
    let Some(name) = name else {
        let row = |schema: &schema::Schema| format!("{:<14}{}\n", schema.name, schema.title);
        return Said::done(SCHEMAS.iter().map(row).collect::<String>());
    };
    match schema::find(name) {
        Some(schema) => Said::done(schema.json()),
        None => {
            let help = did_you_mean(name, SCHEMAS.iter().map(|schema| schema.name)).unwrap_or_default();
            Said::failed(format!("there is no schema `{name}`. {help}"))
        }
    }
}
