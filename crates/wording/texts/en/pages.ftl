# Page texts: <page>-<thing>. src/lib.rs says how keys are named.

## Navigation

nav-product = Kaname
nav-skip = Skip to content
keys-title = Keys
keys-search = Search
keys-new = Register something new
keys-rows = Next row, row before
keys-open = Open the row
keys-help = This explanation
keys-switch = Use these keys on this device
keys-close = Close
draft-kept = What you typed at { $time } and did not send is back.
draft-discard-action = Discard what I typed
draft-discard-done = What you typed is discarded.
form-stands-now = Saved now:
form-stands-empty = (empty)
live-changed = What this page shows has changed. What you have typed is still here.
live-reload-action = Show what is new
nav-board = Board
nav-conferences = Conferences
nav-consultations = Consultations
nav-requests = Requests
nav-records = Records
nav-emergency = Emergency
nav-rules = Rules in force
nav-undelivered = { $count ->
    [one] 1 message not delivered
   *[other] { $count } messages not delivered
}
nav-measures = Measures
nav-directory = Directory
nav-staff = Staff
nav-sign-out = Sign out
nav-acting-for = Act for another organization
nav-switch-action = Switch
nav-account = Account
nav-ways = Pages
nav-person = { $person }
nav-language = 日本語

## Words used on every page

common-save-action = Save
common-next-action = Continue
common-edit-action = Change
common-open-action = Open
common-search-action = Search
common-more-action = Show more
common-required = required
common-no = No
common-none = None
common-unknown = Unknown
common-undecided = Not settled
common-note = Note
common-reason = Reason
common-source = Source: { $source }
common-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
common-kilometres = { $distance } km
common-people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
common-dated = { $day } ({ $era })
common-printed = As of { $day }
common-items = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
common-age = { $age ->
    [one] { $age } year old
   *[other] { $age } years old
}
common-phone = Tel. { $number }
common-phone-label = Telephone
common-fax-label = Fax
common-email-label = Mail
common-organization = Organization
common-person = Name
common-profession = Profession
common-day = Day
common-time = Time
common-state = State

## Board

board-title = Today's board
board-reviews = Access taken in an emergency is to be reviewed.
board-today = Today, { $day }
board-register-action = Register an admission
board-overdue = Overdue
board-due-today = Today
board-due-this-week = This week
board-unanswered = Unanswered
board-delayed = Delayed
board-conferences-this-week = Conferences this week
board-search = Search (name, kana, patient number)
board-hub = Hub
board-patient = Patient
board-clock = Due
board-next = What to do next
board-coordinator = In charge
board-discharge = Discharge
board-empty = No patient is in hospital. Begin with “Register an admission”.
board-empty-filtered = No patient matches. Remove the filter.
board-filter = Filter
board-filter-all = All
board-admission-day = Day { $days } in hospital
board-after-discharge = { $days ->
    [one] { $days } day after discharge
   *[other] { $days } days after discharge
}
board-discharge-undecided = Not settled
board-nothing-next = Nothing is left to do
board-step-due = { $step }, { $standing }
board-next-profile-needs = State the needs
board-next-settle = Settle “{ $step }”
board-next-call-conference = Call the conference
board-next-choose-time = Choose the time ({ $count } proposed)
board-next-hold = Record attendance
board-next-minutes = Confirm the minutes
board-next-duties = Share the duties of the attending physicians
common-pages = Pages
common-pages-before = Previous
common-pages-after = Next
common-range-beyond = Nothing further on ({ $count } in all)
common-range = { $from } to { $until } of { $count }

## Admission form

admission-title = Register an admission
admission-lead = Once registered, the milestones of the rules are laid out.
admission-patient = Patient
admission-existing-patient = Choose a known patient
admission-new-patient = New patient
admission-number = Patient number
admission-name = Name
admission-name-kana = Name in kana
admission-born-on = Day of birth
admission-sex = Sex
admission-postal-code = Postal code
admission-municipality = Municipality of the home
admission-municipality-hint = The municipality decides which regional rules and which hub apply.
admission-address = Address
admission-phone = Telephone
admission-care-insurance = Long-term care insurance
admission-care-level = Care level
admission-valid-until = Certified until
admission-applied-on = Applied on
admission-related = Family and others
admission-relation = Relation
admission-related-role = Part
admission-admitted-on = Day of admission
admission-ward = Ward
admission-ward-class = Class of ward
admission-expected-discharge-on = Expected discharge
admission-admitted-on-hint = For a planned admission, a day to come.
admission-expected-discharge-hint = Leave empty while it is not known.
admission-needs = Needs at home
admission-needs-hint = Tick what is known; it can be changed later.
admission-action = Register
admission-done = The admission is registered.

## Case page

clock-admission = Admission
clock-discharge = Discharge
clock-expected-discharge = Expected discharge
case-title = Discharge case
case-clock = What is due when
case-clock-empty = No rule is in force for this case.
case-admitted = Admitted { $day }
case-discharged = Discharged { $day }
case-transferred = Transferred { $day } to { $hospital }
case-ward = Ward
case-care-insurance = Long-term care insurance
case-destination = Destination
case-destination-name = Name of the destination
case-coordinator = Discharge support
case-related = Family and others
case-needs = Needs at home
case-needs-empty = Nothing stated yet. The needs decide who must be at the conference and what the home team must be able to do.
case-needs-action = Change the needs
case-expect-action = Change the expected discharge
case-delay = What holds the discharge up
case-delay-none = Nothing
case-delay-said = { $reason } ({ $owner }, since { $day }, day { $days })
case-delay-action = Record what holds it up
case-delay-hint = The choices are not a national list. “Nothing” takes the mark away.
case-delay-owner = Who has to move now
case-delay-note = More about it
case-delay-chip = Delayed: { $reason }
case-rule = Rule: { $title }
case-rules = Rules in force
case-milestone = Milestone
case-milestone-done-on = Done { $day }
case-milestone-done-action = Record as done
case-milestone-done-on-label = Done on
case-milestone-everywhere = In the other rules that ask the same too ({ $rules })
case-milestone-everywhere-label = Other rules
case-milestone-waive-action = Record as not needed
case-milestone-waive-reason = Why it is not needed
case-team = Care team
case-team-empty = Nobody yet. Consult the hub, or add a part.
case-team-role = Part
case-team-add-action = Add to the team
case-team-end-action = End this part
case-attending = The two attending physicians
case-attending-empty = Once both attending physicians are in the team, their duties can be shared.
case-hospital-attending = Hospital attending physician
case-home-attending = Home attending physician
case-duties = Duties
case-duty-holder = Held by
case-duty-open = Nobody yet
case-duties-open = { $count ->
    [one] { $count } duty has no holder.
   *[other] { $count } duties have no holder.
}
case-duties-complete = Every duty has a holder.
case-duty-review-on = Review on
case-duties-action = Save the duties
case-conferences = Conferences
case-conferences-empty = No conference yet. Begin with “Call a conference”.
case-call-conference-action = Call a conference
case-plan = Plan
case-plan-empty = No plan yet.
case-plan-action = See the plan
case-consult-action = Consult the hub
case-consultation = Consultation at the hub
case-discharge-action = Record the discharge
case-discharge-on = Day of discharge
case-transfer-action = Record a transfer
case-transfer-on = Day of transfer
case-transfer-to = Transferred to
case-close-action = Close the case
case-outcome = Outcome
case-closed-hint = This case is closed and cannot be changed.

