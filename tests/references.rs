//! Citations, glossary and cross references over courses in memory: what readers get, and what authors are told. (One long file: its cases share one small course.)

use std::collections::BTreeMap;
use std::time::Instant;

use bedside::course::Edition;
use bedside::diagnostic::{Code, Diagnostic, Severity};
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::publish::OutPath;
use bedside::source::Sources;

const BIB: &str = "@article{sinclair2020training,
  author = {Sinclair, Shane and Hack, Thomas F. and McClement, Susan},
  title = {Perspectives on compassion training},
  journaltitle = {BMC Medical Education},
  date = {2020-08-05},
  volume = {20},
  pages = {249},
  doi = {10.1186/s12909-020-02164-8},
}
@article{nestel2007roleplay,
  author = {Nestel, Debra and Tierney, Tanya},
  title = {Role-play for medical students},
  journaltitle = {BMC Medical Education},
  date = {2007},
  volume = {7},
  pages = {3},
}
@book{driscoll2007practising,
  author = {Driscoll, John},
  title = {Practising Clinical Supervision},
  date = {2007},
  publisher = {Elsevier},
  url = {https://example.org/driscoll},
}
";

/// A course with a home page and the files that a test is about.
struct Course {
    files: BTreeMap<String, String>,
}

impl Course {
    fn new() -> Course {
        let course = Course { files: BTreeMap::new() };
        course
            .with("course.yaml", "id: test\ntitle: A course\nlanguage: en\n")
            .with("index.md", "# Home\n\nWords.\n")
    }

    fn with(mut self, path: &str, text: &str) -> Course {
        self.files.insert(path.into(), text.into());
        self
    }

    fn link(&self) -> (Linked, Vec<Diagnostic>) {
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
        let linked = pipeline::link(
            Sources::from_memory(files),
            &Sources::default(),
            &mut Memo::default(),
            bedside::document::date::Date { year: 2027, month: 3, day: 1 },
        );
        (linked.value, linked.diagnostics)
    }

    /// What is told, as `code file:line`, and the help.
    fn told(&self) -> Vec<(String, String)> {
        let (_, problems) = self.link();
        let line = |p: &Diagnostic| {
            let text = self.files.get(&*p.file).map_or("", String::as_str);
            text.get(..p.span.start as usize).unwrap_or_default().matches('\n').count() + 1
        };
        // What helps with the writing has suites of its own.
        let is_ours = |p: &&Diagnostic| p.severity != Severity::Notice || p.code == Code::UnusedTerm;
        problems
            .iter()
            .filter(is_ours)
            .map(|p| {
                (format!("{} {}:{}", p.code.name(), p.file, line(p)), p.help.clone().unwrap_or_default())
            })
            .collect()
    }

    fn page(&self, edition: Edition, path: &str) -> String {
        self.page_if_there(edition, path).unwrap_or_else(|| panic!("there is no {path}"))
    }

    fn page_if_there(&self, edition: Edition, path: &str) -> Option<String> {
        let (linked, problems) = self.link();
        let errors: Vec<_> = problems.iter().filter(|p| p.code == Code::ThemeError).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let artefacts = pipeline::artefacts(&linked, edition, false);
        let path = OutPath::new(path).expect("a path");
        let artefact = artefacts.get(&path)?;
        let mut out = Vec::new();
        artefacts.make(artefact, &mut out).expect("the page can be made");
        Some(String::from_utf8(out).expect("UTF-8"))
    }
}

/// The words that a reader sees: without tags, and with one space between.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    words.push_str(rest);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    let rest = &text[start..];
    &rest[..rest.find(to).unwrap_or(rest.len())]
}

const SECTION: &str = "<section class=\"references\"";

