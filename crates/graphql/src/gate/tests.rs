use super::*;

/// What GraphiQL and code generators ask first (graphql-js 16, every option on).
pub(crate) const INTROSPECTION: &str = include_str!("introspection.graphql");

fn reason(text: &str) -> Option<Reason> {
    pass(text).err().map(|refused| refused.reason)
}

/// `levels` fragments, each spreading the next `width` times.
fn fan(width: usize, levels: usize) -> String {
    let mut text = "{ ...F0 }".to_owned();
    for level in 0..levels {
        let spread = format!("...F{} ", level + 1).repeat(width);
        text += &format!("fragment F{level} on Query {{ {spread} }}");
    }
    text + &format!("fragment F{levels} on Query {{ __typename }}")
}

#[test]
fn fragments_that_fan_out_are_refused_after_one_look_at_each() {
    for (width, levels) in [(10, 7), (10, 27), (50, 4), (2, 20), (2, 27), (200, 2)] {
        let text = fan(width, levels);
        let refused = pass(&text).err().unwrap();
        assert_eq!(refused.reason, Reason::TooManySelections, "{width} x {levels}");
        assert!(refused.visited <= width * levels + 2, "{width} x {levels}: {}", refused.visited);
        assert!(refused.visited <= text.len());
    }
}

#[test]
fn fragments_that_fan_out_a_little_pass() {
    let passed = pass(&fan(2, 8).replace("{ ...F0 }", "{ me { ...F0 } }")).unwrap();
    assert_eq!(passed.visited, 2 * 8 + 3);
    assert_eq!(passed.measure.selections, 768);
    assert_eq!(reason(&fan(2, 8)), Some(Reason::TooManyRoots));
}

#[test]
fn fragments_in_a_circle_are_refused() {
    for text in [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { me { person { ...A } } }",
        "{ ...A } fragment A on Query { __typename ...B ...B } fragment B on Query { ... { ...A } }",
    ] {
        let refused = pass(text).err().unwrap();
        assert_eq!(refused.reason, Reason::Cycle, "{text}");
        assert!(refused.visited <= text.len());
    }
}

#[test]
fn a_fragment_nobody_uses_is_refused_unwalked() {
    let bomb = fan(10, 7).replace("{ ...F0 }", "{ __typename }");
    assert_eq!(pass(&bomb).err(), Some(Refused { reason: Reason::UnusedFragment, visited: 1 }));
}

#[test]
fn deep_nesting_is_refused_before_it_hurts() {
    let nested = |open: &str, levels: usize, close: &str| {
        format!("{{ {} a {} }}", open.repeat(levels), close.repeat(levels))
    };
    assert_eq!(reason(&nested("a {", 19, "}")), None);
    assert_eq!(reason(&nested("a {", 20, "}")), Some(Reason::TooDeep));
    assert_eq!(reason(&nested("... {", 40, "}")), Some(Reason::TooDeep));
    // So deep that the parser itself would not come back.
    for text in [nested("a {", 4_000, "}"), "{a".repeat(8_000), format!("{{ a(b: {}", "[".repeat(16_000))] {
        assert_eq!(pass(&text).err(), Some(Refused { reason: Reason::TooDeep, visited: 0 }));
    }
    let chain: String = (0..40).map(|n| format!("fragment F{n} on Q {{ ...F{} }}", n + 1)).collect();
    assert_eq!(reason(&format!("{{ ...F0 }} {chain} fragment F40 on Q {{ a }}")), Some(Reason::TooDeep));
}

#[test]
fn a_fragment_met_again_deeper_down_counts_where_it_is_met() {
    let tail: String = (0..20).map(|n| format!("fragment F{n} on Q {{ ...F{} }}", n + 1)).collect();
    let tail = tail + "fragment F20 on Q { a }";
    let deep =
        |levels: usize| format!("{{ ...F0 {} ...F0 {} }} {tail}", "... {".repeat(levels), "}".repeat(levels));
    assert_eq!(reason(&deep(2)), None);
    assert_eq!(reason(&deep(20)), Some(Reason::TooDeep));
}

