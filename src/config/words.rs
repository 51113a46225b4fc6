//! `words:` of course.yaml → the wordings that the course would rather not read, strictly read.

use serde_yaml::Value;

use crate::diagnostic::{Code, Span, did_you_mean};
use crate::document::writing::Wording;
use crate::document::yaml::{Entry, Reader};

const EXAMPLE: &str = "It is written so:\nwords:\n  avoid:\n    - {say: bed blocker, instead: someone waiting for a place to go}";

/// Reads `{avoid: [{say, instead}]}`.
pub(super) fn read(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Vec<Wording> {
    let Some(value) = reader.value(entry) else { return Vec::new() };
    let Some(mapping) = value.as_mapping() else {
        tell(reader, Code::ConfigValue, entry.value_span(), "`words` expects a list under `avoid:`", EXAMPLE);
        return Vec::new();
    };
    let mut wordings = Vec::new();
    for (key, list) in mapping {
        let key = key.as_str().unwrap_or_default();
        if key != "avoid" {
            let words = format!("`{key}` is not a known key of `words`");
            tell(reader, Code::ConfigKey, place(entry, 0, key), &words, "Known here: avoid.");
            continue;
        }
        let Some(items) = list.as_sequence() else {
            tell(reader, Code::ConfigValue, place(entry, 0, key), "`avoid` expects a list", EXAMPLE);
            continue;
        };
        let spans = entry.item_spans();
        for (n, item) in items.iter().enumerate() {
            let span = spans.get(n).copied().unwrap_or_else(|| entry.value_span());
            wordings.extend(wording(reader, entry, item, span));
        }
    }
    wordings
}

fn wording(reader: &mut Reader<'_>, entry: &Entry<'_>, item: &Value, span: Span) -> Option<Wording> {
    let Some(mapping) = item.as_mapping() else {
        tell(reader, Code::ConfigValue, span, "a wording needs a `say` and an `instead`", EXAMPLE);
        return None;
    };
    for key in mapping.keys().filter_map(Value::as_str).filter(|key| !matches!(*key, "say" | "instead")) {
        let help = did_you_mean(key, ["say", "instead"]).unwrap_or_default();
        let from = (span.start as usize).saturating_sub(entry.base);
        tell(
            reader,
            Code::ConfigKey,
            place(entry, from, key),
            &format!("`{key}` is not a known key of a wording"),
            &help,
        );
    }
    let text =
        |key: &str| item.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    match (text("say"), text("instead")) {
        (Some(say), Some(instead)) => Some(Wording { say: say.to_owned(), instead: instead.to_owned() }),
        _ => {
            tell(reader, Code::ConfigValue, span, "a wording needs a `say` and an `instead`", EXAMPLE);
            None
        }
    }
}

/// Where a key stands in the entry, looked for from an offset on.
fn place(entry: &Entry<'_>, from: usize, key: &str) -> Span {
    let found = entry.text.get(from..).and_then(|text| text.find(&format!("{key}:")));
    found.map_or(entry.value_span(), |at| {
        Span::new(entry.base + from + at, entry.base + from + at + key.len())
    })
}

fn tell(reader: &mut Reader<'_>, code: Code, span: Span, words: &str, help: &str) {
    reader.tell(code, span, words.to_owned(), (!help.is_empty()).then(|| help.to_owned()));
}
