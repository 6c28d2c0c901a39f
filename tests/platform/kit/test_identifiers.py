import contextlib
import string
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from payandan.platform.kit.identifiers import (
    WEDGE_TABLE,
    BadIdentifier,
    card_last4,
    company_id,
    display_mobile,
    ean13,
    email,
    from_wedge,
    gs1,
    iban_ir,
    imei,
    luhn_ok,
    mask_mobile,
    mobile,
    national_code,
    postal_code,
    repair_mobile,
    serial_key,
    vin,
)
from payandan.platform.kit.text import persian_digits

NATIONAL = ["0012345679", "1234567891", "0123456789", "9999999980", "0000000124"]
COMPANY = ["10380284790", "10123456788", "14001234562", "10100000006"]
SHEBA = "IR050170000000123456789012"
IMEI = "356938035643809"
EAN = "6260000000019"

Reader = Callable[[str], str]


def refusal(reader: Reader, text: str) -> str:
    with pytest.raises(BadIdentifier) as refused:
        reader(text)
    return refused.value.reason_code


# --- phones ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "09123456789",
        "9123456789",
        "989123456789",
        "00989123456789",
        "+989123456789",
        "+98 (0) 912 345 6789",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "٠٩١٢٣٤٥٦٧٨٩",
        "0912 345 67 89",
        "0912-345-6789",
        "\u206609123456789\u2069",
        "0912.345.6789",
    ],
)
def test_spellings_of_one_mobile(text: str) -> None:
    assert mobile(text) == "+989123456789"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" - ", "empty"),
        ("0912345678x", "bad_characters"),
        ("021-8877", "not_mobile"),
        ("02188776655", "not_mobile"),
        ("+982188776655", "not_mobile"),
        ("0912345678", "not_mobile"),
        ("091234567890123456", "too_long"),
        ("12", "too_short"),
        ("+999123456789", "unreadable"),
        ("+493012345678", "not_mobile"),
    ],
)
def test_mobiles_that_are_refused(text: str, reason: str) -> None:
    assert refusal(mobile, text) == reason


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("+905321234567", "IR", "+905321234567"),
        ("00905321234567", "IR", "+905321234567"),
        ("0532 123 45 67", "TR", "+905321234567"),
        ("+49 151 23456789", "IR", "+4915123456789"),
        ("+971 50 123 4567", "IR", "+971501234567"),
        ("+98 912 345 6789", "TR", "+989123456789"),
    ],
)
def test_mobiles_from_abroad(text: str, region: str, expected: str) -> None:
    assert mobile(text, region) == expected


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("09123456789", False),
        ("+989123456789", False),
        (" 09123456789 ", False),
        ("9123456789", True),
        ("9123456789.0", True),
        ("00989123456789", True),
        ("989123456789", True),
        ("۰۹۱۲۳۴۵۶۷۸۹", True),
        ("0912 345 6789", True),
    ],
)
def test_repairs_are_told(text: str, repaired: bool) -> None:
    assert repair_mobile(text) == ("+989123456789", repaired)


def test_repairs_of_foreign_numbers_are_told() -> None:
    assert repair_mobile("+905321234567") == ("+905321234567", False)
    assert repair_mobile("00905321234567") == ("+905321234567", True)


def test_showing_a_mobile() -> None:
    assert display_mobile("+989123456789") == "0912 345 6789"
    assert display_mobile("+905321234567") == "+90 532 123 45 67"
    assert display_mobile("nonsense") == "nonsense"
    assert mask_mobile("+989123456789") == "0912•••6789"
    assert mask_mobile("+905321234567") == "+905•••4567"
    assert mask_mobile("12345") == "•••45"


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True))
def test_every_iranian_mobile_survives_being_shown(digits: str) -> None:
    number = f"+98{digits}"
    assert mobile(display_mobile(number)) == mobile(persian_digits(number)) == number
    assert digits not in mask_mobile(number)


# --- numbers with a check --------------------------------------------------------------------------


