"""The columns of a list of spare parts, in the headers people write."""

from payandan.integrations.rules.targets import Target

PART_TARGETS: tuple[Target, ...] = (
    Target(
        "part_code",
        "code",
        "part",
        (
            "part number",
            "part no",
            "part code",
            "pn",
            "p/n",
            "code",
            "sku",
            "number",
            "کد قطعه",
            "شماره قطعه",
            "کد فنی",
            "شماره فنی",
            "پارت نامبر",
            "کد کالا",
            "کد",
            "شماره",
        ),
    ),
    Target(
        "name_fa",
        "text",
        "part",
        ("name fa", "persian name", "نام قطعه", "نام", "شرح کالا", "شرح قطعه", "نام فارسی", "شرح"),
    ),
    Target(
        "name_en",
        "text",
        "part",
        ("name en", "name", "part name", "description", "english name", "نام انگلیسی", "نام لاتین"),
    ),
    Target("part_kind", "text", "part", ("kind", "type", "part kind", "نوع", "نوع قطعه", "گروه قطعه")),
    Target(
        "fits",
        "text",
        "part",
        (
            "fits",
            "models",
            "model",
            "fits models",
            "compatible models",
            "مدل",
            "مدل ها",
            "مدل های سازگار",
            "مناسب برای",
            "دستگاه",
        ),
    ),
    Target("barcode", "code", "part", ("barcode", "ean", "بارکد", "بار کد")),
    Target(
        "price",
        "amount",
        "part",
        ("price", "sale price", "list price", "unit price", "قیمت", "قیمت فروش", "قیمت مصرف کننده", "فی", "مبلغ"),
    ),
    Target("supplier", "text", "part", ("supplier", "vendor", "تامین کننده", "عرضه کننده", "فروشنده")),
    Target("supplier_code", "code", "part", ("supplier code", "vendor code", "کد تامین کننده", "کد نزد تامین کننده")),
    Target(
        "lead_days",
        "meter",
        "part",
        ("lead time", "lead days", "delivery days", "زمان تامین", "مدت تامین", "زمان تحویل", "روز تامین"),
    ),
    Target(
        "store",
        "text",
        "store",
        ("store", "warehouse", "branch", "centre", "center", "انبار", "مرکز", "شعبه", "نمایندگی"),
    ),
    Target(
        "stock",
        "meter",
        "store",
        ("stock", "quantity", "qty", "on hand", "opening stock", "موجودی", "تعداد", "موجودی اول دوره", "موجودی انبار"),
    ),
    Target(
        "cost", "amount", "store", ("cost", "unit cost", "purchase price", "قیمت خرید", "بهای خرید", "بهای تمام شده")
    ),
    Target(
        "reorder",
        "meter",
        "store",
        ("reorder point", "reorder", "min", "minimum", "نقطه سفارش", "حداقل موجودی", "حداقل"),
    ),
    Target("bin", "code", "store", ("bin", "shelf", "location", "قفسه", "جای قطعه", "محل")),
)
