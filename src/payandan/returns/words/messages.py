"""The messages about parcels: short, kind, with the number and the way on."""

from payandan.platform.notifications.rules import MessageTemplate


def _template(subject: dict[str, str], sms: dict[str, str]) -> MessageTemplate:
    """The e-mail says the same as the SMS, a line apart."""
    email = {language: text.replace("\n", "\n\n") for language, text in sms.items()}
    return MessageTemplate(sms=sms, subject=subject, email=email)


MESSAGES: dict[str, MessageTemplate] = {
    "returns.shipped": _template(
        {"fa": "مرسولهٔ شما ارسال شد", "en": "Your parcel is on its way"},
        {
            "fa": "{name} عزیز، {content} برای شما ارسال شد.\n{carrier}، شمارهٔ مرسوله: {waybill}\n{link}",
            "en": "Dear {name}, we have sent you {content}.\n{carrier}, waybill {waybill}\n{link}",
        },
    ),
    "returns.fetch": _template(
        {"fa": "مرسولهٔ خود را تحویل دهید", "en": "Please hand your parcel over"},
        {
            "fa": "{name} عزیز، برای دریافت {content} از شما هماهنگ کردیم.\n"
            "{carrier}، شمارهٔ مرسوله: {waybill}\nاین شماره را هنگام تحویل نشان دهید.\n{link}",
            "en": "Dear {name}, we have ordered that {content} is fetched from you.\n"
            "{carrier}, waybill {waybill}\nShow this number when you hand it over.\n{link}",
        },
    ),
    "returns.out": _template(
        {"fa": "مرسولهٔ شما امروز می‌رسد", "en": "Your parcel comes today"},
        {
            "fa": "{name} عزیز، {content} امروز به دستتان می‌رسد.\nشمارهٔ مرسوله: {waybill}\n{link}",
            "en": "Dear {name}, {content} reaches you today.\nWaybill {waybill}\n{link}",
        },
    ),
    "returns.pickup": _template(
        {"fa": "مرسولهٔ شما منتظر شماست", "en": "Your parcel waits for you"},
        {
            "fa": "{name} عزیز، {content} در باجهٔ {carrier} منتظر شماست.\nشمارهٔ مرسوله: {waybill}\n{link}",
            "en": "Dear {name}, {content} waits for you at the counter of {carrier}.\nWaybill {waybill}\n{link}",
        },
    ),
    "returns.delivered": _template(
        {"fa": "مرسولهٔ شما تحویل شد", "en": "Your parcel was delivered"},
        {
            "fa": "{name} عزیز، {content} تحویل شما شد. اگر به دستتان نرسیده است، به ما خبر دهید.\n{link}",
            "en": "Dear {name}, {content} was delivered to you. If you do not have it, please tell us.\n{link}",
        },
    ),
    "returns.arrived": _template(
        {"fa": "مرسولهٔ شما به دست ما رسید", "en": "Your parcel has arrived"},
        {
            "fa": "{name} عزیز، {content} به دست ما رسید.\n{link}",
            "en": "Dear {name}, {content} has arrived with us.\n{link}",
        },
    ),
    "returns.problem": _template(
        {"fa": "مشکلی برای مرسولهٔ شما پیش آمده است", "en": "Something is wrong with your parcel"},
        {
            "fa": "{name} عزیز، در راه {content} مشکلی پیش آمده است: {trouble}.\n"
            "پیگیر آن هستیم و شما را باخبر می‌کنیم.\n{link}",
            "en": "Dear {name}, something went wrong with {content} on its way: {trouble}.\n"
            "We are taking care of it and will tell you.\n{link}",
        },
    ),
}
