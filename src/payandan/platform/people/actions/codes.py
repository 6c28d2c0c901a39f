"""One-time codes for a mobile number: few, short-lived, single-use, and useless in another session."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils.crypto import salted_hmac

from payandan.platform.journal.actions import record
from payandan.platform.kit import identifiers
from payandan.platform.kit.actors import ANONYMOUS
from payandan.platform.kit.refusals import Refused
from payandan.platform.kit.text import ascii_digits
from payandan.platform.people import rules
from payandan.platform.people.events import CodeAccepted, CodeBurnt, CodeIssued
from payandan.platform.people.models import OneTimeCode

_ISSUING = 0x5059_4443
"""The key of PostgreSQL's advisory lock around the budgets."""


def issue_code(*, mobile: str, purpose: str, session: str, address: str | None, at: datetime) -> str:
    """Make a code for the number, to be sent by the caller once this is committed.

    `session` is what only the asking browser can present again (its session key); `purpose` a short word such as
    `sign_in`. Whether the number belongs to a customer is not asked, so the answer is the same for all.
    Refused: `mobile_invalid`, `mobile_not_served`, `too_many_codes` (which=number|address|everything).
    """
    number = _served(mobile)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    bound = _bound(session)
    network = rules.network_of(address) if address else ""
    with transaction.atomic():
        _one_at_a_time()
        broken = rules.exhausted(_sent(number, address, network, at), _budgets())
        if broken:
            raise Refused("too_many_codes", "mobile", which=broken)
        OneTimeCode.objects.create(
            mobile=number,
            purpose=purpose,
            session=bound,
            digest=_digest(number, purpose, bound, code),
            address=address or None,
            network=network,
            created_at=at,
            expires_at=at + rules.CODE_LIFE,
        )
        record(CodeIssued(mobile=identifiers.mask_mobile(number), purpose=purpose), actor=ANONYMOUS, at=at, about=[])
    return code


def check_code(*, mobile: str, purpose: str, session: str, code: str, at: datetime) -> bool:
    """Use up the code: True exactly once, and only for the newest code of this number, purpose and session.

    A wrong try must be counted whatever happens next, so this may not be called inside a transaction.
    Refused: `code_wrong` (left=tries that remain), `code_expired`, `code_burnt`.
    """
    number = _served(mobile)
    with transaction.atomic(durable=True):
        refusal = _try(number, purpose, _bound(session), ascii_digits(code), at)
    if refusal:
        raise refusal
    return True


def forget_old_codes(*, at: datetime) -> int:
    """Delete the codes that no budget counts any more; returns how many."""
    deleted, _ = OneTimeCode.objects.filter(created_at__lt=at - timedelta(days=2)).delete()
    return deleted


def _try(number: str, purpose: str, bound: str, code: str, at: datetime) -> Refused | None:
    asked = OneTimeCode.objects.filter(mobile=number, purpose=purpose, session=bound).order_by("-id").first()
    if asked is None:
        return Refused("code_wrong", "code", left=0)
    if asked.used_at is not None or asked.expires_at <= at:
        return Refused("code_expired", "code")
    # One statement that also locks the row: of many tries at once, each counts and one at a time goes on.
    alive = OneTimeCode.objects.filter(pk=asked.pk, used_at=None, tries__lt=rules.CODE_TRIES)
    if not alive.update(tries=F("tries") + 1):
        return Refused("code_burnt", "code")
    asked.refresh_from_db(fields=["tries"])
    masked = identifiers.mask_mobile(number)
    if not hmac.compare_digest(asked.digest, _digest(number, purpose, bound, "".join(code.split()))):
        left = rules.CODE_TRIES - asked.tries
        if not left:
            record(CodeBurnt(mobile=masked, purpose=purpose), actor=ANONYMOUS, at=at, about=[])
        return Refused("code_wrong", "code", left=left) if left else Refused("code_burnt", "code")
    OneTimeCode.objects.filter(pk=asked.pk).update(used_at=at)
    record(CodeAccepted(mobile=masked, purpose=purpose), actor=ANONYMOUS, at=at, about=[])
    return None


def _served(text: str) -> str:
    try:
        number = identifiers.mobile(text, settings.COUNTRY)
    except identifiers.BadIdentifier as error:
        raise Refused("mobile_invalid", "mobile", reason=error.reason_code) from error
    if not number.startswith(tuple(settings.CODE_PREFIXES)):
        raise Refused("mobile_not_served", "mobile")
    return number


def _sent(number: str, address: str | None, network: str, at: datetime) -> rules.Sent:
    lately = Q(created_at__gt=at - timedelta(minutes=10))
    return rules.Sent(
        **OneTimeCode.objects.filter(created_at__gt=at - timedelta(days=1)).aggregate(
            number_lately=Count("pk", filter=Q(mobile=number) & lately),
            number_today=Count("pk", filter=Q(mobile=number)),
            address_today=Count("pk", filter=Q(address=address) if address else Q(pk=None)),
            network_today=Count("pk", filter=Q(network=network) if network else Q(pk=None)),
            all_today=Count("pk"),
        )
    )


def _budgets() -> rules.Budgets:
    return rules.Budgets(
        address=settings.CODES_PER_ADDRESS, network=settings.CODES_PER_NETWORK, everything=settings.CODES_PER_DAY
    )


def _one_at_a_time() -> None:
    """Let no two requests count the budgets at once. SQLite's IMMEDIATE transactions do so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ISSUING])


def _bound(session: str) -> str:
    if not session:
        raise ValueError("A code is bound to a session; create the session first.")
    return salted_hmac("payandan.people.session", session, algorithm="sha256").hexdigest()


def _digest(number: str, purpose: str, bound: str, code: str) -> str:
    return salted_hmac("payandan.people.code", f"{number}|{purpose}|{bound}|{code}", algorithm="sha256").hexdigest()
