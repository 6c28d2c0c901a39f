"""Let a page know which calendar its reader chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from payandan.platform.kit.calendars import CalendarName
from payandan.platform.ui import reader


class ReaderMiddleware:
    """Stands below the language and the sign-in; asks the profile only when a page shows a date."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reader.reading(lambda: calendar_of(request)):
            return self.get_response(request)


def calendar_of(request: HttpRequest) -> CalendarName | None:
    """The calendar that the reader chose in the profile; None where it follows the language."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    chosen: CalendarName | None = getattr(user, "calendar", None) or None
    return chosen
