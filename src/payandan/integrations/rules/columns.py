"""Which column is which: from the headers people write, in Persian and English, in many spellings."""

from collections.abc import Mapping, Sequence

from payandan.integrations.rules.part_columns import PART_TARGETS
from payandan.integrations.rules.targets import Target
from payandan.platform.kit.text import key

TARGETS: tuple[Target, ...] = (
    Target(
        "serial",
        "serial",
        "unit",
        (
            "serial",
            "serial number",
            "serial no",
            "s/n",
            "sn",
            "imei",
            "vin",
            "chassis",
            "سریال",
            "شماره سریال",
            "سریال دستگاه",
            "شماره سریال دستگاه",
            "سریال نامبر",
            "شاسی",
            "شماره شاسی",
            "شماره بدنه",
        ),
    ),
    Target("brand", "text", "unit", ("brand", "make", "manufacturer", "برند", "مارک", "سازنده", "نشان تجاری")),
    Target(
        "model",
        "text",
        "unit",
        (
            "model",
            "model code",
            "model number",
            "vehicle model",
            "product model",
            "product",
            "sku",
            "مدل",
            "کد مدل",
            "مدل دستگاه",
            "نام مدل",
            "کالا",
            "کد کالا",
            "نام کالا",
            "محصول",
            "نام محصول",
        ),
    ),
    Target(
        "category",
        "code",
        "unit",
        ("category", "product category", "group", "گروه کالا", "دسته", "نوع کالا", "گروه", "نوع دستگاه", "دسته بندی"),
    ),
    Target("lot", "text", "unit", ("lot", "batch", "lot number", "بچ", "سری ساخت", "شماره بچ", "پارت")),
    Target(
        "made_on",
        "date",
        "unit",
        ("made on", "production date", "manufacture date", "manufactured", "تاریخ تولید", "تاریخ ساخت"),
    ),
    Target(
        "imported_on",
        "date",
        "unit",
        ("imported on", "import date", "customs date", "تاریخ ورود", "تاریخ اظهارنامه", "تاریخ ترخیص"),
    ),
    Target(
        "sold_on",
        "date",
        "unit",
        (
            "sold on",
            "sale date",
            "sales date",
            "date of sale",
            "purchase date",
            "invoice date",
            "registration date",
            "تاریخ فروش",
            "تاریخ خرید",
            "تاریخ فاکتور",
            "تاریخ ثبت",
            "فروش",
        ),
    ),
    Target("delivered_on", "date", "unit", ("delivered on", "delivery date", "تاریخ تحویل")),
    Target("installed_on", "date", "unit", ("installed on", "installation date", "install date", "تاریخ نصب", "نصب")),
    Target("activated_on", "date", "unit", ("activated on", "activation date", "تاریخ فعالسازی", "تاریخ فعال سازی")),
    Target(
        "seller",
        "text",
        "unit",
        ("seller", "shop", "dealer", "store", "فروشنده", "فروشگاه", "نمایندگی", "نام فروشگاه", "عامل فروش"),
    ),
    Target("country", "country", "unit", ("country", "کشور")),
    Target("km", "meter", "unit", ("km", "mileage", "odometer", "کیلومتر", "کارکرد", "کیلومتر کارکرد")),
    Target("hours", "meter", "unit", ("hours", "run hours", "ساعت کارکرد")),
    Target(
        "owner_name",
        "name",
        "owner",
        (
            "customer",
            "customer name",
            "name",
            "owner",
            "full name",
            "buyer",
            "نام",
            "نام مشتری",
            "مشتری",
            "نام و نام خانوادگی",
            "خریدار",
            "نام خریدار",
            "صاحب دستگاه",
        ),
    ),
    Target(
        "mobile",
        "mobile",
        "owner",
        (
            "mobile",
            "phone",
            "mobile number",
            "cell",
            "tel",
            "موبایل",
            "شماره موبایل",
            "تلفن همراه",
            "همراه",
            "شماره همراه",
            "تلفن",
            "شماره تماس",
            "تلفن مشتری",
        ),
    ),
    Target("email", "email", "owner", ("email", "e-mail", "mail", "ایمیل", "رایانامه", "پست الکترونیک")),
    Target("national_id", "code", "owner", ("national id", "national code", "کد ملی", "کدملی", "شناسه ملی")),
    Target("province", "text", "owner", ("province", "state", "استان")),
    Target("city", "text", "owner", ("city", "شهر", "شهرستان")),
    Target("address", "text", "owner", ("address", "نشانی", "آدرس")),
    Target(
        "failed_on",
        "date",
        "claim",
        (
            "failed on",
            "failure date",
            "fault date",
            "repair date",
            "date of failure",
            "تاریخ خرابی",
            "تاریخ بروز عیب",
            "تاریخ تعمیر",
        ),
    ),
    Target(
        "reported_on",
        "date",
        "claim",
        (
            "reported on",
            "report date",
            "claim date",
            "filed on",
            "تاریخ گزارش",
            "تاریخ اعلام خرابی",
            "تاریخ پذیرش",
            "تاریخ ادعا",
        ),
    ),
    Target(
        "symptom",
        "text",
        "claim",
        ("symptom", "fault", "complaint", "problem", "نشانه", "ایراد", "عیب", "مشکل", "شرح ایراد", "علت مراجعه"),
    ),
    Target("description", "text", "claim", ("description", "notes", "remark", "شرح", "توضیحات", "توضیح", "ملاحظات")),
    Target("component", "code", "claim", ("component", "part", "failed part", "قطعه", "قطعه معیوب", "قطعه علت خرابی")),
    Target("cause", "code", "claim", ("cause", "cause code", "علت", "علت خرابی")),
    Target(
        "part_amount",
        "amount",
        "claim",
        ("part cost", "parts cost", "parts", "part amount", "هزینه قطعه", "مبلغ قطعه", "قیمت قطعه"),
    ),
    Target(
        "labour_amount",
        "amount",
        "claim",
        ("labour", "labor", "labour cost", "labor cost", "labour amount", "اجرت", "دستمزد", "هزینه اجرت", "مبلغ اجرت"),
    ),
    Target("travel_amount", "amount", "claim", ("travel", "travel cost", "ایاب و ذهاب", "هزینه ایاب و ذهاب")),
)
UNITS, PARTS = "units", "parts"
OF_KIND = {UNITS: TARGETS, PARTS: PART_TARGETS}
"""What a sheet may be about, and the fields of each."""
NEEDED = {UNITS: "serial", PARTS: "part_code"}
"""The field without which a row means nothing."""
BY_NAME = {target.name: target for targets in OF_KIND.values() for target in targets}
CONSTANTS = (
    "category",
    "country",
    "brand",
    "model",
    "currency",
    "cause",
    "cause_source",
    "component",
    "symptom",
    "part_kind",
    "store",
    "supplier",
)


