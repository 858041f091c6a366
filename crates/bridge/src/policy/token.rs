//! What a paired page shows instead of asking again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use reo_model::Redacted;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// Bytes of a token and of its hash.
const BYTES: usize = 32;

/// A page's own secret. Only the page keeps it; Reo keeps its hash. Its `Debug` is redacted.
pub struct PageToken([u8; BYTES]);

impl PageToken {
    /// A token of random bytes that nobody can foresee.
    pub const fn new(random: [u8; BYTES]) -> Self {
        Self(random)
    }

    /// Reads what a page shows; `None` when it never was a token.
    pub fn parse(text: &str) -> Option<Self> {
        BASE64.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// For the page: base64url without padding, 43 characters.
    pub fn text(&self) -> Redacted<String> {
        BASE64.encode(self.0).into()
    }

    /// For the disk. A plain hash will do: nobody can guess 32 random bytes.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageToken([redacted])")
    }
}

/// The SHA-256 of a [`PageToken`]; hexadecimal where it is stored. It is compared in constant time.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenHash([u8; BYTES]);

/// A stored text that is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 hexadecimal digits")]
pub struct HashError;

impl PartialEq for TokenHash {
    /// All bytes, always: the time tells nothing about where two hashes differ.
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
    }
}

impl Eq for TokenHash {}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash([redacted])")
    }
}

impl From<TokenHash> for String {
    fn from(hash: TokenHash) -> Self {
        hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for TokenHash {
    type Error = HashError;

    fn try_from(text: String) -> Result<Self, HashError> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(HashError) };
        let bytes: Option<Vec<u8>> =
            pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(HashError)
    }
}

const fn digit(hex: u8) -> Option<u8> {
    match hex {
        b'0'..=b'9' => Some(hex - b'0'),
        b'a'..=b'f' => Some(hex - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_hash_is_sha_256_in_hexadecimal() {
        // `printf '\0%.0s' $(seq 32) | sha256sum`
        let hash = PageToken::new([0; BYTES]).hash();
        let text = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
        assert_eq!(String::from(hash), text);
        assert_eq!(TokenHash::try_from(text.to_owned()), Ok(hash));
    }

    #[test]
    fn what_never_was_a_token_is_none() {
        let text = PageToken::new([7; BYTES]).text().into_inner();
        assert_eq!(text.len(), 43);
        for wrong in
            ["", "x", &text[1..], &format!("{text}="), &format!(" {text}"), &"/".repeat(43), &"-".repeat(43)]
        {
            assert!(PageToken::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn what_never_was_a_hash_is_refused() {
        for wrong in
            [String::new(), "0".repeat(63), "0".repeat(65), "0".repeat(66), "G".repeat(64), "é".repeat(32)]
        {
            assert_eq!(TokenHash::try_from(wrong), Err(HashError));
        }
    }

    #[test]
    fn neither_is_shown_in_debug_output() {
        let token = PageToken::new([7; BYTES]);
        assert_eq!(format!("{token:?} {:?}", token.hash()), "PageToken([redacted]) TokenHash([redacted])");
    }

    proptest! {
        #[test]
        fn a_token_comes_back_from_its_text_and_a_hash_from_the_disk(bytes: [u8; BYTES]) {
            let token = PageToken::new(bytes);
            let again = PageToken::parse(token.text().expose()).unwrap();
            prop_assert_eq!(again.hash(), token.hash());
            let stored = serde_json::to_string(&token.hash()).unwrap();
            prop_assert_eq!(serde_json::from_str::<TokenHash>(&stored).unwrap(), token.hash());
        }

        #[test]
        fn hashes_are_equal_only_when_every_bit_is(bytes: [u8; BYTES], at in 0..BYTES, bit in 0..8_u32) {
            let mut other = bytes;
            other[at] ^= 1 << bit;
            prop_assert_ne!(TokenHash(bytes), TokenHash(other));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,100}") {
            let _ = PageToken::parse(&text);
            let _ = TokenHash::try_from(text);
        }
    }
}
