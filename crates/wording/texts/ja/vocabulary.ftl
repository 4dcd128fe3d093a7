# 用語: <種類>-<コード>

## 機関とサービス

organization-kind-hospital = 病院
organization-kind-clinic = 診療所
organization-kind-visiting-nurse-station = 訪問看護ステーション
organization-kind-pharmacy = 保険薬局
organization-kind-care-manager-office = 居宅介護支援事業所
organization-kind-community-general-support-centre = 地域包括支援センター
organization-kind-hub = 在宅医療連携拠点
organization-kind-municipality = 市町村
organization-kind-medical-association = 医師会

service-kind-home-medical-care = 訪問診療
service-kind-visiting-nursing = 訪問看護
service-kind-pharmacy = 薬局(訪問)
service-kind-care-management = 居宅介護支援

capability-home-visit = 在宅訪問
capability-new-patients = 新規受入
capability-around-the-clock = 24時間対応
capability-end-of-life = 看取り
capability-terminal-cancer = 末期がん
capability-opioid = 医療用麻薬
capability-pca = PCA機器
capability-central-venous-nutrition = 中心静脈栄養
capability-oxygen = 在宅酸素
capability-ventilator = 人工呼吸器
capability-tracheostomy = 気管切開
capability-tube-feeding = 経管栄養
capability-urinary-catheter = 尿道カテーテル
capability-stoma = ストマ
capability-pressure-sore = 褥瘡
capability-paediatric = 小児
capability-dementia = 認知症
capability-aseptic-preparation = 無菌調剤

has-yes = 対応可
has-no = 対応不可

asks-area = 区域内

precision-exact = 所在地
precision-town = 町・大字の中心
precision-municipality = 市町村の中心

## 人

profession-physician = 医師
profession-dentist = 歯科医師
profession-nurse = 看護師
profession-pharmacist = 薬剤師
profession-care-manager = ケアマネジャー
profession-medical-social-worker = 医療ソーシャルワーカー
profession-therapist = 理学療法士・作業療法士・言語聴覚士
profession-dietitian = 管理栄養士
profession-dental-hygienist = 歯科衛生士
profession-welfare-equipment-specialist = 福祉用具専門相談員
profession-consultation-support-specialist = 相談支援専門員
profession-clerk = 事務

role-member = 職員
role-coordinator = コーディネーター
role-administrator = 管理者
role-privacy-officer = 個人情報保護管理者

sex-female = 女性
sex-male = 男性
sex-other = その他
sex-unknown = 不明

care-level-support1 = 要支援1
care-level-support2 = 要支援2
care-level-care1 = 要介護1
care-level-care2 = 要介護2
care-level-care3 = 要介護3
care-level-care4 = 要介護4
care-level-care5 = 要介護5

care-insurance-unknown = 未確認
care-insurance-not-applied = 未申請
care-insurance-pending = 申請中
care-insurance-certified = 認定済

related-role-key-person = キーパーソン
related-role-main-caregiver = 主介護者
related-role-surrogate = 代理意思決定者
related-role-other = その他

## 退院支援ケース

need-opioid = 医療用麻薬
need-pca = PCA機器
need-central-venous-nutrition = 中心静脈栄養
need-oxygen = 在宅酸素
need-ventilator = 人工呼吸器
need-tracheostomy = 気管切開
need-tube-feeding = 経管栄養
need-urinary-catheter = 尿道カテーテル
need-stoma = ストマ
need-pressure-sore = 褥瘡
need-dementia = 認知症
need-child = 小児
need-terminal-cancer = 末期がん
need-end-of-life-at-home = 自宅での看取りの希望
need-lives-alone = 独居
need-rehabilitation = リハビリの継続
need-welfare-equipment = 福祉用具
need-disability-services = 障害福祉サービス
need-nutrition = 栄養管理
need-swallowing = 摂食・嚥下障害

ward-class-general = 一般病棟等
ward-class-community-medical = 地域包括医療病棟
ward-class-rehabilitation = 回復期リハビリテーション病棟
ward-class-community-care = 地域包括ケア病棟
ward-class-community-care-room = 地域包括ケア型の病室(特定一般病棟)
ward-class-recovery = 地域包括ケア・回復期等(区別なし)
ward-class-long-term = 療養病棟等
ward-class-palliative = 緩和ケア病棟
ward-class-special-disease = 特殊疾患病棟
ward-class-psychiatric = 精神病棟

destination-undecided = 未定
destination-home = 自宅
destination-facility = 施設
destination-outside-network = 圏域外

case-state-admitted = 入院中
case-state-discharged = 退院済
case-state-transferred = 転院
case-state-closed = 終了

case-outcome-at-home = 在宅移行
case-outcome-in-facility = 施設入所
case-outcome-died = 死亡
case-outcome-not-needed = 支援不要

