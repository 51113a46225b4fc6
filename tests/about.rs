//! What a course says of itself and hands out on paper: who answers for it, credit and its end, records, feedback,
//! cards that a mentor and a learner each hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

mod support;

use bedside::course::Edition;
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use support::{EDITIONS, Files, course, course_with, link, made_one, told};

const ACCREDITED: &str =
    "accreditation:\n  provider: The College\n  number: A-17\n  credits: 4\n  valid_until: 2027-03-01\n";

fn with_settings(more: &str) -> Files {
    let mut files = course();
    files.get_mut("course.yaml").unwrap().extend_from_slice(more.as_bytes());
    files
}

fn lines(files: &Files) -> Vec<String> {
    told(&link(files))
        .iter()
        .map(|t| format!("{}:{} {} {} {}", t.line, t.column, t.code, t.message, t.help))
        .collect()
}

fn page_of(linked: &Linked, edition: Edition, path: &str) -> String {
    made_one(linked, edition, path).unwrap()
}

fn has_page(linked: &Linked, edition: Edition, path: &str) -> bool {
    made_one(linked, edition, path).is_some()
}

/// What is told on a day, and a page of that day's site.
fn on(day: &str, path: &str) -> (Vec<String>, String) {
    let files = with_settings(ACCREDITED);
    let linked = pipeline::link(
        support::sources(&files),
        &bedside::source::Sources::default(),
        &mut Memo::default(),
        Date::parse(day).unwrap(),
    );
    let codes = linked.diagnostics.iter().map(|problem| problem.code.name().to_owned()).collect();
    (codes, page_of(&linked.value, Edition::Learner, path))
}

#[test]
fn an_accreditation_holds_through_its_last_day_and_is_spoken_of_no_longer() {
    for path in ["about.html", "participation.html"] {
        let (told, page) = on("2027-03-01", path);
        assert_eq!(told, ["accreditation-expires"]);
        assert!(page.contains("The College") && page.contains("A-17"), "{page}");
        let (told, page) = on("2027-03-02", path);
        assert_eq!(told, ["accreditation-expired"]);
        assert!(!page.contains("The College") && !page.contains("A-17"), "{page}");
    }
    assert_eq!(on("2026-12-31", "about.html").0, ["accreditation-expires"]);
    assert!(on("2026-12-30", "about.html").0.is_empty());
}

#[test]
fn its_end_is_told_at_its_line_with_the_days() {
    let files = with_settings(&ACCREDITED.replace("2027-03-01", "2027-03-11"));
    assert_eq!(
        lines(&files),
        ["10:3 accreditation-expires the accreditation by The College ends with 2027-03-11: 10 days are left Ask the provider, and write the new day once you have it."
            .to_owned()]
    );
}

#[test]
fn what_is_mistyped_is_told_at_its_place() {
    let files = with_settings(
        "reviewers:\n  - name: J. Doe\n    rol: patient\n    date: 2027-3-1\n  - J. Roe\naccreditation: {provider: A, valid_untill: 2028-01-01}\n",
    );
    assert_eq!(
        lines(&files),
        [
            "7:5 config-value a reviewer has no `role` Add a line `role: `.",
            "8:5 config-key `rol` is not a known key of a reviewer Did you mean “role”?",
            "9:5 config-value `date` expects a date, such as `2027-03-01` ",
            "10:5 config-value a reviewer is written as deeper lines with the keys `name`, `role`, `date` ",
            "11:1 config-value the accreditation has no `valid_until` Add a line `valid_until: `, such as `2027-03-01`.",
            "11:30 config-key `valid_untill` is not a known key of the accreditation Did you mean “valid_until”?",
        ]
    );
}

#[test]
fn a_course_that_says_nothing_claims_nothing() {
    let linked = link(&course()).value;
    let about = page_of(&linked, Edition::Learner, "about.html");
    assert!(about.contains("gives no credit") && about.matches("does not say").count() >= 4, "{about}");
    let record = page_of(&linked, Edition::Learner, "participation.html");
    assert!(record.contains("no claim to credit") && record.contains("nobody has checked it"), "{record}");
    assert!(record.contains("data-module=\"strand/module/\"") && !record.contains("The College"));
}

#[test]
fn an_authors_page_about_the_course_comes_first_and_the_foot_leads_there() {
    let mut files = course();
    files.insert("about.md".into(), b"# Who we are\n\nOur own words.\n".to_vec());
    files.insert("help.md".into(), b"---\nkind: support\n---\n# Help\n\nWords.\n".to_vec());
    let linked = link(&files).value;
    assert!(page_of(&linked, Edition::Learner, "about.html").contains("Our own words."));
    let page = page_of(&linked, Edition::Learner, "strand/module/index.html");
    let foot = &page[page.find("<footer").unwrap()..];
    assert!(foot.contains("<a href=\"../../about.html\">Who we are</a>"), "{foot}");
    assert!(foot.contains("<a href=\"../../help.html\">Help</a>"), "{foot}");
}

