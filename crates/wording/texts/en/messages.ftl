# Messages: message-<code>-subject and message-<code>-body, plain text
#
# Never a patient's name, clinical detail, or the title of a conference. Variables come in words:
#   $recipient the person or organization written to   $organizer who holds the conference
#   $kind kind of conference   $time Fri 27 Nov 13:00–13:30   $day Fri 27 Nov   $days range of the days proposed
#   $times list of times (message-part-time, one a line)   $place message-part-place-…
#   $link where to answer or sign in   $deadline Tue 24 Nov 17:00
#   $hub the hub   $organization who was asked   $service   $municipality   $age age band

## Parts

message-part-time = - { $time }
message-part-office = { $organizer } (telephone { $phone })
message-part-place-room = { $organizer }, { $room }
message-part-place-room-undecided = { $organizer } (room to be announced)
message-part-place-video = Video call { $address }
message-part-unknown = not settled

message-part-signature =
    ----------
    Kaname, discharge coordination
    This mail was sent automatically.

## Conference

message-times-proposed-subject = { $kind }: when can you come? { $days }
message-times-proposed-body =
    Dear { $recipient },

    { $organizer } is planning a conference and would like to know when you can come.
    Kind of conference: { $kind }

    Proposed times
    { $times }

    Please answer for each time on the page below. You need not sign in.
    If you cannot come in person you may join by video, or someone else may come in your place.
    { $link }

    This link is meant for { $recipient } only. Please do not pass it on.
    If it is urgent, please telephone { $office }.

message-conference-scheduled-subject = { $kind }: invitation for { $day }
message-conference-scheduled-body =
    Dear { $recipient },

    { $organizer } invites you to a conference, for which a time has been settled.
    Kind of conference: { $kind }

    When: { $time }
    Where: { $place }

    Please tell us on the page below whether you can come. You need not sign in.
    { $link }

    This link is meant for { $recipient } only. Please do not pass it on.

message-conference-rescheduled-subject = { $kind }: moved to { $day }
message-conference-rescheduled-body =
    Dear { $recipient },

    { $organizer } has had to move a conference you are invited to. We are sorry for the inconvenience.
    Kind of conference: { $kind }

    New time: { $time }
    Where: { $place }

    Please tell us on the page below whether you can come at the new time.
    { $link }

    This link is meant for { $recipient } only. Please do not pass it on.

message-conference-cancelled-subject = { $kind }: cancelled, { $day }
message-conference-cancelled-body =
    Dear { $recipient },

    { $organizer } has cancelled the following conference.
    Kind of conference: { $kind }

    When it would have been: { $time }

    We are sorry that you kept the time free. If you have questions, please ask { $office }.

message-conference-cancelled-undated-subject = { $kind }: cancelled
message-conference-cancelled-undated-body =
    Dear { $recipient },

    { $organizer } has cancelled a conference about whose time you were asked.
    Kind of conference: { $kind }

    Thank you for your help. If you have questions, please ask { $office }.

message-answer-reminder-subject = { $kind }: please answer, { $days }
message-answer-reminder-body =
    Dear { $recipient },

    { $organizer } has not received your answer about a conference yet.
    Kind of conference: { $kind }

    Times
    { $times }

    Please answer on the page below, also if you cannot come.
    { $link }

    If your answer is on its way, please disregard this mail.

## Offers, to the organization asked

message-offer-made-subject = Would you take a patient? ({ $service })
message-offer-made-body =
    Dear colleagues at { $recipient },

    { $hub } would like to ask whether you would take the following patient.

    Service: { $service }
    Home: { $municipality }
    Age: { $age }
    Please answer by: { $deadline }

    What the patient needs is shown on the page below once you have signed in. The name is not shown before it is settled.
    { $link }

    Without an answer by then we may ask others.
    You may also answer { $hub } by telephone.

message-offer-confirmed-subject = You are in the care team ({ $service })
message-offer-confirmed-body =
    Dear colleagues at { $recipient },

    { $hub } is glad to tell you that the patient you accepted will be in your care. Thank you.

    Service: { $service }
    Home: { $municipality }

    Your organization is now in the care team.
    Once you have signed in, the page below shows who the patient is.
    { $link }

