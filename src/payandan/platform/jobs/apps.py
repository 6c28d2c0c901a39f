import sys
from importlib import import_module

from django.apps import AppConfig
from django.db import connection
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "payandan.platform.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load every package's `jobs`, so that any process can wake them and the worker run them."""
        if connection.vendor == "sqlite":
            _load_huey()
        autodiscover_modules("jobs")


def _load_huey() -> None:
    """Load huey without the driver of PostgreSQL, which it takes along wherever it finds one: five megabytes."""
    if "psycopg" in sys.modules:
        return
    sys.modules["psycopg"] = None  # type: ignore[assignment]  # Python says so: not there
    try:
        import_module("huey.storage")
    finally:
        del sys.modules["psycopg"]
