//! The course of tests/courses/faculty: forty pages with planted gaps, circles, overfull plans, mislabelled coverage,
//! objectives that nothing serves and facilitators' pages that learners are led to; each is found, at its line.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use bedside::course::Edition;
use support::{Files, link, made, made_one, read_folder, told};

fn planted() -> Files {
    read_folder(&support::of_package("tests/courses/faculty"))
}

/// All that is told of the course, a line each, and nothing more.
const EXPECTED: &[&str] = &[
    "course.yaml:8:plan-minutes",
    "course.yaml:26:debrief-short",
    "course.yaml:27:plan-minutes",
    "course.yaml:29:config-key",
    "course.yaml:30:plan-page",
    "course.yaml:34:debrief-short",
    "framework.yaml:7:map-gap",
    "framework.yaml:8:map-gap",
    "listening/01-first/a.md:5:unserved-objective",
    "listening/01-first/a.md:19:unknown-objective",
    "listening/01-first/c.md:2:unknown-competency",
    "listening/01-first/index.md:4:unserved-objective",
    "listening/02-second/a.md:2:prerequisite-cycle",
    "listening/02-second/d.md:2:later-prerequisite",
    "listening/02-second/e.md:2:unknown-prerequisite",
    "listening/03-third/d.md:2:link-to-draft",
    "listening/04-fourth/a.md:8:unknown-competency",
    "listening/04-fourth/talk.md:5:debrief-short",
    "teams/01-first/a.md:2:audience-near",
    "teams/01-first/b.md:8:link-to-facilitator",
    "teams/01-first/b.md:8:link-to-facilitator",
];

#[test]
fn each_planted_mistake_is_found_at_its_line_and_nothing_more() {
    let files = planted();
    assert_eq!(files.keys().filter(|path| path.ends_with(".md")).count(), 40);
    let lines: Vec<String> =
        told(&link(&files)).iter().map(|t| format!("{}:{}:{}", t.file, t.line, t.code)).collect();
    assert_eq!(lines, EXPECTED);
}

#[test]
fn messages_name_the_whole_circle_and_offer_the_nearest() {
    let all: Vec<(String, String)> =
        told(&link(&planted())).into_iter().map(|t| (t.message, t.help)).collect();
    let has = |message: &str, help: &str| all.iter().any(|(m, h)| m.contains(message) && h.contains(help));
    assert!(has("in a circle: “One” needs “Two” needs “Three” needs “One”", "Decide which is read first"));
    assert!(has("there is no objective `chiar`", "Did you mean “chair”?"));
    assert!(has("`presnece` is not a competency", "Did you mean “presence”?"));
    assert!(has("there is no page `listening/02-second/dd.md`", "Did you mean"));
    assert!(has("`minuets` is not a key of a page of a plan", "Did you mean “minutes”?"));
    assert!(has("“student” is a path of its own", "Did you mean “students”?"));
    assert!(has(
        "Two weeks: the debrief has 15 minutes, the scene before it, “A scene”, 20",
        "Talk at least as long"
    ));
    assert!(has("Two weeks: no debrief follows the scene “A second scene”", ""));
}

#[test]
fn run_sheets_are_in_the_facilitator_edition_alone() {
    let checked = link(&planted());
    let sheet = made_one(&checked.value, Edition::Facilitator, "plan-noon.html").unwrap();
    for words in
        ["A lunch hour", "6 to 12", "chairs that move", "a clock", "one facilitator", "0:20", "0:30", "1:15"]
    {
        assert!(sheet.contains(words), "the sheet lacks “{words}”");
    }
    assert!(sheet.contains("When to stop, and whom to call"));
    let home = made_one(&checked.value, Edition::Facilitator, "index.html").unwrap();
    assert!(home.contains("href=\"plan-noon.html\""), "the home does not lead to the run sheets");
    let learners = made(&checked.value, Edition::Learner);
    for (path, bytes) in &learners {
        let text = String::from_utf8_lossy(bytes);
        assert!(!path.starts_with("plan"), "learners have {path}");
        for words in
            ["A lunch hour", "plan-noon", "chairs that move", "plans.html", "Five minutes, and no more"]
        {
            assert!(!text.contains(words), "{path} tells learners “{words}”");
        }
    }
}

