//! What must be ready before the patient goes home, and where on the page it is seen to.

use app::case::CaseFile;
use domain::readiness::{Matter, Preparation, Progress, readiness};

use crate::{board::Chip, page::Page};

/// What is ready, and what is not.
pub struct ReadinessView {
    pub ready: usize,
    pub all: usize,
    pub rows: Vec<PreparationView>,
}

/// One thing that must be ready.
pub struct PreparationView {
    pub matter: String,
    pub to: String,
    pub progress: Chip,
    /// With whom it lies, until it is ready.
    pub lies_with: Option<String>,
}

/// What the records say.
pub fn view(page: &Page, file: &CaseFile) -> ReadinessView {
    let CaseFile { case, team, conferences, consultations, plan, .. } = file;
    let found = readiness(case, team, conferences, consultations, plan.as_ref());
    let row = |preparation: &Preparation| {
        let Preparation { matter, progress, lies_with } = *preparation;
        let (tone, mark) = match progress {
            Progress::Ready => ("good", "✓"),
            Progress::UnderWay => ("", "…"),
            Progress::Lacking => ("warn", "▲"),
        };
        PreparationView {
            matter: page.label(matter),
            to: seen_to(matter).to_owned(),
            progress: Chip { tone, mark, text: page.label(progress) },
            lies_with: (progress != Progress::Ready).then(|| page.label(lies_with)),
        }
    };
    ReadinessView {
        ready: found.iter().filter(|preparation| preparation.progress == Progress::Ready).count(),
        all: found.len(),
        rows: found.iter().map(row).collect(),
    }
}

/// The part of the page where something is seen to.
const fn seen_to(matter: Matter) -> &'static str {
    match matter {
        Matter::Needs => "#needs",
        Matter::DischargeDay => "#expected",
        Matter::CareManagement | Matter::HomeMedicalCare | Matter::VisitingNursing | Matter::Pharmacy => {
            "#team"
        }
        Matter::Conference => "#conferences",
        Matter::Duties => "#duties",
        Matter::Plan | Matter::FirstCall => "#plan",
    }
}
