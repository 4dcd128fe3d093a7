//! Showing forms: a form is data, and one template turns every form into the same accessible markup.

use askama::{Template, filters::HtmlSafe};
use axum::http::StatusCode;
use domain::{Id, calendar::read_day, draft::Draft};
use time::Date;
use wording::{Labelled, Wording};

use super::{Attempt, label, read::written_day, returned::Returned};
use crate::draft;

/// A form as it is shown: with its defaults, or with what was typed when it was not accepted.
#[derive(Clone, Debug, Template)]
#[template(path = "form.html")]
pub struct Form {
    wording: Wording,
    attempt: Option<Attempt>,
    /// Where it says what it calls its fields, if it was not accepted.
    returned: Option<Returned>,
    /// When what it holds was kept without being sent, in words.
    kept: Option<String>,
    /// Whether what is typed into it is kept.
    keeps: bool,
    id: String,
    action: String,
    method: &'static str,
    encoding: Option<&'static str>,
    passkey: Option<Asking>,
    fold: Option<String>,
    hidden: Vec<(String, String)>,
    items: Vec<Item>,
    buttons: Vec<Button>,
}

impl HtmlSafe for Form {}

/// What a passkey is asked for before a form is sent.
#[derive(Clone, Copy, Debug)]
pub enum Asking {
    /// A new one.
    Make,
    /// One that is known.
    Use,
}

impl Asking {
    const fn code(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Use => "use",
        }
    }
}

#[derive(Clone, Debug)]
enum Item {
    Field(Field),
    Group { legend: String, hint: Option<String> },
    EndOfGroup,
}

/// One field.
#[derive(Clone, Debug, Template)]
#[template(path = "field.html")]
struct Field {
    id: String,
    name: String,
    label: String,
    hint: Option<String>,
    /// The word that marks the field, where one must not leave it out.
    required: Option<String>,
    problem: Option<String>,
    /// What stands there now where something else was typed.
    theirs: Option<String>,
    /// What a browser or a keeper of passwords may fill in.
    filled_with: Option<&'static str>,
    /// Whether the keyboard begins there.
    begins: bool,
    kind: Kind,
}

impl HtmlSafe for Field {}

#[derive(Clone, Debug)]
enum Kind {
    Input {
        kind: &'static str,
        value: String,
    },
    /// A day, with how it is written on papers.
    Day {
        value: String,
        written: String,
    },
    Area {
        value: String,
        rows: u8,
    },
    /// Lines of a file, checked while they are typed by what stands at this address.
    Code {
        value: String,
        rows: u8,
        checked_at: &'static str,
    },
    File,
    Select {
        choices: Vec<Choice>,
        value: String,
    },
    Radios {
        choices: Vec<Choice>,
        value: String,
    },
    Checks {
        choices: Vec<Choice>,
        values: Vec<String>,
    },
}

#[derive(Clone, Debug)]
struct Button {
    text: String,
    name: &'static str,
    value: String,
    action: Option<String>,
    class: &'static str,
}

/// One of several values to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// A line of explanation below.
    pub hint: Option<String>,
}

impl Choice {
    /// A value and what it is called.
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self { value: value.to_string(), label: label.into(), hint: None }
    }

    /// Nothing, called by the text of a key.
    pub fn none(wording: Wording, key: &str) -> Self {
        Self::new("", wording.text(key))
    }
}

/// The values of a vocabulary to choose from.
pub fn choices<T: Labelled + Copy>(wording: Wording, all: &[T]) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(value.key().1, wording.label(*value))).collect()
}

/// The labels of values, with the separator of the language between them.
pub fn labels<T: Labelled>(wording: Wording, values: impl IntoIterator<Item = T>) -> String {
    let labels: Vec<String> = values.into_iter().map(|value| wording.label(value)).collect();
    labels.join(&wording.text("form-and"))
}

