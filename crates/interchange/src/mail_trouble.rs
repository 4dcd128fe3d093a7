//! What mail servers say when they do not take a message, as the delivery keeps it.

use domain::announcement::Trouble;

/// What a delivery keeps when there is nowhere to write to.
pub const NO_ADDRESS: &str = "no address";

/// What the words that a delivery keeps come to: by the reply code of the server (RFC 5321) and its enhanced code
/// (RFC 3463).
pub fn trouble(words: &str) -> Trouble {
    if words == NO_ADDRESS {
        return Trouble::NoAddress;
    }
    let says = |code: &str| words.contains(code);
    let reply = words.split_once(" error (").and_then(|(_, rest)| rest.get(..3)?.parse::<u16>().ok());
    match reply {
        Some(452 | 552) => Trouble::MailboxFull,
        // The server wants something of the connection; it says nothing about the recipient.
        Some(530) => Trouble::NoConnection,
        Some(_) if says("4.2.2") || says("5.2.2") => Trouble::MailboxFull,
        Some(550..=559) if says("5.7.") => Trouble::Rejected,
        Some(550 | 551 | 553) => Trouble::UnknownAddress,
        Some(400..=499) => Trouble::NotNow,
        Some(_) => Trouble::Rejected,
        None if NO_ANSWER.iter().any(|begins| words.starts_with(begins)) => Trouble::NoConnection,
        None => Trouble::Unfit,
    }
}

/// How the words begin where no server answered, or none that could be understood.
const NO_ANSWER: &[&str] = &[
    "Connection error",
    "network error",
    "response error",
    "tls error",
    "transport has been shut down",
    "the mail server did not answer",
    "writing is not possible",
    "interrupted",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_mail_servers_come_to_what_people_can_do_something_about() {
        for (words, expected) in [
            ("no address", Trouble::NoAddress),
            ("permanent error (550): no such user", Trouble::UnknownAddress),
            ("permanent error (553): 5.1.3 bad address", Trouble::UnknownAddress),
            ("permanent error (550): 5.7.1 message looks like spam", Trouble::Rejected),
            ("permanent error (554): transaction failed", Trouble::Rejected),
            ("permanent error (552): over quota", Trouble::MailboxFull),
            ("transient error (451): 4.2.2 mailbox full", Trouble::MailboxFull),
            ("transient error (451): try later", Trouble::NotNow),
            ("permanent error (530): must issue STARTTLS first", Trouble::NoConnection),
            ("Connection error: Connection refused (os error 111)", Trouble::NoConnection),
            ("the mail server did not answer in time", Trouble::NoConnection),
            ("the mail address cannot be written", Trouble::Unfit),
        ] {
            assert_eq!(trouble(words), expected, "{words}");
        }
    }
}
