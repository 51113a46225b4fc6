//! Help with the writing: what is told, where, and above all what is left in peace.

use bedside::diagnostic::{Code, Diagnostic, Severity};
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline;
use bedside::source::Sources;

const COURSE: &str = "id: a\ntitle: A course\n";
const PAGE: &str = "s/m/page.md";

/// What a course says whose one lesson has this text.
/// A day to which no test here is bound.
const DAY: Date = Date { year: 2027, month: 3, day: 1 };

fn course(settings: &str, page: &str) -> Vec<Diagnostic> {
    let index = "---\nsummary: One.\nobjectives: [Wait]\n---\n# Title\n\nText.\n\n:::reflect\nThink.\n:::\n";
    let home = "---\nsummary: One.\n---\n# Title\n\nText.\n";
    let files = [
        ("course.yaml", settings),
        ("index.md", home),
        ("s/index.md", home),
        ("s/m/index.md", index),
        (PAGE, page),
    ];
    let sources = Sources::from_memory(files.map(|(path, text)| (path, text.as_bytes())));
    pipeline::link(sources, &Sources::default(), &mut Memo::default(), DAY).diagnostics
}

/// The words under each problem of one code, for a page with this text.
fn told(code: Code, text: &str) -> Vec<&str> {
    let problems = course(COURSE, text).into_iter().filter(|p| p.code == code && &*p.file == PAGE);
    problems.map(|problem| &text[problem.span.range()]).collect()
}

#[test]
fn a_dash_between_numbers_is_read_as_what_it_is() {
    for text in ["Weeks 4–7, 45–7 of them.", "Mrs K., 4–7 years.", "82–", "82 –7", "Mrs K., 82–"]
    {
        // The page is read over to its end: nothing in it makes the program fail.
        assert_eq!(told(Code::Panicked, text), [""; 0], "{text}");
        assert_eq!(told(Code::NoSummary, text).len(), 1, "{text}");
    }
}

#[test]
fn what_may_tell_who_a_patient_is_is_told_at_its_place() {
    for (text, found) in [
        ("His MRN 00412345 was on the board.", "00412345"),
        ("Hospital number: 412 3345.", "412 3345"),
        ("Patient ID is 99812.", "99812"),
        ("Look up K1234567 first.", "K1234567"),
        ("Look up 84122907 first.", "84122907"),
        ("NHS 943 476 5919 it said.", "943 476 5919"),
        ("She gave 078-05-1120 at the desk.", "078-05-1120"),
        ("He was born on 12 March 1941 in Cork.", "12 March 1941"),
        ("Born March 12, 1941, in Cork.", "March 12"),
        ("DOB 12/03/41.", "12/03/41"),
        ("D.O.B.: 12.03.1941", "12.03.1941"),
        ("Admitted as 1941-03-12 Smith.", "1941-03-12"),
        ("Call her on 020 7946 0018 tonight.", "020 7946 0018"),
        ("Call (403) 220-3333 tonight.", "(403) 220-3333"),
        ("Call 403-220-3333 tonight.", "403-220-3333"),
        ("Call +34 943 00 70 00 tonight.", "+34 943 00 70 00"),
        ("He lives at SW1A 1AA now.", "SW1A 1AA"),
        ("He lives at M1 4BT now.", "M1 4BT"),
        ("She lives at T2N 1N4 now.", "T2N 1N4"),
        ("It is 90210-1234 there.", "90210-1234"),
        ("Write to m.kowalska@hospital.org today.", "m.kowalska@hospital.org"),
        ("Mrs K., 82, waits.", "Mrs K., 82"),
        ("Mr. T (74) waits.", "Mr. T (74"),
        ("Ms B, aged 56, waits.", "Ms B, aged 56"),
        ("J.K., 43, waits.", "J.K., 43"),
        ("An 82-year-old, Mrs K., waits.", "82-year-old, Mrs K"),
        ("The man in bed 12 waits.", "bed 12"),
        ("Go to Room 304B now.", "Room 304B"),
        ("Caf&eacute;: bed 7 waits.", "bed 7"),
        ("> - a line\n>   with bed 9 in it\n", "bed 9"),
        (":::facilitator\nAsk Mrs K., 82, first.\n:::\n", "Mrs K., 82"),
        ("## The man in bed 4\n\nText.", "bed 4"),
    ] {
        let text = format!("# Title\n\n{text}\n");
        assert_eq!(told(Code::PossibleIdentifier, &text), [found], "{text}");
    }
}

