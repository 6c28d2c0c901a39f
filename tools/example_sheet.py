"""Write examples/units-fa.xlsx and .csv: a shop's list of sales with the mess that such lists really have.

Run it from the root: ``python -m tools.example_sheet``. It writes the same bytes every time; `EXPECTED` says what an
import makes of it.
"""

import csv
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent
TITLE = "فهرست فروش نمایندگی جنوب ـ نیمهٔ دوم ۱۴۰۴ و بهار ۱۴۰۵"
HEADERS = [
    "ردیف", "شماره سريال", "برند", "مدل", "گروه كالا", "تاریخ فروش", "نام و نام خانوادگی", "تلفن همراه", "شهر",
    "نام فروشگاه", "تاریخ خرابی", "ایراد", "هزینه قطعه", "اجرت", "ملاحظات",
]  # fmt: skip
EXPECTED = {"units": 108, "refused": 12, "repaired": 33, "known": 0, "claims": 7}
"""Of 120 rows; the repaired ones are among the units."""

MODELS = [
    ("آوا", "X55", "تلویزیون", "AV55"), ("آوا", "X43", "تلویزیون", "AV43"), ("آوا", "W9", "ماشین لباسشویی", "AVW9"),
    ("نیک‌سان", "NR320", "یخچال و فریزر", "NKR3"), ("سپهر", "C24", "کولر گازی", "SPC4"),
    ("نیک‌سان", "V22", "جاروبرقی", "NKV2"), ("سپهر", "M6", "گوشی موبایل", "SPM6"),
]  # fmt: skip
GIVEN = ["سارا", "علي", "مريم", "محمد رضا", "زهرا", "اميرحسين", "فاطمه سادات", "کاوه", "پروين", "نرگس", "مهدي"]
FAMILY = ["محمدی", "كريمى", "حسين زاده", "رضایي", "صادقی", "نیک‌نام", "موسوي", "يزدانى", "قاسم پور", "دهقان", "اكبري"]
CITIES = ["شیراز", "شيراز", "مرودشت", "اهواز", "بوشهر", "بندر عباس", "جهرم"]
SHOPS = ["فروشگاه مهر", "لوازم خانگی جنوب", "فروشگاه مهر شعبه ۲"]
FAULTS = ["روشن نمیشه", "صفحه خط افتاده", "آب ریزی دارد", "خنک نمی کند", "صدای زیاد", "شارژ نمیشود", "كنترل كار نميكند"]

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(slots=True)
class Row:
    """One line of the list as it will be typed."""

    number: int
    serial: str
    model: tuple[str, str, str, str]
    sold: str | date
    name: str
    mobile: str | int
    city: str
    shop: str
    claim: tuple[str, str, str, str] = ("", "", "", "")
    note: str = ""

    def cells(self) -> list[str | int | date]:
        brand, code, category, _ = self.model
        return [
            self.number, self.serial, brand, code, category, self.sold, self.name, self.mobile, self.city, self.shop,
            *self.claim, self.note,
        ]  # fmt: skip


def rows() -> list[Row]:
    """The 120 lines: well written first, then spoilt as people spoil them."""
    chance = random.Random(1404)
    made = [_row(number, chance) for number in range(1, 121)]
    _spoil_but_readable(made, chance)
    _spoil_for_good(made)
    for place, fault in zip((2, 17, 31, 46, 58, 77, 95), FAULTS, strict=True):
        made[place].claim = (f"1405/0{2 + place % 5}/1{place % 10}", fault, f"{4 + place},500,000", "۸٬۰۰۰٬۰۰۰")
    return made


def _row(number: int, chance: random.Random) -> Row:
    model = chance.choice(MODELS)
    year, month = chance.choice([(1404, month) for month in range(7, 13)] + [(1405, 1), (1405, 2)])
    return Row(
        number=number,
        serial=f"{model[3]}-5{chance.choice('ABCDEF')}{chance.randint(1, 4)}F-{number * 37 + 1000:05}",
        model=model,
        sold=f"{year}/{month:02}/{chance.randint(1, 28):02}",
        name=f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}",
        mobile=f"0970000{8000 + number}",
        city=chance.choice(CITIES),
        shop=chance.choice(SHOPS),
    )


def _spoil_but_readable(made: list[Row], chance: random.Random) -> None:
    for row in made[::3]:
        if isinstance(row.sold, str):
            row.sold = row.sold.translate(chance.choice((PERSIAN, ARABIC)))
    for place in range(3, 120, 8):  # a cell that is a number has lost its zero
        made[place].mobile = int(str(made[place].mobile)[1:])
    for place in (6, 24, 62, 84):
        made[place].mobile = f"0098 {str(made[place].mobile)[1:4]} {str(made[place].mobile)[4:]}"
    for place in range(1, 120, 11):
        made[place].serial = made[place].serial.translate(PERSIAN)
    for place in (9, 29, 49, 69):
        made[place].sold = str(made[place].sold).translate(LATIN)[2:]
    for place, day in ((14, date(2026, 1, 18)), (54, date(2026, 2, 3)), (98, date(2025, 11, 30))):
        made[place].sold = day
    for place in (10, 30, 70, 110):
        made[place].mobile = ""
    for place in (5, 40, 101):
        made[place].name = f"  {made[place].name}   "
        made[place].note = "تحویل درب منزل"


def _spoil_for_good(made: list[Row]) -> None:
    for place, twin in ((36, 22), (73, 50), (108, 90)):
        made[place].serial = made[twin].serial.replace("-", " ").lower()
        made[place].note = "تکراری؟"
    made[38].sold, made[86].sold = "1404/12/30", "۱۴۰۴/۱۲/۳۰"
    made[60].sold = "1410/01/05"
    made[18].serial = made[76].serial = ""
    made[42].serial = "6.26108E+14"
    made[65].mobile, made[93].mobile = "0970000", "همراه ندارد"
    made[116].model = ("آوا", "MG200", "چرخ گوشت", "AVMG")


def write(folder: Path) -> list[Path]:
    """Write both files into the folder; the same bytes every time."""
    table: list[list[str | int | date]] = [[TITLE], [], [*HEADERS], *(row.cells() for row in rows())]
    return [_write_csv(folder / "units-fa.csv", table), _write_xlsx(folder / "units-fa.xlsx", table)]


def _write_csv(path: Path, table: list[list[str | int | date]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(list(_plain(cells)) for cells in table)
    return path


def _plain(cells: list[str | int | date]) -> Iterator[str]:
    yield from (cell.isoformat() if isinstance(cell, date) else str(cell) for cell in cells)


def _write_xlsx(path: Path, table: list[list[str | int | date]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": "Units", "created": datetime(2026, 3, 20, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("فروش")
    sheet.right_to_left()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    for place, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif isinstance(cell, int):
                sheet.write_number(place, column, cell)
            elif cell:
                sheet.write_string(place, column, cell, bold if place in (0, 2) else None)
    book.close()
    return path


def main() -> int:
    for path in write(ROOT / "examples"):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
