//! The gate before execution: a document is measured before anything else looks at it.
//!
//! async-graphql's own checks follow fragments without memory, so that a document of 500 bytes whose
//! fragments fan out costs it minutes. Here each fragment is walked once and its measure remembered; the
//! work is at most one visit for each selection written down. What passes expands to so few selections that
//! every later walk is short.

use std::{collections::HashMap, fmt};

use async_graphql::{
    Name, Positioned,
    parser::{
        parse_query,
        types::{
            Directive, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType, Selection,
            SelectionSet,
        },
    },
};

/// The longest body of a request, in bytes.
pub const LONGEST_BODY: usize = 256 * 1024;
/// The longest document, in bytes.
pub const LONGEST_DOCUMENT: usize = 16 * 1024;
/// The deepest nesting of fields. The standard introspection query needs 15.
pub const DEEPEST: usize = 20;
/// The deepest nesting of anything: fields, inline fragments, fragments.
pub const DEEPEST_NESTING: usize = 30;
/// The most selections a document expands to.
pub const MOST_SELECTIONS: usize = 2_000;
/// The most aliases a document expands to.
pub const MOST_ALIASES: usize = 30;
/// The most directives a document expands to.
pub const MOST_DIRECTIVES: usize = 20;
/// The most fields at the root of a query.
pub const MOST_QUERIES: usize = 10;
/// The most fields at the root of a mutation.
pub const MOST_MUTATIONS: usize = 1;
/// The most fields at the root of a subscription.
pub const MOST_SUBSCRIPTIONS: usize = 1;

/// How deep brackets may be nested in the text of a document: what the parser can bear on any stack.
const DEEPEST_BRACKETS: usize = 64;

/// A document that may be executed, and what it measures.
#[derive(Debug)]
pub struct Passed {
    /// The document.
    pub document: ExecutableDocument,
    /// What it expands to.
    pub measure: Measure,
    /// How many selections were looked at to find out.
    pub visited: usize,
}

/// What a selection set expands to. Numbers stop at the largest there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Fields, spreads and inline fragments, at any depth.
    pub selections: usize,
    /// Fields with an alias.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// Fields that are not inside another field.
    pub roots: usize,
    /// Fields inside fields.
    pub depth: usize,
    /// Anything inside anything.
    pub nesting: usize,
}

/// Why a document is not executed, and how many selections were looked at to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason.
    pub reason: Reason,
    /// The selections looked at.
    pub visited: usize,
}

