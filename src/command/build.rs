//! `bedside build`: the course into a folder, or nothing while it has errors.

use super::{Exit, Said, World, is_course, tell, today};
use crate::cli::{Build, Format};
use crate::course::Edition;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, Memory, Place};
use crate::publish::{Guard, Published};

pub(super) fn run(args: &Build, world: &World) -> Said {
    if let Err(said) =
        is_course(&args.course.content).and_then(|()| today(args.judge.today.as_deref(), world))
    {
        return said;
    }
    let edition = Edition::from(args.edition);
    let output = args.output.clone().unwrap_or_else(|| ["output", edition.name()].iter().collect());
    let place = Place { content: args.course.content.clone(), leave_out: vec![output.clone()] };
    let read = pipeline::read(&place, &mut Memory::brief());
    // Advice on the writing belongs to `check`; another program reads all there is.
    let people = matches!(args.format, Format::Human | Format::Short);
    let (notices, told): (Vec<Diagnostic>, Vec<Diagnostic>) =
        read.diagnostics.into_iter().partition(|problem| people && problem.severity == Severity::Notice);
    let (mut words, exit) = tell(&told, &read.value.sources, args.format, args.judge.strict, world);
    match notices.len() {
        0 => {}
        1 => words.push_str("1 notice, which `bedside check` shows.\n"),
        count => words.push_str(&format!("{count} notices, which `bedside check` shows.\n")),
    }
    if exit != Exit::Done {
        let err = words + "Nothing was written: mend the errors first.\n";
        return Said { out: String::new(), err, exit };
    }
    let artefacts = pipeline::artefacts(&read.value, edition, false);
    let guard = Guard {
        sources: vec![args.course.content.clone()],
        home: world.home.clone(),
        working: world.working.clone(),
        force: args.force,
    };
    match pipeline::publish(&artefacts, &output, &guard) {
        Ok(checked) => match checked.value {
            Some(published) => {
                Said { out: summary(&published, &output.display().to_string(), edition), err: words, exit }
            }
            None => {
                let (faults, exit) =
                    tell(&checked.diagnostics, &read.value.sources, args.format, args.judge.strict, world);
                Said { out: String::new(), err: words + &faults, exit }
            }
        },
        Err(error) => {
            Said { out: String::new(), err: format!("{words}bedside: {error}\n"), exit: Exit::Failed }
        }
    }
}

fn summary(published: &Published, output: &str, edition: Edition) -> String {
    let (written, removed) = (published.written.len(), published.removed.len());
    let total = written + published.unchanged;
    let mut words = match (written, removed) {
        (0, 0) => format!("{output}: the {edition} edition is up to date, {total} files.\n"),
        _ => {
            format!("{output}: the {edition} edition, {total} files: {written} written, {removed} removed.\n")
        }
    };
    for (path, why) in &published.kept {
        words.push_str(&format!("kept: {path} ({why})\n"));
    }
    words
}
