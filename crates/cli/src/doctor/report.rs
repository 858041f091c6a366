//! The doctor's lines.

use crate::output;
use crate::texts::{self, Advice};
use reo_phone::Problem;
use serde::Serialize;
use std::io;
use std::process::ExitCode;

/// One finding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    check: &'a str,
    outcome: &'static str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    /// The problem's code, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a Problem>,
}

/// Writes findings as they come and keeps count.
#[derive(Debug)]
pub(super) struct Report {
    json: bool,
    failed: bool,
}

impl Report {
    pub(super) const fn new(json: bool) -> Self {
        Self { json, failed: false }
    }

    pub(super) fn ok(&self, check: &str, detail: &str) -> io::Result<()> {
        self.write(&Finding { check, outcome: "ok", detail, help: None, problem: None })
    }

    pub(super) fn skipped(&self, check: &str, detail: &str) -> io::Result<()> {
        self.write(&Finding { check, outcome: "skipped", detail, help: None, problem: None })
    }

    pub(super) fn failed(&mut self, check: &str, advice: Advice) -> io::Result<()> {
        self.failed = true;
        let Advice { what, help } = advice;
        self.write(&Finding { check, outcome: "failed", detail: what, help: Some(help), problem: None })
    }

    pub(super) fn problem(&mut self, check: &str, problem: &Problem) -> io::Result<()> {
        self.failed = true;
        let (what, help) = texts::problem(problem);
        self.write(&Finding {
            check,
            outcome: "failed",
            detail: &what,
            help: Some(help),
            problem: Some(problem),
        })
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.failed))
    }

    fn write(&self, finding: &Finding<'_>) -> io::Result<()> {
        if self.json {
            return output::json_line(finding);
        }
        let help = finding.help.map(|help| format!("\n{:26}-> {help}", "")).unwrap_or_default();
        output::line(&format!("{:<8}{:<18}{}{help}", finding.outcome, finding.check, finding.detail))
    }
}
