"""Programs that are told to keep trying, and the storm they have to live through."""

import os
import threading
import time
from typing import Any

import httpx

from tests.server import Installation

KILLS = int(os.environ.get("PAYANDAN_KILLS", "20"))
PAUSE = 0.5
# Seconds that a program keeps trying: a server that starts on a busy machine takes its time.
PATIENCE = 120


class Patient(threading.Thread):
    """Does one act after the other, each with its key until it is answered, as a patient program would."""

    def __init__(self, place: Installation, token: str, until: threading.Event) -> None:
        super().__init__(daemon=True)
        self.until = until
        # One for all requests: making one takes longer than the request.
        self.http = httpx.Client(base_url=place.url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
        self.strange: list[tuple[int, str]] = []

    def run(self) -> None:
        while not self.until.is_set():
            self.act()

    def act(self) -> None:
        """One act."""
        raise NotImplementedError

    def until_answered(self, path: str, key: str, body: dict[str, Any], *, no: str = "") -> dict[str, Any] | None:
        """The answer; None where it is no for the reason `no`, or strange."""
        deadline, last = time.monotonic() + PATIENCE, (0, "")
        while time.monotonic() < deadline:
            try:
                answer = self.http.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError as error:
                last = 0, repr(error)
                time.sleep(0.2)
                continue
            if answer.is_success:
                return answer.json()  # type: ignore[no-any-return]
            if no and answer.status_code == 422 and no in answer.text:
                return None
            last = answer.status_code, answer.text[:300]
            if answer.status_code not in (409, 503):
                break
            time.sleep(0.05)
        self.strange.append(last)
        return None


def storm(place: Installation, patients: list[Any], until: threading.Event, *, kills: int) -> None:
    """Kill worker processes, now and then all, while the patients work; then let them end."""
    for patient in patients:
        patient.start()
    for kill in range(kills):
        time.sleep(PAUSE)
        supervisor, *workers = place.pids()
        if kill % 4 == 3 or not workers:
            place.kill(supervisor, *workers)
            place.stop()
            place.start(workers=3, within=120)
        else:
            # The oldest one: the supervisor gives up when one dies twice within seconds, and who supervises it
            # has to start it again, which is the other case.
            place.kill(min(workers))
    time.sleep(PAUSE)
    until.set()
    for patient in patients:
        patient.join(timeout=PATIENCE)
    assert [strange for patient in patients for strange in patient.strange] == []
