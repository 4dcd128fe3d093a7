# 断りの文: refusal-<コード>。なぜできないか、どうすればよいかを一文で。

## 文字と番号

refusal-text-empty = 入力してください。
refusal-text-too-long = 長すぎます。短くしてください。
refusal-text-control-character = 使えない文字が含まれています。入力し直してください。
refusal-day-malformed = 日付を入力してください(例: 2026-11-27、令和8年11月27日)。
refusal-day-year-ambiguous = 年がはっきりしません。西暦4桁か元号を付けて入力してください(例: 1946-04-01、S21.4.1)。
refusal-day-order-ambiguous = 月と日の順がはっきりしません。年を先にして入力してください(例: 1946-04-01)。
refusal-day-not-in-calendar = 暦にない日付です。月と日を確かめてください。
refusal-day-not-in-era = その元号にない年です。元号と年を確かめてください。
refusal-email-address-malformed = メールアドレスの形が正しくありません。
refusal-postal-code-malformed = 郵便番号は7桁の数字で入力してください。
refusal-phone-number-malformed = 電話番号の形が正しくありません。
refusal-municipality-code-malformed = 市区町村コードは5桁の数字で入力してください。
refusal-web-address-malformed = アドレスは https:// で始まる形で入力してください。

## 営業時間

refusal-hours-not-an-opening = 時間は「09:00-12:30」の形で、開始を終了より前にしてください。
refusal-hours-overlapping = 同じ曜日の時間帯が重なっています。
refusal-hours-too-many = 一つの曜日の時間帯が多すぎます。
refusal-hours-not-a-weekday = 曜日は月曜日を1、日曜日を7とする数字で指定してください。

## 患者

refusal-patient-born-in-the-future = 生年月日が今日より後になっています。
refusal-patient-born-too-long-ago = 生年月日が古すぎます。確かめてください。
refusal-patient-known = ふりがなと生年月日が同じ患者さんがいます。同じ方ならその方を、別の方なら「新しい患者さん」を選んで、もう一度登録してください。
refusal-patient-number-taken = この患者番号はすでに使われています。
refusal-record-link-within-one-organization = 同じ機関の記録どうしは結び付けられません。
refusal-record-link-not-proposed = この結び付けは確認待ちではありません。
refusal-record-link-not-yours = 記録を持つ機関だけが操作できます。
refusal-record-link-already-undone = この結び付けはすでに解除されています。

## 退院支援ケース

refusal-case-admitted-too-far-ahead = 入院日が先すぎます。確かめてください。
refusal-case-discharge-before-admission = 退院の日が入院日より前になっています。
refusal-case-day-in-the-future = まだ来ていない日は記録できません。
refusal-case-circumstance-in-the-future = まだ来ていない日を「分かった日」として記録することはできません。
refusal-case-screening-contradictory = 「要因なし」の抽出に、要因や基準を選ぶことはできません。
refusal-case-no-such-criterion = この基準は、このケースのルールにありません。ページを開き直してください。
refusal-case-version-not-offered = このケースに適用できる新しい版ではありません。
refusal-rules-without-area = 公開できるのは、担当地域のある拠点・市町村・医師会のコーディネーターか管理者です。この機関には担当地域がないか、公開する権限がありません。
refusal-rules-unfilled = ひな形の「［記入…］」がまだ残っています。すべて書き換えてから公開してください。
refusal-rules-without-first-day = いつから適用するかを書いてください。
refusal-rules-version-not-new = この版はもう公開されています。版の番号を上げてください。
refusal-rules-faulty = 書式に誤りがあります。書式の確認（APIではcheckRules）で示される箇所を、すべて直してください。
refusal-rules-not-your-area = この機関の担当地域の外まで含んでいるか、地域が書かれていません。地域（municipalities）に、担当地域の市区町村コードだけを書いてください。
refusal-rules-not-yours = この識別名(key)は、ほかの機関のルールかひな形のものです。別の識別名を付けてください。
refusal-rules-published-by-others = この版は、ほかの機関かシステムの運営者が公開したものです。最終日を定められるのは、公開した機関だけです。
refusal-rules-ended-already = この版の最終日は過ぎています。過ぎた日の適用は変えられません。
refusal-rules-end-in-the-past = 最終日は、今日以後の日にしてください。
refusal-rules-end-after-their-own = この版は、もっと早い適用終了日を付けて公開されています。その日以前の日にしてください。
refusal-rules-nothing-to-take = この版より前の版に従っている進行中のケースはありません。
refusal-case-no-longer-admitted = 患者さんはすでに退院または転院しています。
refusal-case-still-admitted = 患者さんはまだ入院中です。
refusal-case-already-closed = このケースは終了しています。
refusal-case-already-open = この患者さんには、この病院で進行中のケースがすでにあります。
refusal-case-not-a-predecessor = 前のケースとして指定できるのは、同じ方の終了したケースだけです。