#[test]
fn a_citation_is_a_number_that_leads_to_its_work_and_back() {
    let course = Course::new().with("references.bib", BIB).with(
        "a.md",
        "# A\n\nOne [@sinclair2020training, p. 4]. Two [@driscoll2007practising; @sinclair2020training].\n",
    );
    assert!(course.told().is_empty(), "{:?}", course.told());
    let page = course.page(Edition::Learner, "a.html");
    assert!(page.contains("<span class=\"citation\" id=\"cite-1\">[<a href=\"#ref-1\" role=\"doc-biblioref\">1</a>, p. 4]</span>"), "{page}");
    let second = between(&page, "id=\"cite-2\"", "</span>");
    assert_eq!(words(&format!("<{second}")), "[1,2]", "{page}");
    assert!(second.contains("href=\"#ref-1\"") && second.contains("href=\"#ref-2\""), "{second}");
    let list = between(&page, SECTION, "</section>");
    let first = words(between(list, "<li id=\"ref-1\"", "</li>"));
    assert!(first.starts_with("1. Sinclair S, Hack TF, McClement S. Perspectives on compassion training. BMC Medical Education. 2020;20:249."), "{first}");
    assert!(
        list.contains("<a href=\"https://doi.org/10.1186/s12909-020-02164-8\" rel=\"noopener noreferrer\">"),
        "{list}"
    );
    assert!(list.contains("href=\"https://example.org/driscoll\""), "{list}");
    assert_eq!(list.matches("href=\"#cite-1\"").count(), 1);
    assert_eq!(list.matches("href=\"#cite-2\"").count(), 2);
}

#[test]
fn facilitators_citations_have_numbers_of_their_own_and_leave_the_learners_page_as_it_is() {
    let learner = "# A\n\nFirst [@sinclair2020training].\n\n";
    let note = ":::facilitator[Note]\nBoth [@nestel2007roleplay; @sinclair2020training].\n:::\n\n";
    let last = "Last [@driscoll2007practising].\n";
    let with = Course::new().with("references.bib", BIB).with("a.md", &format!("{learner}{note}{last}"));
    let without = Course::new().with("references.bib", BIB).with("a.md", &format!("{learner}{last}"));
    assert_eq!(with.page(Edition::Learner, "a.html"), without.page(Edition::Learner, "a.html"));
    assert_eq!(
        with.page(Edition::Learner, "bibliography.html"),
        without.page(Edition::Learner, "bibliography.html")
    );
    assert!(!with.page(Edition::Learner, "bibliography.html").contains("Nestel"));
    let page = with.page(Edition::Facilitator, "a.html");
    assert!(page.contains("<a href=\"#ref-F1\" role=\"doc-biblioref\">F1</a>"), "{page}");
    assert!(page.contains("<a href=\"#ref-2\" role=\"doc-biblioref\">2</a>"), "{page}");
    let own = between(&page, "<section class=\"references is-facilitator\"", "</section>");
    assert!(words(own).contains("F1. Nestel D, Tierney T."), "{own}");
    assert!(!own.contains("Sinclair"), "{own}");
    let shared = between(&page, "<li id=\"ref-1\"", "</li>");
    assert!(shared.contains("#cite-1\"") && shared.contains("#cite-F1\""), "{shared}");
    assert!(with.page(Edition::Facilitator, "bibliography.html").contains("Nestel"));
}

#[test]
fn an_edition_that_sees_no_citation_has_no_bibliography() {
    let course = Course::new().with("references.bib", BIB).with(
        "a.md",
        "# A\n\nSee [all works](/bibliography.md).\n\n:::facilitator[Note]\nSee [@nestel2007roleplay].\n:::\n",
    );
    assert!(course.page_if_there(Edition::Learner, "bibliography.html").is_none());
    assert!(course.page_if_there(Edition::Facilitator, "bibliography.html").is_some());
    assert!(words(&course.page(Edition::Learner, "a.html")).contains("See all works."));
    assert!(!course.page(Edition::Learner, "a.html").contains("bibliography.html"));
    assert!(
        course.page(Edition::Facilitator, "a.html").contains("<a href=\"bibliography.html\">all works</a>")
    );
}

