//! One-time codes by time (RFC 6238: HMAC-SHA-1, six digits, 30 seconds), as every authenticator takes them.

use domain::account::TOTP_STEP_SECONDS;
use ring::hmac;

/// How many bytes a seed has: 160 bits, as RFC 4226 asks.
pub(crate) const SEED: usize = 20;
/// How many steps a clock may be off, either way.
const WINDOW: i64 = 1;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What codes are computed from.
pub(crate) type Seed = [u8; SEED];

/// The code of a step.
pub(crate) fn code(seed: &Seed, step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 0xf);
    let number = u32::from_be_bytes([tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

/// The step that a code is of, if it is one around `now`.
pub(crate) fn step_of(seed: &Seed, code_typed: &str, now: i64) -> Option<i64> {
    // Every step is looked at, found or not.
    (now - WINDOW..=now + WINDOW).fold(None, |found, step| {
        let is_it = is_same(code(seed, step).as_bytes(), code_typed.as_bytes());
        if is_it { Some(step) } else { found }
    })
}

/// Compares in a time that tells nothing of how much is right.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

/// Bytes as people type them (RFC 4648, base32 without padding).
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// What an authenticator application reads to take a seed.
pub(crate) fn address(seed: &Seed, login: &str) -> String {
    let login: String = login
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect();
    let secret = base32(seed);
    format!(
        "otpauth://totp/Kaname:{login}?secret={secret}&issuer=Kaname&algorithm=SHA1&digits=6&period={TOTP_STEP_SECONDS}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        let seed = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(seed, seconds / TOTP_STEP_SECONDS), expected);
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step() {
        let seed = [3; SEED];
        for (off, is_taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            assert_eq!(step_of(&seed, &code(&seed, 1_000 + off), 1_000).is_some(), is_taken, "{off}");
        }
    }

    #[test]
    fn seeds_are_written_in_base32() {
        // RFC 4648, section 10.
        for (bytes, text) in [("f", "MY"), ("fo", "MZXQ"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
