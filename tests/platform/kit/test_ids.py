import itertools
import re
import time
from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payandan.platform.kit import ids
from payandan.platform.kit.ids import (
    ALPHABET,
    check_public_id,
    keyed_code,
    keyed_code_ok,
    public_id,
    token,
    uuid7,
)
from payandan.platform.kit.text import persian_digits

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
prefixes = st.text(LETTERS, min_size=2, max_size=4)
fresh = st.builds(lambda prefix, bits: public_id(prefix, bits=bits), prefixes, st.integers(45, 120))


def test_an_id_reads_well() -> None:
    assert re.fullmatch(r"CLM-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", public_id("CLM"))
    assert not set("ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32


def test_ids_do_not_repeat() -> None:
    assert len({public_id("CLM") for _ in range(5000)}) == 5000


@given(fresh)
def test_a_fresh_id_is_canonical(made: str) -> None:
    assert check_public_id(made) == made


@given(prefixes)
def test_people_may_type_it_their_way(prefix: str) -> None:
    made = public_id(prefix)
    head, _, body = made.partition("-")
    misread = body.replace("0", "o").replace("1", "l")
    for typed in (
        made.lower(),
        made.replace("-", ""),
        made.replace("-", " "),
        made.replace("-", "").lower(),
        made.replace("-", "–"),
        persian_digits(made),
        f"\u2066 {made} \u2069",
        f"{head}-{misread}",
        f"{head} {body.replace('1', 'i').replace('-', '')}",
    ):
        assert check_public_id(typed) == made, typed


@given(st.text())
def test_noise_is_no_id_unless_it_is_canonical_again(text: str) -> None:
    found = check_public_id(text)
    assert found is None or check_public_id(found) == found


@pytest.mark.parametrize(
    "text", ["", "-", "CLM", "CLM-", "CLM-7K2Q9", "C-7K2Q9-4MXRT", "12345-7K2Q9-4MXRT", "CLM-UUUUU-UUUUU"]
)
def test_what_is_no_id(text: str) -> None:
    assert check_public_id(text) is None


@given(fresh)
def test_every_wrong_symbol_is_seen(made: str) -> None:
    head = len(made.partition("-")[0])
    for place, symbol in enumerate(made):
        if symbol == "-":
            continue
        for other in LETTERS if place < head else ALPHABET:
            if other != symbol:
                wrong = made[:place] + other + made[place + 1 :]
                assert check_public_id(wrong) is None, (made, wrong)


@given(fresh)
def test_every_swap_of_two_symbols_is_seen(made: str) -> None:
    places = [place for place, symbol in enumerate(made) if symbol != "-"]
    head = len(made.partition("-")[0])
    for one, other in itertools.combinations(places, 2):
        # Neighbours anywhere, across the hyphens too; and any two of the body.
        if made[one] != made[other] and (places.index(other) - places.index(one) == 1 or one >= head):
            signs = list(made)
            signs[one], signs[other] = signs[other], signs[one]
            # O before the hyphen and 0 after it read the same either way: then it is the same id, never another.
            assert check_public_id("".join(signs)) in (None, made), (made, "".join(signs))


def test_a_swap_across_the_first_hyphen_is_seen_for_every_pair() -> None:
    for letter, symbol in itertools.product(LETTERS, ALPHABET):
        values = [ids._PREFIX_VALUES[part] for part in "CL" + letter] + [ids._VALUES[symbol]] + [7] * 8
        made = f"CL{letter}-{symbol}" + ALPHABET[7] * 8 + ALPHABET[ids._check_value(values)]
        canonical = check_public_id(made)
        assert canonical is not None
        if (letter, symbol) != ("O", "0") and letter != symbol:
            assert check_public_id(f"CL{symbol}-{letter}" + made[5:]) is None, made


@pytest.mark.parametrize(
    ("prefix", "bits"), [("C", 45), ("CLAIM", 45), ("clm", 45), ("C1M", 45), ("CLM", 44), ("CLM", 121)]
)
def test_bad_requests_for_an_id(prefix: str, bits: int) -> None:
    with pytest.raises(ValueError, match="prefix"):
        public_id(prefix, bits=bits)


# --- machine ids -----------------------------------------------------------------------------------


def test_uuid7_tells_its_time_and_version() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == RFC_4122
    assert before <= made.int >> 80 <= after


@given(st.integers(0, 2**45 * 1_000_000), st.integers(1000, 10**15))
def test_later_uuids_sort_later(at: int, more: int) -> None:
    assert ids._uuid7_at(at) < ids._uuid7_at(at + more)


def test_the_example_of_rfc_9562() -> None:
    made = ids._uuid7_at(0x017F22E279B0 * 1_000_000)
    assert str(made).startswith("017f22e2-79b0-7000-")


def test_tokens() -> None:
    assert len({token() for _ in range(100)}) == 100
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token())
    with pytest.raises(ValueError, match="guessed"):
        token(15)


# --- authenticity codes ----------------------------------------------------------------------------

SECRET = b"k" * 32


def test_a_code_does_not_change_between_releases() -> None:
    assert keyed_code(SECRET, "SN-AB12XYZ") == "RYEHNKSZTK"


@given(st.text("0123456789ABCDEFXYZ", min_size=1, max_size=20))
def test_a_code_belongs_to_its_serial(serial: str) -> None:
    code = keyed_code(SECRET, serial)
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    assert keyed_code_ok(SECRET, serial, code)
    assert keyed_code_ok(SECRET, f" {serial.lower()}-", f"{code[:5]}-{code[5:]}".lower())
    assert keyed_code_ok(SECRET, persian_digits(serial), persian_digits(code).replace("0", "O"))
    assert not keyed_code_ok(SECRET, serial + "0", code)
    assert not keyed_code_ok(b"other" * 8, serial, code)
    assert not keyed_code_ok(SECRET, serial, code[:-1])
    assert not keyed_code_ok(SECRET, serial, code + "0")
    assert not keyed_code_ok(SECRET, serial, "")


@given(st.text("0123456789ABCDEF", min_size=1), st.integers(0, 9), st.integers(1, 31))
def test_one_wrong_symbol_is_refused(serial: str, place: int, shift: int) -> None:
    code = keyed_code(SECRET, serial)
    other = ALPHABET[(ALPHABET.index(code[place]) + shift) % 32]
    assert not keyed_code_ok(SECRET, serial, code[:place] + other + code[place + 1 :])


def test_longer_codes_begin_alike_and_use_every_bit() -> None:
    assert keyed_code(SECRET, "1", length=50).startswith(keyed_code(SECRET, "1"))
    assert len({symbol for serial in range(200) for symbol in keyed_code(SECRET, str(serial), length=50)}) == 32


@pytest.mark.parametrize(("secret", "length"), [(b"", 10), (SECRET, 9), (SECRET, 51)])
def test_weak_codes_are_not_made(secret: bytes, length: int) -> None:
    with pytest.raises(ValueError, match="length"):
        keyed_code(secret, "1", length=length)
