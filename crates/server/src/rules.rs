//! Rule packs from the command line.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use domain::{
    Id,
    calendar::{Closings, WeeklyHours, YearlyClosing, read_clock, read_day},
    discharge_case::{Admission, Circumstances, DischargeCase, Screening, ScreeningResult, WardClass},
    needs::NeedsProfile,
    rule::{
        Anchor, Fact, FactKind, Facts, Office, Offices, RulePack, Step, Subject, Truth, Value, differences,
    },
    text::Line,
};
use interchange::rule_pack::{EXAMPLES, SHIPPED, brought_along, read};
use time::{Date, Duration};
use uuid::Uuid;
use wording::{Language, Wording};

use crate::{command, config::Config};

const ENGLISH: Wording = Wording::new(Language::English);

type Trouble = Box<dyn std::error::Error + Send + Sync>;

#[derive(Subcommand)]
pub(crate) enum Rules {
    /// Check files; every fault of each is told with its line and column, and the exit code is 1 if there is one.
    /// A file may be laid over another one named, or over one that this program brings along.
    Check {
        /// Files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Tell what a file asks of a stay, by when and why.
    Explain {
        /// The file.
        file: PathBuf,
        /// The day of admission, as 2026-11-20.
        #[arg(long, value_name = "DAY")]
        admitted: String,
        /// The time of admission, as 18:30.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// The expected day of discharge.
        #[arg(long, value_name = "DAY")]
        discharge: Option<String>,
        /// What is known of the stay, as care_manager=assigned or age=80; may be given several times.
        #[arg(long = "fact", value_name = "FACT=VALUE")]
        facts: Vec<String>,
        /// A day that is known besides, as prospect_known=2026-11-25; may be given several times.
        #[arg(long = "day", value_name = "ANCHOR=DAY")]
        days: Vec<String>,
    },
    /// Tell what one file says differently from another.
    Diff {
        /// The earlier file.
        earlier: PathBuf,
        /// The later file.
        later: PathBuf,
    },
    /// Publish files; all or none. Each needs a first day in force and a version that is new.
    Publish {
        /// Files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print a file this program brings along; without a key, list them.
    Example {
        /// The key of the pack.
        key: Option<String>,
    },
    /// Print the JSON Schema of the files.
    Schema,
}

pub(crate) async fn run(config: &Config, command: Rules) -> Result<ExitCode, Trouble> {
    match command {
        Rules::Check { files } => Ok(load_all(&files).map_or(ExitCode::FAILURE, |packs| {
            packs.iter().for_each(|(_, pack)| println!("{} {}: {}", pack.key, pack.version, pack.title));
            ExitCode::SUCCESS
        })),
        Rules::Explain { file, admitted, at, discharge, facts, days } => {
            let Some(packs) = load_all(&[file]) else { return Ok(ExitCode::FAILURE) };
            let mut stay = Stay::admitted(day(&admitted)?)?;
            let clock = |text: &String| read_clock(text).ok_or_else(|| format!("{text:?} is no time of day"));
            stay.case.circumstances.admitted_at = at.as_ref().map(clock).transpose()?;
            stay.case.expected_discharge_on = discharge.as_deref().map(day).transpose()?;
            for known in &days {
                stay.knows(known)?;
            }
            for fact in &facts {
                stay.states(fact)?;
            }
            packs.iter().for_each(|(_, pack)| stay.explain(pack));
            Ok(ExitCode::SUCCESS)
        }
        Rules::Diff { earlier, later } => {
            let Some(packs) = load_all(&[earlier, later]) else { return Ok(ExitCode::FAILURE) };
            let [(_, earlier), (_, later)] = packs.as_slice() else { return Ok(ExitCode::FAILURE) };
            let found = differences(earlier, later);
            if found.is_empty() {
                println!("nothing differs");
            }
            found.iter().for_each(|one| println!("{:<8} {} {}", one.change, one.part, one.key));
            Ok(ExitCode::SUCCESS)
        }
        Rules::Publish { files } => {
            let Some(packs) = load_all(&files) else { return Ok(ExitCode::FAILURE) };
            let app = command::open(config).await?;
            let published =
                app::publish_rules::publish_rules(&app, packs).await.map_err(|error| match error {
                    app::Error::Refused(refused) => ENGLISH.refusal(refused).into(),
                    error => Trouble::from(error),
                });
            for version in published? {
                println!(
                    "{} {} is published: {}",
                    version.pack.key, version.pack.version, version.pack.title
                );
            }
            Ok(ExitCode::SUCCESS)
        }
        Rules::Example { key } => example(key.as_deref()),
        Rules::Schema => {
            println!("{:#}", interchange::rule_pack::json_schema());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn example(key: Option<&str>) -> Result<ExitCode, Trouble> {
    let shipped = || EXAMPLES.iter().chain(SHIPPED);
    let Some(key) = key else {
        for pack in brought_along() {
            println!("{:<22} {}", pack.key, pack.title);
        }
        return Ok(ExitCode::SUCCESS);
    };
    let is_it = |file: &&&str| read(file, &[]).is_ok_and(|pack| pack.key == key);
    let file = shipped().find(is_it).ok_or_else(|| format!("no pack is called {key:?}"))?;
    print!("{file}");
    Ok(ExitCode::SUCCESS)
}

/// The packs of all files, each with its text; nothing, and every fault told, if one has faults. A file may be laid
/// over one named before it.
fn load_all(files: &[PathBuf]) -> Option<Vec<(String, RulePack)>> {
    let mut known = brought_along();
    let mut loaded = vec![];
    let mut is_sound = true;
    for file in files {
        let name = file.display();
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{name}: {error}");
                is_sound = false;
                continue;
            }
        };
        match read(&text, &known) {
            Ok(pack) => {
                known.push(pack.clone());
                loaded.push((text, pack));
            }
            Err(faults) => {
                faults.iter().for_each(|fault| eprintln!("{name}:{fault}"));
                is_sound = false;
            }
        }
    }
    is_sound.then_some(loaded)
}

fn day(text: &str) -> Result<Date, Trouble> {
    read_day(text).map_err(|_| format!("{text:?} is no day").into())
}

/// A stay of which only what is stated is known.
struct Stay {
    case: DischargeCase,
    facts: Facts,
}

impl Stay {
    fn admitted(on: Date) -> Result<Self, Trouble> {
        let admission = Admission {
            patient: Id::new(Uuid::nil()),
            admitted_on: on,
            ward: Line::parse("-")?,
            ward_class: WardClass::General,
            expected_discharge_on: None,
            needs: NeedsProfile::default(),
            circumstances: Circumstances::default(),
            coordinator: None,
            predecessor: None,
        };
        let (case, _) =
            DischargeCase::admit(Id::new(Uuid::nil()), on, Id::new(Uuid::nil()), admission, vec![])?;
        Ok(Self { case, facts: Facts::default() })
    }

    fn knows(&mut self, known: &str) -> Result<(), Trouble> {
        let (anchor, on) = known.split_once('=').ok_or_else(|| format!("{known:?} is not ANCHOR=DAY"))?;
        let on = day(on)?;
        let about = &mut self.case.circumstances;
        match Anchor::parse(anchor) {
            Some(Anchor::AdmissionDecided) => about.admission_decided_on = Some(on),
            Some(Anchor::ScreeningPositive) => {
                about.screening = Some(Screening::new(ScreeningResult::Positive, on));
            }
            Some(Anchor::ProspectKnown) => about.prospect_known_on = Some(on),
            Some(Anchor::DischargeFixed) => about.discharge_fixed_on = Some(on),
            _ => {
                return Err(format!(
                    "{anchor:?} is none of admission_decided, screening_positive, prospect_known, discharge_fixed"
                )
                .into());
            }
        }
        Ok(())
    }

    fn states(&mut self, stated: &str) -> Result<(), Trouble> {
        let (name, value) = stated.split_once('=').ok_or_else(|| format!("{stated:?} is not FACT=VALUE"))?;
        let known = || Fact::ALL.iter().map(|fact| fact.code()).collect::<Vec<_>>().join(", ");
        let fact = Fact::parse(name).ok_or_else(|| format!("{name:?} is none of {}", known()))?;
        match fact.kind() {
            FactKind::Name => self.facts.name(fact, value),
            FactKind::Number => {
                let number = value.parse().map_err(|_| format!("{value:?} is no number"))?;
                self.facts.count(fact, Some(number));
            }
            FactKind::Words(words) if words.contains(&value) => self.facts.say(fact, Some(value)),
            FactKind::Words(words) => {
                return Err(format!("{value:?} is none of {}", words.join(", ")).into());
            }
        }
        Ok(())
    }

    fn explain(&self, pack: &RulePack) {
        let closings = Closings { yearly: vec![YearlyClosing::NEW_YEAR], ..Closings::default() };
        let hours = WeeklyHours::assumed();
        let hospital = Office { closings: &closings, hours: &hours };
        let mut facts = self.facts.clone();
        let stay = self.case.expected_discharge_on.map(|on| (on - self.case.admitted_on) + Duration::DAY);
        if facts.value(Fact::StayDays) == Value::Unknown {
            facts.count(Fact::StayDays, stay.map(Duration::whole_days));
        }
        let offices = Offices { hospital, care_manager: None, hub: None };
        let subject = Subject { facts, case: &self.case, offices };
        println!("{} {}: {}", pack.key, pack.version, pack.title);
        for step in pack.steps(&subject) {
            println!("  {}", told(&step, &subject.facts));
        }
    }
}

fn told(step: &Step<'_>, facts: &Facts) -> String {
    let due = match (step.due, &step.rule.words) {
        (Some(due), _) => {
            let clock = due.at.map_or_else(String::new, |at| format!(" {:02}:{:02}", at.hour(), at.minute()));
            let latest = step.latest.map_or_else(String::new, |due| format!(", at the latest {}", due.on));
            format!("{}{clock}{latest}", due.on)
        }
        (None, _) if step.rule.offset.is_some() => format!("no day yet: {} is not known", step.rule.anchor),
        (None, Some(words)) => format!("no day stated: {words}"),
        (None, None) => "no day stated".to_owned(),
    };
    let known = |fact: &Fact| {
        let value = match (fact.kind(), facts.value(*fact)) {
            (FactKind::Name, _) => facts.named(*fact).map(str::to_owned),
            (_, Value::Number(number)) => Some(number.to_string()),
            (_, Value::Unknown) => None,
            (_, value) => Some(value.words(*fact).join(", ")),
        };
        format!("{fact} = {}", value.unwrap_or_else(|| "?".to_owned()))
    };
    let because = |facts: &[Fact]| match facts {
        [] => String::new(),
        facts => format!(" ({})", facts.iter().map(known).collect::<Vec<_>>().join("; ")),
    };
    let key = &step.rule.key;
    match (step.exempted_by, step.applies.truth) {
        (Some(exemption), _) => {
            format!("- {key}: exempt by {}{}", exemption.key, because(&exemption.when.find(facts).because))
        }
        (None, Truth::No) => format!("- {key}: not for this stay{}", because(&step.applies.because)),
        (None, Truth::Unknown) => format!("? {key}: {due}{}", because(&step.applies.because)),
        (None, Truth::Yes) => format!("+ {key}: {due}{}", because(&step.applies.because)),
    }
}
