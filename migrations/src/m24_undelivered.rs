//! In whose name a message goes, so that those who can do something about it see what did not arrive. A message
//! that others have overtaken is in a state of its own: nobody has to do anything about it.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m24_undelivered"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, COLUMNS).await?;
        let id_in_body: fn(&str) -> String = match manager.get_database_backend() {
            DbBackend::Sqlite => |name| format!("unhex(json_extract(event.body, '$.{name}'), '-')"),
            _ => |name| format!("(event.body::json->>'{name}')::uuid"),
        };
        let of_offers = OF_OFFERS.replace("{offer}", &id_in_body("offer"));
        let of_others = OF_OTHERS.replace("{organization}", &id_in_body("organization"));
        crate::run(manager, &[&of_offers, &of_others, INDEXES].join(";")).await
    }
}

const COLUMNS: &str = "
ALTER TABLE delivery ADD COLUMN sender_id {uuid} REFERENCES organization (id);
UPDATE delivery SET state = 'overtaken', trouble = NULL
  WHERE state = 'dead' AND trouble = 'overtaken by what happened since';
UPDATE delivery SET sender_id = (
  SELECT conference.organization_id FROM participant
  JOIN conference ON conference.id = participant.conference_id WHERE participant.id = delivery.recipient_id
) WHERE recipient_kind = 'participant'
";

const OF_OFFERS: &str = "
UPDATE delivery SET sender_id = (
  SELECT offer.hub_id FROM event JOIN offer ON offer.id = {offer} WHERE event.id = delivery.event_id
) WHERE message LIKE 'offer%'
";

/// Of what else names the organization it comes from: colleagues asked to join, accounts.
const OF_OTHERS: &str = "
UPDATE delivery SET sender_id = (
  SELECT organization.id FROM event JOIN organization ON organization.id = {organization}
  WHERE event.id = delivery.event_id
) WHERE sender_id IS NULL
";

const INDEXES: &str = "
CREATE INDEX delivery_by_sender ON delivery (sender_id, state, settled_at);
CREATE INDEX delivery_in_trouble ON delivery (sender_id, id) WHERE trouble IS NOT NULL;
CREATE INDEX delivery_in_trouble_to ON delivery (recipient_id, id) WHERE trouble IS NOT NULL
";