#[test]
fn stories_and_content_notes_lead_to_support() {
    let mut files = course_with(
        "---\nkind: narrative\nstory: fictional\n---\n# A story\n\n:::content-note\nA death.\n:::\n\nWords.\n",
    );
    let count = |files: &Files| {
        let page = page_of(&link(files).value, Edition::Learner, "strand/module/page.html");
        page[..page.find("<footer").unwrap()].matches("help.html").count()
    };
    assert_eq!(count(&files), 0);
    files.insert("help.md".into(), b"---\nkind: support\nunlisted: true\n---\n# Help\n\nWords.\n".to_vec());
    assert_eq!(count(&files), 2, "the note, and the end of the story");
}

#[test]
fn a_modules_objectives_make_its_feedback_sheet() {
    let mut files = course();
    let text = "---\nobjectives:\n  - Hear <somebody> out\n  - {id: sit, text: Sit down first}\n---\n# Module\n\nWords.\n";
    files.insert("strand/module/index.md".into(), text.into());
    let linked = link(&files).value;
    for edition in EDITIONS {
        let sheet = page_of(&linked, edition, "strand/module/feedback.html");
        assert!(sheet.contains("Hear &lt;somebody&gt; out") && sheet.contains("Sit down first"), "{sheet}");
        assert_eq!(sheet.matches("<fieldset class=\"sheet-rate\">").count(), 2);
        assert!(sheet.contains("anonymous") && sheet.contains("Nobody is assessed"));
        assert_eq!(sheet.contains("in an envelope"), edition == Edition::Facilitator);
        let module = page_of(&linked, edition, "strand/module/index.html");
        assert!(module.contains("href=\"feedback.html\""), "{module}");
    }
    assert!(!has_page(&linked, Edition::Learner, "feedback.html"), "the course has no objectives of its own");
    files.insert("index.md".into(), b"---\nobjectives: [Notice]\n---\n# Home\n\nWords.\n".to_vec());
    let linked = link(&files).value;
    let sheet = page_of(&linked, Edition::Learner, "feedback.html");
    assert!(
        sheet.contains("Feedback: Course") && sheet.contains("Notice") && !sheet.contains("Sit down first")
    );
    assert!(page_of(&linked, Edition::Learner, "index.html").contains("href=\"feedback.html\""));
    assert!(!has_page(&link(&course()).value, Edition::Learner, "strand/module/feedback.html"));
}

#[test]
fn a_mentor_and_a_learner_hold_a_card_each() {
    let text = "# Page\n\n:::debrief[After]\n### For you {#yours .learner}\nTell it.\n\n### For me {#mine .mentor}\nHear it.\n\n### Talk (3 min)\nNow.\n:::\n";
    let linked = link(&course_with(text)).value;
    let mentor = page_of(&linked, Edition::Learner, "strand/module/page.mine.html");
    assert!(mentor.contains("Hear it.") && mentor.contains("Mentor’s card"), "{mentor}");
    assert!(!mentor.contains("Tell it.") && !mentor.contains("Now."));
    let learner = page_of(&linked, Edition::Learner, "strand/module/page.yours.html");
    assert!(learner.contains("Tell it.") && learner.contains("Learner’s card"), "{learner}");
    assert!(!has_page(&linked, Edition::Learner, "strand/module/page.talk-3-min.html"));
}

#[test]
fn a_card_without_words_and_a_debrief_of_cards_alone_are_told() {
    let told = |text: &str| {
        let lines = lines(&course_with(&format!("# Page\n\n:::debrief\n{text}:::\n")));
        lines
            .into_iter()
            .map(|line| line.split(' ').skip(1).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let empty = told("### Yours {.learner}\n\n### Talk (3 min)\nNow.\n");
    assert_eq!(
        empty,
        [
            "directive-structure the card “Yours” is empty Write below the heading what only this person holds in their hand."
        ]
    );
    let alone = told("### Yours {.learner}\nTell it.\n");
    assert!(alone.len() == 1 && alone[0].contains("a debrief needs phases"), "{alone:?}");
}

#[test]
fn what_waits_for_a_schools_words_is_told_where_it_stands() {
    let mut files = course_with("# Page\n\nWrite to [fill in: whom], not `[fill in: code]`.\n");
    files
        .get_mut("course.yaml")
        .unwrap()
        .extend_from_slice(b"# [fill in: no]\nsignposts:\n  - {title: Here, text: \"[fill in: when]\"}\n");
    let told = told(&link(&files));
    let places: Vec<String> =
        told.iter().map(|t| format!("{}:{}:{} {}", t.file, t.line, t.column, t.code)).collect();
    assert_eq!(places, ["course.yaml:8:26 to-fill-in", "strand/module/page.md:3:10 to-fill-in"]);
    assert_eq!(told[1].message, "`[fill in: whom]` waits for your own words");
    assert!(
        page_of(&link(&files).value, Edition::Learner, "strand/module/page.html").contains("[fill in: whom]")
    );
}
