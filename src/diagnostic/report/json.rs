//! A report → the object that `check --format json` prints.

use serde_json::{Value, json};

use super::{Report, Sources, visible};
use crate::diagnostic::Diagnostic;

/// One object with every problem and the sums, laid out for reading and the same on every run.
pub fn json(report: &Report) -> String {
    let sources = Sources::of(report);
    let told: Vec<Value> = report.diagnostics.iter().map(|told| problem(report, told, &sources)).collect();
    let (errors, warnings, notices) = report.counts();
    let object = json!({ "diagnostics": told, "errors": errors, "warnings": warnings, "notices": notices });
    visible::json(&object)
}

fn problem(report: &Report, told: &Diagnostic, sources: &Sources) -> Value {
    let extent = sources.extent(&told.file, told.span);
    let related = told.related.iter().map(|related| {
        let line = sources.extent(&related.file, related.span).start.line;
        json!({ "file": &*related.file, "line": line, "message": related.message })
    });
    json!({
        "code": told.code.name(),
        "severity": report.severity(told).word(),
        "file": &*told.file,
        "line": extent.start.line,
        "column": extent.start.column,
        "end_line": extent.end.line,
        "end_column": extent.end.column,
        "message": told.message,
        "help": told.help,
        "related": related.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{at, code, show, span};
    use super::*;
    use crate::diagnostic::Severity::{Error, Notice, Warning};

    #[test]
    fn the_object_has_every_promised_key_in_order() {
        let text = "# Héard\r\n[a](b.md)\r\n";
        let told = [at(Error, "a.md", text, "[a](b.md)", "it leads nowhere").help("Name a page.").related(
            &Arc::from("a.md"),
            span(text, "Héard"),
            "the page",
        )];
        let expected = format!(
            r#"{{
  "diagnostics": [
    {{
      "code": "{}",
      "severity": "error",
      "file": "a.md",
      "line": 2,
      "column": 1,
      "end_line": 2,
      "end_column": 10,
      "message": "it leads nowhere",
      "help": "Name a page.",
      "related": [
        {{
          "file": "a.md",
          "line": 1,
          "message": "the page"
        }}
      ]
    }}
  ],
  "errors": 1,
  "warnings": 0,
  "notices": 0
}}
"#,
            code(Error).name()
        );
        assert_eq!(show(&told, &[("a.md", text.as_bytes())], false, json), expected);
    }

    #[test]
    fn sums_follow_strictness_and_an_empty_report_is_still_an_object() {
        let told = [Warning, Notice].map(|severity| at(severity, "gone.png", "x", "x", "m"));
        let read = |shown: String| serde_json::from_str::<Value>(&shown).unwrap();
        let strict = read(show(&told, &[], true, json));
        assert_eq!(
            (&strict["errors"], &strict["warnings"], &strict["notices"]),
            (&1.into(), &0.into(), &1.into())
        );
        assert_eq!(strict["diagnostics"][0]["severity"], "error");
        assert_eq!(strict["diagnostics"][0]["help"], Value::Null);
        let empty = read(show(&[], &[], false, json));
        assert_eq!(empty, json!({ "diagnostics": [], "errors": 0, "warnings": 0, "notices": 0 }));
    }
}
