//! Answers as the GraphQL specification wants them: fields in the order in which they were asked for, and for a
//! field that failed null, at the field itself or at the nearest field around it that may be null.
//!
//! async-graphql leaves a failed field out and orders fields by when they were ready.

use std::collections::{BTreeSet, HashMap};

use async_graphql::{
    Name, PathSegment, Positioned, ServerError, Value,
    indexmap::IndexMap,
    parser::{
        parse_schema,
        types::{
            BaseType, ExecutableDocument, Field, FragmentDefinition, OperationType, Selection, SelectionSet,
            Type, TypeKind, TypeSystemDefinition,
        },
    },
};

/// The types of all fields of the schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape(HashMap<String, HashMap<String, Type>>);

impl Shape {
    /// The shape of the schema with this text.
    pub(crate) fn of(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        let shape = definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(kind) = definition else { return None };
            let fields = match kind.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => return None,
            };
            let fields =
                fields.into_iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node));
            Some((kind.node.name.node.to_string(), fields.collect()))
        });
        Self(shape.collect())
    }

    /// Completes the data of an answer to `document`.
    pub(crate) fn complete(
        &self,
        document: &ExecutableDocument,
        data: Value,
        errors: &[ServerError],
    ) -> Value {
        let Some((_, operation)) = document.operations.iter().next() else { return data };
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let failed = errors.iter().map(|error| path_of(&error.path)).collect();
        let completion = Completion { shape: self, fragments: &document.fragments, failed };
        let sets = [(root, &operation.node.selection_set.node)];
        completion.object(&sets, data, &mut String::new()).unwrap_or(Value::Null)
    }

    fn field(&self, parent: &str, field: &str) -> Option<&Type> {
        self.0.get(parent)?.get(field)
    }
}

fn path_of(path: &[PathSegment]) -> String {
    path.iter().fold(String::new(), |path, segment| match segment {
        PathSegment::Field(name) => path + "/" + name,
        PathSegment::Index(index) => path + "/" + &index.to_string(),
    })
}

/// What may be null was null where it must not be: the field around takes it.
struct Propagates;

/// Selection sets with the type they are asked of.
type Sets<'d> = [(&'d str, &'d SelectionSet)];

struct Completion<'d> {
    shape: &'d Shape,
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    failed: BTreeSet<String>,
}

impl<'d> Completion<'d> {
    fn object(&self, sets: &Sets<'d>, data: Value, path: &mut String) -> Result<Value, Propagates> {
        let mut values = match data {
            Value::Object(values) => values,
            // All of its fields failed.
            Value::Null if self.failed_below(path) => IndexMap::new(),
            data => return Ok(data),
        };
        let mut asked = IndexMap::new();
        for (parent, set) in sets {
            self.collect(parent, set, &mut asked);
        }
        let mut completed = IndexMap::new();
        for (key, fields) in asked {
            let length = path.len();
            path.push('/');
            path.push_str(key);
            let value = match values.swap_remove(key) {
                Some(value) => Some(self.field(&fields, value, path)?),
                None if self.has_failed(path) => Some(self.field(&fields, Value::Null, path)?),
                None => None,
            };
            completed.extend(value.map(|value| (Name::new(key), value)));
            path.truncate(length);
        }
        Ok(Value::Object(completed))
    }

