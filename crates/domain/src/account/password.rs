//! What may be a password (NIST SP 800-63B and ASVS 6.2: length counts, composition does not).

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::{AccountRefusal, Login};

const SHORTEST: usize = 15;
const LONGEST: usize = 128;
/// How many characters must be left once everything anyone would try first is taken away.
const LEAST_OF_ONES_OWN: usize = 6;
/// How many characters in a row make a run: 1234, qwer, aaaa.
const RUN: usize = 4;
/// The rows of the keyboard, along which runs are typed.
const ROWS: [&str; 6] =
    ["abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890-^", "qwertyuiop", "asdfghjkl;", "zxcvbnm,./"];
/// Words that passwords are made of, one a line.
const COMMON: &str = include_str!("common_words.txt");

/// A password as it was typed, in the form in which it is hashed: compatibility forms folded (NFKC), so that it
/// is the same from every keyboard. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password somebody types to prove who they are; whatever was typed, it can be compared.
    pub fn typed(text: &str) -> Self {
        Self(text.nfkc().take(LONGEST + 1).collect())
    }

    /// A password somebody chooses: 15 to 128 characters that are not all guessed at once. What they are made
    /// of is free.
    ///
    /// # Errors
    /// [`AccountRefusal::PasswordTooShort`], [`AccountRefusal::PasswordTooLong`],
    /// [`AccountRefusal::PasswordGuessable`].
    pub fn choose(text: &str, login: &Login) -> Result<Self, AccountRefusal> {
        let password = Self::typed(text);
        match password.0.chars().count() {
            ..SHORTEST => return Err(AccountRefusal::PasswordTooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(AccountRefusal::PasswordTooLong),
        }
        if of_ones_own(&password.0, login) < LEAST_OF_ONES_OWN {
            return Err(AccountRefusal::PasswordGuessable);
        }
        Ok(password)
    }

    /// The bytes that are hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How many characters are left of a password without repetition, common words, the login and runs.
fn of_ones_own(password: &str, login: &Login) -> usize {
    let lower: String = password.chars().flat_map(char::to_lowercase).collect();
    let mut left: Vec<char> = plain(once(&lower));
    let mut words: Vec<&str> = COMMON.lines().filter(|line| !line.is_empty()).collect();
    words.push(login.as_str());
    words.extend(login.as_str().split(['@', '.', '_', '-', '+']).filter(|part| part.len() >= 4));
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    for word in words {
        cut(&mut left, &word.chars().collect::<Vec<_>>());
    }
    let kept = without_runs(&left);
    let mut different: Vec<char> = kept.clone();
    different.sort_unstable();
    different.dedup();
    // A few characters over and over are no more than those few.
    kept.len().min(different.len() * 2)
}

/// What is repeated to make the text, or the text itself.
fn once(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    for end in ends.take_while(|end| end * 2 <= text.len()) {
        let unit = &text[..end];
        let mut rest = &text[end..];
        while let Some(shorter) = rest.strip_prefix(unit) {
            rest = shorter;
        }
        if unit.starts_with(rest) {
            return unit;
        }
    }
    text
}

/// The text with the usual digits and signs put back into letters.
fn plain(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| match c {
            '@' => 'a',
            '$' => 's',
            '!' => 'i',
            c => c,
        })
        .collect()
}

/// Takes every occurrence of a word away, and whatever stands for it in digits: `passw0rd`.
fn cut(text: &mut Vec<char>, word: &[char]) {
    let same = |typed: char, meant: char| {
        typed == meant || matches!((typed, meant), ('0', 'o') | ('1', 'l' | 'i') | ('3', 'e') | ('5', 's'))
    };
    let mut at = 0;
    while at + word.len() <= text.len() {
        if word.iter().zip(&text[at..]).all(|(meant, typed)| same(*typed, *meant)) {
            // A mark that belongs to no run stays, so that nothing joins across the gap.
            text.splice(at..at + word.len(), ['\0']);
        }
        at += 1;
    }
}

/// The letters and digits that are not part of a run.
fn without_runs(text: &[char]) -> Vec<char> {
    let follows = |a: char, b: char| {
        a == b
            || ROWS.iter().any(|row| {
                let row: Vec<char> = row.chars().collect();
                row.windows(2).any(|pair| pair == [a, b] || pair == [b, a])
            })
    };
    let mut kept = vec![];
    let mut from = 0;
    while from < text.len() {
        let mut to = from + 1;
        while to < text.len() && text[to].is_alphanumeric() && follows(text[to - 1], text[to]) {
            to += 1;
        }
        if to - from < RUN {
            kept.extend(text[from..to].iter().filter(|c| c.is_alphanumeric()));
        }
        from = to;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(text: &str) -> Result<Password, AccountRefusal> {
        Password::choose(text, &Login::parse("yamada.hanako@example.jp").unwrap())
    }

    #[test]
    fn fifteen_characters_are_enough_and_128_the_most() {
        let mixed = |n: usize| -> String {
            "卵gk野7原2た"
                .chars()
                .cycle()
                .enumerate()
                .map(|(i, c)| if i % 9 == 8 { char::from(b'a' + u8::try_from(i % 26).unwrap()) } else { c })
                .take(n)
                .collect()
        };
        assert_eq!(choose(&mixed(14)).err(), Some(AccountRefusal::PasswordTooShort));
        assert!(choose(&mixed(15)).is_ok());
        assert!(choose(&mixed(128)).is_ok());
        assert_eq!(choose(&mixed(129)).err(), Some(AccountRefusal::PasswordTooLong));
        // Fifteen signs, each of several bytes; and one letter that folds into several.
        assert!(choose("病院から家へ帰る道のりを支える").is_ok());
        assert_eq!(choose("㍿㍿㍿㍿").err(), Some(AccountRefusal::PasswordGuessable));
    }

    #[test]
    fn what_everyone_tries_first_is_refused() {
        for guessed in [
            "passwordpassword",
            "Password12345678",
            "P@ssw0rd20262026",
            "qwertyuiopasdfgh",
            "1qaz2wsx3edc4rfv",
            "123456789012345",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "abcdefghijklmnop",
            "kanamekaname2026",
            "kaname-hospital-1",
            "sakurasakura1234",
            "nihonnihonnihon1",
            "iloveyouiloveyou",
            "yamada.hanako@example.jp",
            "hanakoyamada2026",
            "あああああああああああああああ",
            "zxcvbnm,./zxcvbnm",
            "19700101-19700101",
        ] {
            assert_eq!(choose(guessed).err(), Some(AccountRefusal::PasswordGuessable), "{guessed}");
        }
    }

    #[test]
    fn what_is_ones_own_is_taken_without_rules_of_composition() {
        for own in [
            "tsubame ga kita asa no eki",
            "correct horse battery staple",
            "つばめがえきにすをかけたあさ",
            "8302716459038271",
            "kaname wa mado no soba no neko",
            "gXq2vT9pLw4zRb7k",
        ] {
            let own = format!("{own}{}", if own.chars().count() < 15 { "よ" } else { "" });
            assert!(choose(&own).is_ok(), "{own}");
        }
    }

    #[test]
    fn the_same_password_from_another_keyboard_is_the_same() {
        assert_eq!(Password::typed("ﾊﾟｽﾜｰﾄﾞ１２３").as_bytes(), Password::typed("パスワード123").as_bytes());
        assert_eq!(format!("{:?}", Password::typed("secret")), "Password(…)");
    }
}
