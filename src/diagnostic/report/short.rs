//! A report → one line a problem, as editors and build logs understand it.

use super::{Report, Sources, visible};

/// `file:line:column: severity[code]: message`, one a line.
pub fn short(report: &Report) -> String {
    let sources = Sources::of(report);
    let mut out = String::new();
    for told in report.diagnostics {
        let start = sources.extent(&told.file, told.span).start;
        let (file, severity) = (visible::name(&told.file), report.severity(told).word());
        let (code, message) = (told.code.name(), visible::line(&told.message));
        out += &format!("{file}:{}:{}: {severity}[{code}]: {message}\n", start.line, start.column);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, code, show};
    use super::*;
    use crate::diagnostic::Severity::{Error, Warning};

    #[test]
    fn each_problem_is_one_line_whatever_is_in_it() {
        let text = "one\ntwo";
        let told = [
            at(Error, "a.md", text, "two", "it is\nwrong \u{1b}[2J"),
            at(Warning, "gone\n.png", text, "two", "no such file"),
        ];
        let (error, warning) = (code(Error).name(), code(Warning).name());
        assert_eq!(
            show(&told, &[("a.md", text.as_bytes())], false, short),
            format!(
                "a.md:2:1: error[{error}]: it is wrong \\u{{1b}}[2J\n\
                 gone\\u{{a}}.png:1:1: warning[{warning}]: no such file\n"
            )
        );
        assert_eq!(show(&[], &[], false, short), "");
    }
}
