# The audit log: its vocabularies, its pages, its mail

audit-actor-member = サインインした人
audit-actor-guest = リンクの持ち主
audit-actor-system = システム

audit-purpose-care = 診療・ケア
audit-purpose-coordination = 連携調整
audit-purpose-administration = 管理
audit-purpose-emergency = 緊急時
audit-purpose-oversight = 閲覧記録の点検

audit-outcome-allowed = 許可
audit-outcome-denied = 拒否
audit-outcome-hidden = 「見つからない」として拒否
audit-outcome-failed = 失敗

audit-source-page = 画面
audit-source-api = API
audit-source-live = 自動更新の画面
audit-source-link = リンク
audit-source-command = コマンド
audit-source-timer = タイマー

audit-entity-patient = 患者情報
audit-entity-record-link = 患者情報の結び付け
audit-entity-case = 退院支援ケース
audit-entity-milestones = ケースの節目
audit-entity-team = ケアチーム
audit-entity-conference = カンファレンス
audit-entity-answers = 出欠の回答
audit-entity-plan = 計画
audit-entity-consultation = 相談
audit-entity-offer = 打診
audit-entity-booking = 予約
audit-entity-consent = 同意の記録
audit-entity-emergency = 緊急アクセス
audit-entity-organization = 事業所
audit-entity-rules = ルール
audit-entity-account = アカウント
audit-entity-audit-log = 閲覧記録

account-act-audit-reviewed = 閲覧記録の点検

# line: number, hash and time of the newest seal
message-audit-anchor-subject = 閲覧記録の封印
message-audit-anchor-body =
    次の一行を保管してください。閲覧記録が改ざんされていないことを後で確かめるために使います。

    { $line }

action-see-audit = 閲覧記録を見る
action-see-measures = 退院の指標を見る

nav-access = 閲覧記録
access-of-patient = { $name } さんの情報を見た人
access-of-person = { $name } さんが見たもの・行ったこと
access-of-this-patient = この患者の情報を見た人
access-of-emergency = この緊急アクセスで見たもの・行ったこと
access-month-title = 閲覧記録の月次点検
access-month-of = 閲覧記録 { $month }
access-earlier = 前の月:
access-from = から
access-until = まで
access-show-action = 表示
access-empty = 記録はありません。
access-cut = 新しい200件だけを表示しています。ほかの記録は期間を短くして表示してください。
access-who = だれが
access-organization = 所属
access-did = 何をしたか
access-what = 対象
access-purpose = 目的
access-outcome = 結果
access-source = 経路
access-report-action = 本人向けの報告
access-report-title = あなたの情報の閲覧記録
access-report-hint = この期間に、次の人があなたの情報を見たり変更したりしました。
access-back = 閲覧記録に戻る
access-first = 最初
access-last = 最後
access-looks = 回数
access-refused = 拒否
access-emergency = 緊急時
access-review-action = この月を点検済みにする
access-review-done = 点検済みとして記録しました。
access-reviewed = { $time } に { $person } さんが点検しました
access-staff = 自組織の職員
access-outsiders = 他の機関の方
access-outsiders-hint = 自組織の患者さんについて、他の機関の方が見たこと・行ったことです。
access-outsiders-empty = 他の機関の方の記録はありません。
access-outsider-note = 他の機関の方です。自組織の患者さんについての記録だけを表示しています。
access-profession = 職種
access-patients = 患者数
access-emergencies =
    緊急アクセス { $taken }件: 点検済み { $reviewed }件、点検待ち { $waiting }件{ $overdue ->
        [0] {""}
       *[other] {" "}(うち期限切れ { $overdue }件)
    }

