# Refusals: refusal-<code>. Why it cannot be done and what to do instead, in a sentence.

## Texts and numbers

refusal-text-empty = Please fill this in.
refusal-text-too-long = This is too long. Please shorten it.
refusal-text-control-character = This holds a character that cannot be used. Please type it again.
refusal-day-malformed = Enter a day, such as 2026-11-27 or 令和8年11月27日.
refusal-day-year-ambiguous = The year is not clear. Give it with four digits or with its era, such as 1946-04-01 or S21.4.1.
refusal-day-order-ambiguous = Which is the month and which the day is not clear. Put the year first, such as 1946-04-01.
refusal-day-not-in-calendar = There is no such day. Please check month and day.
refusal-day-not-in-era = That era had no such year. Please check era and year.
refusal-email-address-malformed = This is not a mail address.
refusal-postal-code-malformed = A postal code has seven digits.
refusal-phone-number-malformed = This is not a telephone number.
refusal-municipality-code-malformed = A municipality code has five digits.
refusal-web-address-malformed = The address must begin with https://.

## Opening hours

refusal-hours-not-an-opening = Write hours as 09:00-12:30, the beginning before the end.
refusal-hours-overlapping = Two openings of one weekday overlap.
refusal-hours-too-many = A weekday has too many openings.
refusal-hours-not-a-weekday = Weekdays are numbers from 1 for Monday to 7 for Sunday.

## Patients

refusal-patient-born-in-the-future = The day of birth lies after today.
refusal-patient-born-too-long-ago = The day of birth lies too far back. Please check it.
refusal-patient-known = There is a patient with the same kana and day of birth. Choose that patient, or “new patient” if it is somebody else, and register again.
refusal-patient-number-taken = This patient number is in use already.
refusal-record-link-within-one-organization = Two records of one organization cannot be linked.
refusal-record-link-not-proposed = This link is not waiting for confirmation.
refusal-record-link-not-yours = Only the organizations that own the records can do this.
refusal-record-link-already-undone = This link has been undone already.

## Discharge case

refusal-case-admitted-too-far-ahead = The day of admission lies too far ahead. Please check it.
refusal-case-discharge-before-admission = The discharge lies before the admission.
refusal-case-day-in-the-future = A day that has not come cannot be recorded.
refusal-case-circumstance-in-the-future = What is known cannot have come to be known on a day that has not come.
refusal-case-screening-contradictory = A screening that found nothing names no factors or criteria.
refusal-case-no-such-criterion = None of the rules of this case has this criterion. Open the page anew.
refusal-case-version-not-offered = This is no newer version of rules that the case follows.
refusal-rules-without-area = Coordinators and administrators of hubs, municipalities and medical associations with an area of their own publish rules. Your organization has no area, or you may not publish for it.
refusal-rules-unfilled = Texts of the template marked ［記入…］ are still to be written. Write all of them before you publish.
refusal-rules-without-first-day = Say from which day they are in force.
refusal-rules-version-not-new = This version is published already. Raise the number of the version.
refusal-rules-faulty = The file has faults. Mend every place that the check (checkRules in the API) tells.
refusal-rules-not-your-area = It holds beyond the area your organization speaks for, or names none. Write the codes of your municipalities under "municipalities".
refusal-rules-not-yours = This key is that of another organization's rules or of a text to begin with. Take another key.
refusal-rules-published-by-others = Another organization, or whoever runs the system, published this version. Only its publisher sets its last day.
refusal-rules-ended-already = The last day of this version is over. What was in force on past days does not change.
refusal-rules-end-in-the-past = The last day must be today or later.
refusal-rules-end-after-their-own = This version was published with an earlier last day. Choose that day or one before it.
refusal-rules-nothing-to-take = No open case follows an earlier version of these rules.
refusal-case-no-longer-admitted = The patient has been discharged or transferred already.
refusal-case-still-admitted = The patient is still in hospital.
refusal-case-already-closed = This case is closed.
refusal-case-already-open = The patient already has an open case at this hospital.
refusal-case-not-a-predecessor = Only a closed case of the same person can be named as the earlier case.

## Milestones

refusal-milestone-already-settled = This is recorded as done or not needed already.
refusal-milestone-done-in-the-future = The day it was done on must be today or earlier.

## Care team

refusal-team-role-taken = Someone else has this part. Please end theirs first.
refusal-team-already-member = Already in the team in this part.
refusal-team-not-a-member = Not a member of the team.
refusal-team-member-holds-duties = This member still holds duties. Please share them anew first.
refusal-team-duty-twice = A duty appears twice.
refusal-team-holder-missing = The attending physician named is not in the team.

## Bookings

refusal-slot-taken = That time has been taken meanwhile. Please choose another.
refusal-booking-in-the-past = A time that has begun cannot be booked.
refusal-booking-too-long = At most 24 hours can be booked at once.
refusal-booking-empty = The end must lie after the beginning.
refusal-hold-expires-too-early = The hold must last beyond now.
refusal-booking-not-a-hold = Only a hold can be released. Move or cancel the conference instead.