## 期限

refusal-milestone-already-settled = すでに済または対象外と記録されています。
refusal-milestone-done-in-the-future = 実施日は今日以前にしてください。

## ケアチーム

refusal-team-role-taken = この役割にはすでに別の方がいます。先に外してください。
refusal-team-already-member = すでにこの役割でチームに入っています。
refusal-team-not-a-member = チームの一員ではありません。
refusal-team-member-holds-duties = 受け持っている役割分担があります。先に担当を決め直してください。
refusal-team-duty-twice = 同じ役割分担が二度指定されています。
refusal-team-holder-missing = 指定された主治医がチームにいません。

## 予約

refusal-slot-taken = その時間はほかの予約が入りました。別の時間を選んでください。
refusal-booking-in-the-past = すでに始まった時間は押さえられません。
refusal-booking-too-long = 一度に押さえられるのは24時間までです。
refusal-booking-empty = 終了を開始より後にしてください。
refusal-hold-expires-too-early = 仮押さえの期限を今より後にしてください。
refusal-booking-not-a-hold = 解除できるのは仮押さえだけです。会議は日時を変えるか中止してください。

## 会議

refusal-conference-duration-out-of-range = 所要時間は5分から240分まで、5分刻みで指定してください。
refusal-conference-nobody-invited = 出席者を一人以上選んでください。
refusal-conference-too-many-participants = 出席者は40人までです。
refusal-conference-too-many-questions = 質問は10個までです。
refusal-conference-question-not-asked = その番号の質問はありません。
refusal-conference-invited-twice = 同じ方またはメールアドレスが二度入っています。
refusal-conference-no-video-address = ビデオで参加する方がいます。ビデオ会議のアドレスを入力してください。
refusal-conference-case-missing = 退院時カンファレンスには対象のケースが必要です。
refusal-conference-case-closed = このケースは終了しています。
refusal-conference-seat-forgotten = 必要な職種が抜けています。招くか、外す理由を入力してください。
refusal-conference-not-a-draft = 準備中の会議ではないため、変更できません。
refusal-conference-no-time-proposed = まだ聞いていない日時を一つ以上選んでください。
refusal-conference-too-many-times = 候補の日時は一度に10件、あわせて20件までです。
refusal-conference-not-on-a-quarter-hour = 開始は毎時00分・15分・30分・45分にしてください。
refusal-conference-in-the-past = その日時はすでに過ぎています。
refusal-conference-not-schedulable = この会議は日程を決められる段階ではありません。
refusal-conference-not-scheduled = この会議は日程が決まっていないか、すでに終わっています。
refusal-conference-same-time = すでにその日時に決まっています。
refusal-conference-already-held = この会議はすでに開催されています。
refusal-conference-already-cancelled = この会議はすでに中止されています。
refusal-conference-not-yet-begun = 会議はまだ始まっていません。
refusal-conference-attendance-incomplete = 全員の出欠を一人一回ずつ記録してください。
refusal-conference-not-held = この会議はまだ開催されていません。
refusal-conference-no-minutes = 確定する記録がありません。先に記録を書いてください。
refusal-conference-minutes-confirmed = 記録は確定しています。変更は追記で行ってください。
refusal-conference-minutes-not-confirmed = 追記できるのは確定した記録だけです。
refusal-conference-time-not-open = この日時は回答の受付を終えています。
refusal-conference-not-invited = この会議の出席者ではありません。

## 相談と打診

refusal-consultation-nothing-asked = 探すサービスを一つ以上選んでください。
refusal-consultation-closed = この相談は終了しています。
refusal-consultation-offers-pending = 返事待ちの打診があります。先に決定するか取り下げてください。
refusal-consultation-without-case = ケースのない相談では、ケアチームを決定できません。先にケースを登録してください。
refusal-offer-service-not-asked = この相談で探しているサービスではありません。
refusal-offer-wrong-kind-of-organization = この機関はそのサービスを行っていません。
refusal-offer-already-made = この機関にはすでに打診しています。
refusal-offer-expires-too-early = 回答期限を今より後にしてください。
refusal-offer-not-waiting = この打診は回答待ちではありません。
refusal-offer-expired = 回答期限を過ぎています。拠点へお電話ください。
refusal-offer-not-accepted = 決定できるのは承諾された打診だけです。

