//! A path as it was typed → the module that it names.

use super::{Course, Page, Role};
use crate::diagnostic::did_you_mean;

impl Course {
    /// The module of this path: its folder in the course or its address, with or without what leads there.
    /// Otherwise the words that say what there is.
    pub fn module(&self, typed: &str) -> Result<&Page, String> {
        let path = typed.replace('\\', "/");
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let path =
            path.strip_suffix("/index.md").or_else(|| path.strip_suffix("/index.html")).unwrap_or(path);
        let modules = || self.pages.iter().filter(|page| page.role == Role::Module);
        let is_it = |page: &&Page| {
            [folder(page), address(page)].iter().any(|own| {
                path.strip_suffix(own).is_some_and(|before| before.is_empty() || before.ends_with('/'))
            })
        };
        if let Some(module) = modules().find(is_it) {
            return Ok(module);
        }
        let named: Vec<&str> = modules().map(address).collect();
        let short = |name: &&str| name.rsplit('/').next() == Some(path);
        let help = match named.iter().find(|name| short(name)) {
            Some(name) => format!("Did you mean “{name}”?"),
            None => did_you_mean(path, named.iter().copied()).unwrap_or_else(|| {
                format!(
                    "A module is a folder of a strand, such as `{}`.",
                    named.first().copied().unwrap_or("strand/module")
                )
            }),
        };
        Err(format!("there is no module `{typed}`. {help}"))
    }
}

fn folder(page: &Page) -> &str {
    super::address::folder(&page.outline.file)
}

fn address(page: &Page) -> &str {
    page.out.as_str().trim_end_matches("/index.html")
}