case-readiness = Ready to go home
case-readiness-due = { $owner }, by { $day }
case-readiness-late = { $owner }, was due { $day }
case-readiness-elsewhere = There is no place for it here yet. See to it elsewhere.
case-readiness-from = Earliest day of discharge by the records: { $day }
case-readiness-after = The expected day may be too early. Earliest by the records: { $day }
case-readiness-hint = Limits count from assumed numbers of business days. What is not recorded does not count as done.
case-readiness-count = { $ready } of { $all } ready
case-overridden = Not waited for: { $reason } ({ $who }, { $day })
case-override-action = Record why not to wait
case-override-hint = It does not count as done, but no longer moves the earliest day of discharge.
case-override-matter = Not waited for
case-override-restore-action = Wait for it after all
case-papers = Papers
case-papers-empty = None yet. Plans and minutes can be printed from here once they are there.
case-paper-plan = Plan ({ $revision })
case-paper-family = Sheet for the family
case-paper-minutes = Minutes: { $kind } { $day }
case-history = History

history-admitted = Admitted
history-discharged = Discharged
history-transferred = Transferred to { $hospital }
history-closed = Ended ({ $outcome })
history-delayed = Discharge held up: { $reason }
history-step-done = { $step }: done (recorded by { $person })
history-step-waived = { $step }: not needed (decided by { $person })
history-joined = { $organization } joined the team ({ $role })
history-consent = Consent written down: { $form } ({ $person })
history-consulted = { $hub } was consulted
history-consultation-closed = Consultation ended ({ $outcome })
history-held = Took place: { $kind }
history-minuted = Minutes confirmed ({ $person })
history-cancelled = Called off: { $kind }
history-plan = Plan, revision { $revision } ({ $person })

## Conference page

conference-title = Conference
conferences-title = Conferences
conferences-empty = No conference lies ahead.
conferences-week-action = As a week
conferences-list-action = As a list
conferences-week-before = Week before
conferences-week-this = This week
conferences-week-after = Week after
conferences-week-free = No conference
conferences-week-by = How the week is shown
conferences-by-clock-action = By the clock
conferences-by-room-action = By room
conferences-without-room = No room
conferences-today = Today
conferences-calendar-action = Show in your own calendar
conference-call-title = Call a conference
conference-name = Title
conference-name-hint = Calendars show it: never write the patient's name.
conference-kind = Kind
conference-duration = Duration
conference-duration-minutes = Duration, minutes
conference-room = Room
conference-room-none = Without a room
conference-video-address = Address of the video call
conference-agenda = Agenda
conference-questions = Asked beforehand
conference-questions-hint = One per line, at most ten. Everyone invited sees them on the answer page: do not name the patient.
conference-reply = Reply
conference-replies-empty = No replies yet.
conference-participants = Participants
conference-participant-add-action = Add somebody
conference-participant-email-missing = No mail address (ask by telephone or fax)
conference-unreached = Not delivered: { $message }
conference-unreached-hint = Tell them by telephone.
conference-seat = Seat
conference-requirement = Requirement
conference-mode = How they come
conference-travel = Travel, one way
conference-travel-minutes = Travel one way, minutes
conference-forgotten = Has anyone been forgotten?
conference-forgotten-seat = { $needs } → { $seat }
conference-forgotten-always = A discharge conference needs: { $seat }
conference-invite = Attendance
conference-invite-action = Invite
conference-staff = From the staff
conference-staff-none = (nobody)
conference-seat-usual = (by profession)
conference-suggested = Could come:
conference-suggested-action = Add to the team
conference-welcome = Should come
conference-suggested-none = Nobody on the team. Write a name under “Add somebody”, or the reason why nobody is to be invited.
conference-leave-out-reason = Why it is left out
conference-left-out = Not to be invited
conference-draft-action = Save the draft
conference-propose-title = Find a time
conference-proposed = Proposed times
conference-schedule-action = Settle this time and invite
conference-schedule-done = The time is settled and invitations are on their way.
conference-propose-done = The participants have been asked.
conference-more-times-action = Ask about other times too
conference-move-title = Move the conference
conference-move-action = Move and tell everyone
conference-move-hint = Everyone is asked anew.
conference-move-done = The conference is moved and everyone is told.
conference-cancel-title = Cancel the conference
conference-cancel-action = Cancel and tell everyone
conference-cancel-reason = Why it is cancelled (not sent to anyone)
conference-cancel-done = Everyone is told that the conference is cancelled.
conference-answers = Answers
conference-unanswered = { $count ->
    [one] { $count } person has not answered
   *[other] { $count } people have not answered
}
conference-answered-all = Everyone has answered.
conference-no-answer = No answer
conference-answer-channel = Answered by { $channel }
conference-answer-recorded-by = Recorded by { $person }
conference-record-answer-action = Record an answer by telephone or fax
conference-substitute = In their place: { $name }
conference-substitute-choice = Someone else comes
conference-substitute-name = Name of the substitute
conference-substitute-email = Mail of the substitute
conference-quorum-complete = Every required profession comes
conference-quorum-open = Required professions have yet to answer
conference-quorum-impossible = A required profession cannot come
conference-quorum-missing = Nobody comes for: { $seat }
conference-attendance = Attendance
conference-attendance-action = Record that it took place
conference-attendance-done = The attendance is recorded.
conference-presence = Attendance
conference-absence-reason = Why absent
conference-minutes = Minutes
conference-summary = What was said
conference-decisions = Decisions
conference-actions = Actions
conference-action-what = What
conference-action-owner = Who
conference-action-due-on = By
conference-minutes-save-action = Save the draft of the minutes
conference-minutes-confirm-action = Confirm the minutes
conference-minutes-confirm-hint = Confirmed minutes are never changed, only amended.
conference-minutes-confirmed = Confirmed by { $person }, { $time }
conference-amendments = Amendments
conference-amendment = Amendment
conference-amend-action = Amend
conference-amended = Amended by { $person }, { $time }

## Finding a time

slot-search = Days to search
slot-from = From
slot-until = Until
slot-search-action = Search
slot-all-come = Everyone comes
slot-if-need-be = { $who } if need be
slot-outside-hours = { $who }: outside working hours
slot-busy = { $who }: has another appointment
slot-travel = { $who }: cannot get here in time (could join by video)
slot-empty = No time fits.
slot-obstacles = What stands in the way
slot-obstacle = { $count ->
    [one] { $who } cannot come ({ $count } time)
   *[other] { $who } cannot come ({ $count } times)
}
slot-obstacle-room = { $count ->
    [one] No room is free ({ $count } time)
   *[other] No room is free ({ $count } times)
}
slot-relaxations = What would help
slot-relax-video = { $count ->
    [one] { $who } by video: { $count } more time (first { $first })
   *[other] { $who } by video: { $count } more times (first { $first })
}
slot-relax-shorter = { $count ->
    [one] Shortened to { $minutes } minutes: { $count } more time (first { $first })
   *[other] Shortened to { $minutes } minutes: { $count } more times (first { $first })
}
slot-relax-room = { $count ->
    [one] Without a room: { $count } more time (first { $first })
   *[other] Without a room: { $count } more times (first { $first })
}
slot-relax-without = { $count ->
    [one] Without { $seat }: { $count } more time (first { $first })
   *[other] Without { $seat }: { $count } more times (first { $first })
}
slot-relax-none = No single change helps. Search more days.
slot-required-come = All required
slot-one-missing = One missing
slot-more-missing = Two or more missing
slot-hour = { $hour }:00
slot-closed = Days without a choice: { $days }
slot-grid = Start
slot-explain-action = See who could come at the chosen time
slot-comes-if-need-be = If need be
slot-is-outside-hours = Outside working hours
slot-is-busy = Another appointment
slot-is-travelling = Cannot get here in time (could join by video)
slot-no-room = No room is free
slot-seat-empty = Nobody as { $seat }

