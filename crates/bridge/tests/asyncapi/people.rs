//! `docs/crm-protocol.md`, the page for people.

use crate::document;
use reo_bridge::policy::{Policy, limits};
use reo_bridge::protocol::{PageFrame, ReoFrame};
use reo_phone::ProblemCode;
use std::time::Duration;

fn page() -> String {
    document::text("crm-protocol.md")
}

#[test]
fn every_problem_code_is_told() {
    let page = page();
    for code in ProblemCode::ALL.iter().map(|code| code.name()) {
        assert!(page.contains(&format!("| `{code}` |")), "docs/crm-protocol.md does not tell of {code}");
    }
}

#[test]
fn the_limits_are_the_servers() {
    let page = page();
    for row in limit_rows() {
        assert!(page.contains(&format!("\n{row}\n")), "docs/crm-protocol.md should say: {row}");
    }
}

fn limit_rows() -> Vec<String> {
    use limits::*;
    let each = |per: Duration, span: Duration| span.as_millis() / per.as_millis();
    let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
    let commands = each(COMMAND_PER, second);
    let frames = each(FRAME_PER, second);
    let arrivals = each(CONNECT_PER, second);
    let span = PAIRINGS_WITHIN.as_secs() / 60;
    vec![
        format!("| `hello` after connecting | {} s |", HELLO_WITHIN.as_secs()),
        format!("| the agent is asked for | {} s |", ASKED_FOR.as_secs()),
        format!("| not asked again after a no | {} s |", DECLINED_FOR.as_secs()),
        format!("| pairing questions open at once | {OPEN_PAIRINGS} |"),
        format!("| pairing questions of an origin in {span} minutes | {PAIRINGS} |"),
        format!("| pairing questions of all origins in {span} minutes | {PAIRINGS_OF_ALL} |"),
        format!("| other questions of an origin open at once | {OPEN_QUESTIONS} |"),
        format!(
            "| other questions of an origin | {} a minute, {QUESTION_BURST} at once |",
            each(QUESTION_PER, minute)
        ),
        format!("| a frame of a page's | {} KiB |", FRAME_BYTES / 1024),
        format!("| frames of a page | {frames} a second, {FRAME_BURST} at once; faster ones wait |"),
        format!("| commands of a page | {commands} a second, {COMMAND_BURST} at once |"),
        format!("| calls dialled by an origin | {} a minute, {DIAL_BURST} at once |", each(DIAL_PER, minute)),
        format!("| connections | {CONNECTIONS} in all, {CONNECTIONS_OF_ORIGIN} of an origin |"),
        format!(
            "| connections not welcomed yet, of origins that were not let in | {UNWELCOMED} in all, {UNWELCOMED_OF_ORIGIN} of an origin |"
        ),
        format!("| new connections of an origin | {arrivals} a second, {CONNECT_BURST} at once |"),
        format!("| frames not understood on a connection | {NOT_UNDERSTOOD} |"),
        format!("| updates kept for `resume` | {UPDATES_KEPT} |"),
        format!(
            "| replies kept for an origin | {REPLIES_KEPT}, for {} minutes |",
            REPLY_KEPT_FOR.as_secs() / 60
        ),
        format!("| control kept for a tab that reloads | {} s |", RELOAD_WITHIN.as_secs()),
        format!("| a note | {NOTE} characters |"),
        format!("| notes that wait | {NOTES_KEPT} |"),
    ]
}

#[test]
fn the_conversation_could_be_had() {
    let page = page();
    let whole = |line: &&str| !line.contains('…');
    let said = page.lines().filter(whole);
    let by_page: Vec<_> = said.clone().filter_map(|line| line.strip_prefix("> {")).collect();
    let by_reo: Vec<_> = said.filter_map(|line| line.strip_prefix("< {")).collect();
    assert!(by_page.len() > 4 && !by_reo.is_empty());
    for frame in by_page {
        serde_json::from_str::<PageFrame>(&format!("{{{frame}"))
            .unwrap_or_else(|fault| panic!("{frame}: {fault}"));
    }
    for frame in by_reo {
        serde_json::from_str::<ReoFrame>(&format!("{{{frame}"))
            .unwrap_or_else(|fault| panic!("{frame}: {fault}"));
    }
}

#[test]
fn the_policy_file_of_the_integrators_page_is_one() {
    let page = document::text("integrators.md");
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let policy = Policy::parse(example).unwrap();
    assert_eq!((policy.origins.len(), policy.numbers.len(), policy.pairing), (1, 1, false));
}
