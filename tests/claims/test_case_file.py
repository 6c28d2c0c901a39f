"""The signed case file: everything in it, and a changed byte shows."""

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from payandan.claims import actions, paper, queries
from payandan.claims.models import Claim
from payandan.claims.paper import signing
from payandan.claims.queries.explaining import explain
from payandan.platform.files.actions import store
from payandan.platform.kit.actors import SYSTEM
from payandan.platform.kit.refusals import Refused
from payandan.site.commands import check_file
from tests.claims import factories as make
from tests.claims.test_pages import photo
from tests.units.doors import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


def claim_with_a_photo() -> Claim:
    shot = store(photo(), owner=None, actor=make.staff(), at=make.AT)
    report = make.proofs()[1]
    claim = make.file_claim(
        cause="accident",
        source="technician",
        evidence=[actions.EvidenceDraft("photo", "cause", shot), report],
        description="افتاد و شکست",
    )
    actions.decide(claim=claim, reject=True, note="گوشهٔ پایین", actor=make.staff(), at=make.AT)
    return claim


def made(claim: Claim, language: Any = "fa") -> bytes:
    told = explain(queries.record(SYSTEM, claim.number), now=make.AT)
    return paper.case_file(told, language=language, at=make.AT)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_file_is_signed_by_this_installation_and_verifies(language: Any) -> None:
    pdf = made(claim_with_a_photo(), language)
    assert pdf.startswith(b"%PDF")
    found = paper.check(pdf)
    assert (found.good, found.unchanged, found.ours) == (True, True, True)
    assert found.signed_at is not None
    assert found.fingerprint == paper.own_fingerprint()
    assert "Payandan" in found.signer


def test_a_changed_byte_anywhere_fails() -> None:
    pdf = made(claim_with_a_photo())
    size = len(pdf)
    for place in (40, size // 4, size // 2, size - 30_000 if size > 60_000 else size // 3, size - 12):
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert not good(bytes(changed)), place
    assert not good(pdf + b"\n% something more")
    assert not good(pdf[:-200])


def good(pdf: bytes) -> bool:
    """Whether it is said to be ours and unchanged; a file that cannot even be read is not."""
    try:
        return paper.check(pdf).good
    except Refused:
        return False


def test_what_is_added_after_the_signature_shows() -> None:
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    pdf = made(claim_with_a_photo())
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/PageMode"] = NameObject("/UseNone")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert not good(out.getvalue())


def test_another_installations_signature_is_told_from_ours(settings: Any, tmp_path: Path) -> None:
    pdf = made(claim_with_a_photo())
    settings.DATA = tmp_path / "elsewhere"
    settings.DATA.mkdir()
    found = paper.check(pdf)
    assert (found.unchanged, found.ours, found.good) == (True, False, False)


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\nnothing", bytes(range(256)) * 20])
def test_what_is_no_signed_pdf_is_said_so(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        paper.check(data)
    assert refused.value.code in ("not_a_pdf", "not_signed")


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = signing.make_keys(at=make.AT)
    assert first == signing.make_keys(at=make.AT) == paper.own_fingerprint()
    folder = tmp_path / "signing"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "key.pem": 0o600,
        "certificate.pem": 0o600,
    }
    # A second process that signs first at the same moment puts its own aside and takes the one that is there.
    signing._make_keys(make.AT)
    assert paper.own_fingerprint() == first
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("signing")] == ["signing"]


def test_everything_is_in_it_and_the_codes_are_attached() -> None:
    claim = claim_with_a_photo()
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(made(claim, "en")))
    attached = reader.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    codes = json.loads(attached["/EF"]["/F"].data)
    assert codes["claim"] == claim.number
    assert codes["verdict"]["rule_book"]["digest"].startswith("sha256:")
    file = claim.evidence.get(position=0).file
    assert file is not None
    assert codes["evidence"][0]["sha256"] == file.sha256
    assert codes["same"] is True


def test_the_desk_gives_and_checks_it() -> None:
    claim, client = claim_with_a_photo(), staff("manager")
    answer = client.get(reverse("claims-case-file", args=[claim.number]))
    assert answer.headers["Content-Type"] == "application/pdf"
    page = reverse("claims-check-file")
    assert client.get(page).status_code == 200

    def checked(data: bytes) -> tuple[int, str]:
        sent = client.post(page, {"file": SimpleUploadedFile("case.pdf", data, content_type="application/pdf")})
        return sent.status_code, sent.content.decode()

    code, said = checked(answer.content)
    assert (code, "اصل و دست‌نخورده" in said) == (200, True)
    changed = bytearray(answer.content)
    changed[len(changed) // 2] ^= 1
    code, said = checked(bytes(changed))
    assert "اصل و دست‌نخورده" not in said
    assert checked(b"hello")[0] == 422
    assert client.post(page, {}).status_code == 422


def test_the_command_checks_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    pdf = made(claim_with_a_photo())
    place = tmp_path / "case.pdf"
    for data, code in ((pdf, 0), (pdf + b" ", 1), (b"x", 1)):
        place.write_bytes(data)
        assert check_file.run(argparse.Namespace(file=str(place))) == code
    assert check_file.run(argparse.Namespace(file=str(tmp_path / "none.pdf"))) == 1
    assert "Unchanged since this installation signed it" in capsys.readouterr().out
