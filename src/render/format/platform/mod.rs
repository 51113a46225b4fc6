//! An edition → a package for a learning platform: the site as a platform's frame shows it, a launcher for each
//! entry of the platform's list, and the manifest that names them.

mod manifest;
mod unit;

use std::sync::Arc;

use serde::Serialize;

use super::{Format, Wanted, Wrap, site};
use crate::config::Config;
use crate::course::stories::Copy;
use crate::course::{Audience, View};
use crate::document::Text;
use crate::publish::OutPath;
use crate::render::artefacts::Artefacts;
use crate::render::page::Edition;
use crate::render::theme::{FIRST, Theme, direction};
use unit::Unit;

pub(super) const SCORM12: Format = Format {
    name: "scorm12",
    about: "a package for a learning platform by SCORM 1.2, which most of them take",
    copy: Copy::Lms,
    wrap: Wrap::Zip { extension: "scorm12.zip", media_type: None },
    learner: |view, theme, bodies, wanted| package(Standard::Scorm12, view, theme, bodies, wanted),
    facilitator: |view, theme, bodies, wanted| package(Standard::Scorm12, view, theme, bodies, wanted),
};

pub(super) const SCORM2004: Format = Format {
    name: "scorm2004",
    about: "a package for a learning platform by SCORM 2004, 4th edition",
    copy: Copy::Lms,
    wrap: Wrap::Zip { extension: "scorm2004.zip", media_type: None },
    learner: |view, theme, bodies, wanted| package(Standard::Scorm2004, view, theme, bodies, wanted),
    facilitator: |view, theme, bodies, wanted| package(Standard::Scorm2004, view, theme, bodies, wanted),
};

pub(super) const CMI5: Format = Format {
    name: "cmi5",
    about: "a package for a learning platform by cmi5, with a learning record store",
    copy: Copy::Lms,
    wrap: Wrap::Zip { extension: "cmi5.zip", media_type: None },
    learner: |view, theme, bodies, wanted| package(Standard::Cmi5, view, theme, bodies, wanted),
    facilitator: |view, theme, bodies, wanted| package(Standard::Cmi5, view, theme, bodies, wanted),
};

/// The three ways in which platforms and courses speak with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standard {
    Scorm12,
    Scorm2004,
    Cmi5,
}

impl Standard {
    fn name(self) -> &'static str {
        match self {
            Standard::Scorm12 => "scorm12",
            Standard::Scorm2004 => "scorm2004",
            Standard::Cmi5 => "cmi5",
        }
    }

    /// The script that speaks it.
    fn script(self) -> &'static str {
        match self {
            Standard::Scorm12 | Standard::Scorm2004 => "scorm",
            Standard::Cmi5 => "cmi5",
        }
    }

    /// What the launcher may do. It holds nothing that a learner writes, and only where it must speak with a record
    /// store may it connect; the pages in its frame have a policy of their own, which forbids it.
    fn csp(self) -> String {
        let connect = match self {
            Standard::Scorm12 | Standard::Scorm2004 => "'none'",
            Standard::Cmi5 => "'self' https:",
        };
        format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'; \
connect-src {connect}; form-action 'none'; base-uri 'none'"
        )
    }
}

/// The value of `templates/platform/launch.html`.
#[derive(Serialize)]
struct Launch<'a> {
    course: &'a str,
    title: &'a str,
    language: &'a str,
    direction: &'static str,
    csp: String,
    home: &'static str,
    icon: &'static str,
    styles: [&'a str; 2],
    scripts: [&'static str; 1],
    completion: &'static str,
    score: bool,
    /// What the launcher goes by, as JSON.
    unit: String,
}

/// What a launcher goes by.
#[derive(Serialize)]
struct Plan<'a> {
    standard: &'static str,
    /// The page that is shown first, from the package's top.
    start: &'a str,
    /// Each page that counts: its id, what there is to do, its self-checks.
    pages: &'a [unit::Counted],
    /// Whether other entries count the pages that this one does not.
    others: bool,
    completion: &'static str,
    /// From 0 to 1.
    passing: f64,
    score: bool,
    /// Equal for equal lists of what counts: marks from another list mean other pages.
    mark: String,
}

fn package<A: Audience>(
    standard: Standard,
    view: View<A>,
    theme: &Arc<Theme>,
    bodies: Vec<Arc<Text>>,
    wanted: &Wanted,
) -> Artefacts {
    let units = unit::units(&view);
    let course = view.shared();
    let mut edition = Edition::new(view, Arc::clone(theme), bodies, wanted.preview);
    edition.platform = true;
    let style = edition.sheet(FIRST, "../").unwrap_or_default();
    let mut artefacts = site::files(edition);
    let mut add = |path: &str, bytes: &[u8]| {
        if let Ok(path) = OutPath::new(path) {
            artefacts.add(path, bytes);
        }
    };
    let script = |name: &str| theme.launcher.get(name).map_or(&[][..], Vec::as_slice);
    add("assets/launch.js", &[script("common"), script(standard.script())].concat());
    add("assets/launch.css", script("launch.css"));
    for unit in &units {
        let value = launch(standard, unit, units.len() > 1, &course.config, &style);
        artefacts.add_made(&unit.launcher, theme.render("templates/platform/launch.html", &value));
    }
    let files = artefacts.paths().map(OutPath::to_string).collect();
    let (name, made) = manifest::make(standard, &course.config, units, files, theme);
    artefacts.add_made(name, made);
    artefacts
}

fn launch<'a>(
    standard: Standard,
    unit: &'a Unit,
    others: bool,
    config: &'a Config,
    style: &'a str,
) -> Launch<'a> {
    let platform = &config.platform;
    let plan = Plan {
        standard: standard.name(),
        start: &unit.start,
        pages: &unit.pages,
        others,
        completion: unit.completion.name(),
        passing: f64::from(platform.passing) / 100.0,
        score: platform.score && unit.checks() > 0,
        mark: unit.mark(),
    };
    Launch {
        course: &config.title,
        title: &unit.title,
        language: &config.language,
        direction: direction(&config.language),
        csp: standard.csp(),
        home: "../index.html",
        icon: "../assets/icon.svg",
        styles: [style, "launch.css"],
        scripts: ["launch.js"],
        completion: plan.completion,
        score: plan.score,
        unit: serde_json::to_string(&plan).unwrap_or_default(),
    }
}