impl Form {
    /// A form of this name that is sent to `action`; `attempt` is one that was not accepted, with where to say what
    /// its fields are called; `drafts` are what its reader has typed and not sent.
    pub fn new(
        wording: Wording,
        attempt: Option<(&Attempt, &Returned)>,
        drafts: Option<&[Draft]>,
        name: &str,
        action: String,
    ) -> Self {
        let (attempt, returned) = attempt.filter(|(attempt, _)| attempt.form == name).unzip();
        let attempt = attempt.cloned();
        if let Some(returned) = returned {
            returned.begin();
        }
        let place = draft::place(&action, name);
        let drafts_of_all = drafts.unwrap_or_default();
        let draft = drafts_of_all.iter().find(|draft| draft.form == place).filter(|_| attempt.is_none());
        let kept = draft
            .map(|draft| wording.text_with("draft-kept", &[("time", wording.moment(draft.saved_at).into())]));
        Self {
            wording,
            attempt: attempt.or_else(|| draft.map(|draft| Attempt::kept(name, draft))),
            returned: returned.cloned(),
            kept,
            keeps: drafts.is_some(),
            id: name.to_owned(),
            action,
            method: "post",
            encoding: None,
            passkey: None,
            fold: None,
            hidden: vec![],
            items: vec![],
            buttons: vec![],
        }
    }

    /// Makes it a form that asks and changes nothing.
    pub fn get(mut self) -> Self {
        self.method = "get";
        self.unkept()
    }

    /// Keeps nothing of what is typed into it until it is sent.
    pub fn unkept(mut self) -> Self {
        self.keeps = false;
        self
    }

    /// Where what is typed is kept: only what somebody wrote is worth it.
    fn place(&self) -> Option<String> {
        let is_written = |item: &Item| matches!(item, Item::Field(_));
        (self.keeps && self.items.iter().any(is_written)).then(|| draft::place(&self.action, &self.id))
    }

    /// Everything typed before into the field of this name.
    pub fn typed(&self, name: &str) -> Vec<String> {
        let typed = self.attempt.iter().flat_map(|attempt| attempt.fields.all(name));
        typed.map(str::to_owned).collect()
    }

    /// Whether the record changed after the form was filled in.
    fn is_contested(&self) -> bool {
        let version = self.hidden.iter().find(|(name, _)| name == "expectedVersion");
        let filled_in_for = self.attempt.as_ref().map(|attempt| attempt.fields.get("expectedVersion"));
        matches!((version, filled_in_for), (Some((_, now)), Some(then)) if !then.is_empty() && now != then)
    }

    /// Lets the browser make or use a passkey before the form is sent. What it is asked is at the form's own
    /// address with `/ask` behind it.
    pub fn with_passkey(mut self, asking: Asking) -> Self {
        self.passkey = Some(asking);
        self.unkept().with("passkey", "")
    }

    /// Folds the form away under the text of a key until somebody opens it.
    pub fn folded(self, key: &str) -> Self {
        let text = self.wording.text(key);
        self.folded_under(text)
    }

    /// Folds the form away under a text.
    pub fn folded_under(mut self, text: String) -> Self {
        self.fold = Some(text);
        self
    }

    fn is_open(&self) -> bool {
        self.attempt.is_some()
    }

