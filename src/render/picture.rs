//! A picture's bytes → the same picture without EXIF, GPS and other hidden data: patients' photographs.
//!
//! What is kept is named, and everything else goes: the pixels, the colour profile without which colours would
//! change, and which way up the picture is to be shown.

use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

/// Why a picture's hidden data could not be taken out; such a picture is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damaged;

/// Removes hidden data from JPEG, PNG and WebP; other files are given back as they are.
pub(super) fn without_hidden_data(bytes: Vec<u8>) -> Result<Vec<u8>, Damaged> {
    match &bytes[..] {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(&bytes),
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        _ => Ok(bytes),
    }
}

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// Copies the segments that make the picture, up to its end: telephones hang further pictures behind it, each with
/// a place and a time of its own.
fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut cleaned = bytes[..2].to_vec();
    let mut at = 2;
    loop {
        // Before a marker may stand any number of fill bytes.
        while bytes.get(at) == Some(&0xFF) && bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else { return Err(Damaged) };
        if marker == END {
            cleaned.extend_from_slice(&[0xFF, END]);
            return Ok(cleaned);
        }
        if matches!(marker, 0x01 | 0xD0..=0xD7) {
            cleaned.extend_from_slice(&[0xFF, marker]);
            at += 2;
            continue;
        }
        let length = bytes.get(at + 2..at + 4).ok_or(Damaged)?;
        let end = at + 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
        let segment = bytes.get(at..end).filter(|segment| segment.len() >= 4).ok_or(Damaged)?;
        if is_picture(marker, &segment[4..]) {
            cleaned.extend_from_slice(segment);
        } else if let Some(turn) = segment[4..].strip_prefix(b"Exif\0\0").and_then(orientation) {
            cleaned.extend_from_slice(&only_orientation(turn));
        }
        at = end;
        if marker == SCAN {
            let rest = &bytes[at..];
            // Within the pixels a marker's first byte is followed by zero or by a restart mark.
            let is_pixels = |pair: &[u8]| pair[0] != 0xFF || matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7);
            match rest.windows(2).position(|pair| !is_pixels(pair)) {
                Some(length) => {
                    cleaned.extend_from_slice(&rest[..length]);
                    at += length;
                }
                // A picture that was cut off is shown as far as it goes.
                None => {
                    cleaned.extend_from_slice(rest);
                    cleaned.extend_from_slice(&[0xFF, END]);
                    return Ok(cleaned);
                }
            }
        }
    }
}

/// Whether a segment is needed to show the picture: tables, frames, scans, and of the application's own ones JFIF,
/// Adobe's transform and the colour profile.
fn is_picture(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xE0 => content.starts_with(b"JFIF\0"),
        0xE2 => content.starts_with(b"ICC_PROFILE\0"),
        0xEE => content.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => false,
        _ => true,
    }
}

/// Which way up the picture is, from EXIF; nothing where it is upright or not said.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first =
        usize::try_from(if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }).ok()?;
    let entries = usize::from(u16_at(first)?);
    let entry = (0..entries).map(|n| first + 2 + 12 * n).find(|at| u16_at(*at) == Some(0x0112))?;
    u16_at(entry + 8).and_then(|turn| u8::try_from(turn).ok()).filter(|turn| (2..=8).contains(turn))
}

/// An EXIF segment that says nothing but which way up the picture is.
fn only_orientation(turn: u8) -> [u8; 36] {
    let mut segment =
        *b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x00\0\0\0\0\0\0";
    segment[29] = turn;
    segment
}

fn png(bytes: Vec<u8>) -> Result<Vec<u8>, Damaged> {
    let mut image = Png::from_bytes(Bytes::from(bytes)).map_err(|_| Damaged)?;
    for kind in [*b"tEXt", *b"zTXt", *b"iTXt", *b"eXIf", *b"tIME"] {
        image.remove_chunks_by_type(kind);
    }
    Ok(image.encoder().bytes().to_vec())
}

