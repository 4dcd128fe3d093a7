//! Who comes to which hospital, and how the stay goes on.

use domain::{
    Id, Ids, Timestamp,
    discharge_case::DischargeCase,
    patient::{CareInsurance, CareLevel, Patient, RelatedPerson, RelatedRole, Sex},
    place::{Location, Precision},
    rule::{RulePackVersion, in_force},
    text::{Line, MunicipalityCode, PhoneNumber},
};
use time::{Date, Duration, Month};

use super::{
    conference::Diary,
    directory::{Area, Directory, Hospital, given_name},
    heap::Heap,
    stay::{Admitted, Stay},
};
use crate::demo::draw::Draw;

/// The most patients remembered of a hospital who may come back.
const REMEMBERED: usize = 20;

/// Tells of one stay after the other.
pub(super) struct Teller<'a> {
    draw: &'a Draw,
    now: Timestamp,
    directory: &'a Directory,
    rules: &'a [RulePackVersion],
    numbers: Vec<usize>,
    left: Vec<Vec<Left>>,
    diary: Diary,
}

/// Somebody who has left a hospital.
#[derive(Clone)]
pub(super) struct Left {
    pub(super) patient: Patient,
    pub(super) area: usize,
    pub(super) case: Id<DischargeCase>,
    pub(super) on: Date,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        draw: &'a Draw,
        now: Timestamp,
        directory: &'a Directory,
        rules: &'a [RulePackVersion],
    ) -> Self {
        let hospitals = directory.hospitals.len();
        let (numbers, left) = (vec![0; hospitals], vec![vec![]; hospitals]);
        Self { draw, now, directory, rules, numbers, left, diary: Diary::new(now - Duration::days(60)) }
    }

    /// Tells of a stay that begins on `day`, as far as it has come by now.
    pub(super) fn tell(&mut self, day: Date, place: usize, heap: &mut Heap) -> Result<(), app::Error> {
        let hospital = &self.directory.hospitals[place];
        let registered = self.draw.at_work(day).min(self.now - Duration::minutes(5));
        self.draw.at(registered);
        let back = self.comes_back(place, day);
        let predecessor = back.as_ref().map(|left| left.case);
        let is_new = back.is_none();
        let (patient, area) = match back {
            Some(left) => (left.patient, left.area),
            None => {
                let stays_here = self.draw.chance(75);
                let area = if stays_here { hospital.area } else { self.directory.area_by_size(self.draw) };
                self.numbers[place] += 1;
                (self.patient(hospital, &self.directory.areas[area], self.numbers[place], day)?, area)
            }
        };
        let code = |code: &Option<MunicipalityCode>| code.as_ref().map(|code| code.as_str().to_owned());
        let (of_hospital, of_home) =
            (code(&hospital.place.organization.municipality), code(&patient.municipality));
        let admitted = Admitted {
            day,
            registered,
            is_new,
            predecessor,
            hospital,
            area: &self.directory.areas[area],
            rules: in_force(self.rules, day, of_hospital.as_deref(), of_home.as_deref()),
        };
        let stay = Stay::begin(self.draw, self.now, admitted, patient, heap)?;
        let left = stay.tell(&mut self.diary)?;
        if let Some((on, case, patient)) = left {
            let remembered = &mut self.left[place];
            if remembered.len() == REMEMBERED {
                remembered.swap_remove(self.draw.below(REMEMBERED));
            }
            remembered.push(Left { patient, area, case, on });
        }
        Ok(())
    }

    fn comes_back(&mut self, place: usize, day: Date) -> Option<Left> {
        let all = &mut self.left[place];
        let drawn = self.draw.below(all.len());
        let is_back = self.draw.chance(15) && all.get(drawn).is_some_and(|left| left.on < day);
        is_back.then(|| all.swap_remove(drawn))
    }

    fn patient(
        &self,
        hospital: &Hospital,
        area: &Area,
        number: usize,
        day: Date,
    ) -> Result<Patient, app::Error> {
        let draw = self.draw;
        let (name, kana) = given_name(draw);
        let (_, relative) = (draw.chance(50), given_name(draw));
        let years = 55 + i32::try_from(draw.below(25) + draw.below(20)).unwrap_or_default();
        let month = Month::try_from(1 + u8::try_from(draw.below(12)).unwrap_or_default());
        let born_on = Date::from_calendar_date(
            day.year() - years,
            month.unwrap_or(Month::April),
            1 + u8::try_from(draw.below(28)).unwrap_or_default(),
        )
        .unwrap_or(day);
        let home = draw.one(&area.municipalities).ok_or(app::Error::NotFound)?;
        Ok(Patient {
            id: Id::new(draw.uuid()),
            organization: hospital.place.organization.id,
            number: Some(Line::parse(&format!("K{number:06}"))?),
            name: Line::parse(&format!("見本 {name}"))?,
            name_kana: Line::parse(&format!("ミホン {kana}"))?,
            born_on,
            sex: if draw.chance(52) { Sex::Female } else { Sex::Male },
            postal_code: None,
            municipality: Some(home.code.clone()),
            address: Some(Line::parse(&format!("見本町{}-{}", draw.below(900) + 1, draw.below(30) + 1))?),
            location: Some(Location { point: home.centre, precision: Precision::Municipality }),
            phone: Some(PhoneNumber::parse(&format!("048-900-{:04}", number % 10_000))?),
            care_insurance: match draw.below(10) {
                0..3 => CareInsurance::NotApplied,
                3..5 => CareInsurance::Pending { applied_on: day },
                level => CareInsurance::Certified {
                    level: CareLevel::ALL[level % CareLevel::ALL.len()],
                    valid_until: Some(day + Duration::days(200)),
                },
            },
            related: vec![RelatedPerson {
                id: Id::new(draw.uuid()),
                name: Line::parse(&format!("見本 {}", relative.0))?,
                relation: Some(Line::parse(
                    draw.one(&["長女", "長男", "妻", "夫", "姪"]).unwrap_or(&"長女"),
                )?),
                role: RelatedRole::KeyPerson,
                phone: Some(PhoneNumber::parse(&format!("090-9000-{:04}", number % 10_000))?),
            }],
            version: 1,
        })
    }
}
