# 日の表し方と期限の状態

day-today = 今日
day-tomorrow = 明日
day-yesterday = 昨日
day-ahead = あと{ $days }日
day-ago = { $days }日前

standing-overdue = 期限切れ { $days }日
standing-today = 今日まで
standing-tomorrow = 明日まで
standing-upcoming = あと{ $days }日
standing-undated = 起点未定
standing-settled = 済

age-band = { $from }歳代
age-under-ten = 10歳未満