#[test]
fn brackets_in_strings_and_comments_do_not_count() {
    let brackets = "{".repeat(100);
    for text in [
        format!("{{ a(b: \"{brackets}\\\"{brackets}\") }}"),
        format!("{{ a(b: \"\"\"{brackets}\"{brackets}\\\"\"\"{brackets}\"\"\") }}"),
        format!("# {brackets}\n{{ a }}"),
    ] {
        assert!(deepest_brackets(&text) < 5, "{text}");
        assert_eq!(reason(&text), None, "{text}");
    }
    // A string that ends at once does not hide what follows.
    assert_eq!(deepest_brackets(&format!("{{ a(b: \"\", c: \"\\\\\") {brackets}")), 101);
}

#[test]
fn floods_are_refused() {
    let aliases = |n: usize| (0..n).map(|n| format!("a{n}: b ")).collect::<String>();
    let flood = |n| format!("{{ case(id: 1) {{ {} }} }}", aliases(n));
    assert_eq!(reason(&flood(30)), None);
    assert_eq!(reason(&flood(31)), Some(Reason::TooManyAliases));
    let spread = format!("{{ a {{ ...A }} c {{ ...A }} }} fragment A on T {{ {} }}", aliases(16));
    assert_eq!(reason(&spread), Some(Reason::TooManyAliases));

    let directives = |n: usize| "@include(if: true) ".repeat(n);
    for place in [
        "{ a DIRECTIVES }",
        "query Q DIRECTIVES { a }",
        "query Q($v: Int DIRECTIVES) { a }",
        "{ ... DIRECTIVES { a } }",
        "{ ...F DIRECTIVES } fragment F on Q { a }",
        "{ ...F } fragment F on Q DIRECTIVES { a }",
    ] {
        let flood = |n| place.replace("DIRECTIVES", &directives(n));
        assert_eq!(reason(&flood(20)), None, "{place}");
        assert_eq!(reason(&flood(21)), Some(Reason::TooManyDirectives), "{place}");
    }

    assert_eq!(reason(&format!("{{ {} }}", "a ".repeat(10))), None);
    assert_eq!(reason(&format!("{{ {} }}", "a ".repeat(11))), Some(Reason::TooManyRoots));
    assert_eq!(reason("mutation { a }"), None);
    for text in ["mutation { a b }", "mutation { a ...F } fragment F on M { b }", "mutation { ... { a b } }"]
    {
        assert_eq!(reason(text), Some(Reason::TooManyRoots), "{text}");
    }
    let wide = format!("{{ a {{ {} }} }}", "b ".repeat(2_000));
    assert_eq!(reason(&wide), Some(Reason::TooManySelections));
}

#[test]
fn a_document_holds_one_operation_of_bearable_length() {
    assert_eq!(reason("query A { a } query B { b }"), Some(Reason::NotOneOperation));
    assert_eq!(reason("subscription { a }"), Some(Reason::Subscription));
    let as_subscription = |text: &str| pass_subscription(text).err().map(|refused| refused.reason);
    assert_eq!(as_subscription("subscription { a }"), None);
    assert_eq!(as_subscription("subscription { a b }"), Some(Reason::TooManyRoots));
    assert_eq!(as_subscription("{ a }"), Some(Reason::NotASubscription));
    assert_eq!(as_subscription("mutation { a }"), Some(Reason::NotASubscription));
    let bomb = fan(10, 7).replacen('{', "subscription {", 1);
    assert_eq!(as_subscription(&bomb), Some(Reason::TooManySelections));
    for text in ["", "{", "{ }", "nonsense", "fragment F on Q { a }", "{ a } { b }"] {
        assert_eq!(reason(text), Some(Reason::NotADocument), "{text:?}");
    }
    let padded = |length: usize| format!("{{ a }}{}", " ".repeat(length - 5));
    assert_eq!(reason(&padded(LONGEST_DOCUMENT)), None);
    assert_eq!(reason(&padded(LONGEST_DOCUMENT + 1)), Some(Reason::DocumentTooLong));
}

#[test]
fn the_standard_introspection_query_passes() {
    let passed = pass(INTROSPECTION).unwrap();
    assert!(passed.measure.depth <= DEEPEST, "{:?}", passed.measure);
}
