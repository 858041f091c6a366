//! The constants file: any bytes are a file of constants or are none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reo_contact_centre::Constants;

fuzz_target!(|file: &[u8]| {
    if let Ok(constants) = Constants::parse(file) {
        for (name, _) in constants.iter() {
            assert!(constants.number(name).is_some() || constants.text(name).is_some());
        }
    }
});