message-offer-withdrawn-subject = Offer withdrawn ({ $service })
message-offer-withdrawn-body =
    Dear colleagues at { $recipient },

    { $hub } has withdrawn the following offer. You need not answer.

    Service: { $service }
    Home: { $municipality }

    Thank you for considering it.
    { $link }

## Offers, to the hub

message-offer-accepted-subject = Accepted: { $organization } ({ $service })
message-offer-accepted-body =
    Dear colleagues at { $recipient },

    { $organization } has accepted.
    Please ask the patient and record the confirmation.

    Service: { $service }
    Home: { $municipality }

    { $link }

message-offer-declined-subject = Declined: { $organization } ({ $service })
message-offer-declined-body =
    Dear colleagues at { $recipient },

    { $organization } has declined.
    The page below shows why.

    Service: { $service }
    Home: { $municipality }

    { $link }

message-offer-expired-subject = Expired: { $organization } ({ $service })
message-offer-expired-body =
    Dear colleagues at { $recipient },

    { $organization } has not answered in time. This is not a refusal.
    Please ask again, telephone, or ask another organization.

    Service: { $service }
    Home: { $municipality }

    { $link }

## Access in an emergency

# $recipient $organizer $time $day $link
message-emergency-access-taken-subject = To be reviewed: access in an emergency, { $time }
message-emergency-access-taken-body =
    To { $recipient }

    At { $time } somebody took access in an emergency to one patient of { $organizer }.
    Please look at the reason and at what was seen, and record your review by { $day }.

    { $link }

## Colleagues

message-colleague-invited-subject = Invitation to join { $organization }
message-colleague-invited-body =
    Dear { $recipient },

    { $organization } invites you to Kaname, which coordinates discharges from hospital.
    Please join on the page below until { $deadline }. You choose a login and a password of your own.
    { $link }

    If you have an account already, sign in and join on this page instead.
    { $sign-in }

    The link is meant for { $recipient } only. Please do not pass it on.
    If you do not expect this mail, please delete it.

## Accounts

message-account-reset-subject = Choose a new password
message-account-reset-body =
    Dear { $recipient },

    an administrator of { $organization } asked that you be sent a link by which you choose a new password.
    Please do so on the page below until { $deadline }. The second factor stays as it is.
    { $link }

    Other devices are signed out then. The link works once. Please do not pass it on.
    If you do not expect this mail, do not open the link, and tell your administrator.

message-account-password-changed-subject = Your password was changed
message-account-password-changed-body =
    Dear { $recipient },

    the password of your account was changed at { $time }.

    If that was not you, please tell the administrator of your organization at once.
    { $link }

message-account-factor-changed-subject = Your second factor was changed
message-account-factor-changed-body =
    Dear { $recipient },

    the second factor of your account (an authenticator application or a passkey) was changed at { $time }.

    If that was not you, please tell the administrator of your organization at once.
    { $link }

message-account-identity-linked-subject = You can sign in with your organization's identity
message-account-identity-linked-body =
    Dear { $recipient },

    an identity at { $organization } was linked with your account at { $time }. It signs you in as a member of { $organization }.

    If that was not you, please tell the administrator of your organization at once.
    { $link }

message-account-identity-unlinked-subject = Your organization's identity was unlinked
message-account-identity-unlinked-body =
    Dear { $recipient },

    the identity at { $organization } was unlinked from your account at { $time }. It signs you in no longer.

    If that was not you, please tell the administrator of your organization at once.
    { $link }

message-account-profession-changed-subject = You are kept as another profession
message-account-profession-changed-body =
    Dear { $recipient },

    an administrator of { $organization } changed at { $time } as what you work there: { $profession }. What you may do depends on it.

    If that is wrong, please tell the administrator of your organization at once.
    { $link }

message-account-recovery-code-used-subject = A recovery code was used
message-account-recovery-code-used-body =
    Dear { $recipient },

    somebody signed in to your account with a recovery code at { $time }. That code works no longer.

    If that was not you, please tell the administrator of your organization at once.
    { $link }
