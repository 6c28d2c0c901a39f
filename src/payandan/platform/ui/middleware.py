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
    """The calendar in the reader's profile, which holds in the profile's own language; None where there is none.

    A reader who looks at the other language for a moment gets that language's usual calendar.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(user, "language", "") != reader.language():
        return None
    chosen: CalendarName | None = getattr(user, "calendar", None) or None
    return chosen
