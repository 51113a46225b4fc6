//! The formats as data: one row a format, one file a format.

pub mod site;

/// One format that an edition can be made into.
#[derive(Debug)]
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// One line: what it is for.
    pub about: &'static str,
}

/// Every format.
pub const FORMATS: &[Format] = &[site::FORMAT];
