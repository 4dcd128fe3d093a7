use askama::Template;
use domain::{
    Timestamp,
    draft::Draft,
    text::{Line, Note, PhoneNumber},
};
use time::macros::{date, time};
use wording::{Language, Wording};

use super::{Attempt, Choice, Failure, Fields, Form, Returned, label};

const JA: Wording = Wording::new(Language::Japanese);

fn attempt(fields: Fields, failure: Failure) -> Attempt {
    Attempt::new(JA, "admission", fields, failure).unwrap()
}

#[test]
fn every_fault_is_named_at_once() {
    let fields = Fields::from([("name", " "), ("bornOn", "1950-13-01"), ("ward", "東5")]);
    let read = fields.read(JA, |f| {
        let (name, born_on) = (f.text("name", Line::parse), f.day("bornOn"));
        let ward = f.text("ward", Line::parse);
        Some((name?, born_on?, ward?))
    });
    let Err(Failure::Problems(problems)) = read else { panic!("{read:?}") };
    let named: Vec<_> = problems.iter().map(|p| (p.field.as_deref(), p.label.as_deref())).collect();
    assert_eq!(named, [(Some("name"), Some("氏名")), (Some("bornOn"), Some("生年月日"))]);
}

#[test]
fn full_width_is_read_like_half_width() {
    let typed = [
        ("expectedVersion", "３"),
        ("durationMinutes", " ４５ "),
        ("day", "２０２６－１１－２７"),
        ("time", "１３：３０"),
        ("bornOn", "昭和２１年４月１日"),
        ("phone", "０４８（０００）００００"),
    ];
    let read = Fields::from(typed).read(JA, |f| {
        let at = f.moment("day", "time")?;
        let phone = f.text("phone", PhoneNumber::parse)?;
        Some((f.version()?, f.number::<i64>("durationMinutes")?, at, f.day("bornOn")?, phone))
    });
    let (version, minutes, at, born_on, phone) = read.unwrap();
    assert_eq!((version, minutes), (3, 45));
    assert_eq!(at, Timestamp::tokyo(date!(2026 - 11 - 27), time!(13:30)));
    assert_eq!((born_on, phone.as_str()), (date!(1946 - 04 - 01), "048(000)0000"));
}

#[test]
fn a_birthday_that_may_be_two_days_is_named_as_such() {
    let refused = |typed| {
        let read = Fields::from([("bornOn", typed)]).read(JA, |f| f.day("bornOn"));
        let Err(Failure::Problems(problems)) = read else { panic!("{read:?}") };
        problems[0].text.clone()
    };
    assert!(refused("46.4.1").contains("元号"));
    assert!(refused("4/1/1946").contains("年を先に"));
    assert!(refused("昭和65年1月1日").contains("元号にない"));
    assert!(refused("1946-02-30").contains("暦にない"));
}

#[test]
fn a_refusal_finds_its_field_and_the_status() {
    let sent = Fields::from([("doneOn", "2027-01-01")]);
    let refusal = domain::milestone::MilestoneRefusal::DoneInTheFuture;
    let refused = attempt(sent.clone(), app::Error::from(refusal).into());
    assert_eq!((refused.standing.status.as_u16(), refused.problem("doneOn").is_some()), (422, true));
    let conflict = attempt(sent.clone(), app::Error::Conflict { current_version: 2 }.into());
    assert_eq!((conflict.standing.status.as_u16(), conflict.problems[0].field.clone()), (409, None));
    assert!(Attempt::new(JA, "x", sent, app::Error::NotFound.into()).is_err(), "typing again does not help");
}

#[test]
fn nothing_typed_is_lost_or_taken_for_markup() {
    let typed = "\"><script>alert(1)</script>";
    let fields =
        Fields::from([("name", typed), ("note", typed), ("needs", "opioid"), ("idempotencyKey", "k")]);
    let read = fields.read(JA, |f| f.text("name", |_| Note::parse("")));
    let attempt = attempt(fields, read.err().unwrap());
    let needs = ["opioid", "pca"].map(|code| Choice::new(code, code));
    let form = Form::new(JA, Some((&attempt, &Returned::default())), None, "admission", "/admissions".into())
        .key::<()>(domain::Id::new(uuid::Uuid::nil()))
        .version(3)
        .line("name", "")
        .note("note", "")
        .checks("needs", needs.into(), vec!["pca".into()]);
    let html = form.render().unwrap();
    assert!(!html.contains("<script"), "{html}");
    assert_eq!(html.matches("&#60;script&#62;").count(), 2);
    assert!(html.contains("value=\"opioid\" checked") && !html.contains("value=\"pca\" checked"));
    assert!(html.contains("name=\"idempotencyKey\" value=\"k\""), "the same request keeps its key");
    assert!(html.contains("name=\"expectedVersion\" value=\"3\""));
    assert!(html.contains("aria-invalid"));
}

#[test]
fn a_form_filled_in_for_an_older_record_shows_both_versions() {
    let fields = Fields::from([("expectedVersion", "2"), ("note", "mine"), ("needs", "opioid")]);
    let conflict = attempt(fields, app::Error::Conflict { current_version: 3 }.into());
    let form = |version| {
        let needs = ["opioid", "pca"].map(|code| Choice::new(code, code.to_uppercase()));
        Form::new(JA, Some((&conflict, &Returned::default())), None, "admission", "/admissions".into())
            .version(version)
            .note("note", "theirs")
            .checks("needs", needs.into(), vec!["pca".into()])
            .render()
            .unwrap()
    };
    let html = form(3);
    assert!(html.contains("mine</textarea>") && html.contains("<b>theirs</b>"), "{html}");
    assert!(html.contains("value=\"opioid\" checked") && html.contains("<b>PCA</b>"), "{html}");
    assert!(!form(2).contains("theirs"), "nobody else was here");
}

