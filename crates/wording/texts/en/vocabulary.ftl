# Vocabulary: <type>-<code>

## Organizations and services

organization-kind-hospital = Hospital
organization-kind-clinic = Clinic
organization-kind-visiting-nurse-station = Visiting nurse station
organization-kind-pharmacy = Pharmacy
organization-kind-care-manager-office = Care manager office
organization-kind-community-general-support-centre = Community general support centre
organization-kind-hub = Home care hub
organization-kind-municipality = Municipality
organization-kind-medical-association = Medical association

service-kind-home-medical-care = Home medical care
service-kind-visiting-nursing = Visiting nursing
service-kind-pharmacy = Pharmacy (home visits)
service-kind-care-management = Care management

capability-home-visit = Home visits
capability-new-patients = Takes new patients
capability-around-the-clock = Around the clock
capability-end-of-life = End-of-life care
capability-terminal-cancer = Terminal cancer
capability-opioid = Medical opioids
capability-pca = PCA pump
capability-central-venous-nutrition = Central venous nutrition
capability-oxygen = Home oxygen
capability-ventilator = Ventilator
capability-tracheostomy = Tracheostomy
capability-tube-feeding = Tube feeding
capability-urinary-catheter = Urinary catheter
capability-stoma = Stoma
capability-pressure-sore = Pressure sore
capability-paediatric = Children
capability-dementia = Dementia
capability-aseptic-preparation = Aseptic preparation

has-yes = Yes
has-no = No

asks-area = Within the area

precision-exact = Exact place
precision-town = Centre of the town
precision-municipality = Centre of the municipality

## People

profession-physician = Physician
profession-dentist = Dentist
profession-nurse = Nurse
profession-pharmacist = Pharmacist
profession-care-manager = Care manager
profession-medical-social-worker = Medical social worker
profession-therapist = Therapist (PT, OT, ST)
profession-dietitian = Dietitian
profession-dental-hygienist = Dental hygienist
profession-welfare-equipment-specialist = Welfare equipment specialist
profession-consultation-support-specialist = Consultation support specialist
profession-clerk = Clerk

role-member = Member
role-coordinator = Coordinator
role-administrator = Administrator
role-privacy-officer = Privacy officer

sex-female = Female
sex-male = Male
sex-other = Other
sex-unknown = Unknown

care-level-support1 = Support level 1
care-level-support2 = Support level 2
care-level-care1 = Care level 1
care-level-care2 = Care level 2
care-level-care3 = Care level 3
care-level-care4 = Care level 4
care-level-care5 = Care level 5

care-insurance-unknown = Not asked yet
care-insurance-not-applied = Not applied for
care-insurance-pending = Applied for
care-insurance-certified = Certified

related-role-key-person = Key person
related-role-main-caregiver = Main caregiver
related-role-surrogate = Surrogate decision maker
related-role-other = Other

## Discharge case

need-opioid = Medical opioids
need-pca = PCA pump
need-central-venous-nutrition = Central venous nutrition
need-oxygen = Home oxygen
need-ventilator = Ventilator
need-tracheostomy = Tracheostomy
need-tube-feeding = Tube feeding
need-urinary-catheter = Urinary catheter
need-stoma = Stoma
need-pressure-sore = Pressure sore
need-dementia = Dementia
need-child = Child
need-terminal-cancer = Terminal cancer
need-end-of-life-at-home = Wishes to die at home
need-lives-alone = Lives alone
need-rehabilitation = Continued rehabilitation
need-welfare-equipment = Welfare equipment
need-disability-services = Disability services
need-nutrition = Nutrition care
need-swallowing = Trouble swallowing

ward-class-general = General ward
ward-class-community-medical = Community medical ward
ward-class-rehabilitation = Rehabilitation ward
ward-class-community-care = Community care ward
ward-class-community-care-room = Community care room (specified general ward)
ward-class-recovery = Community care or recovery ward (not told apart)
ward-class-long-term = Long-term care ward
ward-class-palliative = Palliative care ward
ward-class-special-disease = Special disease ward
ward-class-psychiatric = Psychiatric ward

destination-undecided = Undecided
destination-home = Home
destination-facility = Facility
destination-outside-network = Outside the network

