//! The files of an edition, by path: what each is made from, and made only when it is asked for.
//!
//! `publish` writes them, `package` zips them and the preview answers from them: the same values, the same bytes.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use super::picture;
use super::search;
use crate::course::{Generated, PageId};
use crate::document::Text;
use crate::publish::{Order, OutPath};
use crate::source::Source;

/// The largest finished page, in bytes: a table may repeat itself into far more than its source.
pub const MAX_PAGE: usize = 16 * 1024 * 1024;

/// The files of so many pages are made behind one another, where so many groups are left for all threads.
const PAGES_A_GROUP: usize = 128;
const MANY_GROUPS: usize = 128;

/// What a file is made from.
#[derive(Clone, Debug)]
pub enum Artefact {
    /// Made already.
    Bytes(Arc<[u8]>),
    /// A file of the course.
    File(Arc<Source>),
    /// A page, rendered when asked for.
    Page(PageId),
    /// A card of a page, on a page of its own.
    Card(PageId, Box<str>),
    /// A part of the search, which is made as a whole when its first part is asked for.
    Search(search::File),
    /// A page that is made from the course's data.
    Generated(Generated),
    /// The feedback sheet of a module or of the course.
    Feedback(PageId),
    /// A file that the format makes by itself, by the format's own number.
    Own(u32),
    /// A former address, and the page that it leads to.
    Redirect(OutPath, PageId),
    /// A file that the theme could not make, with the words of its mistake.
    Broken(Arc<str>),
}

/// Renders pages: an edition of a course behind a plain interface. Each is asked for the kinds of files that its
/// format lists, and for no others: a book has no search, and a workbook is one file of its own.
pub trait Pages: Send + Sync {
    /// Adds the page's bytes; the words of a mistake in the theme otherwise.
    fn page(&self, _: PageId, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    /// Adds the bytes of a card's own page.
    fn card(&self, _: PageId, _card: &str, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    /// Adds the bytes of a page that is made from the course's data.
    fn generated(&self, _: Generated, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    /// Adds the bytes of the feedback sheet made from a page's objectives.
    fn feedback(&self, _: PageId, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    /// Adds the bytes of a page at a former address.
    fn redirect(&self, _from: &OutPath, _to: PageId, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    /// Adds the bytes of a file that the format makes by itself.
    fn own(&self, _: u32, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }

    /// The files of the search, by path.
    fn search_files(&self) -> Vec<(String, search::File)> {
        Vec::new()
    }

    /// The same with one page's words anew.
    fn with_text(&self, _: PageId, _: Arc<Text>) -> Option<Box<dyn Pages>> {
        None
    }

    /// Gives the search what was known of the pages' words before.
    fn recall(&self, _: search::Lexicon) {}

    /// What the search has learned of the pages' words; nothing where none was made, or it was taken before.
    fn lexicon(&self) -> Option<search::Lexicon> {
        None
    }

    /// The page that a file of the search has the text of.
    fn page_of(&self, _: search::File) -> Option<PageId> {
        None
    }

    /// Says that a page's words need not be in memory any more.
    fn let_go(&self, _: PageId) {}

    /// The source of a page that was saved between the scan and the making, so that its words are not those of the scan.
    fn torn(&self, _: PageId) -> Option<&str> {
        None
    }

    /// The fingerprint of all that a file hangs on; nothing where only its bytes tell.
    fn fingerprint(&self, _: &Artefact) -> Option<u64> {
        None
    }

    /// Adds the bytes of a part of the search; the words of a mistake in the theme otherwise.
    fn search(&self, _: search::File, _: &mut Vec<u8>) -> Result<(), String> {
        Ok(())
    }
}

/// Every file of one edition.
pub struct Artefacts {
    entries: Arc<BTreeMap<OutPath, Artefact>>,
    /// The search has more files than a large course has pages; the preview, which makes a view for every save,
    /// has no need of them until a reader searches.
    search: OnceLock<BTreeMap<OutPath, Artefact>>,
    pages: Box<dyn Pages>,
}

/// Why a file could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A mistake in the theme, in the template engine's words.
    Theme(String),
    /// The page would be larger than `MAX_PAGE`.
    TooLarge(usize),
    /// The file of the course cannot be read any more.
    Unreadable(String),
    /// The program itself failed on this file, and on no other.
    Panicked,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Theme(words) | Fault::Unreadable(words) => f.write_str(words),
            Fault::Panicked => f.write_str("the program failed while it made this file"),
            Fault::TooLarge(bytes) => {
                write!(f, "the finished page has {bytes} bytes; it may have {MAX_PAGE}")
            }
        }
    }
}

impl Artefacts {
    pub fn new(entries: BTreeMap<OutPath, Artefact>, pages: Box<dyn Pages>) -> Self {
        Artefacts { entries: Arc::new(entries), search: OnceLock::new(), pages }
    }

    /// The same with one page's words anew, of which no other page shows anything; nothing where the format's files
    /// are made from all pages at once.
    pub fn with_text(&self, page: PageId, text: Arc<Text>) -> Option<Artefacts> {
        let pages = self.pages.with_text(page, text)?;
        Some(Artefacts { entries: Arc::clone(&self.entries), search: OnceLock::new(), pages })
    }

    /// In the order of their paths.
    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        self.iter().map(|(path, _)| path)
    }

    /// Every file with what it is made from, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&OutPath, &Artefact)> {
        let (mut own, mut search) = (self.entries.iter().peekable(), self.search().iter().peekable());
        std::iter::from_fn(move || match (own.peek(), search.peek()) {
            (Some(one), Some(other)) if other.0 < one.0 => search.next(),
            (Some(_), _) => own.next(),
            (None, _) => search.next(),
        })
    }

