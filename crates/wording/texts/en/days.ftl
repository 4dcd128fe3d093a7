# How days are spoken of, and where a milestone stands

day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
day-ahead = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
day-ago = { $days ->
    [one] { $days } day ago
   *[other] { $days } days ago
}

standing-overdue = { $days ->
    [one] { $days } day overdue
   *[other] { $days } days overdue
}
standing-today = due today
standing-tomorrow = due tomorrow
standing-upcoming = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
}
standing-undated = start day not known
standing-settled = done

age-band = { $from }s
age-under-ten = under 10
