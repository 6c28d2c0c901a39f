"""What is wrong in a document or a case, and what to do about it, in Persian and English."""

from collections.abc import Mapping

from payandan.warranty.words.names import Pair

PROBLEMS: Mapping[str, Pair] = {
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
    "not_a_number": ("باید عدد باشد", "must be a number"),
    "not_plain": ("تنها متن، عدد، فهرست و مجموعه می‌پذیرد", "only text, numbers, lists and mappings are possible here"),
    "other_length": (
        "باید به درازای «{other}» باشد تا بازه روشن باشد",
        "must be as long as {other}, so that the range is clear",
    ),
    "not_before": ("نمی‌تواند پیش از «{other}» باشد؛ جای آن دو را عوض کنید", "cannot come before {other}: swap the two"),
    "cap_below_deductible": (
        "سقف از فرانشیز کمتر است و هیچ‌گاه چیزی پرداخت نمی‌شود؛ سقف را بالا یا فرانشیز را پایین ببرید",
        "the cap is below the deductible, so that nothing is ever paid: raise the cap or lower the deductible",
    ),
    "total_below_claim": (
        "سقف کل از سقف هر درخواست کمتر است؛ سقف کل را بالا ببرید یا سقف هر درخواست را بردارید",
        "the cap in all is below the cap of one claim: raise it, or leave the other out",
    ),
    "month_below_claim": (
        "بودجهٔ ماه از بودجهٔ یک درخواست کمتر است؛ آن را بالا ببرید",
        "the budget of a month is below that of one claim: raise it",
    ),
    "never_reached": (
        "این پله پس از پایان دوره آغاز می‌شود؛ آن را بردارید یا دوره را بلندتر کنید",
        "this stage begins after the end of the period: leave it out, or lengthen the period",
    ),
    "rising_share": (
        "سهم نمی‌تواند با بالا رفتن سن بیشتر شود؛ سهم‌ها را از بیشتر به کمتر بنویسید",
        "the share cannot rise with age: write the stages from more to less",
    ),
    "latest_after_itself": (
        "مهلت آغاز از همان روز «{value}» حساب شده و اثری ندارد؛ روز دیگری بنویسید",
        "the latest start counts from {value} itself and does nothing: name another day",
    ),
    "outside_scope": (
        "«{value}» در scope.components نیست؛ آن را آنجا بیفزایید یا این سطر را بردارید",
        "{value} is not among scope.components: add it there, or leave this row out",
    ),
    "pays_nothing": (
        "این شرایط هیچ قلمی را نمی‌پردازد؛ سهم دست‌کم یک قلم را بیش از صفر بنویسید",
        "these terms pay for nothing: write a share above nought for one kind of line",
    ),
    "granted_and_excluded": (
        "«{value}» هم تعهد شده و هم استثنا؛ آن را از یکی بردارید",
        "{value} is both granted and excluded: take it out of one of them",
    ),
    "lifts_nothing": (
        "این کف چیزی را بالا نمی‌برد؛ period یا lines بنویسید",
        "this floor lifts nothing: write a period or lines",
    ),
    "not_a_whole": (
        "جمع سهم‌ها {total} درصد است و باید ۱۰۰ باشد",
        "the shares add up to {total} per cent; they must make 100",
    ),
    "not_a_reading": ("باید عددی نامنفی باشد", "must be a number, not negative"),
}
NEAREST: Pair = ("؛ شاید «{nearest}»", "; perhaps {nearest}")
