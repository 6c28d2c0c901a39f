"""The sentences of verdicts, in Persian and English side by side: the contract wants both at once."""

from collections.abc import Mapping, Sequence

from payandan.warranty.words.names import Pair

HAPPENED: Mapping[str, Pair] = {
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

APPEAL: Pair = (
    " اگر این را درست نمی‌دانید، اعتراض کنید و هر مدرکی دارید بفرستید.",
    " If you think this is wrong, appeal and send what you have.",
)

BY_EFFECT: Mapping[str, Pair] = {
    "excludes": (
        "{happened} و «{title}» هزینهٔ آن را نمی‌پردازد{clause}." + APPEAL[0],
        "Because {happened}, “{title}” does not pay for it{clause}." + APPEAL[1],
    ),
    "voids": (
        "{happened} و «{title}» به همین سبب پایان یافته است{clause}." + APPEAL[0],
        "Because {happened}, “{title}” has ended{clause}." + APPEAL[1],
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

REASONS: Mapping[str, Pair] = {
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
    "other_problem": (
        "«{title}» تنها برای همان مشکلی است که پیش‌تر تعمیر شده بود و این خرابی مشکل دیگری است.",
        "“{title}” is only for the problem that was repaired before, and this is another one.",
    ),
    "problem_unknown": (
        "هنوز معلوم نیست این همان مشکلی است که پیش‌تر تعمیر شده بود یا نه.",
        "It is not known yet whether this is the problem that was repaired before.",
    ),
    "part_unknown": (
        "هنوز معلوم نیست کدام قطعه پیش‌تر تعویض شده است.",
        "It is not known yet which part was replaced before.",
    ),
    "serial_unknown": (
        "«{title}» برای شماری از سریال‌هاست و سریال این دستگاه هنوز معلوم نیست.",
        "“{title}” is for some serials only, and the serial of this unit is not known yet.",
    ),
    "used_up": (
        "سهم {what} در «{title}» پیش از این تمام شده است.",
        "What “{title}” gives of {what} has been used up.",
    ),
    "hours_unknown": (
        "هنوز معلوم نیست این کار چند ساعت می‌برد و «{title}» ساعت کار را می‌شمارد.",
        "It is not known yet how many hours this work takes, and “{title}” counts them.",
    ),
    "service_promised": (
        "«{title}» هزینه را نمی‌پردازد، ولی تا پایان {last} قطعه و خدمات را تضمین می‌کند؛ تعمیر با هزینهٔ شما ممکن است.",
        "“{title}” does not pay, but it promises parts and service to the end of {last}: a repair at your own cost is"
        " possible.",
    ),
    "repair_duty": (
        "به حکم قانون، سازنده باید این دستگاه را پس از پایان ضمانت هم با بهای معقول تعمیر کند.",
        "By law the maker must repair this unit for a reasonable price, even after the guarantee has ended.",
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

ENDED_ANYWAY: Pair = (
    "هر روزی هم که «{title}» آغاز شده باشد، پیش از {on} که خرابی رخ داد پایان یافته بود."
    " تعمیر با هزینهٔ شما همچنان ممکن است.",
    "On whatever day “{title}” began, it had ended before the fault came on {on}."
    " A repair at your own cost is still possible.",
)
LIMIT_SINCE: Pair = (
    "کارکرد دستگاه از تعمیر پیشین {value} {meter} است و «{title}» تا {max} {meter} است.",
    "The unit has run {value} {meter} since it was repaired, and “{title}” runs to {max} {meter}.",
)

COSTS: Mapping[str, Pair] = {
    "part": ("قطعه", "parts"),
    "labour": ("اجرت", "labour"),
    "travel": ("ایاب‌وذهاب", "travel"),
    "shipping": ("حمل", "shipping"),
    "expense": ("سایر", "other expenses"),
}

OUT_OF_SCOPE: Mapping[str, Pair] = {
    "line_kind": (
        "«{title}» هزینهٔ {kind} را نمی‌پردازد.",
        "“{title}” does not pay for {kind}.",
    ),
    "component": ("«{title}» دربارهٔ این قطعه نیست.", "“{title}” is not about this component."),
    "category": ("«{title}» دربارهٔ این نوع کالا نیست.", "“{title}” is not about this kind of product."),
    "country": ("«{title}» در این کشور اعتبار ندارد.", "“{title}” does not hold in this country."),
    "territory": (
        "«{title}» در کشوری که خرابی در آن اعلام شده اعتبار ندارد.",
        "“{title}” does not hold in the country where the fault was presented.",
    ),
    "serial": ("«{title}» دربارهٔ این سریال نیست.", "“{title}” is not about this serial."),
}

CONDITIONS: Mapping[str, Pair] = {
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
CONDITION_UNKNOWN: Pair = (
    "هنوز معلوم نیست شرط «{condition}» در «{title}» برقرار است یا نه{clause}.",
    "It is not known yet whether “{title}” has its condition met: {condition}{clause}.",
)

QUESTIONS: Mapping[str, Pair] = {
    "fault.cause": ("علت خرابی چیست؟", "What caused the fault?"),
    "fault.failed_on": ("خرابی از چه روزی پیدا شد؟", "On which day did the fault appear?"),
    "fault.component": ("کدام قطعه خراب شده است؟", "Which component is at fault?"),
    "fault.visible_at_purchase": (
        "آیا این عیب هنگام خرید دیده می‌شد؟",
        "Could this defect be seen at purchase?",
    ),
    "fault.defective_pixels": ("چند پیکسل سوخته هست؟", "How many pixels are defective?"),
    "unit.genuine": ("آیا دستگاه کالای اصل است؟", "Is the unit genuine?"),
    "unit.serial": ("شمارهٔ سریال دستگاه چیست؟", "What is the serial number of the unit?"),
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
QUESTION_SHAPES: Sequence[tuple[str, Pair]] = (
    ("fault.meters.", ("دستگاه تا روز خرابی چند {meter} کار کرده است؟", "What did the meter show ({meter})?")),
    (".meters.", ("هنگام تعمیر پیشین دستگاه چند {meter} کار کرده بود؟", "What did the meter show then ({meter})?")),
    (".same_problem", ("آیا این همان مشکلی است که پیش‌تر تعمیر شد؟", "Is this the problem that was repaired before?")),
    (".hours", ("این کار چند ساعت می‌برد؟", "How many hours does this work take?")),
    (".on", ("تعمیر پیشین در چه روزی انجام شد؟", "On which day was the earlier repair?")),
    (".component", ("در تعمیر پیشین کدام قطعه دست خورد؟", "Which component did the earlier repair touch?")),
    (".days_out_of_service", ("دستگاه چند روز در تعمیرگاه ماند؟", "How many days was it in the workshop?")),
)
NEEDED: Pair = (" مدرک لازم: {evidence}.", " Needed: {evidence}.")

SMS: Mapping[str, Pair] = {
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

PIECES: Mapping[str, Pair] = {
    "months": ("{count} ماه", "{count} months"),
    "days": ("{count} روز", "{count} days"),
    "days_in_workshop": ("{count} روز در تعمیرگاه", "{count} days in the workshop"),
    "extensions": ("{count} بار تمدید", "{count} extensions"),
}

ONE_OF: Mapping[str, Pair] = {
    "months": ("{count} ماه", "{count} month"),
    "days": ("{count} روز", "{count} day"),
    "days_in_workshop": ("{count} روز در تعمیرگاه", "{count} day in the workshop"),
    "extensions": ("{count} بار تمدید", "{count} extension"),
}

WITHDRAWAL: Mapping[str, Pair] = {
    "open": (
        "خرید از راه دور است و تا پایان {last} می‌توانید بی‌هیچ دلیلی انصراف دهید؛ {freight}.",
        "You may withdraw from the purchase without a reason to the end of {last}; {freight}.",
    ),
    "ended": (
        "مهلت انصراف از خرید در پایان {last} تمام شده است.",
        "The time to withdraw from the purchase ended with {last}.",
    ),
    "not_for_this": (
        "حق انصراف برای خرید از راه دور است، نه خرید حضوری.",
        "The right to withdraw is for purchases at a distance, not in a shop.",
    ),
    "unknown": (
        "شاید حق انصراف از خرید داشته باشید؛ روز تحویل و شیوهٔ خرید را بگویید.",
        "You may have a right to withdraw; tell us the day of delivery and how you bought it.",
    ),
}
FREIGHT: Mapping[str, Pair] = {
    "customer": ("هزینهٔ بازفرستادن با شماست", "sending it back is at your cost"),
    "seller": ("هزینهٔ بازفرستادن با فروشنده است", "sending it back is at the seller's cost"),
}
LEFT: Mapping[str, Pair] = {
    "counted": (
        "از {count} {what} در «{title}»، {left} مانده است.",
        "Of the {count} {what} in “{title}”, {left} are left.",
    ),
    "none": (
        "از {count} {what} در «{title}» چیزی نمانده است.",
        "Of the {count} {what} in “{title}”, none are left.",
    ),
    "promised": ("«{title}»: حداکثر {count} {what}.", "“{title}”: at most {count} {what}."),
}
PROPOSED: Pair = (
    "از سر حسن نیت می‌توان {sum} از سهم مشتری را برداشت ({split}). این پیشنهاد است و رأی نیست{approver}.",
    "As goodwill, {sum} of the customer's share could be borne ({split})."
    " This is a proposal, not a decision{approver}.",
)
APPROVER: Mapping[str, Pair] = {
    "some": ("؛ اختیار آن با {name} است", "; {name} may approve it"),
    "none": ("؛ از بودجهٔ همه بیشتر است", "; it is beyond every budget"),
}