    /// Carries a value along unseen: always the one given, never one typed.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.hidden.push((name.to_owned(), value.to_string()));
        self
    }

    /// Carries the version the form is filled in for. After a conflict it is the new one, and each field shows
    /// what stands there now beside what was typed; while something else is wrong it stays, and the conflict comes.
    pub fn version(self, version: i32) -> Self {
        let is_wrong = |attempt: &&Attempt| {
            !attempt.problems.is_empty() && attempt.standing.status != StatusCode::CONFLICT
        };
        let sent =
            self.attempt.as_ref().filter(is_wrong).map(|attempt| attempt.fields.get("expectedVersion"));
        match sent.filter(|sent| sent.parse::<i32>().is_ok()).map(str::to_owned) {
            Some(sent) => self.with("expectedVersion", sent),
            None => self.with("expectedVersion", version),
        }
    }

    /// Carries the key by which a repeated request is known: the one sent before, unless it was at fault.
    pub fn key<T>(self, new: Id<T>) -> Self {
        let sent = self.attempt.as_ref().filter(|attempt| attempt.problem("idempotencyKey").is_none());
        let sent = sent.map(|attempt| attempt.fields.get("idempotencyKey")).filter(|key| !key.is_empty());
        let key = sent.map_or_else(|| new.to_string(), str::to_owned);
        self.with("idempotencyKey", key)
    }

    /// A line of text.
    pub fn line(self, name: &str, default: impl Into<String>) -> Self {
        self.input("text", name, default)
    }

    /// A line of another kind of input, such as `tel`, `email`, `number` or `search`.
    pub fn input(self, kind: &'static str, name: &str, default: impl Into<String>) -> Self {
        let (value, theirs) = self.value(name, default);
        self.field(name, Kind::Input { kind, value }, theirs)
    }

    /// A secret, which is never shown again.
    pub fn secret(self, name: &str) -> Self {
        self.unkept().field(name, Kind::Input { kind: "password", value: String::new() }, None)
    }

    /// Several lines of text.
    pub fn note(self, name: &str, default: impl Into<String>) -> Self {
        let (value, theirs) = self.value(name, default);
        self.field(name, Kind::Area { value, rows: 4 }, theirs)
    }

    /// Many lines of text.
    pub fn long_note(self, name: &str) -> Self {
        let (value, theirs) = self.value(name, "");
        self.field(name, Kind::Area { value, rows: 14 }, theirs)
    }

    /// The text of a file. While it is typed, the part `#checked` of the page at `checked_at` is put in the place of
    /// this page's.
    pub fn code(self, name: &str, default: impl Into<String>, rows: u8, checked_at: &'static str) -> Self {
        let (value, theirs) = self.value(name, default);
        self.field(name, Kind::Code { value, rows, checked_at }, theirs)
    }

    /// A file of text, which the browser sends along.
    pub fn file(mut self, name: &str) -> Self {
        self.encoding = Some("multipart/form-data");
        self.unkept().field(name, Kind::File, None)
    }

    /// A day, with the year of its era beside it, as on papers.
    pub fn day(self, name: &str, default: Option<Date>) -> Self {
        let (value, theirs) = self.value(name, default.map(written_day).unwrap_or_default());
        let written = read_day(&value).map(|day| self.wording.era(day)).unwrap_or_default();
        self.field(name, Kind::Day { value, written }, theirs)
    }

    /// A day of birth: typed, since a calendar is a long way from there, and in whatever way people write one.
    pub fn birthday(self, name: &str) -> Self {
        self.line(name, "").hint("form-birthday-hint")
    }

    /// A clock time.
    pub fn clock(self, name: &str, default: &str) -> Self {
        self.input("time", name, default)
    }

    /// One of many values.
    pub fn select(self, name: &str, choices: Vec<Choice>, default: impl Into<String>) -> Self {
        let (value, theirs) = self.value(name, default);
        let theirs = theirs.map(|value| self.labels_of(&choices, &[value]));
        self.field(name, Kind::Select { choices, value }, theirs)
    }

    /// One of few values.
    pub fn radios(self, name: &str, choices: Vec<Choice>, default: impl Into<String>) -> Self {
        let (value, theirs) = self.value(name, default);
        let theirs = theirs.map(|value| self.labels_of(&choices, &[value]));
        self.field(name, Kind::Radios { choices, value }, theirs)
    }

    /// Any number of values.
    pub fn checks(self, name: &str, choices: Vec<Choice>, default: Vec<String>) -> Self {
        let typed = self.attempt.as_ref();
        let typed = typed.map(|attempt| attempt.fields.all(name).map(str::to_owned).collect::<Vec<_>>());
        let now = self.labels_of(&choices, &default);
        let theirs = typed.as_ref().filter(|typed| self.labels_of(&choices, typed) != now).map(|_| now);
        self.field(name, Kind::Checks { choices, values: typed.unwrap_or(default) }, theirs)
    }

    /// Begins a group of fields under a heading.
    pub fn group(mut self, legend: impl Into<String>) -> Self {
        self.items.push(Item::Group { legend: legend.into(), hint: None });
        self
    }

    /// Ends the group.
    pub fn end(mut self) -> Self {
        self.items.push(Item::EndOfGroup);
        self
    }

    /// Adds a line of help, by the key of a text, to the field or group before.
    pub fn hint(self, key: &str) -> Self {
        let text = self.wording.text(key);
        self.explained(text)
    }

    /// Adds a line of help to the field or group before.
    pub fn explained(mut self, text: String) -> Self {
        match self.items.last_mut() {
            Some(Item::Field(field)) => field.hint = Some(text),
            Some(Item::Group { hint, .. }) => *hint = Some(text),
            Some(Item::EndOfGroup) | None => {}
        }
        self
    }

    /// Marks the field before as one that must not be left out.
    pub fn required(mut self) -> Self {
        let text = self.wording.text("common-required");
        if let Some(Item::Field(field)) = self.items.last_mut() {
            field.required = Some(text);
        }
        self
    }

    /// Lets the keyboard begin in the field before, on a page that is there for this form.
    pub fn begin_here(mut self) -> Self {
        let is_fresh = self.attempt.is_none();
        if let Some(Item::Field(field)) = self.items.last_mut() {
            field.begins = is_fresh;
        }
        self
    }

    /// Tells browsers what may be filled into the field before, by a token of HTML such as `username`.
    pub fn filled_with(mut self, token: &'static str) -> Self {
        if let Some(Item::Field(field)) = self.items.last_mut() {
            field.filled_with = Some(token);
        }
        self.keeps &= token != "one-time-code";
        self
    }

    /// Calls the field before by another text.
    pub fn called(mut self, text: impl Into<String>) -> Self {
        if let Some(Item::Field(field)) = self.items.last_mut() {
            field.label = text.into();
            if let Some(returned) = &self.returned {
                returned.rename(&field.label);
            }
        }
        self
    }

    /// The button that sends the form, by the key of its text.
    pub fn submit(self, key: &str) -> Self {
        let text = self.wording.text(key);
        self.submit_as(text)
    }

    /// The button that sends the form.
    pub fn submit_as(self, text: String) -> Self {
        self.button(Button { text, name: "", value: String::new(), action: None, class: "button primary" })
    }

    /// The button, for a form whose doing is not undone.
    pub fn submit_firmly(self, key: &str) -> Self {
        let text = self.wording.text(key);
        self.button(Button { text, name: "", value: String::new(), action: None, class: "button firm" })
    }

    /// The button of a form that is beside the matter of the page.
    pub fn submit_quietly(self, key: &str) -> Self {
        let text = self.wording.text(key);
        self.button(Button { text, name: "", value: String::new(), action: None, class: "button quiet" })
    }

    /// One of several buttons, by the key of its text, each of which sends another value.
    pub fn choose(self, name: &'static str, value: impl ToString, key: &str) -> Self {
        let text = self.wording.text(key);
        self.button(Button { text, name, value: value.to_string(), action: None, class: "button" })
    }

    /// A button that sends the same form to another place.
    pub fn elsewhere(self, action: String, name: &'static str, value: impl ToString, text: String) -> Self {
        let value = value.to_string();
        self.button(Button { text, name, value, action: Some(action), class: "button" })
    }

    fn button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    /// What chosen values are called, in the order of the choices.
    fn labels_of(&self, choices: &[Choice], values: &[String]) -> String {
        let chosen = choices.iter().filter(|choice| values.contains(&choice.value));
        let labels: Vec<_> = chosen.map(|choice| choice.label.as_str()).collect();
        labels.join(&self.wording.text("form-and"))
    }

    /// What the field holds, and what stands there now where something else was typed.
    fn value(&self, name: &str, default: impl Into<String>) -> (String, Option<String>) {
        let default = default.into();
        match &self.attempt {
            Some(attempt) if attempt.fields.has(name) => {
                let typed = attempt.fields.get(name).to_owned();
                let is_other = typed.replace('\r', "").trim() != default.trim();
                (typed, is_other.then_some(default))
            }
            _ => (default, None),
        }
    }

    /// The heading of the group that is open.
    fn legend(&self) -> Option<&str> {
        let mut closed = 0;
        self.items.iter().rev().find_map(|item| match item {
            Item::EndOfGroup => {
                closed += 1;
                None
            }
            Item::Group { .. } if closed > 0 => {
                closed -= 1;
                None
            }
            Item::Group { legend, .. } => Some(legend.as_str()),
            Item::Field(_) => None,
        })
    }

    fn field(mut self, name: &str, kind: Kind, theirs: Option<String>) -> Self {
        let problem = self.attempt.as_ref().and_then(|attempt| attempt.problem(name));
        let label = label::of(self.wording, name).unwrap_or_else(|| format!("[{name}]"));
        if let Some(returned) = &self.returned {
            returned.add(name, &label, self.legend());
        }
        self.items.push(Item::Field(Field {
            id: format!("{}-{name}", self.id),
            name: name.to_owned(),
            label,
            hint: None,
            required: None,
            problem: problem.map(str::to_owned),
            theirs,
            filled_with: None,
            begins: false,
            kind,
        }));
        self
    }
}

impl Field {
    /// The attributes that tie an input to its hint and its fault; identifiers hold nothing typed.
    fn described(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let problem = self.problem.as_ref().map(|_| format!("{}-problem", self.id));
        let by: Vec<String> = hint.into_iter().chain(problem).collect();
        let invalid = if self.problem.is_some() { " aria-invalid=\"true\"" } else { "" };
        match by.as_slice() {
            [] => invalid.to_owned(),
            by => format!(" aria-describedby=\"{}\"{invalid}", by.join(" ")),
        }
    }
}
