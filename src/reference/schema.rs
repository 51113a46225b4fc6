//! The tables of keys → JSON Schemas (draft 2020-12), by which editors complete and check as one types.

use serde_json::{Map, Value, json};

use crate::config;
use crate::course::{TERM_KEYS, framework, releases, stories};
use crate::diagnostic::{CODES, Severity};
use crate::document::header;
use crate::document::yaml::{Key, Want};

/// One file, or part of a file, that has a schema.
pub struct Schema {
    /// What `bedside schema` is asked for.
    pub name: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    /// What the whole is: most often `Want::Map` of a table of keys.
    pub root: Want,
    /// Keys that cannot be left out: of the whole, or of each that is named.
    pub required: &'static [&'static str],
}

/// Every schema there is. A data file with a table of keys takes one row.
pub const SCHEMAS: &[Schema] = &[
    Schema {
        name: "header",
        title: "Header of a page",
        about: "What stands between the two lines --- at the top of a page. It may be left out.",
        root: Want::Map(header::KEYS),
        required: &[],
    },
    Schema {
        name: "course",
        title: "course.yaml",
        about: "What a course says of itself as a whole.",
        root: Want::Map(config::KEYS),
        required: &["id", "title"],
    },
    Schema {
        name: "framework",
        title: "framework.yaml",
        about: "The domains and competencies that the course is to cover.",
        root: Want::Map(framework::KEYS),
        required: &["domains"],
    },
    Schema {
        name: "glossary",
        title: "glossary.yaml",
        about: "The words that the course explains, each with its meaning.",
        root: Want::Named(TERM_KEYS),
        required: &[],
    },
    Schema {
        name: "stories",
        title: "stories.yaml",
        about: "The real stories of the course, each with what its teller agreed to.",
        root: Want::Named(stories::KEYS),
        required: &["basis"],
    },
    Schema {
        name: "releases",
        title: "releases.yaml",
        about: "The packages that were given away, each with the stories in it and who has it.",
        root: Want::Named(releases::KEYS),
        required: releases::REQUIRED,
    },
];

/// The schema of this name.
pub fn find(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}

impl Schema {
    /// The schema as a JSON document.
    pub fn json(&self) -> String {
        let mut document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "description": self.about,
        });
        if let (Some(document), Value::Object(mut schema)) = (document.as_object_mut(), value(self.root)) {
            if !self.required.is_empty() {
                let of_each = schema.get_mut("additionalProperties").and_then(Value::as_object_mut);
                let required = ("required".into(), json!(self.required));
                match of_each {
                    Some(each) => each.extend([required]),
                    None => schema.extend([required]),
                }
            }
            document.append(&mut schema);
        }
        format!("{document:#}\n")
    }
}

/// A mapping with these keys and no others.
fn mapping(keys: &[Key], required: &[&str]) -> Map<String, Value> {
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    schema.insert("additionalProperties".into(), false.into());
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = match key.name {
        "allow" => list(&switches()),
        "purposes" => list(&json!({"enum": stories::PURPOSES})),
        "copies" => list(&json!({"enum": stories::COPIES})),
        _ => value(key.want),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".into(), key.about.into());
    }
    schema
}

/// What a key takes: as much as the reader understands, so that an editor never marks what is right.
fn value(want: Want) -> Value {
    match want {
        Want::Text => text(),
        Want::Minutes => json!({"anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 100_000},
            {"type": "string", "pattern": "^\\d+ *(m|min\\.?|mins|minutes?|'|’)?$"},
        ]}),
        Want::Whole => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
        Want::Flag => json!({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "on", "off"]}]}),
        Want::Date => json!({"type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}),
        Want::Texts => list(&text()),
        Want::Objectives => json!({"type": "array", "items": {"anyOf": [text(), {
            "type": "object",
            "properties": {
                "id": {"type": "string", "description": "a name that other places refer to"},
                "text": {"type": "string", "description": "what learners will be able to do"},
            },
            "required": ["text"],
            "additionalProperties": false,
        }]}}),
        Want::Word(words) => json!({"enum": words}),
        Want::Map(keys) => Value::Object(mapping(keys, &[])),
        Want::Named(keys) => json!({"type": "object", "additionalProperties": mapping(keys, &[])}),
        Want::NamedTexts => json!({"type": "object", "additionalProperties": text()}),
        Want::Items(keys) => {
            let all: Vec<&str> = keys.iter().map(|key| key.name).collect();
            json!({"type": "array", "items": mapping(keys, &all)})
        }
        Want::Any => json!({}),
    }
}

/// A number or a word such as `yes` is taken as it was typed.
fn text() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

/// A list; one alone is understood as a list of one, and nothing as an empty list.
fn list(item: &Value) -> Value {
    json!({"anyOf": [{"type": "array", "items": item}, item, {"type": "null"}]})
}

/// The codes that may stand in `allow`: errors cannot be switched off.
fn switches() -> Value {
    let may = CODES.iter().filter(|info| info.severity != Severity::Error);
    let each = |info: &crate::diagnostic::CodeInfo| json!({"const": info.name, "description": info.title});
    json!({"oneOf": may.map(each).collect::<Vec<_>>()})
}