#[test]
fn the_map_has_learners_blocks_for_learners_and_the_whole_for_facilitators() {
    let mut files = planted();
    let page = "listening/01-first/a.md";
    let text = String::from_utf8(files[page].clone()).unwrap();
    let before = made_one(&link(&files).value, Edition::Learner, "map.html").unwrap();
    let more =
        format!("{text}\n::::facilitator\n:::reflect{{#theirs covers=presence}}\nFor you.\n:::\n::::\n");
    files.insert(page.into(), more.into_bytes());
    let after = link(&files);
    assert_eq!(before, made_one(&after.value, Edition::Learner, "map.html").unwrap());
    let whole = made_one(&after.value, Edition::Facilitator, "map.html").unwrap();
    assert!(!before.contains("#theirs") && whole.contains("#theirs"));
    // What only facilitators have closes no gap.
    assert!(whole.contains("Stay in the room: not taught, not practised, not reflected on, not debriefed"));
    assert!(whole.contains("Ask a colleague: practised 7 times"));
    files.remove("framework.yaml");
    assert!(made_one(&link(&files).value, Edition::Facilitator, "map.html").is_none());
}

#[test]
fn paths_leave_out_what_is_for_others_only_and_show_minutes_as_the_course_says() {
    let mut files = planted();
    let of = |files: &Files, path: &str| made_one(&link(files).value, Edition::Learner, path).unwrap();
    let mentors = of(&files, "path-mentors.html");
    assert!(mentors.contains("teams/first/b.html") && !mentors.contains(">For students<"));
    let plain = |html: &str| html.split("<main").nth(1).unwrap().contains("20 min");
    assert!(!plain(&mentors), "learners see minutes that the course does not show");
    let home = of(&files, "index.html");
    assert!(home.contains("href=\"path-mentors.html\"") && home.contains("id=\"the-paths-below\""));
    let settings = files.get_mut("course.yaml").unwrap();
    settings.extend_from_slice(b"show_minutes: true\n");
    assert!(plain(&of(&files, "path-mentors.html")));
}

#[test]
fn a_run_sheet_carries_the_whole_note_and_leads_to_it_but_leaves_blocks_on_their_page() {
    let mut files = planted();
    let page = "listening/03-third/b.md";
    let mut text = String::from_utf8(files[page].clone()).unwrap();
    text.push_str("\n::::facilitator[Running it]\nTwenty minutes.\n\n- Pitfall: haste.\n- Listen for jokes.\n\nStop at tears.\n\n:::reflect{#inner}\nOnly here.\n:::\n::::\n");
    files.insert(page.into(), text.into_bytes());
    let checked = link(&files);
    let sheet = made_one(&checked.value, Edition::Facilitator, "plan-noon.html").unwrap();
    for words in
        ["Twenty minutes.", "Pitfall: haste.", "Listen for jokes.", "Stop at tears.", "b.html#f-running-it"]
    {
        assert!(sheet.contains(words), "the sheet lacks “{words}”");
    }
    assert!(!sheet.contains("Only here."));
    let whole = made_one(&checked.value, Edition::Facilitator, "listening/third/b.html").unwrap();
    assert!(whole.contains("id=\"f-running-it\"") && whole.contains("href=\"#f-running-it\""));
    let learners = made_one(&checked.value, Edition::Learner, "listening/third/b.html").unwrap();
    assert!(!learners.contains("running-it"));
}

#[test]
fn a_path_begins_with_the_authors_page_and_what_is_for_its_audience_and_the_home_names_that_page_once() {
    let mut files = planted();
    files.insert(
        "for-mentors.md".into(),
        b"---\nsummary: Five stops.\naudience: [mentors]\n---\n# Mentors, begin here\n".to_vec(),
    );
    let course = link(&files).value;
    let path = made_one(&course, Edition::Learner, "path-mentors.html").unwrap();
    let main = path.split("<main").nth(1).unwrap();
    let at = |words: &str| main.find(words).unwrap_or_else(|| panic!("the path lacks “{words}”"));
    assert!(at("for-mentors.html") < at("teams/first/b.html") && at("teams/first/b.html") < at("<details"));
    assert_eq!(main.matches("for-mentors.html").count(), 1);
    let home = made_one(&course, Edition::Learner, "index.html").unwrap();
    let main = home.split("<main").nth(1).unwrap();
    assert_eq!(main.matches("for-mentors.html").count(), 1);
    assert!(main.contains("Begin with <a href=\"for-mentors.html\">Mentors, begin here</a>"));
}
