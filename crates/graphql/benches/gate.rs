//! How long the gate takes at worst, and with what follows it; each must stay below 50 ms.

use divan::{Bencher, black_box};
use kaname_graphql::gate;

fn main() {
    divan::main();
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

fn longest(text: &str) -> String {
    text.repeat(gate::LONGEST_DOCUMENT / text.len())
}

#[divan::bench(args = [(10, 7), (50, 4), (2, 20), (200, 8)])]
fn fan_out(bencher: Bencher<'_, '_>, (width, levels): (usize, usize)) {
    let text = fan(width, levels);
    bencher.bench(|| gate::pass(black_box(&text)).is_err());
}

#[divan::bench(args = ["{a", "...{", "a:b ", "a@b ", "\"", "\"\"\"", "...A ", "# ", "a(b:[{c:\"d\"}])"])]
fn flood(bencher: Bencher<'_, '_>, part: &str) {
    let text = format!("{{ {} }}", longest(part));
    bencher.bench(|| gate::pass(black_box(&text[..gate::LONGEST_DOCUMENT.min(text.len())])).is_ok());
}

/// A fan-out that just passes, through async-graphql's own checks as well.
#[divan::bench]
fn largest_that_passes(bencher: Bencher<'_, '_>) {
    let schema = kaname_graphql::schema();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let text = fan(2, 9).replace("{ ...F0 }", "{ me { ...F0 } }").replace("on Query", "on Me");
    bencher.bench_local(|| {
        let passed = gate::pass(black_box(&text)).expect("it passes");
        let mut request = async_graphql::Request::new("");
        request.set_parsed_query(passed.document);
        black_box(runtime.block_on(schema.execute(request)))
    });
}
