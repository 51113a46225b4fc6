//! A theme's own templates → what in them could run without end, and the names that no page ever gives them.
//!
//! The template engine has no limit on time. So what a theme may do is narrower than what the engine can: loops stand
//! four deep, count only where they loop and not without end, and no template calls itself.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use tera::{Kwargs, State, Tera};

use super::{DEFAULT, collect};
use crate::diagnostic::nearest;

/// The longest template.
pub const MAX_TEMPLATE: usize = 64 * 1024;
/// Loops in loops.
pub const MAX_LOOPS: usize = 4;
/// How far all `range`s of one template count together.
pub const MAX_COUNT: u32 = 10_000;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(MAX_COUNT) };
}

/// Puts our own `range` in the place of the engine's.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function("range", range);
}

/// A template begins: it may count from the start.
pub(super) fn begin() {
    LEFT.set(MAX_COUNT);
}

#[expect(clippy::needless_pass_by_value, reason = "the template engine hands a function its arguments so")]
fn range(arguments: Kwargs, _: &State<'_>) -> tera::TeraResult<Vec<i64>> {
    let start = arguments.get::<i64>("start")?.unwrap_or_default();
    let end = arguments.must_get::<i64>("end")?;
    let step = arguments.get::<i64>("step_by")?.unwrap_or(1).max(1);
    let length = end.saturating_sub(start).max(0) / step + 1;
    let left = u32::try_from(length).ok().and_then(|length| LEFT.get().checked_sub(length));
    let Some(left) = left else {
        return Err(tera::Error::message(format!("`range` counts further than {MAX_COUNT} in one template")));
    };
    LEFT.set(left);
    Ok((start..end).step_by(usize::try_from(step).unwrap_or(1)).collect())
}

/// What in a template could run without end, each with its place.
pub(super) fn endless(path: &str, text: &str) -> Vec<String> {
    if text.len() > MAX_TEMPLATE {
        return vec![format!("{path} has {} bytes; a template may have {MAX_TEMPLATE}", text.len())];
    }
    let mut faults = Vec::new();
    let mut loops = 0_usize;
    for (at, tag) in tags(text) {
        let mut tell = |words: &str| faults.push(format!("{path}:{}: {words}", line(text, at)));
        match tag.split_whitespace().next().unwrap_or_default() {
            "for" => {
                loops += 1;
                if loops == MAX_LOOPS + 1 {
                    tell(&format!("more than {MAX_LOOPS} loops stand in one another"));
                }
            }
            "endfor" => loops = loops.saturating_sub(1),
            "component" => tell("a theme has no components: they could call themselves without end"),
            "set_global" => tell("`set_global` lets a loop grow what it made before, without end"),
            _ => {}
        }
        for (found, _) in tag.match_indices("range") {
            let is_word = !tag[..found].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
            let is_call = tag[found + "range".len()..].trim_start().starts_with('(');
            if is_word && is_call && !tag[..found].trim_end().ends_with(" in") {
                tell("`range` can only stand behind `in`, where a loop begins");
            }
        }
    }
    faults
}

/// Names that no page gives to a template, each with its place: such a name would print nothing, or stop a page.
pub(super) fn strangers(tera: &Tera, own: &[(&str, &str)]) -> Vec<String> {
    if own.is_empty() {
        return Vec::new();
    }
    let mut known: BTreeSet<&str> = names().iter().map(String::as_str).collect();
    for (_, tag) in own.iter().flat_map(|(_, text)| tags(text)) {
        let mut words = tag.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        if matches!(words.next(), Some("set" | "for")) {
            known.extend(words.take(2));
        }
    }
    let mut faults = Vec::new();
    for (path, text) in own {
        let Ok(used) = tera.get_template_variables(path) else { continue };
        let unknown: BTreeSet<&str> = used.into_iter().filter(|name| !known.contains(name)).collect();
        for name in unknown {
            let Some(at) = place(text, name) else { continue };
            let meant = nearest(name, known.iter().copied());
            let meant = meant.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
            faults.push(format!("{path}:{}: no page has a value `{name}`.{meant}", line(text, at)));
        }
    }
    faults
}

/// Every name that a template of the default theme uses: what pages give them.
fn names() -> &'static BTreeSet<String> {
    static NAMES: OnceLock<BTreeSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut files = std::collections::BTreeMap::new();
        collect(&DEFAULT, &mut files);
        let is_template = |path: &str| path.starts_with("templates/") || path.starts_with("icons/");
        let templates: Vec<(&str, &str)> = files
            .iter()
            .filter(|(path, _)| is_template(path))
            .filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
            .collect();
        let mut tera = Tera::default();
        // A test renders the default theme, so it loads.
        if tera.add_raw_templates(templates.iter().copied()).is_err() {
            return BTreeSet::new();
        }
        let of = |(path, _): &(&str, &str)| tera.get_template_variables(path).ok();
        let mut names: BTreeSet<String> =
            templates.iter().filter_map(of).flatten().map(str::to_owned).collect();
        names.insert("w".to_owned());
        names
    })
}

/// The tags of a template, `{% … %}` and `{{ … }}`, each with its place.
fn tags(text: &str) -> Vec<(usize, &str)> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let close = match text.as_bytes().get(open + 1) {
            Some(b'%') => "%}",
            Some(b'{') => "}}",
            Some(b'#') => "#}",
            _ => {
                at = open + 1;
                continue;
            }
        };
        let end = text[open + 2..].find(close).map_or(text.len(), |found| open + 2 + found);
        if close != "#}" {
            let inner = text[open + 2..end].trim_matches(['-', ' ', '\n', '\r', '\t']);
            tags.push((open, inner));
        }
        at = (end + 2).min(text.len());
    }
    tags
}

/// Where a name stands in a tag by itself.
fn place(text: &str, name: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |tag: &str, found: usize| {
        !tag[..found].ends_with(|c: char| is_part(c) || c == '.')
            && !tag[found + name.len()..].starts_with(is_part)
    };
    tags(text)
        .into_iter()
        .find(|(_, tag)| tag.match_indices(name).any(|(found, _)| whole(tag, found)))
        .map(|(at, _)| at)
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
