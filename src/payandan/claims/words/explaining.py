"""The reasons of a claim for whoever asks: one sentence for an SMS, a paragraph for the customer, a page for the clerk.

The texts stand side by side in both languages, for they are asked for in a language, whatever the reader's own is.
Codes for the auditor need no words; they are put together in `queries.tellings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import override

from payandan.claims.words.labels import fact_label
from payandan.platform.kit.actors import Language
from payandan.platform.kit.calendars import NoSuchDate, format_date
from payandan.platform.kit.money import format_money
from payandan.platform.kit.text import persian_digits
from payandan.platform.ui import words as shown
from payandan.warranty.labels import spoken
from payandan.warranty.labels.reasons import of_line, whys
from payandan.warranty.words import label

Pair = tuple[str, str]
MOST = 134
"""UTF-16 units of two joined parts of an SMS in Persian."""
_SHORTEST_NAME = 8
_AGAINST = ("voids", "excludes", "rejects", "suspends", "sets_aside", "limits")


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told. `outcome` is what was decided, empty while nobody has; money in the smallest unit.

    `lines` are (what it is, amount, paid by the company, paid by the customer, reasons) in the reader's language;
    `evidence` are the names of the pieces by their place.
    """

    number: str
    product: str
    outcome: str
    customer_pays: int
    currency: str
    verdict: Mapping[str, Any]
    lines: tuple["ToldLine", ...] = ()
    evidence: tuple[str, ...] = ()
    serial: str = ""
    decided: str = ""
    note: str = ""
    can_appeal: bool = False


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line of a claim as it is told."""

    id: str
    label: str
    amount: int
    company: int
    customer: int
    outcome: str


# --- one sentence ----------------------------------------------------------------------------------------------------

_SENTENCE: Mapping[str, Pair] = {
    "approved": (
        "هزینهٔ تعمیر {product} با گارانتی است؛ {why}.",
        "The warranty pays for your {product}: {why}.",
    ),
    "partly_approved": (
        "گارانتی بخشی از هزینهٔ {product} را می‌پردازد و سهم شما {sum} است؛ {why}.",
        "The warranty pays part of the cost of your {product}, your share is {sum}: {why}.",
    ),
    "partly_unpriced": (
        "گارانتی بخشی از هزینهٔ {product} را می‌پردازد؛ {why}.",
        "The warranty pays part of the cost of your {product}: {why}.",
    ),
    "rejected": (
        "گارانتی هزینهٔ {product} را نمی‌پردازد؛ {why}.",
        "The warranty does not pay for your {product}: {why}.",
    ),
    "": ("رأی دربارهٔ {product} هنوز داده نشده؛ {why}.", "Your {product} is not decided yet: {why}."),
}
_ANY_UNIT: Pair = ("کالای شما", "unit")

_WHY: Mapping[str, Pair] = {
    # why not
    "wear": ("خرابی از فرسودگی عادی است", "the fault is normal wear"),
    "accident": ("دستگاه ضربه خورده یا خیس شده است", "it was hit, dropped or got wet"),
    "misuse": ("برخلاف دستور استفاده شده است", "it was used against its instructions"),
    "consumable": ("این قطعه مصرفی است", "the part is a consumable"),
    "unauthorised_repair": ("بیرون از نمایندگی تعمیر شده است", "it was repaired outside the network"),
    "preexisting": ("عیب هنگام خرید آشکار بوده است", "the defect was there to see at purchase"),
    "counterfeit": ("دستگاه اصل نیست", "it is not genuine"),
    "power_surge": ("نوسان برق به آن آسیب زده است", "a power surge damaged it"),
    "liquid": ("مایع به درونش رسیده است", "liquid got into it"),
    "seal_broken": ("پلمب آن شکسته است", "its seal is broken"),
    "serial_unreadable": ("سریال آن خوانا نیست", "its serial cannot be read"),
    "transport": ("در جابه‌جایی آسیب دیده است", "it was damaged in transport"),
    "force_majeure": ("حادثه‌ای قهری به آن آسیب زده است", "an act of nature damaged it"),
    "unauthorised_installation": ("نصاب مجاز آن را نصب نکرده است", "it was not installed by an authorised installer"),
    "rooted_software": ("نرم‌افزارش دست‌کاری شده است", "its software was tampered with"),
    "pixels_within_tolerance": ("پیکسل‌های سوخته در حد مجازند", "the defective pixels are within the tolerance"),
    "overload": ("بارش بیش از توان بوده است", "it was overloaded"),
    "missed_maintenance": ("سرویس‌های لازم انجام نشده است", "the required maintenance was not done"),
    "modification": ("دست‌کاری شده است", "it was modified"),
    "non_original_part": ("قطعهٔ غیراصلی در آن است", "a non-original part was fitted"),
    "period_ended": ("دورهٔ گارانتی در {last} پایان یافته است", "the warranty ended with {last}"),
    "not_started": ("گارانتی هنوز آغاز نشده بود", "the warranty had not begun"),
    "claimed_late": ("مهلت اعلام گذشته است", "it was reported too late"),
    "limit_reached": ("کارکرد آن از حد گارانتی گذشته است", "it has passed the limit of its meter"),
    "not_transferable": ("گارانتی با تغییر مالک منتقل نمی‌شود", "the warranty does not pass to a new owner"),
    "no_fault_found": ("عیبی پیدا نشد", "no fault was found"),
    "not_promised": ("گارانتی این نوع خرابی را تعهد نکرده است", "the warranty does not promise this"),
    "out_of_scope": ("گارانتی دربارهٔ این قلم نیست", "the warranty is not about this"),
    "condition_failed": ("شرط «{condition}» برقرار نیست", "a condition is not met: {condition}"),
    "no_terms": ("گارانتی‌ای برای آن ثبت نشده است", "no warranty is on record"),
    "cap_reached": ("به سقف پرداخت گارانتی رسیده است", "the most that the warranty pays is reached"),
    "deductible": ("بخشی از هر درخواست سهم خریدار است", "a part of each claim is the buyer's"),
    "share": ("گارانتی {percent} درصد آن را می‌پردازد", "the warranty pays {percent} per cent"),
    "pro_rata": ("با سن دستگاه {percent} درصد پرداخت می‌شود", "at its age {percent} per cent is paid"),
    "pro_rata_ended": ("با سن دستگاه سهمی پرداخت نمی‌شود", "at its age nothing is paid any more"),
    # why
    "defect_in_materials": ("علت، عیب مواد است", "the cause is a defect in materials"),
    "defect_in_workmanship": ("علت، عیب ساخت است", "the cause is a defect in workmanship"),
    "defect_in_design": ("علت، عیب طراحی است", "the cause is a defect in design"),
    "performance": ("کمتر از وعده کار می‌کند", "it performs below what was promised"),
    "software": ("علت، نرم‌افزار آن است", "the cause is its software"),
    "not_excluded": ("هیچ بندی این خرابی را بیرون نمی‌گذارد", "no clause leaves this fault out"),
    # not yet
    "cause_unknown": ("علت خرابی هنوز پیدا نشده است", "the cause has not been found yet"),
}
_GOODWILL: Pair = ("شرکت از سر حسن نیت آن را پذیرفت", "the company grants it as goodwill")
_OTHERWISE: Mapping[str, Pair] = {
    "approved": ("در دورهٔ گارانتی است", "it is inside the warranty"),
    "partly_approved": ("شرایط گارانتی همه را نمی‌پردازد", "the terms do not pay for everything"),
    "rejected": ("شرایط گارانتی این را در بر نمی‌گیرد", "the terms do not cover this"),
    "": ("یک پاسخ کم است", "one answer is missing"),
}


def sms(told: Told, language: Language) -> str:
    """One sentence that says who pays and why: at most two parts of an SMS, in either language.

    The product's name gives way first; the claim's number follows where there is room for it.
    """
    side = _side(language)
    unpriced = told.outcome == "partly_approved" and not told.customer_pays
    template = _SENTENCE["partly_unpriced" if unpriced else told.outcome][side]
    why = _clause(told, language)
    money = format_money(told.customer_pays, told.currency, language)
    room = MOST - _length(template.format(product="", why=why, sum=money))
    sentence = template.format(product=_fitting(told.product, room, side), why=why, sum=money)
    numbered = f"{sentence} \u2066{told.number}\u2069" if side == 0 else f"{sentence} {told.number}"
    return numbered if _length(numbered) <= MOST else sentence


def why(verdict: Mapping[str, Any], outcome: str, language: Language) -> str:
    """The one reason that says most about an outcome, as a clause for a message."""
    return _clause(Told("", "", outcome, 0, "", verdict), language)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fitting(name: str, room: int, side: int) -> str:
    """A name in so many signs: whole words as far as they go; where hardly one fits, any unit."""
    if _length(name) <= room:
        return name
    words = name.split()
    while words and _length(" ".join(words)) + 1 > room:
        words.pop()
    short = " ".join(words)
    return f"{short}…" if len(short) >= _SHORTEST_NAME else _ANY_UNIT[side]


def _clause(told: Told, language: Language) -> str:
    """The one reason that decides, as a clause."""
    side = _side(language)
    reason = deciding_reason(told.verdict, told.outcome)
    if told.outcome in ("approved", "partly_approved") and told.verdict.get("outcome") == "not_covered":
        return _GOODWILL[side]
    if reason is None or reason["code"] not in _WHY:
        return _OTHERWISE[told.outcome][side]
    params = {name: str(value) for name, value in (reason.get("params") or {}).items()}
    until = (reason.get("dates") or {}).get("until")
    last = _day(date.fromisoformat(until) - timedelta(days=1), language) if until else ""
    if reason["code"] == "period_ended" and not last:
        return _OTHERWISE[told.outcome][side]
    percent = _digits(params.get("percent", ""), language)
    condition = label("condition", params.get("kind", ""), language) if "kind" in params else ""
    return _WHY[reason["code"]][side].format(last=last, percent=percent, condition=condition)


def deciding_reason(verdict: Mapping[str, Any], outcome: str) -> Mapping[str, Any] | None:
    """The reason of a verdict that says most about an outcome; None where there is none."""
    wanted: Sequence[str] = {"approved": ("grants",), "": ("asks", "raises")}.get(outcome, _AGAINST)
    reasons = _that_matter(verdict)
    return next((reason for effect in wanted for reason in reasons if reason["effect"] == effect), None)


def _that_matter(verdict: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The reasons of promises that might pay for some line, in the verdict's order: not what others say beside."""
    bare = {"reasons": [{**reason, "text": {"en": ""}} for reason in verdict.get("reasons", ())]}
    known = whys(bare, "en")
    main = {why for line in verdict.get("lines", ()) for why in of_line(line, known).main}
    # The one with a bar of its dates is a copy that says so; the reason behind it is the same.
    said = {(why.code, why.effect, why.promise) for why in main}
    return [
        reason
        for reason in verdict.get("reasons", ())
        if (known[reason["id"]].code, known[reason["id"]].effect, known[reason["id"]].promise) in said
    ]


