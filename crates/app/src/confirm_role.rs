//! A role is asked for by one person and confirmed by another.

use domain::{
    Id,
    access::Action,
    membership::{Confirmer, RequestState, RoleRequest},
    person::{Membership, Role},
    text::Line,
    timer::TimerKind,
};
use serde::Serialize;
use store::Tx;

use crate::{
    App, Error, IdempotencyKey, Session,
    session::{Once, expect_version},
};

/// A role asked for.
#[derive(Clone, Debug, Serialize)]
pub struct RequestRole {
    /// For whom.
    pub membership: Id<Membership>,
    /// Which.
    pub role: Role,
}

/// Asks for a role: for oneself, or as an administrator for a colleague.
///
/// # Errors
/// [`Error::NotFound`] for a member of another organization, [`Error::Forbidden`],
/// [`domain::membership::MembershipRefusal`].
pub async fn request_role(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: RequestRole,
) -> Result<RoleRequest, Error> {
    let me = session.member()?;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => return Ok(tx.memberships().request(me.organization, id).await?),
        Once::New(id) => id,
    };
    let RequestRole { membership, role } = input;
    let staff = tx.memberships().staff(me.organization).await?;
    let member = staff.member(membership).ok_or(Error::NotFound)?;
    if membership != me.membership {
        session.own(Action::KeepMembers)?;
    }
    let known = tx.memberships().requests_about(membership).await?;
    let request = RoleRequest {
        id,
        organization: me.organization,
        membership,
        role,
        requested_by: me.person,
        requested_at: session.now,
        state: RequestState::Pending,
        version: 1,
    };
    let (request, event) = staff.request_role(session.now, request, member, &known)?;
    tx.memberships().insert_request(&request).await?;
    let due_at = request.expires_at();
    tx.timers().set(session.id(), TimerKind::RoleRequestExpires, id.uuid(), due_at).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(request)
}

/// Confirms a request as a second administrator.
///
/// # Errors
/// [`Error::NotFound`] for another organization's, [`Error::Forbidden`], [`Error::Conflict`],
/// [`domain::membership::MembershipRefusal`].
pub async fn confirm_role(
    session: &Session<'_>,
    id: Id<RoleRequest>,
    expected_version: i32,
) -> Result<RoleRequest, Error> {
    let me = session.own(Action::ConfirmRole)?;
    let tx = session.begin().await?;
    let request = tx.memberships().request(me.organization, id).await?;
    expect_version(expected_version, request.version)?;
    let request = confirm(session, &tx, request, Confirmer::Administrator(me.person)).await?;
    tx.commit().await?;
    Ok(request)
}

/// Confirms a request as whoever runs the installation, where no second administrator can.
///
/// # Errors
/// [`Error::NotFound`], [`domain::membership::MembershipRefusal`].
pub async fn confirm_role_as_operator(app: &App, id: Id<RoleRequest>) -> Result<RoleRequest, Error> {
    let session = app.system();
    let tx = session.begin().await?;
    let request = tx.memberships().any_request(id).await?;
    let request = confirm(&session, &tx, request, Confirmer::Operator).await?;
    tx.commit().await?;
    Ok(request)
}

async fn confirm(
    session: &Session<'_>,
    tx: &Tx,
    request: RoleRequest,
    confirmer: Confirmer,
) -> Result<RoleRequest, Error> {
    let staff = tx.memberships().staff(request.organization).await?;
    let member = staff.member(request.membership).ok_or(Error::NotFound)?;
    let (mut request, member, event) = staff.confirm_role(session.now, request, member, confirmer)?;
    tx.memberships().update_request(&mut request).await?;
    tx.memberships().update(&member).await?;
    session.record(tx, &event).await?;
    Ok(request)
}

/// Refuses a request with a reason. Whoever asked may take it back in this way.
///
/// # Errors
/// [`Error::NotFound`] for another organization's, [`Error::Forbidden`], [`Error::Conflict`],
/// [`domain::membership::MembershipRefusal`].
pub async fn refuse_role(
    session: &Session<'_>,
    id: Id<RoleRequest>,
    expected_version: i32,
    reason: Line,
) -> Result<RoleRequest, Error> {
    let me = session.member()?;
    let tx = session.begin().await?;
    let request = tx.memberships().request(me.organization, id).await?;
    if request.requested_by != me.person {
        session.own(Action::ConfirmRole)?;
    }
    expect_version(expected_version, request.version)?;
    let (mut request, event) = request.refuse(session.now, me.person, reason)?;
    tx.memberships().update_request(&mut request).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(request)
}

/// The time of a request is over.
pub(crate) async fn expire_request(session: &Session<'_>, tx: &Tx, id: Id<RoleRequest>) -> Result<(), Error> {
    if let Some((mut request, event)) = tx.memberships().any_request(id).await?.expire(session.now) {
        tx.memberships().update_request(&mut request).await?;
        session.record(tx, &event).await?;
    }
    Ok(())
}

/// Every request that waits, one line each, for whoever runs the installation.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn waiting_requests(app: &App) -> Result<Vec<String>, Error> {
    let session = app.system();
    let view = session.read();
    let mut lines = vec![];
    for request in view.memberships().waiting_requests().await? {
        let membership = view.people().find_membership(request.membership).await?;
        let person = view.people().find(membership.person).await?;
        let by = view.people().find(request.requested_by).await?;
        let organization = view.organizations().find(request.organization).await?;
        lines.push(format!(
            "{}  {}  {}  {} -> {}  asked by {}, until {}",
            request.id,
            organization.name,
            person.name,
            membership.role,
            request.role,
            by.name,
            request.expires_at().day(),
        ));
    }
    Ok(lines)
}
