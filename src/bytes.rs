//! Bytes ↔ bytes as they are, in what is kept between two runs; by itself serde takes them one by one.

use serde::{Deserialize, Deserializer, Serializer};

pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes)
}

pub fn deserialize<'de, T: From<&'de [u8]>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    <&[u8]>::deserialize(from).map(T::from)
}