# --- a paragraph -----------------------------------------------------------------------------------------------------

_HEAD: Mapping[str, Pair] = {
    "approved": (
        "هزینهٔ تعمیر {product} با گارانتی است و شما چیزی نمی‌پردازید.",
        "The warranty pays for the repair of your {product}; you pay nothing.",
    ),
    "partly_approved": (
        "گارانتی بخشی از هزینهٔ تعمیر {product} را می‌پردازد و سهم شما {sum} است.",
        "The warranty pays a part of the repair of your {product}; your share is {sum}.",
    ),
    "partly_unpriced": (
        "گارانتی بخشی از هزینهٔ تعمیر {product} را می‌پردازد؛ سهم شما پس از برآورد معلوم می‌شود.",
        "The warranty pays a part of the repair of your {product}; your share will be known after the estimate.",
    ),
    "rejected": (
        "این بار گارانتی هزینهٔ تعمیر {product} را نمی‌پردازد.",
        "This time the warranty does not pay for the repair of your {product}.",
    ),
    "": (
        "دربارهٔ {product} هنوز رأی داده نشده است.",
        "Your {product} has not been decided on yet.",
    ),
}
_COST: Pair = ("برآورد هزینهٔ آن {sum} است.", "The estimate is {sum}.")
_SHOWN_BY: Pair = ("این‌ها آن را نشان می‌دهند: {evidence}.", "This is what shows it: {evidence}.")
_REMEDIES: Pair = ("می‌توانید بخواهید: {remedies}.", "You may ask for: {remedies}.")
_APPEAL: Pair = (
    "اگر موافق نیستید، با یک لمس اعتراض کنید تا کسی که رأی نخست را نمی‌داند دوباره بررسی کند.",
    "If you do not agree, one tap is enough to appeal; somebody who does not know this decision will look again.",
)
_MISSING: Pair = ("برای رأی این را باید دانست: {questions}", "To decide we have to know: {questions}")
_MOST_REASONS = 3