fn webp(bytes: Vec<u8>) -> Result<Vec<u8>, Damaged> {
    let mut image = WebP::from_bytes(Bytes::from(bytes)).map_err(|_| Damaged)?;
    image.remove_chunks_by_id(*b"XMP ");
    // Last, because it also corrects the flags that say what the file holds.
    image.set_exif(None);
    Ok(image.encoder().bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], content].concat()
    }

    /// EXIF as a telephone writes it: a picture lying on its side, and where it was taken.
    fn exif(little: bool) -> Vec<u8> {
        let mut tiff = Vec::new();
        let two = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let four = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        tiff.extend_from_slice(if little { b"II*\0" } else { b"MM\0*" });
        tiff.extend_from_slice(&four(8));
        tiff.extend_from_slice(&two(2));
        for (tag, value) in [(0x0112, 6), (0x8825, 99)] {
            tiff.extend_from_slice(&two(tag));
            tiff.extend_from_slice(&two(3));
            tiff.extend_from_slice(&four(1));
            tiff.extend_from_slice(&two(value));
            tiff.extend_from_slice(&[0, 0]);
        }
        tiff.extend_from_slice(b"GPS 51.5N 0.1W Ward 7");
        [b"Exif\0\0", &tiff[..]].concat()
    }

    fn photograph() -> Vec<u8> {
        let profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours");
        let parts: Vec<Vec<u8>> = vec![
            vec![0xFF, 0xD8],
            segment(0xE0, b"JFIF\0\x01\x02"),
            segment(0xE1, &exif(true)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPSLatitude</x:xmpmeta>"),
            profile,
            segment(0xE2, b"MPF\0more"),
            segment(0xED, b"Photoshop 3.0\0caption: her name"),
            segment(0xFE, b"a comment"),
            segment(0xDB, &[0, 1, 2]),
            segment(0xC0, &[8, 0, 30, 0, 40, 1, 1, 0x11, 0]),
            segment(SCAN, &[1, 1, 0, 0, 63, 0]),
            vec![1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4],
            segment(0xFE, b"between scans"),
            segment(SCAN, &[1, 1, 0, 0, 63, 0]),
            vec![5, 6, 0xFF, END],
            // What follows the end is a second picture with its own place.
            vec![0xFF, 0xD8],
            segment(0xE1, &exif(false)),
            vec![0xFF, END],
        ];
        parts.concat()
    }

    fn holds(bytes: &[u8], words: &[u8]) -> bool {
        bytes.windows(words.len()).any(|window| window == words)
    }

    #[test]
    fn a_photograph_loses_its_place_and_keeps_its_pixels() {
        let cleaned = without_hidden_data(photograph()).unwrap();
        for hidden in [&b"GPS"[..], b"Ward 7", b"her name", b"a comment", b"between", b"xmpmeta", b"MPF"] {
            assert!(!holds(&cleaned, hidden), "{}", String::from_utf8_lossy(hidden));
        }
        for kept in
            [&b"JFIF"[..], b"ICC_PROFILE\0\x01\x01colours", &[1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4], &[5, 6]]
        {
            assert!(holds(&cleaned, kept), "{kept:?}");
        }
        assert_eq!(imagesize::blob_size(&cleaned).unwrap().width, 40);
        assert!(cleaned.ends_with(&[0xFF, END]));
        assert_eq!(without_hidden_data(cleaned.clone()).unwrap(), cleaned, "cleaning twice changes nothing");
    }

    #[test]
    fn a_picture_stays_the_right_way_up() {
        for little in [true, false] {
            let turn = exif(little);
            assert_eq!(orientation(&turn[6..]), Some(6));
        }
        let segment = only_orientation(6);
        assert_eq!(orientation(&segment[10..]), Some(6));
        let cleaned = without_hidden_data(photograph()).unwrap();
        assert!(holds(&cleaned, &segment));
        assert_eq!(orientation(b"MM\0*\xFF\xFF\xFF\xFF"), None);
    }

    #[test]
    fn a_damaged_photograph_is_not_published() {
        let whole = photograph();
        for length in [3, 10, 40, 100] {
            assert_eq!(without_hidden_data(whole[..length].to_vec()), Err(Damaged), "{length}");
        }
        assert_eq!(without_hidden_data(b"GIF89a".to_vec()).unwrap(), b"GIF89a");
    }

    #[test]
    fn other_pictures_lose_their_texts() {
        let chunk = |kind: &[u8; 4], content: &[u8]| {
            let chunk = img_parts::png::PngChunk::new(*kind, Bytes::copy_from_slice(content));
            chunk.encoder().bytes().to_vec()
        };
        let png = [
            &b"\x89PNG\r\n\x1a\n"[..],
            &chunk(b"IHDR", &[0, 0, 0, 4, 0, 0, 0, 3, 8, 2, 0, 0, 0]),
            &chunk(b"eXIf", b"GPS"),
            &chunk(b"tEXt", b"Author\0her name"),
            &chunk(b"IDAT", b"pixels"),
            &chunk(b"IEND", b""),
            b"GPS behind the end",
        ]
        .concat();
        let cleaned = without_hidden_data(png).unwrap();
        assert!(!holds(&cleaned, b"GPS") && !holds(&cleaned, b"her name") && holds(&cleaned, b"pixels"));

        let riff = |kind: &[u8; 4], content: &[u8]| {
            [&kind[..], &u32::try_from(content.len()).unwrap().to_le_bytes(), content].concat()
        };
        let inner = [
            &b"WEBP"[..],
            &riff(b"VP8X", &[0x0C, 0, 0, 0, 3, 0, 0, 2, 0, 0]),
            &riff(b"VP8 ", b"pixels"),
            &riff(b"EXIF", b"GPS 51"),
            &riff(b"XMP ", b"GPS 52"),
        ]
        .concat();
        let cleaned = without_hidden_data(riff(b"RIFF", &inner)).unwrap();
        assert!(!holds(&cleaned, b"GPS") && holds(&cleaned, b"pixels"));
    }
}