#[test]
fn the_bibliography_is_in_order_and_leads_back_to_every_page_that_cites() {
    let course = Course::new()
        .with("references.bib", BIB)
        .with("a.md", "# Page A\n\n[@sinclair2020training; @nestel2007roleplay]\n")
        .with("s/index.md", "# Page S\n\nAgain [@sinclair2020training].\n")
        .with("d.md", "---\ndraft: true\n---\n# Draft\n\n[@driscoll2007practising]\n");
    let page = course.page(Edition::Learner, "bibliography.html");
    let list = words(between(&page, "<section class=\"references is-course\"", "</section>"));
    assert!(list.find("Nestel") < list.find("Sinclair"), "{list}");
    assert!(!list.contains("Driscoll"), "a draft is in the preview only: {list}");
    let sinclair = between(&page, "Sinclair S", "</li>");
    assert!(
        sinclair.contains("<a href=\"a.html\">Page A</a>")
            && sinclair.contains("<a href=\"s/index.html\">Page S</a>")
    );
    assert!(page.contains("<a href=\"bibliography.html\" aria-current=\"page\">Works cited</a>"), "{page}");
    let deep = course.page(Edition::Learner, "s/index.html");
    assert!(deep.contains("<a href=\"../bibliography.html\">Works cited</a>"), "{deep}");
}

#[test]
fn a_style_is_chosen_by_name_and_a_slip_is_told() {
    let cite =
        "# A\n\nAs they say [@sinclair2020training, p. 4]. Sinclair [-@sinclair2020training, p. 5] too.\n";
    let course = |style: &str| {
        let config = format!("id: test\ntitle: A course\nlanguage: en\nstyle: {style}\n");
        Course::new().with("course.yaml", &config).with("references.bib", BIB).with("a.md", cite)
    };
    let page = course("apa").page(Edition::Learner, "a.html");
    let text = words(&page);
    assert!(text.contains("As they say (Sinclair et al., 2020, p. 4)."), "{text}");
    assert!(text.contains("Sinclair (2020, p. 5) too."), "{text}");
    assert!(text.contains("Sinclair, S., Hack, T. F., &amp; McClement, S."), "{text}");
    let told = course("american-medical-asociation").told();
    assert_eq!(told[0].0, "config-value course.yaml:4");
    assert!(told[0].1.contains("american-medical-association"), "{told:?}");
    assert!(course("vancouver").told().is_empty());
}

#[test]
fn every_bundled_style_gives_each_work_a_link_and_no_style_of_its_own() {
    for style in hayagriva_styles() {
        let config = format!("id: test\ntitle: A course\nlanguage: en\nstyle: {style}\n");
        let course = Course::new().with("course.yaml", &config).with("references.bib", BIB).with(
            "a.md",
            "# A\n\nOne [@sinclair2020training, p. 4]. Two [@driscoll2007practising; @nestel2007roleplay].\n\n:::facilitator[N]\n[@sinclair2020training]\n:::\n",
        );
        let page = course.page(Edition::Facilitator, "a.html");
        let list = between(&page, SECTION, "</section>");
        assert!(!page.contains("style=\""), "{style}");
        assert!(list.contains("href=\"https://doi.org/10.1186/s12909-020-02164-8\""), "{style}: {list}");
        let cited = between(&page, "id=\"cite-1\"", "</span>");
        assert!(cited.contains("href=\"#ref-") && cited.contains('4'), "{style}: {cited}");
        for n in 1..=3 {
            let item = between(list, &format!("<li id=\"ref-{n}\""), "</li>");
            let work = words(between(item, "<span class=\"ref-work\">", "</li>"));
            assert!(work.starts_with(|c: char| c.is_alphabetic() || "“‘\"'".contains(c)), "{style}: {work}");
        }
    }
}