#[test]
fn numbers_of_ordinary_prose_are_left_in_peace() {
    for text in [
        "Gorka, 46, hears that he will not go home.",
        "Lorna is 38 and invented.",
        "In 2019, 57 people took part, and 12 of them in 2020.",
        "Give 500 mg twice, at 10.30 and 22:15.",
        "It took 1,250 hours and cost $12,500,000 in all.",
        "See pages 112-118 and section 3.2.1.",
        "The paper, doi 10.1186/s12909-020-02187-1, says so.",
        "Trial NCT01234567 and PMID 31234567, ISBN 9781234567897.",
        "They met on 3 May 2014 and on 12/03/2019.",
        "He was born in 1941 in Cork.",
        "She is born to it, at 30.",
        "Call 0800 123 4567 or 1-800-273-8255 at any hour.",
        "Call 555-0123 in the story.",
        "Give each bed 10 minutes, and each room 5 times.",
        "There are 12 beds in 3 bays.",
        "Answer A (12) was chosen by 40 percent.",
        "Vitamin B, 12 times a day.",
        "Mr Osei, 74, waits.",
        "Write to somebody@example.org.",
        "Write to <office@school.org> or [the office](mailto:office@school.org).",
        "COVID-19 came in 2020. HbA1c was 48.",
        "Unit A2 is on floor 3.",
        "`K1234567` is code.",
        "I, 40 years on, still hear it.",
    ] {
        let text = format!("# Title\n\n{text}\n");
        assert_eq!(told(Code::PossibleIdentifier, &text), [""; 0], "{text}");
    }
}

#[test]
fn idioms_that_blame_are_told_with_a_kinder_one() {
    for (text, found) in [
        ("She is non-compliant again.", "non-compliant"),
        ("Non-compliant patients come late.", "Non-compliant"),
        ("He is a frequent flyer here.", "frequent flyer"),
        ("The ward has three bed blockers.", "bed blockers"),
        ("The ward has three bed-blockers.", "bed-blockers"),
        ("He is an addict.", "addict"),
        ("She is suffering from\nCOPD.", "suffering from"),
        ("He has failed treatment twice.", "failed treatment"),
        ("She is **wheelchair-bound**.", "wheelchair-bound"),
    ] {
        let text = format!("# Title\n\n{text}\n");
        assert_eq!(told(Code::Wording, &text), [found], "{text}");
    }
    for text in [
        "In the notes somebody wrote \"non-compliant\".",
        "They said “he’s a frequent flyer, that one”.",
        "They said ‘she’s an addict’ aloud.",
        "The word *addict* hurts.",
        "Suffering is not from one cause.",
        "The bed. Blockers of channels are drugs.",
        "Addiction is an illness.",
        ":::facilitator\nAsk who says frequent flyer.\n:::",
    ] {
        let text = format!("# Title\n\n{text}\n");
        assert_eq!(told(Code::Wording, &text), [""; 0], "{text}");
    }
    let problems = course(COURSE, "# Title\n\nHe is an addict.\n");
    let problem = problems.iter().find(|p| p.code == Code::Wording).unwrap();
    assert!(problem.help.as_deref().unwrap().contains("a person with an addiction"));
    assert_eq!(problem.severity, Severity::Notice);
}

#[test]
fn a_course_adds_its_own_words_in_any_language() {
    let settings = "id: a\ntitle: A\nlanguage: fr\nwords:\n  avoid:\n    - {say: Placement social, instead: une personne sans abri sûr}\n    - {say: Écervelé, instead: distrait}\n";
    let page = "# Titre\n\nUn placement social, un addict et un écervelé.\n";
    let problems = course(settings, page);
    let found: Vec<_> =
        problems.iter().filter(|p| p.code == Code::Wording).map(|p| &page[p.span.range()]).collect();
    assert_eq!(found, ["placement social", "écervelé"]);
    assert!(problems.iter().all(|p| p.severity == Severity::Notice), "{problems:?}");
}

