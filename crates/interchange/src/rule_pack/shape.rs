//! What a pack's file may hold: the one table from which files are checked and the JSON Schema is made.

use domain::rule::{Anchor, Certainty, MilestoneAction, MilestoneOwner, Part, Side, Strength};
use serde_json::{Map, Value, json};

/// What a value may be.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Text of one line or more, not blank.
    Text,
    /// A name of small letters, digits and hyphens.
    Key,
    /// A whole number from one to another.
    Whole(i64, i64),
    /// A number from 0 to 100.
    Percent,
    /// A day such as `2026-06-01`.
    Day,
    /// A month such as `2026-06`.
    Month,
    /// The five digits of a municipality.
    Municipality,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A condition over facts.
    Condition,
    /// The key of something else in the pack.
    Names(Part),
    /// Some of one shape.
    List(&'static Self),
    /// Fields.
    Table(&'static [Field]),
    /// A table whose keys are unique in their list, of this part of the pack.
    Keyed(Part, &'static [Field]),
}

/// One field of a table.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_required: bool,
    says: &'static str,
}

const fn must(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: true, says }
}

const fn may(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field { name, shape, is_required: false, says }
}

/// The longest text a field holds, in characters.
pub(super) const LONGEST_TEXT: usize = 1_000;

const OFFSET: Shape = Shape::Table(&[
    must("count", Shape::Whole(0, 3_660), "How many."),
    must("direction", Shape::Word(&["before", "after"]), "On which side of the anchor."),
    must("unit", Shape::Word(&["hour", "calendar_day", "business_day", "month"]), "Of what."),
]);

const OTHER_LIMIT: Shape = Shape::Table(&[
    must("when", Shape::Condition, "For which cases."),
    must("offset", OFFSET, "How far from the anchor."),
    may("latest", OFFSET, "How far at the very latest."),
]);

const OWNER: Shape = Shape::Word(MilestoneOwner::CODES);

const MILESTONE: &[Field] = &[
    must("key", Shape::Key, "Names the step within the pack."),
    must("action", Shape::Word(MilestoneAction::CODES), "What is to be done."),
    must("owner", OWNER, "Who has to do it."),
    may(
        "tracks",
        Shape::List(&Shape::Names(Part::Track)),
        "The tracks it is a step of; none means every case.",
    ),
    may("when", Shape::Condition, "For which cases besides."),
    must("anchor", Shape::Word(Anchor::CODES), "The day from which the limit counts."),
    may("offset", OFFSET, "How far from the anchor; missing where the rule states no day."),
    may("latest", OFFSET, "How far at the very latest, where the rule states two limits."),
    may(
        "counting",
        Shape::Word(&["start_counted", "start_counted_after_hours", "start_excluded"]),
        "Whether the anchor is day 1; it is unless said otherwise, which gives the earlier day.",
    ),
    may(
        "roll",
        Shape::Word(&[
            "none",
            "next_business_day",
            "previous_business_day",
            "next_business_day_when_all_closed",
        ]),
        "What happens at closed days of the owner's office.",
    ),
    may("instead", Shape::List(&OTHER_LIMIT), "Other limits for some cases; the first that holds is taken."),
    may("after", Shape::List(&Shape::Names(Part::Milestone)), "The steps that come first."),
    must("strength", Shape::Word(Strength::CODES), "How binding the limit is."),
    may("form", Shape::Names(Part::Form), "The form that changes hands."),
    may("words", Shape::Text, "The limit in the words of the rule."),
    must("source", Shape::Text, "Where the limit is stated."),
    may(
        "certainty",
        Shape::Word(Certainty::CODES),
        "Whether a primary text settles the limit and how it is counted.",
    ),
];

const TRACK: &[Field] = &[
    must("key", Shape::Key, "Names the track within the pack."),
    must("title", Shape::Text, "Title."),
    must("when", Shape::Condition, "For which cases."),
];

const EXEMPTION: &[Field] = &[
    must("key", Shape::Key, "Names the exemption within the pack."),
    must("title", Shape::Text, "Title."),
    must("when", Shape::Condition, "Which cases."),
    may("milestones", Shape::List(&Shape::Names(Part::Milestone)), "The steps it is about; none means all."),
    must("source", Shape::Text, "Where it is stated."),
    may("certainty", Shape::Word(Certainty::CODES), "Whether a primary text settles it."),
];

const CRITERION: &[Field] = &[
    must("key", Shape::Key, "Names the criterion within the pack."),
    must("title", Shape::Text, "In the words of the rule."),
    must("source", Shape::Text, "Where it is stated."),
];

