"""What happened to staff, roles, branches, keys and codes. Mobiles are masked: the journal is never rewritten."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StaffCreated:
    user: int
    email: str
    memberships: list[list[int | None]] = field(default_factory=list)


@dataclass(frozen=True)
class StaffInvited:
    user: int


@dataclass(frozen=True)
class StaffRolesChanged:
    user: int
    before: list[list[int | None]]
    after: list[list[int | None]]


@dataclass(frozen=True)
class StaffDeactivated:
    user: int
    sessions_ended: int


@dataclass(frozen=True)
class StaffReactivated:
    user: int


@dataclass(frozen=True)
class StaffRenamed:
    user: int
    before: str
    after: str


@dataclass(frozen=True)
class PasswordSet:
    user: int


@dataclass(frozen=True)
class SecondFactorReset:
    user: int


@dataclass(frozen=True)
class SecondFactorAdded:
    user: int


@dataclass(frozen=True)
class SecondFactorRemoved:
    user: int


@dataclass(frozen=True)
class StaffSignedIn:
    user: int
    address: str


@dataclass(frozen=True)
class SignInLocked:
    email: str
    address: str


@dataclass(frozen=True)
class SessionEnded:
    user: int
    sessions: int


@dataclass(frozen=True)
class BranchCreated:
    branch: int
    code: str


@dataclass(frozen=True)
class BranchChanged:
    branch: int
    code: str


@dataclass(frozen=True)
class RoleCreated:
    role: int
    code: str


@dataclass(frozen=True)
class RoleChanged:
    role: int
    code: str
    added: list[str]
    removed: list[str]


@dataclass(frozen=True)
class TokenCreated:
    token: int
    name: str
    capabilities: list[str]


@dataclass(frozen=True)
class TokenRevoked:
    token: int
    name: str


@dataclass(frozen=True)
class CodeIssued:
    mobile: str
    purpose: str


@dataclass(frozen=True)
class CodeAccepted:
    mobile: str
    purpose: str


@dataclass(frozen=True)
class CodeBurnt:
    mobile: str
    purpose: str


@dataclass(frozen=True)
class LinksRevoked:
    purpose: str
    object_number: str
