//! `bedside build`: the course into a folder, or nothing while it has errors.

use std::path::{Path, PathBuf};

use super::{Exit, Said, World, is_course, stops, tell, today};
use crate::cli::{Build, Format};
use crate::course::Edition;
use crate::course::stories::{self, Copy};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::date::Date;
use crate::kept;
use crate::pipeline::{self, Linked, Place};
use crate::publish::{Guard, PublishError, Published};
use crate::render::Fault;
use crate::unchanged::{self, Asked, Words};
use crate::withdraw::{self, Withdrawn};

pub(super) fn run(args: &Build, world: &World) -> Said {
    let judged = is_course(&args.course.content).and_then(|()| today(args.judge.today.as_deref(), world));
    let today = match judged {
        Ok(today) => today,
        Err(said) => return said,
    };
    let edition = Edition::from(args.edition);
    let output: PathBuf = args.output.clone().unwrap_or_else(|| ["output", edition.name()].iter().collect());
    let place = Place { content: args.course.content.clone(), leave_out: vec![output.clone()], today };
    let cache = withdraw::cache(&world.working, &output);
    let stamp = cache.with_extension("stamp");
    let asked = asked(args, world, today, &output);
    let walk = pipeline::walk(&place, true);
    if let Some(words) = unchanged::since(&stamp, &asked, &walk, (&output, &cache)) {
        let exit = if words.errors { Exit::Errors } else { Exit::Done };
        return Said { out: words.out, err: words.err, exit };
    }
    let mut guard = Guard {
        sources: vec![args.course.content.clone()],
        home: world.home.clone(),
        working: world.working.clone(),
        force: args.force,
    };
    // Before the course is read: an output in it would be read past, and what then is missing would be told instead.
    if let Err(error) = guard.check(&output) {
        return Said::failed(error);
    }
    let memory_file = cache.with_extension("memory");
    let mut memory = kept::load(&memory_file, &world.program);
    let read = pipeline::read_walked(walk, &place, &mut memory);
    let must_stop = stops(&read.diagnostics, args.judge.strict);
    // Advice on the writing belongs to `check`; another program reads all there is.
    let people = matches!(args.format, Format::Human | Format::Short);
    let is_advice = |problem: &Diagnostic| {
        let of_stories = matches!(problem.code, Code::StoryWithheld | Code::StoryExpires);
        problem.severity == Severity::Notice && !of_stories
    };
    let (notices, told): (Vec<Diagnostic>, Vec<Diagnostic>) =
        read.diagnostics.into_iter().partition(|problem| people && is_advice(problem));
    let (mut words, exit) = tell(&told, &read.value.sources, args.format, args.judge.strict, world);
    match notices.len() {
        0 => {}
        1 => words.push_str("1 notice, which `bedside check` shows.\n"),
        count => words.push_str(&format!("{count} notices, which `bedside check` shows.\n")),
    }
    guard.sources = read.value.folders(&place);
    if must_stop {
        let taken_out = withdraw::withdraw(&read.value, &output, &cache, &guard);
        let mut said = stopped(words, exit, &output, taken_out);
        said.err.push_str(&recall(&read.value));
        return said;
    }
    let artefacts = pipeline::site(&read.value, edition);
    let leaving = withdraw::leaving(&artefacts, &output, &cache);
    match pipeline::publish(&artefacts, &output, &guard, &leaving, &mut memory) {
        Ok(checked) => match checked.value {
            Some(published) => {
                let kept = withdraw::keep(&read.value, &artefacts, &published, &cache);
                let err = match kept {
                    Ok(()) => words,
                    Err(why) => {
                        format!("{words}bedside: what was published could not be kept for later: {why}\n")
                    }
                };
                let shown = output.display().to_string();
                let next = next_date(&read.value) + &recall(&read.value);
                let stamp_it = || {
                    // What could not be removed yet, the next build removes: it may not be the one that has nothing to do.
                    let is_done = published.kept.is_empty() && guard.is_tidy(&output);
                    let Some(roots) = read.value.roots(&place).filter(|_| is_done) else { return };
                    let again = Published {
                        unchanged: published.written.len() + published.unchanged,
                        ..Published::default()
                    };
                    let out = summary(&again, &shown, edition) + &next;
                    let words = Words { out, err: err.clone(), errors: exit == Exit::Errors };
                    unchanged::remember(&stamp, asked, roots, (&output, &cache), words);
                };
                rayon::join(stamp_it, || kept::leave(&memory_file, &world.program, &memory));
                let said = Said { out: summary(&published, &shown, edition) + &next, err, exit };
                // The program ends with this. To take the course apart piece by piece, only to leave, would cost a
                // large one more time than to look through its folder.
                std::mem::forget((read.value, artefacts, memory));
                said
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

/// Everything beside the files that a build's result and its words hang on.
fn asked(args: &Build, world: &World, today: Date, output: &Path) -> Asked {
    let Build { course: _, output: _, edition, force, judge, format } = args;
    let folders = (&world.working, &args.course.content, output);
    Asked {
        program: world.program.clone(),
        arguments: format!("{folders:?} {edition:?} {force} {} {format:?} {}", judge.strict, world.colour),
        today: today.to_string(),
    }
}

/// Nothing new is published; what may no longer be shown is taken out of what was.
fn stopped(
    mut err: String,
    exit: Exit,
    output: &Path,
    taken_out: Result<Option<Withdrawn>, PublishError<Fault>>,
) -> Said {
    match taken_out {
        Ok(None) => err.push_str("Nothing was written: mend the errors first.\n"),
        Ok(Some(gone)) => {
            err.push_str("Nothing new was written: mend the errors first.\n");
            let (stories, shown) = (gone.stories.join("`, `"), output.display());
            let (written, removed) = (gone.published.written.len(), gone.published.removed.len());
            err.push_str(&format!(
                "But `{stories}` may no longer be shown and is taken out of {shown}: {written} files written anew, \
{removed} removed.\n"
            ));
            if gone.whole_pages {
                err.push_str("Pages that listed it are gone with it until the course is built again.\n");
            }
            err.push_str(&set_aside(&gone.published, output));
            for (path, why) in &gone.published.kept {
                err.push_str(&format!("kept, so look whether the story is in it: {path} ({why})\n"));
            }
        }
        Err(error) => {
            err.push_str(&format!(
                "bedside: a story that may no longer be shown is still in the output: {error}\n"
            ));
            return Said { out: String::new(), err, exit: Exit::Failed };
        }
    }
    Said { out: String::new(), err, exit }
}

/// Files that were given away are not reached by a build.
fn recall(linked: &Linked) -> String {
    match super::recall::withheld(linked).len() {
        0 => String::new(),
        _ => "Files that were given away hold a story that is withheld: `bedside check --report recall` lists them.\n"
            .to_owned(),
    }
}

/// When the course has to be built again because of a story.
fn next_date(linked: &Linked) -> String {
    let next = stories::next_of(&linked.course, &linked.course.stories, linked.today, Copy::Site);
    next.map_or_else(String::new, |date| {
        format!("Build again on {date}: a story's agreement begins or ends.\n")
    })
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
    words + &set_aside(published, Path::new(output))
}

/// Edited copies that held a story which is shown no more: where the author finds them.
fn set_aside(published: &Published, output: &Path) -> String {
    let line = |(path, to): &(String, PathBuf)| {
        format!(
            "taken out: {} was edited by hand and may hold a story that is not shown any more; your copy is {}\n",
            output.join(path).display(),
            to.display()
        )
    };
    published.set_aside.iter().map(line).collect()
}