const FORM: &[Field] = &[
    must("key", Shape::Key, "Names the form within the pack."),
    must("title", Shape::Text, "Title."),
    must("from", OWNER, "Who fills it in."),
    must("to", OWNER, "Who receives it."),
];

const WAIVER: &[Field] = &[
    must("key", Shape::Key, "Names the waiver within the pack."),
    must("title", Shape::Text, "In the words of the rule."),
    may("forms", Shape::List(&Shape::Names(Part::Form)), "The forms it is about; none means all."),
    must("source", Shape::Text, "Where it is stated."),
];

const MEASURE: &[Field] = &[
    must("key", Shape::Key, "Names the measure within the pack."),
    must("title", Shape::Text, "What was measured, and of whom."),
    must("percent", Shape::Percent, "Per cent."),
    must("month", Shape::Month, "The month of the survey."),
    must("source", Shape::Text, "Where it is published."),
];

const OVERLAY: &[Field] = &[
    must("over", Shape::Key, "The key of the pack below."),
    may(
        "without",
        Shape::List(&Shape::Table(&[
            must("milestone", Shape::Names(Part::Milestone), "The key of a step that does not hold here."),
            must("reason", Shape::Text, "Why."),
        ])),
        "The steps of the pack below that do not hold here.",
    ),
];

/// A pack.
pub(super) const PACK: &[Field] = &[
    must("key", Shape::Key, "Names the pack across versions."),
    must("version", Shape::Whole(1, 100_000), "Rises with each publication."),
    must("title", Shape::Text, "Title."),
    must("issuing_body", Shape::Text, "Who issued the rule."),
    must("source", Shape::Text, "Where the rule's text is found."),
    may("note", Shape::Text, "What the pack leaves open or could not confirm."),
    may("in_force_from", Shape::Day, "First day in force; a pack without one is a draft."),
    may("in_force_until", Shape::Day, "Last day in force."),
    may("municipalities", Shape::List(&Shape::Municipality), "Where it holds; none means everywhere."),
    may(
        "follows",
        Shape::List(&Shape::Word(Side::CODES)),
        "By whose place it is followed; none means by either.",
    ),
    may("overlay", Shape::Table(OVERLAY), "The pack it is laid over."),
    may("tracks", Shape::List(&Shape::Keyed(Part::Track, TRACK)), "Ways through the rule."),
    may(
        "exemptions",
        Shape::List(&Shape::Keyed(Part::Exemption, EXEMPTION)),
        "Cases of which it asks nothing.",
    ),
    may("criteria", Shape::List(&Shape::Keyed(Part::Criterion, CRITERION)), "Who needs coordination."),
    may("forms", Shape::List(&Shape::Keyed(Part::Form, FORM)), "Forms that change hands."),
    may("waivers", Shape::List(&Shape::Keyed(Part::Waiver, WAIVER)), "When a form need not be used."),
    may("measures", Shape::List(&Shape::Keyed(Part::Measure, MEASURE)), "What the region has published."),
    may("milestones", Shape::List(&Shape::Keyed(Part::Milestone, MILESTONE)), "Its steps."),
];

/// The JSON Schema (draft 2020-12) of a pack's file, for editors and other programs. Whether keys that are named are
/// there, and whether conditions can be read, only the program itself tells.
pub fn json_schema() -> Value {
    let Value::Object(table) = table_schema(PACK) else { return Value::Null };
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("Kaname rule pack (入退院支援ルール)")),
    ];
    Value::Object(head.map(|(name, value)| (name.to_owned(), value)).into_iter().chain(table).collect())
}

fn table_schema(fields: &[Field]) -> Value {
    let described = |field: &Field| {
        let mut schema = field.shape.schema();
        schema.insert("description".into(), json!(field.says));
        (field.name.to_owned(), Value::Object(schema))
    };
    let required: Vec<_> = fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "properties": fields.iter().map(described).collect::<Map<_, _>>(),
        "required": required,
        "additionalProperties": false,
    })
}

impl Shape {
    fn schema(self) -> Map<String, Value> {
        let schema = match self {
            Self::Text => json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_TEXT }),
            Self::Key | Self::Names(_) => json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$" }),
            Self::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Self::Percent => json!({ "type": "number", "minimum": 0, "maximum": 100 }),
            Self::Day => json!({ "type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$" }),
            Self::Month => json!({ "type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$" }),
            Self::Municipality => json!({ "type": "string", "pattern": r"^\d{5}$" }),
            Self::Word(words) => json!({ "enum": words }),
            Self::Condition => json!({ "type": "string", "minLength": 1, "maxLength": LONGEST_TEXT }),
            Self::List(of) => json!({ "type": "array", "items": of.schema() }),
            Self::Table(fields) | Self::Keyed(_, fields) => table_schema(fields),
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }
}