## Hub

hub-title = Consultations
hub-open = Open consultations
hub-empty = No consultation is open. When the telephone rings, begin with “Take a consultation”.
hub-waiting = Waiting since { $time } ({ $ago })
hub-month-action = This month
hub-received = Received { $time }
hub-month-title = { $month } at a glance
hub-month-others = Other months
hub-month-before = Month before
hub-month-after = Month after
hub-month-received = { $count ->
    [0] No consultation came in during this month.
    [one] One consultation came in during this month. Below is what has come of it until today.
   *[other] { $count } consultations came in during this month. Below is what has come of all of them until today.
}
hub-month-open = Open
hub-month-teams = Teams joined
hub-month-days = Day by day
hub-month-assignments = Organizations that came into a team
hub-intake-title = Take a consultation
hub-intake-action = Take it
hub-intake-done = The consultation is taken.
hub-requested-by = Asked by
hub-requested-by-unknown = Not in the directory
hub-age = Age
hub-sex = Sex
hub-municipality = Home
hub-needs = Needs at home
hub-services = Services looked for
hub-note = What else was said
hub-shortlist = Shortlist
hub-shortlist-for = Shortlist for { $service }
hub-shortlist-empty = No organization to show. Widen the area or look at the needs again.
hub-closed = Closed now (opens { $time })
hub-closed-perhaps = Taken to be closed now (opens { $time }; it has not stated its hours)
hub-shortlist-answered = An organization has accepted
hub-shortlist-order = Order: yes before unknown before no; then the nearest first.
hub-verdict-pass = Yes
hub-verdict-unknown = Unknown (ask by telephone)
hub-verdict-fail = No
hub-criterion-unknown = Unknown
hub-candidate = Organization
hub-criterion-is-pass = { $criterion }: yes
hub-criterion-is-unknown = { $criterion }: unknown (nothing stated)
hub-criterion-is-fail = { $criterion }: no
hub-criterion-needs = because of { $needs }
hub-distance-unknown = Distance unknown
hub-last-offer = Last asked: { $day }, { $state }
hub-offers = Offers
hub-offers-over = { $count ->
    [one] { $count } offer came to nothing
   *[other] { $count } offers came to nothing
}
hub-offers-empty = Nobody has been asked. Choose from the shortlist.
hub-offer-action = Ask
hub-offer-done = The organization has been asked.
hub-offer-expires = Answer by { $time }
hub-offer-answered = Answered { $time }
hub-answer-within = Time to answer
hub-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
hub-hours-after-opening = { $hours } hours after they open (until { $time })
hub-record-answer-action = Record an answer by telephone
hub-record-accept-action = Accepted
hub-record-decline-action = Declined
hub-decline-reason = Why declined
hub-answer-note = Conditions, notes
hub-phone-script = “{ $service } for a patient ({ $age }) in { $municipality }: would you take the patient?”
hub-withdraw-action = Withdraw
hub-confirm-action = Confirm with the patient's consent
hub-confirm-hint = Once confirmed the organization joins the care team and sees who the patient is.
hub-accepted-waiting = Accepted. Please ask the patient.
hub-expired-hint = No answer is not a refusal. You may ask again.
hub-close-title = Close the consultation
hub-close-action = Close
hub-outcome = Outcome

## Measures of discharges

measures-title = Measures of discharges, { $period }
measures-others = Other periods
measures-before = Before
measures-after = After
measures-year-action = Fiscal year
measures-month-action = This month
measures-file-action = Save the fiscal year as CSV
measures-year-name = fiscal year { $year }
measures-about-own = Patients discharged home or to a facility, counted from what is recorded until today; without transfers and deaths in hospital. What is not recorded counts as not recorded.
measures-about-area = Patients discharged home or to a facility from the hospitals of your area, counted from what is recorded until today; without transfers and deaths in hospital.
measures-breakdown = The breakdown is with the fiscal year.
measures-withheld-why = Counts from 1 to { $most }, and those that would tell them, are withheld.
measures-withheld = withheld
measures-empty = No discharge of a patient with a care manager is on record in this fiscal year. Record a discharge, and it is counted here.
measures-figures = Handover and conferences
measures-figures-note = Of the patients with a care manager, the share of which the hospital told the care manager of the discharge by that day (notice of discharge support, sharing of information, first meeting, discharge information), or the care manager was at the discharge conference.
measures-hospitals = By hospital
measures-hospital = Hospital
measures-months = By month
measures-period = Period
measures-with-care-manager = Discharged with a care manager
measures-coordinated = Care manager told
measures-missed = Care manager not told
measures-coordination-rate = Coordination rate
measures-miss-rate = Miss rate
measures-conferred = Discharge conference held
measures-conference-rate = Conference rate
measures-count = Count
measures-all = All
measures-discharged = Discharged patients
measures-care-manager = Care manager
measures-handovers = Handover by need of care
measures-care-need = Certified
measures-misses = Why care managers were not told
measures-words = Reasons as written
measures-reason = Reason
measures-notice = Days of notice before discharge
measures-days = First told
measures-notice-median = The median is { $days } days before.
measures-steps = Steps and their days
measures-step = Step
measures-seats = Participation in conferences
measures-seat = Profession
measures-absences = Reasons for absence
measures-left-out = Professions left out
measures-left-out-words = Reasons for leaving out
measures-left-out-word = { $seat }: { $reason }
measures-year = Fiscal year
measures-table = Table
measures-of = Item
measures-figure = Figure
measures-value = Value

## Requests: what is asked of me

request-title = What is asked of me
request-empty = Nothing is asked of you now.
request-answer-times = Say when you can come ({ $kind })
request-answer-invitation = Say whether you come ({ $kind })
request-offer-title = Would you take this patient?
request-offer-lead = The name is not shown before it is settled.
request-offer-from = From { $hub }
request-offer-accept-action = Accept
request-offer-accept-note = Conditions, if any
request-offer-decline-action = Decline
request-offer-decline-reason = Why
request-offer-decline-note = Anything to add
request-answered = Answered
request-reply-title = Answer what is asked beforehand
request-reply-action = Send the replies
request-patients = My patients
request-patients-empty = No patients yet. They appear here once you are in a care team.
request-patients-more = No more than 100 are listed here; the board has all of them.
request-next-day = Next
request-plan-action = See the plan

## Plan page

