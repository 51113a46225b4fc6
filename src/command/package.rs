//! `bedside package`: an edition in one file, the same to the byte wherever it is made; releases.yaml notes who has it.

mod pdf;
mod summary;

use std::path::{Path, PathBuf};

use super::{Exit, Said, Start, World, is_course, release, stops, tell, today};
use crate::cli::{Format, Package};
use crate::course::stories;
use crate::course::{Edition, Page};
use crate::diagnostic::{Code, did_you_mean};
use crate::document::{Never, slug};
use crate::pipeline::{self, Linked, Memory, Place};
use crate::publish::{self, Earlier};
use crate::render::Artefacts;
use crate::render::format::{self, FORMATS, Wanted, Wrap};

pub(super) fn run(args: &Package, world: &World) -> Said {
    let judged = is_course(&args.course.content).and_then(|()| today(args.judge.today.as_deref(), world));
    let today = match judged {
        Ok(today) => today,
        Err(said) => return said,
    };
    let Some((format, extension)) = format::find(&args.format).and_then(|f| Some((f, f.wrap.extension()?)))
    else {
        let one_file = FORMATS.iter().filter(|format| format.wrap.extension().is_some());
        let names: Vec<&str> = one_file.map(|format| format.name).collect();
        let help = did_you_mean(&args.format, names.iter().copied())
            .unwrap_or_else(|| format!("There are: {}.", names.join(", ")));
        return Said::failed(format!("`{}` is not a format of a package. {help}", args.format));
    };
    if (args.pdf || args.large_print) && format.name != "workbook" {
        return Said::failed("`--pdf` and `--large-print` are for a workbook: `bedside package workbook`.");
    }
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
    let stops = stops(&problems, args.judge.strict);
    let module = match args.module.as_deref().map(|typed| module(&read.value, format, typed)).transpose() {
        Ok(module) => module,
        Err(_) if stops => None,
        Err(why) => return Said::failed(why),
    };
    let name = [slug(&read.value.config.title)]
        .into_iter()
        .chain(module.map(|module| slug(module.title())))
        .chain((format.name == "workbook").then(|| "workbook".to_owned()))
        .chain(args.large_print.then(|| "large".to_owned()))
        .chain([format!("{edition}.{extension}")])
        .collect::<Vec<_>>()
        .join("-");
    let output = args.output.clone().unwrap_or_else(|| ["output", &name].iter().collect::<PathBuf>());
    if stops {
        let before = release::of_before(&read.value, &output);
        let err = words + "Nothing was written: mend the errors first.\n" + &before;
        return Said { out: String::new(), err, exit };
    }
    let (earlier, pdf) = match format.wrap {
        Wrap::File { .. } => (Earlier::Page, args.pdf.then(|| output.with_extension("pdf"))),
        _ => (Earlier::Zip, None),
    };
    let admitted = publish::admit_file(&output, earlier)
        .and_then(|()| pdf.map_or(Ok(()), |pdf| publish::admit_file(&pdf, Earlier::Pdf)));
    if let Err(why) = admitted {
        return Said::failed(why);
    }
    let wanted = Wanted {
        module: module.map(|module| module.id),
        epoch: world.epoch,
        large_print: args.large_print,
        preview: false,
    };
    let artefacts = pipeline::artefacts_as(format, &read.value, edition, &wanted);
    match pipeline::package(&artefacts, format.wrap, &output, world.epoch) {
        Ok(checked) if checked.value.is_some() => {
            let mut said = Said { out: String::new(), err: words, exit };
            said.out = format!("{}: the {edition} edition as {}.\n", output.display(), format.name);
            match release::note(args, &read.value, format, &wanted, &output) {
                Ok(noted) => said.out += &noted,
                Err(why) => {
                    said.err += &format!(
                        "bedside: {} was written, but releases.yaml does not know it: {why}\nDo not give it away yet; \
run the command again.\n",
                        output.display()
                    );
                    said.exit = Exit::Failed;
                    return said;
                }
            }
            said.out += &match edition {
                Edition::Learner => summary::summary::<Never>(&read.value, format.copy, &wanted),
                Edition::Facilitator => summary::summary::<()>(&read.value, format.copy, &wanted),
            };
            if format.name == "epub" {
                said.out += &verdict(&output, world);
            }
            if args.pdf {
                print(&artefacts, &output, world, &mut said);
            }
            said
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

/// The module that is to stand alone; one that readers are not to see is none.
fn module<'l>(linked: &'l Linked, format: &format::Format, typed: &str) -> Result<&'l Page, String> {
    let module = linked.course.module(typed)?;
    if module.is_draft() {
        return Err(format!("the module `{typed}` is a draft. Take `draft: true` out of its header first."));
    }
    if linked.withheld(format.copy).has_page(module.id) {
        return Err(format!(
            "the module `{typed}` is withheld, as its story is: nothing of it would be left."
        ));
    }
    Ok(module)
}

/// Prints the workbook; without a browser the HTML is there, and the command has not done what it was asked.
fn print(artefacts: &Artefacts, output: &Path, world: &World, said: &mut Said) {
    let mut html = Vec::new();
    for artefact in artefacts.paths().filter_map(|path| artefacts.get(path)) {
        // It was made a moment ago.
        drop(artefacts.make(artefact, &mut html));
    }
    (world.machine.say)("Printing, twice: the first print tells the numbers of the pages …");
    let target = output.with_extension("pdf");
    match pdf::print(&String::from_utf8_lossy(&html), &target, &world.machine) {
        Ok(pages) => said.out += &format!("{}: {pages} pages.\n", target.display()),
        Err(why) => {
            said.err += &format!("bedside: no PDF was made: {why}.\n");
            said.exit = Exit::Failed;
        }
    }
}

/// What epubcheck says of a book, where it is installed.
fn verdict(output: &Path, world: &World) -> String {
    match (world.machine.start)("epubcheck", &[output.into()]) {
        Start::Absent => "Not checked: epubcheck is not installed here.\n".to_owned(),
        Start::Ended(true, _) => "epubcheck: no errors.\n".to_owned(),
        Start::Ended(false, words) => {
            let told = words.lines().filter(|line| line.contains("ERROR") || line.contains("FATAL"));
            format!(
                "epubcheck finds what is to be mended:\n{}\n",
                told.take(10).collect::<Vec<_>>().join("\n")
            )
        }
    }
}
