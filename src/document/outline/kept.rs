//! Names of kinds as they were kept between two builds → the names of this program's own table.

use serde::de::{Deserialize, Deserializer, Error};

use super::KindName;
use crate::document::directive;

pub(super) fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<KindName, D::Error> {
    own(<&str>::deserialize(from)?)
}

pub(super) fn kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<KindName>, D::Error> {
    Vec::<&str>::deserialize(from)?.into_iter().map(own).collect()
}

pub(super) fn counts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(KindName, u32)>, D::Error> {
    let counts = Vec::<(&str, u32)>::deserialize(from)?.into_iter();
    counts.map(|(name, count)| Ok((own(name)?, count))).collect()
}

fn own<E: Error>(name: &str) -> Result<KindName, E> {
    match directive::find(name) {
        Some(kind) => Ok(kind.name),
        // A block whose name nobody knows.
        None if name.is_empty() => Ok(""),
        None => Err(E::custom(format!("there is no kind `{name}`"))),
    }
}