/// Declares the reasons with their codes.
macro_rules! reasons {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $text:literal;)+) => {
        /// Why a request is not executed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Reason { $($(#[$meta])* $variant,)+ }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What the developer of a client is told.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

reasons! {
    /// The body is too long.
    BodyTooLong = "REQUEST_TOO_LONG", "The body is longer than 256 KiB.";
    /// The body is not of the one accepted type.
    WrongContentType = "CONTENT_TYPE_NOT_ACCEPTED", "The body must be application/json in UTF-8.";
    /// The body is no request.
    NotARequest = "REQUEST_MALFORMED", "The body is not a GraphQL request in JSON.";
    /// The body is an array.
    Batch = "BATCH_NOT_ACCEPTED", "One request at a time: the body must not be an array.";
    /// A browser's request without the header that other sites cannot send.
    NotRequestedByUs = "REQUESTED_BY_MISSING", "A request with a cookie needs the header x-requested-by.";
    /// The document is too long.
    DocumentTooLong = "DOCUMENT_TOO_LONG", "The document is longer than 16 KiB.";
    /// The document is not GraphQL, or not of this schema.
    NotADocument = "DOCUMENT_INVALID", "The document is not valid.";
    /// The document has no operation, or several.
    NotOneOperation = "DOCUMENT_NOT_ONE_OPERATION", "The document must hold exactly one operation.";
    /// The operation is a subscription.
    Subscription = "SUBSCRIPTION_NOT_ACCEPTED", "Subscriptions are answered at /graphql/ws.";
    /// The operation is none.
    NotASubscription = "NOT_A_SUBSCRIPTION", "Only subscriptions are answered here; the rest at POST /graphql.";
    /// A page of another site calls.
    ForeignOrigin = "ORIGIN_NOT_ACCEPTED", "The call must come from a page of ours, or from a program.";
    /// Another protocol over the WebSocket.
    WrongSubprotocol = "SUBPROTOCOL_NOT_ACCEPTED", "The sub-protocol must be graphql-transport-ws.";
    /// Too many connections of one person.
    TooManyConnections = "TOO_MANY_CONNECTIONS", "One person may have at most 10 connections open.";
    /// Too many subscriptions of one person.
    TooManySubscriptions = "TOO_MANY_SUBSCRIPTIONS", "One person may have at most 10 subscriptions open.";
    /// A fragment holds itself.
    Cycle = "FRAGMENT_CYCLE", "A fragment holds itself.";
    /// A fragment is not used.
    UnusedFragment = "FRAGMENT_UNUSED", "Every fragment must be used.";
    /// Nested too deep.
    TooDeep = "QUERY_TOO_DEEP", "Fields may be nested at most 20 deep.";
    /// Expands to too much.
    TooManySelections = "QUERY_TOO_LARGE", "The document expands to more than 2,000 selections.";
    /// Too many aliases.
    TooManyAliases = "QUERY_TOO_MANY_ALIASES", "At most 30 aliases are accepted.";
    /// Too many directives.
    TooManyDirectives = "QUERY_TOO_MANY_DIRECTIVES", "At most 20 directives are accepted.";
    /// Too many fields at the root.
    TooManyRoots = "QUERY_TOO_MANY_ROOTS", "At most 10 fields at the root of a query, 1 of a mutation or subscription.";
    /// Would answer with too much.
    TooComplex = "QUERY_TOO_COMPLEX", "The answer may become too large: ask for fewer fields or shorter pages.";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// Parses and measures a document that is a query or a mutation.
///
/// # Errors
/// The first limit that it breaks.
pub fn pass(text: &str) -> Result<Passed, Refused> {
    pass_for(text, Accepted::QueriesAndMutations)
}

/// Parses and measures a document that is a subscription.
///
/// # Errors
/// The first limit that it breaks.
pub fn pass_subscription(text: &str) -> Result<Passed, Refused> {
    pass_for(text, Accepted::Subscriptions)
}

/// What is executed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Accepted {
    QueriesAndMutations,
    Subscriptions,
}

fn pass_for(text: &str, accepted: Accepted) -> Result<Passed, Refused> {
    let unseen = |reason| Refused { reason, visited: 0 };
    if text.len() > LONGEST_DOCUMENT {
        return Err(unseen(Reason::DocumentTooLong));
    }
    if deepest_brackets(text) > DEEPEST_BRACKETS {
        return Err(unseen(Reason::TooDeep));
    }
    let document = parse_query(text).map_err(|_| unseen(Reason::NotADocument))?;
    let mut walk = Walk { accepted, fragments: &document.fragments, known: HashMap::new(), visited: 0 };
    match walk.document(&document) {
        Ok(measure) => {
            let visited = walk.visited;
            Ok(Passed { document, measure, visited })
        }
        Err(reason) => Err(Refused { reason, visited: walk.visited }),
    }
}

/// How deep brackets are nested outside of strings and comments.
fn deepest_brackets(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'#' => rest = after_byte(rest, |b| matches!(b, b'\n' | b'\r')),
            b'"' => rest = after_string(rest),
            _ => {}
        }
    }
    deepest
}

/// What follows a string whose opening quotation mark has been read.
fn after_string(text: &[u8]) -> &[u8] {
    let (mut rest, block) = match text.strip_prefix(b"\"\"") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    while let [first, after @ ..] = rest {
        rest = match (first, block) {
            (b'\\', false) => after.get(1..).unwrap_or_default(),
            (b'\\', true) => after.strip_prefix(b"\"\"\"").unwrap_or(after),
            (b'"', true) => match after.strip_prefix(b"\"\"") {
                Some(after) => return after,
                None => after,
            },
            (b'"' | b'\n' | b'\r', false) => return after,
            _ => after,
        };
    }
    rest
}

fn after_byte(text: &[u8], is_last: impl Fn(u8) -> bool) -> &[u8] {
    text.iter().position(|b| is_last(*b)).map_or(&[], |at| &text[at + 1..])
}

/// One walk over one document.
struct Walk<'d> {
    accepted: Accepted,
    fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    /// Fragments met: `None` while their walk is under way.
    known: HashMap<&'d str, Option<Measure>>,
    visited: usize,
}

