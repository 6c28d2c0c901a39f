"""The messages about money: what it will cost, what was received, and the invoice."""

from payandan.platform.notifications.rules import MessageTemplate

MESSAGES: dict[str, MessageTemplate] = {
    "repairs.estimate": MessageTemplate(
        sms={
            "fa": "{name} عزیز، برآورد هزینهٔ {product} شما آماده است: {total}\n"
            "لطفاً تا {until} ببینید و پاسخ دهید:\n{link}",
            "en": "Dear {name}, the estimate for your {product} is ready: {total}\nPlease look and answer by {until}:\n"
            "{link}",
        },
        subject={"fa": "برآورد هزینهٔ {product}", "en": "The estimate for your {product}"},
        email={
            "fa": "{name} عزیز،\n\nبرآورد هزینهٔ {product} شما آماده است: {total}.\n"
            "سطر به سطر ببینید، بپرسید و تا {until} پاسخ دهید:\n{link}",
            "en": "Dear {name},\n\nThe estimate for your {product} is ready: {total}.\n"
            "Look at it line by line, ask, and answer by {until}:\n{link}",
        },
    ),
    "repairs.estimate_reminder": MessageTemplate(
        sms={
            "fa": "{name} عزیز، کار {product} شما چشم‌به‌راه پاسخ شما به برآورد هزینه است (تا {until}):\n{link}",
            "en": "Dear {name}, your {product} waits for your answer to the estimate (until {until}):\n{link}",
        },
        subject={"fa": "یادآوری برآورد هزینهٔ {product}", "en": "Your {product} waits for your answer"},
        email={
            "fa": "{name} عزیز،\n\nکار {product} شما چشم‌به‌راه پاسخ شما به برآورد هزینه است. "
            "تا {until} اعتبار دارد:\n{link}",
            "en": "Dear {name},\n\nYour {product} waits for your answer to the estimate, "
            "which is valid until {until}:\n{link}",
        },
    ),
    "repairs.estimate_reply": MessageTemplate(
        sms={
            "fa": "{name} عزیز، به پرسش شما دربارهٔ برآورد هزینه پاسخ دادیم:\n{link}",
            "en": "Dear {name}, we have answered your question about the estimate:\n{link}",
        },
        subject={"fa": "پاسخ پرسش شما", "en": "The answer to your question"},
        email={
            "fa": "{name} عزیز،\n\nبه پرسش شما دربارهٔ برآورد هزینهٔ {product} پاسخ دادیم:\n{link}",
            "en": "Dear {name},\n\nWe have answered your question about the estimate for your {product}:\n{link}",
        },
    ),
    "repairs.pay": MessageTemplate(
        sms={
            "fa": "{name} عزیز، برای پرداخت {total} بابت {product} این پیوند را باز کنید:\n{link}",
            "en": "Dear {name}, to pay {total} for your {product} open this link:\n{link}",
        },
        subject={"fa": "پرداخت {total}", "en": "To pay: {total}"},
        email={
            "fa": "{name} عزیز،\n\nبرای پرداخت {total} بابت {product} این پیوند را باز کنید:\n{link}",
            "en": "Dear {name},\n\nTo pay {total} for your {product} open this link:\n{link}",
        },
    ),
    "repairs.deposit": MessageTemplate(
        sms={
            "fa": "{name} عزیز، بیعانهٔ {total} برای {product} رسید. سپاس!\n{link}",
            "en": "Dear {name}, we have received your deposit of {total} for your {product}. Thank you!\n{link}",
        },
        subject={"fa": "بیعانهٔ شما رسید", "en": "We have received your deposit"},
        email={
            "fa": "{name} عزیز،\n\nبیعانهٔ {total} برای {product} رسید. سپاس!\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nWe have received your deposit of {total} for your {product}. "
            "Thank you!\n\nDetails:\n{link}",
        },
    ),
    "repairs.paid": MessageTemplate(
        sms={
            "fa": "{name} عزیز، پرداخت {total} بابت {product} رسید. سپاس!\n{link}",
            "en": "Dear {name}, we have received your payment of {total} for your {product}. Thank you!\n{link}",
        },
        subject={"fa": "پرداخت شما رسید", "en": "We have received your payment"},
        email={
            "fa": "{name} عزیز،\n\nپرداخت {total} بابت {product} رسید. سپاس!\n\nجزئیات:\n{link}",
            "en": "Dear {name},\n\nWe have received your payment of {total} for your {product}. "
            "Thank you!\n\nDetails:\n{link}",
        },
    ),
    "repairs.invoice": MessageTemplate(
        sms={
            "fa": "{name} عزیز، فاکتور {product} شما: {total}\n{link}",
            "en": "Dear {name}, the invoice for your {product}: {total}\n{link}",
        },
        subject={"fa": "فاکتور {product}", "en": "The invoice for your {product}"},
        email={
            "fa": "{name} عزیز،\n\nفاکتور {product} شما به مبلغ {total} آماده است:\n{link}",
            "en": "Dear {name},\n\nThe invoice for your {product} over {total} is ready:\n{link}",
        },
    ),
}
