//! The program as a user runs it: real processes, real sockets.

#![allow(missing_docs, clippy::unwrap_used)]

mod program;

use program::{Lines, Page, Phone, Sim, doctor, reo, voice};
use serde_json::{Value, json};

#[test]
fn a_call_is_answered_and_steered_by_lines() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let heard = folder.path().join("heard.wav");
    let mut phone = Phone::start(&sim, &["--wav-out", heard.to_str().unwrap()]);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    let call = sim.ask("/calls", &json!({"number": "0901234567"}));
    phone.event("callStarted");
    phone.say("answer");
    phone.event("audioStarted");
    phone.say(r#"{"type":"setMute","call":1,"on":true}"#);
    phone.event("muteChanged");
    phone.say("hold");
    phone.event("holdChanged");
    phone.say("resume");
    phone.event("holdChanged");
    phone.say("dtmf 12#");
    sim.until(&format!("/calls/{}", call["id"]), |call| call["media"]["digits"] == "12#");
    phone.say("hangup");
    assert_eq!(phone.event("callEnded")["cause"]["type"], "hungUpHere");
    phone.say("quit");
    assert!(phone.exit().success());
    assert!(std::fs::metadata(&heard).unwrap().len() > 48_000, "something was heard");
}

#[test]
fn a_call_is_dialled_and_what_is_not_understood_is_said() {
    let sim = Sim::start(&[]);
    let mut phone = Phone::start(&sim, &["--wav-in", &voice("agent-vi.wav"), "--wav-repeat"]);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    phone.say("dance");
    phone.until("an error", |line| line["error"].is_string());
    phone.say("hangup");
    phone.until("an error", |line| line["error"].is_string());
    phone.say("dial 09x1");
    let noticed = phone.event("noticed");
    assert_eq!(noticed["problem"]["code"], "numberBadCharacter");
    phone.say("dial +84 901 234 567");
    phone.event("audioStarted");
    sim.until("/calls", |calls| calls[0]["media"]["packets_in"].as_u64() > Some(25));
    phone.say("devices");
    let devices = phone.until("devices", |line| line["devices"].is_object());
    assert_eq!(devices["devices"]["inputs"].as_array().unwrap().len(), 1);
    phone.say("quit");
    assert!(phone.exit().success());
    sim.until("/calls", |calls| calls[0]["state"] == "ended");
}

#[test]
fn a_phone_answers_by_itself_and_ends_by_signal() {
    let sim = Sim::start(&[]);
    let mut phone = Phone::start(&sim, &["--wav-in", &voice("agent-vi.wav"), "--auto-answer", "--meters"]);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    sim.ask("/calls", &json!({"number": "0901234567"}));
    phone.event("audioStarted");
    phone.until("meters", |line| line["meters"]["call"]["received"].as_u64() > Some(0));
    phone.terminate();
    assert!(phone.exit().success());
    sim.until("/calls", |calls| calls[0]["state"] == "ended");
}

#[test]
fn a_call_of_a_phone_is_explained_afterwards() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().to_str().unwrap();
    let mut phone = Phone::start(&sim, &["--data-dir", data_dir, "--wav-in", &voice("agent-vi.wav")]);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    let call = sim.ask("/calls", &json!({"number": "0901234567"}));
    phone.event("callStarted");
    phone.say("answer");
    phone.event("audioStarted");
    phone.say("hangup");
    phone.event("callEnded");
    phone.say("quit");
    assert!(phone.exit().success());
    let id = call["call_id"].as_str().unwrap();
    let told = reo(&["explain", id, "--lang", "en", "--data-dir", data_dir]).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    for sentence in ["inbound …567", "the customer called", "the agent answered", "the agent hung up"] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
}

#[test]
fn a_phone_is_set_up_by_a_file() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("agent.token"), sim.token()).unwrap();
    let ready = &sim.ready;
    let setup = format!(
        "base = {}\ndomain = {}\nca = {}\ntoken-file = \"agent.token\"\nwav-out = \"heard.wav\"\n",
        ready["base"], ready["domain"], ready["ca"]
    );
    std::fs::write(folder.path().join("agent.toml"), setup).unwrap();
    let config = folder.path().join("agent.toml");
    let mut command = reo(&["phone", "--config", config.to_str().unwrap()]);
    let mut phone = Phone::run(command.env_remove("REO_TOKEN"));
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    phone.say("quit");
    assert!(phone.exit().success());
    assert!(folder.path().join("heard.wav").is_file());
}

