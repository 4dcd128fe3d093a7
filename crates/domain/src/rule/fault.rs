//! What is wrong with a pack's file, and where.

use std::fmt;

use crate::vocabulary::vocabulary;

/// One fault of a pack's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackFault {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in that line, counted from 1.
    pub column: usize,
    /// Which field it is about, such as `milestones[2].owner`.
    pub field: String,
    /// What is wrong.
    pub kind: PackFaultKind,
    /// What stands there, or what the reader says of it.
    pub found: String,
    /// What was probably meant, or what may stand there.
    pub suggestion: Option<Meant>,
}

/// What was probably meant, or may stand, where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meant {
    /// This, letter for letter, or one of several with commas between them.
    Text(String),
    /// Something of a kind.
    Kind(Wanted),
}

vocabulary! {
    /// What kind of thing belongs where something else stands.
    Wanted {
        /// 整数
        Whole = "whole",
        /// 数
        Number = "number",
        /// 一覧
        List = "list",
        /// 項目の組
        Fields = "fields",
        /// 文字列
        Text = "text",
        /// 日付
        Day = "day",
        /// 年月
        Month = "month",
        /// 判断材料
        Fact = "fact",
        /// 条件の終わり
        End = "end",
        /// コンマか閉じ括弧
        More = "more",
        /// 比べる記号
        Sign = "sign",
        /// 名前
        Name = "name",
        /// 開き括弧
        Opening = "opening",
        /// 数と比べる判断材料
        Compared = "compared",
        /// = だけで比べる判断材料
        Equal = "equal",
        /// 浅い入れ子
        Shallower = "shallower",
    }
}

impl Wanted {
    const fn says(self) -> &'static str {
        match self {
            Self::Whole => "a whole number",
            Self::Number => "a number",
            Self::List => "a list: [..]",
            Self::Fields => "fields: {..}",
            Self::Text => "text: \"..\"",
            Self::Day => "text: \"2026-06-01\"",
            Self::Month => "text: \"2026-06\"",
            Self::Fact => "a fact, all(, any( or none(",
            Self::End => "nothing more",
            Self::More => ", or )",
            Self::Sign => "=, >= or <=",
            Self::Name => "'a name'",
            Self::Opening => "(",
            Self::Compared => "a number",
            Self::Equal => "=",
            Self::Shallower => "fewer brackets within brackets",
        }
    }
}

impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Kind(wanted) => f.write_str(wanted.says()),
        }
    }
}

vocabulary! {
    /// What can be wrong with a pack's file.
    PackFaultKind {
        /// Not TOML.
        Syntax = "syntax",
        /// There is no such field.
        UnknownField = "unknown_field",
        /// A field that must be there is not.
        MissingField = "missing_field",
        /// Text where a number belongs, and the like.
        WrongType = "wrong_type",
        /// The field has no such value.
        NoSuchValue = "no_such_value",
        /// Outside of what the field may hold.
        OutOfBounds = "out_of_bounds",
        /// Empty text, or an empty list.
        Empty = "empty",
        /// Not made of small letters, digits and hyphens.
        NotAKey = "not_a_key",
        /// The pack names two things by this key.
        Duplicate = "duplicate",
        /// The pack has nothing of this key.
        NoSuchKey = "no_such_key",
        /// Not a condition.
        NotACondition = "not_a_condition",
        /// The end lies before the beginning.
        EndsBeforeItBegins = "ends_before_it_begins",
        /// The very last limit lies before the limit.
        LatestBeforeLimit = "latest_before_limit",
        /// A step without a day does not say in words when it is due.
        NoDayAndNoWords = "no_day_and_no_words",
        /// Steps wait for one another.
        WaitsForItself = "waits_for_itself",
        /// The pack below is not known.
        NoSuchPack = "no_such_pack",
        /// More than the program takes.
        TooLong = "too_long",
        /// A text of a template that is still to be written.
        Unfilled = "unfilled",
    }
}

impl PackFaultKind {
    const fn says(self) -> &'static str {
        match self {
            Self::Syntax => "this is not TOML",
            Self::UnknownField => "there is no such field",
            Self::MissingField => "this field is missing",
            Self::WrongType => "this is of another type",
            Self::NoSuchValue => "there is no such value",
            Self::OutOfBounds => "this is out of bounds",
            Self::Empty => "this is empty",
            Self::NotAKey => "a key is made of small letters, digits and hyphens",
            Self::Duplicate => "this key is given twice",
            Self::NoSuchKey => "nothing has this key",
            Self::NotACondition => "this is no condition",
            Self::EndsBeforeItBegins => "the end lies before the beginning",
            Self::LatestBeforeLimit => "the very last limit lies before the limit",
            Self::NoDayAndNoWords => "a step without an offset says in words when it is due",
            Self::WaitsForItself => "steps wait for one another",
            Self::NoSuchPack => "the pack below is not known",
            Self::TooLong => "the text is too long",
            Self::Unfilled => "this is still to be written",
        }
    }
}

impl fmt::Display for PackFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, field, kind, found, suggestion } = self;
        write!(f, "{line}:{column}: ")?;
        if !field.is_empty() {
            write!(f, "{field}: ")?;
        }
        f.write_str(kind.says())?;
        if !found.is_empty() {
            write!(f, ": {found}")?;
        }
        match suggestion {
            Some(suggestion) => write!(f, " (try: {suggestion})"),
            None => Ok(()),
        }
    }
}
