//! A report → SARIF 2.1.0, which code hosts show beside the lines of a change.

use serde_json::{Value, json};

use super::{Report, Sources, visible};
use crate::diagnostic::{CODES, CodeInfo, Diagnostic, Severity, Span};

/// One run of `bedside`, with a rule for each code that occurs and a result for each problem.
pub fn sarif(report: &Report) -> String {
    let sources = Sources::of(report);
    let occurs = |info: &&CodeInfo| report.diagnostics.iter().any(|told| told.code == info.code);
    let rules: Vec<&CodeInfo> = CODES.iter().filter(occurs).collect();
    let results = report.diagnostics.iter().map(|told| result(report, told, &rules, &sources));
    visible::json(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "bedside",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|info| rule(info)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    }))
}

fn rule(info: &CodeInfo) -> Value {
    json!({
        "id": info.name,
        "shortDescription": message(info.title),
        "fullDescription": message(info.explanation),
        "defaultConfiguration": { "level": level(info.severity) },
    })
}

fn result(report: &Report, told: &Diagnostic, rules: &[&CodeInfo], sources: &Sources) -> Value {
    // Code hosts show the message alone, so the help goes with it.
    let help = told.help.iter().map(String::as_str);
    let words: Vec<&str> = std::iter::once(told.message.as_str()).chain(help).collect();
    let mut result = json!({
        "ruleId": told.code.name(),
        "ruleIndex": rules.iter().position(|info| info.code == told.code),
        "level": level(report.severity(told)),
        "message": message(&words.join("\n")),
        "locations": [{ "physicalLocation": physical(sources, &told.file, told.span) }],
    });
    if !told.related.is_empty() {
        let related = told.related.iter().enumerate().map(|(index, related)| {
            json!({
                "id": index + 1,
                "physicalLocation": physical(sources, &related.file, related.span),
                "message": message(&related.message),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// A file with the region in it; a file that is not text has no lines, so none is claimed.
fn physical(sources: &Sources, file: &str, span: Span) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(file) } });
    if let Some(extent) = sources.find(file, span) {
        location["region"] = json!({
            "startLine": extent.start.line,
            "startColumn": extent.start.column,
            "endLine": extent.end.line,
            "endColumn": extent.end.column,
        });
    }
    location
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

/// A message object. Braces are doubled as section 3.11.5 demands, for single ones hold placeholders.
fn message(text: &str) -> Value {
    json!({ "text": text.replace('{', "{{").replace('}', "}}") })
}

/// A path as a relative reference: everything but unreserved characters is percent-encoded, so that neither a
/// colon makes a scheme of a folder's name nor `#` a fragment of a file's.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char);
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::testing::{at, code, show, span};
    use super::*;
    use crate::diagnostic::Severity::{Error, Notice, Warning};

    fn run(told: &[Diagnostic], files: &[(&str, &[u8])], strict: bool) -> Value {
        let object: Value = serde_json::from_str(&show(told, files, strict, sarif)).unwrap();
        assert_eq!(object["version"], "2.1.0");
        object["runs"][0].clone()
    }

    #[test]
    fn a_result_points_at_its_rule_its_region_and_its_related_places() {
        let (file, text) = ("à côté/a:b #1.md", "one\n🙂 {#two}\n");
        let told = [
            at(Notice, "photo.jpg", "x", "x", "it says where it was taken"),
            at(Error, file, text, "{#two}", "{#two} stands twice").help("Choose another.").related(
                &Arc::from(file),
                span(text, "one"),
                "here too",
            ),
        ];
        let run = run(&told, &[(file, text.as_bytes())], false);
        let uri = "%C3%A0%20c%C3%B4t%C3%A9/a%3Ab%20%231.md";
        let result = &run["results"][1];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], code(Error).name());
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
        assert_eq!(result["message"]["text"], "{{#two}} stands twice\nChoose another.");
        assert_eq!(
            result["locations"][0]["physicalLocation"],
            json!({
                "artifactLocation": { "uri": uri },
                "region": { "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 9 },
            })
        );
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);
        // A picture has no lines.
        assert_eq!(run["results"][0]["locations"][0]["physicalLocation"].get("region"), None);
        assert_eq!(run["results"][0]["level"], "note");
    }

    #[test]
    fn strict_raises_results_and_leaves_the_rules_default() {
        let run = run(&[at(Warning, "a.md", "x", "x", "m")], &[], true);
        assert_eq!(run["results"][0]["level"], "error");
        assert_eq!(run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"], "warning");
    }
}
