//! What a patient needs at home.

use std::collections::BTreeMap;

use async_graphql::SimpleObject;
use domain::needs::NeedsProfile;

use crate::{person::Seat, vocabulary::vocabulary};

vocabulary! {
    /// Something a patient needs at home. Needs decide who must be at the conference and what the home team
    /// must be able to do.
    Need = domain::needs::Need {
        /// Medical opioids (医療用麻薬).
        Opioid,
        /// A pump for patient-controlled analgesia (PCA機器).
        Pca,
        /// Central venous nutrition (中心静脈栄養).
        CentralVenousNutrition,
        /// Oxygen at home (在宅酸素).
        Oxygen,
        /// A ventilator (人工呼吸器).
        Ventilator,
        /// A tracheostomy (気管切開).
        Tracheostomy,
        /// Tube feeding (経管栄養).
        TubeFeeding,
        /// A urinary catheter (尿道カテーテル).
        UrinaryCatheter,
        /// A stoma (ストマ).
        Stoma,
        /// A pressure sore (褥瘡).
        PressureSore,
        /// Dementia (認知症).
        Dementia,
        /// The patient is a child (小児).
        Child,
        /// Terminal cancer (末期がん).
        TerminalCancer,
        /// The wish to die at home (自宅での看取りの希望).
        EndOfLifeAtHome,
        /// The patient lives alone (独居).
        LivesAlone,
        /// Rehabilitation goes on (リハビリの継続).
        Rehabilitation,
        /// Welfare equipment (福祉用具).
        WelfareEquipment,
        /// Services for people with disabilities (障害福祉サービス).
        DisabilityServices,
        /// Dietary care (栄養管理).
        Nutrition,
        /// Trouble with eating and swallowing (摂食・嚥下障害).
        Swallowing,
    }
}

/// Someone who is asked to the discharge conference.
#[derive(SimpleObject, Clone)]
pub struct RequiredSeat {
    /// The seat.
    seat: Seat,
    /// The needs that ask for it; none for a seat that is always asked.
    needs: Vec<Need>,
}

/// The needs, in the order of the vocabulary.
pub(crate) fn needs(profile: &NeedsProfile) -> Vec<Need> {
    profile.iter().map(Into::into).collect()
}

/// The profile of these needs.
pub(crate) fn profile(needs: Vec<Need>) -> NeedsProfile {
    needs.into_iter().map(domain::needs::Need::from).collect()
}

/// Who is asked to the discharge conference.
pub(crate) fn seats(asked: BTreeMap<domain::person::Seat, Vec<domain::needs::Need>>) -> Vec<RequiredSeat> {
    let seat = |(seat, needs): (domain::person::Seat, Vec<domain::needs::Need>)| RequiredSeat {
        seat: seat.into(),
        needs: needs.into_iter().map(Into::into).collect(),
    };
    asked.into_iter().map(seat).collect()
}
