from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class NotificationsConfig(AppConfig):
    name = "payandan.platform.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every start look at the settings for messages, and timelines tell of messages."""
        from payandan.platform.journal import queries
        from payandan.platform.notifications import words

        register(check_settings)
        queries.register_sentences(words.SENTENCES)


def check_settings(**_: object) -> list[CheckMessage]:
    """What is wrong with the settings for messages, each with its remedy."""
    from django.conf import settings

    from payandan.platform.gateways import BadGateway
    from payandan.platform.notifications import channels, rules

    found: list[CheckMessage] = []
    try:
        channels.parse(settings.SMS_GATEWAY)
    except BadGateway as error:
        found.append(Error(f"PAYANDAN_SMS_GATEWAY: {error}", id="notifications.E001"))
    try:
        rules.QuietHours.parse(settings.QUIET_HOURS)
    except ValueError:
        hint = "Write it like 21:30-08:00, or leave it empty for none."
        found.append(Error("PAYANDAN_QUIET_HOURS cannot be read.", hint=hint, id="notifications.E002"))
    if settings.SMS_NUMBERS not in ("isolate", "line", "plain"):
        hint = "Write isolate, line or plain."
        found.append(Error("PAYANDAN_SMS_NUMBERS cannot be read.", hint=hint, id="notifications.E003"))
    return found
