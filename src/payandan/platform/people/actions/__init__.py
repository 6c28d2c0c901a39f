"""The write door of people, one file a subject."""

from payandan.platform.people.actions.branches import change_branch, create_branch
from payandan.platform.people.actions.codes import check_code, forget_old_codes, issue_code
from payandan.platform.people.actions.links import make_link, read_link, revoke_links
from payandan.platform.people.actions.roles import change_role, create_role, ensure_roles
from payandan.platform.people.actions.sessions import end_sessions, sign_in_customer, sign_out_customer
from payandan.platform.people.actions.staff import (
    change_roles,
    create_staff,
    deactivate,
    invite,
    note_password_set,
    note_second_factor,
    note_second_factor_removed,
    note_sign_in,
    note_sign_in_locked,
    open_invitation,
    reactivate,
    rename,
    reset_second_factor,
    save_preferences,
    set_first_password,
)
from payandan.platform.people.actions.tokens import create_token, revoke_token

__all__ = [
    "change_branch",
    "change_role",
    "change_roles",
    "check_code",
    "create_branch",
    "create_role",
    "create_staff",
    "create_token",
    "deactivate",
    "end_sessions",
    "ensure_roles",
    "forget_old_codes",
    "invite",
    "issue_code",
    "make_link",
    "note_password_set",
    "note_second_factor",
    "note_second_factor_removed",
    "note_sign_in",
    "note_sign_in_locked",
    "open_invitation",
    "reactivate",
    "read_link",
    "rename",
    "reset_second_factor",
    "revoke_links",
    "revoke_token",
    "save_preferences",
    "set_first_password",
    "sign_in_customer",
    "sign_out_customer",
]