team-role-hospital-attending = 病院主治医
team-role-home-attending = 在宅主治医
team-role-deputy-attending = 副主治医
team-role-discharge-support = 退院支援担当
team-role-visiting-nurse = 訪問看護
team-role-pharmacy = 薬局
team-role-care-manager = ケアマネジャー

duty-opioid-prescription = 処方(医療用麻薬)
duty-prescription = 処方(その他)
duty-device-management = 機器・処置の管理
duty-test-follow-up = 検査の経過観察
duty-emergency-triage = 急変時の初期対応
duty-admission-decision = 入院の判断
duty-death-certification = 死亡診断
duty-opinion-letter = 主治医意見書

## 期限と規則

milestone-action-screen = 退院困難な要因の抽出
milestone-action-interview = 患者・家族との面談
milestone-action-internal-conference = 院内カンファレンス
milestone-action-notify-admission = 入院の連絡
milestone-action-send-admission-information = 入院時情報の提供
milestone-action-notify-discharge-support = 退院支援開始の連絡
milestone-action-discharge-conference = 退院時カンファレンス
milestone-action-send-discharge-information = 退院時情報の提供
milestone-action-return-care-plan = ケアプランの返送
milestone-action-start-plan = 退院支援計画の着手
milestone-action-identify-care-manager = 担当ケアマネジャーの確認
milestone-action-share-information = 入院中の情報共有
milestone-action-meet-for-discharge = 退院調整の開始面談
milestone-action-decide-conference = 会議を開くかの判断
milestone-action-support-application = 要介護認定の申請の支援
milestone-action-name-care-manager = 担当ケアマネジャーの連絡
milestone-action-notify-transfer = 転院の連絡
milestone-action-tell-receiving-hospital = 転院先への担当ケアマネジャーの連絡

matter-needs = 必要な支援の把握
matter-discharge-day = 退院予定日
matter-care-management = ケアマネジャー
matter-home-medical-care = 訪問診療
matter-visiting-nursing = 訪問看護
matter-pharmacy = 薬局(訪問)
matter-conference = 退院時カンファレンス
matter-duties = 二人主治医の役割分担
matter-plan = 計画
matter-first-call = まず電話するところ
matter-consent = 情報共有の同意
matter-opioids = 医療用麻薬の供給
matter-devices = 機器・用具の手配
matter-absent-told = 欠席した人への報告
matter-night-physician = 夜間・急変時の医師
matter-backup-bed = 後方ベッド
matter-advance-care-planning = 本人・家族の意向(ACP)
matter-rules = ルールの期限
matter-documents = 書類の受け渡し

progress-ready = 済み
progress-under-way = 調整中
progress-lacking = これから
progress-not-recorded = 記録なし

milestone-owner-discharge-support = 入退院支援部門
milestone-owner-ward = 病棟
milestone-owner-care-manager = ケアマネジャー
milestone-owner-community-centre = 地域包括支援センター
milestone-owner-hub = 拠点

milestone-state-pending = 未実施
milestone-state-done = 済
milestone-state-waived = 対象外
milestone-state-not-asked = 求められていない

anchor-admission-decided = 入院の決定
anchor-admission = 入院日
anchor-screening-positive = 退院困難な要因の抽出
anchor-prospect-known = 退院の見通しが立った日
anchor-discharge-fixed = 退院日の決定
anchor-discharge = 退院予定日
anchor-transfer = 転院日
anchor-death = 死亡日

side-hospital = 病院の所在地
side-home = 患者の住所地

part-head = 概要
part-track = 経路
part-exemption = 対象外
part-criterion = 対象者の基準
part-form = 様式
part-waiver = 様式の省略
part-measure = 公表された指標
part-milestone = すること

change-added = 加わった
change-changed = 変わった
change-removed = なくなった

move-cause-discharge-expected = 退院予定・行き先の変更
move-cause-circumstances = 判断材料の記録
move-cause-needs = 必要な支援の変更
move-cause-team = 在宅チームの変更
move-cause-departure = 退院・転院
move-cause-patient = 患者情報の訂正
move-cause-version = 新しい版の適用

