//! Code → the same with classes for its parts, in the languages that are known.
//!
//! The languages that courses mostly show are read by one quick reader and a table (`languages`), markup by a few lines
//! each (`markup`). All others have a grammar, whose engine takes time to load and to run: it is loaded at the first
//! block that needs it.

mod grammar;
mod languages;
mod markup;
mod reader;

use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark_escape::escape_html_body_text;

/// What a part of code is, as far as a theme tells it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    String,
    Keyword,
    Constant,
    /// A name where it is made: of a function, a type, a section.
    Name,
    Tag,
    Inserted,
    Deleted,
    Emphasis,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Comment => "hl-comment",
            Kind::String => "hl-string",
            Kind::Keyword => "hl-keyword",
            Kind::Constant => "hl-constant",
            Kind::Name => "hl-name",
            Kind::Tag => "hl-tag",
            Kind::Inserted => "hl-inserted",
            Kind::Deleted => "hl-deleted",
            Kind::Emphasis => "hl-emphasis",
        }
    }
}

/// The code as HTML with classes (`hl-…`); nothing if the language is not known or the code defeats the grammar.
pub fn highlighted(language: &str, code: &str) -> Option<String> {
    let mut html = Html { code, done: 0, out: String::with_capacity(code.len() * 2) };
    if let Some(language) = languages::find(language) {
        reader::read(language, &mut html);
    } else if let Some(read) = markup::find(language) {
        read(&mut html);
    } else {
        unless_it_fails(|| grammar::read(language, &mut html))?;
    }
    html.until(code.len(), None);
    Some(html.out)
}

/// Grammars are many and not ours: code that makes one fail is shown as it is, and its page is like any other.
fn unless_it_fails(read: impl FnOnce() -> Option<()>) -> Option<()> {
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

/// Whether a language is known by this name.
pub fn knows(language: &str) -> bool {
    languages::find(language).is_some() || markup::find(language).is_some() || grammar::knows(language)
}

/// Whether a name says that the code has no language.
pub fn is_plain(language: &str) -> bool {
    ["text", "txt", "plain", "plaintext", "none"].iter().any(|plain| plain.eq_ignore_ascii_case(language))
}

/// The known language that was meant by a name.
pub fn nearest(language: &str) -> Option<String> {
    let named = languages::names().chain(markup::names()).map(str::to_owned);
    let names: Vec<String> = named.chain(grammar::names()).collect();
    crate::diagnostic::nearest(language, names.iter().map(String::as_str)).map(str::to_owned)
}

/// Code on its way into HTML.
struct Html<'c> {
    code: &'c str,
    /// How much of it is written.
    done: usize,
    out: String,
}

