//! `bedside package`: an edition in one file, the same to the byte wherever it is made; releases.yaml notes who has it.

use std::path::{Path, PathBuf};

use super::{Exit, Said, World, is_course, stops, tell, today};
use crate::cli::{Format, Package};
use crate::course::Edition;
use crate::course::releases::{self, Release};
use crate::course::stories;
use crate::diagnostic::{Code, did_you_mean};
use crate::document::slug;
use crate::pipeline::{self, Linked, Memory, Place};
use crate::publish;
use crate::render::format::{self, FORMATS};

pub(super) fn run(args: &Package, world: &World) -> Said {
    let judged = is_course(&args.course.content).and_then(|()| today(args.judge.today.as_deref(), world));
    let today = match judged {
        Ok(today) => today,
        Err(said) => return said,
    };
    let one_file = || FORMATS.iter().filter(|format| format.extension.is_some()).map(|format| format.name);
    let Some((format, extension)) = format::find(&args.format).and_then(|f| Some((f, f.extension?))) else {
        let names: Vec<&str> = one_file().collect();
        let help = did_you_mean(&args.format, names.iter().copied()).unwrap_or_default();
        return Said::failed(format!("`{}` is not a format of a package. {help}", args.format));
    };
    let edition = Edition::from(args.edition);
    let place = Place { content: args.course.content.clone(), leave_out: Vec::new(), today };
    let read = pipeline::read(&place, &mut Memory::default());
    let sources = &read.value.sources;
    // Stories are judged for this copy, not for the site.
    let mut problems = read.diagnostics.clone();
    problems.retain(|problem| !matches!(problem.code, Code::StoryWithheld | Code::StoryExpires));
    let course = &read.value.course;
    problems.extend(stories::judge(course, &course.stories, today, format.copy).diagnostics);
    let (words, exit) = tell(&problems, sources, Format::Human, args.judge.strict, world);
    let name = format!("{}-{edition}.{extension}", slug(&read.value.config.title));
    let output = args.output.clone().unwrap_or_else(|| ["output", &name].iter().collect::<PathBuf>());
    if stops(&problems, args.judge.strict) {
        let err = words + "Nothing was written: mend the errors first.\n" + &of_before(&read.value, &output);
        return Said { out: String::new(), err, exit };
    }
    let artefacts = pipeline::artefacts_as(format, &read.value, edition, false);
    match pipeline::package(&artefacts, &output, world.epoch) {
        Ok(checked) if checked.value.is_some() => {
            let files = artefacts.paths().count();
            let out =
                format!("{}: the {edition} edition as {}, {files} files.\n", output.display(), format.name);
            match record(args, &read.value, format, &output) {
                Ok(recorded) => Said { out: out + &recorded, err: words, exit },
                Err(why) => {
                    let err = format!(
                        "{words}bedside: {} was written, but releases.yaml does not know it: {why}\nDo not give it away yet; \
run the command again.\n",
                        output.display()
                    );
                    Said { out, err, exit: Exit::Failed }
                }
            }
        }
        Ok(checked) => {
            let (faults, exit) = tell(&checked.diagnostics, sources, Format::Human, args.judge.strict, world);
            Said { out: String::new(), err: words + &faults, exit }
        }
        Err(error) => {
            Said { out: String::new(), err: format!("{words}bedside: {error}\n"), exit: Exit::Failed }
        }
    }
}

/// Adds the file to releases.yaml, if there could be something to recall or somebody to ask: it holds a story of
/// stories.yaml, or `--to` says who is given it.
fn record(args: &Package, linked: &Linked, format: &format::Format, output: &Path) -> Result<String, String> {
    let edition = Edition::from(args.edition);
    let stories = format.stories(&linked.course, edition, linked.withheld(format.copy));
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
fn of_before(linked: &Linked, output: &Path) -> String {
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
