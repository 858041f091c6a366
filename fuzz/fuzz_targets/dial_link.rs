//! Links for calls and pasted texts: any text gives a number that can be dialled, or none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reo_model::{DialLink, PhoneNumber};

fuzz_target!(|text: &str| {
    for link in [DialLink::parse(text), DialLink::find(text)] {
        if let Ok(DialLink::Call(call)) = link {
            let number = call.number.as_str();
            assert!(number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'), "it cannot be dialled");
            assert_eq!(PhoneNumber::parse(number).as_ref(), Ok(&call.number), "a cleaned number is clean");
        }
    }
});