#[test]
fn the_list_of_words_is_read_strictly() {
    for (words, code, part) in [
        ("words: [a]", Code::ConfigValue, "[a]"),
        ("words:\n  avoids: []", Code::ConfigKey, "avoids"),
        ("words:\n  avoid: addict", Code::ConfigValue, "avoid"),
        ("words:\n  avoid:\n    - addict", Code::ConfigValue, "addict"),
        ("words:\n  avoid:\n    - {say: a}", Code::ConfigValue, "{say: a}"),
        ("words:\n  avoid:\n    - {say: social admission, insted: b, instead: c}", Code::ConfigKey, "insted"),
    ] {
        let settings = format!("{COURSE}{words}\n");
        let problems =
            course(&settings, "---\nsummary: One.\nobjectives: [Wait]\n---\n# A\n\n:::reflect\nB.\n:::\n");
        let [problem] = problems.as_slice() else { panic!("{words}: {problems:?}") };
        assert_eq!((problem.code, &settings[problem.span.range()]), (code, part), "{words}");
    }
}

#[test]
fn hard_pages_and_long_sentences_are_told_in_english_only() {
    let long = "The participants who had volunteered for the study and who were all employed in the same organization for many years said that training, which they had seldom received, would be of help to them and to everybody else.";
    let hard = "Organizational responsibility necessitates institutional reconsideration of educational prioritization. ".repeat(12);
    let page = format!("# Title\n\n{long}\n\n{hard}\n");
    assert_eq!(told(Code::LongSentence, &page), [long.trim_end_matches('.')]);
    assert_eq!(told(Code::ReadingGrade, &page), ["# Title\n"]);
    let short = format!("# Title\n\n{}\n", &hard[..hard.len() / 3]);
    assert_eq!(told(Code::ReadingGrade, &short), [""; 0]);
    let facilitators = format!("# Title\n\nText.\n\n:::facilitator\n{long} {hard}\n:::\n");
    assert_eq!(told(Code::ReadingGrade, &facilitators), [""; 0]);
    assert_eq!(told(Code::LongSentence, &facilitators), [""; 0]);
    let french = course("id: a\ntitle: A\nlanguage: fr\n", &page);
    assert!(french.iter().all(|p| !matches!(p.code, Code::LongSentence | Code::ReadingGrade)));
}

#[test]
fn pages_are_held_to_what_they_promise() {
    let codes = |page: &str| -> Vec<Code> {
        course(COURSE, page).into_iter().filter(|p| &*p.file == PAGE).map(|p| p.code).collect()
    };
    assert_eq!(codes("# A\n\nText.\n"), [Code::NoSummary, Code::NoObjectives]);
    assert_eq!(codes("---\nsummary: S.\nobjectives: [Wait]\n---\n# A\n\nText.\n"), [Code::NoActivity]);
    assert_eq!(codes("---\nsummary: S.\nobjectives: [Wait]\n---\n# A\n\n:::discussion\nTalk.\n:::\n"), []);
    assert_eq!(codes("---\nsummary: S.\nkind: practice\nobjectives: [Wait]\n---\n# A\n\nText.\n"), []);
    assert_eq!(codes("---\nsummary: S.\nkind: reference\n---\n# A\n\nText.\n"), []);
    assert_eq!(codes("---\ndraft: true\n---\n# A\n\nText.\n"), []);
}

#[test]
fn languages_of_code_are_told_with_the_nearest() {
    let page = "# A\n\n```pyhton\na = 1\n```\n\n```text\nb\n```\n\n```rust\nfn c() {}\n```\n\n```\nd\n```\n";
    let problems = course(COURSE, page);
    let found: Vec<_> = problems.iter().filter(|p| p.code == Code::UnknownLanguage).collect();
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(&page[problem.span.range()], "```pyhton");
    assert!(problem.help.as_deref().unwrap().contains("python"), "{problem:?}");
}

