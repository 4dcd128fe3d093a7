//! Two people at one conference, each at a browser of their own: one sees what the other does without opening the
//! page anew, and what both write at once is shown to the slower one, with nothing typed lost.

use serde_json::{Value, json};
use wording::{Language, Wording};

use crate::{
    hand::{Hand, Someone},
    site::{Site, in_browser},
};

const WORDING: Wording = Wording::new(Language::Japanese);

/// Somebody at a page that is never left: whether it is still the one that was opened.
struct Stays(Someone);

impl Stays {
    async fn is_the_same(&self) -> bool {
        self.0.window.ask("return window.stays === true", json!([])).await
    }

    /// What a field holds.
    async fn holds(&self, field: &str) -> String {
        let value = "return document.getElementById(arguments[0])?.value ?? ''";
        self.0.window.asked(value, json!([field])).await.unwrap_or_default()
    }
}

/// The social worker and a nurse of the same hospital, both at a page.
async fn both_at(site: &Site, path: &str) -> [Stays; 2] {
    let path = site.address(path).await;
    let open = async |member| {
        let window = site.window(member).await;
        assert_eq!(window.open(&path).await, 200);
        window.ask::<Value>("window.stays = true", json!([])).await;
        Stays(Someone::new(window, Hand::Mouse))
    };
    [open(site.app.social_worker()).await, open(site.app.region.hospital.members[1]).await]
}

