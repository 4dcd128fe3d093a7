//! What holds a discharge up, with whom that lies and since which day.

use sea_orm_migration::prelude::*;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m23_delay"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, COLUMNS).await
    }
}

const COLUMNS: &str = "
ALTER TABLE discharge_case ADD COLUMN delay_reason TEXT;
ALTER TABLE discharge_case ADD COLUMN delay_owner TEXT;
ALTER TABLE discharge_case ADD COLUMN delay_note TEXT;
ALTER TABLE discharge_case ADD COLUMN delay_since DATE
";
