//! PulseAudio closes a connection that does not begin with a cookie of 256 bytes, even where it then ignores the
//! cookie. libpulse makes one when there is none; the client library in use does not, so it is done here.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const LENGTH: usize = 256;

/// Makes sure that there is a cookie where the client looks for it.
pub(crate) fn ensure() {
    let Some(home) = std::env::home_dir() else { return };
    let places = places(std::env::var_os("PULSE_COOKIE").map(PathBuf::from), &home);
    if places.iter().any(|place| place.exists()) {
        return;
    }
    if let Err(error) = create(&places[0]) {
        tracing::warn!(%error, "cannot create the sound server's cookie");
    }
}

/// In the order in which they are tried.
fn places(named: Option<PathBuf>, home: &Path) -> Vec<PathBuf> {
    let usual = [home.join(".config/pulse/cookie"), home.join(".pulse-cookie")];
    named.into_iter().chain(usual).collect()
}

/// Readable for this user only. An existing file is left alone: another program may be faster.
fn create(place: &Path) -> io::Result<()> {
    let mut cookie = [0; LENGTH];
    fs::File::open("/dev/urandom")?.read_exact(&mut cookie)?;
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(place)?.write_all(&cookie)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_cookie_is_made_once_and_for_this_user_only() {
        let home = std::env::temp_dir().join(format!("reo-cookie-{}", std::process::id()));
        let place = &places(None, &home)[0];
        create(place).unwrap();
        let cookie = fs::read(place).unwrap();
        assert_eq!(cookie.len(), LENGTH);
        assert_eq!(fs::metadata(place).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(create(place).is_err());
        assert_eq!(fs::read(place).unwrap(), cookie);
        fs::remove_dir_all(&home).unwrap();
    }
}
