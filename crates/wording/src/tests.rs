//! Every text is there, in both languages, and says all it should.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use domain::{
    announcement::Message,
    conference::ConferenceState,
    milestone::Standing,
    needs::Need,
    rule::{Fact, FactKind},
};

use crate::{Labelled, Language, Value, Wording, key, label, texts};

const JA: Wording = Wording::new(Language::Japanese);
const EN: Wording = Wording::new(Language::English);

/// What a file says, read without Fluent: each key with the variables it names.
type Keys = BTreeMap<String, BTreeSet<String>>;

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn folder(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn keys(file: &Path) -> Keys {
    let mut keys = Keys::new();
    let mut current = String::new();
    for line in fs::read_to_string(file).unwrap().lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            current = line.split(" =").next().unwrap().to_owned();
            assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{current} stands twice");
        }
        for (at, _) in line.match_indices('$') {
            let name =
                line[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            keys.get_mut(&current).unwrap().insert(name);
        }
    }
    keys
}

fn by_file(language: Language) -> BTreeMap<String, Keys> {
    let files = files(&folder("texts").join(language.code()), "ftl");
    let name = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), keys(file))).collect()
}

/// The text of a key, never the Japanese one in place of a missing English one.
fn own(language: Language, key: &str) -> Option<String> {
    texts::find_only(language, key, &[])
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (ja, en) = (by_file(Language::Japanese), by_file(Language::English));
    assert_eq!(ja.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (file, ja) in &ja {
        let en = &en[file];
        let missing =
            |a: &Keys, b: &Keys| a.keys().filter(|k| !b.contains_key(*k)).cloned().collect::<Vec<_>>();
        assert_eq!(missing(ja, en), [""; 0], "not in en/{file}");
        assert_eq!(missing(en, ja), [""; 0], "not in ja/{file}");
        for (key, variables) in ja {
            assert_eq!(variables, &en[key], "variables of {key}");
        }
    }
}

#[test]
fn every_text_reads_without_a_variable_left_over() {
    for language in Language::ALL {
        for (key, variables) in by_file(language).into_values().flatten() {
            for number in [1, 2] {
                let values: Vec<(&str, Value)> =
                    variables.iter().map(|v| (v.as_str(), number.into())).collect();
                let text = texts::find_only(language, &key, &values);
                let text = text.unwrap_or_else(|| panic!("{key} does not read in {language:?}"));
                assert!(!text.is_empty() && !text.contains(['{', '}', '$']), "{key}: {text}");
            }
        }
    }
}

#[test]
fn every_refusal_has_a_sentence() {
    for refused in domain::refusal::all() {
        for language in Language::ALL {
            let text = own(language, &key("refusal", refused.code));
            assert!(text.is_some_and(|t| t.ends_with(['。', '.'])), "{language:?}: {}", refused.code);
        }
    }
}

#[test]
fn every_refusal_text_belongs_to_a_refusal() {
    let known: BTreeSet<String> = domain::refusal::all().iter().map(|r| key("refusal", r.code)).collect();
    let written: BTreeSet<String> = by_file(Language::Japanese)["refusals.ftl"].keys().cloned().collect();
    assert_eq!(written.difference(&known).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_vocabulary_value_and_state_has_a_label() {
    let mut written: BTreeSet<String> =
        by_file(Language::Japanese)["vocabulary.ftl"].keys().cloned().collect();
    let words = |fact: &Fact| match fact.kind() {
        FactKind::Words(words) => words.iter().map(|word| label::FactWord(*fact, word).key()).collect(),
        FactKind::Number | FactKind::Name => vec![],
    };
    for (kind, code) in label::every_key()
        .into_iter()
        .chain(label::STATES.iter().copied())
        .chain(Fact::ALL.iter().flat_map(words))
        .chain([("asks", "area")])
    {
        let key = key(kind, code);
        for language in Language::ALL {
            assert!(own(language, &key).is_some(), "{language:?}: {key}");
        }
        written.remove(&key);
    }
    assert_eq!(written, BTreeSet::new(), "labels of nothing");
}

#[test]
fn every_vocabulary_of_the_domain_is_labelled() {
    for file in files(&folder("../domain/src"), "rs") {
        let text = fs::read_to_string(&file).unwrap();
        for declaration in text.split("vocabulary! {\n").skip(1) {
            let is_attribute = |line: &&str| line.starts_with("///") || line.starts_with("#[");
            let name = declaration.lines().map(str::trim).find(|line| !is_attribute(line)).unwrap();
            let name = name.trim_end_matches(" {");
            let known = label::TYPES.iter().any(|path| path.replace(' ', "").ends_with(&format!("::{name}")));
            assert!(known, "{name} of {} has no labels", file.display());
        }
    }
}

#[test]
fn every_kind_of_error_has_a_sentence() {
    let kinds = [
        "NOT_FOUND",
        "FORBIDDEN",
        "REFUSED",
        "CONFLICT",
        "INVALID",
        "UNAVAILABLE",
        "INTERNAL",
        "THROTTLED",
        "UNAUTHENTICATED",
    ];
    for language in Language::ALL {
        for kind in kinds {
            assert!(own(language, &key("error", kind)).is_some(), "{language:?}: {kind}");
        }
    }
    assert_eq!(EN.error("SOMETHING_ELSE"), EN.error("INTERNAL"));
}

#[test]
fn every_message_names_only_what_it_may_show() {
    let conference =
        ["recipient", "organizer", "office", "kind", "day", "days", "time", "times", "place", "link"];
    let offer = ["recipient", "hub", "organization", "service", "municipality", "age", "deadline", "link"];
    let colleague = ["recipient", "organization", "deadline", "link", "sign-in"];
    let account = ["recipient", "organization", "profession", "deadline", "time", "link"];
    let texts = &by_file(Language::Japanese)["messages.ftl"];
    for message in Message::ALL {
        let stem = key("message", message.code());
        let may = match message.code().split('_').next() {
            Some("offer") => &offer[..],
            Some("colleague") => &colleague[..],
            Some("account") => &account[..],
            _ => &conference[..],
        };
        for part in ["subject", "body"] {
            let named = &texts[&format!("{stem}-{part}")];
            assert!(named.iter().all(|v| may.contains(&v.as_str())), "{stem}-{part}: {named:?}");
        }
    }
}

#[test]
fn a_mail_reads_as_a_person_would_write_it() {
    let values = [
        ("recipient", "見本 一郎".into()),
        ("organizer", "見本病院".into()),
        ("office", "見本病院(電話 049-000-0001)".into()),
        ("kind", JA.label(domain::conference::ConferenceKind::Discharge).into()),
        ("day", "11/27(金)".into()),
        ("time", "11/27(金) 13:00–13:30".into()),
        ("place", "見本病院 会議室A".into()),
        ("link", "https://kaname.example.jp/a/1".into()),
    ];
    let mail = JA.mail(Message::ConferenceScheduled, &values);
    assert_eq!(mail.subject, "退院時カンファレンスのご案内 11/27(金)");
    assert_eq!(
        mail.body,
        "見本 一郎 様\n\
         \n\
         いつもお世話になっております。見本病院です。\n\
         退院時カンファレンスの日時が決まりましたので、ご案内いたします。\n\
         \n\
         日時: 11/27(金) 13:00–13:30\n\
         場所: 見本病院 会議室A\n\
         \n\
         ご出席の可否を下のページからお知らせください。サインインは要りません。\n\
         https://kaname.example.jp/a/1\n\
         \n\
         このリンクは見本 一郎様専用です。転送はご遠慮ください。\n\
         どうぞよろしくお願いいたします。\n\
         \n\
         ――――――――――\n\
         要(かなめ) 退院調整システム\n\
         このメールは自動で送られています。\n"
    );
}

#[test]
fn a_text_is_looked_up_by_key_label_and_refusal() {
    assert_eq!(JA.text("board-title"), "今日のボード");
    assert_eq!(JA.text("no-such-key"), "[no-such-key]");
    assert_eq!(JA.text("plan-revision"), "[plan-revision]", "a variable is missing");
    assert_eq!(EN.text_with("common-people", &[("count", 1.into())]), "1 person");
    assert_eq!(EN.text_with("common-people", &[("count", 3_usize.into())]), "3 people");
    assert_eq!(JA.label(Need::EndOfLifeAtHome), "自宅での看取りの希望");
    assert_eq!(EN.label(&ConferenceState::Polling), "Finding a time");
    let held = domain::conference::ConferenceRefusal::AlreadyHeld;
    assert_eq!(JA.refusal(held), "この会議はすでに開催されています。");
    assert_eq!((JA.age_band(74), EN.age_band(74)), ("70歳代".to_owned(), "70s".to_owned()));
    assert_eq!(JA.age_band(0), "10歳未満");
}

#[test]
fn a_standing_reads_in_words() {
    for (standing, ja, en) in [
        (Standing::Overdue { days: 2 }, "期限切れ 2日", "2 days overdue"),
        (Standing::DueToday, "今日まで", "due today"),
        (Standing::Upcoming { days: 1 }, "明日まで", "due tomorrow"),
        (Standing::Upcoming { days: 3 }, "あと3日", "3 days left"),
        (Standing::Undated, "起点未定", "start day not known"),
        (Standing::Settled, "済", "done"),
    ] {
        assert_eq!((JA.standing(standing), EN.standing(standing)), (ja.to_owned(), en.to_owned()));
    }
}