plan-title = Plan after discharge
plan-empty = No plan yet. Begin with “Write the plan”.
plan-write-action = Write the plan
plan-revise-action = Revise the plan
plan-save-action = Save as revision { $revision }
plan-revision = Revision { $revision }
plan-written = { $time }, { $person } ({ $organization })
plan-wishes = What the patient and family want
plan-wishes-empty = Not asked yet
plan-goals = Goals
plan-services = Services
plan-service-what = What
plan-service-who = Who
plan-service-when = When
plan-service-kind = Kind
plan-first-calls = Whom to call first
plan-first-call-who = Who
plan-first-call-hours = When they answer
plan-first-call-order = No. { $number }
plan-first-call-hint = If anything happens, call these numbers in this order.
plan-backup-bed = Backup bed
plan-backup-bed-empty = Not settled
plan-attending = The two attending physicians
plan-needs = Needs at home
plan-dates = Dates
plan-actions = Decided at the conference

## Answer page, no account

answer-title = When can you come?
answer-title-scheduled = Can you come?
answer-greeting = { $recipient }
answer-lead = { $organizer } asks you about a conference: { $kind }.
answer-scheduled-lead = { $organizer } has settled the time of a conference: { $kind }.
answer-duration = { $minutes ->
    [one] It lasts { $minutes } minute.
   *[other] It lasts { $minutes } minutes.
}
answer-place = Where: { $place }
answer-video = Video call: { $address }
answer-each = Please choose for each time.
answer-nth = Time { $nth } of { $count }: { $time }
answer-on-site = I come in person
answer-video-choice = I join by video
answer-if-need-be = I can come if need be
answer-no = I cannot come
answer-no-reason = Why not, if you may say so
answer-no-note = Anything you would like to say
answer-no-note-hint = Please do not write a patient's name or condition.
answer-questions = Asked beforehand
answer-questions-hint = Please reply even if you cannot come. You may leave fields empty. Do not name the patient.
answer-substitute = Someone else comes in my place
answer-substitute-title = Somebody in your place
answer-substitute-name = Their name
answer-substitute-email = Their mail address
answer-substitute-hint = For “Someone else comes in my place”. With an address, those who called the meeting can write to them.
answer-action = Send my answer
answer-missing = Please choose for every time.
answer-thanks-title = Thank you for your answer
answer-thanks = { $organizer } has your answer. You may close this page.
answer-yours = Your answer
answer-change-action = Change my answer
answer-change-hint = With the same link you can change it until the conference begins.
answer-calendar-action = Add to calendar
answer-over-title = Answers are no longer taken
answer-over = Answers for this conference are no longer taken. If you need to, please telephone { $organizer }.
answer-cancelled-title = The conference has been cancelled
answer-cancelled = { $organizer } has cancelled its conference ({ $kind }, { $time }).
answer-invalid-title = This link does not work
answer-invalid = The link may be old or cut short. Please look at the mail again, or telephone whoever sent it.
answer-on-paper-days = Days: { $days }
answer-on-paper-reasons = Why you cannot come (mark what applies): { $reasons }
answer-on-paper = To answer on this sheet, mark the boxes and send it by fax to { $organizer }.
answer-fax = Fax { $number }
answer-privacy = This page holds nothing about the patient.

## Sign-in

sign-in-title = Sign in
sign-in-lead = Enter your user name (or mail address) and password.
sign-in-login = User name
sign-in-password = Password
sign-in-action = Sign in
sign-in-expired = Your session has run out, or was ended elsewhere. Sign in again to return to where you were.
sign-in-membership = For which organization do you act?
sign-in-acting-lead = You belong to several organizations. You see and record as a member of the one you choose.
sign-in-again-action = Sign in from the beginning
sign-out-done = You are signed out.

## The second factor

factor-code = Code
factor-code-hint = Enter the six digits of your authenticator app, or a recovery code if you cannot use the app.
factor-ask-title = Second factor
factor-ask-lead = Enter a code to go on signing in.
factor-ask-lead-passkey = Use a passkey or enter a code to go on.
factor-set-up-title = Set up the second factor
factor-set-up-lead = Scan this picture with an authenticator app on your phone, and enter the six digits it shows. To protect patients, we ask for one more proof beside the password.
factor-picture = Picture for the authenticator app
factor-seed = If you cannot scan it, type this into the app:
factor-set-up-action = Set up
factor-codes-title = Recovery codes
factor-codes-lead = For the day you cannot use your authenticator app. Each works once. They are shown only now: print them or write them down, and keep them safe.
factor-codes-action = Make new recovery codes

## One's own account

account-title = Account
account-secrets = How you sign in
account-login = User name: { $login }
account-none = There is no account behind this sign-in.
account-password-since = Password chosen on
account-factor = Second factor
account-factor-since = set up on { $day }
account-factor-none = not set up
account-factor-passkeys = { $count ->
    [one] 1 passkey
   *[other] { $count } passkeys
}
account-factor-action = Set up the second factor anew
account-codes-left = Recovery codes left
account-old-password = Present password
account-new-password = New password
account-new-password-again = New password (again)
account-new-password-hint = 15 characters or more, of any kind. A long phrase of your own is safe.
account-password-action = Change the password
account-password-done = The password is changed. You are signed out on other devices, and tokens are revoked.
account-sessions = Devices signed in
account-session-began = Signed in { $time }
account-session-seen = Last used { $time }
account-session-own = This device
account-session-action = Sign out
account-session-done = Signed out.
account-everywhere-action = Sign out everywhere and revoke tokens

## Passkeys

passkey-title = Passkeys
passkey-lead = The face, fingerprint or PIN check of a telephone or computer, or a security key, serves as the second factor. You may have several (up to 10).
passkey-name = Name of the passkey
passkey-name-hint = By which you will know the device, such as: my telephone on the ward
passkey-make-action = Add a passkey
passkey-made = Added { $day }
passkey-made-done = The passkey was added. Other devices were signed out.
passkey-remove-action = Remove the passkey
passkey-removed-done = The passkey was removed. Other devices were signed out.
passkey-use-action = Go on with a passkey

## Identities of organizations

sign-in-provider-action = Sign in with { $provider }
provider-failed-title = You are not signed in
provider-how-to-link = First sign in with your user name and password, and link the identity on the page of your account. From then on it signs you in.
provider-back-action = To the sign-in page
provider-back-account = Back to the account
identity-title = Identities of organizations
identity-lead = An identity that your organization gives you, once linked, signs you in as a member of that organization.
identity-link-action = Link your identity at { $provider }
identity-since = Linked { $day }
identity-linked-done = The identity was linked. Other devices were signed out.
identity-unlink-action = Unlink
identity-unlinked-done = The identity was unlinked. Other devices were signed out.
identity-leave-title = Show who you are there
identity-leave-lead = You go on to the sign-in page of your organization, and come back to your account from there.
identity-leave-action = To the sign-in page of the organization
account-provided = You are signed in with your organization's identity. To change your account, sign out, and sign in with your password.

token-title = Tokens for programs
token-lead = A key by which other software uses the API in your place. Give it to nobody.
token-label = Purpose
token-label-hint = Say which software uses it.
token-scope = What it may do
token-days = Days until it ends
token-make-action = Make a token
token-made-title = The token is made
token-made-lead = It is shown only now. Enter it in the software that uses it.
token-until = until { $day }
token-used = Last used { $time }
token-never-used = never used
token-over = no longer works
token-revoke-action = Revoke
token-revoke-done = Revoked.

## The address of one's own calendar