@pytest.mark.parametrize("code", NATIONAL)
def test_national_codes(code: str) -> None:
    assert national_code(code) == national_code(persian_digits(code)) == code
    assert national_code(f"{code[:3]}-{code[3:9]}-{code[9]}") == code


def test_zeros_lost_by_a_spreadsheet_are_put_back() -> None:
    assert national_code("12345679") == "0012345679"
    assert national_code("123456789") == "0123456789"
    assert refusal(national_code, "124") == "too_short"


@pytest.mark.parametrize("digit", string.digits)
def test_repeated_national_codes_are_refused_by_name(digit: str) -> None:
    assert refusal(national_code, digit * 10) == "repeated"


@pytest.mark.parametrize(
    ("reader", "text", "reason"),
    [
        (national_code, "0012345678", "bad_check"),
        (national_code, "00123456790", "too_long"),
        (national_code, "00123A5679", "bad_characters"),
        (national_code, "²²²²²²²²²²", "bad_characters"),
        (national_code, "", "empty"),
        (company_id, "10380284791", "bad_check"),
        (company_id, "1038028479", "too_short"),
        (company_id, "00000000000", "repeated"),
        (iban_ir, "IR060170000000123456789012", "bad_check"),
        (iban_ir, "IR05017000000012345678901", "too_short"),
        (iban_ir, "DE89370400440532013000", "wrong_country"),
        (iban_ir, "IR05017000000012345678901X", "bad_characters"),
        (iban_ir, "", "empty"),
        (card_last4, "6037991234567890", "bad_check"),
        (card_last4, "0000000000000000", "repeated"),
        (card_last4, "603799123456789", "too_short"),
        (imei, "356938035643808", "bad_check"),
        (imei, "000000000000000", "repeated"),
        (imei, "35693803564380", "too_short"),
        (ean13, "6260000000018", "bad_check"),
        (ean13, "0000000000000", "repeated"),
        (ean13, "62600000", "too_short"),
        (vin, "1M8GDM9AXKP04278", "too_short"),
        (vin, "1M8GDM9AXKP0427888", "too_long"),
        (vin, "1M8GDM9AXKPO42788", "bad_characters"),
        (vin, "", "empty"),
        (vin, "11111111111111111", "repeated"),
        (postal_code, "123456789", "too_short"),
        (postal_code, "1111111111", "repeated"),
    ],
)
def test_numbers_that_are_refused(reader: Reader, text: str, reason: str) -> None:
    assert refusal(reader, text) == reason


@pytest.mark.parametrize("code", COMPANY)
def test_company_ids(code: str) -> None:
    assert company_id(persian_digits(code)) == code


def test_accounts_cards_and_codes() -> None:
    assert iban_ir("ir05 0170 0000 0012 3456 7890 12") == iban_ir(SHEBA[2:]) == iban_ir(persian_digits(SHEBA)) == SHEBA
    assert card_last4("۶۰۳۷-۹۹۷۱-۲۳۴۵-۶۷۸۳") == "6783"
    assert imei("35-693803-564380-9") == IMEI
    assert ean13(persian_digits(EAN)) == EAN
    assert postal_code("۱۲۳۴۵-۶۷۸۹۰") == "1234567890"


def test_vehicles() -> None:
    assert vin("1m8gdm9axkp042788", check_digit=True) == "1M8GDM9AXKP042788"
    assert vin("NAAN01CA5BK123456") == "NAAN01CA5BK123456"
    with pytest.raises(BadIdentifier):
        vin("1M8GDM9A1KP042788", check_digit=True)


@pytest.mark.parametrize(
    ("reader", "valid"),
    [(national_code, code) for code in NATIONAL]
    + [(company_id, code) for code in COMPANY]
    + [(imei, IMEI), (ean13, EAN), (iban_ir, SHEBA)],
)
def test_one_wrong_digit_is_seen(reader: Reader, valid: str) -> None:
    for place in range(2 if reader is iban_ir else 0, len(valid)):
        survivors = []
        for digit in string.digits:
            wrong = valid[:place] + digit + valid[place + 1 :]
            with contextlib.suppress(BadIdentifier):
                survivors.append(reader(wrong))
        # Modulus 11 folds two rests into one check digit, so at most one other digit may pass by the rule itself.
        assert valid in survivors
        assert len(survivors) <= (2 if reader in (national_code, company_id) else 1)


