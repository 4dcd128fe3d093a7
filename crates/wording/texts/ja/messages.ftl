# 通知の文: message-<コード>-subject(件名)と -body(本文)
#
# 患者さんの名前と病状、会議の題名は書かない。変数は呼び出し側が言葉にして渡す:
#   $recipient 宛名(個人は氏名、機関は名称)  $organizer 会議を開く機関  $kind 会議の種類
#   $time 日時(11/27(金) 13:00–13:30)  $day 日(11/27(金))  $days 候補日の範囲
#   $times 候補の一覧(message-part-time を改行でつないだもの)  $place 場所(message-part-place-…)
#   $link 回答またはサインインのリンク  $deadline 回答期限(11/24(火) 17:00)
#   $hub 拠点  $organization 打診先の機関  $service サービス  $municipality 市区町村  $age 年代

## 部品

message-part-time = ・{ $time }
message-part-office = { $organizer }(電話 { $phone })
message-part-place-room = { $organizer } { $room }
message-part-place-room-undecided = { $organizer }(部屋は追ってご案内します)
message-part-place-video = ビデオ会議 { $address }
message-part-unknown = 未定

message-part-signature =
    ――――――――――
    要(かなめ) 退院調整システム
    このメールは自動で送られています。

## 会議

# $recipient $organizer $office $kind $days $times $link
message-times-proposed-subject = { $kind }の日程のお伺い { $days }
message-times-proposed-body =
    { $recipient } 様

    いつもお世話になっております。{ $organizer }です。
    { $kind }を開くにあたり、ご都合をお聞かせください。

    候補の日時
    { $times }

    下のページから、日時ごとにお答えいただけます。サインインは要りません。
    来院が難しいときは、ビデオでの参加や代わりの方の出席もお選びいただけます。
    { $link }

    このリンクは{ $recipient }様専用です。転送はご遠慮ください。
    お急ぎのときは{ $office }へお電話ください。

# $recipient $organizer $kind $day $time $place $link
message-conference-scheduled-subject = { $kind }のご案内 { $day }
message-conference-scheduled-body =
    { $recipient } 様

    いつもお世話になっております。{ $organizer }です。
    { $kind }の日時が決まりましたので、ご案内いたします。

    日時: { $time }
    場所: { $place }

    ご出席の可否を下のページからお知らせください。サインインは要りません。
    { $link }

    このリンクは{ $recipient }様専用です。転送はご遠慮ください。
    どうぞよろしくお願いいたします。

# $recipient $organizer $kind $day $time $place $link
message-conference-rescheduled-subject = 【日時変更】{ $kind }のご案内 { $day }
message-conference-rescheduled-body =
    { $recipient } 様

    いつもお世話になっております。{ $organizer }です。
    ご案内しておりました{ $kind }の日時が変わりました。
    ご迷惑をおかけし、申し訳ございません。

    新しい日時: { $time }
    場所: { $place }

    お手数ですが、新しい日時でのご出席の可否を下のページからお知らせください。
    { $link }

    このリンクは{ $recipient }様専用です。転送はご遠慮ください。

# $recipient $organizer $office $kind $day $time
message-conference-cancelled-subject = 【中止】{ $kind } { $day }
message-conference-cancelled-body =
    { $recipient } 様

    いつもお世話になっております。{ $organizer }です。
    次の{ $kind }は中止となりました。

    日時: { $time }

    ご予定を空けていただいたところ、誠に申し訳ございません。
    ご不明な点は{ $office }へお問い合わせください。

# 日程の決まらないまま中止したとき: $recipient $organizer $office $kind
message-conference-cancelled-undated-subject = 【中止】{ $kind }
message-conference-cancelled-undated-body =
    { $recipient } 様

    いつもお世話になっております。{ $organizer }です。
    日程をお伺いしておりました{ $kind }は中止となりました。

    ご協力いただいたところ、誠に申し訳ございません。
    ご不明な点は{ $office }へお問い合わせください。

# $recipient $organizer $kind $days $times $link
message-answer-reminder-subject = 【ご回答のお願い】{ $kind } { $days }
message-answer-reminder-body =
    { $recipient } 様

    いつもお世話になっております。{ $organizer }です。
    { $kind }について、まだご回答をいただいておりません。
    お忙しいところ恐れ入りますが、ご都合をお聞かせください。

    日時
    { $times }

    下のページからお答えいただけます。ご都合がつかないときも、その旨をお知らせください。
    { $link }

    行き違いでご回答いただいておりましたら、ご容赦ください。

## 打診(打診先あて)

# $recipient $hub $service $municipality $age $deadline $link
message-offer-made-subject = 患者さん受け入れのご相談({ $service })
message-offer-made-body =
    { $recipient } 御中

    いつもお世話になっております。{ $hub }です。
    次の患者さんの受け入れについてご相談いたします。

    サービス: { $service }
    お住まい: { $municipality }
    年代: { $age }
    ご回答の期限: { $deadline }

    必要な支援は、サインインのうえ下のページでご覧いただけます。お名前は決定まで表示されません。
    { $link }

    期限までにご回答がない場合は、ほかの機関へご相談することがあります。
    お電話でのご回答も{ $hub }で承ります。

# $recipient $hub $service $municipality $link
message-offer-confirmed-subject = 患者さん受け入れの決定のお知らせ({ $service })
message-offer-confirmed-body =
    { $recipient } 御中

    いつもお世話になっております。{ $hub }です。
    ご承諾いただいた患者さんの受け入れが決まりました。ありがとうございます。

    サービス: { $service }
    お住まい: { $municipality }

    貴機関はケアチームの一員となりました。
    サインインのうえ、下のページで患者さんのことをご覧いただけます。
    { $link }

