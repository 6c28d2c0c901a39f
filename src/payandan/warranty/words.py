"""Every code of the adjudicator in Persian and English: reasons, questions, labels, and one sentence for an SMS.

The contract wants both languages at once, so the sentences stand side by side in tables. Days are Jalali in
Persian and Gregorian in English.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from payandan.platform.kit.calendars import NoSuchDate, format_date
from payandan.platform.kit.money import UnknownCurrency, format_money
from payandan.platform.kit.text import persian_digits
from payandan.warranty.rules import Problem, Question, Reason, Verdict, verdict_to_mapping

Language = Literal["fa", "en"]
LANGUAGES: tuple[Language, ...] = ("fa", "en")
Pair = tuple[str, str]
Titles = Mapping[str, Any]

LABELS: Mapping[str, Mapping[str, Pair]] = {
    "outcome": {
        "covered": ("پوشش کامل", "Covered"),
        "partly": ("پوشش بخشی", "Partly covered"),
        "partly_covered": ("پوشش بخشی", "Partly covered"),
        "not_covered": ("بدون پوشش", "Not covered"),
        "undecided": ("هنوز نامعلوم", "Not known yet"),
    },
    "payer": {
        "warranty": ("گارانتی", "Warranty"),
        "statutory": ("ضمانت قانونی", "Statutory guarantee"),
        "contract": ("قرارداد سرویس", "Service contract"),
        "goodwill": ("حسن نیت", "Goodwill"),
        "supplier": ("تأمین‌کننده", "Supplier"),
        "customer": ("مشتری", "Customer"),
    },
    "cause": {
        "material": ("عیب مواد", "Defect in materials"),
        "workmanship": ("عیب ساخت", "Defect in workmanship"),
        "design": ("عیب طراحی", "Defect in design"),
        "performance": ("عملکرد کمتر از وعده", "Performance below what was promised"),
        "software": ("عیب نرم‌افزار", "Software fault"),
        "wear": ("فرسودگی عادی", "Normal wear"),
        "accident": ("ضربه یا سقوط", "Impact or drop"),
        "liquid": ("آب‌خوردگی", "Liquid"),
        "misuse": ("استفادهٔ نادرست", "Misuse"),
        "overload": ("بار بیش از توان", "Overload"),
        "missed_maintenance": ("انجام‌نشدن سرویس‌های توصیه‌شده", "Advised care not done"),
        "power_surge": ("نوسان برق", "Power surge"),
        "unauthorised_repair": ("تعمیر غیرمجاز", "Unauthorised repair"),
        "modification": ("دست‌کاری", "Modification"),
        "non_original_part": ("قطعهٔ غیراصلی", "Non-original part"),
        "transport": ("آسیب حمل", "Transport damage"),
        "force_majeure": ("حادثهٔ قهری", "Force majeure"),
        "none_found": ("بدون عیب", "No fault found"),
    },
    "terms_kind": {
        "recall": ("فراخوان", "Recall"),
        "statutory": ("ضمانت قانونی", "Statutory guarantee"),
        "replaced_part": ("ضمانت قطعهٔ تعویضی", "Replaced-part warranty"),
        "repair": ("ضمانت تعمیر", "Repair warranty"),
        "part": ("ضمانت قطعه", "Part warranty"),
        "manufacturer": ("گارانتی سازنده", "Manufacturer's warranty"),
        "extended": ("گارانتی تمدیدی", "Extended warranty"),
        "contract": ("قرارداد سرویس", "Service contract"),
        "goodwill": ("حسن نیت", "Goodwill"),
        "supplier": ("ضمانت تأمین‌کننده", "Supplier's warranty"),
        "commitment": ("تعهد خدمات", "Service commitment"),
        "pack": ("بستهٔ قانون", "Law pack"),
    },
    "line_kind": {
        "part": ("قطعه", "Part"),
        "labour": ("اجرت", "Labour"),
        "travel": ("ایاب‌وذهاب", "Travel"),
        "shipping": ("حمل", "Shipping"),
        "expense": ("هزینهٔ دیگر", "Other expense"),
    },
    "remedy": {
        "repair": ("تعمیر", "Repair"),
        "replace": ("تعویض", "Replacement"),
        "refund": ("بازپرداخت", "Refund"),
        "extend": ("تمدید گارانتی", "Longer warranty"),
        "loaner": ("دستگاه امانی", "Loaner"),
    },
    "choice": {"company": ("انتخاب شرکت", "Company's choice"), "customer": ("انتخاب مشتری", "Customer's choice")},
    "exclusion": {
        "wear": ("فرسودگی عادی", "Wear"),
        "accident": ("حادثه", "Accident"),
        "misuse": ("استفادهٔ نادرست", "Misuse"),
        "consumable": ("قطعهٔ مصرفی", "Consumable"),
        "unauthorised_repair": ("تعمیر غیرمجاز", "Unauthorised repair"),
        "preexisting": ("عیب آشکار هنگام خرید", "Visible at purchase"),
        "counterfeit": ("کالای تقلبی", "Counterfeit"),
        "power_surge": ("نوسان برق", "Power surge"),
        "liquid": ("آب‌خوردگی", "Liquid"),
        "seal_broken": ("شکستن پلمب", "Broken seal"),
        "serial_unreadable": ("ناخوانا بودن سریال", "Unreadable serial"),
        "transport": ("آسیب حمل", "Transport damage"),
        "force_majeure": ("حادثهٔ قهری", "Force majeure"),
        "unauthorised_installation": ("نصب غیرمجاز", "Unauthorised installation"),
        "rooted_software": ("دست‌کاری نرم‌افزار", "Rooted software"),
        "pixels_within_tolerance": ("پیکسل سوخته در حد مجاز", "Pixels within tolerance"),
        "material": ("عیب مواد", "Materials"),
        "workmanship": ("عیب ساخت", "Workmanship"),
        "design": ("عیب طراحی", "Design"),
        "performance": ("عملکرد", "Performance"),
        "software": ("نرم‌افزار", "Software"),
        "overload": ("بار بیش از توان", "Overload"),
        "missed_maintenance": ("سرویس‌نشدن", "Missed maintenance"),
        "modification": ("دست‌کاری", "Modification"),
        "non_original_part": ("قطعهٔ غیراصلی", "Non-original part"),
    },
    "exclusion_effect": {
        "line": ("همان قلم", "That line"),
        "component": ("همان قطعه", "That component"),
        "claim": ("کل درخواست", "The whole claim"),
        "suspend": ("تعلیق تا رفع", "Suspended until cured"),
        "void": ("پایان گارانتی", "The terms end"),
    },
    "evidence": {
        "photo": ("عکس", "Photo"),
        "video": ("فیلم", "Video"),
        "invoice": ("فاکتور خرید", "Invoice"),
        "receipt": ("رسید خرید", "Receipt"),
        "guarantee_card": ("کارت گارانتی", "Guarantee card"),
        "installation_form": ("برگهٔ نصب", "Installation form"),
        "maintenance_record": ("سابقهٔ سرویس", "Maintenance record"),
        "diagnostic_log": ("گزارش عیب‌یابی دستگاه", "Diagnostic log"),
        "document": ("سند", "Document"),
        "inspection_report": ("گزارش بازرسی", "Inspection report"),
        "authenticity_check": ("استعلام اصالت", "Authenticity check"),
        "laboratory_report": ("گزارش آزمایشگاه", "Laboratory report"),
    },
    "source": {
        "customer": ("مشتری", "Customer"),
        "seller": ("فروشنده", "Seller"),
        "technician": ("تکنسین", "Technician"),
        "laboratory": ("آزمایشگاه", "Laboratory"),
        "system": ("سامانه", "System"),
    },
    "condition": {
        "registered_within": ("ثبت به‌موقع", "Registered in time"),
        "installed_by": ("نصب مجاز", "Authorised installation"),
        "maintenance_done": ("انجام سرویس‌ها", "Maintenance done"),
        "proof_of_purchase": ("مدرک خرید", "Proof of purchase"),
        "genuine_serial": ("سریال اصل", "Genuine serial"),
    },
    "start_basis": {
        "sold": ("روز فروش", "Sale"),
        "delivered": ("روز تحویل", "Delivery"),
        "installed": ("روز نصب", "Installation"),
        "activated": ("روز فعال‌سازی", "Activation"),
        "manufactured": ("روز ساخت", "Manufacture"),
        "import_declared": ("روز اظهار واردات", "Import declaration"),
        "repaired": ("روز تعمیر", "Repair"),
        "replaced": ("روز تعویض قطعه", "Part replacement"),
    },
    "confidence": {"high": ("زیاد", "High"), "medium": ("میانه", "Medium"), "low": ("بررسی‌نشده", "Not checked")},
    "meter": {
        "hours": ("ساعت کار", "operating hours"),
        "km": ("کیلومتر", "kilometres"),
        "cycles": ("بار کارکرد", "cycles"),
    },
}

_HAPPENED: Mapping[str, Pair] = {
    "wear": ("این خرابی از فرسودگی عادی است", "this fault is normal wear"),
    "accident": ("دستگاه ضربه خورده، افتاده یا خیس شده است", "the unit was hit, dropped or got wet"),
    "misuse": (
        "دستگاه برخلاف دستور استفاده به کار رفته یا مراقبت لازم را ندیده است",
        "the unit was used against its instructions or without the care they ask for",
    ),
    "consumable": ("این قطعه مصرفی است", "this is a consumable part"),
    "unauthorised_repair": (
        "دستگاه پیش از این بیرون از نمایندگی مجاز باز یا تعمیر شده است",
        "the unit was opened or repaired outside the authorised network",
    ),
    "preexisting": ("این عیب هنگام خرید آشکار بوده است", "this defect was there to see at purchase"),
    "counterfeit": ("این دستگاه کالای اصل نیست", "this unit is not genuine"),
    "power_surge": ("نوسان برق به دستگاه آسیب زده است", "a power surge damaged the unit"),
    "liquid": ("مایع به درون دستگاه رسیده است", "liquid got into the unit"),
    "seal_broken": ("پلمب دستگاه شکسته است", "the unit's seal is broken"),
    "serial_unreadable": ("شمارهٔ سریال دستگاه خوانا نیست", "the serial number cannot be read"),
    "transport": ("دستگاه در جابه‌جایی آسیب دیده است", "the unit was damaged in transport"),
    "force_majeure": ("حادثه‌ای قهری به دستگاه آسیب زده است", "an act of nature damaged the unit"),
    "unauthorised_installation": (
        "دستگاه را نصاب غیرمجاز نصب کرده است",
        "the unit was not installed by an authorised installer",
    ),
    "rooted_software": ("نرم‌افزار دستگاه دست‌کاری شده است", "the unit's software was tampered with"),
    "pixels_within_tolerance": (
        "شمار پیکسل‌های سوخته در حد مجاز است",
        "the number of defective pixels is within the tolerance",
    ),
    "material": ("علت، عیب مواد است", "the cause is a defect in materials"),
    "workmanship": ("علت، عیب ساخت است", "the cause is a defect in workmanship"),
    "design": ("علت، عیب طراحی است", "the cause is a defect in design"),
    "performance": ("کارکرد دستگاه کمتر از وعده است", "the unit performs below what was promised"),
    "software": ("علت، نرم‌افزار است", "the cause is software"),
    "overload": ("بار دستگاه بیش از توانش بوده است", "the unit was overloaded"),
    "missed_maintenance": ("سرویس‌های لازم انجام نشده است", "the required maintenance was not done"),
    "modification": ("دستگاه دست‌کاری شده است", "the unit was modified"),
    "non_original_part": ("در دستگاه قطعهٔ غیراصلی به کار رفته است", "a non-original part was fitted"),
}

_APPEAL: Pair = (
    " اگر این را درست نمی‌دانید، اعتراض کنید و هر مدرکی دارید بفرستید.",
    " If you think this is wrong, appeal and send what you have.",
)

_BY_EFFECT: Mapping[str, Pair] = {
    "excludes": (
        "{happened} و «{title}» هزینهٔ آن را نمی‌پردازد{clause}." + _APPEAL[0],
        "Because {happened}, “{title}” does not pay for it{clause}." + _APPEAL[1],
    ),
    "voids": (
        "{happened} و «{title}» به همین سبب پایان یافته است{clause}." + _APPEAL[0],
        "Because {happened}, “{title}” has ended{clause}." + _APPEAL[1],
    ),
    "suspends": (
        "{happened} و «{title}» تا برطرف‌شدن آن در تعلیق است{clause}. پس از رفع آن دوباره درخواست بدهید.",
        "Because {happened}, “{title}” is suspended until that is put right{clause}. Then ask again.",
    ),
    "raises": (
        "گفته شده است که {happened}{clause}. تا وقتی مدرکش نرسد، چیزی رد نمی‌شود.",
        "It has been said that {happened}{clause}. Nothing is refused until that is proven.",
    ),
}

_REASONS: Mapping[str, Pair] = {
    "defect_in_materials": (
        "علت خرابی عیب مواد است و «{title}» آن را می‌پردازد{clause}.",
        "The cause is a defect in materials, and “{title}” pays for it{clause}.",
    ),
    "defect_in_workmanship": (
        "علت خرابی عیب ساخت است و «{title}» آن را می‌پردازد{clause}.",
        "The cause is a defect in workmanship, and “{title}” pays for it{clause}.",
    ),
    "defect_in_design": (
        "علت خرابی عیب طراحی است و «{title}» آن را می‌پردازد{clause}.",
        "The cause is a defect in design, and “{title}” pays for it{clause}.",
    ),
    "performance": (
        "دستگاه کار می‌کند ولی نه آن‌گونه که وعده داده شده و «{title}» رفع آن را می‌پردازد{clause}.",
        "The unit works, but not as promised, and “{title}” pays to put that right{clause}.",
    ),
    "software": (
        "علت، نرم‌افزار دستگاه است و «{title}» رفع آن را می‌پردازد{clause}.",
        "The cause is the unit's software, and “{title}” pays to put that right{clause}.",
    ),
    "not_excluded": (
        "هیچ بندی این خرابی را بیرون نمی‌گذارد و «{title}» آن را می‌پردازد{clause}.",
        "No clause leaves this fault out, and “{title}” pays for it{clause}.",
    ),
    "in_period": (
        "خرابی در {on} رخ داده است، درون دورهٔ «{title}» که از {from} تا پایان {last} است{sum}.",
        "The fault came on {on}, inside the period of “{title}”, from {from} to the end of {last}{sum}.",
    ),
    "period_ended": (
        "دورهٔ «{title}» در پایان {last} تمام شد و خرابی در {on} رخ داد{sum}. تعمیر با هزینهٔ شما همچنان ممکن است.",
        "The period of “{title}” ended with {last}, and the fault came on {on}{sum}."
        " A repair at your own cost is still possible.",
    ),
    "not_started": (
        "هنگام خرابی، «{title}» هنوز آغاز نشده بود.",
        "“{title}” had not begun when the fault came.",
    ),
    "claimed_late": (
        "خرابی درون دورهٔ «{title}» بود، ولی مهلت اعلام آن پس از پایان دوره گذشته است.",
        "The fault was inside the period of “{title}”, but the time to report it has passed.",
    ),
    "limit_reached": (
        "کارکرد دستگاه به {value} {meter} رسیده و «{title}» تا {max} {meter} است.",
        "The unit has reached {value} {meter}, and “{title}” runs to {max} {meter}.",
    ),
    "extended_for_late_repair": (
        "تعمیر پیشین دیرتر از مهلت قانونی انجام شد و «{title}» تا پایان {last} تمدید شده است.",
        "An earlier repair took longer than the law allows, so “{title}” runs on to the end of {last}.",
    ),
    "law_protects": (
        "«{title}» این را نمی‌پرداخت، ولی قانون چنین استثنایی را نمی‌پذیرد.",
        "“{title}” would not pay for this, but the law does not allow that exclusion.",
    ),
    "share": (
        "«{title}» {percent} درصد این قلم را می‌پردازد.",
        "“{title}” pays {percent} per cent of this line.",
    ),
    "pro_rata": (
        "با سن کنونی دستگاه، «{title}» {percent} درصد سهم خود را می‌پردازد.",
        "At the age of the unit “{title}” pays {percent} per cent of its share.",
    ),
    "pro_rata_ended": (
        "با سن کنونی دستگاه، «{title}» دیگر سهمی نمی‌پردازد.",
        "At the age of the unit “{title}” no longer pays a share.",
    ),
    "deductible": (
        "بر پایهٔ «{title}» در هر درخواست {money} سهم شماست.",
        "Under “{title}” you bear {money} of each claim.",
    ),
    "cap_reached": (
        "این درخواست به سقف پرداخت «{title}» رسیده است.",
        "This claim has reached the most that “{title}” pays.",
    ),
    "not_transferable": (
        "«{title}» با تغییر مالک منتقل نمی‌شود.",
        "“{title}” does not pass to a new owner.",
    ),
    "no_fault_found": (
        "در بررسی، عیبی پیدا نشد. اگر خرابی باز هم دیده شد، فیلم کوتاهی از آن بفرستید.",
        "No fault was found. If it shows itself again, please send a short video of it.",
    ),
    "not_promised": (
        "«{title}» دربارهٔ این نوع خرابی تعهدی نداده است.",
        "“{title}” makes no promise about this kind of fault.",
    ),
    "cause_unknown": (
        "علت خرابی هنوز یافته نشده است؛ پس از بررسی تکنسین معلوم می‌شود.",
        "The cause has not been found yet; an inspection will tell.",
    ),
    "date_unknown": (
        "تاریخی که برای «{title}» لازم است هنوز معلوم نیست.",
        "A date that “{title}” depends on is not known yet.",
    ),
    "meter_unknown": (
        "میزان کارکرد دستگاه هنوز معلوم نیست و «{title}» تا {max} {meter} است.",
        "The meter has not been read yet, and “{title}” runs to {max} {meter}.",
    ),
    "days_unknown": (
        "روزهای توقف دستگاه در تعمیرگاه به «{title}» افزوده می‌شود و شمار آن هنوز معلوم نیست.",
        "Days in the workshop are added to “{title}”, and they have not been counted yet.",
    ),
    "component_unknown": (
        "هنوز معلوم نیست کدام قطعه خراب شده است.",
        "It is not known yet which component is at fault.",
    ),
    "no_terms": (
        "برای این دستگاه گارانتی‌ای ثبت نشده است. اگر کارت گارانتی یا فاکتور دارید، آن را بفرستید.",
        "No warranty is on record for this unit. If you have a guarantee card or an invoice, please send it.",
    ),
    "law_unchecked": (
        "شاید قانون بیش از این به شما حق بدهد، ولی متن آن هنوز بررسی نشده و به‌تنهایی مبنای رأی نیست.",
        "The law may give you more, but its text has not been checked and cannot decide by itself.",
    ),
    "dead_on_arrival": (
        "خرابی در روزهای نخست پیش آمده و شما می‌توانید {remedy} بخواهید{clause}.",
        "The fault came in the first days, and you may ask for {remedy}{clause}.",
    ),
    "repeated_defect": (
        "همین خرابی پس از تعمیر تکرار شده و شما می‌توانید {remedy} بخواهید{clause}.",
        "The same fault has come back after repair, and you may ask for {remedy}{clause}.",
    ),
    "repair_overdue": (
        "تعمیر بیش از مهلت طول کشیده و {remedy} حق شماست{clause}.",
        "The repair has taken longer than allowed, and you have a right to {remedy}{clause}.",
    ),
    "long_out_of_service": (
        "دستگاه روزهای زیادی از کار افتاده بوده و شما می‌توانید {remedy} بخواهید{clause}.",
        "The unit has been out of service for long, and you may ask for {remedy}{clause}.",
    ),
    "part_not_available": (
        "قطعه یا دستگاه جایگزین در دسترس نیست و شما می‌توانید {remedy} بخواهید{clause}.",
        "No part or replacement is available, and you may ask for {remedy}{clause}.",
    ),
    "right_by_law": (
        "قانون {remedy} را حق شما می‌داند{clause}.",
        "By law you have a right to {remedy}{clause}.",
    ),
}

_OUT_OF_SCOPE: Mapping[str, Pair] = {
    "line_kind": (
        "«{title}» هزینهٔ {kind} را نمی‌پردازد.",
        "“{title}” does not pay for {kind}.",
    ),
    "component": ("«{title}» دربارهٔ این قطعه نیست.", "“{title}” is not about this component."),
    "category": ("«{title}» دربارهٔ این نوع کالا نیست.", "“{title}” is not about this kind of product."),
    "country": ("«{title}» در این کشور اعتبار ندارد.", "“{title}” does not hold in this country."),
}

_CONDITIONS: Mapping[str, Pair] = {
    "registered_within": (
        "دستگاه در مهلت {days} روزه ثبت نشده و «{title}» کنار گذاشته شد{clause}."
        " آن را ثبت کنید یا رسید ثبت را بفرستید.",
        "The unit was not registered within {days} days, so “{title}” is set aside{clause}."
        " Register it, or send proof that you did.",
    ),
    "installed_by": (
        "دستگاه را نمایندگی مجاز نصب نکرده و «{title}» کنار گذاشته شد{clause}. برای بازبینی نصب نوبت بگیرید.",
        "The unit was not installed by an authorised centre, so “{title}” is set aside{clause}."
        " Book an inspection of the installation.",
    ),
    "maintenance_done": (
        "سرویس‌های دوره‌ای انجام نشده و «{title}» کنار گذاشته شد{clause}. سرویس را انجام دهید یا سابقه‌اش را بفرستید.",
        "Maintenance was not done, so “{title}” is set aside{clause}. Have it done, or send the record.",
    ),
    "proof_of_purchase": (
        "«{title}» مدرک خرید می‌خواهد{clause}. عکس فاکتور یا کارت گارانتی را بفرستید.",
        "“{title}” needs a proof of purchase{clause}. Send a photo of the invoice or guarantee card.",
    ),
    "genuine_serial": (
        "سریال دستگاه اصل شناخته نشد و «{title}» کنار گذاشته شد{clause}. سریال را دوباره بررسی کنید.",
        "The serial was not recognised as genuine, so “{title}” is set aside{clause}. Check the serial again.",
    ),
}
_CONDITION_UNKNOWN: Pair = (
    "هنوز معلوم نیست شرط «{condition}» در «{title}» برقرار است یا نه{clause}.",
    "It is not known yet whether “{title}” has its condition met: {condition}{clause}.",
)

_QUESTIONS: Mapping[str, Pair] = {
    "fault.cause": ("علت خرابی چیست؟", "What caused the fault?"),
    "fault.failed_on": ("خرابی از چه روزی پیدا شد؟", "On which day did the fault appear?"),
    "fault.component": ("کدام قطعه خراب شده است؟", "Which component is at fault?"),
    "fault.visible_at_purchase": (
        "آیا این عیب هنگام خرید دیده می‌شد؟",
        "Could this defect be seen at purchase?",
    ),
    "fault.defective_pixels": ("چند پیکسل سوخته هست؟", "How many pixels are defective?"),
    "unit.genuine": ("آیا دستگاه کالای اصل است؟", "Is the unit genuine?"),
    "unit.sold_on": ("دستگاه در چه روزی خریده شد؟", "On which day was the unit bought?"),
    "unit.delivered_on": ("دستگاه در چه روزی تحویل شد؟", "On which day was the unit delivered?"),
    "unit.installed_on": ("دستگاه در چه روزی نصب شد؟", "On which day was the unit installed?"),
    "unit.activated_on": ("دستگاه در چه روزی فعال شد؟", "On which day was the unit activated?"),
    "unit.made_on": ("دستگاه در چه روزی ساخته شد؟", "On which day was the unit made?"),
    "unit.imported_on": ("دستگاه در چه روزی اظهار واردات شد؟", "On which day was its import declared?"),
    "unit.registered_on": ("دستگاه در چه روزی ثبت شد؟", "On which day was the unit registered?"),
    "unit.installed_by": ("دستگاه را چه کسی نصب کرد؟", "Who installed the unit?"),
    "unit.maintenance_done": ("آیا سرویس‌های دوره‌ای انجام شده است؟", "Was the maintenance done?"),
    "unit.seal_intact": ("آیا پلمب دستگاه سالم است؟", "Is the seal intact?"),
    "unit.serial_readable": ("آیا شمارهٔ سریال خواناست؟", "Can the serial number be read?"),
    "unit.software_rooted": ("آیا نرم‌افزار دستگاه دست‌کاری شده است؟", "Was the software tampered with?"),
    "history": ("دستگاه پیش از این کجا تعمیر شده است؟", "Where was the unit repaired before?"),
}
_QUESTION_SHAPES: Sequence[tuple[str, Pair]] = (
    ("fault.meters.", ("دستگاه تا روز خرابی چند {meter} کار کرده است؟", "What did the meter show ({meter})?")),
    (".component", ("در تعمیر پیشین کدام قطعه دست خورد؟", "Which component did the earlier repair touch?")),
    (".days_out_of_service", ("دستگاه چند روز در تعمیرگاه ماند؟", "How many days was it in the workshop?")),
)
_NEEDED: Pair = (" مدرک لازم: {evidence}.", " Needed: {evidence}.")

_PROBLEMS: Mapping[str, Pair] = {
    "unknown_key": ("چنین کلیدی نیست", "there is no such key"),
    "required": ("این کلید لازم است", "this is required"),
    "not_a_mapping": ("باید مجموعه‌ای از کلیدها باشد", "must be a mapping"),
    "not_a_list": ("باید فهرست باشد", "must be a list"),
    "not_text": ("باید متن باشد", "must be text"),
    "text_length": ("متن خالی یا بسیار بلند است (تا {most} نویسه)", "the text is empty or longer than {most}"),
    "not_a_word": ("باید شناسه‌ای با حروف کوچک لاتین باشد", "must be a lower-case identifier"),
    "not_one_of": ("«{value}» پذیرفته نیست؛ یکی از این‌ها: {allowed}", "{value} is not one of: {allowed}"),
    "not_true_or_false": ("باید true یا false باشد", "must be true or false"),
    "not_whole": ("باید عدد درست باشد", "must be a whole number"),
    "not_a_percent": ("باید عددی از ۰ تا ۱۰۰ باشد", "must be a number from 0 to 100"),
    "out_of_range": ("باید میان {least} و {most} باشد", "must be between {least} and {most}"),
    "too_many_decimals": ("حداکثر {most} رقم اعشار", "at most {most} decimals"),
    "not_a_day": ("تاریخ را مانند 2025-03-01 بنویسید", "write the day like 2025-03-01"),
    "no_such_day": ("چنین روزی در تقویم نیست", "there is no such day"),
    "not_an_amount": ("مبلغ باید رشته‌ای از رقم‌ها باشد", "an amount is a string of digits"),
    "negative": ("نمی‌تواند منفی باشد", "cannot be negative"),
    "not_a_currency": ("واحد پول سه حرف بزرگ است، مانند IRR", "a currency is three capitals, like IRR"),
    "impossible_period": ("دوره باید از یک روز تا صد سال باشد", "a period is from one day to a hundred years"),
    "bad_id": ("شناسه را مانند tv-standard@3 بنویسید", "write the id like tv-standard@3"),
    "duplicate": ("«{value}» دوباره آمده است", "{value} comes twice"),
    "contradictory": ("شرط «{value}» دو بار آمده و معلوم نیست کدام معتبر است", "the condition {value} comes twice"),
    "empty": ("نمی‌تواند خالی باشد", "cannot be empty"),
    "not_after": ("باید پس از «{other}» باشد", "must be after {other}"),
    "not_ascending": ("هر مرحله باید از پیشین بلندتر باشد", "each stage must be longer than the one before"),
    "not_here": ("این کلید با «{value}» معنا ندارد", "this key has no meaning with {value}"),
    "needs_lateness": ("تمدید به مهلت تعمیر نیاز دارد", "an extension needs a limit on repair time"),
    "needs_own_exclusions": ("تنها با استثناهای خود معنا دارد", "only with exclusions of its own"),
    "one_of": ("درست یکی از این‌ها لازم است: {allowed}", "exactly one of these is needed: {allowed}"),
    "not_a_reading": ("باید عددی نامنفی باشد", "must be a number, not negative"),
}
_NEAREST: Pair = ("؛ شاید «{nearest}»", "; perhaps {nearest}")


def label(group: str, code: str, language: Language) -> str:
    """The name of a code of `group` (`outcome`, `payer`, `cause` …); an unknown code reads as plain words."""
    pair = LABELS[group].get(code)
    return code.replace("_", " ") if pair is None else pair[LANGUAGES.index(language)]


def explain(spoken: Reason | Question, language: Language, titles: Titles | None = None) -> str:
    """A reason or a question as a sentence for people. `titles` are those of a verdict."""
    if isinstance(spoken, Question):
        return _question(spoken, language)
    return _finished(_template(spoken)[LANGUAGES.index(language)].format_map(_values(spoken, language, titles or {})))


def explain_problem(problem: Problem, language: Language) -> str:
    """What is wrong in a document or case, with the path of it."""
    side = LANGUAGES.index(language)
    params = dict(problem.params)
    pair = _PROBLEMS.get(problem.code)
    said = problem.code if pair is None else pair[side].format_map(_Absent(params))
    if params.get("nearest"):
        said += _NEAREST[side].format(nearest=params["nearest"])
    return f"{problem.path}: {said}" if problem.path else said


def render_verdict(verdict: Verdict) -> dict[str, Any]:
    """The contract's JSON with both languages: what the API and the command line give."""
    rendered = verdict_to_mapping(verdict)
    for written, reason in zip(rendered["reasons"], verdict.reasons, strict=True):
        written["text"] = _both(reason, verdict.titles)
    for written, question in zip(rendered["questions"], verdict.questions, strict=True):
        written["text"] = _both(question, verdict.titles)
    return rendered


