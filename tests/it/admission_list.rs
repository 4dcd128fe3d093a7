//! Today's admissions out of the hospital's own system: pasted, looked over, registered, nobody typed twice.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::{Member, Scope};
use serde_json::{Value, json};
use support::{TestApp, on_both};

const LIST: &str = "患者ID\t氏名\tカナ\t生年月日\t性別\t入院日\t病棟\t住所\t電話\t病名\r\n\
    0001\t見本 花子\tﾐﾎﾝ ﾊﾅｺ\tS21.4.1\t女\t2026/11/20\t東5\t埼玉県さいたま市大宮区秘密町1-2\t048-000-0000\t秘密病\r\n\
    0002\t見本 太郎\tﾐﾎﾝ ﾀﾛｳ\t昭和15年12月3日\t男\t2026/11/19\t西3\t\t\t秘密病\r\n";

/// What a browser sends of the form on a page: everything in it, as it was left.
fn left(page: &str) -> Vec<(String, String)> {
    let form = page
        .split("<form class=\"form\" id=\"")
        .find(|part| part.starts_with("pasted\"") || part.starts_with("paste-form\""));
    let form = form.and_then(|form| form.split("</form>").next()).expect("a form");
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(unescaped(value))
    };
    let mut sent = vec![];
    for (at, _) in form.match_indices('<') {
        let rest = &form[at..];
        let tag = &rest[..rest.find('>').expect("a tag ends")];
        let Some(name) = attribute(tag, "name") else { continue };
        let kind = attribute(tag, "type").unwrap_or_default();
        if tag.starts_with("<textarea") {
            let text = rest[tag.len() + 1..].split("</textarea>").next().expect("a text");
            sent.push((name, unescaped(text.strip_prefix('\n').unwrap_or(text)).replace('\n', "\r\n")));
        } else if tag.starts_with("<select") {
            let options = rest.split("</select>").next().expect("options");
            let chosen =
                options.split("<option").find(|option| option.contains(" selected")).expect("a choice");
            sent.push((name, attribute(chosen, "value").expect("a value")));
        } else if tag.starts_with("<input") {
            let is_sent = !matches!(kind.as_str(), "radio" | "checkbox") || tag.contains(" checked");
            if is_sent && kind != "file" {
                sent.push((name, attribute(tag, "value").expect("a value")));
            }
        }
    }
    sent
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// A clerk in front of the page.
struct Clerk<'a> {
    app: &'a TestApp,
    member: Member,
    page: String,
}

impl<'a> Clerk<'a> {
    async fn pastes(app: &'a TestApp, list: &str) -> Self {
        Self::at(app, app.social_worker(), list).await
    }

    async fn at(app: &'a TestApp, member: Member, list: &str) -> Self {
        let (status, page) = app.page(Some(member), "/admissions/list").await;
        assert_eq!(status, StatusCode::OK);
        let mut clerk = Self { app, member, page };
        clerk.sends("/admissions/list", &[("list", list)]).await;
        clerk
    }