tried-on-own = この病院
tried-on-area = 担当地域の病院
rule-caution-begins-in-the-past = 適用開始日が過ぎています。その日から今日までに入院したケースはいまの版のままですが、これからその日付で登録する入院には、この版を適用します。
rule-caution-is-over-already = 適用終了日が過ぎています。これからの入院には適用されません。
rule-caution-unknown-municipalities = 登録されている市区町村にないコードがあります。
rule-wanted-whole = 整数
rule-wanted-number = 数
rule-wanted-list = 一覧（[ ] で囲む）
rule-wanted-fields = 項目の組（波括弧で囲む）
rule-wanted-text = 文字列（" " で囲む）
rule-wanted-day = 日付の文字列（"2026-06-01"）
rule-wanted-month = 年月の文字列（"2026-06"）
rule-wanted-fact = 判断材料か all( any( none(
rule-wanted-end = ここで終わり
rule-wanted-more = , か )
rule-wanted-sign = = か >= か <=
rule-wanted-name = 名前（'…' で囲む）
rule-wanted-opening = (
rule-wanted-compared = 数
rule-wanted-equal = =
rule-wanted-shallower = 入れ子を浅くする

pack-fault-syntax = TOMLとして読めません
pack-fault-unknown-field = この項目はありません
pack-fault-missing-field = この項目が必要です
pack-fault-wrong-type = 値の種類が違います
pack-fault-no-such-value = この値はありません
pack-fault-out-of-bounds = 範囲を超えています
pack-fault-empty = 空です
pack-fault-not-a-key = 識別名は小文字の英数字とハイフンだけです
pack-fault-duplicate = 同じ識別名が二つあります
pack-fault-no-such-key = この識別名のものはありません
pack-fault-not-a-condition = 条件として読めません
pack-fault-ends-before-it-begins = 終わりが始まりより前です
pack-fault-latest-before-limit = 「遅くとも」の期限が本来の期限より前です
pack-fault-no-day-and-no-words = 日数がない場合は、いつまでかを言葉で書いてください
pack-fault-waits-for-itself = 互いに待ち合っています
pack-fault-no-such-pack = 下に敷くルールが見つかりません
pack-fault-too-long = 本文が長すぎます
pack-fault-unfilled = まだ記入されていません

fact-care-manager = 担当ケアマネジャー
fact-care-level = 要介護認定
fact-age = 年齢（入院日）
fact-specified-disease = 特定疾病
fact-came-from = 入院前の居場所
fact-destination = 退院先
fact-transfer = 転院
fact-hospital-name = 病院
fact-ward-name = 病棟
fact-ward = 病棟の種類
fact-admission = 入院の経緯
fact-stay-days = 入院日数
fact-notice-days = 退院日の決定から退院までの日数
fact-clinical-path = 検査・クリニカルパスの入院
fact-support-changes = 退院後の支援の変更・連携
fact-respite = レスパイト入院
fact-screening = 退院困難な要因
fact-prognosis = 予後
fact-judgement = 医療機関の判断
fact-need = 必要な支援

care-manager-fact-assigned = 決まっている
care-manager-fact-none = いない

care-level-fact-not-applied = 未申請
care-level-fact-pending = 申請中
care-level-fact-support = 要支援
care-level-fact-care = 要介護

yes-no-yes = はい
yes-no-no = いいえ

admission-kind-planned = 予定入院
admission-kind-emergency = 緊急入院

came-from-home = 自宅
came-from-facility = 施設
came-from-hospital = 他の病院

respite-no = レスパイトではない
respite-first = 初めてのレスパイト
respite-regular = 定期的なレスパイト

screening-result-positive = 退院困難な要因あり
screening-result-negative = 退院困難な要因なし

prognosis-short = 日〜週の単位
prognosis-longer = それより長い

judgement-needed = 退院調整が必要
judgement-not-needed = 退院調整は不要

strength-fee = 診療報酬の要件
strength-standard = 標準
strength-guide = 目安

certainty-confirmed = 原文で確認済
certainty-unverified = 原文未確認

## 会議

conference-kind-discharge = 退院時カンファレンス
conference-kind-internal = 院内カンファレンス
conference-kind-case-study = 事例検討会

conference-state-draft = 準備中
conference-state-polling = 日程調整中
conference-state-scheduled = 日程決定
conference-state-held = 開催済
conference-state-minuted = 記録確定
conference-state-cancelled = 中止

seat-hospital-physician = 病院主治医
seat-ward-nurse = 病棟看護師
seat-discharge-support = 退院支援担当
seat-home-physician = 在宅主治医
seat-visiting-nurse = 訪問看護師
seat-pharmacist = 薬局薬剤師
seat-care-manager = ケアマネジャー
seat-therapist = リハビリ専門職
seat-dietitian = 管理栄養士
seat-dentistry = 歯科
seat-welfare-equipment-specialist = 福祉用具専門相談員
seat-consultation-support-specialist = 相談支援専門員
seat-hub-coordinator = 拠点コーディネーター
seat-patient = 本人
seat-family = 家族
seat-other = その他

requirement-required = 必須
requirement-should = できれば
requirement-may = 任意

mode-on-site = 来院
mode-video = ビデオ

choice-yes = 出席
choice-if-need-be = 調整すれば出席可
choice-no = 欠席

presence-present = 出席
presence-substituted = 代理出席
presence-absent = 欠席

absence-reason-on-duty = 勤務・診療中
absence-reason-other-appointment = 他の予定
absence-reason-outside-hours = 時間外
absence-reason-short-of-staff = 人手不足
absence-reason-too-far = 遠方
absence-reason-not-needed = 出席の必要がない
absence-reason-other = その他
absence-reason-unstated = 理由なし

answer-channel-link = メールのリンク
answer-channel-page = 画面
answer-channel-phone = 電話
answer-channel-fax = FAX

booking-kind-conference = 会議
booking-kind-travel = 移動
booking-kind-hold = 仮押さえ
booking-kind-external = 他の予定

## 相談と打診

consultation-state-open = 対応中
consultation-state-closed = 終了

consultation-outcome-team-found = 紹介成立
consultation-outcome-information-given = 情報提供で終了
consultation-outcome-not-found = 見つからず
consultation-outcome-stayed-in-hospital = 入院継続・転院
consultation-outcome-withdrawn-by-patient = 本人取下げ
consultation-outcome-died = 死亡

offer-state-asked = 打診中
offer-state-accepted = 承諾
offer-state-declined = 断り
offer-state-expired = 期限切れ(回答なし)
offer-state-withdrawn = 取下げ
offer-state-confirmed = 決定

hub-step-confirm = 患者さんの意向を確かめる
hub-step-ask = 打診する
hub-step-wait = 回答を待つ
hub-step-close = 相談を終える

decline-reason-full = 定員
decline-reason-outside-area = 区域外
decline-reason-cannot-provide = 処置対応不可
decline-reason-no-nights = 夜間不可
decline-reason-too-far = 距離
decline-reason-not-in-time = 日程
decline-reason-other = その他

verdict-pass = 可
verdict-unknown = 不明
verdict-fail = 不可

## 通知と権限

message-times-proposed = 日程のお伺い
message-conference-scheduled = 開催のご案内
message-conference-rescheduled = 日時変更のお知らせ
message-conference-cancelled = 中止のお知らせ
message-answer-reminder = ご回答のお願い
message-offer-made = 受け入れの打診
message-offer-confirmed = 決定のお知らせ
message-offer-withdrawn = 打診取下げのお知らせ
message-offer-accepted = 承諾のお知らせ
message-offer-declined = 断りのお知らせ
message-offer-expired = 回答期限切れのお知らせ
message-emergency-access-taken = 緊急アクセスの通知
message-colleague-invited = 参加のご案内(職員)
message-account-reset = パスワードの再設定のご案内
message-account-password-changed = パスワード変更のお知らせ
message-account-factor-changed = 二つ目の確認の変更のお知らせ
message-account-identity-linked = 所属機関のIDの結び付けのお知らせ
message-account-identity-unlinked = 所属機関のIDの解除のお知らせ
message-account-profession-changed = 職種変更のお知らせ
message-account-recovery-code-used = 回復コード使用のお知らせ

delivery-state-pending = 送信待ち
delivery-state-delivered = 送信済
delivery-state-dead = 届きませんでした
delivery-state-overtaken = 用が済みました

trouble-no-address = 宛先のメールアドレスが登録されていません。
trouble-unknown-address = このメールアドレスは見つかりませんでした。打ち間違いか、使われなくなったアドレスかもしれません。
trouble-mailbox-full = 相手のメール箱がいっぱいです。
trouble-rejected = 相手のメールサーバーが受け取りを断りました。
trouble-not-now = 相手のメールサーバーが、いまは受け取れないと答えました。
trouble-no-connection = メールサーバーにつながりませんでした。
trouble-unfit = このメールアドレスへの文面を作れませんでした。アドレスの書き方を確かめてください。

timer-kind-offer-expires = 打診の回答期限
timer-kind-hold-lapses = 仮押さえの期限
timer-kind-role-request-expires = 役割の申請の期限
timer-kind-remind-participants = 未回答の方への催促
timer-kind-recompute-milestones = 期限の計算し直し
timer-kind-take-rules = 新しい版のルールの適用

relationship-own = 自機関
relationship-team = ケアチーム
relationship-hub = 相談を受けた拠点
relationship-asked = 打診先
relationship-invited = 会議の招待
relationship-emergency = 緊急アクセス
relationship-withdrawn = 同意なし
relationship-ended = チーム終了
relationship-none = 関係なし

action-see-case = ケースを見る
action-change-case = ケースを変更する
action-settle-milestone = 期限の実施を記録する
action-share-duties = 主治医の役割分担を決める
action-see-conference = 会議を見る
action-call-conference = 会議を招集し記録する
action-record-answer = 回答を記録する
action-see-consultation = 相談を見る
action-work-consultation = 打診し相談を進める
action-see-offer = 打診を見る
action-answer-offer = 打診に回答する
action-see-plan = 計画を見る
action-write-plan = 計画を書く
action-see-consent = 同意の記録を見る
action-record-consent = 同意を記録する
action-register-admission = 入院を登録する
action-keep-record = 患者の記録を管理する
action-answer-invitation = 招待に回答する
action-take-consultation = 相談を受け付ける
action-break-glass = 緊急アクセスを行う
action-review-emergency = 緊急アクセスを点検する
action-keep-organization = 機関の情報を管理する
action-keep-members = 職員を管理する
action-confirm-role = 役割の変更を承認する
action-review-rights = 権限を見直す

purpose-care = 在宅療養の支援
purpose-coordination = 拠点による調整
purpose-conference-family = 会議での家族の情報の利用
purpose-screen-sharing = ビデオ通話での画面共有

consent-form-written = 書面
consent-form-oral-noted = 口頭（記録）
consent-form-implied = 黙示（院内掲示）
consent-form-refused = 拒否
consent-form-withdrawn = 撤回
consent-form-exception = 同意によらない提供

consent-standing-covered = 同意あり
consent-standing-missing = 同意の記録なし
consent-standing-refused = 同意なし（拒否・撤回）

exception-ground-law = 法令に基づく場合
exception-ground-life-and-body = 生命・身体・財産の保護に必要で、同意を得ることが困難
exception-ground-public-health = 公衆衛生・児童の健全育成に特に必要で、同意を得ることが困難
exception-ground-public-duty = 国の機関等の事務への協力

scope-everything = 閲覧と変更
scope-reading = 閲覧のみ
scope-calendar = 自分の予定表の表示のみ

first-factor-password = パスワード
first-factor-link = 一度だけ使えるリンク
first-factor-provider = 所属機関のID
first-factor-demo = デモ

second-factor-totp = 認証アプリ
second-factor-recovery-code = 回復コード
second-factor-passkey = パスキー
second-factor-provider = 所属機関による確認

link-purpose-setup = 最初の管理者
link-purpose-invitation = 招待
link-purpose-password-reset = パスワードの再設定
link-purpose-factor-reset = サインインの方法の再設定

denial-other-organization = これができるのは、担当する機関だけです。
denial-profession = この操作は、この職種ではできません。
denial-role = この操作は、この役割ではできません。管理者にご相談ください。
denial-kind = この操作は、この種類の機関ではできません。
denial-read-only = 緊急アクセスでは閲覧だけができます。
denial-other-seat = 回答できるのは、ご自身とご自身の機関の分だけです。
denial-scope = このアクセストークンではこの操作はできません。
denial-already-open = 緊急アクセスを使わなくても閲覧できます。

emergency-reason-emergency-care = 救急搬送・急変で診療に必要
emergency-reason-cannot-speak = 意識がなくご本人から聞けない
emergency-reason-nobody-reached = 夜間・休日で担当機関につながらない
emergency-reason-disaster = 災害
emergency-reason-other = その他

finding-justified = 妥当
finding-questioned = 要確認
finding-unjustified = 不当

## 入院一覧

column-patient-number = 患者番号
column-name = 氏名
column-name-kana = ふりがな
column-born-on = 生年月日
column-sex = 性別
column-admitted-on = 入院日
column-ward = 病棟
column-expected-discharge-on = 退院予定日
column-municipality = 市区町村(住所からここだけ)
column-phone = 電話番号
column-not-used = 使わない

recognised-heading = 見出し
recognised-content = 中身(見出しがないため)
recognised-remembered = 前に決めたとおり
recognised-hand = いま選んだもの
recognised-unneeded = 使わない列
recognised-nothing = 見出しがわかりません

outside-above-headings = 見出しより上
outside-headings-again = 見出しの繰り返し
outside-total = 合計など
outside-remark = 1か所だけの行

notice-admission-ahead = 入院日が今日より後
notice-admission-long-ago = 入院日が1年以上前
notice-very-old = 110歳以上
notice-without-number = 患者番号がありません
delay-reason-condition = 病状
delay-reason-wishes = 本人・家族の意向の調整
delay-reason-carers = 介護する人の準備
delay-reason-care-insurance = 要介護認定・介護サービスの調整
delay-reason-home-team = 在宅の受け手待ち
delay-reason-placement = 施設・転院先の空き待ち
delay-reason-equipment = 住まい・福祉用具・医療機器の準備
delay-reason-conference = 会議の日程
delay-reason-other = その他
delay-owner-ward = 病棟
delay-owner-discharge-support = 退院支援室
delay-owner-family = 本人・家族
delay-owner-hub = 在宅医療連携拠点
delay-owner-care-manager = ケアマネジャー
delay-owner-home-team = 在宅の医療機関・事業所
delay-owner-facility = 施設・転院先
delay-owner-municipality = 市町村

fee-first-day-admission = 入院日を1日目とする
fee-first-day-day-after = 入院日の翌日を1日目とする

fee-holiday-relief-when-all-closed = 期間がすべて休日のときだけ、次の平日
fee-holiday-relief-never = 休日でも延ばさない

fee-next-day-same-day = 当日のみ
fee-next-day-calendar-day = 暦の翌日まで
fee-next-day-business-day = 翌営業日まで

fee-edition-2024-06 = 令和6年度改定
fee-edition-2026-06 = 令和8年度改定

fee-edition-by-admission = 入院日
fee-edition-by-conference = カンファレンスの日
fee-edition-by-discharge = 退院日
fee-edition-by-letter = 診療情報提供書を渡す日

fee-venue-hospital = 入院医療機関
fee-venue-patients-home = 患家

fee-admission-hour-in-hours = 営業時間内
fee-admission-hour-after-hours = 営業時間終了後

fee-concern-place = 病棟・退院先
fee-concern-people = 出席者
fee-concern-facts = 同意・事情
fee-concern-days = 期日
fee-concern-claims = 回数・併算定
fee-concern-papers = 書類

fee-item-a246-1-i = A246 入退院支援加算1のイ
fee-item-a246-1-ro = A246 入退院支援加算1のロ
fee-item-a246-1-ha = A246 入退院支援加算1のハ
fee-item-a246-2-i = A246 入退院支援加算2のイ
fee-item-a246-2-ro = A246 入退院支援加算2のロ
fee-item-b004-1 = B004 退院時共同指導料1の1
fee-item-b004-2 = B004 退院時共同指導料1の2
fee-item-b005 = B005 退院時共同指導料2
fee-item-b005-note2 = B005 注2
fee-item-b005-note3 = B005 注3 多機関共同指導加算
fee-item-b005-note4 = B005 注4
fee-item-b005-1-2 = B005-1-2 介護支援等連携指導料 (令和6年度)
fee-item-b005-1-2-1 = B005-1-2 介護支援等連携指導料1
fee-item-b005-1-2-2 = B005-1-2 介護支援等連携指導料2
fee-item-b007 = B007 退院前訪問指導料
fee-item-b009-note2 = B009 診療情報提供料(Ⅰ) 注2
fee-item-c011 = C011 在宅患者緊急時等カンファレンス料
fee-item-pharmacy-guidance = 調剤 退院時共同指導料
fee-item-nursing-medical = 訪問看護 退院時共同指導加算 (医療保険)
fee-item-nursing-care = 訪問看護 退院時共同指導加算 (介護保険)
fee-item-admission-1 = 入院時情報連携加算(Ⅰ)
fee-item-admission-2 = 入院時情報連携加算(Ⅱ)
fee-item-leaving-1-i = 退院・退所加算(Ⅰ)イ
fee-item-leaving-1-ro = 退院・退所加算(Ⅰ)ロ
fee-item-leaving-2-i = 退院・退所加算(Ⅱ)イ
fee-item-leaving-2-ro = 退院・退所加算(Ⅱ)ロ
fee-item-leaving-3 = 退院・退所加算(Ⅲ)

fee-billing-separate = 別に算定できる
fee-billing-bundled = 入院料に含まれる
fee-billing-excluded = 対象外

fee-span-stay = 入院中
fee-span-month = 月

fee-apart-within-day = 同じ日
fee-apart-within-stay = 同じ入院
fee-apart-within-stay-before-discharge = 退院より前に算定する場合は、同じ入院

fee-claimant-hospital = 入院医療機関
fee-claimant-home-medical-care = 在宅療養担当医療機関
fee-claimant-visiting-nursing = 訪問看護ステーション
fee-claimant-pharmacy = 保険薬局
fee-claimant-care-management = 居宅介護支援事業所

fee-unit-points = 点
fee-unit-units = 単位
fee-unit-yen = 円

fee-confidence-official = 告示・通知・疑義解釈・公式マスター
fee-confidence-secondary = 二次資料
fee-confidence-unverified = 未確認

fee-tier-one = 入退院支援加算1
fee-tier-two = 入退院支援加算2

fee-flag-edition-assumed = 版を決める日が分からず、カンファレンスの日の版で見ている
fee-flag-edition-unsettled = カンファレンスの日と退院の日で版が異なり、どちらの版によるかの明文がない
fee-flag-first-day-unsettled = 入院日を1日目と数えるかの明文がなく、数え方で結果が変わる
fee-flag-in-principle = 「原則として」の期限である
fee-flag-holiday-wording-unread = 休日の扱いの原文を確認していない
fee-flag-expected-day-moved = 退院予定日が変わり、どちらの予定日によるかの明文がない
fee-flag-boundary-day = 「前後2週間」の端の日の数え方の明文がない
fee-flag-same-category-twice = 3者のうちに同じ区分が重なる場合の明文がない
fee-flag-video-not-stated = ビデオ通話でよいとの明文がない
fee-flag-base-not-met = もとになる点数の条件がそろっていない
fee-flag-may-be-included = 他の項目の条件がそろえば、そちらに含まれる
fee-flag-once-by-doctor-or-nurse = 2回算定するとき、1回は双方の医師又は看護師等による
fee-flag-department-must-be-told = 部門の看護師又は社会福祉士がいないため、内容を部門内で共有する
fee-flag-talk-with-patient-alone = 家族等と連絡が取れないため、面談は本人と、必要に応じて支援者と行う
fee-flag-facility-standard-unread = 施設基準の数値を確認していない
fee-flag-special-relation-unread = 特別の関係の扱いを確認していない
fee-flag-wording-unread = 条件の原文を確認していない

fee-party-hospital-doctor = 入院医療機関の医師
fee-party-ward-nurse = 病棟の看護師等
fee-party-ward-discharge-staff = 病棟に専任の入退院支援職員
fee-party-department-nurse = 入退院支援部門の看護師
fee-party-department-social-worker = 入退院支援部門の社会福祉士
fee-party-hospital-pharmacist = 入院医療機関の薬剤師
fee-party-hospital-therapist = 入院医療機関の理学療法士・作業療法士・言語聴覚士
fee-party-hospital-dietitian = 入院医療機関の管理栄養士
fee-party-home-doctor = 在宅療養担当医療機関の医師
fee-party-home-nurse = 在宅療養担当医療機関の看護師等
fee-party-home-staff = 在宅療養担当医療機関の薬剤師・管理栄養士・リハビリ専門職・社会福祉士
fee-party-dentistry = 歯科医師・歯科衛生士
fee-party-pharmacist = 保険薬局の薬剤師
fee-party-visiting-nurse = 訪問看護ステーションの看護師等(准看護師を除く)
fee-party-visiting-assistant-nurse = 訪問看護ステーションの准看護師
fee-party-visiting-therapist = 訪問看護ステーションの理学療法士・作業療法士・言語聴覚士
fee-party-care-manager = 介護支援専門員
fee-party-consultation-support = 相談支援専門員
fee-party-welfare-equipment = 福祉用具専門相談員

fee-side-hospital = 入院医療機関
fee-side-home = 在宅側

fee-presence-by-on-site = 会場
fee-presence-by-video = ビデオ通話
fee-presence-by-phone = 電話

fee-act-screen = 退院困難な要因を有する患者の抽出
fee-act-talk = 患者・家族との面談
fee-act-plan-started = 退院支援計画の作成に着手
fee-act-ward-conference = 病棟・入退院支援部門のカンファレンス
fee-act-moved-to-ward = 療養病棟等への転棟
fee-act-care-manager-told = 担当ケアマネジャーへの入院の連絡
fee-act-care-manager-contacted = 計画に関する情報の、担当ケアマネジャーへの連絡
fee-act-home-visit = 退院前の訪問指導
fee-act-letter = 診療情報提供書の交付
fee-act-admission-information = ケアマネジャーから病院への入院時情報の提供

fee-fact-consented = 共同指導・連携についての患者の同意
fee-fact-screen-shows-patient = 画面に患者の個人情報を映す
fee-fact-screen-consented = 画面に映すことへの患者の同意
fee-fact-on-record-network = 医療情報システムと同じネットワーク上の端末を使う
fee-fact-network-secured = その端末は安全管理ガイドラインに対応している
fee-fact-claims-a246 = 入退院支援加算を算定する患者
fee-fact-plan-shared = 退院後の計画を在宅療養担当医療機関と共有した
fee-fact-destination-recorded = 退院先を記録した
fee-fact-facility-attached = 退院先の施設は入院医療機関に併設されている
fee-fact-listed-disease = 別表第三の一の三に掲げる疾病等の患者
fee-fact-home-care-support-clinic = 在宅療養支援診療所である
fee-fact-care-manager-chosen = 患者が選んだケアマネジャー・相談支援専門員である
fee-fact-care-insured = 介護保険の利用者
fee-fact-care-manager-known = 担当ケアマネジャーがいる
fee-fact-care-insurance-not-applied = 要介護の疑いがあり未申請
fee-fact-family-urged = 家族に市町村・地域包括支援センター等への相談を勧めた
fee-fact-in-house-rule = 院内の連携ルールを定めている
fee-fact-department-meets-partners = 入退院支援部門が地域の会議に参加し、事前に連絡先を共有している
fee-fact-long-stay-expected = 1か月を超える入院が見込まれる
fee-fact-early-home-visit = 入院後14日以内にも退院前訪問指導をした
fee-fact-letter-to-care-side = 市町村・居宅介護支援事業者等へ情報を提供する
fee-fact-special-relation = 提供先と特別の関係にある
fee-fact-pharmacy-chosen = 患者が指定する保険薬局である
fee-fact-guided-promptly = カンファレンスの結果に基づき速やかに指導した
fee-fact-equipment-expected = 福祉用具の貸与が見込まれる
fee-fact-first-plan-claimed = 初回加算を算定する

fee-document-guidance = 患者・家族に渡す説明文書
fee-document-around-the-clock-contacts = 24時間連絡を受ける担当者などの文書
fee-document-record = 診療録への要点の記載、又は文書の写しの添付
fee-document-discharge-plan = 退院支援計画書の説明・交付
fee-document-after-discharge-plan = 疾患名・退院基準・退院後に必要な診療の計画の説明・交付
fee-document-care-plan-copy = ケアプラン(案)の写し
fee-document-letter = 診療情報提供書
fee-document-nursing-record = 訪問看護記録書への記載
fee-document-medication-record = 薬剤服用歴への記載
fee-document-care-plan-entry = 居宅サービス計画への日時・場所・出席者・要点の記載
fee-document-discharge-information = 退院・退所情報記録書
fee-document-admission-information = 入院時情報提供書

fee-goes-to-home = 自宅
fee-goes-to-other-hospital = 他の病院・診療所
fee-goes-to-health-facility = 介護老人保健施設
fee-goes-to-medical-care-home = 介護医療院
fee-goes-to-nursing-home = 特別養護老人ホーム(介護老人福祉施設)
fee-goes-to-specified-facility = 特定施設
fee-goes-to-disability-facility = 障害者支援施設
fee-goes-to-welfare-facility = その他の社会福祉施設
fee-goes-to-died = 死亡退院

fee-discharge-factor-cancer-dementia-pneumonia = 悪性腫瘍、認知症又は急性呼吸器感染症
fee-discharge-factor-emergency-admission = 緊急入院
fee-discharge-factor-care-not-applied = 要介護状態の疑いがあり未申請
fee-discharge-factor-care-change-not-applied = 要介護状態区分の変更が必要で未申請
fee-discharge-factor-special-communication = コミュニケーションに特別な技術が必要な障害
fee-discharge-factor-severe-behaviour = 強度行動障害
fee-discharge-factor-abuse = 虐待を受けている又はその疑い
fee-discharge-factor-poverty = 生活困窮
fee-discharge-factor-lower-adl = 入院前に比べADLが低下し、生活様式の再編が必要
fee-discharge-factor-toilet-assistance = 排泄に介助を要する
fee-discharge-factor-care-not-enough = 養育又は介護を十分に提供できない
fee-discharge-factor-medical-treatment = 退院後に医療処置が必要
fee-discharge-factor-repeated-admission = 入退院を繰り返している
fee-discharge-factor-undernourished = 長期の低栄養が見込まれる
fee-discharge-factor-young-carer = 家族の介助を日常的に行う児童等
fee-discharge-factor-cared-for-by-child = 児童等から介助を受けている
fee-discharge-factor-relatives-unreachable = 家族・親族との連絡が困難
fee-discharge-factor-other = その他これらに準ずる

fee-answer-met = 満たす
fee-answer-unknown = 未確認
fee-answer-lacking = 不足

## 指標

care-need-care = 要介護
care-need-support = 要支援
care-need-uncertified = 認定なし(未申請・申請中)
care-need-unrecorded = 記録なし
care-manager-known-with = ケアマネジャーあり
care-manager-known-without = ケアマネジャーなし
care-manager-known-unrecorded = 記録なし
handover-coordinated = 退院調整あり
handover-missed = 退院調整もれ
miss-reason-told-late = 退院後に連絡
miss-reason-waived = しない理由の記録あり
miss-reason-unrecorded = 理由の記録なし
notice-days-on-the-day = 退院当日
notice-days-one-or-two = 1〜2日前
notice-days-three-to-six = 3〜6日前
notice-days-seven-to-thirteen = 7〜13日前
notice-days-fourteen-or-more = 14日以上前
step-end-on-time = 期限内
step-end-late = 期限後
step-end-waived = しないと決定
step-end-overdue = 期限切れ
step-end-not-due-yet = 期限前
step-end-undated = 期限なし
participation-on-site = 来院
participation-video = ビデオ
participation-substitute = 代理出席
participation-in-writing = 欠席(照会に回答)
participation-absent = 欠席
participation-unrecorded = 記録なし