def _both(spoken: Reason | Question, titles: Titles) -> dict[str, str]:
    return {tongue: explain(spoken, tongue, titles) for tongue in LANGUAGES}


def sms(verdict: Verdict, language: Language) -> str:
    """The verdict in one sentence."""
    side = LANGUAGES.index(language)
    if verdict.outcome == "undecided":
        asked = _question(verdict.questions[0], language) if verdict.questions else ""
        return f"{_SMS['undecided'][side]} {asked}".strip()
    owed: dict[str, int] = {}
    for line in verdict.lines:
        for share in line.split:
            if share.payer == "customer":
                owed[line.currency] = owed.get(line.currency, 0) + share.amount
    sums = [_money(amount, currency, language) for currency, amount in sorted(owed.items()) if amount]
    joined = _and(language).join(sums)
    outcome = verdict.outcome if sums or verdict.outcome == "covered" else f"{verdict.outcome}_unpriced"
    return _SMS[outcome][side].format(sum=joined)


_SMS: Mapping[str, Pair] = {
    "covered": (
        "درخواست شما پذیرفته شد و هزینه‌ای نمی‌پردازید.",
        "Your claim is covered and you pay nothing.",
    ),
    "partly_covered": (
        "بخشی از درخواست شما پذیرفته شد و سهم شما {sum} است.",
        "Your claim is partly covered and your share is {sum}.",
    ),
    "partly_covered_unpriced": (
        "بخشی از درخواست شما پذیرفته شد؛ سهم شما پس از برآورد اعلام می‌شود.",
        "Your claim is partly covered; your share will be told after the estimate.",
    ),
    "not_covered": (
        "این خرابی در پوشش گارانتی نیست؛ هزینهٔ تعمیر {sum} است و می‌توانید اعتراض کنید.",
        "This fault is not covered; the repair costs {sum}, and you may appeal.",
    ),
    "not_covered_unpriced": (
        "این خرابی در پوشش گارانتی نیست و می‌توانید اعتراض کنید.",
        "This fault is not covered, and you may appeal.",
    ),
    "undecided": ("برای رأی به یک پاسخ نیاز داریم:", "We need one answer to decide:"),
}


