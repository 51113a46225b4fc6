//! The curriculum map, delivery plans and debriefs: what a programme director asks of a course.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use bedside::course::COLUMNS;
use support::{Files, course, link, told};

const FRAMEWORK: &str = "require: {practised: 1}
domains:
  seeing:
    title: Seeing
    competencies:
      listening: Hear a person out
      silence: Be at ease with silence
";

/// Enough words for a page to teach something.
fn words() -> String {
    "One word after another. ".repeat(30)
}

fn with(pages: &[(&str, &str)]) -> Files {
    let mut files = course();
    for (path, text) in pages {
        files.insert((*path).into(), (*text).into());
    }
    files
}

/// How often each competency is met in each column.
fn counts(files: &Files) -> Vec<(String, [usize; 4])> {
    let checked = link(files);
    let row = |row: &bedside::course::Row| (row.id.clone(), [0, 1, 2, 3].map(|at| row.count(at)));
    checked.value.course.map.rows.iter().map(row).collect()
}

#[test]
fn what_counts_is_the_blocks_and_not_the_claim() {
    let claims = format!("---\ncovers: [listening]\n---\n# Claims\n\n{}\n", words());
    let does = "---\ncovers: [listening]\n---\n# Does\n\n:::check\nWhich?\n\n- [x] This\n\n  Yes.\n:::\n\n:::reflect\nThink.\n:::\n\n:::debrief{frame=what}\nTalk.\n:::\n";
    let files =
        with(&[("framework.yaml", FRAMEWORK), ("strand/module/a.md", &claims), ("strand/module/b.md", does)]);
    assert_eq!(COLUMNS, ["taught", "practised", "reflected", "debriefed"]);
    assert_eq!(counts(&files), [("listening".into(), [1, 1, 1, 1]), ("silence".into(), [0, 0, 0, 0])]);
}

#[test]
fn a_block_may_name_what_it_serves_and_a_facilitators_block_serves_no_learner() {
    let page = "---\ncovers: [listening]\n---\n# A\n\n:::reflect{covers=silence}\nThink.\n:::\n\n::::facilitator\n:::reflect\nFor you.\n:::\n::::\n";
    let files = with(&[("framework.yaml", FRAMEWORK), ("strand/module/a.md", page)]);
    assert_eq!(counts(&files), [("listening".into(), [0, 0, 0, 0]), ("silence".into(), [0, 0, 1, 0])]);
}

#[test]
fn a_gap_that_the_framework_forbids_is_an_error_at_the_competency() {
    let files = with(&[("framework.yaml", FRAMEWORK)]);
    let lines: Vec<String> =
        told(&link(&files)).iter().map(|t| format!("{}:{} {}", t.file, t.line, t.code)).collect();
    assert_eq!(lines, ["framework.yaml:6 map-gap", "framework.yaml:7 map-gap"]);
}

#[test]
fn a_competency_that_is_mistyped_offers_the_nearest() {
    let files = with(&[
        ("framework.yaml", &FRAMEWORK.replace("require: {practised: 1}\n", "")),
        (
            "strand/module/a.md",
            "---\ncovers: [listning]\n---\n# A\n\n:::reflect{covers=\"silense\"}\nThink.\n:::\n",
        ),
    ]);
    let helps: Vec<(String, String)> = told(&link(&files)).into_iter().map(|t| (t.code, t.help)).collect();
    let unknown = |help: &str| ("unknown-competency".to_owned(), help.to_owned());
    assert_eq!(helps, [unknown("Did you mean “listening”?"), unknown("Did you mean “silence”?")]);
}

/// A course with one plan over pages of 20 and 30 minutes.
fn planned(plan: &str) -> Files {
    let mut files = with(&[
        ("strand/module/a.md", "---\nminutes: 20\n---\n# A\n\nWords.\n"),
        ("strand/module/b.md", "---\nminutes: 30\n---\n# B\n\nWords.\n"),
    ]);
    let settings = files.get_mut("course.yaml").unwrap();
    settings.extend_from_slice(format!("plans:\n  noon:\n    title: Noon\n{plan}").as_bytes());
    files
}

fn messages(files: &Files) -> Vec<(String, String)> {
    told(&link(files)).into_iter().map(|t| (t.code, t.message)).collect()
}

#[test]
fn a_plan_over_or_under_its_target_is_told_with_the_minutes() {
    let pages = "    pages:\n      - strand/module/a.md\n      - {break: 5}\n      - {page: strand/module/b.md, minutes: 10}\n";
    let told = |target: u32| messages(&planned(&format!("    target: {target}\n{pages}")));
    assert_eq!(told(35), []);
    assert_eq!(told(40), []);
    let warning = |words: &str| [("plan-minutes".to_owned(), words.to_owned())];
    assert_eq!(told(30), warning("Noon: 35 minutes, 5 over the target of 30"));
    assert_eq!(told(60), warning("Noon: 35 minutes, 25 under the target of 60"));
}

#[test]
fn sessions_have_targets_of_their_own_and_pages_that_do_not_exist_are_told() {
    let plan = "    sessions:\n      - {title: One, target: 20, pages: [strand/module/a.md]}\n      - {title: Two, target: 25, pages: [strand/module/c.md, strand/module/b.md]}\n";
    assert_eq!(
        messages(&planned(plan)),
        [
            ("plan-minutes".to_owned(), "Noon, Two: 30 minutes, 5 over the target of 25".to_owned()),
            ("plan-page".to_owned(), "there is no page `strand/module/c.md` in the course".to_owned()),
        ]
    );
}

#[test]
fn a_debrief_is_at_least_as_long_as_its_scene() {
    let scene = "# Scene\n\n:::role-play{minutes=10}\n### One\nYou.\n\n### Two\nYou.\n:::\n";
    let debrief = |minutes: u32| {
        format!("# Talk\n\n:::debrief\n### Reactions ({minutes} min)\nWhat was it like?\n:::\n")
    };
    let told = |minutes: u32| {
        messages(&with(&[("strand/module/1-a.md", scene), ("strand/module/2-b.md", &debrief(minutes))]))
    };
    assert_eq!(told(10), []);
    assert_eq!(
        told(9),
        [("debrief-short".to_owned(), "the debrief has 9 minutes, the role play before it 10".to_owned())]
    );
}
