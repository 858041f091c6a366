//! `reo explain` on records as a phone writes them.

#![allow(missing_docs, clippy::unwrap_used)]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// 2024-01-01 10:02:11 in Vietnam.
const BEGAN: u64 = 1_704_078_131_000;

const RECORD: &str = r#"
{"at":+100,"type":"message","sent":false,"name":"RING_AGENT_RESPOND_ID","fields":{"callId":"17.5","caller":"…567"}}
{"at":+101,"type":"call","call":3,"direction":"inbound","number":"…567","device":"computer","agentSocket":"good","registration":"good"}
{"at":+101,"type":"phase","call":3,"phase":"incoming"}
{"at":+101,"type":"identified","call":3,"serverCall":"17.5"}
{"at":+1300,"type":"dialog","leg":2,"step":"incoming"}
{"at":+1301,"type":"of another version"}
{"at":+2000,"type":"command","command":"answer","call":3}
{"at":+2100,"type":"phase","call":3,"phase":"talking"}
{"at":+3000,"type":"connection","link":"registration","state":"down"}
{"at":+3100,"type":"connection","link":"agentSocket","state":"down"}
{"at":+7000,"type":"connection","link":"agentSocket","state":"up"}
{"at":+7000,"type":"connection","link":"registration","state":"up"}
{"at":+9000,"type":"phase","call":3,"phase":"hungUpThere"}
{"at":+9100,"type":"mess"#;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let calls = folder.path().join("calls");
    std::fs::create_dir(&calls).unwrap();
    let time = |line: &str| match line.split_once('+') {
        Some((before, after)) => {
            let (ms, rest) = after.split_once(',').unwrap();
            format!("{before}{},{rest}\n", BEGAN + ms.parse::<u64>().unwrap())
        }
        None => String::new(),
    };
    let lines: String = RECORD.lines().map(time).collect();
    std::fs::write(calls.join("20240101-100211-3.jsonl"), lines.trim_end()).unwrap();
    let busy = r#"{"at":1704078200000,"type":"call","call":4,"direction":"outbound","number":"…111","device":"computer","agentSocket":"good","registration":"good"}
{"at":1704078201000,"type":"phase","call":4,"phase":"failed","trouble":{"code":"customerBusy"}}
"#;
    std::fs::write(calls.join("20240101-100320-4.jsonl"), busy).unwrap();
    folder
}

fn reo(data_dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reo"));
    command.arg("explain").args(arguments).arg("--data-dir").arg(data_dir).output().unwrap()
}

fn said(data_dir: &Path, arguments: &[&str]) -> String {
    let output = reo(data_dir, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_call_is_told_in_english_and_in_vietnamese() {
    let folder = folder();
    let expected = "\
20240101-100211-3  2024-01-01 10:02:11  inbound …567, contact centre's id 17.5
10:02:11.101  customer        the customer called
10:02:12.300  server          the ring message came 1.2 s before the INVITE
10:02:13.000  agent           the agent answered
10:02:13.100  customer        both sides were connected
10:02:14.000  network         our network was down from 10:02:14 to 10:02:18
10:02:20.000  customer        the customer hung up
";
    assert_eq!(said(folder.path(), &["20240101-100211-3", "--lang", "en"]), expected);
    assert_eq!(said(folder.path(), &["17.5", "--lang", "en"]), expected);
    let vietnamese = said(folder.path(), &["17.5", "--lang", "vi"]);
    assert!(vietnamese.contains("mạng của chúng ta bị mất từ 10:02:14 đến 10:02:18"), "{vietnamese}");
    assert!(vietnamese.contains("khách hàng gác máy"), "{vietnamese}");
}

#[test]
fn the_last_call_is_meant_when_none_is_named() {
    let folder = folder();
    let last = said(folder.path(), &["--lang", "en"]);
    assert!(
        last.starts_with("20240101-100320-4 ") && last.contains("the customer's phone was busy"),
        "{last}"
    );
    assert_eq!(said(folder.path(), &["last", "--lang", "en"]), last);
}

#[test]
fn the_last_calls_are_listed_with_their_ends() {
    let folder = folder();
    let list = said(folder.path(), &["--list", "--lang", "en"]);
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("20240101-100211-3 ") && lines[0].ends_with("the customer hung up"),
        "{list}"
    );
    assert!(lines[1].ends_with("the customer's phone was busy"), "{list}");
}

#[test]
fn programs_read_json() {
    let folder = folder();
    let lines = said(folder.path(), &["17.5", "--json", "--lang", "en"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["id"], "20240101-100211-3");
    assert_eq!(lines[0]["ending"]["type"], "otherHungUp");
    let down = lines.iter().find(|line| line["what"]["type"] == "down").unwrap();
    assert_eq!((down["by"].as_str(), down["what"]["cut"].as_str()), (Some("network"), Some("network")));
    assert_eq!(down["until"].as_u64(), Some(BEGAN + 7000));
    assert_eq!(down["text"], "our network was down from 10:02:14 to 10:02:18");
}

#[test]
fn a_call_that_is_not_there_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let output = reo(folder.path(), &["../../secret"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no record of that call"));
    assert_eq!(said(folder.path(), &["--list"]), "");
}
