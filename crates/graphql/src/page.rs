//! Pages of a list: connections as Relay specifies them, forwards only.

use app::Error;
use async_graphql::connection::{CursorType, OpaqueCursor};
use serde::{Serialize, de::DeserializeOwned};

/// How long a page is when nobody says.
pub(crate) const USUAL: i32 = 20;
/// How long a page may be.
pub(crate) const LONGEST: i32 = 100;

/// Which page is asked for.
pub(crate) struct Page<C> {
    /// How many entries.
    pub(crate) first: usize,
    /// After which position.
    pub(crate) after: Option<C>,
}

impl<C: Serialize + DeserializeOwned> Page<C> {
    /// Reads the arguments of a connection.
    ///
    /// # Errors
    /// [`Error::Invalid`] with `PAGE_SIZE_OUT_OF_RANGE` or `CURSOR_MALFORMED`.
    pub(crate) fn parse(first: Option<i32>, after: Option<&str>) -> Result<Self, Error> {
        let first = first.unwrap_or(USUAL);
        let out_of_range = Error::Invalid { code: "PAGE_SIZE_OUT_OF_RANGE", field: Some("first") };
        if !(1..=LONGEST).contains(&first) {
            return Err(out_of_range);
        }
        let first = usize::try_from(first).map_err(|_| out_of_range)?;
        let read = |text: &str| OpaqueCursor::decode_cursor(text).map(|OpaqueCursor(position)| position);
        let after = after.map(read).transpose();
        let after = after.map_err(|_| Error::Invalid { code: "CURSOR_MALFORMED", field: Some("after") })?;
        Ok(Self { first, after })
    }

    /// How many rows to read: one more than the page holds tells whether another follows.
    pub(crate) fn limit(&self) -> u64 {
        self.first as u64 + 1
    }
}

/// The cursor of a position.
pub(crate) fn cursor<C: Serialize + DeserializeOwned>(position: C) -> String {
    OpaqueCursor(position).encode_cursor()
}

/// What a list of `first` entries may cost: each entry its children.
pub(crate) fn cost(first: Option<i32>, child: usize) -> usize {
    let first = first.unwrap_or(USUAL).clamp(1, LONGEST);
    usize::try_from(first).unwrap_or(1).saturating_mul(child).saturating_add(1)
}

/// Declares a connection and its edge.
macro_rules! connection {
    ($(#[$meta:meta])* $connection:ident, $(#[$edge_meta:meta])* $edge:ident of $node:ty) => {
        $(#[$meta])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $connection {
            /// The entries of this page, each with its cursor.
            edges: Vec<$edge>,
            /// What lies before and after this page.
            page_info: async_graphql::connection::PageInfo,
        }

        $(#[$edge_meta])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// The position, to ask for what follows it.
            cursor: String,
            /// The entry.
            node: $node,
        }

        impl $connection {
            /// A page of `rows`, of which one more than the page holds was read.
            pub(crate) fn of<C, T>(
                page: &crate::page::Page<C>,
                mut rows: Vec<T>,
                position: impl Fn(&T) -> C,
                node: impl Fn(T) -> $node,
            ) -> Self
            where
                C: serde::Serialize + serde::de::DeserializeOwned,
            {
                let has_next_page = rows.len() > page.first;
                rows.truncate(page.first);
                let edge = |row: T| $edge { cursor: crate::page::cursor(position(&row)), node: node(row) };
                let edges: Vec<$edge> = rows.into_iter().map(edge).collect();
                Self {
                    page_info: async_graphql::connection::PageInfo {
                        has_previous_page: page.after.is_some(),
                        has_next_page,
                        start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                        end_cursor: edges.last().map(|edge| edge.cursor.clone()),
                    },
                    edges,
                }
            }
        }
    };
}
pub(crate) use connection;
