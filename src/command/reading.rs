//! A parsed course → how hard each page is to read, the hardest first.

use serde::Serialize;

use crate::document::writing;
use crate::pipeline::Linked;

#[derive(Debug, Serialize)]
struct Row<'a> {
    page: &'a str,
    words: u32,
    sentences: u32,
    /// Flesch and Kincaid, to one decimal place.
    grade: f64,
    longest_sentence: Longest,
}

#[derive(Debug, Serialize)]
struct Longest {
    words: u32,
    line: usize,
    text: String,
}

/// How much of the longest sentence the table shows.
const SHOWN: usize = 60;

/// The report as JSON or as a table for people. Learners' paragraphs and lists are counted; drafts are left out.
pub(super) fn report(linked: &Linked, json: bool) -> String {
    let mut rows = rows(linked);
    if json {
        let value = serde_json::json!({ "pages": rows });
        return format!("{value:#}\n");
    }
    rows.sort_by(|a, b| b.grade.total_cmp(&a.grade).then(a.page.cmp(b.page)));
    let width = rows.iter().map(|row| row.page.chars().count()).max().unwrap_or(0).max("page".len());
    let mut out = format!("{:<width$}  grade  words  sentences  longest sentence\n", "page");
    for row in &rows {
        let text = &row.longest_sentence.text;
        let short: String = match text.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text.clone(),
        };
        let (page, grade, words, sentences) = (row.page, row.grade, row.words, row.sentences);
        let (longest, line) = (row.longest_sentence.words, row.longest_sentence.line);
        out.push_str(&format!(
            "{page:<width$}  {grade:>5.1}  {words:>5}  {sentences:>9}  {longest:>3} words, line {line}: {short}\n"
        ));
    }
    out.push_str("\nThe grade of Flesch and Kincaid is made for English: about the years of school that a text asks for.\n");
    out
}

fn rows(linked: &Linked) -> Vec<Row<'_>> {
    let pages = linked.documents.iter().map(|document| &document.value);
    let kept = pages
        .filter(|document| linked.course.find(&document.outline.file).is_some_and(|page| !page.is_draft()));
    kept.filter_map(|document| {
        let (reading, text) = writing::reading(document);
        if reading.words == 0 {
            return None;
        }
        let body = document.text.body();
        let start = reading.longest_span.start as usize;
        let line = body.text.get(..start).map_or(1, |before| before.matches('\n').count() + 1);
        Some(Row {
            page: &document.outline.file,
            words: reading.words,
            sentences: reading.sentences,
            grade: f64::from((reading.grade() * 10.0).round()) / 10.0,
            longest_sentence: Longest { words: reading.longest, line, text },
        })
    })
    .collect()
}
