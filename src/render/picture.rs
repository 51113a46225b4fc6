//! A picture's bytes → the same picture without EXIF, GPS and other hidden data: patients' photographs.

use img_parts::{Bytes, DynImage, ImageEXIF, ImageICC};

/// Removes hidden data from JPEG, PNG and WebP; other files are given back as they are.
pub(super) fn without_hidden_data(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(Some(mut image)) = DynImage::from_bytes(Bytes::copy_from_slice(&bytes)) else {
        return bytes;
    };
    image.set_exif(None);
    // Colour profiles stay: without them a picture's colours would change.
    let profile = image.icc_profile();
    image.set_icc_profile(profile);
    if let DynImage::Jpeg(jpeg) = &mut image {
        // APP1 and APP13 hold XMP and Photoshop data, comments the rest.
        for marker in [0xE1, 0xED, 0xFE] {
            jpeg.remove_segments_by_marker(marker);
        }
    }
    if let DynImage::Png(png) = &mut image {
        for kind in [*b"tEXt", *b"zTXt", *b"iTXt", *b"eXIf", *b"tIME"] {
            png.remove_chunks_by_type(kind);
        }
    }
    let mut cleaned = Vec::with_capacity(bytes.len());
    match image.encoder().write_to(&mut cleaned) {
        Ok(_) => cleaned,
        Err(_) => bytes,
    }
}
