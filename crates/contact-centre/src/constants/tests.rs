//! Constants files, good and bad.

use super::*;
use crate::fixture;
use proptest::prelude::*;

/// A file with every required name, and `extra` behind them.
fn file(extra: &str) -> String {
    let required: Vec<_> =
        names::REQUIRED.iter().zip(1..).map(|(name, n)| format!("var {name} = {n};\n")).collect();
    required.concat() + extra
}

fn value(extra: &str) -> Option<Constant> {
    Constants::parse(file(extra))
        .unwrap()
        .iter()
        .find(|(name, _)| *name == "X")
        .map(|(_, value)| value.clone())
}

#[test]
fn whole_numbers_are_read() {
    for (script, number) in [
        ("var X = 1010003;", 1_010_003),
        ("var X=5", 5),
        ("var X = -7 ;", -7),
        ("var X = 0;", 0),
        ("var X = 0x1F;", 31),
        ("let X = 3;", 3),
        ("const X = 4;", 4),
        ("X = 6;", 6),
        ("var A = 1, X = 2;", 2),
        ("var A, X = 2;", 2),
        ("var X =\n  9;", 9),
        ("var X = 9223372036854775807;", i64::MAX),
    ] {
        assert_eq!(value(script), Some(Constant::Integer(number)), "{script}");
    }
}

#[test]
fn texts_are_read() {
    for (script, text) in [
        (r#"var X = "https://api.test";"#, "https://api.test"),
        ("var X = 'a;b = 1 // c';", "a;b = 1 // c"),
        (r#"var X = "say \"hi\"\n\x41\u00e1\/";"#, "say \"hi\"\nAá/"),
        ("var X = `plain`;", "plain"),
        ("var X = \"Bán hàng\"", "Bán hàng"),
        ("var X = '';", ""),
    ] {
        assert_eq!(value(script), Some(Constant::Text(text.to_owned())), "{script}");
    }
}

#[test]
fn what_is_not_a_literal_is_passed_over() {
    for script in [
        "var X = 5 + 3;",
        "var X = 1.5;",
        "var X = 010;",
        "var X = 99999999999999999999;",
        "var X = 12ab;",
        "var X = other;",
        "var X = f(1);",
        "var X = [1];",
        "var X = `a${1}`;",
        "var X = -'a';",
        "var X == 5;",
        "var X => 5;",
        "var X += 5;",
        "if (X = 5) {}",
        "object.X = 5;",
        "// var X = 5;",
        "/* var X = 5; */",
        "/* var X = 5;",
        "var X = 'never closed",
        "var X;",
        "var = 5;",
    ] {
        assert_eq!(value(script), None, "{script}");
    }
}

#[test]
fn garbage_between_the_lines_does_no_harm() {
    let script = "'use strict';\n}{)(&*%\nvar Y = 'never closed\n/* c */ var /* c */ X /* c */ = /* c */ 5; // c\nfunction f( {\n";
    assert_eq!(value(script), Some(Constant::Integer(5)));
}

#[test]
fn of_a_name_given_twice_the_last_counts() {
    assert_eq!(value("var X = 1;\nX = 'two';\nvar X = 3;"), Some(Constant::Integer(3)));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_nothing_special() {
    let script = format!("\u{feff}{}", file("var X = 5\r\nvar Z = 6\r\n").replace('\n', "\r\n"));
    let constants = Constants::parse(script).unwrap();
    assert_eq!(constants.number("X"), Some(5));
    assert_eq!(constants.number("REFRESH_ID"), Some(1));
}

#[test]
fn a_web_page_is_told_apart() {
    for page in ["<!DOCTYPE html><html></html>", "\u{feff}\r\n <html>var REFRESH_ID = 1;</html>"] {
        assert_eq!(Constants::parse(page), Err(ConstantsError::Html));
    }
}

#[test]
fn missing_names_are_named() {
    let error =
        Constants::parse(file("REFRESH_ID = 'no number'; var PING_ID = 'none'; PING_ID = 5;")).unwrap_err();
    assert_eq!(error, ConstantsError::Missing(vec!["REFRESH_ID"]));
    assert_eq!(error.to_string(), "the constants file lacks REFRESH_ID");
    assert_eq!(Constants::parse(""), Err(ConstantsError::Missing(names::REQUIRED.to_vec())));
}

#[test]
fn a_huge_file_is_bounded() {
    assert_eq!(Constants::parse("x".repeat(MAX_FILE + 1)), Err(ConstantsError::TooLong));
    let many: String = (0..40_000).map(|n| format!("var N{n} = {n};\n")).collect();
    assert!(Constants::parse(file(&many)).unwrap().iter().count() <= 10_000);
    let long = format!("var X = '{}'; var {} = 1; var Y = 2;", "x".repeat(5_000), "N".repeat(5_000));
    let constants = Constants::parse(file(&long)).unwrap();
    assert_eq!(constants.text("X"), None);
    assert_eq!(constants.number("Y"), Some(2));
}

#[test]
fn a_number_may_be_written_as_a_text() {
    let constants = Constants::parse(file("var X = '77';")).unwrap();
    assert_eq!((constants.number("X"), constants.text("X")), (Some(77), Some("77")));
    assert_eq!(constants.number("NONE"), None);
}

#[test]
fn the_copy_on_disk_brings_everything_back() {
    let constants = Constants::parse(file("var API_SERVER = \"https://api.test\"; var X = -5;")).unwrap();
    let copy = serde_json::to_string(&constants).unwrap();
    assert_eq!(serde_json::from_str::<Constants>(&copy).unwrap(), constants);
}

#[test]
fn a_copy_that_lacks_names_is_refused() {
    let error = serde_json::from_str::<Constants>(r#"{"REFRESH_ID": 1}"#).unwrap_err();
    assert!(error.to_string().contains("PING_ID"), "{error}");
    assert!(serde_json::from_str::<Constants>(r#"{"REFRESH_ID": [1]}"#).is_err());
}

#[test]
fn a_table_written_by_hand_needs_no_var() {
    let table: String = names::REQUIRED.iter().map(|name| format!("{name} = 12\n")).collect();
    assert_eq!(Constants::parse(table).unwrap().number("PING_ID"), Some(12));
}

#[test]
fn the_status_of_an_unknown_call_is_known_by_name_and_by_code() {
    let constants = fixture::constants();
    assert!(constants.is_call_not_found(&Status::from_wire("NO_CALL")));
    assert!(constants.is_call_not_found(&Status::from_wire("IPCCERR0000")));
    assert!(!constants.is_call_not_found(&Status::from_wire("IPCCERR0001")));
}

proptest! {
    #[test]
    fn no_file_makes_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Constants::parse(&bytes);
    }

    #[test]
    fn no_script_makes_the_parser_panic_or_hides_what_follows(
        // Only an open comment or template may swallow the lines behind it.
        garbage in r#"[ \t\na-z0-9='"\\/;,{}()<>$._+é-]{0,200}"#
    ) {
        let constants = Constants::parse(format!("var A = 1;\n{garbage}\n;{}", file(""))).unwrap();
        prop_assert_eq!(constants.number("REFRESH_ID"), Some(1));
    }

    #[test]
    fn every_number_and_text_is_read_as_written(number in any::<i64>(), text in "[^\\x00-\\x1f\"\\\\\u{2028}\u{2029}]{0,60}") {
        prop_assume!(number != i64::MIN);
        let constants = Constants::parse(file(&format!("var N = {number};\nvar T = \"{text}\";"))).unwrap();
        prop_assert_eq!(constants.number("N"), Some(number));
        prop_assert_eq!(constants.text("T"), Some(text.as_str()));
    }
}
