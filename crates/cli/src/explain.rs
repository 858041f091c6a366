//! `reo explain`: a call, told from its record.

mod english;
mod vietnamese;

use crate::output;
use anyhow::{Context, Result, bail};
use reo_contact_centre::LocalTime;
use reo_engine::record::{Actor, CallRecords, Ending, Step, Timeline, Trouble, explain};
use reo_model::{Direction, Timestamp};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The desktop's own folder in that of all programs' data.
const DESKTOP: &str = "app.reo.phone";

/// Tells who caused what in one of the last calls. Times are those of Vietnam.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The id of the record as `--list` shows it, the contact centre's id of the call, or `last`.
    #[arg(default_value = "last")]
    call: String,
    /// The data folder of the phone; else REO_DATA_DIR, else that of the desktop.
    #[arg(long, env = "REO_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// The language; else that of the system.
    #[arg(long)]
    lang: Option<Lang>,
    /// Write one JSON object a line.
    #[arg(long)]
    json: bool,
    /// List the last calls with their ends, the newest last.
    #[arg(long)]
    list: bool,
}

/// The languages that there are words in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// The words of a language. "The other side" is the customer, or the colleague in a call between agents.
trait Words {
    /// Whose doing, as one or two words.
    fn actor(&self, actor: Actor, direction: Direction) -> &'static str;
    /// What happened, as a sentence.
    fn step(&self, step: &Step, direction: Direction) -> String;
    /// How a call ended, as a sentence.
    fn ending(&self, ending: &Ending, direction: Direction) -> String;
    /// What went wrong, as a sentence.
    fn trouble(&self, trouble: &Trouble) -> String;
    /// Who called whom.
    fn direction(&self, direction: Direction) -> &'static str;
    /// The contact centre's id of the call.
    fn server_call(&self) -> &'static str;
    /// There is no end (yet).
    fn no_end(&self) -> &'static str;
}

/// A line of `--list --json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListLine<'a> {
    id: &'a str,
    #[serde(flatten)]
    call: Heading<'a>,
    text: String,
}

/// The first line of `--json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Heading<'a> {
    direction: Direction,
    number: &'a str,
    server_call: Option<&'a str>,
    began: Timestamp,
    answered: Option<Timestamp>,
    ended: Option<Timestamp>,
    ending: Option<&'a Ending>,
}

/// A further line of `--json`.
#[derive(Serialize)]
struct StepLine<'a> {
    #[serde(flatten)]
    step: &'a Step,
    text: String,
}

/// Explains a call, or lists the last ones.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let data_dir = options.data_dir.clone().or_else(desktop_data_dir);
    let data_dir = data_dir.context("name the data folder of the phone with --data-dir")?;
    let records = CallRecords::of(&data_dir);
    let words = words(options.lang.unwrap_or_else(system_language));
    if options.list {
        list(&records, words, options.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let found = records.find(&options.call).with_context(|| cannot_read(&data_dir))?;
    let Some(id) = found else {
        bail!("there is no record of that call in {}: see `reo explain --list`", data_dir.display())
    };
    let timeline = read(&records, &id)?.with_context(|| format!("{id} is no record of a call"))?;
    tell(&id, &timeline, words, options.json)?;
    Ok(ExitCode::SUCCESS)
}

fn cannot_read(data_dir: &std::path::Path) -> String {
    format!("the records in {} cannot be read", data_dir.display())
}

fn read(records: &CallRecords, id: &str) -> Result<Option<Timeline>> {
    let entries = records.read(id).with_context(|| format!("{id} cannot be read"))?;
    Ok(explain(&entries))
}

fn list(records: &CallRecords, words: &dyn Words, json: bool) -> Result<()> {
    for id in records.ids().context("the records cannot be read")? {
        let Some(call) = read(records, &id)? else { continue };
        let text = end_of(&call, words);
        if json {
            output::json_line(&ListLine { id: &id, call: heading(&call), text })?;
        } else {
            let direction = words.direction(call.direction);
            output::line(&format!(
                "{id:<20} {}  {direction:<10} {:<5} {text}",
                day(call.began),
                call.number
            ))?;
        }
    }
    Ok(())
}

fn tell(id: &str, call: &Timeline, words: &dyn Words, json: bool) -> Result<()> {
    if json {
        output::json_line(&ListLine { id, call: heading(call), text: end_of(call, words) })?;
    } else {
        let server_call = call.server_call.as_ref();
        let server_call = server_call.map(|name| format!(", {} {name}", words.server_call()));
        let direction = words.direction(call.direction);
        let server_call = server_call.unwrap_or_default();
        output::line(&format!("{id}  {}  {direction} {}{server_call}", day(call.began), call.number))?;
    }
    for step in &call.steps {
        let text = words.step(step, call.direction);
        if json {
            output::json_line(&StepLine { step, text })?;
        } else {
            let millis = step.at.0 % 1000;
            let by = words.actor(step.by, call.direction);
            output::line(&format!("{}.{millis:03}  {by:<15} {text}", clock(step.at)))?;
        }
    }
    Ok(())
}

fn heading(call: &Timeline) -> Heading<'_> {
    Heading {
        direction: call.direction,
        number: call.number.as_str(),
        server_call: call.server_call.as_ref().map(reo_model::ServerCallId::as_str),
        began: call.began,
        answered: call.answered,
        ended: call.ended,
        ending: call.ending.as_ref(),
    }
}

fn end_of(call: &Timeline, words: &dyn Words) -> String {
    let ending = call.ending.as_ref().map(|ending| words.ending(ending, call.direction));
    ending.unwrap_or_else(|| words.no_end().to_owned())
}

fn words(lang: Lang) -> &'static dyn Words {
    match lang {
        Lang::Vi => &vietnamese::Vietnamese,
        Lang::En => &english::English,
    }
}

/// By the usual variables, the strongest first.
fn system_language() -> Lang {
    let mut named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match named.find(|name| !name.is_empty()) {
        Some(name) if name.starts_with("vi") => Lang::Vi,
        _ => Lang::En,
    }
}

/// Where the desktop program keeps its data on this system.
fn desktop_data_dir() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join(DESKTOP))
}

/// `2026-11-24 10:02:11`.
fn day(at: Timestamp) -> String {
    LocalTime::at(at, LocalTime::VIETNAM).map(|time| time.to_string()).unwrap_or_default()
}

/// `10:02:11`.
fn clock(at: Timestamp) -> String {
    day(at).split_once(' ').map(|(_, clock)| clock.to_owned()).unwrap_or_default()
}

/// `6 s`, or `0.3 s` of what is short, or `5 ms`.
fn seconds(millis: u64) -> String {
    if millis < 100 {
        return format!("{millis} ms");
    }
    let time = Duration::from_millis(millis).as_secs_f64();
    if millis < 10_000 && !millis.is_multiple_of(1000) {
        format!("{time:.1} s")
    } else {
        format!("{time:.0} s")
    }
}

#[cfg(test)]
mod tests;
