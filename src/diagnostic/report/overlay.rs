//! A report → plain data for the preview's error panel, which makes elements of it.

use serde::Serialize;

use super::excerpt::{Row, excerpt};
use super::{Report, Sources, visible};

/// One problem as the panel shows it. All words are safe to show as they are; none of them is HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub code: &'static str,
    pub severity: &'static str,
    /// What this kind of problem is, in a few words.
    pub title: &'static str,
    pub message: String,
    pub help: Option<String>,
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// The lines around it; empty where the file is not text.
    pub excerpt: Vec<Row>,
    pub related: Vec<Related>,
}

/// Another place that explains a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    pub message: String,
    pub file: String,
    pub line: usize,
}

/// Every problem of a report, in its order.
pub fn overlay(report: &Report) -> Vec<Problem> {
    let sources = Sources::of(report);
    let related = |told: &crate::diagnostic::Related| Related {
        message: visible::prose(&told.message).into_owned(),
        file: visible::name(&told.file).into_owned(),
        line: sources.extent(&told.file, told.span).start.line,
    };
    let problem = |told: &super::Diagnostic| {
        let extent = sources.extent(&told.file, told.span);
        let info = told.code.info();
        Problem {
            code: info.name,
            severity: report.severity(told).word(),
            title: info.title,
            message: visible::prose(&told.message).into_owned(),
            help: told.help.as_deref().map(|help| visible::prose(help).into_owned()),
            file: visible::name(&told.file).into_owned(),
            line: extent.start.line,
            column: extent.start.column,
            excerpt: sources.lines(&told.file).map_or_else(Vec::new, |lines| excerpt(lines, extent)),
            related: told.related.iter().map(related).collect(),
        }
    };
    report.diagnostics.iter().map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, show};
    use super::*;
    use crate::diagnostic::Severity::Error;

    #[test]
    fn the_panel_learns_where_to_mark_and_gets_the_words_as_words() {
        let text = "# Heard\n\n<b> [a](gone.md)\n";
        let told = [at(Error, "a.md", text, "[a](gone.md)", "no page <gone> \u{202e}").help("Name one.")];
        let panel = show(&told, &[("a.md", text.as_bytes())], false, overlay);
        let value = serde_json::to_value(&panel).unwrap();
        let first = &value[0];
        assert_eq!(first["message"], "no page <gone> \\u{202e}");
        assert_eq!((&first["line"], &first["column"]), (&3.into(), &5.into()));
        assert_eq!(
            first["excerpt"],
            serde_json::json!([{ "number": 3, "text": "<b> [a](gone.md)", "marked": true, "from": 5, "to": 17 }])
        );
    }

    #[test]
    fn a_file_that_is_not_text_has_no_excerpt() {
        let panel = show(&[at(Error, "photo.jpg", "x", "x", "m")], &[], false, overlay);
        assert_eq!((panel[0].line, panel[0].excerpt.len()), (1, 0));
    }
}
