//! What the patient and the family agreed to.

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject};
use domain::consent::{ConsentSubject, Recipient, Statement};

use crate::{
    ids, input,
    organization::{Organization, OrganizationKind, organization},
    person::{Person, person},
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What a consent is for.
    Purpose = domain::consent::Purpose {
        /// Passing what is needed to those who care for the patient at home (個人情報保護法27条1項).
        Care,
        /// Coordination by the hub (個人情報保護法27条1項).
        Coordination,
        /// Using what is known of a relative in conferences (居宅介護支援基準 23条3項).
        ConferenceFamily,
        /// Showing pages in a video conference (診療報酬 B005 通知).
        ScreenSharing,
    }
}

vocabulary! {
    /// How a consent was given, or that it was not.
    ConsentForm = domain::consent::ConsentForm {
        /// On paper (書面); `document` says where.
        Written,
        /// By word of mouth, noted here (口頭).
        OralNoted,
        /// By the posted purposes (黙示). It lets no other organization in, and shuts nobody out.
        Implied,
        /// Refused (拒否).
        Refused,
        /// Withdrawn (撤回).
        Withdrawn,
        /// Not asked, on a ground of the law (同意によらない提供); `ground` and `basis` say why.
        Exception,
    }
}

vocabulary! {
    /// The ground on which the law lets information go without consent (個人情報保護法27条1項).
    ExceptionGround = domain::consent::ExceptionGround {
        /// A law asks for it (1号).
        Law,
        /// Life, body or property is at stake and the person cannot be asked (2号).
        LifeAndBody,
        /// Public health, or the growing up of children, and the person cannot be asked (3号).
        PublicHealth,
        /// A public body must be helped (4号).
        PublicDuty,
    }
}

vocabulary! {
    /// Whether consent was given.
    ConsentStanding = domain::consent::ConsentStanding {
        /// It was.
        Covered,
        /// Nobody said anything.
        Missing,
        /// It was refused or withdrawn.
        Refused,
    }
}

/// One record of what somebody agreed to, or would not. Records are only ever added; the newest that speaks of
/// an organization, for a purpose and a case, decides.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Consent {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    record: domain::consent::Consent,
    /// The relative who spoke for themselves; null when it was the patient.
    related_person_id: Option<ID>,
    /// Whether it reaches every case of the patient, and not only this one.
    reaches_every_case: bool,
    /// For what.
    purpose: Purpose,
    /// Every organization of this kind; null when it speaks of one, or of all.
    recipient_kind: Option<OrganizationKind>,
    /// How it was given, or that it was not.
    form: ConsentForm,
    /// The ground of an exception.
    ground: Option<ExceptionGround>,
    /// What was said or explained.
    basis: Option<String>,
    /// Where the signed paper is.
    document: Option<String>,
    /// The day on which it was given.
    given_on: Date,
    /// When it was written down.
    taken_at: DateTime,
}

#[ComplexObject]
impl Consent {
    /// The one organization it speaks of; null when it speaks of every one of a kind, or of all who take part.
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.record.statement.recipient {
            Recipient::Organization(id) => organization(ctx, id).await.map(Some),
            Recipient::Everyone | Recipient::Kind(_) => Ok(None),
        }
    }

    /// Who took it.
    async fn taken_by(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.record.taken_by).await
    }

    /// For which organization.
    async fn taken_for(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.record.taken_for).await
    }
}

impl From<domain::consent::Consent> for Consent {
    fn from(consent: domain::consent::Consent) -> Self {
        let record = consent.clone();
        let domain::consent::Consent {
            id,
            organization: _,
            patient: _,
            statement,
            taken_by: _,
            taken_for: _,
            taken_at,
        } = consent;
        let Statement { subject, case, purpose, recipient, form, ground, basis, document, given_on } =
            statement;
        Self {
            id: ids::write(id),
            record,
            related_person_id: match subject {
                ConsentSubject::Patient => None,
                ConsentSubject::Relative(relative) => Some(ids::write(relative)),
            },
            reaches_every_case: case.is_none(),
            purpose: purpose.into(),
            recipient_kind: match recipient {
                Recipient::Kind(kind) => Some(kind.into()),
                Recipient::Everyone | Recipient::Organization(_) => None,
            },
            form: form.into(),
            ground: ground.map(Into::into),
            basis: basis.map(Into::into),
            document: document.map(Into::into),
            given_on: given_on.into(),
            taken_at: taken_at.into(),
        }
    }
}

/// A consent taken just now, in the same step as what it is asked for. It speaks of that organization, in this
/// case.
#[derive(InputObject)]
pub struct TakenConsentInput {
    /// In which form.
    form: ConsentForm,
    /// The ground of an exception.
    ground: Option<ExceptionGround>,
    /// What was said or explained, at most 4,000 characters; needed for an exception.
    basis: Option<String>,
    /// Where the signed paper is, at most 400 characters; needed for a consent on paper.
    document: Option<String>,
}

impl TakenConsentInput {
    pub(crate) fn read(self) -> Result<app::consent::TakenConsent, app::Error> {
        let Self { form, ground, basis, document } = self;
        Ok(app::consent::TakenConsent {
            form: form.into(),
            ground: ground.map(Into::into),
            basis: input::note_if_any(basis.as_deref(), "basis")?,
            document: input::line_if_any(document.as_deref(), "document")?,
        })
    }
}

/// Reads a consent taken just now, if there is one.
pub(crate) fn taken(
    input: Option<TakenConsentInput>,
) -> Result<Option<app::consent::TakenConsent>, app::Error> {
    input.map(TakenConsentInput::read).transpose()
}