    /// Adds a file that is made already.
    pub fn add(&mut self, path: OutPath, bytes: &[u8]) {
        Arc::make_mut(&mut self.entries).insert(path, Artefact::Bytes(bytes.into()));
    }

    /// Adds a file that a template made, or the mistake that it made; a path that cannot be is left out.
    pub fn add_made(&mut self, path: &str, made: Result<String, String>) {
        let Ok(path) = OutPath::new(path) else { return };
        let artefact = match made {
            Ok(text) => Artefact::Bytes(text.into_bytes().into()),
            Err(words) => Artefact::Broken(words.into()),
        };
        Arc::make_mut(&mut self.entries).insert(path, artefact);
    }

    pub fn get(&self, path: &OutPath) -> Option<&Artefact> {
        self.entries.get(path).or_else(|| self.search().get(path))
    }

    /// A page or a file of the course at the same path comes first.
    fn search(&self) -> &BTreeMap<OutPath, Artefact> {
        self.search.get_or_init(|| {
            let files = self.pages.search_files().into_iter();
            let named = files.filter_map(|(path, file)| Some((OutPath::new(&path).ok()?, file)));
            let free = named.filter(|(path, _)| !self.entries.contains_key(path));
            free.map(|(path, file)| (path, Artefact::Search(file))).collect()
        })
    }

    /// Gives the search what was known of the pages' words before, so that it reads only those that have changed.
    pub fn recall(&self, lexicon: search::Lexicon) {
        self.pages.recall(lexicon);
    }

    /// What the search knows of the pages' words, for the next time; it is given once.
    pub fn lexicon(&self) -> Option<search::Lexicon> {
        self.pages.lexicon()
    }

    /// The fingerprint of all that a file hangs on beside the program itself: a file of an equal fingerprint at the same
    /// path has equal bytes. Nothing where only its bytes tell.
    pub fn fingerprint(&self, artefact: &Artefact) -> Option<u64> {
        match artefact {
            Artefact::File(source) => source.is_settled().then_some(source.fingerprint),
            Artefact::Bytes(_) | Artefact::Broken(_) => None,
            _ => self.pages.fingerprint(artefact),
        }
    }

