//! What the routers serve, read from their source, so that nothing new goes untried.

use std::collections::BTreeSet;

/// What the routers serve, as `GET /board`.
///
/// # Panics
/// When a route is not written as routes are.
pub fn routes() -> BTreeSet<String> {
    let routers = [
        include_str!("../../crates/web/src/lib.rs"),
        include_str!("../../crates/graphql/src/route.rs"),
        include_str!("../../crates/server/src/health.rs"),
        include_str!("../../crates/server/src/serve.rs"),
        include_str!("../../crates/server/src/mailbox_page.rs"),
    ];
    let mut routes = BTreeSet::new();
    for line in routers.into_iter().flat_map(str::lines) {
        for route in line.split(".route(\"").skip(1) {
            let (path, handlers) = route.split_once('"').expect("a path in quotes");
            for (method, verb) in [("get(", "GET"), ("post(", "POST")] {
                if handlers.contains(method) {
                    routes.insert(format!("{verb} {path}"));
                }
            }
        }
    }
    routes
}