class _Absent(dict[str, str]):
    """Values for a template; one that is missing leaves nothing behind."""

    def __missing__(self, key: str) -> str:
        return ""


def _template(reason: Reason) -> Pair:
    params = dict(reason.params)
    if reason.code == "condition_failed":
        return _CONDITIONS[str(params["kind"])]
    if reason.code == "condition_unknown":
        return _CONDITION_UNKNOWN
    if reason.code == "out_of_scope":
        return _OUT_OF_SCOPE[str(params["what"])]
    if reason.effect in _BY_EFFECT and reason.code in _HAPPENED:
        return _BY_EFFECT[reason.effect]
    return _REASONS[reason.code]


def _values(reason: Reason, language: Language, titles: Titles) -> _Absent:
    side = LANGUAGES.index(language)
    params = {name: str(value) for name, value in reason.params}
    since, until, on = reason.dates
    values = _Absent(
        {name: _digits(value, language) for name, value in params.items()},
        title=_title(reason, titles, side),
        clause=_clause(reason, side),
        happened=_HAPPENED[reason.code][side] if reason.code in _HAPPENED else "",
        on=_day(on, language),
        last=_day(until - timedelta(days=1) if until else None, language),
        sum=_arithmetic(params, language),
    )
    values["from"] = _day(since, language)
    if "meter" in params:
        values["meter"] = label("meter", params["meter"], language)
    if reason.code == "condition_unknown":
        values["condition"] = label("condition", params["kind"], language)
    elif "kind" in params:
        values["kind"] = label("line_kind", params["kind"], language).lower()
    if "remedy" in params:
        values["remedy"] = _remedy(params["remedy"], language)
    if "currency" in params:
        values["money"] = _money(int(params["amount"]), params["currency"], language)
    return values