impl<'d> Walk<'d> {
    fn document(&mut self, document: &'d ExecutableDocument) -> Result<Measure, Reason> {
        let mut operations = document.operations.iter();
        let (Some((_, operation)), None) = (operations.next(), operations.next()) else {
            return Err(Reason::NotOneOperation);
        };
        let operation = &operation.node;
        let most_roots = match (operation.ty, self.accepted) {
            (OperationType::Query, Accepted::QueriesAndMutations) => MOST_QUERIES,
            (OperationType::Mutation, Accepted::QueriesAndMutations) => MOST_MUTATIONS,
            (OperationType::Subscription, Accepted::Subscriptions) => MOST_SUBSCRIPTIONS,
            (OperationType::Subscription, Accepted::QueriesAndMutations) => return Err(Reason::Subscription),
            (_, Accepted::Subscriptions) => return Err(Reason::NotASubscription),
        };
        let mut measure = self.set(&operation.selection_set.node, 1)?;
        measure.directives = measure.directives.saturating_add(directives_of(operation));
        if self.known.len() < self.fragments.len() {
            return Err(Reason::UnusedFragment);
        }
        let limits = [
            (measure.depth > DEEPEST, Reason::TooDeep),
            (measure.selections > MOST_SELECTIONS, Reason::TooManySelections),
            (measure.aliases > MOST_ALIASES, Reason::TooManyAliases),
            (measure.directives > MOST_DIRECTIVES, Reason::TooManyDirectives),
            (measure.roots > most_roots, Reason::TooManyRoots),
        ];
        match limits.into_iter().find(|(broken, _)| *broken) {
            Some((_, reason)) => Err(reason),
            None => Ok(measure),
        }
    }

    /// Measures a selection set that lies `nesting` deep.
    fn set(&mut self, set: &'d SelectionSet, nesting: usize) -> Result<Measure, Reason> {
        if nesting > DEEPEST_NESTING {
            return Err(Reason::TooDeep);
        }
        let mut total = Measure::default();
        for selection in &set.items {
            self.visited += 1;
            let (inner, is_field, has_alias) = match &selection.node {
                Selection::Field(field) => {
                    let inner = self.set(&field.node.selection_set.node, nesting + 1)?;
                    (inner, true, field.node.alias.is_some())
                }
                Selection::InlineFragment(inline) => {
                    (self.set(&inline.node.selection_set.node, nesting + 1)?, false, false)
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    (self.fragment(name, nesting + 1)?, false, false)
                }
            };
            total = Measure {
                selections: total.selections.saturating_add(inner.selections).saturating_add(1),
                aliases: total.aliases.saturating_add(inner.aliases).saturating_add(has_alias.into()),
                directives: total
                    .directives
                    .saturating_add(inner.directives)
                    .saturating_add(selection.node.directives().len()),
                roots: total.roots.saturating_add(if is_field { 1 } else { inner.roots }),
                depth: total.depth.max(inner.depth.saturating_add(is_field.into())),
                nesting: total.nesting.max(inner.nesting.saturating_add(1)),
            };
        }
        Ok(total)
    }

    /// The measure of a fragment, walked when first met. One that does not exist is left to validation.
    fn fragment(&mut self, name: &'d str, nesting: usize) -> Result<Measure, Reason> {
        match self.known.get(name) {
            Some(Some(known)) if nesting + known.nesting > DEEPEST_NESTING => {
                return Err(Reason::TooDeep);
            }
            Some(Some(known)) => return Ok(*known),
            Some(None) => return Err(Reason::Cycle),
            None => {}
        }
        let fragments = self.fragments;
        let Some(fragment) = fragments.get(name) else { return Ok(Measure::default()) };
        self.known.insert(name, None);
        let mut measure = self.set(&fragment.node.selection_set.node, nesting)?;
        measure.directives = measure.directives.saturating_add(fragment.node.directives.len());
        self.known.insert(name, Some(measure));
        Ok(measure)
    }
}

/// The directives of an operation and its variables.
fn directives_of(operation: &OperationDefinition) -> usize {
    let of_variables = operation.variable_definitions.iter().map(|variable| &variable.node.directives);
    let written: [&Vec<Positioned<Directive>>; 1] = [&operation.directives];
    written.into_iter().chain(of_variables).map(Vec::len).fold(0, usize::saturating_add)
}

#[cfg(test)]
pub(crate) mod tests;