## 計画

refusal-plan-no-first-call = 最初に電話する先を一つ以上入力してください。
refusal-plan-too-many-lines = サービスは50件、電話先は10件までです。
refusal-plan-case-closed = このケースは終了しています。
refusal-conference-too-far-ahead = 1年より先の日時は指定できません。年をご確認ください。
refusal-booking-too-far-ahead = 2年より先の時間は押さえられません。
refusal-offer-expires-too-late = 回答までの時間は31日以内にしてください。
refusal-case-admitted-too-long-ago = 入院日が10年以上前になっています。年をご確認ください。
refusal-case-discharge-too-late = 退院日が入院日から20年以上先になっています。年をご確認ください。
refusal-patient-born-after-admission = 入院日が生年月日より前になっています。
refusal-patient-postal-code-unknown = この郵便番号から市区町村を決められません。市区町村を選んでください。

## 同意

refusal-consent-missing = この機関に情報を渡すことについて、患者さんの同意が記録されていません。同意を得て、その方法を記入してください。
refusal-consent-refused = 患者さんは、この機関に情報を渡すことに同意していません。
refusal-consent-document-missing = 書面による同意では、同意書の保管場所を記入してください。
refusal-consent-ground-missing = 同意によらない提供では、根拠を選んでください。
refusal-consent-basis-missing = 同意によらない提供では、理由を記入してください。
refusal-consent-ground-without-exception = 根拠を選べるのは、同意によらない提供のときだけです。
refusal-consent-no-such-relative = この方は、患者さんのご家族として登録されていません。
refusal-consent-relative-cannot-speak-for-patient = ご家族が同意できるのは、会議でのご家族ご自身の情報の利用だけです。
refusal-consent-relative-must-speak = ご家族の情報については、ご家族ご本人を選んでください。
refusal-consent-in-the-future = 同意した日が今日より後になっています。
refusal-consent-nothing-to-withdraw = 拒否や撤回の記録は、撤回できません。

## 職員と役割

refusal-membership-already-there = この方はすでにこの機関に所属しています。
refusal-membership-last-administrator = 管理者が一人もいなくなるため、できません。先にほかの方を管理者にしてください。
refusal-colleague-already-invited = このアドレスには、すでに案内を送っています。
refusal-colleague-invitation-over = この案内は使えなくなっています。もう一度案内を送ってもらってください。
refusal-role-already-held = すでにこの役割です。
refusal-role-needs-no-request = メンバーになるのに申請はいりません。
refusal-role-already-requested = この方についての申請が、すでに承認を待っています。
refusal-role-confirmed-by-requester = 申請した本人は承認できません。ほかの管理者に承認してもらってください。
refusal-role-confirmed-for-oneself = 自分の役割は承認できません。ほかの管理者に承認してもらってください。
refusal-role-confirmed-by-colleague = この機関のほかの管理者が承認できます。その方に承認してもらってください。
refusal-role-request-settled = この申請はすでに決まっています。
refusal-role-request-expired = この申請は期限を過ぎています。もう一度申請してください。
refusal-profession-changed-for-oneself = 自分の職種は変更できません。ほかの管理者に変更してもらってください。
refusal-rights-reviewed-for-oneself = 自分の権限は確認できません。ほかの管理者に確認してもらってください。
## アカウント

