//! What must be ready before the patient goes home, and where on the page it is seen to.

use app::case::CaseFile;
use domain::readiness::{Matter, Override, Preparation, Progress};

use super::{case_form, view::Names};
use crate::{board::Chip, form::Form, page::Page};

/// What is ready, and what is not.
pub struct ReadinessView {
    pub ready: usize,
    pub all: usize,
    /// From which day on the patient may go.
    pub earliest: Chip,
    pub rows: Vec<PreparationView>,
    /// Deciding that something shall hold the discharge up no longer.
    pub override_form: Option<Form>,
}

/// One thing that must be ready.
pub struct PreparationView {
    pub matter: String,
    /// The part of the page where it is seen to, where there is one.
    pub to: Option<&'static str>,
    pub progress: Chip,
    /// With whom it lies and by when, until it is ready.
    pub open: Option<String>,
    /// Why it holds the discharge up no longer, and taking that back.
    pub overridden: Option<(String, Option<Form>)>,
}

/// What the records say, and for who may change the case the forms to decide otherwise.
pub fn view(page: &Page, file: &CaseFile, names: &Names<'_>, may_decide: bool) -> Option<ReadinessView> {
    let found = file.readiness(page.today)?;
    let overridden = |decided: &Override| {
        let Override { matter, reason, by, at } = decided;
        let values = [
            ("reason", reason.as_str().into()),
            ("who", names.person(*by).into()),
            ("day", page.wording.day(at.day()).into()),
        ];
        let form = may_decide.then(|| case_form::restore_readiness(page, &file.case, *matter));
        (page.wording.text_with("case-overridden", &values), form)
    };
    let row = |preparation: &Preparation| {
        let Preparation { matter, progress, lies_with, due_on, overridden: ref decided } = *preparation;
        let is_late = due_on.is_some_and(|due| due < page.today);
        let (tone, mark) = match progress {
            Progress::Ready => ("good", "✓"),
            Progress::UnderWay if !is_late => ("", "…"),
            Progress::NotRecorded => ("warn", "?"),
            Progress::UnderWay | Progress::Lacking => ("warn", "▲"),
        };
        let owner = page.label(lies_with);
        let open = match due_on.filter(|_| matter.has_records()) {
            Some(due) => {
                let key = if is_late { "case-readiness-late" } else { "case-readiness-due" };
                let values = [("owner", owner.into()), ("day", page.wording.day(due).into())];
                page.wording.text_with(key, &values)
            }
            None if !matter.has_records() => page.t("case-readiness-elsewhere"),
            None => owner,
        };
        PreparationView {
            matter: page.label(matter),
            to: seen_to(matter),
            progress: Chip { tone, mark, text: page.label(progress) },
            open: (progress != Progress::Ready).then_some(open),
            overridden: decided.as_ref().map(overridden),
        }
    };
    let is_after = file.case.expected_discharge_on.is_some_and(|on| on < found.earliest_on);
    let day = page.wording.day(found.earliest_on);
    let earliest = match is_after {
        true => Chip { tone: "warn", mark: "▲", text: page.with("case-readiness-after", "day", day) },
        false => Chip { tone: "calm", mark: "", text: page.with("case-readiness-from", "day", day) },
    };
    Some(ReadinessView {
        ready: found.preparations.iter().filter(|p| p.progress == Progress::Ready).count(),
        all: found.preparations.len(),
        earliest,
        rows: found.preparations.iter().map(row).collect(),
        override_form: case_form::override_readiness(page, &file.case, &found).filter(|_| may_decide),
    })
}

/// The part of the page where something is seen to.
const fn seen_to(matter: Matter) -> Option<&'static str> {
    Some(match matter {
        Matter::Needs => "#needs",
        Matter::DischargeDay => "#expected",
        Matter::CareManagement | Matter::HomeMedicalCare | Matter::VisitingNursing | Matter::Pharmacy => {
            "#team"
        }
        Matter::Conference | Matter::AbsentTold => "#conferences",
        Matter::Duties | Matter::NightPhysician => "#duties",
        Matter::Plan | Matter::FirstCall | Matter::BackupBed | Matter::AdvanceCarePlanning => "#plan",
        Matter::Consent => "#consents",
        Matter::Rules => "#clock",
        Matter::Opioids | Matter::Devices | Matter::Documents => return None,
    })
}