calendar-title = Show in your own calendar
calendar-lead = An address by which Outlook, Google Calendar, an iPhone and others show the conferences you are invited to or have called. They show no patient’s name and nothing clinical.
calendar-for = Where it is used
calendar-for-hint = Such as iPhone or Outlook: so that you know it again when you stop using it.
calendar-make-action = Make an address for a calendar
calendar-made-title = The address of your calendar is made
calendar-made-lead = This address is shown only now. Paste it into your calendar where it adds one “from URL” or “subscribes” to one. Whoever knows it sees when and where your conferences take place: give it to nobody. It works until { $day }.
calendar-name = Kaname conferences
calendar-about = { $kind } of { $organizer }
calendar-link = More, and your answer: { $link }
calendar-cancelled = Called off: { $kind }

## Links that work once

welcome-title = Open your account
welcome-greeting = Dear { $person }
welcome-lead = Choose a user name and a password to sign in with. The second factor is set up on the next page.
welcome-login-hint = A mail address, or three or more letters and digits.
welcome-reset-title = Choose a new password
welcome-reset-lead = Choose a new password. You are signed out on every device.
welcome-factor-reset-lead = Choose a new password. The second factor is set up anew on the next page. You are signed out on every device.
welcome-action = Confirm
welcome-early-title = Please wait a moment
welcome-over-title = This link no longer works
welcome-over = A link works once and for a limited time. It may have been used, or be too old. Please ask for a new one.

## Forms (every page)

saved-done = Saved.
conference-minutes-done = The draft of the minutes is saved.
hub-answer-done = The answer is recorded.
hub-decided-done = Confirmed. The organization has joined the care team.
request-accept-done = Your acceptance was passed on. The patient is being asked.
request-decline-done = Your answer was passed on. Thank you for considering it.
form-about-kilometres = about { $distance } km
form-and = {", "}
form-assumed-hours = Nobody has stated the hours of { $who }; weekdays 9:00 to 17:00 are assumed.
form-by-postal-code = Go by the postal code
form-channel = How the answer came
form-birthday-hint = For example 1946-04-01, S21.4.1 or 昭和21年4月1日
form-choose = Choose one.
form-clock = Start time
form-clock-malformed = Enter a time, such as 13:30.
form-destination-name-hint = For a facility or a place outside the area.
form-earlier-proposes = Proposed by the earlier case
form-end-of-stay = Discharge, transfer, close
form-found-times = { $possible } start times are possible, of { $considered } considered.
form-home-action = Back to the first page
form-hub = Hub
form-hub-by-address = Go by the home address
form-if-certified = When certified.
form-if-pending = When applied for.
form-no-change = No change
form-no-name-hint = Do not write the patient's name.
form-nobody-found = Nothing was found. Try other words.
form-nobody-yet = Nobody yet
form-number-too-large = The number is too large.
form-number-malformed = Enter a number.
form-one-per-line = One on each line.
form-one-time = Choose exactly one time.
form-other-kind = Other
form-other-time = Another time
form-propose-action = Ask about the times chosen
form-quarter-hint = Starts lie at :00, :15, :30 and :45.
form-related-name = Name (family)
form-related-phone = Telephone (family)
form-remaining = { $hours } h { $minutes } min left
form-search-organization = Search by name of organization
form-search-patient = Search by number or name
form-share-duties = Settle the duties
form-slots = { $count ->
    [one] { $count } start
   *[other] { $count } starts
}
form-take-up-action = Take up the earlier team
form-times-hint = Choose the times to ask about (at most ten); to decide, choose one only.
form-with-no = For somebody who cannot come.
form-left-out-hint = For a seat that nobody takes, say why.

## Consent

consent-title = Consent
consent-empty = No consent has been recorded yet.
consent-ask = The patient's consent
consent-ask-hint = Say how the patient agreed that this organization receives the patient's information.
consent-recorded-already = By a consent recorded before
consent-record-action = Record a consent
consent-withdraw-action = Record that it is withdrawn
consent-everyone = Every organization that takes part
consent-every-kind = Every { $kind }
consent-by = Who agreed
consent-by-hint = What is known of a relative needs that relative's own consent on paper.
consent-by-patient = The patient
consent-by-relative = A relative
consent-reach = How far it reaches
consent-reach-this = This stay only
consent-reach-every = Later stays too
consent-taken = { $day }, taken by { $person } ({ $organization })
consent-document = Where the signed paper is
consent-document-hint = For a consent on paper.
consent-document-at = On paper: { $document }
consent-form-label = How it was given
consent-ground = Ground of the exception
consent-basis = What was explained and said
consent-on = Given on
consent-purpose = For what
consent-recipient = Who receives the information
consent-screen-sharing = Consent to showing pages on the screen
consent-member-withheld = Cannot see: no consent
consent-hub-withheld = The patient's consent is not recorded yet, so the name is not shown (since { $time }). Offers can be made with the summary; ask the hospital to record the consent.

## Staff (/organization)

staff-title = Staff
staff-role = Role
staff-since = Since
staff-kana = Name in kana
staff-due = Review of rights due
staff-review-due = The rights of { $count } colleagues were last reviewed more than a year ago. Please look at the review of rights.
staff-left = Somebody who left
staff-requests = Requests for roles
staff-requests-empty = There are no requests.
staff-request-action = Request a role
staff-request-hint = The role is given once an administrator other than the requester and the member confirms it.
staff-request-title = { $person } to become { $role }
staff-request-by = Requested by { $person }, { $time }
staff-request-until = To be confirmed by { $day }
staff-request-operator = No administrator here can confirm this. Please ask whoever runs the system to confirm it with: kaname role confirm { $request }
staff-request-pending = Waiting
staff-request-confirmed = Confirmed
staff-request-refused = Refused
staff-request-expired = Expired
staff-request-decided-by = Decided by { $person }
staff-confirm-action = Confirm
staff-refuse-action = Refuse
staff-take-back-action = Take the request back
staff-requested-done = The role was requested.
staff-invitations = Invitations
staff-invite-action = Invite a colleague
staff-invite-hint = A link that only this person may use goes to this address. It works for seven days.
staff-invited-done = The invitation was sent.
staff-invitation-until = Until { $time }
staff-invitation-expired = Expired
staff-invitation-withdraw = Take the invitation back
staff-to-me = You are invited to join:
staff-accept-action = Join
staff-joined-done = You have joined.
staff-reviewed = Last review
staff-never = Not yet
staff-duties = To be handed over
staff-duties-hint = Please hand these over to somebody else before the membership ends.
staff-duties-empty = Nothing is open in this person's hands.
staff-duty-cases = { $count } cases coordinated
staff-duty-conferences = { $count } conferences organized that are still to come
staff-duty-teams = { $count } care teams named in
staff-profession-action = Change the profession
staff-lay-down-action = Take the role away
staff-reset-action = Send a link for a new password
staff-reset-send-action = Send it to the person's own mail address (works for 24 hours)
staff-reset-done = The link for a new password was sent.
staff-end-action = End the membership
staff-ended-done = The membership has ended. Sessions and tokens stopped to work at once.
staff-review-title = Review of rights
staff-review-lead = Once a year an administrator looks at every colleague's role, not at their own, and says whether it is still right.
staff-tokens = Tokens
staff-seen = Last seen
staff-token-until = { $label } (until { $day }, last used: { $used })
staff-still-right-action = Still right

## Access in an emergency

