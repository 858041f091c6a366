//! The administrator's policy file.
//!
//! ```toml
//! door = "open"                        # or "closed"; "agent", the default: the agent decides
//! base = "https://3c-capi.mobifone.vn" # the contact centre that pages may sign in to
//! pairing = false                      # the agent cannot let in other origins than these; default true
//!
//! [[origin]]
//! origin = "https://crm.example.vn"    # as browsers write it
//! name = "CRM"
//! scopes = ["events", "dial", "control", "answer", "agents"] # none: kept out
//!
//! [dial]                               # fixes a rule that the agent could change otherwise
//! premium = "refuse"                   # or "ask", "allow"; also `emergency` and `international`
//!
//! [[number]]
//! prefix = "+855"
//! class = "premium"                    # or "emergency", "international"
//! ```

use super::{ExtraPrefix, Origin};
use crate::protocol::Scope;
use crate::{DialRule, DialRules, NumberClass};
use reo_contact_centre::sign_in::BaseAddress;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What the administrator has decided. What the file leaves out is the agent's to decide. A file that cannot be used
/// must not decide less than was meant: whoever gets a [`PolicyError`] goes on with [`Policy::closed`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Who opens the door.
    pub door: DoorRule,
    /// The contact centre that pages may sign in to; without it the one that Reo knows.
    #[serde(deserialize_with = "base")]
    pub base: Option<BaseAddress>,
    /// The agent may let in other origins than these.
    pub pairing: bool,
    /// Origins about which the agent is not asked.
    #[serde(rename = "origin", deserialize_with = "origins")]
    pub origins: Vec<AllowedOrigin>,
    /// Rules that the agent cannot change.
    pub dial: FixedRules,
    /// Numbers that cost or matter more than others, besides the well-known ones.
    #[serde(rename = "number")]
    pub numbers: Vec<ExtraPrefix>,
}

/// Who opens the door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DoorRule {
    /// It is open.
    Open,
    /// It is closed.
    Closed,
    /// The agent does.
    #[default]
    Agent,
}

/// What an origin may do without the agent being asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowedOrigin {
    /// Which.
    pub origin: Origin,
    /// What for the agent's eyes; without it what its page calls itself.
    #[serde(default)]
    pub name: Option<String>,
    /// What it may do; nothing: it is kept out and the agent is not asked.
    pub scopes: Vec<Scope>,
}

/// Rules that the agent cannot change; `None`: the agent's own counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FixedRules {
    /// For police, fire, ambulance and the like.
    pub emergency: Option<DialRule>,
    /// For what costs more than a usual call.
    pub premium: Option<DialRule>,
    /// For numbers abroad.
    pub international: Option<DialRule>,
}

/// Why a policy file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is there, or should be, and cannot be read.
    #[error("the policy file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It says something that is not understood. Lines and columns are counted from 1, columns in characters.
    #[error("line {line}, column {column} of the policy file: {words}")]
    Wrong {
        /// Where.
        line: usize,
        /// Where in the line.
        column: usize,
        /// What is wrong there.
        words: String,
    },
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            door: DoorRule::default(),
            base: None,
            pairing: true,
            origins: Vec::new(),
            dial: FixedRules::default(),
            numbers: Vec::new(),
        }
    }
}

impl Policy {
    /// Nobody comes in: what counts when the file cannot be used.
    pub fn closed() -> Self {
        Self { door: DoorRule::Closed, pairing: false, ..Self::default() }
    }

