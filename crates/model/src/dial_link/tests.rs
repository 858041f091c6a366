use super::*;
use proptest::prelude::*;

fn call(text: &str) -> LinkedCall {
    match DialLink::parse(text) {
        Ok(DialLink::Call(call)) => call,
        other => panic!("{text}: {other:?}"),
    }
}

fn number(text: &str) -> String {
    call(text).number.as_str().to_owned()
}

fn found(text: &str) -> Result<String, LinkError> {
    DialLink::find(text).map(|link| match link {
        DialLink::Call(call) => call.number.as_str().to_owned(),
        DialLink::Open => "open".to_owned(),
    })
}

#[test]
fn every_kind_of_link_gives_the_number_as_it_is_dialled() {
    for text in [
        "tel:0901234567",
        "tel:+84901234567",
        "TEL:+84-901-234-567",
        "tel:%2B84%20901%20234%20567",
        "tel:(090).123.4567",
        "tel:///+84901234567",
        "tel:901234567;phone-context=+84",
        "tel:0901234567;phone-context=example.vn;isub=1;x-made-up=a%20b",
        "callto:+84 901 234 567",
        "callto://0901234567",
        "sip:0901234567@sip.example.vn",
        "sips:+84901234567;phone-context=+84@[::1]:5061;transport=tcp;user=phone;lr",
        "sip:0901234567",
        "reo://call?number=0901234567",
        "reo://call/?number=+84901234567",
        "reo:call?number=%2B84+901+234+567&service=1900&ref=T-7",
        "https://api.example.vn/kanow/c2call?token=abc&number=0901234567",
        "http://127.0.0.1:8080/kanow/c2call?number=%2B84901234567&token=a.b-c&x=%ZZ#top",
        "  tel:0901234567\n",
    ] {
        assert_eq!(number(text), "0901234567", "{text}");
    }
    assert_eq!(number("tel:1900545415;phone-context=+84"), "1900545415");
    assert_eq!(number("tel:113"), "113");
    assert_eq!(number("sip:284_284@sip.example.vn"), "284_284");
    assert_eq!(DialLink::parse("reo://open"), Ok(DialLink::Open));
    assert_eq!(DialLink::parse("reo://open/"), Ok(DialLink::Open));
}

#[test]
fn what_a_link_says_beside_the_number_is_kept() {
    assert_eq!(call("tel:02438251234;ext=12-0").extension, Some(Redacted::from("120")));
    assert_eq!(call("sip:0901234567;ext=9@example.vn:5060").host.as_deref(), Some("example.vn:5060"));
    let call = call("reo://call?number=5001&service=Hotline+1&ref=%C4%90%C6%A1n%20h%C3%A0ng%207");
    assert_eq!(call.service.as_deref(), Some("Hotline 1"));
    assert_eq!(call.reference, Some(Redacted::from("Đơn hàng 7")));
}