emergency-title = Access in an emergency
emergency-open = Patients you have open
emergency-until = Until { $time }, for reading
emergency-banner = You are reading by access taken in an emergency. It is on record, and the organization in charge has been told.
emergency-end-action = Give it back
emergency-take = Take access
emergency-take-hint = Only where care cannot wait: you read one patient for four hours. The organization in charge is told at once and reviews it within 48 hours.
emergency-passkey = With a passkey: use it first, and no code is asked for.
emergency-take-action = Record the reason and read
emergency-taken-done = Access has begun. It ends in four hours.
emergency-organization = The patient's hospital
emergency-patient-hint = Enter the patient's number, or the name in kana and the day of birth, exactly.
emergency-text = What happened
emergency-nobody = No patient is known by these particulars.
emergency-no-factor = Only people with a second factor of their own can do this. Set one up on the page of your account.
emergency-reviews = Reviews
emergency-reviews-empty = No access waits for review.
emergency-reviews-waiting = Emergency access: { $waiting } to review{ $overdue ->
        [0] {""}
       *[other] {" "}({ $overdue } overdue)
    }
emergency-review-open = Waits for review
emergency-review-overdue = Review overdue
emergency-review-action = Record the review
emergency-finding = What was found
emergency-taken = { $time } to { $until }

styleguide-title = Parts of pages
styleguide-buttons = Buttons
styleguide-chips = Status chips
styleguide-fields = Fields
styleguide-faults = Faults, and what others changed
styleguide-table = Table
styleguide-line = Clock and timeline
styleguide-said = Notes
styleguide-dialog = Dialog

## Admission list pasted

list-title = Paste a list of admissions
list-link = Register by pasting a list
list-one-by-one = Register one by one
list-lead = Copy the list of admissions from the hospital's system or from Excel and paste it here. You look it over on the next page before anything is registered.
list-not-kept = Only these are used: patient number, name, kana, day of birth, sex, day of admission, ward, expected discharge, municipality and telephone. Diagnoses, street addresses and all other columns are not stored.
list-list = Paste here
list-paste-hint = With the row of headings the columns are recognised by themselves. At most 1,000 rows at once.
list-file = Or a file that was exported
list-file-hint = Text such as CSV (UTF-8 or Shift_JIS). Open an Excel file (.xlsx) and paste from it.
list-read-action = Read
list-forget = Remembered columns
list-forget-hint = Forgets what was settled about columns before, and recognises them afresh.
list-forget-action = Forget
list-forget-done = The columns were forgotten.
list-columns = How the columns are read
list-columns-hint = Where one is wrong, choose again and press “Read again with these columns”. Once you register, this is remembered.
list-column-heading = Heading in the list
list-column-nth = Column { $nth } (no heading)
list-column-use = Used as
list-column-by = Known by
list-read-again-action = Read again with these columns
list-for-all = For all rows
list-for-all-admitted-on = Day of admission
list-for-all-ward = Ward
list-for-all-hint = Used for rows that do not say it.
list-ward-class = Class of ward { $ward }
list-ward-class-hint = Remembered for each ward once you register.
list-part-asks = Please check
list-part-asks-count = { $count ->
    [one] { $count } to check
   *[other] { $count } to check
}
list-part-asks-hint = These are not registered as they stand. Correct them, answer, or leave them out. The others can be registered.
list-part-ready = Can be registered
list-part-ready-count = { $count ->
    [one] { $count } can be registered
   *[other] { $count } can be registered
}
list-part-registered = Registered
list-part-registered-count = { $count ->
    [one] { $count } registered
   *[other] { $count } registered
}
list-part-known = Registered before
list-part-known-count = { $count ->
    [one] { $count } registered before
   *[other] { $count } registered before
}
list-part-known-hint = There is a record of a stay that goes on, or of the same day of admission. It is not registered again.
list-part-left-out = Left out
list-part-left-out-count = { $count ->
    [one] { $count } left out
   *[other] { $count } left out
}
list-row-patient = Patient
list-row-stay = Stay
list-row-standing = Standing
list-row-born = born { $day }, aged { $age }, { $sex }
list-row-discharge = discharge expected { $day }
list-row-line = line { $line } of the list
list-row-registered = Registered
list-row-known = Registered before
list-row-failed = Could not be registered
list-row-new = New patient
list-row-known-patient = Known patient
list-row-numbered = Known patient (the number is added)
list-row-corrected = Known patient (the record is corrected by the list)
list-row-differs = Differs from the record
list-row-alike = May be a known patient
list-row-repeated = Twice in the list
list-row-faulty = Something cannot be read
list-row-repeated-of = The same patient as on line { $line }. Only that row is registered.
list-row-raw = The row as it came: { $text }
list-row-record = The record of this number: { $patient }
list-row-difference = { $column }: “{ $recorded }” in the record, “{ $listed }” in the list
list-row-case = Open the case
list-patient = { $name } ({ $number }), born { $born }
list-without-number = no number
list-ask-differs = Which is right?
list-answer-keep = The record (it stays; the admission is registered)
list-answer-correct = The list (the record is corrected; the admission is registered)
list-ask-alike = A patient with the same kana and day of birth is known
list-answer-same = The same person: { $patient }
list-answer-other = Somebody else (a new record)
list-leave-out = Do not register
list-set-aside = { $count ->
    [one] { $count } row taken for no patient's
   *[other] { $count } rows taken for no patient's
}
list-set-aside-row = Line { $line } ({ $why }): { $text }
list-register-action = Register
list-check-action = Check again
list-paste-again = Paste another list
list-to-board = To the board

# keep_organization
directory-title = Directory
directory-search = Search (name, kana, telephone)
directory-municipality = Municipality
directory-kind = Kind
directory-name = Name
directory-address = Address
directory-email = Mail
directory-area-hub = The area of the hub
directory-area-own = The same municipality
directory-area-all = Everywhere
directory-known = As of
directory-known-nothing = Nothing known
directory-known-of-unknown-age = Of unknown age
directory-nothing-stated = Nobody has stated what it can do. Ask by telephone.
directory-empty = Nobody found. Try fewer words or a wider area.

profile-title = About the organization
profile-lead = Hospitals and hubs choose whom to ask, and when to meet, by what is said here.
profile-capabilities = What it can do
profile-capability = What
profile-said = Who said so
profile-empty = Nothing is stated yet. What you state stands on the shortlists of the hub as “yes” or “no”.
profile-as-of = { $source } (as of { $day }, { $ago })
profile-can = Can: { $what }.
profile-cannot = Cannot: { $what }.
profile-age = The oldest statement is of { $day } ({ $ago }).
profile-age-unknown = Nobody knows of which day some of it is.
profile-confirm-action = Still true
profile-confirm-done = Confirmed as of today.
profile-change-action = Change what it can do
profile-save-action = Save as of today
profile-done = Saved.
profile-unknown = Not stated (unknown)
profile-hours = Opening hours
profile-hours-assumed = Nobody has stated the hours; Monday to Friday from 9:00 to 17:00 is assumed.
profile-contact-action = Change telephone, fax and mail
profile-contact-hint = Letters about conferences and requests go there. What is left empty is taken as not known.
profile-hours-action = Change the hours
profile-hours-hint = Write them as “09:00-12:30 13:30-17:00”. Leave days blank on which it is closed.
profile-hours-malformed = Write hours that do not overlap, as “09:00-12:30”.
profile-closed = Closed
profile-holidays = Public holidays
profile-open-on-holidays = Open on public holidays too
profile-rooms = Rooms for conferences
profile-rooms-empty = No room is registered.
profile-room = Name of the room
profile-room-action = Register the room
profile-room-done = The room is registered.
profile-link = About the organization