def _remedy(kind: str, language: Language) -> str:
    name = label("remedy", kind, language)
    return name if language == "fa" else f"a {name.lower()}"


def _title(reason: Reason, titles: Titles, side: int) -> str:
    title = titles.get(reason.terms)
    if isinstance(title, Mapping):
        return str(title.get(LANGUAGES[side]) or next(iter(title.values()), ""))
    return title or (("ضمانت قانونی", "the statutory guarantee") if reason.law else ("گارانتی", "the warranty"))[side]


def _clause(reason: Reason, side: int) -> str:
    if not reason.clause:
        return ""
    if side == 0:
        return f" (بند {persian_digits(reason.clause).replace('.', '٫')})"
    return f" (clause {reason.clause})"


def _arithmetic(params: Mapping[str, str], language: Language) -> str:
    """What was added up to find the end of the period."""
    side = LANGUAGES.index(language)
    pieces = [
        pair[side].format(count=_digits(params[name], language)) for name, pair in _PIECES.items() if name in params
    ]
    return f" ({' + '.join(pieces)})" if pieces else ""


_PIECES: Mapping[str, Pair] = {
    "months": ("{count} ماه", "{count} months"),
    "days": ("{count} روز", "{count} days"),
    "days_in_workshop": ("{count} روز در تعمیرگاه", "{count} days in the workshop"),
    "extensions": ("{count} بار تمدید", "{count} extensions"),
}


