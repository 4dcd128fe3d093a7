# What a fee condition is about, and why it came to its answer.

fee-reason-as-asked = 条件どおりです。
fee-reason-does-not-arise = この場合は問われません。
fee-reason-not-recorded = 記録がありません。
fee-reason-not-so = 条件と異なる記録があります。
fee-reason-nobody = 求められている職種の出席者がいません。
fee-reason-way-not-named = この参加方法でよいとの明文がありません。
fee-reason-too-few = { $asked }必要なところ、{ $found }です。
fee-reason-too-early = { $from }からのところ、{ $on }に行われています。
fee-reason-late = { $by }までのところ、{ $on }に行われています。
fee-reason-not-yet = まだ行われていません。
fee-reason-not-yet-by = まだ行われていません。{ $by }までです。
fee-reason-overdue = 行われないまま、期限の{ $by }を過ぎました。
fee-reason-expected-day-moved = 退院予定日を{ $day }とすれば間に合い、{ $other }とすれば間に合っていません。
fee-reason-too-often = 算定できるのは{ $most }回までです。
fee-reason-beside = 「{ $item }」とあわせて算定できません。
fee-reason-wards-not-told-apart = 病棟の区分がまとめて記録されていて、区分により扱いが異なります。
fee-reason-no-text-read = この病棟の区分について、原文を確認していません。

fee-barrier-ward = 病棟の区分による: { $billing }
fee-barrier-tier = 病棟はもう一方の入退院支援加算を届け出ています。
fee-barrier-destination = 退院先が「{ $place }」の場合は対象外です。
fee-barrier-included-in = 「{ $item }」に含まれます。

fee-line-ward = 病棟の区分
fee-line-tier = 病棟が{ $tier }を届け出ている
fee-line-destination = 退院先が次のどれでもない: { $places }
fee-line-often = 算定は{ $span }{ $times }回まで
fee-line-often-more = （「{ $fact }」の場合は{ $times }回まで）
fee-line-apart = { $within }に、次の項目を算定しない: { $items }
fee-line-and = 、
fee-line-separator = 。