# What was done, by the code in the log
did-patient-registered = 患者を登録した
did-patient-corrected = 患者情報を訂正した
did-record-link-proposed = 患者情報の結び付けを提案した
did-record-link-confirmed = 患者情報の結び付けを確認した
did-record-link-undone = 患者情報の結び付けを取り消した
did-admission-registered = 入院を登録した
did-needs-profiled = 必要な支援を記録した
did-circumstances-told = ルールの判断材料を記録した
did-rules-taken = 新しい版のルールを適用した
did-discharge-expected = 退院予定を変更した
did-delay-explained = 退院が延びている理由を記録した
did-readiness-overridden = 退院の準備の不足について判断を記録した
did-discharged = 退院を記録した
did-transferred = 転院を記録した
did-case-closed = ケースを終了した
did-milestone-settled = 節目を記録した
did-team-member-joined = ケアチームに加えた
did-consent-recorded = 同意を記録した
did-access-withheld = 同意がないため共有を止めた
did-access-opened = 同意により共有を始めた
did-emergency-access-taken = 緊急アクセスを開始
did-emergency-access-missed = 緊急アクセスを申請(該当患者なし)
did-emergency-access-ended = 緊急アクセスを終了
did-emergency-access-reviewed = 緊急アクセスを確認
did-team-member-left = ケアチームから外した
did-duties-shared = 主治医の分担を決めた
did-hold-placed = 仮予約をした
did-hold-released = 仮予約を解除した
did-conference-drafted = 会議の案を作った
did-conference-revised = 会議の案を変更した
did-times-proposed = 候補日時を示した
did-invitation-answered = 出欠を回答した
did-conference-scheduled = 会議の日時を決めた
did-conference-rescheduled = 会議の日時を変えた
did-conference-cancelled = 会議を中止した
did-conference-held = 会議の実施を記録した
did-minutes-drafted = 議事録を書いた
did-minutes-confirmed = 議事録を確定した
did-minutes-amended = 議事録を訂正した
did-reminder-due = 回答の催促をした
did-consultation-opened = 相談を受け付けた
did-consultation-closed = 相談を終了した
did-offer-made = 打診した
did-offer-accepted = 打診を受けた
did-offer-declined = 打診を断った
did-offer-expired = 打診が期限切れになった
did-offer-withdrawn = 打診を取り下げた
did-offer-confirmed = 打診を確定した
did-plan-written = 計画を書いた
did-capabilities-stated = 対応できることを登録した
did-directory-imported = 名簿を取り込んだ
did-rules-published = ルールを公開した
did-rules-ended = ルールの最終日を定めた
did-search-patients = 患者を検索した
did-see-patient = 患者情報を見た
did-see-record-link = 患者情報の結び付けを見た
did-see-emergency-access = 自分の緊急アクセスを見た
did-end-emergency-access = 緊急アクセスを終了しようとした
did-colleague-invited = 職員を招待した
did-colleague-invitation-withdrawn = 招待を取り消した
did-colleague-joined = 職員が加わった
did-membership-ended = 所属を終了した
did-profession-changed = 職種を変更した
did-role-requested = 役割を申請した
did-role-confirmed = 役割を確認した
did-role-refused = 役割を認めなかった
did-role-request-expired = 役割の申請が期限切れになった
did-role-laid-down = 役割を返上した
did-rights-reviewed = 権限を点検した
did-message-sent-again = 届かなかった知らせを送り直した
did-invitation-readdressed = 会議の案内の宛先を直した
did-admission-list-settled = 入院一覧の読み方を決めた
did-retention-settled = 保存期間を決めた
did-legal-hold-placed = 消去を保留した
did-legal-hold-lifted = 保留を解いた
did-patient-erased = 記録を消去した
did-account-opened = アカウントを開設した
did-signed-in = サインインした
did-sign-in-failed = サインインに失敗した
did-second-factor-failed = 二要素認証に失敗した
did-signed-out = サインアウトした
did-password-changed = パスワードを変更した
did-second-factor-changed = 二要素認証を変更した
did-identity-linked = 所属機関のIDを結び付けた
did-identity-unlinked = 所属機関のIDの結び付けを解いた
did-provider-sign-in-failed = 所属機関のIDでのサインインに失敗した
did-recovery-code-used = 回復コードを使った
did-recovery-codes-renewed = 回復コードを作り直した
did-account-locked = アカウントを止めた
did-link-issued = リンクを発行した
did-reset-link-asked = パスワード再設定のリンクを送らせた
did-access-token-made = トークンを作った
did-access-token-revoked = トークンを取り消した