# family
family-title = Whom to call
family-link = Sheet for the family
family-name = { $name }
family-without-plan = There is no plan yet, so no number is given.
family-first = Call first
family-then = When nobody answers
family-bed = If it does not go on at home: { $bed }
family-ambulance = When to call an ambulance
family-ambulance-hint = Write down what you have settled with the doctor.

# delivery (/organization/deliveries)
delivery-title = Messages that did not arrive
delivery-lead = These messages did not arrive by mail. Tell people by telephone where it is urgent. Invitations to conferences can be sent again to a corrected address.
delivery-empty = Every message has arrived.
delivery-empty-older = Before these, nothing is left that did not arrive.
delivery-to = To
delivery-what = Message
delivery-trouble = What happened
delivery-to-do = What to do
delivery-since = From { $time }
delivery-given-up = Not delivered
delivery-under-way = Being sent again
delivery-over = No longer needed
delivery-all-over = No longer needed
delivery-tried = { $count ->
    [one] Tried once.
   *[other] Tried { $count } times.
}
delivery-next = {" "}Next at { $time }.
delivery-words = What the mail server said
delivery-consultation = Consultation
delivery-ring = Tell them by telephone.
delivery-no-phone = Tell them in another way; there is no telephone number.
delivery-invite-anew = Take the invitation back and invite them anew with the right address.
delivery-own-office = This is the address of your own organization. Tell the right one to the operator of the system.
delivery-tell-colleague = Tell them in person.
delivery-again-action = Send again
delivery-again-done = The message is being sent again.
delivery-older = Earlier messages

# rule (/rules)
rule-title = Rules in force
rule-lead = The days by which things are due are reckoned from these rules. A case keeps the version that was in force on the day of its admission until somebody takes a newer one, for one case or for all that are open.
rule-empty = No rules have been published yet.
rule-in-force = In force
rule-not-yet = Not in force yet
rule-over = Earlier version
rule-body = Issued by
rule-area = Area
rule-everywhere = All of Japan
rule-and = {", "}
rule-version = Version
rule-from = In force from
rule-until = In force until
rule-until-open = No end
rule-source = Source
rule-cases = { $count ->
    [one] One open case of this organization follows this version.
   *[other] { $count } open cases of this organization follow this version.
}
rule-uptake-action = { $count ->
    [one] Switch { $count } case that follows an earlier version
   *[other] Switch { $count } cases that follow an earlier version
}
rule-uptake-done = The cases are being switched, one after the other.
rule-uptake-going-on = Switched so far: { $count }. It goes on.
rule-uptake-finished = Switched: { $count }.
rule-what = What
rule-who = Who
rule-limit = By when
rule-strength = How binding
rule-limit-same-day = On the day itself ({ $anchor })
rule-limit-after = Within { $days } days ({ $anchor })
rule-limit-after-business = Within { $days } business days ({ $anchor })
rule-limit-before = At least { $days } days before ({ $anchor })
rule-limit-before-business = At least { $days } business days before ({ $anchor })
rule-count-start = The day itself is day 1 ({ $anchor }).
rule-count-after-hours = The day itself is day 1 ({ $anchor }), and no business day when it began after hours.
rule-count-next-day = The day after is day 1 ({ $anchor }).
rule-count-day-before = The day before is one day before ({ $anchor }).
rule-roll-next = On a closed day: until the next open day.
rule-roll-previous = On a closed day: until the open day before.
rule-roll-all-closed = When all the days between are closed: until the next open day.
rule-limit-after-hours = { $days ->
    [one] Within { $days } hour of: { $anchor }
   *[other] Within { $days } hours of: { $anchor }
}
rule-limit-after-months = { $days ->
    [one] Within { $days } month of: { $anchor }
   *[other] Within { $days } months of: { $anchor }
}
rule-limit-before-hours = { $days ->
    [one] { $days } hour before: { $anchor }
   *[other] { $days } hours before: { $anchor }
}
rule-limit-before-months = { $days ->
    [one] { $days } month before: { $anchor }
   *[other] { $days } months before: { $anchor }
}
rule-latest = { " " }(at the latest: { $limit })
rule-no-day = No day stated
rule-no-steps = No steps with limits.
rule-from-open = Not stated (not in force yet)
rule-follows = Followed by
rule-form-goes = From { $from } to { $to }
rule-laid-over = Left out of the rules below ({ $key })
rule-words = In the words of the rule: { $what }
rule-for = For: { $what }
rule-when = If: { $what }
rule-instead = If { $when }: { $limit }
rule-after = After: { $what }
rule-form = Form: { $what }
rule-all = { " " }and{ " " }
rule-any = { " " }or{ " " }
rule-none = none of: { $what }
rule-nested = ({ $what })
rule-is = { $fact } is “{ $value }”
rule-at-least = { $fact } is { $value } or more
rule-at-most = { $fact } is { $value } or less
rule-fact = { $fact }: { $value }
rule-not-recorded = Not recorded

rule-edit-elsewhere = This text is being written in another window, too
rule-edit-elsewhere-hint = The text was changed in another window or on another device. What is typed here is not kept yet. Compare it with the text below and take over what you need.
rule-edit-elsewhere-text = The text of the other window
rule-edit-unfilled = { $count } texts are still to be written before it is published
rule-publish-title = Before you publish
rule-publish-lead = What a version says never changes once it is published. To mend it, publish the next version; to take it back, set its last day.
rule-publish-back = Back to the editor without publishing
rule-publish-obstacles = It cannot be published like this
rule-publish-cautions = Please check
rule-publish-what = What is published
rule-publish-key = Key
rule-publish-unknown = Unknown code ({ $code })
rule-publish-new-only = Admissions from the first day on follow it. Open cases stay as they are.
rule-publish-offered = Admissions from the first day on follow it. In { $whose } it is offered to { $count } open cases that follow an earlier version; each hospital decides whether they take it.
rule-publish-offered-few = Admissions from the first day on follow it. In { $whose } it is offered to the open cases that follow an earlier version (their number is withheld); each hospital decides whether they take it.
rule-publish-action = Publish this
rule-publish-changed = The text changed after you looked at it. Check what it says now, below, and publish again.
rule-titled = { $title }, version { $version }
rule-folded = { $version } (earlier version, { $from } – { $until })
rule-changed = { $label }: “{ $before }” → “{ $now }”
rule-field-overlay = Laid over
rule-ends-on = Last day set by the publisher
rule-end = Set the last day of this version
rule-last-day = Last day in force
rule-end-hint = Today or later. Cases admitted by then keep this version. Admissions from the next day on follow the version before it, if that has not ended. You can change the day until it is over.
rule-end-action = Set the last day
rule-end-done = The last day is set.
rule-edit-title = Write and try rules
rule-edit-lead = Write your region's discharge rules here, try them on last month's cases, then publish them from a day on. A published version never changes; to mend one, publish it with a higher number.
rule-edit-area = You may publish for { $area }.
rule-edit-not-yours = Coordinators and administrators of the hubs, municipalities and medical associations of an area publish. Anybody may write and try.
rule-edit-begin = Choose a text to begin with
rule-edit-file = Text of the rules
rule-edit-file-hint = It is checked while you type. What you have written is kept for seven days.
rule-edit-try-action = Try on last month's cases
rule-edit-publish-action = Go on to publish
rule-edit-done = Published. New admissions follow it from its first day on.
rule-edit-faults = { $count ->
    [one] One thing to mend
   *[other] { $count } things to mend
}
rule-edit-place = Line { $line }, character { $column }
rule-edit-suggestion = (try: { $text })
rule-edit-sound = No faults
rule-edit-new = These rules are not published yet.
rule-edit-same = The same as version { $version }, which is published.
rule-edit-differs = What differs from version { $version }, which is published:
rule-edit-trial = Tried on last month's cases
rule-edit-tried = Admissions in { $month } to { $whose }: { $count }. What was done when is as recorded under the present rules.
rule-edit-tens = These are others' patients: counts under ten are withheld, all others are rounded down to whole tens.
rule-edit-asked = Asked of
rule-edit-in-time = In time
rule-edit-late = Late
rule-edit-not-recorded = Not recorded
rule-edit-without-day = Without a day
rule-edit-undecided = Facts missing
rule-edit-spared = Spared

