//! What holds of every chain.

use proptest::prelude::*;

use super::*;

fn row(position: i64, patients: Vec<u128>, action: String) -> Row {
    Row {
        position,
        id: Uuid::from_u128(position.unsigned_abs().into()),
        at: Timestamp::from_millis(position * 10),
        actor: "member".into(),
        person: Some(Uuid::from_u128(7)),
        membership: None,
        organization: None,
        participant: None,
        role: None,
        purpose: "care".into(),
        action,
        entities: "case".into(),
        entity: None,
        patients: patients.into_iter().map(Uuid::from_u128).collect(),
        outcome: "allowed".into(),
        request: Uuid::from_u128(8),
        event: None,
        source: None,
        emergency: None,
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((prop::collection::vec(any::<u128>(), 0..4), "[a-z_]{1,12}"), 2..40).prop_map(
        |rows| {
            (1..).zip(rows).map(|(position, (patients, action))| row(position, patients, action)).collect()
        },
    )
}

fn sealed(rows: &[Row]) -> Vec<Seal> {
    let mut hash = BEGINNING;
    (1..)
        .zip(rows)
        .map(|(number, row)| {
            hash = seal_hash(&hash, &row_hash(row));
            Seal { number, position: row.position, hash }
        })
        .collect()
}

fn check(rows: &[Row], seals: &[Seal], anchors: &[Anchor]) -> Report {
    let mut check = Check::new(anchors);
    for seal in seals {
        let row = rows.iter().find(|row| row.position == seal.position);
        check.seal(*seal, row.map(row_hash));
    }
    check.end();
    for row in rows.iter().filter(|row| !seals.iter().any(|seal| seal.position == row.position)) {
        check.unsealed(row.position, row.at, Timestamp::from_millis(1_000_000));
    }
    check.report()
}

fn last(seals: &[Seal]) -> Vec<Anchor> {
    let at = Timestamp::from_millis(0);
    seals.last().map(|seal| Anchor { number: seal.number, hash: seal.hash, at }).into_iter().collect()
}

proptest! {
    #[test]
    fn a_log_left_alone_is_intact(rows in rows()) {
        let seals = sealed(&rows);
        prop_assert!(check(&rows, &seals, &last(&seals)).is_intact());
    }

    #[test]
    fn a_changed_row_is_found_at_its_place_and_nowhere_else(rows in rows(), n in any::<prop::sample::Index>()) {
        let seals = sealed(&rows);
        let n = n.index(rows.len());
        let mut changed = rows.clone();
        changed[n].patients.push(Uuid::from_u128(1));
        let report = check(&changed, &seals, &last(&seals));
        let (number, position) = (seals[n].number, rows[n].position);
        prop_assert_eq!(report.first, vec![Finding::Broken { number, position }]);
    }

    #[test]
    fn a_row_that_is_gone_is_found(rows in rows(), n in any::<prop::sample::Index>()) {
        let seals = sealed(&rows);
        let n = n.index(rows.len());
        let mut left = rows.clone();
        left.remove(n);
        prop_assert!(!check(&left, &seals, &last(&seals)).is_intact());
        let mut seals_left = seals.clone();
        seals_left.remove(n);
        prop_assert!(!check(&left, &seals_left, &last(&seals)).is_intact());
    }

    #[test]
    fn a_log_cut_or_written_anew_is_found_by_what_was_told(rows in rows(), n in any::<prop::sample::Index>()) {
        let seals = sealed(&rows);
        let n = n.index(rows.len());
        prop_assert!(!check(&rows[..n], &seals[..n], &last(&seals)).is_intact());
        let mut rewritten = rows.clone();
        rewritten[n].action.push('x');
        let anew = sealed(&rewritten);
        prop_assert!(check(&rewritten, &anew, &[]).is_intact(), "without anchors nothing is noticed");
        prop_assert!(!check(&rewritten, &anew, &last(&seals)).is_intact());
    }

    #[test]
    fn an_anchor_is_read_as_it_was_written(number in 1_i64.., hash in any::<[u8; 32]>(), at in 0_i64..4_000_000_000_000) {
        let anchor = Anchor { number, hash, at: Timestamp::from_millis(at) };
        prop_assert_eq!(Anchor::parse(&anchor.line()), Some(anchor));
    }
}

#[test]
fn what_is_no_anchor_is_not_read_as_one() {
    let digits = "0".repeat(64);
    for bad in
        ["", "1", "1 00 5", &format!("1 {digits}"), &format!("1 {digits} 5 6"), &format!("x {digits} 5")]
    {
        assert_eq!(Anchor::parse(bad), None, "{bad:?}");
    }
}