    /// Reads the text of a policy file. Unknown names are errors: a mistyped one must not open a door.
    ///
    /// # Errors
    /// [`PolicyError::Wrong`].
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        toml::from_str(text).map_err(|error| wrong(text, &error))
    }

    /// Reads the file at `path`, or the one at [`Policy::place`], without which everything is the agent's to decide. A
    /// file that is named has to be there.
    ///
    /// # Errors
    /// See [`PolicyError`].
    pub fn read(path: Option<&Path>) -> Result<Self, PolicyError> {
        match path {
            Some(path) => Self::parse(&std::fs::read_to_string(path)?),
            None => Self::read_if_there(&Self::place()),
        }
    }

    fn read_if_there(path: &Path) -> Result<Self, PolicyError> {
        match std::fs::read_to_string(path) {
            // A link to a file that is not there just now was to decide something.
            Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(Self::default()),
            read => Self::parse(&read?),
        }
    }

    /// Where the file is looked for. Only an administrator should be able to write there: a package that makes the folder
    /// has to see to it, on Windows above all, where anybody may make one in that place.
    pub fn place() -> PathBuf {
        if cfg!(windows) {
            let folder = std::env::var_os("PROGRAMDATA").unwrap_or_else(|| "C:\\ProgramData".into());
            PathBuf::from(folder).join("Reo").join("policy.toml")
        } else if cfg!(target_os = "macos") {
            "/Library/Application Support/Reo/policy.toml".into()
        } else {
            "/etc/reo/policy.toml".into()
        }
    }

    /// What is said about an origin.
    pub fn about(&self, origin: &Origin) -> Option<&AllowedOrigin> {
        self.origins.iter().find(|allowed| allowed.origin == *origin)
    }
}

impl FixedRules {
    /// The rules that count where the agent has chosen `rules`.
    pub fn over(self, rules: DialRules) -> DialRules {
        DialRules {
            emergency: self.emergency.unwrap_or(rules.emergency),
            premium: self.premium.unwrap_or(rules.premium),
            international: self.international.unwrap_or(rules.international),
        }
    }

    /// What they decide about.
    pub fn classes(self) -> impl Iterator<Item = NumberClass> {
        let emergency = self.emergency.map(|_| NumberClass::Emergency);
        let premium = self.premium.map(|_| NumberClass::Premium);
        let international = self.international.map(|_| NumberClass::International);
        [emergency, premium, international].into_iter().flatten()
    }
}

fn base<'de, D: Deserializer<'de>>(from: D) -> Result<Option<BaseAddress>, D::Error> {
    let text = String::deserialize(from)?;
    BaseAddress::parse(&text).map(Some).map_err(|_| D::Error::custom("this is not a web address"))
}

/// An origin that stands there twice would have the rights of one of them, and nobody could say which.
fn origins<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<AllowedOrigin>, D::Error> {
    let origins = Vec::<AllowedOrigin>::deserialize(from)?;
    let twice = origins
        .iter()
        .enumerate()
        .find(|(at, one)| origins[..*at].iter().any(|earlier| earlier.origin == one.origin));
    match twice {
        Some((_, one)) => Err(D::Error::custom(format!("{} stands here twice", one.origin))),
        None => Ok(origins),
    }
}

