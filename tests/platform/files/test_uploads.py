"""What comes in is checked and made anew; what is refused leaves nothing behind."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from payandan.platform.files import actions, queries, rules
from payandan.platform.files.models import StoredFile
from payandan.platform.files.words import refusal
from payandan.platform.journal.models import Fact
from payandan.platform.kit.actors import ANONYMOUS, Actor
from payandan.platform.kit.refusals import Refused
from tests.platform.files import conftest as corpus
from tests.platform.files.conftest import MINA, NOW, REZA, SARA, upload

pytestmark = pytest.mark.django_db


def _store(data: bytes, name: str = "photo.jpg", **how: Any) -> StoredFile:
    return actions.store(upload(data, name), **{"owner": None, "actor": REZA, "at": NOW, **how})


def _refusal(data: bytes, name: str = "photo.jpg", **how: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        _store(data, name, **how)
    return caught.value


def _on_disk(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()] if media.exists() else []


# --- pictures ------------------------------------------------------------------------------------------------------


def test_a_photo_loses_its_place_and_everything_else_but_pixels(media: Path) -> None:
    data = corpus.jpeg_with_place()
    assert b"CANARY" in data
    file = _store(data, "IMG_0001.JPG")
    assert (file.kind, file.content_type, file.name) == ("image", "image/jpeg", "IMG_0001.jpg")
    assert (file.width, file.height) == (480, 640), "turned as the camera meant it"
    for path in (file.path, file.thumbnail):
        kept = queries.location(path).read_bytes()
        assert b"CANARY" not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert not image.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
    with Image.open(queries.location(file.thumbnail)) as small:
        assert max(small.size) == 320
    assert len(_on_disk(media)) == 2


def test_what_is_stored_says_nothing_and_lies_apart(media: Path) -> None:
    file = _store(corpus.jpeg(), "کارت ملی.jpg")
    assert len(file.token) == 43
    folder, name = file.path.split("/")
    assert name.startswith(folder)
    assert len(name) == 32 + 4
    assert file.token not in file.path
    assert Fact.objects.get(name="files.file_stored").body == {"file": file.pk, "kind": "image", "size": file.size}


@pytest.mark.parametrize(
    "data", [corpus.png(), corpus.png(mode="RGBA"), corpus.png(mode="P"), corpus.png(mode="1"), corpus.webp()]
)
def test_every_accepted_kind_becomes_a_plain_jpeg(data: bytes) -> None:
    file = _store(data, "x.png")
    with Image.open(queries.location(file.path)) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")


def test_transparent_is_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(queries.location(_store(buffer.getvalue()).path)) as image:
        assert all(level > 250 for level in image.getpixel((10, 10)))  # type: ignore[union-attr]


def test_a_large_photo_is_made_smaller() -> None:
    file = _store(corpus.jpeg((4000, 3000)))
    assert (file.width, file.height) == (2560, 1920)


def test_the_words_in_a_picture_are_gone() -> None:
    file = _store(corpus.png(text="CANARY-TEXT"))
    assert b"CANARY" not in queries.location(file.path).read_bytes()


def test_a_polyglot_keeps_only_its_picture() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("evil.js", "alert(1)" * 50)
    data = corpus.jpeg() + b"<script>alert(1)</script>" + buffer.getvalue()
    kept = queries.location(_store(data).path).read_bytes()
    assert b"<script>" not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))


# --- likeness ------------------------------------------------------------------------------------------------------


def test_the_same_picture_is_known_again_though_it_was_made_smaller() -> None:
    first = _store(corpus.jpeg((1600, 1200)))
    second = _store(corpus.jpeg((800, 600), quality=40), actor=SARA)
    other = _store(_plain_picture(), actor=SARA)
    assert rules.difference(first.likeness, second.likeness) <= 4
    assert rules.difference(first.likeness, other.likeness) > 10
    same = _store(corpus.jpeg((1600, 1200)), actor=SARA)
    assert same in queries.alike(first)
    assert other not in queries.alike(first)


def _plain_picture() -> bytes:
    buffer = io.BytesIO()
    corpus.picture(turned=True).save(buffer, "JPEG")
    return buffer.getvalue()


# --- refused -------------------------------------------------------------------------------------------------------

_HTML = b"<!doctype html><html><script>alert(1)</script></html>"
_SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 1_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "file_missing", id="empty"),
        pytest.param(_HTML, "file_type", id="html"),
        pytest.param(_SVG, "file_type", id="svg"),
        pytest.param(_EICAR, "file_type", id="eicar"),
        pytest.param(_zip(), "file_type", id="zip"),
        pytest.param(b"MZ" + b"\0" * 500, "file_type", id="exe"),
        pytest.param(b"GIF89a" + _HTML, "file_type", id="gif-with-html"),
        pytest.param(b"\xff\xd8\xff\xe0" + _HTML, "file_broken", id="html-behind-jpeg-head"),
        pytest.param(corpus.jpeg()[:2000], "file_broken", id="truncated-jpeg"),
        pytest.param(corpus.png()[:-40], "file_broken", id="truncated-png"),
        pytest.param(corpus.webp()[:200], "file_broken", id="truncated-webp"),
        pytest.param(corpus.png_flood(), "image_too_large", id="pixel-flood"),
        pytest.param(corpus.png_flood(7_100), "image_too_large", id="fifty-one-megapixels"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 400, "file_apple_photo", id="heic"),
        pytest.param(b"\0" * (50 * 1024 * 1024), "file_too_large", id="fifty-megabytes"),
        pytest.param(corpus.jpeg() + b"\0" * (15 * 1024 * 1024), "file_too_large", id="padded-photo"),
        pytest.param(b" " + corpus.pdf(), "file_type", id="pdf-later"),
        pytest.param(corpus.pdf()[:60], "file_broken", id="truncated-pdf"),
        pytest.param(corpus.pdf() + b"\0" * (11 * 1024 * 1024), "file_too_large", id="large-pdf"),
        pytest.param(corpus.pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "document_active", id="js"),
        pytest.param(corpus.pdf(b"/OpenAction << /S /J#61vaScript >>"), "document_active", id="js-escaped"),
        pytest.param(corpus.pdf(b"/AA << /S /Launch /F (cmd.exe) >>"), "document_active", id="launch"),
        pytest.param(corpus.pdf(b"/Names << /EmbeddedFiles 9 0 R >>"), "document_active", id="attachment"),
        pytest.param(
            corpus.pdf(stream=corpus.object_stream(b"4 0 << /S /JavaScript >>")), "document_active", id="js-packed"
        ),
        pytest.param(corpus.pdf(stream=corpus.object_stream(b" " * 30_000_000)), "file_broken", id="pdf-bomb"),
        pytest.param(corpus.pdf(b"/Encrypt 5 0 R"), "document_locked", id="locked"),
    ],
)
@pytest.mark.parametrize("name", ["photo.jpg", "factor.pdf"])
def test_refused_and_nothing_left(media: Path, data: bytes, code: str, name: str) -> None:
    refused = _refusal(data, name)
    assert refused.code == code
    assert refused.field == "file"
    assert not StoredFile.objects.exists()
    assert not Fact.objects.exists()
    assert not _on_disk(media)
    assert refusal(refused.code, refused.params) != refusal("no such code")


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: Any) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    assert _refusal(corpus.png_flood()).code == "image_too_large"


def test_fifty_megabytes_are_refused_by_their_number() -> None:
    big = upload(b"x")
    big.size = 50 * 1024 * 1024
    big.file = None  # nothing could be read
    with pytest.raises(Refused, match="file_too_large"):
        actions.store(big, owner=None, actor=REZA, at=NOW)


def test_a_false_size_does_not_help() -> None:
    big = upload(corpus.jpeg() + b"\0" * (16 * 1024 * 1024))
    big.size = 10
    with pytest.raises(Refused, match="file_too_large"):
        actions.store(big, owner=None, actor=REZA, at=NOW)


def test_strangers_store_nothing() -> None:
    assert _refusal(corpus.jpeg(), actor=ANONYMOUS).code == "not_allowed"


def test_a_customer_has_a_days_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CUSTOMER_FILES_PER_DAY", 2)
    small = corpus.jpeg((20, 20))
    for _ in range(2):
        _store(small)
    assert _refusal(small).code == "too_many_files"
    _store(small, actor=SARA)
    _store(small, at=NOW + timedelta(days=1, seconds=1))


# --- documents and names -------------------------------------------------------------------------------------------


def test_a_document_is_kept_as_it_is() -> None:
    data = corpus.pdf(stream=corpus.object_stream(b"4 0 << /Type /Font >>"))
    file = _store(data, "فاکتور خرید.PDF")
    assert (file.kind, file.content_type, file.name) == ("document", "application/pdf", "فاکتور خرید.pdf")
    assert queries.location(file.path).read_bytes() == data
    assert (file.thumbnail, file.likeness, file.width) == ("", "", None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\win.ini", "win.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\u2066b\u200fc\x00d\r\n.jpg", "abcd.jpg"),
        ("photo.jpg:evil.exe", "photo.jpg_evil.jpg"),
        ('x";filename="y.html', "x_;filename=_y.jpg"),
        ("می\u200cروم.jpeg", "می\u200cروم.jpg"),
        ("....", "file.jpg"),
        ("", "file.jpg"),
        ("/", "file.jpg"),
        ("ا" * 400 + ".jpg", "ا" * 120 + ".jpg"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert rules.clean_name(given, ".jpg") == kept


# --- whole or not at all -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken", ["os.fsync", "pathlib.Path.rename", "payandan.platform.files.actions.uploads.record"]
)
def test_a_failure_on_the_way_leaves_nothing(media: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(broken, fail)
    with pytest.raises(OSError, match="disk full"):
        _store(corpus.jpeg())
    assert not StoredFile.objects.exists()
    assert not _on_disk(media)


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_failure_at_any_of_the_writes(media: Path, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    calls, real = iter(range(1, 100)), os.fsync

    def fsync(handle: int) -> None:
        if next(calls) == call:
            raise OSError("disk full")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="disk full"):
        _store(corpus.jpeg())
    assert not _on_disk(media)


# --- claiming ------------------------------------------------------------------------------------------------------


def test_own_unbound_files_are_claimed_once() -> None:
    files = [_store(corpus.jpeg((30, 30))) for _ in range(2)]
    tokens = [file.token for file in files]
    claimed = actions.claim_files(tokens, owner=("claim", 5), actor=REZA)
    assert [(file.owner_kind, file.owner_id) for file in claimed] == [("claim", 5)] * 2
    assert queries.files_of("claim", 5) == files
    with pytest.raises(Refused, match="file_unknown"):
        actions.claim_files(tokens, owner=("claim", 6), actor=REZA)
    assert queries.files_of("claim", 6) == []
    assert actions.claim_files([], owner=("claim", 6), actor=REZA) == []


@pytest.mark.parametrize("actor", [SARA, MINA, ANONYMOUS, Actor(kind="token", id=7), Actor(kind="staff", id=7)])
def test_nobody_claims_anothers_files(actor: Actor) -> None:
    mine = _store(corpus.jpeg((30, 30)))
    with pytest.raises(Refused, match="file_unknown"):
        actions.claim_files([mine.token], owner=("claim", 5), actor=actor)


def test_all_are_claimed_or_none() -> None:
    mine, foreign = _store(corpus.jpeg((30, 30))), _store(corpus.jpeg((30, 30)), actor=SARA)
    with pytest.raises(Refused), transaction.atomic():
        actions.claim_files([mine.token, foreign.token], owner=("claim", 5), actor=REZA)
    mine.refresh_from_db()
    assert mine.owner_id is None


# --- tidying -------------------------------------------------------------------------------------------------------


def test_only_what_nobody_needs_is_removed(media: Path) -> None:
    bound = _store(corpus.jpeg((30, 30)), owner=("claim", 5))
    waiting = _store(corpus.jpeg((30, 30)), at=NOW - timedelta(days=1))
    forgotten = _store(corpus.jpeg((30, 30)), at=NOW - timedelta(days=3))
    orphan, young = media / "ab" / "orphan.jpg", media / "ab" / "young.jpg.part"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"x")
    young.write_bytes(b"x")
    old = (NOW - timedelta(days=3)).timestamp()
    for path in _on_disk(media):
        os.utime(path, (old, old) if path != young else (NOW.timestamp(), NOW.timestamp()))
    assert actions.remove_unclaimed(at=NOW) == (1, 3)
    assert set(StoredFile.objects.all()) == {bound, waiting}
    assert not queries.location(forgotten.path).exists()
    assert not orphan.exists()
    assert young.exists()
    assert all(queries.location(path).exists() for path in (bound.path, bound.thumbnail, waiting.path))
    assert actions.remove_unclaimed(at=NOW) == (0, 0)
    assert Fact.objects.filter(name="files.unclaimed_files_removed").count() == 1