# $recipient $hub $service $municipality $link
message-offer-withdrawn-subject = 患者さん受け入れのご相談の取下げ({ $service })
message-offer-withdrawn-body =
    { $recipient } 御中

    いつもお世話になっております。{ $hub }です。
    次のご相談は取り下げることとなりました。ご回答には及びません。

    サービス: { $service }
    お住まい: { $municipality }

    ご検討いただき、ありがとうございました。またの機会によろしくお願いいたします。
    { $link }

## 打診(拠点あて)

# $recipient $organization $service $municipality $link
message-offer-accepted-subject = 【承諾】{ $organization }({ $service })
message-offer-accepted-body =
    { $recipient } 御中

    { $organization }から承諾の回答がありました。
    患者さんの意向を確かめ、決定を記録してください。

    サービス: { $service }
    お住まい: { $municipality }

    { $link }

# $recipient $organization $service $municipality $link
message-offer-declined-subject = 【断り】{ $organization }({ $service })
message-offer-declined-body =
    { $recipient } 御中

    { $organization }から、受け入れが難しいとの回答がありました。
    理由は下のページでご覧いただけます。

    サービス: { $service }
    お住まい: { $municipality }

    { $link }

# $recipient $organization $service $municipality $link
message-offer-expired-subject = 【期限切れ】{ $organization }({ $service })
message-offer-expired-body =
    { $recipient } 御中

    { $organization }から、期限までに回答がありませんでした。断りではありません。
    もう一度打診するか、電話で確かめるか、ほかの機関に打診してください。

    サービス: { $service }
    お住まい: { $municipality }

    { $link }

## 緊急アクセス

# $recipient $organizer $time $day $link
message-emergency-access-taken-subject = 【要点検】緊急アクセスが行われました { $time }
message-emergency-access-taken-body =
    { $recipient } 様

    { $organizer }の患者さん1名の情報に、{ $time }に緊急アクセスが行われました。
    理由と閲覧の内容を確かめ、{ $day }までに点検の結果を記録してください。

    { $link }

## 職員

message-colleague-invited-subject = 【参加のご案内】{ $organization }
message-colleague-invited-body =
    { $recipient } 様

    { $organization }が、退院調整システム「要(かなめ)」への参加を案内しています。
    { $deadline }までに、次のページで参加してください。ログインIDとパスワードをご自分で決めていただきます。
    { $link }

    すでに要のアカウントをお持ちの方は、サインインしてから次のページで参加できます。
    { $sign-in }

    リンクは{ $recipient }様専用です。転送しないでください。
    お心当たりのない場合は、このメールを破棄してください。

## アカウント

# $recipient $organization $deadline $link
message-account-reset-subject = パスワードの再設定のご案内
message-account-reset-body =
    { $recipient } 様

    { $organization }の管理者から、パスワードを決め直すためのリンクをお送りするよう申し込みがありました。
    { $deadline }までに、次のページで新しいパスワードを決めてください。二つ目の確認はそのまま使います。
    { $link }

    決め直すと、ほかの端末ではサインアウトします。リンクは一度だけ使えます。転送しないでください。
    お心当たりのない場合は、リンクを開かずに管理者へお知らせください。

# $recipient $time $link
message-account-password-changed-subject = パスワードが変更されました
message-account-password-changed-body =
    { $recipient } 様

    { $time }に、あなたのアカウントのパスワードが変更されました。

    お心当たりのない場合は、すぐに所属機関の管理者へお知らせください。
    { $link }

# $recipient $time $link
message-account-factor-changed-subject = 二つ目の確認が変更されました
message-account-factor-changed-body =
    { $recipient } 様

    { $time }に、あなたのアカウントの二つ目の確認(認証アプリやパスキー)が変更されました。

    お心当たりのない場合は、すぐに所属機関の管理者へお知らせください。
    { $link }

# $recipient $organization $time $link
message-account-identity-linked-subject = 所属機関のIDでサインインできるようになりました
message-account-identity-linked-body =
    { $recipient } 様

    { $time }に、{ $organization }のIDがあなたのアカウントに結び付けられました。このIDで、{ $organization }の一員としてサインインできます。

    お心当たりのない場合は、すぐに所属機関の管理者へお知らせください。
    { $link }

# $recipient $organization $time $link
message-account-identity-unlinked-subject = 所属機関のIDの結び付けが解除されました
message-account-identity-unlinked-body =
    { $recipient } 様

    { $time }に、あなたのアカウントと{ $organization }のIDとの結び付けが解除されました。このIDでは、サインインできなくなりました。

    お心当たりのない場合は、すぐに所属機関の管理者へお知らせください。
    { $link }

# $recipient $organization $profession $time $link
message-account-profession-changed-subject = 登録の職種が変更されました
message-account-profession-changed-body =
    { $recipient } 様

    { $time }に、{ $organization }の管理者が、あなたの職種を「{ $profession }」に変更しました。できることは職種によって変わります。

    職種が違っている場合は、すぐに所属機関の管理者へお知らせください。
    { $link }

# $recipient $time $link
message-account-recovery-code-used-subject = 回復コードが使われました
message-account-recovery-code-used-body =
    { $recipient } 様

    { $time }に、回復コードを使ったサインインがありました。使われたコードは、もう使えません。

    お心当たりのない場合は、すぐに所属機関の管理者へお知らせください。
    { $link }