## Conference

refusal-conference-duration-out-of-range = A conference lasts 5 to 240 minutes, in steps of five.
refusal-conference-nobody-invited = Please choose at least one participant.
refusal-conference-too-many-participants = A conference has at most 40 participants.
refusal-conference-too-many-questions = A conference asks at most ten questions.
refusal-conference-question-not-asked = There is no question of this number.
refusal-conference-invited-twice = The same person or mail address appears twice.
refusal-conference-no-video-address = Somebody is to join by video. Please give the address of the video call.
refusal-conference-case-missing = A discharge conference needs the case it is about.
refusal-conference-case-closed = This case is closed.
refusal-conference-seat-forgotten = A profession that is needed is missing. Invite it, or state why it is left out.
refusal-conference-not-a-draft = The conference is no longer in preparation and cannot be changed.
refusal-conference-no-time-proposed = Please choose at least one time that was not asked about before.
refusal-conference-too-many-times = At most ten times can be proposed at once, and twenty in all.
refusal-conference-not-on-a-quarter-hour = A conference begins at :00, :15, :30 or :45.
refusal-conference-in-the-past = That time has passed.
refusal-conference-not-schedulable = This conference cannot be given a time any more.
refusal-conference-not-scheduled = This conference has no time yet, or is over.
refusal-conference-same-time = The conference is at that time already.
refusal-conference-already-held = This conference has taken place already.
refusal-conference-already-cancelled = This conference has been cancelled already.
refusal-conference-not-yet-begun = The conference has not begun.
refusal-conference-attendance-incomplete = Please record every participant exactly once.
refusal-conference-not-held = This conference has not taken place yet.
refusal-conference-no-minutes = There are no minutes to confirm. Please write them first.
refusal-conference-minutes-confirmed = The minutes are confirmed. Please add an amendment instead.
refusal-conference-minutes-not-confirmed = Only confirmed minutes can be amended.
refusal-conference-time-not-open = This time can no longer be answered.
refusal-conference-not-invited = Not a participant of this conference.

## Consultation and offers

refusal-consultation-nothing-asked = Please choose at least one service to look for.
refusal-consultation-closed = This consultation is closed.
refusal-consultation-offers-pending = An organization still waits. Please confirm or withdraw its offer first.
refusal-consultation-without-case = A consultation without a case has no care team to join. Please register the case first.
refusal-offer-service-not-asked = This consultation does not look for that service.
refusal-offer-wrong-kind-of-organization = This organization does not give that service.
refusal-offer-already-made = This organization has been asked already.
refusal-offer-expires-too-early = The time to answer must lie ahead.
refusal-offer-not-waiting = This offer is not waiting for an answer.
refusal-offer-expired = The time to answer is over. Please telephone the hub.
refusal-offer-not-accepted = Only an accepted offer can be confirmed.

## Plan

refusal-plan-no-first-call = Please name at least one number to call first.
refusal-plan-too-many-lines = A plan has at most 50 services and 10 numbers.
refusal-plan-case-closed = This case is closed.
refusal-conference-too-far-ahead = That time is more than a year ahead. Please check the year.
refusal-booking-too-far-ahead = Time cannot be held more than two years ahead.
refusal-offer-expires-too-late = An offer waits 31 days at most.
refusal-case-admitted-too-long-ago = The admission lies more than ten years back. Please check the year.
refusal-case-discharge-too-late = The discharge lies more than twenty years after the admission. Please check the year.
refusal-patient-born-after-admission = The admission lies before the day of birth.
refusal-patient-postal-code-unknown = No municipality is known by this postal code. Please choose the municipality.

## Consent

refusal-consent-missing = No consent of the patient covers this organization. Ask the patient, and say how the patient agreed.
refusal-consent-refused = The patient does not want this organization to receive the information.
refusal-consent-document-missing = For a consent on paper, say where the paper is.
refusal-consent-ground-missing = Choose the ground on which no consent is needed.
refusal-consent-basis-missing = Say why no consent was asked.
refusal-consent-ground-without-exception = A ground is chosen only where no consent was asked.
refusal-consent-no-such-relative = This person is not recorded as somebody around the patient.
refusal-consent-relative-cannot-speak-for-patient = A relative agrees only to the use of what is known of that relative in conferences.
refusal-consent-relative-must-speak = Choose the relative whose information it is.
refusal-consent-in-the-future = The day lies after today.
refusal-consent-nothing-to-withdraw = A refusal or withdrawal cannot be withdrawn.

## Members and roles