fn hayagriva_styles() -> Vec<&'static str> {
    hayagriva::archive::ArchivedStyle::all()
        .iter()
        .filter_map(|style| style.names().first().copied())
        .collect()
}

#[test]
fn the_list_speaks_the_language_of_the_course() {
    let bib = "@incollection{a, author = {Roy, Anne}, editor = {Blanc, Luc}, title = {Un}, booktitle = {Deux}, date = {2001}, edition = {2}, publisher = {P}, location = {Lyon}}";
    let course = |language: &str| {
        Course::new()
            .with("course.yaml", &format!("id: test\ntitle: A\nlanguage: {language}\nstyle: apa\n"))
            .with("references.bib", bib)
            .with("a.md", "# A\n\n[@a]\n")
            .page(Edition::Learner, "a.html")
    };
    let (english, french) = (course("en"), course("fr"));
    let of = |page: &str| words(between(page, "<li id=\"ref-1\"", "</li>"));
    assert!(of(&english).contains("2nd ed."), "{}", of(&english));
    assert!(of(&french).contains("éd."), "{}", of(&french));
}

#[test]
fn unknown_works_are_told_at_their_keys_with_the_nearest() {
    let course = Course::new()
        .with("references.bib", BIB)
        .with("a.md", "# A\n\nFine [@sinclair2020training].\n\nNot so [@driscoll2007practising; @nestel2007rolepay].\n\nHalf [@sinclair2020].\n");
    let told = course.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], ("unknown-citation a.md:5".into(), "Did you mean `@nestel2007roleplay`?".into()));
    assert_eq!(told[1], ("unknown-citation a.md:7".into(), "Did you mean `@sinclair2020training`?".into()));
    let (_, problems) = course.link();
    let unknown: Vec<_> = problems.iter().filter(|p| p.code == Code::UnknownCitation).collect();
    let text = &course.files["a.md"];
    assert_eq!(&text[unknown[0].span.range()], "@nestel2007rolepay");
    // The rest of the page is there all the same.
    let page = course.page(Edition::Learner, "a.html");
    assert!(words(&page).contains("Half [@sinclair2020]."), "{page}");
    let without = Course::new().with("a.md", "# A\n\n[@sinclair2020]\n").told();
    assert_eq!(without[0].0, "unknown-citation a.md:3");
    assert!(without[0].1.contains("references.bib"), "{without:?}");
}

#[test]
fn a_bibliography_that_cannot_be_read_is_told_once_and_at_its_line() {
    let cites = "# A\n\n[@a] and [@b]\n";
    let broken = Course::new()
        .with("references.bib", "@article{a,\n  title = {One}\n  date = {2020},\n}\n")
        .with("a.md", cites);
    let told = broken.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "bibliography-syntax references.bib:3");
    let yaml = Course::new()
        .with("references.yaml", "a:\n  type: article\n  title: One\nb:\n  title: Two\n")
        .with("a.md", cites);
    assert_eq!(yaml.told()[0].0, "bibliography-syntax references.yaml:5", "{:?}", yaml.told());
    // What nobody cites is not read.
    let unread = Course::new().with("references.bib", "@article{a,\n  title");
    assert!(unread.told().is_empty(), "{:?}", unread.told());
    let yaml = Course::new()
        .with("references.yaml", "a:\n  type: article\n  title: One\n  author: Roy, Anne\n  date: 2001\n")
        .with("a.md", "# A\n\n[@a]\n");
    assert!(words(&yaml.page(Edition::Learner, "a.html")).contains("1. Roy A. One."));
}