rule-entry-parts = Write one entry in a form
rule-entry-head = Name, area, first day and so on
rule-entry-new = + Add: { $part }
rule-entry-put-action = Put it into the text
rule-entry-remove-action = Remove this entry
rule-entry-back-action = Back without
rule-entry-done = Written into the text.
rule-entry-changed = This entry was changed in another window. What stands there now is below each field. If you write it again, what is typed here takes its place.
rule-entry-gone = This entry was removed in another window, or has another key there. If you write it, it is added as a new one.
rule-entry-choose = (please choose)
rule-entry-no-toml = The forms open once the text can be read as TOML.
rule-entry-to-faults = See what to mend
rule-entry-none = (not stated)
rule-entry-codes-hint = Codes of municipalities (five digits) with spaces between them.
rule-entry-condition-hint = Such as: all(care_manager = assigned, age >= 65). any( ) is one of them, none( ) is none of them.
rule-entry-reads = How this condition reads
rule-entry-facts = What conditions may ask about
rule-entry-facts-hint = The name on the left, =, the word on the right. Numbers are compared by >= and <=.
rule-entry-number = a number
rule-entry-name = a name (in '…')
rule-field-key = Key (small letters, digits, hyphens)
rule-field-title = Title
rule-field-note = Note, such as what could not be confirmed
rule-field-when = Condition
rule-field-tracks = Tracks it is for (none means all)
rule-field-anchor = Counted from
rule-field-count = How many
rule-field-direction = Before or after that day
rule-field-unit = Of what
rule-field-latest-count = At the latest: how many
rule-field-latest-direction = At the latest: before or after
rule-field-latest-unit = At the latest: of what
rule-field-counting = What is day 1
rule-field-roll = On closed days
rule-field-after = What comes first
rule-field-form = Form
rule-field-words = In the words of the rule (needed where no day is stated)
rule-field-certainty = Certainty
rule-field-milestones = Steps it spares (none means all)
rule-field-from = Who fills it in
rule-field-to = Who receives it
rule-field-forms = Forms (none means all)
rule-field-percent = Per cent
rule-field-month = Month of the survey
rule-word-after = after
rule-word-before = before
rule-word-hour = hours
rule-word-calendar-day = calendar days
rule-word-business-day = business days
rule-word-month = months
rule-word-start-counted = that day is day 1
rule-word-start-counted-after-hours = that day is day 1 (after hours it is no business day)
rule-word-start-excluded = the day after (or before) is day 1
rule-word-none = stays as it is
rule-word-next-business-day = until the next open day
rule-word-previous-business-day = until the open day before
rule-word-next-business-day-when-all-closed = where all days are closed, until the next open day

case-rules-title = Why these limits
case-rules-lead = Which rules ask for what, and from which records that follows. What is not recorded never counts as "no": the step stays asked for.
case-rules-to = Why these limits; record circumstances
case-rules-empty = No rules apply to this case.
case-rules-asked = Asked for
case-rules-open = Records are missing (treated as asked for)
case-rules-not-asked = Not for this case
case-rules-exempt = Exempt
case-rules-no-anchor = Not known yet: { $anchor }
case-rules-no-day = { $words } (no day stated)
case-rules-offer = There is a newer version: { $title } (now version { $followed })
case-rules-take-action = Take the newer version
case-rules-take-hint = What is done stays done.
case-rules-difference = { $part }, { $what }: { $change }
case-rules-facts = Circumstances
case-rules-facts-hint = Leave at "Not recorded" what is not known.
case-rules-days = Days and times
case-rules-about = Admission and stay
case-rules-judged = Screening and judgement
case-rules-admitted-at = Time of admission
case-rules-night-hint = After the hospital's office has closed (from 17:15 where its hours are not stated) it counts as an admission at night.
case-rules-care-manager-hint = A care manager in the team comes before this.
case-rules-prognosis-hint = With "Days to weeks", rules that say so count hours, and no step waits for another.
case-rules-screened-on = Day of the screening
case-rules-factors = Factors that make the discharge difficult (A246)
case-rules-factors-hint = Choose all that were found. The check of conferences goes by them.
case-rules-criteria = Criteria of the rules
case-rules-judged-because = Why they judge so
case-rules-version = Newer version
case-rules-moves = Why limits moved
case-rules-moved = { $at } { $step }: { $from } → { $to } ({ $cause }, { $by })
case-rules-came = { $at } { $step }: asked for from now on, due { $to } ({ $cause }, { $by })
case-rules-went = { $at } { $step }: no longer asked for ({ $cause }, { $by })
case-rules-by-system = automatically

# conditions (/conferences/{id}#conditions)
conditions-title = Fee conditions this conference can be checked for
conditions-lead = What is on record, held against the fee conditions as of a conference on { $day }, with sources. It is no billing decision, and no conference depends on it.
conditions-assumed = Whoever said no is not counted; whoever has not answered is taken to come as invited.
conditions-empty = No item is looked at on this day.
conditions-points = { $points } { $unit }
conditions-points-unread = Points not read in the official text
conditions-people = Who comes: { $answer }
conditions-unknown = Not known: { $count }
conditions-by = By { $day }
conditions-name = Name
conditions-claimed-by = Claimed by
conditions-flags = To be looked at
conditions-owed = Papers to see to
conditions-source = Source
conditions-confidence = Kind of source
conditions-edition = Edition
conditions-one-more = With one more participant
conditions-one-more-completes = { $party }: everyone would be there for { $items }.
conditions-not-here = Items that do not exist for this stay
conditions-at-time = Everyone there for: { $items }
conditions-at-time-open = Open until answered: { $items }

# health (/organization/deliveries)
health-title = How the system is
health-mail-none = No mail has been sent yet
health-mail-arrives = Mails arrive
health-mail-lost = The last mail did not arrive
health-delivered = Last arrived: { $time }.
health-given-up = Last failure: { $time }.
health-waiting = { $count ->
    [one] One mail waits to be sent.
   *[other] { $count } mails wait to be sent.
}
health-writing = Records can be written
health-not-writing = Nothing can be written for the moment; everything can be read
health-sealed = The log of who saw what is sealed up to { $time }: a later change would show.
health-not-sealed = The log of who saw what has no seal yet.
health-version = Kaname { $version }
