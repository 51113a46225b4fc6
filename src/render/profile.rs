//! What a page is made for: which templates it takes, and what may be asked of whoever reads it.

/// Where a page will be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// In a browser, as a page of a site.
    #[default]
    Site,
    /// On paper, as a part of one document.
    Workbook,
    /// In a reading system, as a document of a book.
    Epub,
}

impl Profile {
    /// As templates know it.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Site => "site",
            Profile::Workbook => "workbook",
            Profile::Epub => "epub",
        }
    }

    /// The template of a whole page.
    pub(super) fn shell(self) -> &'static str {
        match self {
            Profile::Site => "templates/shell.html",
            Profile::Workbook => "templates/workbook/page.html",
            Profile::Epub => "templates/epub/shell.html",
        }
    }

    /// Whether there is neither a script nor a field to type into: what is asked is answered with a pen.
    pub fn is_paper(self) -> bool {
        self != Profile::Site
    }
}