def paragraph(told: Told, language: Language) -> str:
    """A paragraph for the customer: who pays, why, what shows it, what one may ask for, and how to appeal.

    No codes, no names of staff, no notes of the house.
    """
    side, verdict = _side(language), spoken(told.verdict)
    amount = format_money(told.customer_pays, told.currency, language)
    unpriced = told.outcome == "partly_approved" and not told.customer_pays
    head = _HEAD["partly_unpriced" if unpriced else told.outcome][side]
    parts = [head.format(product=told.product, sum=amount)]
    if told.outcome == "rejected" and told.customer_pays:
        parts.append(_COST[side].format(sum=amount))
    reasons = _telling_reasons(verdict, told.outcome)
    # Each reason against the customer ends with how to appeal; here that is said once, at the end.
    parts += list(dict.fromkeys(_without_appeal(str(reason["text"][language]), side) for reason in reasons))
    shown = [told.evidence[place] for reason in reasons for place in reason["evidence"] if place < len(told.evidence)]
    if shown:
        parts.append(_SHOWN_BY[side].format(evidence=_listed(dict.fromkeys(shown), language)))
    questions = [str(question["text"][language]) for question in verdict.get("questions", ())]
    if not told.outcome and questions:
        parts.append(_MISSING[side].format(questions=" ".join(questions[:2])))
    remedies = [label("remedy", one["kind"], language) for one in verdict.get("remedies", ())]
    if told.outcome in ("approved", "partly_approved") and remedies:
        parts.append(_REMEDIES[side].format(remedies=_listed(dict.fromkeys(remedies), language)))
    if told.can_appeal:
        parts.append(_APPEAL[side])
    return " ".join(parts)


