#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bedside_fuzz::theme(bytes));