#[test]
fn three_hundred_citations_add_little_to_a_page() {
    let (mut bib, mut cites, mut plain) = (String::new(), "# A\n\n".to_owned(), "# A\n\n".to_owned());
    for n in 0..300 {
        bib.push_str(&format!(
            "@article{{w{n}, author = {{Writer{n}, Ann and Other, Bo}}, title = {{Work {n}}}, journaltitle = {{J}}, date = {{{}}}, volume = {{{n}}}, pages = {{1--9}}, doi = {{10.1/{n}}}}}\n",
            1720 + n
        ));
        cites.push_str(&format!("Claim {n} [@w{n}, p. 4].\n\n"));
        plain.push_str(&format!("Claim {n} (w{n}, p. 4).\n\n"));
    }
    let fastest = |page: &str| {
        let course = Course::new().with("references.bib", &bib).with("a.md", page);
        let (linked, _) = course.link();
        let artefacts = pipeline::artefacts(&linked, Edition::Learner, false);
        let artefact = artefacts.get(&OutPath::new("a.html").expect("a path")).expect("the page");
        let time = || {
            let mut out = Vec::new();
            let start = Instant::now();
            artefacts.make(artefact, &mut out).expect("the page can be made");
            let taken = start.elapsed();
            let html = String::from_utf8(out).expect("UTF-8");
            (taken, html.matches("class=\"citation\"").count(), html.matches("<li id=\"ref-").count())
        };
        (0..5).map(|_| time()).min().expect("five runs")
    };
    let (with, citations, works) = fastest(&cites);
    assert_eq!((citations, works), (300, 300));
    let added = with.saturating_sub(fastest(&plain).0);
    println!("300 citations of 300 works add {added:?}");
    // An unoptimised build is many times as slow as the one that authors have, and shares its machine with other tests.
    let limit = if cfg!(debug_assertions) { 2000 } else { 50 };
    assert!(added.as_millis() < limit, "{added:?}");
}

const GLOSSARY: &str = "Compassion:
  definition: To *act* on what somebody needs. Not [[pity]].
  also: [compassionate care]
  see: [Pity]
Pity:
  definition: Sorrow from afar.
Écoute:
  definition: Listening, as in [a study](https://example.org/study).
";

#[test]
fn a_term_opens_its_definition_without_scripts_and_leads_to_the_glossary() {
    let course = Course::new()
        .with("glossary.yaml", GLOSSARY)
        .with(
            "s/a.md",
            "# A\n\nOf [[compassion]], [[Compassionate  care|this care]] and [[pity]]. [[écoute]]\n",
        )
        .with("s/index.md", "# S\n\nWords.\n");
    assert!(course.told().is_empty(), "{:?}", course.told());
    let page = course.page(Edition::Learner, "s/a.html");
    assert!(
        page.contains(
            "<button type=\"button\" class=\"term\" popovertarget=\"term-compassion\">compassion</button>"
        ),
        "{page}"
    );
    assert!(
        page.contains(
            "<button type=\"button\" class=\"term\" popovertarget=\"term-compassion\">this care</button>"
        ),
        "{page}"
    );
    let definition = between(&page, "<div class=\"term-definition\" id=\"term-compassion\"", "</div>");
    assert!(definition.contains("popover>"), "{definition}");
    assert!(definition.contains("To <em>act</em> on what"), "{definition}");
    assert!(definition.contains("<a href=\"../glossary.html#term-compassion\">"), "{definition}");
    assert!(
        definition.contains("<a class=\"term\" href=\"../glossary.html#term-pity\">pity</a>"),
        "{definition}"
    );
    assert_eq!(page.matches("id=\"term-compassion\"").count(), 1);
    assert!(!course.page(Edition::Learner, "s/index.html").contains("term-definition"));
}

#[test]
fn the_glossary_is_sorted_under_letters_and_leads_to_where_a_term_is_used() {
    let course = Course::new()
        .with("glossary.yaml", GLOSSARY)
        .with("a.md", "# Page A\n\n[[compassion]], see [the words](/glossary.md) and [](glossary.md).\n\n:::facilitator[N]\n[[pity]] [[écoute]]\n:::\n");
    let page = course.page(Edition::Learner, "glossary.html");
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("no {what}: {page}"));
    assert!(at("<h2 id=\"letter-c\">C</h2>") < at("<dt id=\"term-compassion\">"));
    assert!(at("<dt id=\"term-compassion\">") < at("<h2 id=\"letter-e\">E</h2>"));
    assert!(at("<dt id=\"term-écoute\">") < at("<dt id=\"term-pity\">"));
    let compassion = between(&page, "<dt id=\"term-compassion\"", "</dd>");
    assert!(words(compassion).contains("Also: compassionate care"), "{compassion}");
    assert!(
        compassion.contains("<a href=\"#term-pity\">Pity</a>")
            && compassion.contains("<a href=\"a.html\">Page A</a>")
    );
    let pity = "<dt id=\"term-pity\"";
    assert!(!between(&page, pity, "</dd>").contains("a.html"), "learners see it used nowhere");
    assert!(between(&course.page(Edition::Facilitator, "glossary.html"), pity, "</dd>").contains("a.html"));
    let text = course.page(Edition::Learner, "a.html");
    assert!(
        text.contains("<a href=\"glossary.html\">the words</a>")
            && text.contains("<a href=\"glossary.html\">Glossary</a>"),
        "{text}"
    );
    assert!(!text.contains("id=\"term-pity\""), "a facilitator’s word: {text}");
}

