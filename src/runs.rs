//! A text → its runs of bytes of one class, found sixty-four bytes at a time: a loop that ends with each word is guessed
//! wrongly by the processor at almost every word.

use std::ops::Range;

/// Bytes at a time; as many as a number has bits.
const BLOCK: usize = u64::BITS as usize;

/// Hands on each run, in their order.
#[inline]
pub(crate) fn for_each_run(
    text: &[u8],
    is_of_class: impl Fn(u8) -> bool,
    mut each: impl FnMut(Range<usize>),
) {
    // Where the run begins that goes on from one block into the next.
    let mut open = None;
    for at in (0..text.len()).step_by(BLOCK) {
        let bits = match text[at..].first_chunk::<BLOCK>() {
            Some(block) => bits(block, &is_of_class),
            None => {
                let rest = &text[at..];
                let mut block = [0; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                bits(&block, &is_of_class) & (u64::MAX >> (BLOCK - rest.len()))
            }
        };
        let before = bits << 1 | u64::from(open.is_some());
        let (mut starts, mut ends) = (bits & !before, before & !bits);
        if let Some(from) = open {
            if ends == 0 {
                continue;
            }
            each(from..at + take_lowest(&mut ends));
        }
        while ends != 0 {
            each(at + take_lowest(&mut starts)..at + take_lowest(&mut ends));
        }
        open = (starts != 0).then(|| at + take_lowest(&mut starts));
    }
    if let Some(from) = open {
        each(from..text.len());
    }
}

/// A bit for each byte of the class, the first byte's the lowest.
#[inline]
fn bits(block: &[u8; BLOCK], is_of_class: &impl Fn(u8) -> bool) -> u64 {
    let ones = block.map(|byte| u8::from(is_of_class(byte)));
    let (eights, _) = ones.as_chunks::<8>();
    // The lowest bits of eight bytes beside one another in the highest byte: each factor shifts one of them there.
    let eight_bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |all, eight| all << 8 | eight_bits(eight))
}

#[inline]
fn take_lowest(bits: &mut u64) -> usize {
    let at = bits.trailing_zeros() as usize;
    *bits &= bits.wrapping_sub(1);
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str, is_of_class: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        for_each_run(text.as_bytes(), is_of_class, |run| runs.push(run));
        runs
    }

    #[test]
    fn runs_are_those_that_are_found_byte_by_byte() {
        let mut number = 1_u32;
        for length in (0..200).chain([640, 641]) {
            for share in [2, 5, 50, 1000] {
                let mut text = String::new();
                for _ in 0..length {
                    number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    text.push(if (number >> 16).is_multiple_of(share) { ' ' } else { 'x' });
                }
                let mut expected = Vec::new();
                let mut from = 0;
                for part in text.split(' ') {
                    if !part.is_empty() {
                        expected.push(from..from + part.len());
                    }
                    from += part.len() + 1;
                }
                assert_eq!(runs(&text, |byte| byte == b'x'), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn what_fills_the_last_block_up_is_no_part_of_a_run() {
        assert_eq!(runs("ab", |_| true), vec![0..2]);
        assert!(runs("ab", |byte| byte == 0).is_empty());
    }
}
