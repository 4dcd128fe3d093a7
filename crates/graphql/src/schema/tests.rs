use std::{env, fs, path::Path};

use async_graphql::{Request, Value, Variables};

use super::*;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/schema.graphql");

#[test]
fn the_schema_is_the_one_that_is_checked_in() {
    let now = sdl();
    if env::var_os("KANAME_UPDATE").is_some() {
        fs::write(PATH, &now).unwrap();
    }
    let known = fs::read_to_string(Path::new(PATH)).unwrap_or_default();
    assert!(
        known == now,
        "schema/schema.graphql differs: set KANAME_UPDATE=1 to rewrite it, and read what changed"
    );
}

async fn introspect() -> serde_json::Value {
    let passed = gate::pass(crate::gate::tests::INTROSPECTION).unwrap();
    let mut request = Request::new(crate::gate::tests::INTROSPECTION);
    request.set_parsed_query(passed.document);
    let response = schema().execute(request).await;
    assert_eq!(response.errors, vec![]);
    assert_ne!(response.data, Value::Null);
    response.data.into_json().unwrap()
}

#[tokio::test]
async fn everything_in_the_schema_is_described() {
    fn undescribed(at: &str, thing: &serde_json::Value, found: &mut Vec<String>) {
        let name = format!("{at}.{}", thing["name"].as_str().unwrap_or_default());
        if thing["description"].as_str().is_none_or(str::is_empty) {
            found.push(name.clone());
        }
        for part in ["fields", "inputFields", "enumValues", "args"] {
            for part in thing[part].as_array().into_iter().flatten() {
                undescribed(&name, part, found);
            }
        }
    }
    let mut found = vec![];
    for kind in introspect().await["__schema"]["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        // What the specification itself defines is described there.
        if !name.starts_with("__") && name != "ID" {
            undescribed("", kind, &mut found);
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn a_page_of_pages_is_too_complex() {
    let everything = "{ cases(first: 100) { edges { node { conferences { participants { answers { note } } \
                      times { quorum { seats { seat } } } } milestones { rulePack { milestones { key } } } } } } }";
    let longest = "{ cases(first: 100) { edges { node { possibleTimes: proposal { plan { goals } } } } } }";
    for text in [
        longest,
        "{ cases(first: 100) { edges { node { conferences { possibleTimes(from: \"2026-11-20\", \
                           until: \"2026-11-21\") { possible } } } } } }",
    ] {
        let errors = schema().execute(text).await.errors;
        assert_eq!(errors[0].message, "Query is too complex.", "{text}");
    }
    let errors = schema().execute(everything).await.errors;
    assert_ne!(errors[0].message, "Query is too complex.");
}

#[tokio::test]
async fn the_examples_are_of_this_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/examples");
    let mut examples = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "graphql") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        assert!(gate::pass(&text).is_ok(), "{path:?}");
        let variables = fs::read_to_string(path.with_extension("variables.json")).unwrap_or("{}".into());
        let variables = Variables::from_json(serde_json::from_str(&variables).unwrap());
        // Nobody asks: what is wrong with the document shows before the first field, which then fails.
        let response = schema().execute(Request::new(text).variables(variables)).await;
        let wrong: Vec<_> = response
            .errors
            .iter()
            .filter(|error| error.path.len() != 1 || error.source::<app::Error>().is_none())
            .filter(|error| error.source::<std::sync::Arc<app::Error>>().is_none())
            .collect();
        assert!(wrong.is_empty(), "{path:?}: {wrong:?}");
        examples += 1;
    }
    assert!(examples >= 8);
}
