//! `bedside package`: an edition in one file, the same to the byte wherever it is made.

use std::path::PathBuf;

use super::{Exit, Said, World, is_course, stops, tell, today};
use crate::cli::{Format, Package};
use crate::course::Edition;
use crate::course::stories;
use crate::diagnostic::{Code, did_you_mean};
use crate::document::slug;
use crate::pipeline::{self, Memory, Place};
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
    if stops(&problems, args.judge.strict) {
        return Said {
            out: String::new(),
            err: words + "Nothing was written: mend the errors first.\n",
            exit,
        };
    }
    let name = format!("{}-{edition}.{extension}", slug(&read.value.config.title));
    let output = args.output.clone().unwrap_or_else(|| ["output", &name].iter().collect::<PathBuf>());
    let artefacts = pipeline::artefacts_as(format, &read.value, edition, false);
    match pipeline::package(&artefacts, &output, world.epoch) {
        Ok(checked) if checked.value.is_some() => {
            let files = artefacts.paths().count();
            let out =
                format!("{}: the {edition} edition as {}, {files} files.\n", output.display(), format.name);
            Said { out, err: words, exit }
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
