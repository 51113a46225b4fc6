//! A file that `package` made → its block in releases.yaml, and what is to be said of one that was made before.

use std::path::Path;

use crate::cli::Package;
use crate::course::Edition;
use crate::course::releases::{self, Release};
use crate::pipeline::{self, Linked};
use crate::publish;
use crate::render::format::{Format, Wanted};

/// Adds the file to releases.yaml, if there could be something to recall or somebody to ask: it holds a story of
/// stories.yaml, or `--to` says who is given it.
pub(super) fn note(
    args: &Package,
    linked: &Linked,
    format: &Format,
    wanted: &Wanted,
    output: &Path,
) -> Result<String, String> {
    let edition = Edition::from(args.edition);
    let stories = format.stories(&linked.course, edition, linked.withheld(format.copy), wanted);
    let recipient = args.to.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if stories.is_empty() && recipient.is_empty() {
        return Ok(String::new());
    }
    let release = Release {
        key: String::new(),
        file: output.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        hash: format!("blake3:{}", publish::hash_file(output)?.to_hex()),
        date: linked.today,
        format: format.name.to_owned(),
        edition: edition.name().to_owned(),
        module: args.module.clone().unwrap_or_default(),
        recipient,
        replaced: None,
        stories,
    };
    let list = args.course.content.join(releases::FILE);
    let mut key = String::new();
    pipeline::grow_file(&list, |before| {
        let (made, bytes) = releases::with(before.as_deref(), &release).map_err(|problems| {
            let first = problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
            format!("the list is damaged and is left as it is: {first}.")
        })?;
        key = made;
        Ok(bytes)
    })?;
    let whom = match release.recipient.as_str() {
        "" => "nobody is named; `--to \"WHO\"` says who is given it".to_owned(),
        who => format!("for {who}"),
    };
    let until = release.stories.values().flatten().min();
    let until = until.map_or_else(String::new, |day| format!(" Valid until {day}: a story in it ends."));
    Ok(format!("{}: noted as {key}, {whom}.{until}\n", list.display()))
}

/// What is to be said of the file that an earlier run left in this place.
pub(super) fn of_before(linked: &Linked, output: &Path) -> String {
    if !crate::source::is_file(output) {
        return String::new();
    }
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let stories = super::recall::withheld_in(linked, &name);
    if stories.is_empty() {
        return String::new();
    }
    format!(
        "{} was made before and holds `{}`, which may no longer be shown: do not give it away.\n",
        output.display(),
        stories.join("`, `")
    )
}
