//! A code → what `bedside explain` says about it.

use crate::diagnostic::{Code, Severity};

/// How wide the text is at most, as people like to read it in a terminal.
const WIDTH: usize = 78;

/// The code's severity, name and title, why it matters and how to mend it, and what can be done instead.
pub fn explain(code: Code) -> String {
    let info = code.info();
    let allow = format!("Where it is meant, `allow: [{}]` in the page's header or in course.yaml", info.name);
    let choice = match info.severity {
        Severity::Error => None,
        Severity::Warning => Some(format!("`--strict` makes an error of it. {allow} switches it off.")),
        Severity::Notice => Some(format!("It never stops anything. {allow} switches it off.")),
    };
    let mut out = String::new();
    wrap(&mut out, &format!("{}[{}]: {}", info.severity.word(), info.name, info.title));
    for paragraph in info.explanation.split("\n\n").chain(choice.as_deref()) {
        out.push('\n');
        wrap(&mut out, paragraph);
    }
    out
}

/// Words in lines of at most `WIDTH` characters. A longer word, such as an address, keeps a line to itself.
fn wrap(out: &mut String, paragraph: &str) {
    let mut used = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > WIDTH {
            out.push('\n');
            used = 0;
        }
        if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::CODES;

    #[test]
    fn every_code_is_explained_in_lines_that_fit() {
        for info in CODES {
            let text = explain(info.code);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.starts_with(&format!("{}[{}]: ", info.severity.word(), info.name)));
            assert!(words(&text).contains(&words(info.explanation)), "{}", info.name);
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"));
            assert_eq!(words(&text).contains("switches it off."), info.severity < Severity::Error);
            for line in text.lines() {
                let fits = line.chars().count() <= WIDTH || !line.contains(' ');
                assert!(fits && line.trim_end() == line, "{}: {line:?}", info.name);
            }
        }
    }

    #[test]
    fn a_long_word_stays_whole() {
        let mut out = String::new();
        wrap(&mut out, &format!("see {} there", "x".repeat(90)));
        assert_eq!(out, format!("see\n{}\nthere\n", "x".repeat(90)));
    }
}
