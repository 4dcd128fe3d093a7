//! The second wall, with the first one taken away: on PostgreSQL strangers still find nothing, by every request
//! of the matrix, and whoever belongs to a case still works on it.

use domain::access::Denial;
use sea_orm::{ConnectionTrait, Database};
use support::{Engine, engines};

use crate::matrix::{
    Hidden, Report, Which,
    cell::{Desk, seen, should_see},
    expect::Seen,
    look, request, rows,
    world::World,
};

/// Runs every cell of somebody signed in: a stranger's must be hidden, one's own go on as before.
async fn run(world: &World, report: &mut Report, which: Which) {
    let requests = request::all();
    let rows = rows(world, &requests);
    let total = (rows.len() * world.people.len()) as u64;
    let mut desk = Desk::open(world).await;
    let mut cell = 0;
    for someone in &world.people {
        let Some(member) = &someone.member else { continue };
        let hidden = Hidden::from(world, member);
        for (request, thing) in &rows {
            cell += 1;
            if !which.runs(cell, total) {
                continue;
            }
            // Whom an organization's people took access to in an emergency, the second wall lets it know.
            let is_taken_there = world
                .facts
                .emergencies
                .get(&thing.id)
                .is_some_and(|taken| taken.organization == member.organization.uuid());
            let is_stranger = hidden.holds(thing) && !is_taken_there;
            let should = should_see(world, someone, request, thing);
            // What may be done within what is seen, the first wall decides alone.
            if !is_stranger && should != Some(Seen::Open) {
                continue;
            }
            let answer = desk.ask(someone, request, thing).await;
            report.cells += 1;
            let of = || format!("{} / {} / {:?} {}", someone.name, request.name(), thing.kind, thing.id);
            match seen(request, &answer) {
                Ok(Seen::Hidden) if is_stranger => report.note(Seen::Hidden),
                // Refused for who asks, before anything is looked for.
                Ok(Seen::Forbidden(denial))
                    if is_stranger
                        && matches!(
                            denial,
                            Denial::Kind | Denial::Role | Denial::Scope | Denial::Profession
                        ) =>
                {
                    report.note(Seen::Forbidden(denial));
                }
                Ok(Seen::Open) if should == Some(Seen::Open) => report.note(Seen::Open),
                got => report.wrong.push(format!("{}: {got:?}: {}", of(), answer.body)),
            }
            if let Some(leak) = hidden.told(world, thing, &answer) {
                report.wrong.push(format!("{}: {leak}", of()));
            }
        }
    }
    desk.close().await;
}

async fn world() -> Option<World> {
    if !engines().contains(&Engine::Postgres) {
        return None;
    }
    let mut world = World::new(Engine::Postgres).await;
    world.app.without_first_wall();
    Some(world)
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_find_nothing_though_the_first_wall_is_gone() {
    let Some(world) = world().await else { return };
    let before = look(&world).await;
    let which = Which::asked();
    let mut report = Report::new(which);
    run(&world, &mut report, which).await;
    assert_eq!(before, look(&world).await, "no cell changes the world ({which})");
    report.say("the second wall", Engine::Postgres);
    world.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_in_the_second_wall_is_noticed() {
    let Some(world) = world().await else { return };
    let owner = Database::connect(world.app.owner_url()).await.unwrap();
    let hole = "ALTER POLICY reads ON discharge_case USING (true)";
    owner.execute_unprepared(hole).await.unwrap();
    owner.close().await.unwrap();
    let which = Which::asked();
    let mut report = Report::new(which);
    run(&world, &mut report, which).await;
    assert!(
        report.wrong.len() > 20,
        "only {} cells notice that everyone reads every case",
        report.wrong.len()
    );
    world.app.deliver().await;
    world.app.close().await;
}