def _telling_reasons(verdict: Mapping[str, Any], outcome: str) -> list[Mapping[str, Any]]:
    """The reasons that speak for the outcome, the strongest first, and of each kind the first."""
    wanted: Sequence[str] = {"approved": ("grants", "confirms"), "": ("asks", "raises")}.get(outcome, _AGAINST)
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for effect in wanted:
        for reason in _that_matter(verdict):
            if reason["effect"] == effect:
                found.setdefault((reason["code"], effect), reason)
    return list(found.values())[:_MOST_REASONS]


_APPEAL_OF_REASONS: Pair = (
    " اگر این را درست نمی‌دانید، اعتراض کنید و هر مدرکی دارید بفرستید.",
    " If you think this is wrong, appeal and send what you have.",
)


def _without_appeal(text: str, side: int) -> str:
    return text.removesuffix(_APPEAL_OF_REASONS[side])


# --- a page ----------------------------------------------------------------------------------------------------------

_PAGE: Mapping[str, Pair] = {
    "claim": ("درخواست", "Claim"),
    "decided": ("رأی", "Decision"),
    "verdict": ("رأی پیشنهادی", "Verdict"),
    "company": ("گارانتی", "warranty"),
    "customer": ("مشتری", "customer"),
    "presumed": ("به سود مشتری فرض شده", "Presumed in the customer's favour"),
    "questions": ("چه چیزی آن را روشن می‌کند", "What would decide it"),
    "book": ("دفتر قواعد", "Rule book"),
    "evidence": ("مدرک", "evidence"),
    "same": ("به همان دلیل‌های قلم {line}", "for the same reasons as line {line}"),
}


def page(told: Told, language: Language) -> str:
    """Everything a colleague needs, as plain text: the lines with their reasons, codes and clauses beside them."""
    side, verdict = _side(language), spoken(told.verdict)
    reasons = {reason["id"]: reason for reason in verdict.get("reasons", ())}
    rows = [f"{_PAGE['claim'][side]} {told.number} · {told.product} · {told.serial}".rstrip(" ·")]
    if told.decided:
        rows.append(f"{_PAGE['decided'][side]}: {told.decided}")
    if told.note:
        rows.append(f"  {told.note}")
    rows.append(f"{_PAGE['verdict'][side]}: {label('outcome', verdict['outcome'], language)}")
    by_id = {line["id"]: line for line in verdict["lines"]}
    before: dict[tuple[str, ...], str] = {}
    for line in told.lines:
        rows += ["", _line(line, told, language)]
        names = tuple(name for name in by_id[line.id]["reasons"] if name in reasons)
        if names in before:
            rows.append(f"   - {_PAGE['same'][side].format(line=before[names])}")
            continue
        before[names] = line.id
        rows += [_bullet(reasons[name], told, language) for name in names]
    questions = [str(question["text"][language]) for question in verdict.get("questions", ())]
    if questions:
        rows += ["", f"{_PAGE['questions'][side]}:", *(f"  ? {question}" for question in questions)]
    if verdict.get("presumed"):
        with override(language):
            presumed = [fact_label(path).rstrip("?؟") for path in verdict["presumed"]]
        rows += ["", f"{_PAGE['presumed'][side]}: {_listed(dict.fromkeys(presumed), language)}"]
    book = verdict.get("rule_book", {})
    named = ", ".join((*book.get("terms", ()), *book.get("packs", ())))
    return "\n".join([*rows, "", f"{_PAGE['book'][side]}: {named}", f"  {book.get('digest', '')}"])


