//! The schema put together.

use async_graphql::SDLExportOptions;

use crate::{
    error::{ErrorCode, ErrorKind},
    gate,
    mutation::Mutation,
    query::Query,
    subscription::Subscription,
};

/// The most that a document may cost: about the number of fields in its answer. One case with everything
/// costs about 1,000.
const MOST_COMPLEX: usize = 50_000;

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Puts the schema together. Its limits are a second line behind the [`gate`].
pub fn schema() -> Schema {
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<ErrorCode>()
        .register_output_type::<ErrorKind>()
        .limit_depth(gate::DEEPEST)
        .limit_recursive_depth(gate::DEEPEST_NESTING + 1)
        .limit_complexity(MOST_COMPLEX)
        .limit_directives(gate::MOST_DIRECTIVES)
        .disable_suggestions()
        .finish()
}

/// The schema as text.
pub fn sdl() -> String {
    schema().sdl_with_options(SDLExportOptions::new().use_space_ident())
}

#[cfg(test)]
mod tests;