#[test]
fn half_an_account_is_refused_in_words() {
    let output = reo(&["phone", "--domain", "x"]).env_remove("REO_TOKEN").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--base is missing"));
}

#[test]
fn the_doctor_finds_all_well() {
    let sim = Sim::start(&[]);
    let (code, findings) = doctor(&sim, &sim.token(), &["--wav-in", &voice("agent-vi.wav")]);
    assert_eq!(code, 0, "{findings:#?}");
    for check in ["microphone", "loudspeaker", "audio sockets", "sign-in", "agent socket", "registration"] {
        assert!(findings.iter().any(|one| one["check"] == check && one["outcome"] == "ok"), "{check}");
    }
}

/// What the doctor says of the check that fails.
fn complaint(sim: &Sim, token: &str, options: &[&str]) -> Value {
    let mut all = vec!["--wav-in".to_owned(), voice("agent-vi.wav")];
    all.extend(options.iter().map(ToString::to_string));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (code, findings) = doctor(sim, token, &all);
    assert_eq!(code, 1, "{findings:#?}");
    let failed: Vec<_> = findings.iter().filter(|one| one["outcome"] == "failed").collect();
    assert_eq!(failed.len(), 1, "{findings:#?}");
    assert!(failed[0]["help"].as_str().is_some_and(|help| !help.is_empty()));
    failed[0].clone()
}

#[test]
fn the_doctor_names_what_is_wrong_with_a_sign_in() {
    let sim = Sim::start(&[]);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("https://{nobody}");
    let expired = sim.made_token(&["--expires", "2020-01-01 00:00:00"]);
    let good = sim.token();
    let cases: [(&str, &[&str], &str); 4] = [
        ("eyJhbGciOiJIUzI1NiJ9.e30.x", &[], "tokenRejected"),
        (&expired, &[], "tokenExpired"),
        (&good, &["--domain", "0911111111"], "unknownDomain"),
        (&good, &["--base", &nobody], "serverUnreachable"),
    ];
    for (token, options, code) in cases {
        let found = complaint(&sim, token, options);
        assert_eq!((&found["check"], &found["problem"]["code"]), (&json!("sign-in"), &json!(code)));
    }
}

#[test]
fn the_doctor_names_a_constants_file_that_is_a_web_page_and_a_sip_server_that_is_none() {
    let sim = Sim::start(&[]);
    sim.ask("/faults", &json!({"html_constants": true}));
    let found = complaint(&sim, &sim.token(), &[]);
    assert_eq!(found["problem"]["code"], "constantsUnusable");
    assert!(found["detail"].as_str().unwrap().contains("HTML"));
    sim.ask("/faults", &json!({"clear": true, "garbage_sip": true}));
    let found = complaint(&sim, &sim.token(), &[]);
    assert_eq!(
        (&found["check"], &found["problem"]["code"]),
        (&json!("registration"), &json!("lineNotUnderstood"))
    );
}

#[test]
fn the_doctor_names_a_certificate_that_is_not_trusted() {
    let (sim, other) = (Sim::start(&[]), Sim::start(&[]));
    let found = complaint(&sim, &sim.token(), &["--ca", other.ready["ca"].as_str().unwrap()]);
    assert_eq!(found["problem"]["code"], "serverCertificate");
}

#[test]
fn the_doctor_names_a_missing_microphone() {
    // No sound server answers at this address, whatever this machine has.
    let output = reo(&["doctor", "--json"])
        .env("PULSE_SERVER", "unix:/nonexistent/reo-test")
        .env("ALSA_CONFIG_PATH", "/dev/null")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let lines = Lines::of(&output.stdout);
    let missing = lines.iter().find(|one| one["check"] == "microphone").unwrap();
    assert_eq!(missing["problem"]["code"], "noMicrophone");
}

#[test]
fn a_made_token_signs_in_and_a_key_is_never_an_option() {
    let sim = Sim::start(&[]);
    let token = sim.made_token(&["--hours", "1"]);
    let (code, findings) = doctor(&sim, &token, &["--wav-in", &voice("agent-vi.wav")]);
    assert_eq!(code, 0, "{findings:#?}");
    let without = reo(&["token", "--ipphone", "5000"]).env_remove("REO_ACCESS_KEY").output().unwrap();
    assert_eq!(without.status.code(), Some(2));
}

