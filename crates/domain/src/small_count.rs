//! Counts as they are told outside of the organizations they come from: small ones are not, so that nobody is known
//! again by being one of few.

/// The smallest count above zero that is told outside. Fewer than ten patients are not published of the national
/// claims database either (NDBの利用に関するガイドライン, 最小集計単位の原則).
pub const FEWEST_TOLD: usize = 10;

/// The parts of a whole that is itself told. What is small is not, nor the smallest of the others where one alone
/// would follow from the rest.
pub fn told_outside(parts: &[usize]) -> Vec<Option<usize>> {
    let mut told: Vec<Option<usize>> =
        parts.iter().map(|part| Some(*part).filter(|part| *part == 0 || *part >= FEWEST_TOLD)).collect();
    let hidden = told.iter().filter(|part| part.is_none()).count();
    if hidden == 1 && parts.len() > 1 {
        let others = (0..parts.len()).filter(|at| told[*at].is_some_and(|part| part > 0));
        if let Some(smallest) = others.min_by_key(|at| parts[*at]) {
            told[smallest] = None;
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_not_told_nor_found_by_taking_away() {
        for (parts, told) in [
            (&[0, 10, 25][..], &[Some(0), Some(10), Some(25)][..]),
            (&[9], &[None]),
            (&[0, 9, 25], &[Some(0), None, None]),
            (&[3, 12, 25], &[None, None, Some(25)]),
            (&[3, 9, 25], &[None, None, Some(25)]),
            (&[0, 0, 4], &[Some(0), Some(0), None]),
            (&[], &[]),
        ] {
            assert_eq!(told_outside(parts), told, "{parts:?}");
        }
    }
}