#[test]
fn an_authors_own_glossary_page_comes_before_the_generated_one() {
    let course = Course::new()
        .with("glossary.yaml", GLOSSARY)
        .with("glossary.md", "# My words\n\n[[compassion]] [[pity]] [[écoute]]\n");
    let page = course.page(Edition::Learner, "glossary.html");
    assert!(page.contains("My words") && !page.contains("glossary.html#"), "{page}");
    assert!(page.contains("id=\"term-compassion\""));
}

#[test]
fn a_term_in_an_answer_or_a_label_is_no_button_and_no_id_stands_twice() {
    let course = Course::new().with("glossary.yaml", GLOSSARY).with("references.bib", BIB).with(
        "a.md",
        "# A\n\n:::check[Of [[pity]]]\nQuestion?\n\n- [x] [[Compassion]] [@sinclair2020training].\n\n  Yes, [[écoute]].\n- [ ] No.\n\n  Why.\n:::\n",
    );
    let page = course.page(Edition::Learner, "a.html");
    let answers = between(&page, "<ul class=\"answers\">", "</ul>");
    assert!(!answers.contains("<button") && answers.contains("glossary.html#term-compassion"), "{answers}");
    assert!(page.contains("popovertarget=\"term-écoute\""), "{page}");
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice: {page}");
}

#[test]
fn terms_and_citations_outlive_the_cleaning_of_raw_html() {
    let course = Course::new()
        .with("glossary.yaml", GLOSSARY)
        .with("references.bib", BIB)
        .with("a.md", "# A\n\n<b>Raw</b> [[pity]] [[compassion]] [[écoute]] [@sinclair2020training].\n");
    let page = course.page(Edition::Learner, "a.html");
    assert!(page.contains("popovertarget=\"term-pity\""), "{page}");
    assert!(page.contains("href=\"#ref-1\"") && page.contains("id=\"cite-1\""), "{page}");
}

#[test]
fn unknown_and_unused_terms_are_told() {
    let course =
        Course::new().with("glossary.yaml", GLOSSARY).with("a.md", "# A\n\n[[Compasion]] and [[pity]].\n");
    let told = course.told();
    assert!(
        told.contains(&("unknown-term a.md:3".into(), "Did you mean `[[Compassion]]`?".into())),
        "{told:?}"
    );
    let codes: Vec<&str> = told.iter().map(|(told, _)| told.as_str()).collect();
    assert_eq!(
        codes.iter().filter(|code| code.starts_with("unused-term glossary.yaml")).count(),
        2,
        "{told:?}"
    );
    let without = Course::new().with("a.md", "# A\n\n[[pity]]\n").told();
    assert!(without[0].1.contains("glossary.yaml"), "{without:?}");
}