case-state-admitted = In hospital
case-state-discharged = Discharged
case-state-transferred = Transferred
case-state-closed = Closed

case-outcome-at-home = At home
case-outcome-in-facility = In a facility
case-outcome-died = Died
case-outcome-not-needed = No support needed

team-role-hospital-attending = Hospital attending physician
team-role-home-attending = Home attending physician
team-role-deputy-attending = Deputy attending physician
team-role-discharge-support = Discharge support
team-role-visiting-nurse = Visiting nursing
team-role-pharmacy = Pharmacy
team-role-care-manager = Care manager

duty-opioid-prescription = Prescription (medical opioids)
duty-prescription = Prescription (other)
duty-device-management = Devices and procedures
duty-test-follow-up = Follow-up of tests
duty-emergency-triage = First response in an emergency
duty-admission-decision = Decision to admit
duty-death-certification = Certification of death
duty-opinion-letter = Attending physician's opinion letter

## Milestones and rules

milestone-action-screen = Screening for discharge difficulties
milestone-action-interview = Interview with patient and family
milestone-action-internal-conference = Internal conference
milestone-action-notify-admission = Notice of admission
milestone-action-send-admission-information = Admission information sent
milestone-action-notify-discharge-support = Notice that discharge support begins
milestone-action-discharge-conference = Discharge conference
milestone-action-send-discharge-information = Discharge information sent
milestone-action-return-care-plan = Care plan returned
milestone-action-start-plan = Discharge support plan begun
milestone-action-identify-care-manager = Care manager found out
milestone-action-share-information = Information shared during the stay
milestone-action-meet-for-discharge = Meeting to begin discharge coordination
milestone-action-decide-conference = Decision whether to hold a conference
milestone-action-support-application = Support in applying for care insurance
milestone-action-name-care-manager = Notice who the care manager is
milestone-action-notify-transfer = Notice of transfer
milestone-action-tell-receiving-hospital = Receiving hospital told of the care manager

matter-needs = Needs at home known
matter-discharge-day = Expected day of discharge
matter-care-management = Care manager
matter-home-medical-care = Home medical care
matter-visiting-nursing = Visiting nursing
matter-pharmacy = Pharmacy that visits
matter-conference = Discharge conference
matter-duties = Duties of the two physicians
matter-plan = Plan
matter-first-call = Whom to call first
matter-consent = Consent to sharing
matter-opioids = Supply of opioids
matter-devices = Devices and equipment
matter-absent-told = Report to those absent
matter-night-physician = Physician at night and in emergencies
matter-backup-bed = Backup bed
matter-advance-care-planning = Wishes (advance care planning)
matter-rules = Limits of the rules
matter-documents = Documents handed over

progress-ready = Ready
progress-under-way = Under way
progress-lacking = To be done
progress-not-recorded = Not recorded

milestone-owner-discharge-support = Discharge support office
milestone-owner-ward = Ward
milestone-owner-care-manager = Care manager
milestone-owner-community-centre = Community general support centre
milestone-owner-hub = Hub

milestone-state-pending = To do
milestone-state-done = Done
milestone-state-waived = Not needed
milestone-state-not-asked = Not asked for

anchor-admission-decided = Decision to admit
anchor-admission = Admission
anchor-screening-positive = Screening found difficulties
anchor-prospect-known = Discharge in prospect
anchor-discharge-fixed = Day of discharge fixed
anchor-discharge = Expected discharge
anchor-transfer = Transfer
anchor-death = Death

side-hospital = Place of the hospital
side-home = Place of the home

part-head = Outline
part-track = Tracks
part-exemption = Exemptions
part-criterion = Who needs coordination
part-form = Forms
part-waiver = Forms left out
part-measure = Published measures
part-milestone = Steps

change-added = Added
change-changed = Changed
change-removed = Removed

move-cause-discharge-expected = Expected discharge or destination changed
move-cause-circumstances = Circumstances recorded
move-cause-needs = Needs changed
move-cause-team = Home team changed
move-cause-departure = Discharge or transfer
move-cause-patient = Patient's record corrected
move-cause-version = Newer version taken

