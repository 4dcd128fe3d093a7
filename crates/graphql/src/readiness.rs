//! What must be ready before the patient goes home.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use domain::Id;

use crate::{
    milestone::MilestoneOwner,
    person::{Person, person},
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What must be ready before the patient goes home.
    ReadinessMatter = domain::readiness::Matter {
        /// What the patient needs is stated (必要な支援の把握).
        Needs,
        /// The day of the discharge (退院予定日).
        DischargeDay,
        /// Consent to share with the team (情報共有の同意).
        Consent,
        /// Care management (居宅介護支援).
        CareManagement,
        /// Home medical care (訪問診療).
        HomeMedicalCare,
        /// Visiting nursing (訪問看護).
        VisitingNursing,
        /// A pharmacy, where a need asks for one (薬局).
        Pharmacy,
        /// The supply of opioids, where a need asks for it (医療用麻薬の供給).
        Opioids,
        /// Devices and equipment, where a need asks for them (機器・用具の手配).
        Devices,
        /// The discharge conference (退院時カンファレンス).
        Conference,
        /// Whoever was absent from it has its minutes (欠席した人への報告).
        AbsentTold,
        /// The duties of the two attending physicians (二人主治医の役割分担).
        Duties,
        /// A physician at night and in emergencies (夜間・急変時の医師).
        NightPhysician,
        /// The plan (計画).
        Plan,
        /// Whom to call first, at any hour (まず電話するところ).
        FirstCall,
        /// A backup bed (後方ベッド).
        BackupBed,
        /// What the patient and the family wish (本人・家族の意向).
        AdvanceCarePlanning,
        /// The limits of the rules (ルールの期限).
        Rules,
        /// Documents handed over (書類の受け渡し).
        Documents,
    }
}

vocabulary! {
    /// How far something is.
    ReadinessProgress = domain::readiness::Progress {
        /// Done.
        Ready,
        /// Under way.
        UnderWay,
        /// Not begun.
        Lacking,
        /// Nobody has recorded anything of it, which is never taken for done.
        NotRecorded,
    }
}

/// What must be ready before the patient goes home, by the records.
#[derive(SimpleObject)]
pub struct Readiness {
    /// Everything that is asked for.
    preparations: Vec<Preparation>,
    /// The first day on which all that holds the discharge up may be there, if work on it begins today.
    earliest_on: Date,
}

/// One thing that must be ready.
#[derive(SimpleObject)]
pub struct Preparation {
    /// What.
    matter: ReadinessMatter,
    /// How far it is.
    progress: ReadinessProgress,
    /// With whom it lies.
    lies_with: MilestoneOwner,
    /// The last business day for it, once the day of the discharge is known. How long things take is assumed.
    due_on: Option<Date>,
    /// Whether there is a place to record it; what has none moves no day.
    has_records: bool,
    /// Why it shall hold the discharge up no longer although it is not ready, where somebody decided so.
    overridden: Option<ReadinessOverride>,
}

/// That something shall hold the discharge up no longer although it is not ready.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ReadinessOverride {
    /// Why.
    reason: String,
    /// When it was decided.
    at: DateTime,
    #[graphql(skip)]
    by: Id<domain::person::Person>,
}

#[ComplexObject]
impl ReadinessOverride {
    /// Who decided.
    async fn by(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.by).await
    }
}

impl From<domain::readiness::Override> for ReadinessOverride {
    fn from(decided: domain::readiness::Override) -> Self {
        let domain::readiness::Override { matter: _, reason, by, at } = decided;
        Self { reason: reason.into(), at: at.into(), by }
    }
}

impl From<domain::readiness::Readiness> for Readiness {
    fn from(readiness: domain::readiness::Readiness) -> Self {
        let domain::readiness::Readiness { preparations, earliest_on } = readiness;
        let preparation = |preparation: domain::readiness::Preparation| {
            let domain::readiness::Preparation { matter, progress, lies_with, due_on, overridden } =
                preparation;
            Preparation {
                has_records: matter.has_records(),
                matter: matter.into(),
                progress: progress.into(),
                lies_with: lies_with.into(),
                due_on: due_on.map(Into::into),
                overridden: overridden.map(Into::into),
            }
        };
        Self {
            preparations: preparations.into_iter().map(preparation).collect(),
            earliest_on: earliest_on.into(),
        }
    }
}
