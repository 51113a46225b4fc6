//! Diagnostics in reading order → the same, file by file, so that those of one file are exchanged and the others stay.

use std::sync::Arc;

use super::{Diagnostic, Severity};

/// What is told of a course, in reading order.
#[derive(Clone, Debug, Default)]
pub struct ByFile(Vec<(Arc<str>, Arc<[Diagnostic]>)>);

impl ByFile {
    /// From a list in the order of `sort`.
    pub fn new(list: &[Diagnostic]) -> ByFile {
        let groups = list.chunk_by(|one, two| one.file == two.file);
        ByFile(groups.map(|group| (Arc::clone(&group[0].file), group.into())).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter().flat_map(|(_, list)| list.iter())
    }

    /// What is told of one file.
    pub fn file(&self, file: &str) -> &[Diagnostic] {
        self.find(file).map_or(&[], |at| &self.0[at].1)
    }

    /// The same with another list for one file.
    #[must_use]
    pub fn with(&self, file: &Arc<str>, list: Vec<Diagnostic>) -> ByFile {
        let mut groups = self.0.clone();
        match self.find(file) {
            Ok(at) if list.is_empty() => drop(groups.remove(at)),
            Ok(at) => groups[at].1 = list.into(),
            Err(_) if list.is_empty() => {}
            Err(at) => groups.insert(at, (Arc::clone(file), list.into())),
        }
        ByFile(groups)
    }

    /// The gravest, so many at most, in reading order.
    pub fn gravest(&self, most: usize) -> Vec<Diagnostic> {
        let of = |severity| self.iter().enumerate().filter(move |(_, problem)| problem.severity == severity);
        let all = [Severity::Error, Severity::Warning, Severity::Notice].into_iter().flat_map(of);
        let mut gravest: Vec<(usize, &Diagnostic)> = all.take(most).collect();
        gravest.sort_unstable_by_key(|(place, _)| *place);
        gravest.into_iter().map(|(_, problem)| problem.clone()).collect()
    }

    fn find(&self, file: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(name, _)| (**name).cmp(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Span};

    fn told(file: &str, code: Code) -> Diagnostic {
        Diagnostic::new(code, &file.into(), Span::default(), file)
    }

    #[test]
    fn the_list_of_one_file_is_exchanged() {
        let all = [("a", Code::NoTitle), ("a", Code::EmptyPage), ("c", Code::NoTitle)];
        let list = ByFile::new(&all.map(|(file, code)| told(file, code)));
        assert_eq!((list.iter().count(), list.file("a").len(), list.file("b").len()), (3, 2, 0));
        let files = |list: &ByFile| list.iter().map(|problem| problem.message.clone()).collect::<String>();
        assert_eq!(files(&list.with(&"b".into(), vec![told("b", Code::NoTitle)])), "aabc");
        assert_eq!(files(&list.with(&"a".into(), Vec::new())), "c");
        assert_eq!(files(&list.with(&"b".into(), Vec::new())), "aac");
        assert_eq!(files(&list.with(&"c".into(), vec![told("c", Code::EmptyPage); 2])), "aacc");
    }

    #[test]
    fn the_gravest_come_before_the_first() {
        let list = [("a", Code::NoActivity), ("b", Code::NoTitle), ("c", Code::NoActivity)];
        let list = ByFile::new(&list.map(|(file, code)| told(file, code)));
        let files =
            |most| list.gravest(most).iter().map(|problem| problem.message.clone()).collect::<String>();
        assert_eq!((files(1).as_str(), files(2).as_str(), files(9).as_str()), ("b", "ab", "abc"));
    }
}
