//! Values written as text.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain::{Timestamp, refusal::Refused, text};
use time::{
    OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const MOMENT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub(crate) Timestamp);

/// A moment, written as RFC 3339 asks. Answers are in UTC with milliseconds (`2026-11-20T04:00:00.000Z`);
/// input may have any offset.
#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        match OffsetDateTime::parse(text, &Rfc3339) {
            Ok(at) => Ok(Self(at.into())),
            Err(_) => Err(malformed("DATE_TIME_MALFORMED")),
        }
    }

    fn to_value(&self) -> Value {
        self.0.utc().format(MOMENT).map_or(Value::Null, Value::String)
    }
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub(crate) time::Date);

/// A civil day in Japan, written `2026-11-20`.
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        time::Date::parse(text, DAY).map(Self).map_err(|_| malformed("DATE_MALFORMED"))
    }

    fn to_value(&self) -> Value {
        self.0.format(DAY).map_or(Value::Null, Value::String)
    }
}

fn malformed<T: async_graphql::InputType>(code: &'static str) -> InputValueError<T> {
    InputValueError::custom(code).with_extension("code", code)
}

impl From<Timestamp> for DateTime {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl From<time::Date> for Date {
    fn from(day: time::Date) -> Self {
        Self(day)
    }
}

/// Declares the scalar of a kind of text that the domain knows.
macro_rules! text_scalars {
    ($($(#[$meta:meta])* $name:ident;)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name(pub(crate) text::$name);

            $(#[$meta])*
            #[Scalar]
            impl ScalarType for $name {
                fn parse(value: Value) -> InputValueResult<Self> {
                    let Value::String(text) = &value else {
                        return Err(InputValueError::expected_type(value));
                    };
                    text::$name::parse(text).map(Self).map_err(|refusal| malformed(Refused::from(refusal).code))
                }

                fn to_value(&self) -> Value {
                    Value::String(self.0.as_str().to_owned())
                }
            }

            impl From<text::$name> for $name {
                fn from(text: text::$name) -> Self {
                    Self(text)
                }
            }

            impl From<$name> for text::$name {
                fn from(scalar: $name) -> Self {
                    scalar.0
                }
            }
        )+
    };
}

text_scalars! {
    /// A Japanese postal code. Answers have seven digits; input may have a hyphen and full-width digits.
    PostalCode;
    /// A telephone or fax number: 4 to 20 of digits, hyphens, brackets and a leading plus.
    PhoneNumber;
    /// A mail address of at most 254 characters.
    EmailAddress;
    /// The five-digit JIS code of a municipality or ward (全国地方公共団体コード without its check digit).
    MunicipalityCode;
    /// An `https` address of at most 500 characters.
    WebAddress;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_with_any_offset_and_written_in_utc_with_milliseconds() {
        let at =
            |text: &str| <DateTime as ScalarType>::parse(Value::String(text.into())).map(|at| at.to_value());
        for text in ["2026-11-20T13:00:00+09:00", "2026-11-20T04:00:00Z", "2026-11-20T04:00:00.0004Z"] {
            assert_eq!(at(text).unwrap(), Value::String("2026-11-20T04:00:00.000Z".into()));
        }
        assert!(at("2026-11-20").is_err());
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let day =
            |text: &str| <Date as ScalarType>::parse(Value::String(text.into())).map(|day| day.to_value());
        assert_eq!(day("2026-02-28").unwrap(), Value::String("2026-02-28".into()));
        assert!(day("2026-02-29").is_err());
    }
}