#[test]
fn another_fault_does_not_hide_that_the_record_changed() {
    let fields = Fields::from([("expectedVersion", "2"), ("note", "mine"), ("name", "")]);
    let fault = fields.read(JA, |f| f.text("name", Line::parse)).err().unwrap();
    let wrong = attempt(fields, fault);
    let form = Form::new(JA, Some((&wrong, &Returned::default())), None, "admission", "/admissions".into())
        .version(3);
    let html = form.line("name", "").note("note", "theirs").render().unwrap();
    assert!(
        html.contains("name=\"expectedVersion\" value=\"2\""),
        "sent again, it meets the conflict: {html}"
    );
}

#[test]
fn a_fault_is_named_as_its_field_is_on_the_page() {
    let fields = Fields::from([("a-phone", ""), ("b-phone", ""), ("note", ""), ("sum", "")]);
    let wrong = attempt(fields, app::Error::Invalid { code: "INVALID", field: None }.into());
    let returned = Returned::default();
    assert!(!returned.is_there());
    let form = |name| Form::new(JA, Some((&wrong, &returned)), None, name, "/admissions".into());
    form("another");
    assert!(!returned.is_there(), "another form is on the page");
    form("admission")
        .group("一つ目")
        .input("tel", "a-phone", "")
        .called("電話")
        .end()
        .group("二つ目")
        .input("tel", "b-phone", "")
        .called("電話")
        .end()
        .note("note", "")
        .called("伝えておきたいこと");
    assert!(returned.is_there());
    let labels = ["a-phone", "b-phone", "note", "sum"].map(|field| returned.label(field));
    let expected = [Some("一つ目 電話"), Some("二つ目 電話"), Some("伝えておきたいこと"), None];
    assert_eq!(labels, expected.map(|label| label.map(str::to_owned)));
}

#[test]
fn what_was_written_into_a_form_that_is_gone_is_told() {
    let id = uuid::Uuid::from_u128(7).to_string();
    let fields = Fields::from([
        ("note", "夜は\nお電話を"),
        ("phone", "049-222-0001"),
        ("password", "二度と言わない1"),
        ("newPassword", "二度と言わない2"),
        ("code", "123 456"),
        ("answer", "yes:on_site"),
        ("participant", id.as_str()),
        ("expectedVersion", "2"),
    ]);
    let gone = attempt(fields, app::Error::Conflict { current_version: 3 }.into());
    let texts: Vec<String> = gone.written(JA).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["夜は\nお電話を", "049-222-0001"]);
}

#[test]
fn what_was_typed_and_not_sent_is_back_in_its_form_alone() {
    let draft = |form: &str| Draft {
        form: form.into(),
        fields: vec![("note".into(), "typed".into())],
        saved_at: Timestamp::from_millis(0),
    };
    let of = |drafts: Option<&[Draft]>| {
        let form = Form::new(JA, None, drafts, "admission", "/admissions".into()).note("note", "");
        form.submit("common-save-action")
    };
    let html = of(Some(&[draft("/admissions#admission")])).render().unwrap();
    assert!(html.contains("typed</textarea>") && html.contains("formaction=\"/drafts/discard\""), "{html}");
    assert!(html.find("/admissions#admission") < html.find("/drafts/discard"), "Enter sends the form");
    let other = of(Some(&[draft("/admissions#other")])).render().unwrap();
    assert!(!other.contains("typed") && other.contains("hx-post=\"/drafts\""));
    for kept_by_nobody in [of(None), of(Some(&[])).secret("password"), of(Some(&[])).get()] {
        assert!(!kept_by_nobody.render().unwrap().contains("/drafts"));
    }
}

#[test]
fn rows_are_counted_and_named_by_what_they_hold() {
    let fields = Fields::from([("call-0-who", ""), ("call-2-phone", ""), ("call-x-who", ""), ("other", "")]);
    assert_eq!((fields.rows("call", 10), fields.rows("call", 2), fields.rows("service", 9)), (3, 2, 0));
    for (name, called) in [
        ("call-2-phone", "電話"),
        ("participant-018f-22-3-mode", "参加方法"),
        ("duty-opioid_prescription-holder", "受け持ち"),
        ("leftOut-pharmacist", "外す理由"),
    ] {
        assert_eq!(label::of(JA, name).as_deref(), Some(called), "{name}");
    }
    assert_eq!(label::of(JA, "unheard"), None);
}

#[test]
fn every_field_is_called_by_a_text_there_is() {
    for (name, _) in label::LABELS {
        assert!(!label::of(JA, name).unwrap().starts_with('['), "{name}");
    }
}

#[test]
fn beside_a_day_stands_how_papers_write_it() {
    let day = Some(date!(2026 - 11 - 27));
    let form = |wording| Form::new(wording, None, None, "x", "/x".into()).day("doneOn", day).to_string();
    assert!(form(JA).contains("class=\"era\">令和8年11月27日</output>"), "{}", form(JA));
    assert!(form(Wording::new(Language::English)).contains(">27 November 2026</output>"));
}