#[test]
fn everything_else_is_refused_with_a_reason() {
    use LinkError::*;
    for (text, error) in [
        ("", NotALink),
        ("0901234567", NotALink),
        ("javascript:alert(1)", NotALink),
        ("file:///etc/passwd", NotALink),
        ("https://example.vn/?number=0901234567", NotALink),
        ("https://example.vn/c2call", NotALink),
        ("tel:", NoNumber),
        ("tel:113; rm -rf", BadParameter),
        ("tel:113;%20rm", BadParameter),
        ("tel:113;ext=1;ext=2", BadParameter),
        ("tel:113;ext=$(reboot)", BadParameter),
        ("tel:113;isub=\u{202e}", BadParameter),
        ("tel:113\n114", BadCharacter),
        ("tel:113%00", BadCharacter),
        ("tel:113%0d%0aVia", BadCharacter),
        ("tel:*%2321%23", BadCharacter),
        ("tel:0901234567,,12", BadCharacter),
        ("tel:٠٩٠١٢٣٤٥٦٧", BadCharacter),
        ("tel:09", BadLength),
        ("tel:%2", BadEscape),
        ("tel:%zz", BadEscape),
        ("tel:%ff", BadEscape),
        ("tel:2125550100;phone-context=+1", OtherCountry),
        ("sip:lan@example.vn", BadCharacter),
        ("sip:0901234567:secret@example.vn", BadCharacter),
        ("sip:0901234567@example.vn?Replaces=1", BadParameter),
        ("sip:0901234567@evil/example.vn", BadParameter),
        ("sip:0901234567@a@b", BadParameter),
        ("sip:@example.vn", NoNumber),
        ("reo:", BadParameter),
        ("reo://dial?number=0901234567", BadParameter),
        ("reo://open?number=0901234567", BadParameter),
        ("reo://call", NoNumber),
        ("reo://call?number=", NoNumber),
        ("reo://call?number=0901234567&number=113", BadParameter),
        ("reo://call?number=0901234567&now=1", BadParameter),
        ("reo://call?number=0901234567&ref=a%0ab", BadParameter),
        ("reo://call?number=0901234567&ref=", BadParameter),
        ("https://example.vn/kanow/c2call?token=abc", NoNumber),
        ("https://example.vn/kanow/c2call?number=1&number=2", BadParameter),
    ] {
        assert_eq!(DialLink::parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let long = |length: usize| "9".repeat(length);
    assert_eq!(DialLink::parse(&format!("tel:{}", long(LONGEST))), Err(LinkError::TooLong));
    assert_eq!(DialLink::find(&long(LONGEST + 1)), Err(LinkError::TooLong));
    assert_eq!(DialLink::parse(&format!("tel:1_{}", long(LONGEST_NUMBER))), Err(LinkError::BadLength));
    for (name, most) in [("service", LONGEST_SERVICE), ("ref", LONGEST_REFERENCE)] {
        let link = |length| DialLink::parse(&format!("reo://call?number=5001&{name}={}", long(length)));
        assert!(link(most).is_ok());
        assert_eq!(link(most + 1), Err(LinkError::BadParameter));
    }
}

#[test]
fn the_token_of_a_web_address_is_never_kept() {
    let link = DialLink::parse("https://api.example.vn/kanow/c2call?token=SECRET&number=0901234567").unwrap();
    let DialLink::Call(call) = &link else { panic!("{link:?}") };
    assert!(!serde_json::to_string(call).unwrap().contains("SECRET"));
}

#[test]
fn numbers_and_references_are_redacted_in_debug_output() {
    let shown = format!("{:?}", DialLink::parse("reo://call?number=0901234567&ref=Minh"));
    assert!(!shown.contains("0901") && !shown.contains("Minh"), "{shown}");
}

#[test]
fn a_link_or_number_is_found_among_words() {
    for text in [
        "0901 234 567",
        "Gọi cho anh Minh: 0901 234 567 nhé",
        "Tel: (+84) 901-234-567 - Fax: chưa có",
        "Minh <tel:+84901234567>, Hà Nội",
        "tel:0901234567 (anh Minh)",
        "Mở https://api.example.vn/kanow/c2call?token=abc&number=0901234567 giúp em.",
        "ĐT: 0901.234.567, ngày 24/11/2026, 250.000 đ",
        "0901234567 hoặc +84901234567",
        "https://crm.example.vn/kh/0999888777 0901 234 567",
        "Minh\t0901234567\tKH00123456",
    ] {
        assert_eq!(found(text).as_deref(), Ok("0901234567"), "{text}");
    }
    assert_eq!(found("Tổng đài: 1900 1000 (24/7)").as_deref(), Ok("19001000"));
    assert_eq!(found("5001").as_deref(), Ok("5001"));
}

#[test]
fn a_text_without_one_number_fills_in_nothing() {
    use LinkError::*;
    for (text, error) in [
        ("", NotALink),
        ("xin chào", NotALink),
        ("09o1234567", NotALink),
        ("đơn hàng 20261124", NotALink),
        ("0901 234 567, 0912 345 678", SeveralNumbers),
        ("0901 234 567 - 0912 345 678", SeveralNumbers),
        ("tel:113; rm -rf", BadParameter),
        ("gọi tel:%zz ngay 0901234567", BadEscape),
        ("https://example.vn/kanow/c2call?token=0901234567", NoNumber),
    ] {
        assert_eq!(found(text), Err(error), "{text}");
    }
}

/// Pieces of links, so that chance comes near to what is accepted.
fn linkish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("tel:".to_owned()),
        Just("sip:".to_owned()),
        Just("callto://".to_owned()),
        Just("reo://call?number=".to_owned()),
        Just("&ref=".to_owned()),
        Just(";phone-context=".to_owned()),
        Just(";ext=".to_owned()),
        Just("/c2call?number=".to_owned()),
        "[0-9+ ._()/-]{1,12}",
        "%[0-9a-fA-F]{2}",
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_link_never_gives_what_cannot_be_dialled(text in prop_oneof![linkish(), any::<String>()]) {
        for link in [DialLink::parse(&text), DialLink::find(&text)] {
            if let Ok(DialLink::Call(call)) = link {
                let number = call.number.as_str();
                prop_assert!(number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'), "{}", number);
                prop_assert_eq!(PhoneNumber::parse(number), Ok(call.number.clone()));
                prop_assert!(call.reference.is_none_or(|text| is_plain(text.expose())));
            }
        }
    }
}