tried-on-own = this hospital
tried-on-area = the hospitals of your area
rule-caution-begins-in-the-past = The first day is past. Cases admitted from then until today keep what they have; admissions of those days that are registered from now on follow this version.
rule-caution-is-over-already = The last day is past. No new admission follows this version.
rule-caution-unknown-municipalities = Some codes belong to no municipality that is known here.
rule-wanted-whole = a whole number
rule-wanted-number = a number
rule-wanted-list = a list: [..]
rule-wanted-fields = fields in curly brackets
rule-wanted-text = text: ".."
rule-wanted-day = text: "2026-06-01"
rule-wanted-month = text: "2026-06"
rule-wanted-fact = a fact, all(, any( or none(
rule-wanted-end = nothing more
rule-wanted-more = , or )
rule-wanted-sign = =, >= or <=
rule-wanted-name = 'a name'
rule-wanted-opening = (
rule-wanted-compared = a number
rule-wanted-equal = =
rule-wanted-shallower = fewer brackets within brackets

pack-fault-syntax = This is not TOML
pack-fault-unknown-field = There is no such field
pack-fault-missing-field = This field is missing
pack-fault-wrong-type = This is of another type
pack-fault-no-such-value = There is no such value
pack-fault-out-of-bounds = This is out of bounds
pack-fault-empty = This is empty
pack-fault-not-a-key = A key is made of small letters, digits and hyphens
pack-fault-duplicate = This key is given twice
pack-fault-no-such-key = Nothing has this key
pack-fault-not-a-condition = This is no condition
pack-fault-ends-before-it-begins = The end lies before the beginning
pack-fault-latest-before-limit = The very last limit lies before the limit
pack-fault-no-day-and-no-words = Without a day, say in words when it is due
pack-fault-waits-for-itself = Steps wait for one another
pack-fault-no-such-pack = The pack below is not known
pack-fault-too-long = the text is too long
pack-fault-unfilled = still to be written

fact-care-manager = Care manager
fact-care-level = Care insurance
fact-age = Age on admission
fact-specified-disease = Specified disease
fact-came-from = Came from
fact-destination = Goes to
fact-transfer = Transfer
fact-hospital-name = Hospital
fact-ward-name = Ward
fact-ward = Class of the ward
fact-admission = How admitted
fact-stay-days = Days of the stay
fact-notice-days = Days from fixing the day to the discharge
fact-clinical-path = For tests, or on a clinical path
fact-support-changes = Support after discharge changes or needs coordination
fact-respite = Respite
fact-screening = Discharge difficulties
fact-prognosis = Prognosis
fact-judgement = Clinicians' judgement
fact-need = Needs at home

care-manager-fact-assigned = Known
care-manager-fact-none = None

care-level-fact-not-applied = Not applied for
care-level-fact-pending = Applied for
care-level-fact-support = Support level
care-level-fact-care = Care level

yes-no-yes = Yes
yes-no-no = No

admission-kind-planned = Planned
admission-kind-emergency = Emergency

came-from-home = Home
came-from-facility = A facility
came-from-hospital = Another hospital

respite-no = No respite
respite-first = First respite
respite-regular = Regular respite

screening-result-positive = Difficulties found
screening-result-negative = No difficulties found

prognosis-short = Days to weeks
prognosis-longer = Longer

judgement-needed = Coordination needed
judgement-not-needed = No coordination needed

strength-fee = Fee condition
strength-standard = Standard
strength-guide = Guide

certainty-confirmed = Confirmed in the text
certainty-unverified = Not confirmed in the text

## Conference

conference-kind-discharge = Discharge conference
conference-kind-internal = Internal conference
conference-kind-case-study = Case study

conference-state-draft = In preparation
conference-state-polling = Finding a time
conference-state-scheduled = Scheduled
conference-state-held = Held
conference-state-minuted = Minutes confirmed
conference-state-cancelled = Cancelled

seat-hospital-physician = Hospital physician
seat-ward-nurse = Ward nurse
seat-discharge-support = Discharge support
seat-home-physician = Home physician
seat-visiting-nurse = Visiting nurse
seat-pharmacist = Pharmacist
seat-care-manager = Care manager
seat-therapist = Therapist
seat-dietitian = Dietitian
seat-dentistry = Dentistry
seat-welfare-equipment-specialist = Welfare equipment specialist
seat-consultation-support-specialist = Consultation support specialist
seat-hub-coordinator = Hub coordinator
seat-patient = Patient
seat-family = Family
seat-other = Other

requirement-required = Required
requirement-should = If possible
requirement-may = Optional

mode-on-site = On site
mode-video = By video

choice-yes = Comes
choice-if-need-be = Comes if need be
choice-no = Does not come

presence-present = Present
presence-substituted = Represented
presence-absent = Absent

absence-reason-on-duty = On duty
absence-reason-other-appointment = Another appointment
absence-reason-outside-hours = Outside working hours
absence-reason-short-of-staff = Short of staff
absence-reason-too-far = Too far
absence-reason-not-needed = Need not attend
absence-reason-other = Other
absence-reason-unstated = No reason given

answer-channel-link = Link in a mail
answer-channel-page = On screen
answer-channel-phone = Telephone
answer-channel-fax = Fax

booking-kind-conference = Conference
booking-kind-travel = Travel
booking-kind-hold = Hold
booking-kind-external = Other appointment

## Consultation and offers

consultation-state-open = Open
consultation-state-closed = Closed

consultation-outcome-team-found = Team found
consultation-outcome-information-given = Information given
consultation-outcome-not-found = Nobody found
consultation-outcome-stayed-in-hospital = Stayed in hospital or transferred
consultation-outcome-withdrawn-by-patient = Withdrawn by the patient
consultation-outcome-died = Died

offer-state-asked = Asked
offer-state-accepted = Accepted
offer-state-declined = Declined
offer-state-expired = Expired (no answer)
offer-state-withdrawn = Withdrawn
offer-state-confirmed = Confirmed

hub-step-confirm = Hear the patient’s wish
hub-step-ask = Ask somebody
hub-step-wait = Wait for answers
hub-step-close = Close

decline-reason-full = Full
decline-reason-outside-area = Outside the area
decline-reason-cannot-provide = Cannot provide the care needed
decline-reason-no-nights = No nights
decline-reason-too-far = Too far
decline-reason-not-in-time = Not in time
decline-reason-other = Other

verdict-pass = Yes
verdict-unknown = Unknown
verdict-fail = No

## Messages and permissions

message-times-proposed = Proposed times
message-conference-scheduled = Invitation
message-conference-rescheduled = Change of time
message-conference-cancelled = Cancellation
message-answer-reminder = Reminder to answer
message-offer-made = Offer
message-offer-confirmed = Confirmation
message-offer-withdrawn = Withdrawal of an offer
message-offer-accepted = Acceptance
message-offer-declined = Decline
message-offer-expired = Offer expired
message-emergency-access-taken = Notice of access in an emergency
message-colleague-invited = Invitation of a colleague
message-account-reset = Link for a new password
message-account-password-changed = Notice of a new password
message-account-factor-changed = Notice of a new second factor
message-account-identity-linked = Notice of a linked identity
message-account-identity-unlinked = Notice of an unlinked identity
message-account-profession-changed = Notice of another profession
message-account-recovery-code-used = Notice of a recovery code used

delivery-state-pending = On its way
delivery-state-delivered = Delivered
delivery-state-dead = Not delivered
delivery-state-overtaken = No longer needed

trouble-no-address = There is no mail address to write to.
trouble-unknown-address = This mail address was not found. It may be mistyped, or no longer in use.
trouble-mailbox-full = The recipient's mailbox is full.
trouble-rejected = The recipient's mail server refused the message.
trouble-not-now = The recipient's mail server said that it cannot take messages now.
trouble-no-connection = The mail server could not be reached.
trouble-unfit = No message to this mail address could be made. Check how the address is written.

timer-kind-offer-expires = Offer expires
timer-kind-hold-lapses = Hold lapses
timer-kind-role-request-expires = Request for a role expires
timer-kind-remind-participants = Reminder to participants
timer-kind-recompute-milestones = Milestones computed anew
timer-kind-take-rules = Newer rules taken by open cases

relationship-own = Own organization
relationship-team = Care team
relationship-hub = Hub consulted
relationship-asked = Asked
relationship-invited = Invited
relationship-emergency = In an emergency
relationship-withdrawn = Consent withdrawn
relationship-ended = Part ended
relationship-none = None

action-see-case = See a case
action-change-case = Change a case
action-settle-milestone = Settle a milestone
action-share-duties = Share the attending physicians' duties
action-see-conference = See a conference
action-call-conference = Call and record a conference
action-record-answer = Record an answer
action-see-consultation = See a consultation
action-work-consultation = Make offers and work on a consultation
action-see-offer = See an offer
action-answer-offer = Answer an offer
action-see-plan = See a plan
action-write-plan = Write a plan
action-see-consent = See what was agreed to
action-record-consent = Record a consent
action-register-admission = Register an admission
action-keep-record = Keep a patient's record
action-answer-invitation = Answer an invitation
action-take-consultation = Take a consultation
action-break-glass = Take access in an emergency
action-review-emergency = Review access in an emergency
action-keep-organization = Keep an organization's record
action-keep-members = Keep members
action-confirm-role = Confirm a role
action-review-rights = Review rights

purpose-care = Care at home
purpose-coordination = Coordination by the hub
purpose-conference-family = Family information in conferences
purpose-screen-sharing = Showing pages in a video conference

consent-form-written = On paper
consent-form-oral-noted = By word of mouth, noted
consent-form-implied = Implied (posted purposes)
consent-form-refused = Refused
consent-form-withdrawn = Withdrawn
consent-form-exception = Without consent, on a ground of the law

consent-standing-covered = Agreed
consent-standing-missing = Not recorded
consent-standing-refused = Refused or withdrawn

exception-ground-law = A law asks for it
exception-ground-life-and-body = To protect life, body or property, and consent is hard to get
exception-ground-public-health = For public health or children, and consent is hard to get
exception-ground-public-duty = To help a public body with its duty

scope-everything = See and change
scope-reading = See only
scope-calendar = Show one’s own calendar only

first-factor-password = Password
first-factor-link = Link that works once
first-factor-provider = Identity provider
first-factor-demo = Demo

second-factor-totp = Authenticator app
second-factor-recovery-code = Recovery code
second-factor-passkey = Passkey
second-factor-provider = By the identity provider

link-purpose-setup = First administrator
link-purpose-invitation = Invitation
link-purpose-password-reset = New password
link-purpose-factor-reset = New password and second factor

denial-other-organization = Only the organization in charge can do this.
denial-profession = This is not done by your profession.
denial-role = Your role does not allow this. Please ask your administrator.
denial-kind = This is not done by your kind of organization.
denial-read-only = Access taken in an emergency only reads.
denial-other-seat = You answer for yourself and your own organization only.
denial-scope = This access token is not for that.
denial-already-open = You can see this without an emergency.

emergency-reason-emergency-care = Needed for emergency care
emergency-reason-cannot-speak = The patient cannot speak
emergency-reason-nobody-reached = Nobody in charge can be reached
emergency-reason-disaster = Disaster
emergency-reason-other = Another

finding-justified = Justified
finding-questioned = To be looked into
finding-unjustified = Not justified

## Admission list

column-patient-number = Patient number
column-name = Name
column-name-kana = Name in kana
column-born-on = Day of birth
column-sex = Sex
column-admitted-on = Day of admission
column-ward = Ward
column-expected-discharge-on = Expected discharge
column-municipality = Municipality (nothing else of an address)
column-phone = Telephone
column-not-used = Not used

recognised-heading = Its heading
recognised-content = What stands in it (there is no heading)
recognised-remembered = What was settled before
recognised-hand = What was chosen now
recognised-unneeded = It is of no use here
recognised-nothing = Its heading is not known

outside-above-headings = above the headings
outside-headings-again = headings again
outside-total = total
outside-remark = one cell only

notice-admission-ahead = Admission after today
notice-admission-long-ago = Admitted more than a year ago
notice-very-old = 110 years or older
notice-without-number = No patient number
delay-reason-condition = Medical condition
delay-reason-wishes = Settling the wishes of patient and family
delay-reason-carers = Preparing those who will care
delay-reason-care-insurance = Care insurance and services
delay-reason-home-team = Waiting for a home team
delay-reason-placement = Waiting for a place in a facility or hospital
delay-reason-equipment = Home, aids and devices
delay-reason-conference = Finding a day for the conference
delay-reason-other = Other
delay-owner-ward = Ward
delay-owner-discharge-support = Discharge-support room
delay-owner-family = Patient or family
delay-owner-hub = Hub
delay-owner-care-manager = Care manager
delay-owner-home-team = Home medical and nursing team
delay-owner-facility = Facility or next hospital
delay-owner-municipality = Municipality

fee-first-day-admission = The day of admission is day 1
fee-first-day-day-after = The day after admission is day 1

fee-holiday-relief-when-all-closed = The next weekday, only if every day of the period is closed
fee-holiday-relief-never = Closed days change nothing

fee-next-day-same-day = The same day only
fee-next-day-calendar-day = Until the next calendar day
fee-next-day-business-day = Until the next business day

fee-edition-2024-06 = Revision of June 2024
fee-edition-2026-06 = Revision of June 2026

fee-edition-by-admission = Day of admission
fee-edition-by-conference = Day of the conference
fee-edition-by-discharge = Day of discharge
fee-edition-by-letter = Day the letter is handed over

fee-venue-hospital = The hospital
fee-venue-patients-home = The patient’s home

fee-admission-hour-in-hours = During office hours
fee-admission-hour-after-hours = After office hours

fee-concern-place = Ward and destination
fee-concern-people = Participants
fee-concern-facts = Consent and circumstances
fee-concern-days = Days
fee-concern-claims = Number of claims and exclusions
fee-concern-papers = Documents

fee-item-a246-1-i = A246 Discharge support 1-イ
fee-item-a246-1-ro = A246 Discharge support 1-ロ
fee-item-a246-1-ha = A246 Discharge support 1-ハ
fee-item-a246-2-i = A246 Discharge support 2-イ
fee-item-a246-2-ro = A246 Discharge support 2-ロ
fee-item-b004-1 = B004 Joint discharge guidance 1-1
fee-item-b004-2 = B004 Joint discharge guidance 1-2
fee-item-b005 = B005 Joint discharge guidance 2
fee-item-b005-note2 = B005 note 2 (doctors of both sides)
fee-item-b005-note3 = B005 note 3 (several organizations)
fee-item-b005-note4 = B005 note 4 (discharge support, also to a facility)
fee-item-b005-1-2 = B005-1-2 Coordination with the care manager (2024)
fee-item-b005-1-2-1 = B005-1-2 Coordination with the care manager 1
fee-item-b005-1-2-2 = B005-1-2 Coordination with the care manager 2
fee-item-b007 = B007 Home visit before discharge
fee-item-b009-note2 = B009 Letter of information, note 2
fee-item-c011 = C011 Emergency conference at home
fee-item-pharmacy-guidance = Pharmacy: joint discharge guidance
fee-item-nursing-medical = Visiting nursing: joint discharge guidance (medical insurance)
fee-item-nursing-care = Visiting nursing: joint discharge guidance (care insurance)
fee-item-admission-1 = Care manager: admission information (I)
fee-item-admission-2 = Care manager: admission information (II)
fee-item-leaving-1-i = Care manager: discharge (I)-イ
fee-item-leaving-1-ro = Care manager: discharge (I)-ロ
fee-item-leaving-2-i = Care manager: discharge (II)-イ
fee-item-leaving-2-ro = Care manager: discharge (II)-ロ
fee-item-leaving-3 = Care manager: discharge (III)

fee-billing-separate = Claimed separately
fee-billing-bundled = Part of the fee of the ward
fee-billing-excluded = Not claimed in this ward

fee-span-stay = Per stay
fee-span-month = Per month

fee-apart-within-day = On the same day
fee-apart-within-stay = In the same stay
fee-apart-within-stay-before-discharge = In the same stay, if claimed before discharge

fee-claimant-hospital = Hospital
fee-claimant-home-medical-care = Home medical care
fee-claimant-visiting-nursing = Visiting nurse station
fee-claimant-pharmacy = Pharmacy
fee-claimant-care-management = Care manager office

fee-unit-points = points
fee-unit-units = units
fee-unit-yen = yen

fee-confidence-official = Official text or master
fee-confidence-secondary = Secondary source
fee-confidence-unverified = Not verified

fee-tier-one = Discharge support 1
fee-tier-two = Discharge support 2

fee-flag-edition-assumed = The day that picks the edition is not known; the edition of the day of the conference is shown
fee-flag-edition-unsettled = The conference and the discharge lie in different editions, and no text says which one counts
fee-flag-first-day-unsettled = No text says whether the day of admission is day 1, and the outcome depends on it
fee-flag-in-principle = The limit holds in principle
fee-flag-holiday-wording-unread = The text on closed days has not been read
fee-flag-expected-day-moved = The expected day of discharge has moved, and no text says which one counts
fee-flag-boundary-day = No text says how the ends of the two weeks are counted
fee-flag-same-category-twice = No text says whether two of one category count as two of the three
fee-flag-video-not-stated = No text says that taking part by video is enough
fee-flag-base-not-met = The conditions of the item it adds to are not all met
fee-flag-may-be-included = It is part of another item if that one is met
fee-flag-once-by-doctor-or-nurse = If claimed twice, once it must be by a doctor or nurse of each side
fee-flag-department-must-be-told = The department must be told, as its nurse or social worker was not there
fee-flag-talk-with-patient-alone = Relatives cannot be reached; the talk is with the patient, and with supporters where needed
fee-flag-facility-standard-unread = The figures of the facility standards have not been read
fee-flag-special-relation-unread = The rule on specially related organizations has not been read
fee-flag-wording-unread = The text of the conditions has not been read

fee-party-hospital-doctor = Hospital doctor
fee-party-ward-nurse = Ward nurse
fee-party-ward-discharge-staff = Discharge support of the ward
fee-party-department-nurse = Nurse of the discharge support department
fee-party-department-social-worker = Social worker of the discharge support department
fee-party-hospital-pharmacist = Hospital pharmacist
fee-party-hospital-therapist = Hospital therapist
fee-party-hospital-dietitian = Hospital dietitian
fee-party-home-doctor = Home doctor
fee-party-home-nurse = Nurse of the home doctor’s clinic
fee-party-home-staff = Other staff of the home doctor’s clinic
fee-party-dentistry = Dentist or dental hygienist
fee-party-pharmacist = Pharmacist of a pharmacy
fee-party-visiting-nurse = Visiting nurse
fee-party-visiting-assistant-nurse = Assistant nurse of a visiting nurse station
fee-party-visiting-therapist = Therapist of a visiting nurse station
fee-party-care-manager = Care manager
fee-party-consultation-support = Consultation support specialist
fee-party-welfare-equipment = Welfare equipment specialist

fee-side-hospital = Hospital side
fee-side-home = Home side

fee-presence-by-on-site = In the room
fee-presence-by-video = By video
fee-presence-by-phone = By telephone

fee-act-screen = Screening for difficult discharge
fee-act-talk = Talk with patient and family
fee-act-plan-started = Start of the discharge plan
fee-act-ward-conference = Conference of ward and department
fee-act-moved-to-ward = Move to this ward
fee-act-care-manager-told = Care manager told of the admission
fee-act-care-manager-contacted = Care manager contacted about the plan
fee-act-home-visit = Home visit before discharge
fee-act-letter = Letter of information handed over
fee-act-admission-information = Admission information from the care manager

fee-fact-consented = Patient’s consent to the guidance
fee-fact-screen-shows-patient = The screen shows the patient’s data
fee-fact-screen-consented = Patient’s consent to that
fee-fact-on-record-network = A device on the network of the records is used
fee-fact-network-secured = That device follows the security guideline
fee-fact-claims-a246 = Discharge support is claimed for the patient
fee-fact-plan-shared = The plan after discharge is shared with the home doctor
fee-fact-destination-recorded = The destination is on record
fee-fact-facility-attached = The facility is attached to the hospital
fee-fact-listed-disease = The patient has a listed disease
fee-fact-home-care-support-clinic = It is a home care support clinic
fee-fact-care-manager-chosen = The patient has chosen the care manager
fee-fact-care-insured = The patient uses care insurance
fee-fact-care-manager-known = The patient has a care manager
fee-fact-care-insurance-not-applied = Care may be needed and is not applied for
fee-fact-family-urged = The family was urged to ask the municipality
fee-fact-in-house-rule = The hospital has a rule of its own for this
fee-fact-department-meets-partners = The department attends regional meetings and shares contacts
fee-fact-long-stay-expected = A stay of over a month is expected
fee-fact-early-home-visit = There was a home visit within 14 days of admission
fee-fact-letter-to-care-side = The letter goes to the municipality or a care manager office
fee-fact-special-relation = The recipient is specially related
fee-fact-pharmacy-chosen = The patient has named the pharmacy
fee-fact-guided-promptly = Guidance followed promptly
fee-fact-equipment-expected = Welfare equipment will be needed
fee-fact-first-plan-claimed = The first-plan addition is claimed

fee-document-guidance = Written guidance for patient and family
fee-document-around-the-clock-contacts = Contacts around the clock, in writing
fee-document-record = Entry in the record, or a copy of the document
fee-document-discharge-plan = Discharge plan, explained and handed over
fee-document-after-discharge-plan = Plan for after discharge, explained and handed over
fee-document-care-plan-copy = Copy of the (draft) care plan
fee-document-letter = Letter of information
fee-document-nursing-record = Entry in the nursing record
fee-document-medication-record = Entry in the medication record
fee-document-care-plan-entry = Entry in the care plan
fee-document-discharge-information = Discharge information record
fee-document-admission-information = Admission information sheet

fee-goes-to-home = Home
fee-goes-to-other-hospital = Another hospital or clinic
fee-goes-to-health-facility = Health facility for the aged
fee-goes-to-medical-care-home = Integrated facility for medical and long-term care
fee-goes-to-nursing-home = Nursing home
fee-goes-to-specified-facility = Specified facility
fee-goes-to-disability-facility = Facility for people with disabilities
fee-goes-to-welfare-facility = Other welfare facility
fee-goes-to-died = Died

fee-discharge-factor-cancer-dementia-pneumonia = Cancer, dementia or acute respiratory infection
fee-discharge-factor-emergency-admission = Emergency admission
fee-discharge-factor-care-not-applied = Care may be needed and is not applied for
fee-discharge-factor-care-change-not-applied = A change of care level is needed and not applied for
fee-discharge-factor-special-communication = Disability that needs special skills to communicate
fee-discharge-factor-severe-behaviour = Severe behavioural disorder
fee-discharge-factor-abuse = Abuse, or suspicion of it
fee-discharge-factor-poverty = Poverty
fee-discharge-factor-lower-adl = Daily activities are worse than before admission
fee-discharge-factor-toilet-assistance = Needs help with toileting
fee-discharge-factor-care-not-enough = Not enough care can be given
fee-discharge-factor-medical-treatment = Needs medical treatment after discharge
fee-discharge-factor-repeated-admission = Repeated admissions
fee-discharge-factor-undernourished = Undernourished for long
fee-discharge-factor-young-carer = A child who cares for family members daily
fee-discharge-factor-cared-for-by-child = Is cared for by a child
fee-discharge-factor-relatives-unreachable = Relatives are hard to reach
fee-discharge-factor-other = Other, of the same kind

fee-answer-met = Met
fee-answer-unknown = Not known
fee-answer-lacking = Lacking

## Measures

care-need-care = Certified for care (要介護)
care-need-support = Certified for support (要支援)
care-need-uncertified = Not certified (not applied for, or pending)
care-need-unrecorded = Not recorded
care-manager-known-with = With a care manager
care-manager-known-without = Without a care manager
care-manager-known-unrecorded = Not recorded
handover-coordinated = Care manager told
handover-missed = Care manager not told
miss-reason-told-late = Told after the discharge
miss-reason-waived = Not to be told, with a reason
miss-reason-unrecorded = No reason recorded
notice-days-on-the-day = On the day of discharge
notice-days-one-or-two = 1 or 2 days before
notice-days-three-to-six = 3 to 6 days before
notice-days-seven-to-thirteen = 7 to 13 days before
notice-days-fourteen-or-more = 14 days or more before
step-end-on-time = On time
step-end-late = Late
step-end-waived = Not to be done
step-end-overdue = Overdue
step-end-not-due-yet = Not due yet
step-end-undated = Without a day
participation-on-site = On site
participation-video = By video
participation-substitute = By a substitute
participation-in-writing = Absent, answered in writing
participation-absent = Absent
participation-unrecorded = Not recorded