def test_luhn() -> None:
    assert luhn_ok("79927398713")
    assert not luhn_ok("79927398710")
    assert not luhn_ok("")
    assert not luhn_ok("۷۹۹۲۷۳۹۸۷۱۳")


@given(st.text(max_size=20))
def test_readers_only_ever_refuse_with_a_reason(text: str) -> None:
    for reader in (mobile, national_code, company_id, iban_ir, card_last4, imei, ean13, vin, postal_code, email):
        with contextlib.suppress(BadIdentifier):
            assert reader(text).isascii()


# --- serials and mail ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("sn-ab12 xyz", "SNAB12XYZ"),
        ("SN‐AB۱۲_XYZ", "SNAB12XYZ"),
        ("\u2066SN/AB١٢.XYZ\u200f", "SNAB12XYZ"),
        ("ＳＮ－ＡＢ１２", "SNAB12"),
        ("كد\u200cيك-۷", "کدیک7"),
        ("O0I1", "O0I1"),
        (" -/. ", ""),
    ],
)
def test_serial_keys(text: str, matched: str) -> None:
    assert serial_key(text) == matched


@given(st.text() | st.text(alphabet="aAßıİﬀىيك۱1-_ \u200c\u0301"))
def test_serial_keys_are_stable(text: str) -> None:
    found = serial_key(text)
    assert serial_key(found) == found
    assert not any(sign.isspace() or sign in "-_/." for sign in found)


def test_emails() -> None:
    assert email(" Ali.Reza@Example.COM ") == "ali.reza@example.com"
    assert email("a۱@example.ir") == "a1@example.ir"
    assert email("a+b@sub.example.co") == "a+b@sub.example.co"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("ali", "unreadable"),
        ("ali@example", "unreadable"),
        ("a@b@c.com", "unreadable"),
        (".a@b.com", "unreadable"),
        ("a.@b.com", "unreadable"),
        ("a..b@c.com", "unreadable"),
        ("a@-b.com", "unreadable"),
        ("a b@c.com", "bad_characters"),
        ("علی@c.com", "bad_characters"),
        ("a@b.com\nbcc: x@y.z", "bad_characters"),
        ("a" * 65 + "@b.com", "unreadable"),
        ("a@" + "b." * 130 + "com", "too_long"),
    ],
)
def test_emails_that_are_refused(text: str, reason: str) -> None:
    assert refusal(email, text) == reason


# --- scanners --------------------------------------------------------------------------------------

TO_PERSIAN = {latin: persian for persian, latin in WEDGE_TABLE.items()}


def garbled(scan: str) -> str:
    return "".join(TO_PERSIAN.get(sign, sign) for sign in scan)


def test_the_table_is_one_to_one_over_all_that_a_barcode_prints() -> None:
    printable = set(string.printable) - set(string.whitespace)
    assert set(WEDGE_TABLE.values()) == printable
    assert len(WEDGE_TABLE) == len(printable) == 94


@pytest.mark.parametrize(
    ("typed", "scan"),
    [
        ("\u0626\u0654-\u0624\u200c\u06f1\u06f2\u0653\u0650\u0643", "SN-AB12XYZ"),
        ("سد-شذ۱۲طغظ", "sn-ab12xyz"),
        ("۶۲۶۰۰۰۰۰۰۰۰۱۹", "6260000000019"),
        ("][-۱۲۳۴", "OP-1234"),
    ],
)
def test_scans_on_the_persian_layout(typed: str, scan: str) -> None:
    assert garbled(scan) == typed
    assert from_wedge(typed) == scan


@pytest.mark.parametrize(
    "text",
    [
        "SN-AB12XYZ",
        "سلام",
        "یخچال",
        "یخچال فریزر ۱۲",
        "می‌خواهم",
        "مدرّس",
        "ۀۀۀ۱۲۳",
        "سریال AB۱۲۳",
        "مد۱۲",
        "۱۲٬۵۰۰٬۰۰۰",
        "",
    ],
)
def test_what_is_no_scan_is_left_alone(text: str) -> None:
    assert from_wedge(text) == text