#[test]
fn raw_html_is_told_where_the_cleaner_changes_it() {
    let page = "# A\n\n<div class=\"a\">\n\nText <b>bold</b> <font color=red>red</font>.\n\n</div>\n\n<script>\nalert(1)\n</script>\n\n> <p\n>   onclick=\"x()\">Text</p>\n\n<!-- a note -->\n";
    let of = |settings: &str, code: Code| -> Vec<(String, Diagnostic)> {
        let problems = course(settings, page).into_iter().filter(|p| p.code == code);
        problems.map(|p| (page[p.span.range()].to_owned(), p)).collect()
    };
    let removed = of(COURSE, Code::HtmlRemoved);
    let found: Vec<_> =
        removed.iter().map(|(text, problem)| (text.as_str(), problem.message.as_str())).collect();
    assert_eq!(
        found,
        [
            ("<font color=red>", "taken out of the raw HTML: the tag `<font>`"),
            ("<script>", "taken out of the raw HTML: `<script>` with all that stands in it"),
            ("<p", "taken out of the raw HTML: `onclick` of `<p>`"),
        ]
    );
    let forbidden = of(&format!("{COURSE}html: forbid\n"), Code::HtmlForbidden);
    let found: Vec<_> = forbidden.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(found, ["<div class=\"a\">", "<b>", "<font color=red>", "<script>", "<p"]);
    assert!(forbidden.iter().all(|(_, problem)| problem.severity == Severity::Error));
    assert!(of(&format!("{COURSE}html: allow\n"), Code::HtmlRemoved).is_empty());
}

#[test]
fn a_build_gives_no_advice_on_the_writing_and_still_forbids() {
    let page = "# A\n\nHe is an addict. <b>Bold</b>\n";
    let files = [("course.yaml", "id: a\ntitle: A\nhtml: forbid\n"), ("index.md", page)];
    let sources = Sources::from_memory(files.map(|(path, text)| (path, text.as_bytes())));
    let problems = pipeline::link(sources, &Sources::default(), &mut Memo::brief(), DAY).diagnostics;
    assert!(problems.iter().any(|p| p.code == Code::HtmlForbidden));
    assert!(problems.iter().all(|p| p.code != Code::Wording));
}

#[test]
fn a_changed_list_of_words_is_seen_though_no_page_changed() {
    let page = "# A\n\nA social admission.\n";
    let files = |settings: &'static str| {
        Sources::from_memory([("course.yaml", settings.as_bytes()), ("index.md", page.as_bytes())])
    };
    let mut memo = Memo::default();
    let has = |problems: Vec<Diagnostic>| problems.iter().any(|p| p.code == Code::Wording);
    let theme = Sources::default();
    assert!(!has(pipeline::link(files("id: a\ntitle: A\n"), &theme, &mut memo, DAY).diagnostics));
    let more = "id: a\ntitle: A\nwords: {avoid: [{say: social admission, instead: nowhere safe to go}]}\n";
    assert!(has(pipeline::link(files(more), &theme, &mut memo, DAY).diagnostics));
}

proptest::proptest! {
    /// Whatever stands around a number, the review reads on.
    #[test]
    fn no_text_stops_the_review(text in "[A-Zab .,:;()’“”–—@/0-9é\u{A0}\u{2011}+-]{0,60}") {
        let page = format!("# Title\n\n{text}\n");
        let failed = course(COURSE, &page).into_iter().any(|p| p.code == Code::Panicked);
        assert!(!failed, "{text:?}");
    }

    /// Whatever raw HTML is pasted, the review reads on.
    #[test]
    fn no_raw_html_stops_the_review(text in "[<>/=\"' abi&#;!-é\n]{0,60}") {
        let page = format!("# Title\n\n<p {text}\n\n{text}\n");
        let failed = course(COURSE, &page).into_iter().any(|p| p.code == Code::Panicked);
        assert!(!failed, "{text:?}");
    }
}