refusal-membership-already-there = This person works at this organization already.
refusal-membership-last-administrator = No administrator would be left. Please make somebody else an administrator first.
refusal-colleague-already-invited = An invitation has been sent to this address already.
refusal-colleague-invitation-over = This invitation no longer works. Please ask for a new one.
refusal-role-already-held = This member has the role already.
refusal-role-needs-no-request = A plain member's rights need no request.
refusal-role-already-requested = A request about this member is already waiting.
refusal-role-confirmed-by-requester = Whoever asked cannot confirm. Please let another administrator confirm it.
refusal-role-confirmed-for-oneself = Nobody confirms a role of their own. Please let another administrator confirm it.
refusal-role-confirmed-by-colleague = Another administrator of this organization can confirm it. Please ask them.
refusal-role-request-settled = This request has been settled already.
refusal-role-request-expired = This request is too old. Please ask again.
refusal-profession-changed-for-oneself = Nobody says of themselves as what they work. Please let another administrator do it.
refusal-rights-reviewed-for-oneself = Nobody reviews their own rights. Please let another administrator do it.
## Accounts

refusal-login-malformed = A user name is a mail address, or three or more letters, digits and . _ - + @.
refusal-login-taken = Somebody else has this user name.
refusal-password-too-short = A password has 15 characters or more.
refusal-password-too-long = A password has 128 characters at most.
refusal-password-guessable = This password is easy to guess: common words, rows of keys or the user name alone make none.
refusal-passwords-differ = The two are not the same.
refusal-sign-in-failed = The user name or the password is not right.
refusal-password-wrong = The password is not right.
refusal-authenticator-unreadable = Codes of authenticator apps cannot be checked: the key of this server was replaced. Use a recovery code or a passkey, or ask for a reset.
refusal-code-wrong = The code is not right, or was used before. Try again with a new one.
refusal-passkey-refused = The passkey could not be verified. Please try again. If it is not on this device, use a code or a recovery code.
refusal-too-many-passkeys = An account has at most 10 passkeys. Remove one you do not use.
refusal-last-factor = Without it there would be no second factor. Set up another one first.
refusal-token-lives-too-long = A token works from 1 to 730 days.
refusal-only-in-browser = A token makes no tokens. Sign in with a browser to make one.
refusal-provider-refused = The sign-in with your organization's identity could not be verified. Please start again.
refusal-provider-silent = Your organization's identity provider does not answer. Try again later, or sign in with your password.
refusal-identity-unknown = This identity is not linked with an account of Kaname yet.
refusal-identity-taken = This identity is linked already, or your account is linked with another identity of the same organization.
refusal-identity-without-membership = You do not belong to the organization of this identity now.
refusal-identity-without-factor = There is no second factor. Sign in with your password and set one up.
refusal-own-factors-needed = While you are signed in with your organization's identity, your account cannot be changed. Sign out, and sign in with your password.
refusal-no-account = This person has not opened an account yet.
refusal-no-mail-address = No mail address is known.

## Access in an emergency

refusal-emergency-confirm-again = Please show your second factor again before taking access in an emergency.
refusal-emergency-review-overdue = An earlier access of yours has waited for its review for more than 48 hours; no other can be taken.
refusal-emergency-found-unjustified = The patient's organization found your earlier access not justified. Please ask it.
refusal-emergency-over = This access has ended.
refusal-emergency-reviewed = This access was reviewed before.
refusal-emergency-review-of-own-access = Nobody reviews an access of their own.
refusal-emergency-review-note-missing = Please explain what is in doubt.

## Review of the access log

refusal-access-month-not-over = This month is not over. It can be confirmed from the first day of the next.

refusal-draft-written-elsewhere = Another window wrote to this form after it was opened here. What it wrote is shown below. If you send this once more, it takes its place.
refusal-draft-too-large = This is too long to be kept as a draft.

## Admission list

refusal-list-empty = There is no row of a patient. Copy the list and paste it.
refusal-list-too-many-rows = At most 1,000 rows are read at once. Paste the list in parts.
refusal-list-too-long = This is too large. At most 1 MB is read at once. Paste only the columns and rows that are needed.
refusal-list-not-text = The file cannot be read as text. Save it as CSV (UTF-8 or Shift_JIS), or open it and paste from it.
refusal-list-workbook = A workbook cannot be read. Open it, copy, and paste.
refusal-list-utf16 = The file is UTF-16. Save it as CSV (UTF-8 or Shift_JIS), or open it and paste from it.
refusal-list-row-too-wide = The row has more cells than there are headings, as when a comma shifts them. Please type it again.
refusal-list-cell-formula = This is a formula, an error or a value cut short (=, #N/A, ####, 1.2E+08). Please enter the value.
refusal-list-sex-unknown = The sex cannot be read. Enter male, female, other or unknown.
refusal-list-row-unsettled = Record and list differ. Say which is right.
refusal-list-same-person-unsettled = A known patient may be the same person. Say whether it is.
refusal-list-record-changed = The record was changed after you answered. Please check again.
refusal-list-number-of-another = This number belongs to another patient's record. Please check the number.
refusal-list-row-repeated = An earlier row of the list is about the same patient.
refusal-delivery-not-given-up = This message is already on its way, or has arrived.
refusal-delivery-overtaken = This message is no longer needed, so it is not sent again.
refusal-delivery-address-kept-elsewhere = This address is not corrected here, but by the organization or the person it belongs to.