#[test]
fn the_simulator_listens_where_it_is_told_and_ends_by_signal() {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (https, control) = (free().to_string(), free().to_string());
    let mut sim = Sim::start(&["--https-port", &https, "--control-port", &control, "--domain", "kanow"]);
    assert_eq!(sim.ready["base"], format!("https://127.0.0.1:{https}"));
    assert_eq!(sim.ready["control"], format!("http://127.0.0.1:{control}"));
    assert_eq!(sim.ready["domain"], "kanow");
    assert_eq!(sim.ask_for("/")["domain"], "kanow");
    sim.terminate();
    assert!(sim.exit().success());
}

#[test]
fn neither_tokens_nor_numbers_reach_the_log() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = reo(&["--log", "trace", "phone", "--auto-answer"]);
    command.args(sim.account()).env("REO_TOKEN", sim.token());
    command.args(["--wav-in", &voice("agent-vi.wav")]);
    command.stderr(std::fs::File::create(&log).unwrap());
    let mut phone = Phone::run(&mut command);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    sim.ask("/calls", &json!({"number": "0901234567", "name": "Nguyen Thi Hoa"}));
    phone.event("audioStarted");
    phone.say("quit");
    phone.exit();
    let log = String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned();
    assert!(!log.is_empty());
    for secret in [sim.token().as_str(), "0901234567", "Nguyen Thi Hoa", "sip_password"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret}: {line:?}");
    }
}

fn scenario(name: &str) -> String {
    format!("{}/../sim/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_phone_that_answers_passes_the_busy_hotline_and_one_that_does_not_fails() {
    for (answers, options) in [(true, &["--auto-answer"][..]), (false, &[])] {
        let mut sim = Sim::start(&["--scenario", &scenario("busy-hotline")]);
        let mut phone = Phone::start(&sim, options);
        if answers {
            assert_eq!(sim.verdict()["passed"], true);
        } else {
            // Whoever does not take the first call lets the scenario down; no need to wait for its end.
            phone.event("callStarted");
            sim.terminate();
        }
        assert_eq!(sim.exit().success(), answers);
        phone.say("quit");
        phone.exit();
    }
}

#[test]
fn a_transfer_that_a_colleague_refuses_passes_its_scenario() {
    let mut sim = Sim::start(&["--scenario", &scenario("transfer-refused")]);
    let mut phone = Phone::start(&sim, &["--auto-answer"]);
    phone.event("audioStarted");
    phone.say("transfer 5001");
    assert_eq!(phone.event("transferFailed")["problem"]["code"], "transferRefused");
    assert_eq!(sim.verdict()["passed"], true);
    assert!(sim.exit().success());
    phone.say("quit");
    phone.exit();
}

/// A phone with a door at a port of the system's choice, without whatever the administrator of this machine decided.
fn with_door(sim: &Sim, folder: &tempfile::TempDir, options: &[&str]) -> (Phone, u16) {
    let (phone, port) =
        door_of(reo(&["phone"]).args(sim.account()).args(options).env("REO_TOKEN", sim.token()), folder);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    (phone, port)
}

fn door_of(command: &mut std::process::Command, folder: &tempfile::TempDir) -> (Phone, u16) {
    let policy = folder.path().join("policy.toml");
    std::fs::write(&policy, "").unwrap();
    command.args(["--wav-in", &voice("agent-vi.wav"), "--bridge", "--bridge-port", "0"]);
    let phone = Phone::run(command.arg("--policy").arg(policy));
    let view = phone.until("an open door", |line| line["bridge"]["door"]["type"] == "open");
    let port = view["bridge"]["door"]["port"].as_u64().unwrap();
    (phone, u16::try_from(port).unwrap())
}

#[test]
fn a_page_is_let_in_by_a_line_and_gets_a_note_by_a_line() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let (mut phone, port) = with_door(&sim, &folder, &[]);
    let mut page = Page::open(port, "http://localhost:3000");
    let code = page.kind("pairing")["code"].clone();
    let asks = phone.until("a question", |line| line["bridge"]["asks"][0]["what"]["code"] == code);
    phone.say(&format!("agree {}", asks["bridge"]["asks"][0]["id"]));
    page.kind("welcome");
    page.say(&json!({"type": "takeNotes"}));
    let dial = json!({"type": "dial", "number": "0901234567"});
    page.say(&json!({"type": "command", "requestId": "d1", "command": dial}));
    let call = phone.event("callStarted")["call"].clone();
    phone.say("hangup");
    phone.event("callEnded");
    phone.say(&format!("note {call} calls back on Monday"));
    assert_eq!(page.kind("delivery")["note"], "calls back on Monday");
    phone.say("revoke http://localhost:3000");
    assert_eq!(page.kind("refused")["reason"], "notPaired");
    phone.until("nobody known", |line| line["bridge"]["origins"] == json!([]));
    let rules = json!({"emergency": "refuse", "premium": "refuse", "international": "allow"});
    phone.say(&json!({"bridge": {"type": "setRules", "rules": rules}}).to_string());
    phone.until("other rules", |line| line["bridge"]["rules"] == rules);
    phone.say("quit");
    assert!(phone.exit().success());
}