def _line(line: ToldLine, told: Told, language: Language) -> str:
    side = _side(language)
    said = (line.label, format_money(line.amount, told.currency, language), label("outcome", line.outcome, language))
    if line.outcome == "undecided":
        return f"{line.id}. " + " · ".join(said)
    split = (
        f"{_PAGE['company'][side]} {format_money(line.company, told.currency, language)}",
        f"{_PAGE['customer'][side]} {format_money(line.customer, told.currency, language)}",
    )
    return f"{line.id}. " + " · ".join((*said, *split))


def _bullet(reason: Mapping[str, Any], told: Told, language: Language) -> str:
    """A reason with its codes: `- sentence [code effect tv-standard@3 4.2; evidence #1 photo]`."""
    law = (reason.get("law") or {}).get("pack")
    said = (reason["code"], reason["effect"], reason.get("terms"), reason.get("clause"), law)
    codes = " ".join(str(part) for part in said if part)
    proofs = ", ".join(f"#{place} {told.evidence[place]}" for place in reason["evidence"] if place < len(told.evidence))
    shown = f"; {_PAGE['evidence'][_side(language)]} {proofs}" if proofs else ""
    return f"   - {_without_appeal(str(reason['text'][language]), _side(language))} [{codes}{shown}]"


_UNSURE: Pair = (
    "آنچه در آن روز بود برای این‌ها نگه داشته نشده و مقدار کنونی به جایش آمده است: {names}.",
    "What stood there on that day was not kept for these, and what stands there now was taken: {names}.",
)
_LINES: Pair = ("برآورد", "the estimate")
_METERS: Pair = ("کارکرد", "the meters")


def unsure(paths: Sequence[str], language: Language) -> str:
    """What of a day could not be put together again, as a sentence; empty where all could."""
    if not paths:
        return ""
    side = _side(language)
    named = {"lines": _LINES[side], "fault.meters": _METERS[side]}
    with override(language):
        names = [named.get(path) or fact_label(path).rstrip("?؟") for path in paths]
    return _UNSURE[side].format(names=_listed(dict.fromkeys(names), language))


_SAME: Pair = (
    "بازسازی بر دفتر قواعدِ {when}: همان رأی.",
    "Made again on the rule book of {when}: the same.",
)
_OTHER: Pair = (
    "بازسازی بر دفتر قواعدِ {when}: با آنچه ثبت شده فرق دارد، در {paths}.",
    "Made again on the rule book of {when}: it differs from what was kept, in {paths}.",
)


def comparison(at: datetime, paths: Sequence[str], language: Language) -> str:
    """Whether the verdict made again is the one that was kept, as a sentence."""
    pair = _OTHER if paths else _SAME
    with override(language):
        when = day_and_time(at)
    return pair[_side(language)].format(when=when, paths=", ".join(paths))


# --- shared ----------------------------------------------------------------------------------------------------------


def day_and_time(at: datetime) -> str:
    """A moment that is read later and elsewhere: never «today». In the language that is active."""
    local = shown.local(at)
    return f"{shown.day(local.date())} · {shown.digits(f'{local:%H:%M}')}"


def _side(language: Language) -> int:
    return 0 if language == "fa" else 1


def _listed(words: Mapping[str, Any], language: Language) -> str:
    joint = "، " if language == "fa" else ", "
    return joint.join(words) if language == "fa" else joint.join(words).lower()


def _digits(text: str, language: Language) -> str:
    return persian_digits(text) if language == "fa" else text


def _day(day: date, language: Language) -> str:
    try:
        return format_date(day, calendar="jalali" if language == "fa" else "gregorian", language=language, style="long")
    except NoSuchDate:
        return format_date(day, calendar="gregorian", language=language, style="long")
