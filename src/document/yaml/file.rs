//! The bytes of a data file → its text, and where the text begins behind the mark that Windows programs put first.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span};

/// The text of a data file with the place in the file at which it starts; what is to be told where it is no text.
pub fn text<'a>(bytes: &'a [u8], file: &Arc<str>) -> Result<(&'a str, usize), Box<Diagnostic>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let words = format!("{file} is not UTF-8 text");
        let problem = Diagnostic::new(Code::InvalidUtf8, file, Span::default(), words)
            .help("Save the file again with the encoding UTF-8.");
        return Err(Box::new(problem));
    };
    if let Some(problem) = crate::document::control_character(text, file) {
        return Err(Box::new(problem));
    }
    const MARK: char = '\u{FEFF}';
    Ok(text.strip_prefix(MARK).map_or((text, 0), |rest| (rest, MARK.len_utf8())))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn the_mark_of_windows_programs_is_no_part_of_the_text() {
        let file = "framework.yaml".into();
        assert_eq!(text("\u{FEFF}domains:".as_bytes(), &file).unwrap(), ("domains:", 3));
        assert_eq!(text(b"domains:", &file).unwrap(), ("domains:", 0));
    }

    #[test]
    fn what_is_no_text_says_how_to_save_it() {
        let problem = text(b"titel: \xff", &"framework.yaml".into()).unwrap_err();
        assert_eq!(problem.message, "framework.yaml is not UTF-8 text");
        assert!(problem.help.unwrap().contains("UTF-8"));
    }
}
