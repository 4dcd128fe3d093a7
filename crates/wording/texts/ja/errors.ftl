# 誤りの文: error-<種類>

error-not-found = 見つかりません。リンクが古いか、見る権限がない可能性があります。
error-forbidden = この操作をする権限がありません。
error-refused = この操作はできません。
error-conflict = ほかの方が先に変更しました。いま登録されている内容をこの画面で確かめてください。このまま保存すると、ご入力の内容に置き換わります。
error-invalid = 入力に誤りがあります。確かめてください。
error-unavailable = ただいま利用できません。しばらくしてからもう一度お試しください。
error-internal = 申し訳ありません。システムの不具合です。しばらくしてからもう一度お試しください。
error-throttled = 操作が続いたため、しばらくお待ちください。
error-throttled-seconds = 操作が続いたため、あと{ $seconds }秒お待ちください。
error-throttled-minutes = 操作が続いたため、あと{ $minutes }分お待ちください。
error-unauthenticated = サインインしてください。

error-hub-not-found = お住まいの地域を受け持つ拠点が見つかりません。拠点を選んでください。
error-idempotency-key-in-use = 同じ操作を処理しています。少し待ってからもう一度お試しください。
error-idempotency-key-reused = この操作はすでに受け付けています。内容を確かめて、もう一度操作してください。
error-participant-without-name = 出席者の氏名を入力してください。
error-person-not-in-organization = この方は選んだ機関に所属していません。
error-search-empty = 探す期間の終わりを、始まりより後の、まだ来ていない日にしてください。
error-search-too-long = 探す期間は60日までにしてください。

error-page-title = 表示できませんでした
error-page-field = 「{ $field }」を確かめてください。
error-page-fields-title = 入力を確かめてください
error-page-not-done-title = まだ行われていません
error-page-form-gone = ここではもう送れません。ご入力の内容は次のとおりです。
error-page-reload = 新しい内容を表示する
error-page-back = ボードに戻る
error-page-reference = お問い合わせ番号: { $reference }