    /// The fields asked for, by the key of the answer, in order.
    fn collect(
        &self,
        parent: &'d str,
        set: &'d SelectionSet,
        asked: &mut IndexMap<&'d str, Vec<(&'d str, &'d Field)>>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    asked.entry(key).or_default().push((parent, &field.node));
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.collect(on.unwrap_or(parent), &inline.node.selection_set.node, asked);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.collect(on, &fragment.node.selection_set.node, asked);
                    }
                }
            }
        }
    }

    fn field(
        &self,
        fields: &[(&'d str, &'d Field)],
        data: Value,
        path: &mut String,
    ) -> Result<Value, Propagates> {
        let known = fields.iter().find_map(|(parent, field)| self.shape.field(parent, &field.name.node));
        let sets: Vec<_> = fields
            .iter()
            .filter_map(|(parent, field)| {
                let named = self.shape.field(parent, &field.name.node).map_or("", name_of);
                let set = &field.selection_set.node;
                (!set.items.is_empty()).then_some((named, set))
            })
            .collect();
        self.value(known, &sets, data, path)
    }

    fn value(
        &self,
        ty: Option<&Type>,
        sets: &Sets<'d>,
        data: Value,
        path: &mut String,
    ) -> Result<Value, Propagates> {
        let inner = ty.and_then(|ty| match &ty.base {
            BaseType::List(inner) => Some(&**inner),
            BaseType::Named(_) => None,
        });
        let value = match data {
            Value::List(items) => self.list(inner, sets, items, path),
            data if inner.is_none() && !sets.is_empty() => self.object(sets, data, path),
            data => Ok(data),
        };
        let value = value.unwrap_or(Value::Null);
        match value {
            Value::Null if ty.is_some_and(|ty| !ty.nullable) => Err(Propagates),
            value => Ok(value),
        }
    }

    fn list(
        &self,
        ty: Option<&Type>,
        sets: &Sets<'d>,
        items: Vec<Value>,
        path: &mut String,
    ) -> Result<Value, Propagates> {
        let mut completed = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let length = path.len();
            path.push('/');
            path.push_str(&index.to_string());
            completed.push(self.value(ty, sets, item, path)?);
            path.truncate(length);
        }
        Ok(Value::List(completed))
    }

    /// Whether the field failed, or a field inside it did and nothing is left of it.
    fn has_failed(&self, path: &str) -> bool {
        self.failed.contains(path) || self.failed_below(path)
    }

    fn failed_below(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.failed.range(below.clone()..).next().is_some_and(|failed| failed.starts_with(&below))
    }
}

/// The type inside all lists.
fn name_of(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => name_of(inner),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{parser::parse_query, value};

    use super::*;

    const SDL: &str = "type Query { a: A  b: A!  list: [A!]  node: Node } \
                       type A implements Node { id: ID!  name: String  a: A  must: A! } \
                       interface Node { id: ID! }";

    fn complete(query: &str, data: Value, failed: &[&str]) -> String {
        let error = |path: &&str| {
            let segment = |part: &str| match part.parse() {
                Ok(index) => PathSegment::Index(index),
                Err(_) => PathSegment::Field(part.to_owned()),
            };
            ServerError { path: path.split('.').map(segment).collect(), ..ServerError::new("", None) }
        };
        let errors: Vec<_> = failed.iter().map(error).collect();
        let document = parse_query(query).unwrap();
        Shape::of(SDL).complete(&document, data, &errors).to_string()
    }

    #[test]
    fn fields_come_in_the_order_in_which_they_were_asked_for() {
        let data = value!({ "b": { "name": "x", "id": 1 }, "a": { "a": { "id": 2 }, "id": 3 } });
        let query = "{ a { id ...F } b { id name } } fragment F on A { a { id } }";
        assert_eq!(complete(query, data, &[]), "{a: {id: 3, a: {id: 2}}, b: {id: 1, name: \"x\"}}");
        let data = value!({ "x": { "n": null, "id": 1, "__typename": "A" } });
        let query = "{ x: node { __typename id ... on A { n: name } } }";
        assert_eq!(
            complete(query, data, &[]),
            "{x: {__typename: A, id: 1, n: null}}".replace("A,", "\"A\",")
        );
    }

    #[test]
    fn a_field_that_failed_is_null_if_it_may_be() {
        assert_eq!(
            complete("{ a { id } b { id } }", value!({ "b": { "id": 1 } }), &["a"]),
            "{a: null, b: {id: 1}}"
        );
        assert_eq!(complete("{ a { name } }", value!({ "a": null }), &["a.name"]), "{a: {name: null}}");
        assert_eq!(complete("{ a { id } }", value!({ "a": null }), &[]), "{a: null}");
    }

    #[test]
    fn a_field_that_failed_and_may_not_be_null_takes_what_is_around_it() {
        let data = || value!({ "a": { "a": { "name": "x" }, "id": 1 } });
        assert_eq!(
            complete("{ a { id a { name must { id } } } }", data(), &["a.a.must"]),
            "{a: {id: 1, a: null}}"
        );
        assert_eq!(complete("{ b { must { id } } }", Value::Null, &["b.must"]), "null");
        let list = value!({ "list": [{ "id": 1, "must": { "id": 2 } }, { "id": 3 }] });
        assert_eq!(complete("{ list { id must { id } } }", list, &["list.1.must"]), "{list: null}");
    }

    #[test]
    fn two_selections_of_one_field_are_one_answer() {
        let data = value!({ "a": { "name": "x", "id": 1, "must": { "name": "y", "id": 2 } } });
        let query = "{ a { must { id } id } a { must { name } name } }";
        assert_eq!(complete(query, data, &[]), "{a: {must: {id: 2, name: \"y\"}, id: 1, name: \"x\"}}");
    }
}