#[test]
fn a_former_address_leads_to_the_page() {
    let course = Course::new()
        .with("s/index.md", "# S\n\nWords.\n")
        .with("s/b.md", "---\naliases: [old/path, s/gone.html]\n---\n# The page & more\n\nWords.\n");
    assert!(course.told().is_empty(), "{:?}", course.told());
    let page = course.page(Edition::Learner, "old/path.html");
    assert!(page.contains("<meta http-equiv=\"refresh\" content=\"0; url=../s/b.html\">"), "{page}");
    assert!(page.contains("<link rel=\"canonical\" href=\"../s/b.html\">"), "{page}");
    assert!(words(&page).contains("Go to “The page &amp; more”"), "{page}");
    assert!(course.page(Edition::Learner, "s/gone.html").contains("url=b.html\""));
}

#[test]
fn a_former_address_that_is_taken_or_unsafe_is_told() {
    let course = Course::new()
        .with("a.md", "---\naliases:\n  - b\n  - Index.html\n  - ../up\n  - once\n---\n# A\n\nWords.\n")
        .with("b.md", "---\naliases: [once]\n---\n# B\n\nWords.\n");
    let told: Vec<String> = course.told().into_iter().map(|(told, _)| told).collect();
    assert_eq!(
        told,
        [
            "duplicate-address a.md:3",
            "duplicate-address a.md:4",
            "unsafe-name a.md:5",
            "duplicate-address b.md:2"
        ]
    );
}

#[test]
fn orphans_are_told_and_a_link_or_a_prerequisite_takes_them_in() {
    let hidden = "---\nunlisted: true\n---\n# Hidden\n\nWords. [Myself](hidden.md)\n";
    let course = Course::new().with("hidden.md", hidden);
    assert_eq!(
        course.told().iter().map(|(told, _)| told.as_str()).collect::<Vec<_>>(),
        ["orphan hidden.md:1"]
    );
    let linked = Course::new().with("hidden.md", hidden).with("a.md", "# A\n\n[It](hidden.md)\n");
    assert!(linked.told().is_empty(), "{:?}", linked.told());
    let before = Course::new()
        .with("hidden.md", hidden)
        .with("a.md", "---\nprerequisites: [hidden.md]\n---\n# A\n\nWords.\n");
    assert!(before.told().is_empty(), "{:?}", before.told());
    let draft =
        Course::new().with("hidden.md", "---\nunlisted: true\ndraft: true\n---\n# Hidden\n\nWords.\n");
    assert!(draft.told().is_empty(), "{:?}", draft.told());
}

#[test]
fn prerequisites_are_links_that_are_checked_and_shown() {
    let course = Course::new()
        .with("s/index.md", "# Strand\n\nWords.\n")
        .with("s/m/index.md", "---\nprerequisites: [../first.md, ..]\n---\n# Module\n\nWords.\n")
        .with("s/first.md", "# First things\n\nWords.\n");
    assert!(course.told().is_empty(), "{:?}", course.told());
    let page = course.page(Edition::Learner, "s/m/index.html");
    let shown = between(&page, "<div class=\"prerequisites\">", "</div>");
    assert!(shown.contains("<a href=\"../first.html\">First things</a>"), "{shown}");
    assert!(shown.contains("<a href=\"../index.html\">Strand</a>"), "{shown}");
    let course = course.with(
        "s/m/index.md",
        "---\nprerequisites:\n  - ../frist.md\n  - index.md\n---\n# Module\n\nWords.\n",
    );
    let told = course.told();
    assert_eq!(told[0], ("unknown-prerequisite s/m/index.md:3".into(), "Did you mean `../first.md`?".into()));
    assert_eq!(told[1].0, "unknown-prerequisite s/m/index.md:4");
}
