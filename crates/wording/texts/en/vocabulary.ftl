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

progress-ready = Ready
progress-under-way = Under way
progress-lacking = To be done

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
