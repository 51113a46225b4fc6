//! Templates of a theme that are wrong, call themselves, print without end, or name what no page has.

use bedside::course::Edition;
use bedside::memo::Memo;
use bedside::pipeline;
use bedside::render::{Fault, MAX_PAGE};

use super::HANG;
use super::support::time::measured;
use super::support::{Files, course_with, made_one, sources, today};

/// When a template is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// As the theme is loaded, with these words: the file and the line.
    Loaded(&'static str),
    /// As the page is made.
    Made,
    /// Not at all: it is odd, and right.
    Never,
}

use When::{Loaded, Made, Never};

const PART: &str = "templates/parts/callout.html";

/// A template for the block on the page, and when it is told.
pub fn cases() -> Vec<(String, When)> {
    let mut cases: Vec<(String, When)> = [
        ("<aside>{{ slot.body | safe }}</aside>", Never),
        ("{# a note #}{{ slot.body | safe }}", Never),
        ("{% raw %}{{ nothing }}{% endraw %}{{ slot.body | safe }}", Never),
        ("{{ slot.body | safe }}{% for i in range(end=9) %}{{ i }}{% endfor %}", Never),
        ("{% set own = 1 %}{{ own }}{{ slot.body | safe }}", Never),
        ("{{ slot.body | safe }}{{ nothing }}", Loaded("callout.html:1")),
        ("{{ slot.body | safe }}\n\n{{ part.kind }}{{ slots.body }}", Loaded("callout.html:3")),
        ("{{ slot.body | safe }}\n{% if nothing %}x{% endif %}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{% for x in nothing %}x{% endfor %}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{{ env.HOME }}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{{ part.kind | nothing }}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{{ nothing() }}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{{ get_env(name=\"HOME\") }}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{{ load_data(path=\"/etc/passwd\") }}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{% if part.kind is nothing %}x{% endif %}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{% include \"/etc/passwd\" %}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{% include \"../../../etc/passwd\" %}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{% include part.kind %}", Loaded("")),
        ("{{ slot.body | safe }}{% include \"templates/parts/callout.html\" %}", Loaded("callout.html")),
        ("{% extends \"templates/parts/callout.html\" %}{{ slot.body }}", Loaded("callout.html")),
        ("{% extends \"nothing.html\" %}{{ slot.body }}", Loaded("nothing.html")),
        ("{% import \"nothing.html\" as x %}{{ slot.body }}", Loaded("callout.html")),
        ("{% macro a() %}{{ self::a() }}{% endmacro %}{{ slot.body }}", Loaded("callout.html")),
        ("{% component A() %}{{ <A/> }}{% endcomponent A %}{{ <A/> }}{{ slot.body }}", Loaded("callout.html:1")),
        ("{{ slot.body }}\n{% if %}", Loaded("callout.html")),
        ("{{ slot.body }}\n{% endfor %}", Loaded("callout.html")),
        ("{{ slot.body }}\n{% if part.kind %}", Loaded("callout.html")),
        ("{{ slot.body }}\n{{", Loaded("callout.html")),
        ("{{ slot.body }}\n{{ 'x }}", Loaded("callout.html")),
        ("{{ slot.body }}\n{% set x = %}", Loaded("callout.html")),
        ("no body", Loaded("slot.body")),
        ("{{ slot.body | safe }}{{ part.nothing.more }}", Made),
        ("{{ slot.body | safe }}{{ part.kind + 1 }}", Made),
        ("{{ slot.body | safe }}{{ 1 / 0 }}", Made),
        ("{{ slot.body | safe }}{{ throw(message=\"x\") }}", Made),
        ("{{ slot.body | safe }}{{ part.kind | nth(n=-1) }}", Made),
        ("{{ slot.body | safe }}{% for i in range(end=100000000000) %}x{% endfor %}", Made),
        ("{{ slot.body | safe }}{% for i in range(end=9000) %}{% for j in range(end=9000) %}{% endfor %}{% endfor %}", Made),
        ("{{ slot.body | safe }}{% for i in range(end=900) %}{% for j in range(end=900) %}{% for k in range(end=900) %}{% endfor %}{% endfor %}{% endfor %}", Made),
        ("{{ slot.body | safe }}\n{% set r = range(end=9000) %}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}\n{{ range(end=9000) | length }}", Loaded("callout.html:2")),
        ("{{ slot.body | safe }}{% set x = 1 %}\n{% for i in range(end=60) %}{% set_global x = x ~ x %}{% endfor %}", Loaded("callout.html:2")),
    ]
    .map(|(text, when)| (text.to_owned(), when))
    .into();
    let text = |inner: String| format!("{{{{ slot.body | safe }}}}\n{inner}");
    let fors =
        |n: usize| text(format!("{}{}", "{% for i in children %}".repeat(n), "{% endfor %}".repeat(n)));
    cases.push((fors(5), Loaded("callout.html:2")));
    cases.push((fors(1_000), Loaded("callout.html:2")));
    cases.push((text("x".repeat(70_000)), Loaded("callout.html has")));
    cases.push((
        text(format!("{{{{ {}1{} }}}}", "(".repeat(5_000), ")".repeat(5_000))),
        Loaded("callout.html"),
    ));
    cases.push((text(format!("{{{{ {}1 }}}}", "not ".repeat(5_000))), Loaded("callout.html")));
    cases.push((
        text(format!("{{{{ {}1{} }}}}", "[".repeat(5_000), "]".repeat(5_000))),
        Loaded("callout.html"),
    ));
    cases.push((
        text(format!("{}{}", "{% if part.kind %}".repeat(2_000), "{% endif %}".repeat(2_000))),
        Loaded("callout.html"),
    ));
    let long = "x".repeat(4_000);
    cases.push((text(format!("{{% for i in range(end=9000) %}}{long}{{% endfor %}}")), Made));
    cases
}

