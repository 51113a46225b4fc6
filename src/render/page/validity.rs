//! A package → `assets/valid-until.js`: which pages and places end when, and the script that then hides them.
//!
//! Data as a script, since a page may connect to nothing. Only packages have it: a site is built again instead.

use super::{Audience, Edition};

/// The script's name in the theme and below `assets/`.
pub(in crate::render) const SCRIPT: &str = "valid-until";

impl<A: Audience> Edition<A> {
    /// The script, behind what it goes by; nothing where no story of this copy ends.
    pub fn validity(&self) -> Option<Vec<u8>> {
        self.valid_until?;
        let ends: std::collections::BTreeMap<String, String> =
            self.view.ends().into_iter().map(|(place, until)| (place, until.to_string())).collect();
        let ends = serde_json::to_string(&ends).ok()?;
        let mut script = format!("document.currentScript.ends = {ends};\n").into_bytes();
        script.extend(self.theme.scripts.get(SCRIPT).into_iter().flatten());
        Some(script)
    }
}
