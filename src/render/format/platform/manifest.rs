//! The entries of a package and its files → the manifest by which a platform takes it in.

use serde::Serialize;

use super::Standard;
use super::unit::Unit;
use crate::config::{Completion, Config};
use crate::render::theme::Theme;

/// The value of `templates/platform/<standard>.xml`.
#[derive(Serialize)]
struct Manifest<'a> {
    id: String,
    title: &'a str,
    summary: &'a str,
    language: &'a str,
    /// A web name of the course that never changes.
    iri: String,
    groups: Vec<Group>,
    /// Every other file of the package, as addresses.
    files: Vec<String>,
}

/// Entries below one heading; in a course that is one entry, or has no strands, there is none.
#[derive(Serialize)]
struct Group {
    id: String,
    title: String,
    iri: String,
    units: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    summary: String,
    iri: String,
    href: String,
    move_on: &'static str,
    /// From 0 to 1; empty where nothing has to be passed.
    mastery: String,
}

/// The manifest's name in the package, and its text or the theme's mistake in it.
pub(super) fn make(
    standard: Standard,
    config: &Config,
    units: Vec<Unit>,
    files: Vec<String>,
    theme: &Theme,
) -> (&'static str, Result<String, String>) {
    let (name, template) = match standard {
        Standard::Scorm12 => ("imsmanifest.xml", "templates/platform/scorm12.xml"),
        Standard::Scorm2004 => ("imsmanifest.xml", "templates/platform/scorm2004.xml"),
        Standard::Cmi5 => ("cmi5.xml", "templates/platform/cmi5.xml"),
    };
    let launchers: Vec<String> = units.iter().map(|unit| unit.launcher.clone()).collect();
    let files = files.into_iter().filter(|file| !launchers.contains(file));
    let value = Manifest {
        id: format!("course-{}", iri(config, "").trim_start_matches("urn:uuid:")),
        title: &config.title,
        summary: if config.summary.is_empty() { &config.title } else { &config.summary },
        language: &config.language,
        iri: iri(config, ""),
        files: files.map(|file| address(&file)).collect(),
        groups: groups(config, units),
    };
    (name, theme.render(template, &value))
}

fn groups(config: &Config, units: Vec<Unit>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for unit in units {
        let (id, title) = unit.strand.clone().unwrap_or_default();
        if groups.last().is_none_or(|group| group.id != id) {
            groups.push(Group { iri: iri(config, &id), id, title, units: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.units.push(entry(config, unit));
        }
    }
    groups
}

fn entry(config: &Config, unit: Unit) -> Entry {
    let platform = &config.platform;
    let passes = unit.completion == Completion::Score;
    let scored = platform.score && unit.checks() > 0;
    Entry {
        iri: iri(config, &unit.id),
        href: address(&unit.launcher),
        move_on: if passes { "Passed" } else { "Completed" },
        mastery: if scored { decimal(platform.passing) } else { String::new() },
        summary: if unit.summary.is_empty() { unit.title.clone() } else { unit.summary },
        id: unit.id,
        title: unit.title,
    }
}

/// A hundredth as a decimal: 80 → `0.8`.
fn decimal(hundredth: u8) -> String {
    format!("{}", f64::from(hundredth) / 100.0)
}

/// A name that the standards ask to be an address and that must outlive every address: made from the course's id.
fn iri(config: &Config, part: &str) -> String {
    let is_uuid = config.id.len() == 36
        && config
            .id
            .char_indices()
            .all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() });
    if part.is_empty() && is_uuid {
        return format!("urn:uuid:{}", config.id.to_ascii_lowercase());
    }
    let hash = blake3::hash(format!("{}\n{part}", config.id).as_bytes()).to_hex();
    // The bits of a UUID of a kind of one's own (RFC 9562, version 8).
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &hash[..8],
        &hash[8..12],
        &hash[12..15],
        &hash[15..18],
        &hash[18..30]
    )
}

/// A path as a relative address: what may not stand in one is percent-encoded.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
