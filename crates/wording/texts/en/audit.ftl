# The audit log: its vocabularies, its pages, its mail

audit-actor-member = Person signed in
audit-actor-guest = Holder of a link
audit-actor-system = System

audit-purpose-care = Care
audit-purpose-coordination = Coordination
audit-purpose-administration = Administration
audit-purpose-emergency = Emergency
audit-purpose-oversight = Oversight

audit-outcome-allowed = Allowed
audit-outcome-denied = Refused
audit-outcome-hidden = Refused as not found
audit-outcome-failed = Failed

audit-source-page = Page
audit-source-api = API
audit-source-live = Live page
audit-source-link = Link
audit-source-command = Command line
audit-source-timer = Timer

audit-entity-patient = Patient record
audit-entity-record-link = Link of records
audit-entity-case = Case
audit-entity-milestones = Steps of a case
audit-entity-team = Care team
audit-entity-conference = Conference
audit-entity-answers = Answers
audit-entity-plan = Care plan
audit-entity-consultation = Consultation
audit-entity-offer = Offer
audit-entity-booking = Booking
audit-entity-consent = Consent
audit-entity-emergency = Emergency access
audit-entity-organization = Organization
audit-entity-rules = Rules
audit-entity-account = Account
audit-entity-audit-log = Access log

account-act-audit-reviewed = Reviewed the access log

# line: number, hash and time of the newest seal
message-audit-anchor-subject = Seal of the access log
message-audit-anchor-body =
    Please keep this line; it shows later whether the access log was altered.

    { $line }

action-see-audit = See who saw and did what
action-see-measures = See what is measured of a hospital's discharges

nav-access = Access log
access-of-patient = Who saw { $name }
access-of-person = What { $name } saw and did
access-of-this-patient = Who saw this patient
access-of-emergency = What was seen and done under this access
access-month-title = Monthly review of the access log
access-month-of = Access log, { $month }
access-earlier = Earlier:
access-from = From
access-until = Until
access-show-action = Show
access-empty = There is nothing on record.
access-cut = Only the newest 200 entries are shown. Choose fewer days to see the others.
access-who = Who
access-organization = Organization
access-did = Did
access-what = With
access-purpose = Purpose
access-outcome = Outcome
access-source = By
access-report-action = Report for the patient
access-report-title = Report of accesses to your record
access-report-hint = These people looked at or changed your record in these days.
access-back = Back to the log
access-first = First
access-last = Last
access-looks = Times
access-refused = Refused
access-emergency = Emergency
access-review-action = Confirm this month as reviewed
access-review-done = The month is noted as reviewed.
access-reviewed = Reviewed { $time } by { $person }
access-staff = Own staff
access-outsiders = People of other organizations
access-outsiders-hint = What people acting for other organizations saw and did of your organization's patients.
access-outsiders-empty = Nobody of another organization is on record.
access-outsider-note = This person is of another organization. Only what is about your organization's patients is shown.
access-profession = Profession
access-patients = Patients
access-emergencies =
    Emergency access: { $taken } taken, { $reviewed } reviewed, { $waiting } waiting for review{ $overdue ->
        [0] {""}
       *[other] {" "}({ $overdue } overdue)
    }

# What was done, by the code in the log
did-patient-registered = Patient registered
did-patient-corrected = Patient corrected
did-record-link-proposed = Record link proposed
did-record-link-confirmed = Record link confirmed
did-record-link-undone = Record link undone
did-admission-registered = Admission registered
did-needs-profiled = Needs profiled
did-circumstances-told = Circumstances recorded
did-rules-taken = Newer rules taken
did-discharge-expected = Discharge expected
did-delay-explained = Delay explained
did-readiness-overridden = Decided what holds the discharge up
did-discharged = Discharged
did-transferred = Transferred
did-case-closed = Case closed
did-milestone-settled = Milestone settled
did-team-member-joined = Team member joined
did-consent-recorded = Consent recorded
did-access-withheld = Access withheld
did-access-opened = Access opened
did-emergency-access-taken = Emergency access taken
did-emergency-access-missed = Emergency access asked for, no patient found
did-emergency-access-ended = Emergency access given back
did-emergency-access-reviewed = Emergency access reviewed
did-team-member-left = Team member left
did-duties-shared = Duties shared
did-hold-placed = Hold placed
did-hold-released = Hold released
did-conference-drafted = Conference drafted
did-conference-revised = Conference revised
did-times-proposed = Times proposed
did-invitation-answered = Invitation answered
did-conference-scheduled = Conference scheduled
did-conference-rescheduled = Conference rescheduled
did-conference-cancelled = Conference cancelled
did-conference-held = Conference held
did-minutes-drafted = Minutes drafted
did-minutes-confirmed = Minutes confirmed
did-minutes-amended = Minutes amended
did-reminder-due = Reminder due
did-consultation-opened = Consultation opened
did-consultation-closed = Consultation closed
did-offer-made = Offer made
did-offer-accepted = Offer accepted
did-offer-declined = Offer declined
did-offer-expired = Offer expired
did-offer-withdrawn = Offer withdrawn
did-offer-confirmed = Offer confirmed
did-plan-written = Plan written
did-capabilities-stated = Capabilities stated
did-directory-imported = Directory imported
did-rules-published = Rules published
did-rules-ended = Last day of rules set
did-search-patients = Searched patients
did-see-patient = Saw a patient record
did-see-record-link = Saw a link of records
did-see-emergency-access = Saw their own emergency access
did-end-emergency-access = Went to give emergency access back
did-colleague-invited = Colleague invited
did-colleague-invitation-withdrawn = Colleague invitation withdrawn
did-colleague-joined = Colleague joined
did-membership-ended = Membership ended
did-profession-changed = Profession changed
did-role-requested = Role requested
did-role-confirmed = Role confirmed
did-role-refused = Role refused
did-role-request-expired = Role request expired
did-role-laid-down = Role laid down
did-rights-reviewed = Rights reviewed
did-message-sent-again = Message that did not arrive sent again
did-invitation-readdressed = Address of an invitation corrected
did-admission-list-settled = Reading of admission lists settled
did-retention-settled = Retention settled
did-legal-hold-placed = Legal hold placed
did-legal-hold-lifted = Legal hold lifted
did-patient-erased = Record erased
did-account-opened = Account opened
did-signed-in = Signed in
did-sign-in-failed = Sign in failed
did-second-factor-failed = Second factor failed
did-signed-out = Signed out
did-password-changed = Password changed
did-second-factor-changed = Second factor changed
did-identity-linked = Identity linked
did-identity-unlinked = Identity unlinked
did-provider-sign-in-failed = Sign-in by identity provider failed
did-recovery-code-used = Recovery code used
did-recovery-codes-renewed = Recovery codes renewed
did-account-locked = Account locked
did-link-issued = Link issued
did-reset-link-asked = had a link for a new password sent
did-access-token-made = Access token made
did-access-token-revoked = Access token revoked