def test_a_page_that_is_sure_decodes_what_might_be_a_word() -> None:
    assert from_wedge("سلام", sure=True) == "sghl"
    assert from_wedge("شذ ۱۲", sure=True) == "ab 12"
    assert from_wedge("AB۱۲", sure=True) == "AB۱۲"


@given(st.text(alphabet=sorted(set(string.printable) - set(string.whitespace)), min_size=1))
def test_a_sure_scan_comes_back_whole(scan: str) -> None:
    typed = garbled(scan)
    assume(not typed.isascii())
    assert from_wedge(typed, sure=True) == scan
    assert from_wedge(scan, sure=True) == scan


@given(st.text(string.ascii_letters + string.digits + "-./", min_size=6, max_size=24))
def test_a_serial_with_letters_and_digits_is_known_for_a_scan(scan: str) -> None:
    assume(any(sign.isdigit() for sign in scan) and any(garbled(sign).isalpha() for sign in scan))
    assert from_wedge(garbled(scan)) == scan


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        ("]C10106260000000019", {"gtin": "06260000000019"}),
        (
            "\x1d010626000000001917270131" + "10LOT7\x1d21AB-12",
            {"gtin": "06260000000019", "expiry": "2027-01-31", "lot": "LOT7", "serial": "AB-12"},
        ),
        ("]d201062600000000192112345\x1d10L1", {"gtin": "06260000000019", "serial": "12345", "lot": "L1"}),
        ("01062600000000192112345<GS>10L1", {"gtin": "06260000000019", "serial": "12345", "lot": "L1"}),
        ("(01)06260000000019(21)AB12(17)280200", {"gtin": "06260000000019", "serial": "AB12", "expiry": "2028-02-29"}),
        ("0106260000000019310300150021X1", {"gtin": "06260000000019", "3103": "001500", "serial": "X1"}),
        ("17271231", {"expiry": "2027-12-31"}),
        ("17270101", {"expiry": "2027-01-01"}),
        ("240MODEL\x1d21S", {"240": "MODEL", "serial": "S"}),
        (
            "https://id.example.com/01/6260000000019/10/L1/21/AB%2F1?17=270131&utm=x",
            {
                "url": "https://id.example.com/01/6260000000019/10/L1/21/AB%2F1?17=270131&utm=x",
                "gtin": "06260000000019",
                "lot": "L1",
                "serial": "AB/1",
                "expiry": "2027-01-31",
            },
        ),
        ("https://example.com/blog/2024/01/15/", {"url": "https://example.com/blog/2024/01/15/"}),
        ("HTTPS://EXAMPLE.COM/X", {"url": "HTTPS://EXAMPLE.COM/X"}),
    ],
)
def test_what_a_barcode_says(scan: str, said: dict[str, str]) -> None:
    assert gs1(scan) == said


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        ("", "not_gs1"),
        ("SN-AB12", "not_gs1"),
        ("6260000000019", "unknown_element"),
        ("0106260000000018", "bad_check"),
        ("010626000000001", "not_gs1"),
        ("17271301", "bad_date"),
        ("17270230", "bad_date"),
        ("17270001", "bad_date"),
        ("21", "not_gs1"),
        ("21" + "X" * 21, "not_gs1"),
        ("21A\x1d21B", "not_gs1"),
        ("(01)0626(21", "not_gs1"),
        ("(21)", "not_gs1"),
    ],
)
def test_barcodes_that_are_refused(scan: str, reason: str) -> None:
    with pytest.raises(BadIdentifier) as refused:
        gs1(scan)
    assert refused.value.reason_code == reason


@given(st.text(max_size=30) | st.text("0123456789()/\x1d:htps", max_size=40))
def test_scans_only_ever_refuse_with_a_reason(scan: str) -> None:
    with contextlib.suppress(BadIdentifier):
        assert gs1(scan)
    assert len(from_wedge(scan)) == len(scan)
