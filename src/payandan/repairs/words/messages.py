"""The messages that the workshop sends: short, kind, with the number and the way on."""

from payandan.platform.notifications.rules import MessageTemplate

MESSAGES: dict[str, MessageTemplate] = {
    "repairs.received": MessageTemplate(
        sms={
            "fa": "{name} عزیز، {product} شما پذیرش شد.\nشمارهٔ رسید: {number}\n"
            "کد پیگیری: {tracking}\n{promise}\n{link}",
            "en": "Dear {name}, we have taken in your {product}.\nReceipt: {number}\nTracking code: {tracking}\n"
            "{promise}\n{link}",
        },
        subject={"fa": "رسید پذیرش {number}", "en": "Your repair receipt {number}"},
        email={
            "fa": "{name} عزیز،\n\n{product} شما پذیرش شد. شمارهٔ رسید {number} و کد پیگیری {tracking} است.\n"
            "{promise}\n\n"
            "پیگیری:\n{link}",
            "en": "Dear {name},\n\nWe have taken in your {product}. The receipt is {number}, the tracking code "
            "{tracking}.\n{promise}\n\nFollow it:\n{link}",
        },
    ),
    "repairs.ready": MessageTemplate(
        sms={
            "fa": "{name} عزیز، {product} شما آمادهٔ تحویل است ({outcome}).\n{centre}\nکد پیگیری: {tracking}\n{link}",
            "en": "Dear {name}, your {product} is ready for collection ({outcome}).\n{centre}\n"
            "Tracking code: {tracking}\n{link}",
        },
        subject={"fa": "{product} شما آمادهٔ تحویل است", "en": "Your {product} is ready"},
        email={
            "fa": "{name} عزیز،\n\n{product} شما آمادهٔ تحویل است: {outcome}.\n{centre}\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nYour {product} is ready for collection: {outcome}.\n{centre}\n\nDetails:\n{link}",
        },
    ),
    "repairs.reminder": MessageTemplate(
        sms={
            "fa": "{name} عزیز، {product} شما آماده است و چشم‌به‌راه شماست.\n{centre}\nکد پیگیری: {tracking}\n{link}",
            "en": "Dear {name}, your {product} is ready and waits for you.\n{centre}\n"
            "Tracking code: {tracking}\n{link}",
        },
        subject={"fa": "یادآوری تحویل {product}", "en": "Your {product} waits for you"},
        email={
            "fa": "{name} عزیز،\n\n{product} شما آماده است و چشم‌به‌راه شماست.\n{centre}\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nYour {product} is ready and waits for you.\n{centre}\n\nDetails:\n{link}",
        },
    ),
    "repairs.delayed": MessageTemplate(
        sms={
            "fa": "{name} عزیز، از تأخیر در کار {product} شما پوزش می‌خواهیم.\n{promise}\n{link}",
            "en": "Dear {name}, we are sorry: your {product} takes longer.\n{promise}\n{link}",
        },
        subject={"fa": "تأخیر در کار {product}", "en": "Your {product} takes longer"},
        email={
            "fa": "{name} عزیز،\n\nاز تأخیر در کار {product} شما پوزش می‌خواهیم.\n{promise}\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nWe are sorry: your {product} takes longer.\n{promise}\n\nDetails:\n{link}",
        },
    ),
    "repairs.delivered": MessageTemplate(
        sms={
            "fa": "{name} عزیز، {product} تحویل شما شد. اگر تا {days} روز ایراد برگشت، همین رسید را بیاورید.\n{link}",
            "en": "Dear {name}, you have your {product} back. If the fault returns within {days} days, bring this "
            "receipt.\n{link}",
        },
        subject={"fa": "{product} تحویل شد", "en": "You have your {product} back"},
        email={
            "fa": "{name} عزیز،\n\n{product} تحویل شما شد: {outcome}.\n"
            "اگر تا {days} روز ایراد برگشت، همین رسید را بیاورید.\n\n"
            "جزئیات:\n{link}",
            "en": "Dear {name},\n\nYou have your {product} back: {outcome}.\nIf the fault returns within {days} days, "
            "bring this receipt.\n\nDetails:\n{link}",
        },
    ),
    "repairs.code": MessageTemplate(
        sms={
            "fa": "کد تأیید پذیرش یا تحویل: {code}\nآن را فقط به همکار ما در مرکز خدمات بگویید.",
            "en": "Your code for handing in or collecting: {code}\nTell it only to our colleague at the centre.",
        },
    ),
}
