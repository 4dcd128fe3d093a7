//! What is told outside of counts that may point at single patients: small ones are withheld, and as many others
//! as keep them from being reckoned from what is told.

/// The smallest count above none that is told outside: one to nine patients may be known to those who read (the
/// limit of 10 with which the ministry publishes counts of patients; 厚生労働省 NDBオープンデータ).
pub const SMALLEST_TOLD: usize = 10;

/// A count, or `None` where it is withheld.
pub type Count = Option<usize>;

/// To whom counts are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Those whose own patients they are: everything.
    Own,
    /// Others, whom small counts are withheld from.
    Outside,
}

/// What is told of counts and, at the end, their total.
pub fn told(line: &[usize], audience: Audience) -> Vec<Count> {
    let table = [line.iter().map(|count| [*count]).collect::<Vec<_>>()];
    let withheld = match audience {
        Audience::Own => nothing(&table),
        Audience::Outside => withheld(&table, nothing(&table)),
    };
    line.iter().zip(&withheld[0]).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
}

/// What is told of a count that follows from conditions of the reader's own: outside whole tens, rounded down, and
/// nothing below. An exact one would tell of single patients, by conditions that differ in one of them.
pub const fn coarsely(count: usize, audience: Audience) -> Count {
    match (audience, count / SMALLEST_TOLD) {
        (Audience::Own, _) => Some(count),
        (Audience::Outside, 0) => None,
        (Audience::Outside, tens) => Some(tens * SMALLEST_TOLD),
    }
}

/// Which cells of a table are withheld, row by row.
pub(crate) type Withheld = Vec<Vec<bool>>;

/// Which cells of a table are withheld besides `already`. Its last row and its last column are the totals; each cell
/// is made of `K` counts, which are told together or not at all.
///
/// Withheld is every cell with a small count, and then, row by row and column by column until nothing more is to do,
/// the smallest other one wherever what lacks of a total would be one cell, or a small count. What several totals
/// together may tell of a cell is not looked into.
pub(crate) fn withheld<const K: usize>(table: &[Vec<[usize; K]>], already: Withheld) -> Withheld {
    let mut withheld = already;
    for (row, hidden) in table.iter().zip(&mut withheld) {
        for (cell, hidden) in row.iter().zip(hidden) {
            *hidden |= cell.iter().any(is_small);
        }
    }
    let (rows, columns) = (table.len(), table.first().map_or(0, Vec::len));
    let across = (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect());
    let down = (0..columns).map(|column| (0..rows).map(|row| (row, column)).collect());
    let lines: Vec<Vec<(usize, usize)>> = across.chain(down).collect();
    let next = |withheld: &Withheld| {
        lines.iter().find_map(|line| {
            let cells: Vec<_> = line.iter().map(|&(r, c)| (table[r][c], withheld[r][c])).collect();
            next_to_withhold(&cells).map(|at| line[at])
        })
    };
    while let Some((row, column)) = next(&withheld) {
        withheld[row][column] = true;
    }
    withheld
}

/// Nothing withheld of a table.
pub(crate) fn nothing<T>(table: &[Vec<T>]) -> Withheld {
    table.iter().map(|row| vec![false; row.len()]).collect()
}

const fn is_small(count: &usize) -> bool {
    0 < *count && *count < SMALLEST_TOLD
}

