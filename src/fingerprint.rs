//! A value → a number that is another for another value, the same in every run of the same program.

use std::hash::{Hash, Hasher};

use rapidhash::quality::RapidHasher;

/// The fingerprint of everything that the value's `Hash` tells.
pub fn of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = RapidHasher::default_const();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn equal_values_and_only_they_have_equal_fingerprints() {
        assert_eq!(of(&("a", 1)), of(&("a", 1)));
        assert_ne!(of(&("a", 1)), of(&("a", 2)));
        assert_ne!(of(&("ab", "c")), of(&("a", "bc")));
    }

    #[test]
    fn a_place_tells_nothing() {
        assert_eq!(of(&("a", Span::new(0, 1))), of(&("a", Span::new(7, 9))));
    }
}