def header_key(header: str) -> str:
    """A header as it is compared: folded, and with everything between words as one space.

    >>> header_key("شماره‌ي سريال")
    'شماره سریال'
    """
    words = "".join(sign if sign.isalnum() else " " for sign in key(header)).split()
    # «شماره‌ی سریال» and «شمارهٔ سریال» are the same header as «شماره سریال».
    return " ".join(word.removesuffix("ی") if word.endswith("هی") else word for word in words)


_KNOWN = {
    kind: {header_key(header): target.name for target in targets for header in (target.name, *target.headers)}
    for kind, targets in OF_KIND.items()
}


def guess(headers: Sequence[str], kind: str = UNITS) -> dict[int, str]:
    """Column number → field, for the headers that are recognised; of two columns for one field the first wins."""
    mapping: dict[int, str] = {}
    for number, header in enumerate(headers):
        name = _recognise(header_key(header), _KNOWN[kind])
        if name and name not in mapping.values():
            mapping[number] = name
    return mapping


def _recognise(header: str, known: Mapping[str, str]) -> str | None:
    if header in known:
        return known[header]
    squeezed = header.replace(" ", "")
    return next((name for one, name in known.items() if one.replace(" ", "") == squeezed and squeezed), None)


def header_row(rows: Sequence[Sequence[str]], *, look: int = 10, kind: str = UNITS) -> int:
    """Which of the first rows holds the headers: the one with most recognised cells; titles above it are passed over."""
    scores = [len(guess(row, kind)) for row in rows[:look]]
    best = max(scores, default=0)
    return scores.index(best) if best else 0


def presets(headers: Sequence[str]) -> dict[str, str]:
    """Constants that the headers themselves suggest: a sheet of VINs speaks of vehicles and repairs done."""
    folded = {header_key(header) for header in headers}
    if not folded & {"vin", "chassis", "شاسی", "شماره شاسی"}:
        return {}
    return {"category": "vehicle", "cause": "material", "cause_source": "technician", "currency": "EUR"}


def unmapped(mapping: Mapping[int, str], *, needed: Sequence[str] = ("serial",)) -> list[str]:
    """The needed fields that no column fills."""
    return [name for name in needed if name not in mapping.values()]