    /// In which order the files are best made, by their places in the order of their paths: those of a few pages behind
    /// one another, so that their words are read once, and last those that hang on the words of all pages. Of a few
    /// pages first the search's, then the pages themselves: who goes to and fro between the two finds neither's tables
    /// in the processor's memory.
    pub fn order(&self) -> Order {
        let (mut of_pages, mut alone, mut last) = (Vec::new(), Vec::new(), Vec::new());
        for (at, (_, artefact)) in self.iter().enumerate() {
            let is_search = matches!(artefact, Artefact::Search(_));
            match self.page_of(artefact) {
                Some(page) => of_pages.push((page, !is_search, at)),
                None if is_search => last.push(vec![at]),
                None => alone.push(vec![at]),
            }
        }
        of_pages.sort_unstable();
        let pages = (of_pages.len() / MANY_GROUPS).clamp(1, PAGES_A_GROUP);
        let mut first = Vec::new();
        for group in of_pages.chunk_by_mut(|a, b| a.0 as usize / pages == b.0 as usize / pages) {
            group.sort_unstable_by_key(|(page, is_page, _)| (*is_page, *page));
            first.push(group.iter().map(|(.., at)| *at).collect());
        }
        first.extend(alone);
        Order(vec![first, last])
    }

    /// The page whose words a file is made from.
    fn page_of(&self, artefact: &Artefact) -> Option<PageId> {
        match artefact {
            Artefact::Page(page) | Artefact::Card(page, _) => Some(*page),
            Artefact::Search(file) => self.pages.page_of(*file),
            _ => None,
        }
    }

    /// Says that the files of this one's page are made, so that its words need not be in memory any more.
    pub fn let_go(&self, artefact: &Artefact) {
        if let Some(page) = self.page_of(artefact) {
            self.pages.let_go(page);
        }
    }

    /// Adds a file's bytes to a buffer. A file that makes a dependency fail is told; the others are not touched.
    pub fn make(&self, artefact: &Artefact, out: &mut Vec<u8>) -> Result<(), Fault> {
        catch_unwind(AssertUnwindSafe(|| self.try_to_make(artefact, out))).unwrap_or(Err(Fault::Panicked))
    }

    fn try_to_make(&self, artefact: &Artefact, out: &mut Vec<u8>) -> Result<(), Fault> {
        match artefact {
            Artefact::Bytes(bytes) => out.extend_from_slice(bytes),
            Artefact::File(source) => {
                let bytes =
                    source.bytes().map_err(|error| Fault::Unreadable(error.to_string()))?.into_owned();
                let words = || {
                    format!(
                        "{} is damaged: its hidden data could not be taken out. Save it again.",
                        source.path
                    )
                };
                out.extend(picture::without_hidden_data(bytes).map_err(|_| Fault::Unreadable(words()))?);
            }
            Artefact::Page(page) => self.pages.page(*page, out).map_err(Fault::Theme)?,
            Artefact::Card(page, card) => self.pages.card(*page, card, out).map_err(Fault::Theme)?,
            Artefact::Generated(generated) => {
                self.pages.generated(*generated, out).map_err(Fault::Theme)?;
            }
            Artefact::Feedback(page) => self.pages.feedback(*page, out).map_err(Fault::Theme)?,
            Artefact::Redirect(from, to) => self.pages.redirect(from, *to, out).map_err(Fault::Theme)?,
            Artefact::Own(number) => self.pages.own(*number, out).map_err(Fault::Theme)?,
            Artefact::Broken(words) => return Err(Fault::Theme(words.to_string())),
            Artefact::Search(file) => self.pages.search(*file, out).map_err(Fault::Theme)?,
        }
        if let Artefact::Page(page) | Artefact::Card(page, _) = artefact
            && let Some(file) = self.pages.torn(*page)
        {
            return Err(Fault::Unreadable(format!(
                "{file} was saved while the course was built. Build again."
            )));
        }
        if matches!(artefact, Artefact::Page(_) | Artefact::Generated(_)) && out.len() > MAX_PAGE {
            return Err(Fault::TooLarge(out.len()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing;

    impl Pages for Failing {
        fn page(&self, page: PageId, out: &mut Vec<u8>) -> Result<(), String> {
            assert_ne!(page, 1, "a dependency fails");
            out.extend_from_slice(b"page");
            Ok(())
        }
    }

    #[test]
    fn a_page_that_makes_the_program_fail_is_told_and_the_others_are_made() {
        let artefacts = Artefacts::new(BTreeMap::new(), Box::new(Failing));
        let make = |page| artefacts.make(&Artefact::Page(page), &mut Vec::new());
        assert_eq!([make(0), make(1), make(2)], [Ok(()), Err(Fault::Panicked), Ok(())]);
    }
}
