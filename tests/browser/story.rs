//! The whole story of one patient, by those who take part in it, each at a browser of their own: by mouse, by
//! keyboard alone, on telephones, and without scripts. Every page passed on the way is looked at.

use domain::{Timestamp, access::Member, care_team::Duty};
use time::{Duration, macros::date};
use wording::{Language, Wording};

use crate::{
    hand::{Hand, Someone},
    site::{Site, in_browser_from_the_start},
    window::Size,
};

/// How the story is told.
#[derive(Clone, Copy)]
struct Telling {
    hand: Hand,
    size: Size,
    scripts: Scripts,
}

/// Whether the pages' scripts run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scripts {
    On,
    Off,
}

/// Those who take part, each at a browser of their own.
struct Cast<'a> {
    site: &'a Site,
    scripts: Scripts,
    social_worker: Someone,
    coordinator: Someone,
    /// Whom the hub asks, with the service that each is asked for.
    home_team: Vec<(Member, &'static str, Someone)>,
    /// Somebody with a telephone and a letter, and no more.
    invited: Someone,
}

/// The patient's needs at home, and who takes them on.
const SERVICES: [(&str, &str); 4] = [
    ("訪問診療", "見本在宅クリニック"),
    ("訪問看護", "見本訪問看護ステーション東"),
    ("薬局(訪問)", "見本薬局本店"),
    ("居宅介護支援", "見本ケアプラン中央"),
];