impl Html<'_> {
    /// Writes the code up to a place, all of it of one kind.
    fn until(&mut self, end: usize, kind: Option<Kind>) {
        let Some(part) = self.code.get(self.done..end).filter(|part| !part.is_empty()) else { return };
        self.done = end;
        if let Some(kind) = kind {
            self.out.push_str("<span class=\"");
            self.out.push_str(kind.class());
            self.out.push_str("\">");
        }
        // Writing to a text cannot fail.
        let _ = escape_html_body_text(&mut self.out, part);
        if kind.is_some() {
            self.out.push_str("</span>");
        }
    }

    /// Writes a part with what stands before it, which is of no kind.
    fn part(&mut self, start: usize, end: usize, kind: Kind) {
        self.until(start, None);
        self.until(end, Some(kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code with its parts in braces, which is easier to read than HTML.
    fn marked(language: &str, code: &str) -> String {
        let html = highlighted(language, code).unwrap_or_else(|| panic!("{language} is not known"));
        let html = html.replace("<span class=\"hl-", "{").replace("</span>", "}").replace("\">", " ");
        html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn common_languages_are_read_by_the_table() {
        for (language, code, expected) in [
            (
                "python",
                "def f(x):\n    \"\"\"a # b\"\"\"\n    return 1.5  # note\n",
                "{keyword def} {name f}(x):\n    {string \"\"\"a # b\"\"\"}\n    {keyword return} {constant 1.5}  {comment # note}\n",
            ),
            (
                "Rust",
                "fn f<'a>(c: &'a str) -> u8 { b'\\n' /* x */ }",
                "{keyword fn} {name f}<'a>(c: &'a {keyword str}) -> {keyword u8} { b{string '\\n'} {comment /* x */} }",
            ),
            (
                "json",
                "{\"a\": [true, -2, \"b\\\"c\"]}",
                "{{string \"a\"}: [{constant true}, -{constant 2}, {string \"b\\\"c\"}]}",
            ),
            (
                "bash",
                "for f in \"$@\"; do # x\n  echo a#b\ndone",
                "{keyword for} f {keyword in} {string \"$@\"}; {keyword do} {comment # x}\n  {keyword echo} a#b\n{keyword done}",
            ),
            (
                "sql",
                "select 'it' FROM t -- all\n",
                "{keyword select} {string 'it'} {keyword FROM} t {comment -- all}\n",
            ),
            (
                "yaml",
                "# x\na-b: yes it\n- c: \"d: e\" # f\nurl: a#b\n",
                "{comment # x}\n{tag a-b}: yes it\n- {tag c}: {string \"d: e\"} {comment # f}\n{tag url}: a#b\n",
            ),
            ("toml", "[a.b]\nc = 1\n", "{name [a.b]}\n{tag c} = {constant 1}\n"),
            ("js", "const a = `x\n${b}`; // é\n", "{keyword const} a = {string `x\n${b}`}; {comment // é}\n"),
        ] {
            assert_eq!(marked(language, code), expected);
        }
    }

    #[test]
    fn markup_is_told_apart() {
        for (language, code, expected) in [
            (
                "html",
                "<!-- a --><p class=\"a\">b &amp; c</p>",
                "{comment <!-- a -->}<{tag p} class={string \"a\"}>b {constant &amp;} c</{tag p}>",
            ),
            (
                "diff",
                "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n",
                "{name --- a}\n{name +++ b}\n{keyword @@ -1 +1 @@}\n{deleted -old}\n{inserted +new}\n same\n",
            ),
            (
                "markdown",
                "# Title\n\n*a* **b** `c*d*`\n",
                "{name # Title}\n\n{emphasis *a*} {name **b**} {string `c*d*`}\n",
            ),
        ] {
            assert_eq!(marked(language, code), expected);
        }
    }

    #[test]
    fn the_rest_has_a_grammar_and_the_same_classes() {
        let code = marked("haskell", "-- note\nmain = putStrLn \"a\"\n");
        assert!(code.contains("{comment -- note"), "{code}");
        assert!(code.contains("{string \"a\"}"), "{code}");
    }

    #[test]
    fn nothing_is_lost_and_nothing_acts_whatever_the_code() {
        let code = "a < b && \"c\" 'd' `é\\ /* <script> # -- ''' \"\"\" ${x} [s]\n\tk: v = @@ +1 \\";
        for name in languages::names().chain(markup::names()).chain(["haskell", "perl"]) {
            for end in (0..=code.len()).filter(|end| code.is_char_boundary(*end)) {
                let html = highlighted(name, &code[..end]).unwrap();
                let mut bare = html.replace("</span>", "");
                while let Some(at) = bare.find("<span class=\"hl-") {
                    let close = bare[at..].find('>').unwrap();
                    bare.replace_range(at..=at + close, "");
                }
                assert!(!bare.contains('<'), "{name}: {html}");
                let back = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                assert_eq!(back, code[..end], "{name}");
            }
        }
    }

    #[test]
    fn a_grammar_that_fails_takes_nothing_with_it() {
        assert_eq!(unless_it_fails(|| panic!("no grammar")), None);
        assert_eq!(unless_it_fails(|| Some(())), Some(()));
    }

    #[test]
    fn names_are_found_in_any_case_and_slips_are_seen() {
        assert!(knows("Python") && knows("PY") && knows("c++") && knows("haskell"));
        assert!(!knows("nolanguage") && is_plain("Text"));
        assert_eq!(nearest("pyhton").as_deref(), Some("python"));
    }
}