fn wrong(text: &str, error: &toml::de::Error) -> PolicyError {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    PolicyError::Wrong {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        words: error.message().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Policy::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_file_leaves_everything_to_the_agent() {
        let policy = Policy::parse("").unwrap();
        assert_eq!(policy, Policy::default());
        assert_eq!((policy.door, policy.pairing), (DoorRule::Agent, true));
    }

    #[test]
    fn a_full_file_is_read() {
        let example: String = include_str!("file.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! "))
            .skip_while(|line| *line != "```toml")
            .skip(1)
            .take_while(|line| *line != "```")
            .flat_map(|line| [line, "\n"])
            .collect();
        let policy = Policy::parse(&example).unwrap();
        let crm = Origin::parse("https://crm.example.vn").unwrap();
        let allowed = policy.about(&crm).unwrap();
        assert_eq!(policy.door, DoorRule::Open);
        assert_eq!(policy.base, Some(BaseAddress::parse("https://3c-capi.mobifone.vn").unwrap()));
        assert!(!policy.pairing);
        assert_eq!((allowed.name.as_deref(), &allowed.scopes[..]), (Some("CRM"), &Scope::ALL[..]));
        assert_eq!(policy.about(&Origin::parse("https://crm.example.vn:8443").unwrap()), None);
        assert_eq!(policy.numbers, [ExtraPrefix::new("+855", NumberClass::Premium).unwrap()]);
    }

    #[test]
    fn a_fixed_rule_counts_and_the_others_are_the_agents() {
        let policy = Policy::parse("[dial]\npremium = \"refuse\"").unwrap();
        let agents = DialRules { emergency: DialRule::Allow, ..DialRules::default() };
        assert_eq!(policy.dial.over(agents), DialRules { premium: DialRule::Refuse, ..agents });
        assert_eq!(policy.dial.classes().collect::<Vec<_>>(), [NumberClass::Premium]);
    }

    #[test]
    fn a_typo_is_an_error_wherever_it_is() {
        for text in [
            "dor = \"open\"",
            "door = \"opne\"",
            "pairing = \"no\"",
            "[[origins]]\norigin = \"https://a.vn\"\nscopes = []",
            "[[origin]]\norigin = \"https://a.vn\"\nscopes = [\"dail\"]",
            "[[origin]]\norigin = \"https://a.vn\"",
            "[[origin]]\norigin = \"https://a.vn\"\nscopes = []\nscope = []",
            "[[origin]]\norigin = \"https://*.a.vn\"\nscopes = []",
            "[dial]\npremum = \"refuse\"",
            "[[number]]\nprefix = \"1900\"\nclass = \"dear\"",
            "[[number]]\nprefix = \"1900\"\nclass = \"premium\"\nname = \"x\"",
            "base = \"file:///x\"",
            "door = \"open\"\ndoor = \"closed\"",
        ] {
            assert!(matches!(Policy::parse(text), Err(PolicyError::Wrong { .. })), "{text}");
        }
    }

    #[test]
    fn an_error_says_where_and_what() {
        assert_eq!(
            words("door = \"open\"\n\n[[origin]]\nname = \"Việt\"\norigin = \"https://A.vn/\"\nscopes = []"),
            "line 5, column 10 of the policy file: browsers write this origin as https://a.vn"
        );
        assert!(
            words("pairing = true\n  dor = \"open\"")
                .starts_with("line 2, column 3 of the policy file: unknown field")
        );
        assert_eq!(words("base = \"::\""), "line 1, column 8 of the policy file: this is not a web address");
        assert_eq!(
            words("[[number]]\nprefix = \"x\"\nclass = \"premium\""),
            "line 1, column 1 of the policy file: a prefix is 1 to 13 digits, or + and a country code with what follows"
        );
        assert!(words("door = ").starts_with("line 1, column 8 of the policy file: "));
    }

    #[test]
    fn an_origin_stands_there_once() {
        let one = "[[origin]]\norigin = \"https://a.vn\"\nscopes = []\n";
        assert!(Policy::parse(one).is_ok());
        assert!(words(&one.repeat(2)).ends_with("https://a.vn stands here twice"));
    }

    #[test]
    fn a_file_that_is_named_has_to_be_there_and_the_usual_one_need_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        assert!(matches!(Policy::read(Some(&path)), Err(PolicyError::Unreadable(_))));
        assert_eq!(Policy::read_if_there(&path).unwrap(), Policy::default());
        // Windows editors begin a file with a byte order mark.
        std::fs::write(&path, "\u{feff}door = \"closed\"\r\n").unwrap();
        assert_eq!(Policy::read(Some(&path)).unwrap().door, DoorRule::Closed);
        std::fs::write(&path, b"door = \"open\" # \xff").unwrap();
        assert!(matches!(Policy::read_if_there(&path), Err(PolicyError::Unreadable(_))));
        assert!(matches!(Policy::read_if_there(folder.path()), Err(PolicyError::Unreadable(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_decides_no_less_than_a_broken_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, real) = (folder.path().join("policy.toml"), folder.path().join("real.toml"));
        std::os::unix::fs::symlink(&real, &path).unwrap();
        assert!(matches!(Policy::read_if_there(&path), Err(PolicyError::Unreadable(_))));
        std::fs::write(&real, "door = \"closed\"").unwrap();
        assert_eq!(Policy::read_if_there(&path).unwrap().door, DoorRule::Closed);
    }

    #[test]
    fn a_file_that_cannot_be_used_lets_nobody_in() {
        let policy = Policy::parse("dor").unwrap_or_else(|_| Policy::closed());
        assert_eq!((policy.door, policy.pairing, policy.origins.len()), (DoorRule::Closed, false, 0));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(\\[\\[origin\\]\\]|door|[ =\"\\n{}\\[\\].a-z0-9é]){0,60}") {
            let _ = Policy::parse(&text).map_err(|error| error.to_string());
        }
    }
}
