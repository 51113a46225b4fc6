//! An edition → the site in one file, to be opened from a disk after unpacking.

use super::{Format, Wrap, site};
use crate::course::stories::Copy;

pub(super) const FORMAT: Format = Format {
    name: "site-zip",
    about: "the site in one zip file: unpack it anywhere and open index.html",
    copy: Copy::Download,
    wrap: Wrap::Zip { extension: "zip", media_type: None },
    learner: site::artefacts,
    facilitator: site::artefacts,
};