def _day(day: date | None, language: Language) -> str:
    if day is None:
        return "روزی نامعلوم" if language == "fa" else "an unknown day"
    try:
        return format_date(day, calendar="jalali" if language == "fa" else "gregorian", language=language, style="long")
    except NoSuchDate:
        return format_date(day, calendar="gregorian", language=language, style="long")


def _money(amount: int, currency: str, language: Language) -> str:
    try:
        return format_money(amount, currency, language)
    except UnknownCurrency:
        return f"{_digits(f'{amount:,}', language)} {currency}"


def _digits(text: str, language: Language) -> str:
    return persian_digits(text) if language == "fa" else text


def _finished(sentence: str) -> str:
    """A sentence begins with a capital letter, where its script has one."""
    return sentence[:1].upper() + sentence[1:]


def _question(question: Question, language: Language) -> str:
    side = LANGUAGES.index(language)
    pair = _QUESTIONS.get(question.fact)
    if pair is None:
        pair = next((pair for shape, pair in _QUESTION_SHAPES if shape in question.fact), _QUESTIONS["fault.cause"])
    meter = label("meter", question.fact.rsplit(".", 1)[-1], language)
    said = pair[side].format_map(_Absent(meter=meter))
    if not question.evidence:
        return said
    joint = " یا " if language == "fa" else " or "
    kinds = [label("evidence", kind, language) for kind in question.evidence]
    needed = (joint if question.fact == "unit.sold_on" else _and(language)).join(kinds)
    return said + _NEEDED[side].format(evidence=needed if language == "fa" else needed.lower())


def _and(language: Language) -> str:
    return " و " if language == "fa" else " and "
