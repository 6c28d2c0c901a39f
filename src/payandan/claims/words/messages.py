"""The messages that claims sends: short, kind, with the reason in one sentence and the way on.

They are texts of their own in each language, not translations at the moment of sending: an SMS has no page around it.
"""

from payandan.claims.words import radar
from payandan.platform.notifications.rules import MessageTemplate

MESSAGES: dict[str, MessageTemplate] = {
    **radar.MESSAGES,
    "claims.filed": MessageTemplate(
        sms={
            "fa": "{name} عزیز، گزارش خرابی {product} رسید.\nشمارهٔ پیگیری: {number}\nپیگیری و افزودن عکس:\n{link}",
            "en": "Dear {name}, we have your report about the {product}.\nNumber: {number}\n"
            "Follow it or add photos:\n{link}",
        },
        subject={"fa": "گزارش خرابی شما رسید: {number}", "en": "We have your report: {number}"},
        email={
            "fa": "{name} عزیز،\n\nگزارش خرابی {product} رسید. شمارهٔ پیگیری آن {number} است.\n{why}\n\n"
            "پیگیری و افزودن عکس:\n{link}",
            "en": "Dear {name},\n\nWe have your report about the {product}. Its number is {number}.\n{why}\n\n"
            "Follow it or add photos:\n{link}",
        },
    ),
    "claims.question": MessageTemplate(
        sms={
            "fa": "{name} عزیز، برای ادامهٔ کار {product} یک پرسش از شما داریم:\n{question}\nپاسخ در یک دقیقه:\n{link}",
            "en": "Dear {name}, one question about your {product}:\n{question}\nAnswer in a minute:\n{link}",
        },
        subject={"fa": "یک پرسش دربارهٔ {product}", "en": "One question about your {product}"},
        email={
            "fa": "{name} عزیز،\n\nبرای ادامهٔ کار {product} یک پرسش از شما داریم:\n\n{question}\n\nپاسخ:\n{link}",
            "en": "Dear {name},\n\nTo go on with your {product} we have one question:\n\n{question}\n\nAnswer:\n{link}",
        },
    ),
    "claims.approved": MessageTemplate(
        sms={
            "fa": "{name} عزیز، هزینهٔ تعمیر {product} با گارانتی است؛ {short}.\nجزئیات:\n{link}",
            "en": "Dear {name}, the repair of your {product} is covered: {short}.\nDetails:\n{link}",
        },
        subject={"fa": "هزینه با گارانتی است: {number}", "en": "Your claim is covered: {number}"},
        email={
            "fa": "{name} عزیز،\n\nهزینهٔ تعمیر {product} با گارانتی است.\n{why}\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nThe repair of your {product} is covered.\n{why}\n\nDetails:\n{link}",
        },
    ),
    "claims.partly_approved": MessageTemplate(
        sms={
            "fa": "{name} عزیز، گارانتی بخشی از هزینهٔ {product} را می‌پردازد و سهم شما {customer_pays} است؛ {short}.\n"
            "جزئیات و اعتراض با یک لمس:\n{link}",
            "en": "Dear {name}, the warranty pays part of the cost of your {product}; your share is {customer_pays}: "
            "{short}.\nDetails, or one tap to appeal:\n{link}",
        },
        subject={"fa": "بخشی از هزینه با گارانتی است: {number}", "en": "Your claim is partly covered: {number}"},
        email={
            "fa": "{name} عزیز،\n\nگارانتی بخشی از هزینهٔ {product} را می‌پردازد و سهم شما {customer_pays} است.\n"
            "{why}\n\n"
            "جزئیات و مدرک‌ها:\n{link}\n\n"
            "اگر موافق نیستید، با یک لمس اعتراض کنید تا شخص دیگری بررسی کند:\n{appeal_link}",
            "en": "Dear {name},\n\nThe warranty pays part of the cost of your {product}; "
            "your share is {customer_pays}.\n{why}\n\n"
            "Details and evidence:\n{link}\n\n"
            "If you do not agree, one tap is enough and somebody else will look at it:\n{appeal_link}",
        },
    ),
    "claims.rejected": MessageTemplate(
        sms={
            "fa": "{name} عزیز، این بار گارانتی هزینهٔ {product} را نمی‌پردازد؛ {short}.\n"
            "مدرک‌ها را ببینید؛ اگر موافق نیستید با یک لمس اعتراض کنید:\n{link}",
            "en": "Dear {name}, this time the warranty does not pay for your {product}. Why: {short}.\n"
            "See the evidence; if you do not agree, one tap is enough to appeal:\n{link}",
        },
        subject={"fa": "نتیجهٔ بررسی {number}", "en": "The result of {number}"},
        email={
            "fa": "{name} عزیز،\n\nاین بار گارانتی هزینهٔ {product} را نمی‌پردازد.\n{why}\n\n"
            "مدرک‌ها:\n{link}\n\n"
            "اگر موافق نیستید، با یک لمس اعتراض کنید تا شخص دیگری بررسی کند:\n{appeal_link}",
            "en": "Dear {name},\n\nThis time the warranty does not pay for your {product}.\n{why}\n\n"
            "The evidence:\n{link}\n\n"
            "If you do not agree, one tap is enough and somebody else will look at it:\n{appeal_link}",
        },
    ),
    "claims.appeal_decided": MessageTemplate(
        sms={
            "fa": "{name} عزیز، اعتراض شما دربارهٔ {product} بررسی شد. {result}\nجزئیات:\n{link}",
            "en": "Dear {name}, your appeal about the {product} was decided. {result}\nDetails:\n{link}",
        },
        subject={"fa": "نتیجهٔ اعتراض شما: {number}", "en": "The result of your appeal: {number}"},
        email={
            "fa": "{name} عزیز،\n\nاعتراض شما دربارهٔ {product} بررسی شد. {result}\n{why}\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nYour appeal about the {product} was decided. {result}\n{why}\n\nDetails:\n{link}",
        },
    ),
    "claims.settled": MessageTemplate(
        sms={
            "fa": "{name} عزیز، سهم گارانتی برای {product} تسویه شد: {amount}.\nجزئیات:\n{link}",
            "en": "Dear {name}, the warranty's share for your {product} was settled: {amount}.\nDetails:\n{link}",
        },
        subject={"fa": "تسویه شد: {number}", "en": "Settled: {number}"},
        email={
            "fa": "{name} عزیز،\n\nسهم گارانتی برای {product} تسویه شد: {amount}.\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nThe warranty's share for your {product} was settled: {amount}.\n\nDetails:\n{link}",
        },
    ),
    "claims.cores_due": MessageTemplate(
        sms={},
        subject={"fa": "داغی‌هایی که باید برسند: {centre}", "en": "Defective parts that fall due: {centre}"},
        email={
            "fa": "{name} عزیز،\n\nموعد فرستادن {count} قطعهٔ داغی از {centre} نزدیک است؛ نخستین موعد {day}.\n"
            "داغی‌ای که تا موعد نرسد از حساب مرکز کم می‌شود.\n\nفهرست:\n{link}",
            "en": "Dear {name},\n\n{count} defective parts of {centre} fall due soon, the first on {day}.\n"
            "A part that does not arrive in time is charged to the centre.\n\nThe list:\n{link}",
        },
    ),
}
