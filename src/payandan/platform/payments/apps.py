from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class PaymentsConfig(AppConfig):
    name = "payandan.platform.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have every start look at the settings for payments, and timelines tell of payments."""
        from payandan.platform.journal import queries
        from payandan.platform.payments import words

        register(check_settings)
        queries.register_sentences(words.SENTENCES)


def check_settings(**_: object) -> list[CheckMessage]:
    """What is wrong with the settings for payments, each with its remedy."""
    from django.conf import settings

    from payandan.platform.gateways import BadGateway
    from payandan.platform.payments import gateways

    try:
        found = gateways.parse(settings.PAYMENT_GATEWAY)
    except BadGateway as error:
        return [Error(f"PAYANDAN_PAYMENT_GATEWAY: {error}", id="payments.E001")]
    if settings.HTTPS and not settings.DEMO and any(gateway.name.startswith("trial") for gateway in found):
        hint = (
            "Name the gateway of your bank, or leave PAYANDAN_PAYMENT_GATEWAY empty to take payments at the desk only."
        )
        return [Error("trial:// lets anybody pay without money.", hint=hint, id="payments.E002")]
    return []
