//! Running `reo` and reading what it prints.

mod page;

pub use page::Page;

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Long enough for a machine that does much else besides.
const PATIENCE: Duration = Duration::from_secs(40);

pub fn reo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reo"));
    command.args(arguments);
    command
}

/// A recording that comes with the project.
pub fn voice(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/voice").join(name);
    path.to_str().unwrap().to_owned()
}

/// The lines of JSON that a program prints, as they come.
pub struct Lines(Receiver<Value>);

impl Lines {
    fn from(output: impl Read + Send + 'static) -> Self {
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"));
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        Self(lines)
    }

    pub fn of(output: &[u8]) -> Vec<Value> {
        output.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
    }

    fn until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut last = Value::Null;
        while let Ok(line) = self.0.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if is_so(&line) {
                return line;
            }
            last = line;
        }
        panic!("no line with {what}; the last one: {last:#}")
    }
}

/// A process that does not outlive its test.
struct Running(Child);

impl Running {
    fn terminate(&self) {
        let kill = Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        assert!(kill.success());
    }

    fn exit(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the program does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `reo sim`.
pub struct Sim {
    running: Running,
    lines: Lines,
    pub ready: Value,
}

impl Sim {
    pub fn start(options: &[&str]) -> Self {
        let mut child = reo(&["sim"]).args(options).stdout(Stdio::piped()).spawn().unwrap();
        let lines = Lines::from(child.stdout.take().unwrap());
        let running = Running(child);
        Self { ready: lines.until("every address", |line| line["base"].is_string()), running, lines }
    }

    /// The last line of a scenario.
    pub fn verdict(&self) -> Value {
        self.lines.until("a verdict", |line| line["passed"].is_boolean())
    }

    /// A token of the first agent's.
    pub fn token(&self) -> String {
        self.ready["agents"][0]["token"].as_str().unwrap().to_owned()
    }

    /// One made by `reo token`.
    pub fn made_token(&self, options: &[&str]) -> String {
        let key = self.ready["access_key"].as_str().unwrap();
        let made =
            reo(&["token", "--ipphone", "5000"]).args(options).env("REO_ACCESS_KEY", key).output().unwrap();
        assert!(made.status.success());
        String::from_utf8(made.stdout).unwrap().trim().to_owned()
    }

    /// The options that name this contact centre.
    pub fn account(&self) -> Vec<String> {
        let option = |name: &str, key: &str| [name.to_owned(), self.ready[key].as_str().unwrap().to_owned()];
        [option("--base", "base"), option("--domain", "domain"), option("--ca", "ca")].concat()
    }

    pub fn ask(&self, path: &str, body: &Value) -> Value {
        self.http("POST", path, &body.to_string())
    }

    pub fn ask_for(&self, path: &str) -> Value {
        self.http("GET", path, "")
    }

    /// Asks again and again until the answer is as wanted.
    pub fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask_for(path);
            if is_so(&answer) {
                return answer;
            }
            assert!(Instant::now() < deadline, "{path}: {answer:#}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn terminate(&self) {
        self.running.terminate();
    }

    pub fn exit(&mut self) -> ExitStatus {
        self.running.exit()
    }

    fn http(&self, method: &str, path: &str, body: &str) -> Value {
        let host = self.ready["control"].as_str().unwrap().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{method} {path}: {answer}");
        serde_json::from_str(body).unwrap_or_default()
    }
}

/// `reo phone`.
pub struct Phone {
    running: Running,
    input: ChildStdin,
    lines: Lines,
}

impl Phone {
    /// With the first agent's account.
    pub fn start(sim: &Sim, options: &[&str]) -> Self {
        Self::run(reo(&["phone"]).args(sim.account()).args(options).env("REO_TOKEN", sim.token()))
    }

    pub fn run(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = Lines::from(child.stdout.take().unwrap());
        let input = child.stdin.take().unwrap();
        Self { running: Running(child), input, lines }
    }

    pub fn say(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    pub fn until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        self.lines.until(what, is_so)
    }

    /// The next event of this type.
    pub fn event(&self, name: &str) -> Value {
        self.until(name, |line| line["event"]["type"] == name)["event"].clone()
    }

    pub fn terminate(&self) {
        self.running.terminate();
    }

    pub fn exit(&mut self) -> ExitStatus {
        self.running.exit()
    }
}

/// Exit code and findings of `reo doctor`.
pub fn doctor(sim: &Sim, token: &str, options: &[&str]) -> (i32, Vec<Value>) {
    let mut account = sim.account();
    // An option may be given once: the test's outweighs the account's.
    for option in options {
        if let Some(at) = account.iter().position(|one| one == option) {
            account.drain(at..=at + 1);
        }
    }
    let output =
        reo(&["doctor", "--json"]).args(account).args(options).env("REO_TOKEN", token).output().unwrap();
    (output.status.code().unwrap(), Lines::of(&output.stdout))
}