/// What everyone invited is asked beforehand.
const ASKED: &str = "退院までに必要な準備";

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_is_told_by_mouse() {
    tell(Telling { hand: Hand::Mouse, size: Size::Desktop, scripts: Scripts::On }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_is_told_by_keyboard_alone() {
    tell(Telling { hand: Hand::Keyboard, size: Size::Desktop, scripts: Scripts::On }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_is_told_on_telephones() {
    tell(Telling { hand: Hand::Mouse, size: Size::Telephone, scripts: Scripts::On }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_is_told_without_scripts() {
    tell(Telling { hand: Hand::Mouse, size: Size::Desktop, scripts: Scripts::Off }).await;
}

async fn tell(telling: Telling) {
    in_browser_from_the_start(async |site| {
        let cast = Cast::gather(site, telling).await;
        cast.admit().await;
        cast.find_a_home_team().await;
        cast.share_duties().await;
        let times = cast.call_a_conference().await;
        cast.answer(&times).await;
        cast.meet(&times[0]).await;
        cast.write_the_plan().await;
        cast.leave().await;
    })
    .await;
}

impl<'a> Cast<'a> {
    async fn gather(site: &'a Site, Telling { hand, size, scripts }: Telling) -> Self {
        let begin = async |size: Size| {
            let window = site.stranger().await;
            window.resize(size).await;
            match scripts {
                Scripts::On => Someone::new(window, hand).looking_around(),
                Scripts::Off => {
                    window.without_scripts().await;
                    Someone::new(window, hand)
                }
            }
        };
        let region = &site.app.region;
        let asked = [&region.clinics[0], &region.stations[0], &region.pharmacies[0], &region.offices[0]];
        let mut home_team = vec![];
        for (asked, (service, _)) in asked.into_iter().zip(SERVICES) {
            home_team.push((asked.first(), service, begin(size).await));
        }
        let cast = Self {
            site,
            scripts,
            social_worker: begin(size).await,
            coordinator: begin(size).await,
            home_team,
            invited: begin(Size::Telephone).await,
        };
        cast.come_in().await;
        cast
    }

    /// Everyone signs in.
    async fn come_in(&self) {
        self.site.enter(&self.social_worker.window, self.site.app.social_worker()).await;
        self.site.enter(&self.coordinator.window, self.site.app.coordinator()).await;
        for (member, _, someone) in &self.home_team {
            self.site.enter(&someone.window, *member).await;
        }
    }

    /// The social worker registers an admission, says what is needed at home, and asks the hub for a team.
    async fn admit(&self) {
        let worker = &self.social_worker;
        worker.go("入院を登録").await;
        worker.write("新しい患者さん › 氏名", "見本 琴").await;
        worker.write("新しい患者さん › ふりがな", "ミホン コト").await;
        worker.write("新しい患者さん › 生年月日", "昭和16年5月3日").await;
        worker.mark("性別 › 女性").await;
        worker.choose("お住まいの市区町村", "川越市").await;
        worker.write("病棟", "東5").await;
        worker.day("退院予定日", date!(2026 - 12 - 04)).await;
        worker.go("登録する").await;
        worker.sees("入院を登録しました。").await;

        for need in ["医療用麻薬", "末期がん"] {
            worker.mark(&format!("必要な支援を変更する › {need}")).await;
        }
        worker.go("必要な支援を変更する › 保存する").await;
        worker.sees("保存しました。").await;

        for (service, _) in SERVICES {
            worker.mark(&format!("拠点に相談する › {service}")).await;
        }
        worker.choose("拠点に相談する › 同意の方法", "書面").await;
        worker.write("拠点に相談する › 同意書の保管場所", "入退院支援センター").await;
        worker.go("拠点に相談する › 拠点に相談する").await;
        worker.sees("相談を受け付けました。").await;
    }

    /// The hub asks one office for each service; each takes it on; the hub settles it.
    async fn find_a_home_team(&self) {
        let hub = &self.coordinator;
        hub.go("相談").await;
        hub.go("80歳代 女性 川越市").await;
        for (service, office) in SERVICES {
            hub.go(&format!("{service}の候補 › {office} › 打診する")).await;
            hub.sees("打診しました。").await;
        }
        for (_, service, someone) in &self.home_team {
            someone.go("依頼").await;
            someone.go(&format!("受け入れの打診 {service} › 承諾する")).await;
            someone.sees("承諾を伝えました。").await;
        }
        hub.go("相談").await;
        hub.go("80歳代 女性 川越市").await;
        for (_, office) in SERVICES {
            hub.choose(&format!("打診 › {office} › 同意の方法"), "書面").await;
            hub.write(&format!("打診 › {office} › 同意書の保管場所"), "拠点 同意書綴り").await;
            hub.go(&format!("打診 › {office} › 患者さんの同意を得て決定する")).await;
            hub.sees("決定しました。").await;
        }
    }

    /// The hospital's physician joins, and both physicians' duties are shared out.
    async fn share_duties(&self) {
        let worker = &self.social_worker;
        worker.go("ボード").await;
        worker.go("見本 琴").await;
        worker.choose("チームに追加する › 氏名", "見本 一郎").await;
        worker.choose("チームに追加する › 役割", "病院主治医").await;
        worker.mark("チームに追加する › 見本総合病院").await;
        worker.go("チームに追加する › チームに追加する").await;
        worker.sees("保存しました。").await;
        let wording = Wording::new(Language::Japanese);
        for duty in Duty::ALL {
            let holder = if *duty == Duty::TestFollowUp { "病院主治医" } else { "在宅主治医" };
            worker.choose(&format!("役割分担を決める › {} › 受け持ち", wording.label(*duty)), holder).await;
        }
        worker.go("役割分担を保存する").await;
        worker.sees("すべての役割分担が決まっています。").await;
    }

    /// The social worker invites everyone and asks when they can; answers the times asked about.
    async fn call_a_conference(&self) -> Vec<String> {
        let worker = &self.social_worker;
        worker.go("会議を招集").await;
        worker.write("題名", "退院時カンファレンス").await;
        for person in ["見本 花子", "見本 一郎", "見本 誠", "見本 葵", "見本 薫", "見本 桜"]
        {
            worker.mark(&format!("{person} › 出席 › 招く")).await;
        }
        worker.write("事前にお聞きすること", ASKED).await;
        worker.go("準備を保存する").await;
        worker.sees("保存しました。").await;
        worker.day("いつから", date!(2026 - 11 - 25)).await;
        worker.day("いつまで", date!(2026 - 11 - 27)).await;
        worker.go("空きを探す").await;
        // Any start of the grid says who could come, and can then be asked about too.
        worker.mark("11/26(木) 13:15 全員出席").await;
        if self.scripts == Scripts::Off {
            worker.go("選んだ時刻に来られる人を見る").await;
        }
        worker.sees("11/26(木) 13:15–13:45 ◎ 全員出席").await;
        let times = "return [...document.querySelectorAll('input[name=starts]')]
            .slice(0, 3).sort((one, other) => one.value - other.value)
            .map((time) => time.labels[0].innerText.split('\\n')[0].trim())";
        let times: Vec<String> = worker.window.ask(times, serde_json::json!([])).await;
        assert_eq!(times.len(), 3, "times at which everyone can come");
        assert!(times.contains(&"11/26(木) 13:15–13:45".to_owned()), "{times:?}");
        for time in &times {
            worker.mark(&format!("候補の日時 › {time}")).await;
        }
        worker.go("選んだ日時で都合を聞く").await;
        worker.sees("都合を聞くメールを送りました。").await;
        times
    }

    /// Some answer on the page of what is asked of them, some by the link in their letter.
    async fn answer(&self, times: &[String]) {
        let home_team = self.home_team.iter().map(|(_, _, someone)| someone);
        for someone in home_team.chain([&self.social_worker]) {
            someone.go("依頼").await;
            for time in times {
                someone.go(&format!("{time} › 来院して出席します")).await;
            }
            someone.press("事前にお聞きすることに答える").await;
            someone.write(ASKED, "相談して決めたい").await;
            someone.go("回答を送る").await;
        }
        for person in ["見本 花子", "見本 一郎"] {
            self.open_letter_to(person).await;
            for (nth, time) in (1..).zip(times) {
                let question = format!("{}つの候補の{nth}つ目: {time}", times.len());
                self.invited.mark(&format!("{question} › ○ 来院して出席します")).await;
            }
            self.invited.write(ASKED, &format!("{person}の意見")).await;
            self.invited.go("この内容で回答する").await;
            self.invited.sees("ご回答ありがとうございました").await;
        }
    }

    /// The time is chosen and comes; who was there and what was said is written down.
    async fn meet(&self, time: &str) {
        let worker = &self.social_worker;
        worker.go("ボード").await;
        worker.go("見本 琴 › 日程を決める").await;
        worker.sees("全員が回答しました。").await;
        worker.sees("見本 花子の意見").await;
        worker.go(&format!("回答 › {time} › この日時に決めて案内を送る")).await;
        worker.sees("日時を決め、案内を送りました。").await;

        let over = self.site.app.texts("SELECT CAST(ends_at AS TEXT) FROM conference").await;
        let over = Timestamp::from_millis(over[0].parse().unwrap());
        self.site.app.set_time(over + Duration::minutes(10));
        self.come_in().await;
        worker.go("ボード").await;
        worker.go("見本 琴 › 出欠を記録する").await;
        worker.choose("出欠の記録 › 見本 薫", "欠席").await;
        worker.go("開催を記録する").await;
        worker.sees("開催と出欠を記録しました。").await;
        worker.write("話し合ったこと", "病状、内服、退院後の生活を確認した。").await;
        worker.write("決まったこと", "退院後の第一連絡先は訪問看護ステーションとする").await;
        worker.write("すること 1 › 内容", "訪問看護指示書を送る").await;
        worker.choose("すること 1 › 担当", "見本 誠").await;
        worker.day("すること 1 › 期限", date!(2026 - 12 - 02)).await;
        worker.go("記録を確定する").await;
        worker.sees("に確定").await;
    }

    /// The care manager writes the plan.
    async fn write_the_plan(&self) {
        let (_, _, manager) = &self.home_team[3];
        manager.go("依頼").await;
        manager.go("見本 琴 › 計画を見る").await;
        manager.go("計画を書く").await;
        manager.write("本人・家族の希望", "住み慣れた家で過ごしたい。").await;
        manager.write("目標", "痛みが和らぎ、夜眠れる。").await;
        manager.choose("支援の内容 1 › 種類", "訪問診療").await;
        manager.write("支援の内容 1 › 内容", "訪問診療").await;
        manager.write("支援の内容 1 › 担当", "見本在宅クリニック").await;
        manager.write("支援の内容 1 › 曜日・頻度", "週1回（火）").await;
        manager.write("まず電話するところ 1番目 › 名称", "見本訪問看護ステーション東").await;
        manager.write("まず電話するところ 1番目 › 電話", "049-000-0041").await;
        manager.write("まず電話するところ 1番目 › 受付時間", "24時間").await;
        manager.go("第1版として保存する").await;
        manager.sees("痛みが和らぎ、夜眠れる。").await;
    }

    /// The invited one finds the newest letter to somebody in the mailbox, and follows its link.
    async fn open_letter_to(&self, person: &str) {
        let invited = &self.invited;
        let has_come = async || {
            invited.window.open("/mailbox").await;
            invited.window.says(person).await
        };
        invited.until(&format!("a letter to {person}"), has_come).await;
        invited.go(&format!("{person} › 退院時カンファレンスの日程のお伺い")).await;
        invited.go(&format!("{}/answer/", self.site.base)).await;
    }

    async fn leave(self) {
        let Self { site: _, scripts: _, social_worker, coordinator, home_team, invited } = self;
        let team = home_team.into_iter().map(|(_, _, someone)| someone);
        for someone in [social_worker, coordinator, invited].into_iter().chain(team) {
            someone.leave().await;
        }
    }
}