/// A text of the pages without what stands in its variables.
fn text(key: &str) -> String {
    WORDING.text(key)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_one_records_is_seen_by_the_other_at_once() {
    in_browser(async |site| {
        let [worker, nurse] = both_at(site, "/conferences/{polling}").await;
        // Half a sentence that the social worker is writing meanwhile.
        let record = text("conference-record-answer-action");
        worker.0.write(&format!("{record} › {}", text("answer-no-note")), "折り返しの電話を").await;

        let row = "見本 葵";
        let said = "return [...document.querySelectorAll('#answers tr')]
            .find((row) => row.innerText.includes(arguments[0]))?.innerText.replace(/\\s+/g, ' ') ?? ''";
        let before: String = worker.0.window.ask(said, json!([row])).await;
        assert!(before.contains(&text("conference-no-answer")), "{before}");

        let times = "return [...document.querySelectorAll('#answers thead th')].slice(1)
            .map((time) => time.innerText.split('\\n')[0].trim())";
        let times: Vec<String> = nurse.0.window.ask(times, json!([])).await;
        assert_eq!(times.len(), 3, "{times:?}");
        nurse.0.choose(&format!("{record} › {}", text("conference-participants")), row).await;
        for time in &times {
            nurse.0.choose(&format!("{record} › {time}"), &text("choice-yes")).await;
        }
        nurse.0.go(&format!("{record} › {record}")).await;
        nurse.0.sees(&text("hub-answer-done")).await;

        let is_there = async || {
            let now: String = worker.0.window.asked(said, json!([row])).await.unwrap_or_default();
            now.matches('○').count() == times.len()
        };
        worker.0.until("the answer that was recorded", is_there).await;
        assert!(worker.is_the_same().await, "the page was not opened anew");
        assert_eq!(worker.holds("answer-note").await, "折り返しの電話を");
        worker.0.sees(&text("live-changed")).await;
        for Stays(someone) in [worker, nurse] {
            someone.leave().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_slower_sees_both_versions_and_loses_nothing() {
    in_browser(async |site| {
        let [worker, nurse] = both_at(site, "/conferences/{held}").await;
        let (summary, decisions) = (text("conference-summary"), text("conference-decisions"));
        let save = text("conference-minutes-save-action");
        worker.0.write(&summary, "ソーシャルワーカーの記録").await;
        worker.0.write(&decisions, "退院は金曜日とする").await;
        nurse.0.write(&summary, "看護師の記録").await;
        nurse.0.go(&save).await;
        nurse.0.sees(&text("conference-minutes-done")).await;
        nurse.0.window.ask::<Value>("window.stays = true", json!([])).await;

        // What is being typed stays, and the page says that there is something newer.
        worker.0.sees(&text("live-changed")).await;
        assert!(worker.is_the_same().await, "the page was not opened anew");
        assert_eq!(worker.holds("minutes-summary").await, "ソーシャルワーカーの記録");

        // Sent all the same: both versions stand there, field by field, and nothing is saved.
        worker.0.go(&save).await;
        let standing = "return [...document.querySelectorAll('#minutes .theirs')]
            .map((theirs) => [theirs.previousElementSibling.querySelector('textarea')?.id, theirs.innerText])";
        let standing: Vec<(Option<String>, String)> = worker.0.window.ask(standing, json!([])).await;
        let beside = |field: &str, theirs: &str| {
            standing.iter().any(|(id, text)| id.as_deref() == Some(field) && text.contains(theirs))
        };
        assert!(beside("minutes-summary", "看護師の記録"), "{standing:?}");
        assert!(beside("minutes-decisions", "訪問診療は退院翌日から開始する"), "{standing:?}");
        assert_eq!(worker.holds("minutes-summary").await, "ソーシャルワーカーの記録");
        assert_eq!(worker.holds("minutes-decisions").await, "退院は金曜日とする");
        let kept = site.app.texts("SELECT coalesce(record, '') FROM conference").await;
        assert!(!kept.concat().contains("ソーシャルワーカーの記録"), "{kept:?}");

        // Having seen it, the slower one may still decide, and the other sees that.
        worker.0.go(&save).await;
        worker.0.sees(&text("conference-minutes-done")).await;
        let has_come = async || nurse.holds("minutes-summary").await == "ソーシャルワーカーの記録";
        nurse.0.until("what the other decided", has_come).await;
        assert!(nurse.is_the_same().await, "the page was not opened anew");
        for Stays(someone) in [worker, nurse] {
            // A browser says of each answer that refuses that it does.
            let complaints = someone.window.complaints().await;
            assert!(complaints.iter().all(|line| line.contains("status of 409")), "{complaints:?}");
            someone.leave().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_written_stays_on_its_card_when_the_card_is_over() {
    in_browser(async |site| {
        let cancelled = site.address("/conferences/{polling}").await;
        let nurse = site.app.region.stations[0].first();
        let window = site.window(nurse).await;
        assert_eq!(window.open("/requests").await, 200);
        window.ask::<Value>("window.stays = true", json!([])).await;
        let nurse = Stays(Someone::new(window, Hand::Mouse));
        // The reason for staying away, on the card of the conference that is called off meanwhile.
        let write = "
            const card = document.querySelector(`article:has(a[href='${arguments[0]}'])`);
            const note = card.querySelector('textarea');
            note.closest('details').open = true;
            note.focus();
            note.value = '調整してみます';
            note.dispatchEvent(new Event('input', { bubbles: true }));
            return card.id;
        ";
        let card: String = nurse.0.window.ask(write, json!([cancelled])).await;
        let cards = "return document.querySelectorAll('article').length";
        let before: usize = nurse.0.window.ask(cards, json!([])).await;
        site.cancel("/conferences/{polling}").await;
        nurse.0.sees(&text("live-changed")).await;
        let place = "
            const note = [...document.querySelectorAll('textarea')].find((note) => note.value === '調整してみます');
            const card = note?.closest('article');
            return [card?.id, card?.querySelector('h2 a')?.getAttribute('href')];
        ";
        let place: (Option<String>, Option<String>) = nurse.0.window.ask(place, json!([])).await;
        assert_eq!(place, (Some(card), Some(cancelled)), "where it was written");
        let now: usize = nurse.0.window.ask(cards, json!([])).await;
        assert_eq!(now, before, "every other card is as it was");
        assert!(nurse.is_the_same().await);
        nurse.0.leave().await;
    })
    .await;
}
