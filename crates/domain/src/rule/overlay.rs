//! One pack laid over another: a region's own over its prefecture's.

use super::{MilestoneRule, RulePack};

impl RulePack {
    /// This pack with everything of the one below that it neither replaces, key by key, nor leaves out.
    #[must_use]
    pub fn laid_over(self, below: &Self) -> Self {
        let left_out = |rule: &MilestoneRule| match &self.overlay {
            Some(overlay) => overlay.without.iter().any(|without| without.milestone == rule.key),
            None => false,
        };
        let steps: Vec<_> = below.milestones.iter().filter(|rule| !left_out(rule)).cloned().collect();
        macro_rules! merged {
            ($list:ident) => {
                merge(&below.$list, self.$list.clone(), |one| &one.key)
            };
        }
        Self {
            tracks: merged!(tracks),
            exemptions: merged!(exemptions),
            criteria: merged!(criteria),
            forms: merged!(forms),
            waivers: merged!(waivers),
            measures: merged!(measures),
            milestones: merge(&steps, self.milestones.clone(), |one| &one.key),
            ..self
        }
    }
}

/// What is below, each replaced where it stands by what has its key above; then what is new above.
fn merge<T: Clone>(below: &[T], mut above: Vec<T>, key: impl Fn(&T) -> &String) -> Vec<T> {
    let mut merged = vec![];
    for one in below {
        let place = above.iter().position(|other| key(other) == key(one));
        merged.push(place.map_or_else(|| one.clone(), |at| above.remove(at)));
    }
    merged.extend(above);
    merged
}