    /// Sends the form with some fields changed, or added.
    async fn sends(&mut self, to: &str, changed: &[(&str, &str)]) {
        let mut sent = left(&self.page);
        sent.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        sent.extend(changed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (status, _, page) = self.app.form(Some(self.member), to, &sent).await;
        assert!(matches!(status, StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY), "{status}: {page}");
        self.page = page;
    }

    async fn registers(&mut self, changed: &[(&str, &str)]) {
        self.sends("/admissions/list/register", changed).await;
    }

    /// The rows in one part of the page, each with its number and as text.
    fn part(&self, name: &str) -> Vec<(usize, String)> {
        let Some(part) = self.page.split(&format!("<section id=\"list-part-{name}\">")).nth(1) else {
            return vec![];
        };
        let part = part.split("</section>").next().expect("a part");
        part.split("<tr id=\"row-")
            .skip(1)
            .map(|row| {
                let (nth, rest) = row.split_once('"').expect("a number");
                (nth.parse().expect("a number"), rest.split("</tr>").next().expect("a row").to_owned())
            })
            .collect()
    }

    fn counts(&self) -> [usize; 5] {
        ["asks", "ready", "registered", "known", "left-out"].map(|part| self.part(part).len())
    }
}

async fn registered(app: &TestApp) -> (i64, i64) {
    (app.count("patient").await, app.count("discharge_case").await)
}

#[tokio::test]
async fn a_list_is_looked_over_and_registered_and_nothing_else_of_it_is_kept() {
    on_both(async |app| {
        let mut clerk = Clerk::pastes(app, LIST).await;
        assert_eq!(clerk.counts(), [0, 2, 0, 0, 0], "{}", clerk.page);
        assert_eq!(registered(app).await, (0, 0), "looking writes nothing");
        for shown in ["昭和21年4月1日生 80歳 女性", "ミホン ハナコ", "0001", "東5", "さいたま市大宮区", "病名"] {
            assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
        }
        clerk.registers(&[]).await;
        assert_eq!(clerk.counts(), [0, 0, 2, 0, 0], "{}", clerk.page);
        assert_eq!(registered(app).await, (2, 2));
        let (_, first) = &clerk.part("registered")[0];
        let case = first.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the case");
        let (status, page) = app.page(Some(app.social_worker()), case).await;
        assert!(status == StatusCode::OK && page.contains("見本 花子"));
        assert_eq!(
            app.texts("SELECT number || name_kana || born_on || sex || coalesce(phone, '-') || coalesce(municipality_code, '-') FROM patient ORDER BY number").await,
            ["0001ミホン ハナコ1946-04-01female048-000-000011103", "0002ミホン タロウ1940-12-03male--"]
        );
        assert!(app.count("milestone").await > 0, "the rules set the clock");
        for column in text_columns() {
            let (table, name) = column.split_once('.').expect("a column");
            let kept = app.count(&format!("{table} WHERE {name} LIKE '%秘密%'")).await;
            assert_eq!(kept, 0, "{column}");
        }
        app.deliver().await;
    })
    .await;
}

/// Every column that holds text, on either engine.
fn text_columns() -> Vec<String> {
    let listed = include_str!("../../schema/database.sqlite.txt").lines();
    listed.filter_map(|line| line.split_once(" text")).map(|(column, _)| column.to_owned()).collect()
}

#[tokio::test]
async fn pressed_twice_it_is_registered_once() {
    on_both(async |app| {
        let mut clerk = Clerk::pastes(app, LIST).await;
        let before = clerk.page.clone();
        clerk.registers(&[]).await;
        let shown = clerk.counts();
        clerk.page = before;
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), (shown, (2, 2)));
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), (shown, (2, 2)));
        let again = Clerk::pastes(app, LIST).await;
        assert_eq!(again.counts(), [0, 0, 0, 2, 0], "pasted anew they are known");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn two_clerks_at_once_register_nobody_twice() {
    on_both(async |app| {
        let without_numbers = "氏名\tカナ\t生年月日\t病棟\n見本 花子\tミホン ハナコ\tS21.4.1\t東5\n";
        let clerk = Clerk::pastes(app, without_numbers).await;
        let sent = left(&clerk.page);
        let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let press = || app.form(Some(app.social_worker()), "/admissions/list/register", &sent);
        let (one, two, three) = tokio::join!(press(), press(), press());
        for (status, _, page) in [one, two, three] {
            let clerk = Clerk { app, member: app.social_worker(), page };
            assert_eq!((status, clerk.counts()), (StatusCode::OK, [0, 0, 1, 0, 0]), "{}", clerk.page);
        }
        assert_eq!(registered(app).await, (1, 1));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_page_takes_another_list() {
    on_both(async |app| {
        let (_, empty) = app.page(Some(app.social_worker()), "/admissions/list").await;
        let mut clerk = Clerk { app, member: app.social_worker(), page: empty.clone() };
        clerk.sends("/admissions/list", &[("list", LIST)]).await;
        clerk.registers(&[]).await;
        // Back to the empty page with its old key, and another list.
        clerk.page = empty;
        let other = "患者ID\t氏名\tカナ\t生年月日\t病棟\n0009\t試料 次郎\tシリョウ ジロウ\tH1.1.8\t東5\n";
        clerk.sends("/admissions/list", &[("list", other)]).await;
        assert_eq!(clerk.counts(), [0, 1, 0, 0, 0], "{}", clerk.page);
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([0, 0, 1, 0, 0], (3, 3)));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn faulty_rows_hold_up_no_other_and_are_corrected_where_they_stand() {
    on_both(async |app| {
        let list = "入院患者一覧\n患者ID,氏名,カナ,生年月日,性別,病棟,備考\n\
            1,見本 一郎,ミホン イチロウ,46.4.1,男,東5,x\n2,見本 二郎,ミホン ジロウ,S22.1.1,男,東5,\n\
            3,=1+1,ミホン サブロウ,S23.1.1,男,東5,\n4,見本 四郎,ミホン シロウ,S24.1.1,男,東5,\n\
            5,見本,五郎,ミホン ゴロウ,S25.1.1,男,東5,y\n6,見本 六郎,ミホン ロクロウ,2027/1/1,男,東5,\n合計,5,,,,,\n";
        let mut clerk = Clerk::pastes(app, list).await;
        assert_eq!(clerk.counts(), [4, 2, 0, 0, 0], "{}", clerk.page);
        for said in ["年がはっきりしません", "式やエラー", "見出しより列の多い行", "今日より後", "合計 5", "入院患者一覧"] {
            assert!(clerk.page.contains(said), "{said}");
        }
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([4, 0, 2, 0, 0], (2, 2)));
        assert!(clerk.page.contains("value=\"46.4.1\"") && clerk.page.contains("value=\"=1+1\""), "as typed");
        clerk
            .registers(&[
                ("cell-0-born_on", "昭和４６年４月１日"),
                ("cell-2-name", "見本 三郎"),
                ("cell-4-patient_number", "5"),
                ("cell-4-name", "見本 五郎"),
                ("cell-4-name_kana", "みほん ごろう"),
                ("cell-4-born_on", "S25.1.1"),
                ("cell-4-ward", "東5"),
                ("without", "5"),
            ])
            .await;
        assert_eq!((clerk.counts(), registered(app).await), ([0, 0, 5, 0, 1], (5, 5)), "{}", clerk.page);
        assert_eq!(
            app.texts("SELECT name FROM patient WHERE born_on = '1971-04-01' OR number IN ('3', '5') ORDER BY number").await,
            ["見本 一郎", "見本 三郎", "見本 五郎"]
        );
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_known_patient_is_reused_and_what_differs_is_settled_by_hand() {
    on_both(async |app| {
        let first = "患者ID\t氏名\tカナ\t生年月日\t性別\t入院日\t病棟\n\
            1\t見本 花子\tミホン ハナコ\tS21.4.1\t女\t2026/10/1\t東5\n2\t見本 太郎\tミホン タロウ\tS15.12.3\t男\t2026/10/1\t東5\n";
        Clerk::pastes(app, first).await.registers(&[]).await;
        app.execute("UPDATE discharge_case SET state = 'discharged', state_on = '2026-10-20'").await;
        let again = "患者ID\t氏名\tカナ\t生年月日\t性別\t入院日\t病棟\n\
            １\t見本　花子\tみほん はなこ\t1946-04-01\t2\t2026/11/20\t西3\n2\t見本 多朗\tミホン タロウ\tS15.12.4\t男\t2026/11/20\t西3\n";
        let mut clerk = Clerk::pastes(app, again).await;
        assert_eq!(clerk.counts(), [1, 1, 0, 0, 0], "{}", clerk.page);
        let (_, asks) = &clerk.part("asks")[0];
        assert!(asks.contains("記録は「見本 太郎」、一覧は「見本 多朗」") && asks.contains("昭和15年12月3日"), "{asks}");
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([1, 0, 1, 0, 0], (2, 3)), "unsettled it stays");
        assert_eq!(app.count("patient WHERE name = '見本 多朗'").await, 0);
        let (_, asks) = clerk.part("asks").remove(0);
        let correct = asks.split("value=\"").find(|part| part.starts_with("correct:")).expect("a way");
        let correct = correct.split('"').next().expect("a value").to_owned();
        clerk.registers(&[("answer-1", &correct)]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([0, 0, 2, 0, 0], (2, 4)), "{}", clerk.page);
        assert_eq!(app.count("patient WHERE name = '見本 多朗' AND born_on = '1940-12-04' AND version = 2").await, 1);
        assert_eq!(app.count("discharge_case WHERE predecessor_id IS NOT NULL").await, 2, "stays follow each other");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_alike_is_asked_about_and_may_be_the_same() {
    on_both(async |app| {
        let bare = "氏名\tカナ\t生年月日\t入院日\t病棟\n見本 花子\tミホン ハナコ\tS21.4.1\t2026/10/1\t東5\n";
        Clerk::pastes(app, bare).await.registers(&[]).await;
        app.execute("UPDATE discharge_case SET state = 'discharged', state_on = '2026-10-20'").await;
        let list = "患者ID\t氏名\tカナ\t生年月日\t入院日\t病棟\n77\t見本 花子\tﾐﾎﾝ ﾊﾅｺ\tS21.4.1\t2026/11/20\t東5\n\
            78\t見本 波奈子\tﾐﾎﾝ ﾊﾅｺ\tS21.4.1\t2026/11/20\t東5\n";
        let mut clerk = Clerk::pastes(app, list).await;
        assert_eq!(clerk.counts(), [2, 0, 0, 0, 0], "{}", clerk.page);
        let (_, asks) = clerk.part("asks").remove(0);
        let same = asks.split("value=\"").find(|part| part.starts_with("same:")).expect("a way");
        let same = same.split('"').next().expect("a value").to_owned();
        clerk.registers(&[("answer-0", &same), ("answer-1", "other")]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([0, 0, 2, 0, 0], (2, 3)), "{}", clerk.page);
        assert_eq!(app.texts("SELECT number FROM patient ORDER BY number").await, ["77", "78"]);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn columns_said_by_hand_are_known_tomorrow_until_they_are_forgotten() {
    on_both(async |app| {
        let list = "整理記号\t氏名\tカナ\t生年月日\t病棟\nA-001\t見本 花子\tミホン ハナコ\tS21.4.1\t東5\n";
        let tomorrow =
            "整理記号\t氏名\tカナ\t生年月日\t病棟\nA-002\t見本 太郎\tミホン タロウ\tS15.4.1\t東５\n";
        let mut clerk = Clerk::pastes(app, list).await;
        assert!(clerk.page.contains("<details class=\"card\" open>"), "the columns are asked about");
        clerk.sends("/admissions/list", &[("column-0", "patient_number"), ("class-0", "recovery")]).await;
        assert!(clerk.part("ready")[0].1.contains("A-001"), "{}", clerk.page);
        assert_eq!(app.count("admission_column").await, 0, "nothing is remembered before it counts");
        clerk.registers(&[]).await;
        assert_eq!(
            app.texts("SELECT heading || '=' || meaning FROM admission_column").await,
            ["整理記号=patient_number"]
        );
        assert_eq!(app.texts("SELECT ward || '=' || ward_class FROM known_ward").await, ["東5=recovery"]);
        assert_eq!(app.count("patient WHERE number = 'A-001'").await, 1);
        assert_eq!(app.count("event WHERE code = 'admission_list_settled'").await, 1);
        let mut clerk = Clerk::pastes(app, tomorrow).await;
        assert!(clerk.part("ready")[0].1.contains("A-002") && clerk.page.contains("前に決めたとおり"));
        assert!(!clerk.page.contains("name=\"class-0\""), "the ward is known");
        clerk.registers(&[]).await;
        assert_eq!(app.count("discharge_case WHERE ward_class = 'recovery'").await, 2);
        let other = Clerk::at(app, app.region.second_hospital.first(), tomorrow).await;
        assert!(!other.page.contains("前に決めたとおり"), "it is the hospital's own");
        let (_, page) = app.page(Some(app.social_worker()), "/admissions/list").await;
        assert!(page.contains("action=\"/admissions/list/forget\""));
        let (status, _, _) = app.form(Some(app.social_worker()), "/admissions/list/forget", &[]).await;
        assert_eq!((status, app.count("admission_column").await), (StatusCode::SEE_OTHER, 0));
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn another_hospitals_patients_do_not_exist() {
    on_both(async |app| {
        Clerk::pastes(app, LIST).await.registers(&[]).await;
        let second = app.region.second_hospital.first();
        let same = "患者ID\t氏名\tカナ\t生年月日\t病棟\n0001\t別 太郎\tベツ タロウ\tS30.1.1\t東5\n\
            9\t見本 太郎\tﾐﾎﾝ ﾀﾛｳ\t昭和15年12月3日\t東5\n";
        let mut clerk = Clerk::at(app, second, same).await;
        assert_eq!(clerk.counts(), [0, 2, 0, 0, 0], "neither number nor kana find them: {}", clerk.page);
        assert!(!clerk.page.contains("花子"));
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([0, 0, 2, 0, 0], (4, 4)));
        for member in [app.coordinator(), app.care_manager(), app.home_physician()] {
            let (status, _) = app.page(Some(member), "/admissions/list").await;
            assert_eq!(status, StatusCode::FORBIDDEN);
            for path in ["/admissions/list", "/admissions/list/register", "/admissions/list/forget"] {
                let (status, _, _) = app.form(Some(member), path, &[("list", LIST)]).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
            }
        }
        app.deliver().await;
    })
    .await;
}

fn long(rows: usize) -> String {
    let row = |n: usize| format!("{n:05}\t見本 {n}\tミホン {n}\tS21.4.1\t男\t2026/11/20\t東{}\n", n % 5);
    let rows: String = (0..rows).map(row).collect();
    format!("患者ID\t氏名\tカナ\t生年月日\t性別\t入院日\t病棟\n{rows}")
}

#[tokio::test]
async fn a_thousand_rows_are_looked_up_in_as_many_statements_as_two() {
    on_both(async |app| {
        Clerk::pastes(app, &long(2)).await.registers(&[]).await;
        let mut counted = vec![];
        for rows in [2, 1_000] {
            let before = app.app.database.statements();
            let clerk = Clerk::pastes(app, &long(rows)).await;
            counted.push(app.app.database.statements() - before);
            assert_eq!(clerk.counts(), [0, rows - 2, 0, 2, 0]);
        }
        assert_eq!(counted[0], counted[1], "statements for two rows and for a thousand");
        let many = Clerk::pastes(app, &long(1_001)).await;
        assert!(many.page.contains("1,000行まで") && many.page.contains("見本 1000"), "it stays as typed");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn two_hundred_rows_are_registered_at_once() {
    on_both(async |app| {
        let mut clerk = Clerk::pastes(app, &long(200)).await;
        clerk.registers(&[]).await;
        assert_eq!((clerk.counts(), registered(app).await), ([0, 0, 200, 0, 0], (200, 200)));
        app.deliver().await;
    })
    .await;
}

/// A form with a file, as a browser sends it.
async fn uploads(app: &TestApp, list: &str, file: &[u8]) -> (StatusCode, String) {
    let part = |head: &str, body: &[u8]| {
        [format!("--bound\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), body, b"\r\n"]
            .concat()
    };
    let body = [
        part("name=\"idempotencyKey\"", b"upload"),
        part("name=\"list\"", list.as_bytes()),
        part("name=\"file\"; filename=\"list.csv\"\r\nContent-Type: text/csv", file),
        b"--bound--\r\n".to_vec(),
    ]
    .concat();
    let request = Request::post("/admissions/list")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=bound")
        .header(header::COOKIE, app.cookie(app.social_worker()).await)
        .body(Body::from(body));
    app.send(request.expect("a request")).await
}

#[tokio::test]
async fn a_file_is_read_as_excel_saves_it_and_bounded() {
    on_both(async |app| {
        // 患者ID,氏名,生年月日 and a row, in CP932.
        let cp932 = b"\x8a\xb3\x8e\xd2ID,\x8e\x81\x96\xbc,\x90\xb6\x94N\x8c\x8e\x93\xfa\r\n0001,\x8c\xa9\x96{,S21.4.1\r\n";
        let (status, page) = uploads(app, "", cp932).await;
        assert!(status == StatusCode::OK && page.contains("見本") && page.contains("昭和21年4月1日"), "{page}");
        let (status, page) = uploads(app, LIST, b"").await;
        assert!(status == StatusCode::OK && page.contains("見本 花子"), "without a file the text counts");
        let (status, page) = uploads(app, "", b"PK\x03\x04").await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("Excelなどのファイルは読めません"));
        for megabytes in [2, 9] {
            let (status, page) = uploads(app, "", &vec![b'a'; megabytes * 1024 * 1024]).await;
            assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("1MBまで"), "{megabytes}: {page}");
        }
        let (status, page) = uploads(app, &"見".repeat(400_000), b"").await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("1MBまで"));
    })
    .await;
}

#[tokio::test]
async fn a_list_that_tries_to_be_markup_is_text() {
    on_both(async |app| {
        let list = "患者ID\t氏名\tカナ\t生年月日\t病棟\t<b>注</b>\n\
            <i>1</i>\t</textarea><script>alert(1)</script>\tミホン\tS21.4.1\t\"><img src=x>\t</textarea>\n";
        let mut clerk = Clerk::pastes(app, list).await;
        for page in [clerk.page.clone(), {
            clerk.registers(&[]).await;
            clerk.page
        }] {
            assert!(
                !page.contains("<script>alert") && !page.contains("<img") && !page.contains("<i>1"),
                "{page}"
            );
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn what_holds_for_all_rows_is_asked_once() {
    on_both(async |app| {
        let list = "患者ID\t氏名\tカナ\t生年月日\n1\t見本 花子\tミホン ハナコ\tS21.4.1\n2\t見本 太郎\tミホン タロウ\tS22.4.1\n";
        let mut clerk = Clerk::pastes(app, list).await;
        assert_eq!(clerk.counts(), [2, 0, 0, 0, 0], "no ward");
        assert!(clerk.page.contains("name=\"admittedOn\" value=\"2026-11-20\""), "today, unless said otherwise");
        clerk.sends("/admissions/list", &[("ward", "東5"), ("admittedOn", "昨日")]).await;
        assert!(clerk.page.contains("value=\"昨日\"") && clerk.page.contains("aria-invalid"), "{}", clerk.page);
        clerk.registers(&[("admittedOn", "2026-11-19")]).await;
        assert_eq!(clerk.counts(), [0, 0, 2, 0, 0], "{}", clerk.page);
        assert_eq!(app.count("discharge_case WHERE ward = '東5' AND admitted_on = '2026-11-19'").await, 2);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn looking_at_a_list_is_on_record_for_the_patients_it_finds() {
    on_both(async |app| {
        Clerk::pastes(app, LIST).await.registers(&[]).await;
        app.on_record().await;
        let searches = "audit_entry WHERE action = 'search_patients'";
        let before = app.count(searches).await;
        Clerk::pastes(app, LIST).await;
        app.on_record().await;
        assert!(app.count(searches).await > before);
        app.deliver().await;
    })
    .await;
}

const REGISTER: &str =
    "mutation ($input: RegisterAdmissionsInput!) { registerAdmissions(input: $input) { rows {
  standing case { ward wardClass patient { name nameKana number { value } } } patients { id name version }
  differences repeats notices errors { code kind field message } } } }";

fn admission(number: &str, kana: &str, more: Value) -> Value {
    let mut admission = json!({ "number": number, "name": "見本 花子", "nameKana": kana, "bornOn": "1946-04-01",
        "sex": "FEMALE", "admittedOn": "2026-11-20", "ward": "東5" });
    let (Some(all), Value::Object(more)) = (admission.as_object_mut(), more) else { panic!("an object") };
    all.extend(more);
    admission
}

async fn asks(app: &TestApp, member: Member, key: &str, admissions: &[Value], dry_run: bool) -> Vec<Value> {
    let input = json!({ "idempotencyKey": key, "admissions": admissions, "dryRun": dry_run });
    let mut data = app.data(member, REGISTER, json!({ "input": input })).await;
    let Value::Array(rows) = data["registerAdmissions"]["rows"].take() else { panic!("rows") };
    rows
}

fn standings(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["standing"].as_str().expect("a standing")).collect()
}

#[tokio::test]
async fn a_program_registers_a_list_and_hears_of_each_row() {
    on_both(async |app| {
        let member = app.social_worker();
        let rows = [
            admission("１", "みほん はなこ", json!({ "wardClass": "RECOVERY" })),
            admission("2", "ミホン タロウ", json!({ "bornOn": "2027-01-01" })),
            admission("3", "ミホン ジロウ", json!({ "name": null, "ward": "西3" })),
            admission("1", "ミホン ハナコ", json!({})),
            admission("4", "ミホン シロウ", json!({ "admittedOn": "2026-11-21" })),
        ];
        let expected = ["READY", "FAULTY", "FAULTY", "REPEATED", "READY"];
        let tried = asks(app, member, "list", &rows, true).await;
        assert_eq!((standings(&tried), registered(app).await), (expected.to_vec(), (0, 0)));
        assert_eq!(tried[1]["errors"][0]["code"], "PATIENT_BORN_IN_THE_FUTURE");
        assert_eq!(tried[1]["errors"][0]["field"], "bornOn");
        assert_eq!(tried[2]["errors"][0]["field"], "name");
        assert_eq!((&tried[3]["repeats"], &tried[4]["notices"]), (&json!(0), &json!(["ADMISSION_AHEAD"])));
        for _ in 0..2 {
            let done = asks(app, member, "list", &rows, false).await;
            assert_eq!(standings(&done), ["REGISTERED", "FAULTY", "FAULTY", "REPEATED", "REGISTERED"]);
            assert_eq!(done[0]["case"]["patient"]["nameKana"], "ミホン ハナコ");
            assert_eq!(done[0]["case"]["wardClass"], "RECOVERY");
            assert_eq!(registered(app).await, (2, 2));
        }
        let mut other = rows.clone();
        other[0]["ward"] = json!("西3");
        let again = asks(app, member, "list", &other, false).await;
        assert_eq!(
            (standings(&again)[0], &again[0]["errors"][0]["code"]),
            ("FAILED", &json!("IDEMPOTENCY_KEY_REUSED"))
        );
        let anew = asks(app, member, "another", &rows[..1], false).await;
        assert_eq!(standings(&anew), ["ALREADY_REGISTERED"]);
        assert_eq!(anew[0]["case"]["ward"], "東5");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_program_lists_otherwise_than_the_record_is_settled_or_left() {
    on_both(async |app| {
        let member = app.social_worker();
        asks(
            app,
            member,
            "first",
            &[admission("1", "ミホン ハナコ", json!({ "admittedOn": "2026-10-01" }))],
            false,
        )
        .await;
        app.execute("UPDATE discharge_case SET state = 'discharged', state_on = '2026-10-20'").await;
        let listed = |more: Value| {
            let mut row = admission("1", "ミホン ハナエ", json!({}));
            row.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            row
        };
        let differs = asks(app, member, "second", &[listed(json!({}))], false).await;
        assert_eq!(
            (standings(&differs), &differs[0]["differences"]),
            (vec!["DIFFERS"], &json!(["nameKana"]))
        );
        assert_eq!(differs[0]["errors"][0]["code"], "LIST_ROW_UNSETTLED");
        let version = differs[0]["patients"][0]["version"].clone();
        let stale = json!({ "settlement": { "settled": "CORRECT_RECORD", "expectedVersion": 9 } });
        assert_eq!(standings(&asks(app, member, "third", &[listed(stale)], false).await), ["DIFFERS"]);
        let right = json!({ "settlement": { "settled": "CORRECT_RECORD", "expectedVersion": version } });
        let done = asks(app, member, "fourth", &[listed(right)], false).await;
        assert_eq!((standings(&done), registered(app).await), (vec!["REGISTERED"], (1, 2)));
        assert_eq!(done[0]["case"]["patient"]["nameKana"], "ミホン ハナエ");
        let alike = asks(app, member, "fifth", &[admission("8", "ミホン ハナエ", json!({}))], false).await;
        assert_eq!(
            (standings(&alike), &alike[0]["patients"][0]["name"]),
            (vec!["ALIKE"], &json!("見本 花子"))
        );
        let same =
            json!({ "settlement": { "settled": "SAME_PERSON", "patient": alike[0]["patients"][0]["id"] } });
        let same = asks(app, member, "sixth", &[admission("8", "ミホン ハナエ", same)], false).await;
        assert_eq!(standings(&same), ["ALREADY_REGISTERED"]);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn only_a_hospital_lists_admissions_and_finds_none_of_others() {
    on_both(async |app| {
        let rows = [admission("1", "ミホン ハナコ", json!({}))];
        asks(app, app.social_worker(), "first", &rows, false).await;
        let second = app.region.second_hospital.first();
        for (key, dry_run, standing) in [("try", true, "READY"), ("first", false, "REGISTERED")] {
            let rows = asks(app, second, key, &rows, dry_run).await;
            assert_eq!((standings(&rows), &rows[0]["patients"]), (vec![standing], &json!([])));
        }
        let input = json!({ "input": { "idempotencyKey": "k", "admissions": rows } });
        for member in [app.coordinator(), app.care_manager()] {
            assert_eq!(app.refusal(member, REGISTER, input.clone()).await, "FORBIDDEN");
        }
        let reading = Member { scope: Scope::Reading, ..app.social_worker() };
        assert_eq!(app.refusal(reading, REGISTER, input).await, "FORBIDDEN");
        let many = json!({ "input": { "idempotencyKey": "k", "admissions": vec![rows[0].clone(); 201] } });
        assert_eq!(app.refusal(app.social_worker(), REGISTER, many).await, "TOO_MANY_ENTRIES");
        app.deliver().await;
    })
    .await;
}
