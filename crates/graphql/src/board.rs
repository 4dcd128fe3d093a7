//! The discharge-support room's board: every case by its clock, what hurts first on top.

use app::board::{Asked, Tally};
use async_graphql::{Context, Object, Result, SimpleObject};

use crate::{
    caller::caller,
    discharge_case::DischargeCase,
    loader::{MilestonesOf, PatientOf, PersonById, TeamOf, know},
    milestone::Milestone,
    scalar::Date,
};

/// The board of the organization acted for.
#[derive(SimpleObject)]
pub struct Board {
    /// Today in Japan.
    today: Date,
    /// The cases on which work goes on, the most pressing first; at most 100 after those left out.
    #[graphql(complexity = "100 * child_complexity + 1")]
    rows: Vec<BoardRow>,
    /// How many cases there are.
    count: usize,
    /// Cases with a step past its day.
    overdue: usize,
    /// Cases whose discharge something holds up.
    delayed: usize,
    /// Cases with a step due today.
    due_today: usize,
    /// Cases with a step due within seven days, today's not counted.
    due_this_week: usize,
    /// Cases with a conference scheduled within the next seven days.
    conferences_this_week: usize,
    /// Cases with somebody invited who has not answered.
    unanswered: usize,
}

/// One case on the board.
#[derive(SimpleObject)]
pub struct BoardRow {
    /// The case.
    case: DischargeCase,
    /// The step that presses most; null when all are settled.
    next: Option<Milestone>,
}

#[derive(Default)]
pub struct BoardQuery;

#[Object]
impl BoardQuery {
    /// The board of the organization acted for.
    async fn board(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 0, desc = "How many of the most pressing cases to leave out.")] skip: u32,
    ) -> Result<Board> {
        let session = caller(ctx)?.session();
        let asked = Asked { skip: skip as usize, ..Asked::default() };
        let app::board::Board { today, rows, count, tally, choices: _, people, hubs: _ } =
            app::board::board(&session, &asked).await?;
        let Tally { cases: _, overdue, due_today, due_this_week, conferences_this_week, unanswered, delayed } =
            tally;
        know(ctx, people.into_iter().map(|(id, person)| (PersonById(id), person))).await;
        know(ctx, rows.iter().map(|row| (PatientOf(row.case.id), row.patient.clone()))).await;
        know(ctx, rows.iter().map(|row| (MilestonesOf(row.case.id), row.milestones.clone()))).await;
        know(ctx, rows.iter().map(|row| (TeamOf(row.case.id), row.team.clone()))).await;
        let rows = rows
            .into_iter()
            .map(|row| BoardRow { next: row.next(today).cloned().map(Into::into), case: row.case.into() });
        Ok(Board {
            today: today.into(),
            rows: rows.collect(),
            count,
            overdue,
            due_today,
            due_this_week,
            delayed,
            conferences_this_week,
            unanswered,
        })
    }
}