/// Which cell of a line with its total at the end has to be withheld too, if one has: of the parts the smallest, one
/// of nothing after the others, and the total last.
fn next_to_withhold<const K: usize>(line: &[([usize; K], bool)]) -> Option<usize> {
    let ((_, whole_is_withheld), parts) = line.split_last()?;
    let (mut lacks, mut lacking) = ([0; K], 0);
    for (cell, _) in parts.iter().filter(|(_, hidden)| *hidden) {
        lacking += 1;
        lacks.iter_mut().zip(cell).for_each(|(sum, count)| *sum += count);
    }
    let is_safe = match (whole_is_withheld, lacking) {
        // A line of the total alone is no sum of anything.
        _ if parts.is_empty() => true,
        (false, 0) => true,
        (false, _) => lacks.iter().all(|sum| *sum == 0) || lacking > 1 && !lacks.iter().any(is_small),
        (true, 0) => parts.iter().all(|(cell, _)| cell.iter().all(|count| *count == 0)),
        (true, _) => true,
    };
    let told = parts.iter().enumerate().filter(|(_, (_, hidden))| !hidden);
    let smallest =
        told.map(|(at, (cell, _))| (cell.iter().sum::<usize>(), at)).min_by_key(|(sum, _)| (*sum == 0, *sum));
    match (is_safe, smallest) {
        (true, _) => None,
        (false, Some((_, at))) => Some(at),
        (false, None) => (!whole_is_withheld).then_some(parts.len()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_small_count_is_withheld_with_as_many_others_as_it_takes() {
        for (counts, expected) in [
            (vec![10, 20, 30], vec![Some(10), Some(20), Some(30)]),
            (vec![0, 12, 12], vec![Some(0), Some(12), Some(12)]),
            (vec![0, 0, 0], vec![Some(0), Some(0), Some(0)]),
            (vec![1, 40, 41], vec![None, None, Some(41)]),
            (vec![9, 10, 11, 30], vec![None, None, Some(11), Some(30)]),
            (vec![3, 8, 30, 41], vec![None, None, Some(30), Some(41)]),
            (vec![3, 4, 30, 37], vec![None, None, None, Some(37)]),
            (vec![0, 3, 0, 3], vec![Some(0), None, Some(0), None]),
            (vec![5, 5, 10], vec![None, None, Some(10)]),
            (vec![3, 4, 7], vec![None, None, None]),
        ] {
            assert_eq!(told(&counts, Audience::Outside), expected, "{counts:?}");
            assert_eq!(told(&counts, Audience::Own), counts.iter().copied().map(Some).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_total_down_the_table_gives_nothing_away_either() {
        let table =
            [vec![[2], [30], [32]], vec![[20], [40], [60]], vec![[50], [15], [65]], vec![[72], [85], [157]]];
        let told = withheld(&table, nothing(&table));
        let expected = [[true, true, false], [true, false, false], [false, true, false], [false; 3]];
        assert_ne!(told, expected, "the second row and the third would each lack one cell");
        for line in
            told.iter().cloned().chain((0..3).map(|column| told.iter().map(|row| row[column]).collect()))
        {
            assert_ne!(line.iter().filter(|hidden| **hidden).count(), 1, "{told:?}");
        }
        assert!(told[0][0] && told[3] == [false; 3], "the totals of the table stay: {told:?}");
    }

    #[test]
    fn a_total_that_is_withheld_already_is_no_sum_of_what_is_told() {
        let table = [vec![[20], [40], [60]]];
        assert_eq!(withheld(&table, vec![vec![false, false, true]]), [[true, false, true]]);
    }

    proptest! {
        #[test]
        fn no_total_tells_a_small_count(
            counts in (1..6_usize, 1..6_usize)
                .prop_flat_map(|(rows, columns)| prop::collection::vec(prop::collection::vec(0..25_usize, columns), rows))
        ) {
            let mut table: Vec<Vec<[usize; 1]>> = counts
                .iter()
                .map(|row| row.iter().copied().chain([row.iter().sum()]).map(|count| [count]).collect())
                .collect();
            let totals = (0..table[0].len()).map(|column| [table.iter().map(|row| row[column][0]).sum()]).collect();
            table.push(totals);
            let told = withheld(&table, nothing(&table));
            let (rows, columns) = (table.len(), table[0].len());
            let across = (0..rows).map(|row| (0..columns).map(|column| (row, column)).collect::<Vec<_>>());
            let down = (0..columns).map(|column| (0..rows).map(|row| (row, column)).collect());
            for line in across.chain(down) {
                let lacking = line.iter().filter(|(r, c)| told[*r][*c]);
                let sum: usize = lacking.clone().map(|(r, c)| table[*r][*c][0]).sum();
                prop_assert!(lacking.count() != 1 || sum == 0, "{table:?} {told:?}");
            }
            for (row, hidden) in table.iter().flatten().zip(told.iter().flatten()) {
                prop_assert!(*hidden || !is_small(&row[0]));
            }
        }
    }
}
