"""`payandan admin EMAIL`: the first administrator, who makes all others in the browser."""

import argparse
import sys

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("--name", default="", help="as colleagues will see it; the e-mail address if left out")


def run(options: argparse.Namespace) -> int:
    """Make the account and print the link, good once and for seven days, by which its password is set."""
    django.setup()
    from django.conf import settings
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from payandan.platform.kit.actors import SYSTEM
    from payandan.platform.kit.refusals import Refused
    from payandan.platform.people import actions
    from payandan.platform.people.models import Role
    from payandan.platform.people.words import refusals
    from payandan.site import installation

    if not installation.prepare():
        return 1
    now, role = timezone.now(), Role.objects.get(code="administrator")
    try:
        with transaction.atomic():
            user = actions.create_staff(
                email=options.email,
                name=options.name or options.email,
                assignments=[(role.pk, None)],
                actor=SYSTEM,
                at=now,
            )
            token = actions.invite(user=user, actor=SYSTEM, at=now)
    except Refused as refused:
        print(f"payandan admin: {refusals.refusal(refused.code, refused.params)}", file=sys.stderr)
        return 1
    print(f"{settings.BASE_URL}{reverse('staff-invitation', args=[token])}")
    return 0