#[test]
fn a_theme_is_held_to_what_a_theme_may_do() {
    let files: Files = course_with("# Page\n\n:::note[Label]\nWords.\n:::\n");
    let mut wrong = Vec::new();
    for (text, when) in cases() {
        let what: String = text.chars().take(90).collect();
        let theme = sources(&Files::from([(PART.to_owned(), text.into_bytes())]));
        let (checked, time) =
            measured(|| pipeline::link(sources(&files), &theme, &mut Memo::default(), today()));
        let told: Vec<&str> = checked
            .diagnostics
            .iter()
            .filter(|problem| problem.code.name() == "theme-error")
            .map(|problem| problem.message.as_str())
            .collect();
        let is_right = match when {
            Loaded(words) => told.iter().any(|told| told.contains(words)),
            Made | Never => told.is_empty(),
        };
        if !is_right || time > HANG {
            wrong.push(format!("{what:?}: {time:?}, told {told:?}, expected {when:?}"));
        }
        if matches!(when, Loaded(_)) {
            continue;
        }
        let (made, time) = measured(|| {
            let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
            let path = bedside::publish::OutPath::new("strand/module/page.html").unwrap();
            let mut out = Vec::new();
            artefacts.make(artefacts.get(&path).unwrap(), &mut out).map(|()| out.len())
        });
        let is_right = match (&made, when) {
            (Ok(length), Never) => *length <= MAX_PAGE,
            (Err(Fault::Panicked), _) => false,
            (Err(_), Made) => true,
            _ => false,
        };
        if !is_right || time > HANG {
            wrong.push(format!("{what:?}: {time:?}, made {made:?}, expected {when:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases().len(), wrong.join("\n"));
}

/// What an author writes is never read as a template.
#[test]
fn words_of_a_page_are_not_templates() {
    let page = "---\ntitle: '{{ 31 * 37 }}'\nsummary: '{% include \"templates/shell.html\" %}'\n---\n\n{{ 31 * 37 }} <%body%>\n\n:::note[{{ 31 * 37 }}]\n{# x #} <%navigation%>\n:::\n";
    let checked =
        pipeline::link(sources(&course_with(page)), &sources(&Files::new()), &mut Memo::default(), today());
    let html = made_one(&checked.value, Edition::Learner, "strand/module/page.html").unwrap();
    for literal in ["{{ 31 * 37 }}", "{# x #}", "&lt;%body%&gt;", "&lt;%navigation%&gt;"] {
        assert!(html.contains(literal), "{literal} is gone");
    }
    assert!(!html.contains("1147"), "a template ran");
    assert_eq!(html.matches("<main").count(), 1);
}
