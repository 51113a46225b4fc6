//! The reference is made from the tables: what stands in docs/ is what they say, and their examples hold.
#![expect(
    clippy::disallowed_methods,
    reason = "the test compares files of the project and writes them on request"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use bedside::diagnostic::{CODES, Severity};
use bedside::document::directive::KINDS;
use bedside::document::yaml::Want;
use bedside::document::{self, Syntax};
use bedside::reference::{self, schema::SCHEMAS};
use bedside::source::Source;
use serde_json::Value;

fn told(text: &str) -> Vec<bedside::diagnostic::Diagnostic> {
    let source = Arc::new(Source::in_memory("page.md", text.as_bytes().into()));
    document::parse(&source, Syntax::COURSE).diagnostics
}

#[test]
fn the_pages_in_docs_are_those_that_the_tables_make() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (name, text) in reference::pages() {
        let file = docs.join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(&docs).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let on_disk = std::fs::read_to_string(&file).unwrap_or_default();
        let advice = "make it again with: UPDATE_DOCS=1 cargo test --test reference";
        assert!(on_disk == text, "docs/{name} is behind the tables; {advice}");
    }
}

#[test]
fn the_authoring_page_names_every_kind_key_and_argument() {
    let [(_, authoring), (_, diagnostics)] = reference::pages();
    for kind in KINDS {
        assert!(authoring.contains(&format!("\n### {}\n", kind.name)), "{}", kind.name);
        assert!(authoring.contains(kind.example), "{}", kind.name);
        for argument in kind.arguments {
            assert!(authoring.contains(&format!("| `{}` | ", argument.name)), "{}", argument.name);
        }
    }
    for key in document::header::KEYS.iter().chain(bedside::config::KEYS) {
        assert!(authoring.contains(&format!("| `{}` | ", key.name)), "{}", key.name);
    }
    for info in CODES {
        assert!(diagnostics.contains(&format!("\n### {}\n", info.name)), "{}", info.name);
    }
}

#[test]
fn the_authoring_page_says_how_to_review_the_briefs_of_a_role_play() {
    let [(_, authoring), _] = reference::pages();
    let role_play =
        authoring.split("\n### role-play\n").nth(1).unwrap().split("\n### debrief\n").next().unwrap();
    assert!(role_play.contains("no brief gives another away"));
}

#[test]
fn every_example_is_right_and_every_broken_one_yields_what_it_promises() {
    for kind in KINDS {
        let page = format!("---\nstory: fictional\n---\n# A page\n\n{}", kind.example);
        let bad: Vec<_> = told(&page).into_iter().filter(|p| p.severity > Severity::Notice).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", kind.name);
        let (broken, code) = kind.broken;
        let codes: Vec<_> = told(&format!("# A page\n\n{broken}")).into_iter().map(|p| p.code).collect();
        assert!(codes.contains(&code), "{}: {codes:?}", kind.name);
    }
}

#[test]
fn schemas_allow_what_their_tables_know_and_nothing_else() {
    let names: BTreeSet<_> = SCHEMAS.iter().map(|schema| schema.name).collect();
    assert_eq!(names.len(), SCHEMAS.len());
    for schema in SCHEMAS {
        let json: Value = serde_json::from_str(&schema.json()).unwrap();
        assert_eq!(json["$schema"], "https://json-schema.org/draft/2020-12/schema");
        // What is named freely holds mappings that know their own keys and no others.
        let names = if matches!(schema.root, Want::Named(_)) { &json["additionalProperties"] } else { &json };
        assert_eq!(names["additionalProperties"], false);
        let (Want::Map(keys) | Want::Named(keys)) = schema.root else { continue };
        let properties = names["properties"].as_object().unwrap();
        assert_eq!(properties.len(), keys.len());
        for key in keys {
            assert_eq!(properties[key.name]["description"], key.about, "{}", key.name);
        }
        for required in schema.required {
            assert!(properties.contains_key(*required), "{required}");
        }
    }
    let header: Value = serde_json::from_str(&SCHEMAS[0].json()).unwrap();
    assert_eq!(header["properties"]["kind"]["enum"][1], "narrative");
    let switches = header["properties"]["allow"].to_string();
    assert!(switches.contains("\"link-text\"") && !switches.contains("\"no-title\""));
}
