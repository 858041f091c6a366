//! Answers at sign-in, tokens and addresses, whatever a server or a page gives.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reo_contact_centre::sign_in::{BaseAddress, parse_check_partner, parse_login};
use reo_contact_centre::token;
use reo_model::{PhoneNumber, Redacted};

fuzz_target!(|input: (u16, &[u8])| {
    let (status, body) = input;
    let _ = parse_login(status, body);
    let _ = parse_check_partner(status, body);
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = token::peek(&Redacted::from(text));
        let _ = BaseAddress::parse(text);
        if let Ok(number) = PhoneNumber::parse(text) {
            assert_eq!(
                PhoneNumber::parse(number.as_str()).as_ref(),
                Ok(&number),
                "a cleaned number is clean"
            );
        }
    }
});