refusal-login-malformed = ユーザー名は、メールアドレスか3文字以上の英数字と記号「. _ - + @」で入力してください。
refusal-login-taken = このユーザー名はすでに使われています。
refusal-password-too-short = パスワードは15文字以上にしてください。
refusal-password-too-long = パスワードは128文字までです。
refusal-password-guessable = 推測されやすいパスワードです。よく使われる言葉、並びの文字、ユーザー名だけで作ることはできません。
refusal-passwords-differ = 二つの入力が一致しません。
refusal-sign-in-failed = ユーザー名かパスワードが正しくありません。
refusal-password-wrong = パスワードが正しくありません。
refusal-authenticator-unreadable = サーバーの鍵が替わったため、認証アプリのコードを確認できません。回復コードかパスキーをお使いになるか、再設定を依頼してください。
refusal-code-wrong = 確認コードが正しくないか、すでに使われています。新しいコードでもう一度お試しください。
refusal-passkey-refused = パスキーを確かめられませんでした。もう一度お試しください。この端末にない場合は、確認コードか回復コードを使ってください。
refusal-too-many-passkeys = 登録できるパスキーは10個までです。使わないものを削除してください。
refusal-last-factor = 二つ目の確認がなくなるため、削除できません。先にほかの方法を設定してください。
refusal-token-lives-too-long = 有効日数は1日から730日までです。
refusal-only-in-browser = トークンでは、トークンを作れません。ブラウザーでサインインして作ってください。
refusal-provider-refused = 所属機関のIDでのサインインを確かめられませんでした。はじめからもう一度お試しください。
refusal-provider-silent = 所属機関のIDの仕組みから応答がありません。しばらくしてからもう一度お試しいただくか、パスワードでサインインしてください。
refusal-identity-unknown = このIDは、要のアカウントにまだ結び付けられていません。
refusal-identity-taken = このIDはすでに結び付けられているか、あなたのアカウントに同じ機関の別のIDが結び付けられています。
refusal-identity-without-membership = このIDの機関に、いまは所属していません。
refusal-identity-without-factor = 二つ目の確認が設定されていません。パスワードでサインインし、二つ目の確認を設定してください。
refusal-own-factors-needed = 所属機関のIDでサインインしている間は、アカウントを変更できません。サインアウトし、パスワードでサインインし直してください。
refusal-no-account = この方はまだアカウントを作っていません。
refusal-no-mail-address = メールアドレスが登録されていません。

## 緊急アクセス

refusal-emergency-confirm-again = 緊急アクセスの前に、二段階認証をもう一度行ってください。
refusal-emergency-review-overdue = 前回の緊急アクセスの点検が48時間を過ぎても終わっていないため、新たな緊急アクセスはできません。
refusal-emergency-found-unjustified = 前回の緊急アクセスが不当と判断されたため、この患者さんの情報は閲覧できません。担当機関にお問い合わせください。
refusal-emergency-over = この緊急アクセスは終了しています。
refusal-emergency-reviewed = この緊急アクセスはすでに点検されています。
refusal-emergency-review-of-own-access = ご自身の緊急アクセスは点検できません。
refusal-emergency-review-note-missing = 妥当でないと判断したときは、その内容を記入してください。

## 閲覧記録の点検

refusal-access-month-not-over = この月はまだ終わっていません。点検済みにできるのは翌月の1日からです。

refusal-draft-written-elsewhere = この画面を開いたあとに、ほかの画面で書き換えられました。書かれた内容を下に示します。もう一度送ると、この画面の内容に置き換わります。
refusal-draft-too-large = 入力が長すぎるため、下書きとして保存できません。

## 入院一覧

refusal-list-empty = 患者さんの行がありません。一覧をコピーして貼り付けてください。
refusal-list-too-many-rows = 1度に読めるのは1,000行までです。分けて貼り付けてください。
refusal-list-too-long = 大きすぎます。1度に読めるのは1MBまでです。要る列や行だけを貼り付けてください。
refusal-list-not-text = 文字として読めないファイルです。CSV(UTF-8またはShift_JIS)で保存し直すか、開いて貼り付けてください。
refusal-list-workbook = Excelなどのファイルは読めません。開いてコピーし、貼り付けてください。
refusal-list-utf16 = 文字コードがUTF-16です。CSV(UTF-8またはShift_JIS)で保存し直すか、開いて貼り付けてください。
refusal-list-row-too-wide = 見出しより列の多い行です。カンマなどで列がずれているようです。入力し直してください。
refusal-list-cell-formula = 式やエラー、省略された値です(=、#N/A、####、1.2E+08など)。正しい値を入力してください。
refusal-list-sex-unknown = 性別が読み取れません。男・女・その他・不明のどれかを入力してください。
refusal-list-row-unsettled = 記録と一覧が違います。どちらが正しいか答えてください。
refusal-list-same-person-unsettled = 同じ人かもしれない患者さんがいます。同じ人かどうか答えてください。
refusal-list-record-changed = 答えたあとに記録が変わりました。もう一度確かめてください。
refusal-list-number-of-another = この番号は別の患者さんの記録にあります。番号を確かめてください。
refusal-list-row-repeated = 一覧の前の行と同じ患者さんです。
refusal-delivery-not-given-up = この知らせは、もう送っている途中か、届いています。
refusal-delivery-overtaken = この知らせは用が済んでいるため、送り直しません。
refusal-delivery-address-kept-elsewhere = このアドレスはここでは直せません。登録している機関や本人に直してもらってください。