#[test]
fn a_page_signs_the_agent_in_at_the_contact_centre_that_is_named_without_an_account() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str| sim.ready[name].as_str().unwrap().to_owned();
    let options = ["--base", &text("base"), "--ca", &text("ca"), "--allow-origin", "http://localhost:3000"];
    let (mut phone, port) = door_of(reo(&["phone"]).args(options).env_remove("REO_TOKEN"), &folder);
    let mut page = Page::open(port, "http://localhost:3000");
    page.kind("welcome");
    let sign_in = json!({"type": "signIn", "domain": sim.ready["domain"], "token": sim.token()});
    page.say(&json!({"type": "command", "requestId": "s1", "command": sign_in}));
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    assert_eq!(page.kind("reply")["result"]["type"], "done");
    phone.say("quit");
    assert!(phone.exit().success());
}

#[test]
fn nothing_of_a_pairing_a_call_or_a_note_reaches_the_log() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.txt");
    let mut command = reo(&["phone"]);
    command.args(sim.account()).env("REO_TOKEN", sim.token()).env("REO_LOG", "trace");
    command.stderr(std::fs::File::create(&log).unwrap());
    let (mut phone, port) = door_of(&mut command, &folder);
    phone.until("ready", |line| line["snapshot"]["ready"] == true);
    let mut page = Page::open(port, "http://localhost:3000");
    page.kind("pairing");
    phone.say("agree 1");
    let token = page.kind("welcome")["token"].as_str().unwrap().to_owned();
    page.say(&json!({"type": "takeNotes"}));
    let dial = json!({"type": "dial", "number": "0901234567"});
    page.say(&json!({"type": "command", "requestId": "d1", "command": dial}));
    let call = page.kind("reply")["result"]["call"].clone();
    let customer = json!({"name": "Lan Thimble", "lines": [{"label": "Plan", "value": "Gold Thimble"}]});
    let show = json!({"type": "showCustomer", "call": call, "customer": customer});
    page.say(&json!({"type": "command", "requestId": "c1", "command": show}));
    page.say(
        &json!({"type": "command", "requestId": "c2", "command": {"type": "dial", "number": ["0901234567"]}}),
    );
    page.kind("notUnderstood");
    phone.say("note 1 owes a Thimble");
    page.kind("delivery");
    phone.say("quit");
    assert!(phone.exit().success());
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("TRACE") && log.contains("DEBUG"), "the finest log there is");
    for secret in ["0901234567", "901234567", "Thimble", &token, &sim.token()] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[test]
fn a_page_of_an_allowed_origin_comes_in_without_asking_and_hears_when_the_phone_ends() {
    let sim = Sim::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let (mut phone, port) = with_door(&sim, &folder, &["--allow-origin", "http://localhost:3000"]);
    let mut page = Page::open(port, "http://localhost:3000");
    assert_eq!(page.kind("welcome")["scopes"], json!(["events", "dial", "control", "answer", "agents"]));
    phone.say("quit");
    assert_eq!(page.close_code(), 1001);
    assert!(phone.exit().success());
}

#[test]
fn an_origin_that_is_none_and_a_port_that_is_taken_are_refused_in_words() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (option, value, words) in [
        ("--allow-origin", "https://crm.example.vn/", "browsers write this origin as https://crm.example.vn"),
        ("--bridge-port", &port, "no port is free"),
        ("--policy", "/nonexistent/policy.toml", "the policy file cannot be read"),
    ] {
        let output = reo(&["phone", "--bridge", "--wav-out", "/dev/null", option, value]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(words), "{told}");
    }
}
