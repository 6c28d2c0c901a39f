"""Photographs that customers and technicians would send, drawn: nobody's pictures are used.

Each kind is a small drawing on a lit surface, then blurred, grained and tilted a little as a telephone would.
"""

import io
import random
from collections.abc import Callable
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (640, 480)
VARIANTS = 3
"""How many different pictures of one kind there are."""

Draw = ImageDraw.ImageDraw
Box = tuple[int, int, int, int]
Painter = Callable[[Image.Image, Draw, random.Random], None]

INK, STEEL, DARK, GLASS, WATER = (38, 42, 48), (196, 201, 206), (24, 26, 30), (16, 20, 28), (120, 168, 196)


def upload(kind: str, variant: int) -> SimpleUploadedFile:
    """A picture of one kind as a browser would send it."""
    name = f"IMG_{1000 + 37 * variant + len(kind)}.jpg"
    return SimpleUploadedFile(name, jpeg(kind, variant % VARIANTS), "image/jpeg")


@lru_cache(maxsize=256)
def jpeg(kind: str, variant: int) -> bytes:
    """The picture's bytes; the same for the same kind and variant."""
    chance = random.Random(f"{kind}:{variant}")  # noqa: S311 - nothing here is secret
    paint, surface = PAINTERS[kind]
    image = _surface(surface, chance)
    paint(image, ImageDraw.Draw(image, "RGBA"), chance)
    buffer = io.BytesIO()
    _photographed(image, chance).save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _surface(colour: tuple[int, int, int], chance: random.Random) -> Image.Image:
    """A surface, lighter towards the window."""
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(SIZE)
    dim = tuple(int(part * 0.62) for part in colour)
    return Image.composite(Image.new("RGB", SIZE, colour), Image.new("RGB", SIZE, dim), light)


def _photographed(image: Image.Image, chance: random.Random) -> Image.Image:
    tilted = image.rotate(chance.uniform(-3.5, 3.5), Image.Resampling.BILINEAR, fillcolor=(90, 88, 84))
    left, top = chance.randint(14, 40), chance.randint(14, 34)
    shown = tilted.crop((left, top, SIZE[0] - left, SIZE[1] - top)).resize(SIZE)
    return Image.blend(shown.filter(ImageFilter.GaussianBlur(0.8)), _grain(), 0.05)


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    return Image.effect_noise(SIZE, 22).convert("RGB")


def _text(draw: Draw, place: tuple[int, int], text: str, size: int, fill: tuple[int, ...] = INK) -> None:
    draw.text(place, text, font=_font(size), fill=fill)


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _screen(draw: Draw, inside: tuple[int, int, int] = GLASS) -> None:
    draw.rounded_rectangle((40, 50, 600, 390), 8, fill=DARK)
    draw.rectangle((54, 64, 586, 374), fill=inside)
    draw.rectangle((250, 390, 390, 406), fill=(50, 52, 56))
    draw.rectangle((180, 406, 460, 418), fill=(58, 60, 64))


def _cracks(draw: Draw, chance: random.Random, centre: tuple[int, int], *, reach: int, rays: int, within: Box) -> None:
    """Rays from where it was hit, that end where the glass ends."""
    left, top, right, bottom = within
    for _ in range(rays):
        x, y = centre
        way = [(x, y)]
        dx, dy = chance.uniform(-1, 1), chance.uniform(-1, 1)
        for _step in range(7):
            x += int(dx * reach / 7 + chance.uniform(-12, 12))
            y += int(dy * reach / 7 + chance.uniform(-12, 12))
            way.append((min(max(x, left), right), min(max(y, top), bottom)))
        draw.line(way, fill=(226, 232, 240, 210), width=chance.choice((1, 1, 2, 3)))
    for radius in (12, 30, 56):
        box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        draw.arc(box, chance.randint(0, 90), chance.randint(150, 330), fill=(214, 222, 232, 190), width=2)


def _cracked_screen(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    _screen(draw, (22, 40, 66))
    centre = (chance.randint(110, 520), chance.choice((110, 130, 300, 330)))
    draw.pieslice((centre[0] - 130, centre[1] - 90, centre[0] + 130, centre[1] + 90), 200, 320, fill=(4, 4, 6, 230))
    _cracks(draw, chance, centre, reach=330, rays=15, within=(54, 64, 586, 374))


def _cracked_screen_close(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rectangle((0, 0, *SIZE), fill=(14, 18, 26))
    for _blot in range(5):
        x, y, r = chance.randint(60, 560), chance.randint(60, 400), chance.randint(30, 90)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(30, 20, chance.randint(60, 120), 160))
    centre = (chance.randint(220, 420), chance.randint(160, 320))
    _cracks(draw, chance, centre, reach=620, rays=22, within=(0, 0, *SIZE))


def _lines_on_screen(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    _screen(draw, (70, 96, 120))
    draw.polygon([(54, 300), (210, 190), (330, 280), (450, 170), (586, 320), (586, 374), (54, 374)], fill=(46, 70, 60))
    for _line in range(chance.randint(2, 5)):
        x = chance.randint(80, 560)
        colour = chance.choice(((80, 255, 120), (255, 80, 200), (90, 180, 255), (250, 250, 250)))
        draw.line((x, 64, x, 374), fill=(*colour, 230), width=chance.choice((1, 2, 4)))
    half = chance.choice(((54, 64, 320, 374), (320, 64, 586, 374)))
    draw.rectangle(half, fill=(0, 0, 0, 110))


def _dark_screen(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    _screen(draw, (8, 8, 11))
    x = chance.randint(160, 480)
    draw.ellipse((x - 90, 120, x + 90, 300), fill=(60, 64, 80, 70))
    draw.ellipse((560, 378, 568, 386), fill=(220, 40, 40))


def _thermometer(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    for y in (130, 250, 370):
        draw.line((20, y, 620, y), fill=(150, 160, 168), width=5)
    for x in (90, 480):
        draw.rounded_rectangle((x, 170, x + 70, 248), 10, fill=chance.choice(((190, 60, 50), (70, 130, 80))))
    draw.rounded_rectangle((220, 150, 440, 330), 24, fill=(244, 244, 240), outline=(120, 124, 128), width=4)
    draw.rounded_rectangle((246, 182, 414, 270), 8, fill=(170, 188, 160))
    _text(draw, (262, 190), f"{chance.uniform(14, 27):.1f}C", 58, (28, 38, 30))


def _frost(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    for _flake in range(420):
        x, y, r = chance.randint(0, 640), int(abs(chance.gauss(0, 170))), chance.randint(4, 26)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(250, 252, 255, chance.randint(60, 170)))
    for y in (330, 400):
        draw.line((20, y, 620, y), fill=(170, 180, 190), width=6)


def _water_leak(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rectangle((130, 0, 510, 300), fill=(232, 234, 236), outline=(180, 184, 188), width=3)
    draw.rectangle((130, 262, 510, 300), fill=(206, 210, 214))
    for shade in (90, 130, 170):
        x, y = chance.randint(120, 260), chance.randint(290, 350)
        draw.ellipse((x, y, x + chance.randint(240, 330), y + chance.randint(70, 120)), fill=(*WATER, shade))
    for _drop in range(14):
        x, y = chance.randint(100, 560), chance.randint(320, 460)
        draw.ellipse((x, y, x + 12, y + 7), fill=(*WATER, 200))


def _hose(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    lift = chance.randint(-30, 30)
    for x in range(40, 600, 9):
        y = 240 + lift + int(60 * ((x - 320) / 280) ** 2)
        draw.ellipse((x, y - 34, x + 16, y + 34), fill=(120, 124, 128), outline=(84, 88, 92), width=2)
    tear = chance.randint(240, 380)
    edge = [(tear, 190 + lift), (tear + 46, 215 + lift), (tear + 30, 280 + lift), (tear - 8, 262 + lift)]
    draw.polygon(edge, fill=DARK)


def _board(draw: Draw, chance: random.Random, colour: tuple[int, int, int]) -> None:
    draw.rectangle((70, 50, 570, 430), fill=colour, outline=(20, 50, 36), width=4)
    for _track in range(34):
        x, y = chance.randint(80, 540), chance.randint(60, 410)
        turn = chance.randint(-70, 70)
        draw.line((x, y, x + turn, y, x + turn, y + chance.randint(-60, 60)), fill=(150, 180, 120), width=2)
    for _chip in range(16):
        x, y = chance.randint(90, 500), chance.randint(70, 380)
        draw.rectangle((x, y, x + chance.randint(16, 62), y + chance.randint(12, 46)), fill=(28, 30, 34))
    for _can in range(6):
        x, y = chance.randint(100, 500), chance.randint(80, 370)
        draw.ellipse((x, y, x + 36, y + 36), fill=STEEL, outline=(40, 44, 80), width=5)


def _burnt_board(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    _board(draw, chance, (40, 104, 70))
    x, y = chance.randint(180, 430), chance.randint(150, 320)
    for radius, shade in ((92, 70), (66, 120), (42, 190), (20, 250)):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(18, 12, 8, shade))
    draw.polygon([(x - 14, y), (x + 6, y - 16), (x + 18, y + 10)], fill=(176, 96, 40))


def _wet_board(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    _board(draw, chance, (34, 70, 110))
    for _stain in range(9):
        x, y, r = chance.randint(120, 500), chance.randint(90, 380), chance.randint(14, 52)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=chance.choice(((210, 226, 190, 120), (120, 76, 30, 110))))


def _invoice(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rectangle((120, 16, 520, 464), fill=(250, 249, 244), outline=(200, 196, 188), width=2)
    draw.rectangle((140, 34, 226, 78), fill=(22, 107, 92))
    _text(draw, (152, 42), "AVA", 26, (255, 255, 255))
    _text(draw, (356, 40), f"No. {chance.randint(10_000, 99_999)}", 20)
    _text(draw, (356, 64), f"140{chance.choice('345')}/{chance.randint(1, 12):02}/{chance.randint(1, 29):02}", 18)
    for row in range(6):
        y = 120 + row * 42
        draw.line((140, y + 30, 500, y + 30), fill=(190, 190, 186), width=1)
        draw.line((300, y + 14, 300 + chance.randint(60, 190), y + 14), fill=(90, 94, 100), width=6)
        _text(draw, (146, y + 4), f"{chance.randint(12, 960)},000,000", 17, (70, 74, 80))
    draw.ellipse((150, 372, 250, 452), outline=(60, 70, 170, 190), width=5)
    draw.line((170, 424, 236, 392), fill=(60, 70, 170, 190), width=4)


def _serial_plate(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rounded_rectangle((90, 110, 550, 370), 10, fill=(222, 224, 222), outline=(130, 134, 136), width=3)
    _text(draw, (112, 126), "AVA ELECTRONIC", 28)
    _text(draw, (112, 166), f"MODEL  X{chance.randint(10, 99)}   220-240V~  50Hz", 20)
    x = 114
    while x < 500:
        bar = chance.choice((2, 2, 3, 5))
        draw.rectangle((x, 214, x + bar, 296), fill=(20, 20, 20))
        x += bar + chance.choice((3, 3, 5))
    lot = f"{chance.randint(1, 9)}K{chance.randint(1, 4)}F"
    _text(draw, (114, 304), f"S/N AV-{chance.randint(10, 99)}-{lot}-{chance.randint(100, 9999):05}", 26)


def _worn_battery(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    swell = chance.randint(14, 44)
    draw.rounded_rectangle((150, 140, 490, 340), 16, fill=(46, 48, 54))
    draw.ellipse((150, 140 - swell, 490, 250), fill=(46, 48, 54))
    draw.ellipse((210, 150 - swell // 2, 430, 230), fill=(88, 92, 100, 130))
    _text(draw, (190, 262), "Li-ion 3.85V 19.2Wh", 26, (214, 216, 220))
    draw.rectangle((300, 336, 350, 372), fill=(196, 150, 60))


def _worn_belt(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.ellipse((110, 70, 530, 410), outline=(36, 36, 40), width=24)
    start = chance.randint(20, 300)
    draw.arc((110, 70, 530, 410), start, start + 26, fill=(160, 152, 140), width=30)
    for _thread in range(10):
        x, y = chance.randint(300, 500), chance.randint(250, 420)
        draw.line((x, y, x + chance.randint(-26, 26), y + chance.randint(6, 34)), fill=(60, 60, 60), width=2)


def _torn_gasket(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rectangle((60, 0, 320, 480), fill=(238, 240, 242))
    draw.rectangle((320, 0, 352, 480), fill=(120, 122, 126))
    y = chance.randint(120, 320)
    draw.polygon([(318, y), (356, y - 26), (420, y + 40), (352, y + 70)], fill=(96, 98, 102))
    draw.line((322, y + 8, 350, y + 60), fill=(20, 20, 22), width=5)


def _overloaded_drum(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.ellipse((110, 20, 530, 440), fill=(206, 210, 214), outline=(150, 154, 158), width=12)
    draw.ellipse((160, 70, 480, 390), fill=(70, 74, 80))
    for _cloth in range(16):
        x, y, r = chance.randint(200, 430), chance.randint(110, 350), chance.randint(30, 78)
        colour = chance.choice(((178, 60, 70), (60, 96, 160), (220, 206, 180), (90, 130, 96)))
        start, end = chance.randint(0, 90), chance.randint(180, 350)
        draw.pieslice((x - r, y - r, x + r, y + r), start, end, fill=(*colour, 240))


def _coin_in_pump(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.ellipse((150, 70, 490, 410), fill=(60, 64, 70), outline=(30, 32, 36), width=10)
    for angle in range(0, 360, 90):
        draw.pieslice((220, 140, 420, 340), angle + 20, angle + 52, fill=(210, 212, 214))
    x, y = chance.randint(240, 360), chance.randint(180, 280)
    draw.ellipse((x, y, x + 66, y + 62), fill=(206, 170, 74), outline=(150, 120, 44), width=4)
    draw.line((x - 60, y + 70, x + 40, y + 110), fill=(24, 24, 26), width=7)


def _dirty_filter(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rectangle((60, 60, 580, 420), fill=(170, 176, 182))
    for x in range(60, 580, 12):
        draw.line((x, 60, x, 420), fill=(120, 126, 132), width=2)
    for y in range(60, 420, 12):
        draw.line((60, y, 580, y), fill=(120, 126, 132), width=2)
    for _dust in range(240):
        x, y, r = chance.randint(70, 570), chance.randint(70, 410), chance.randint(4, 24)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(104, 94, 80, chance.randint(50, 130)))


def _broken_phone(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rounded_rectangle((210, 16, 430, 464), 30, fill=(30, 32, 36))
    draw.rounded_rectangle((220, 28, 420, 452), 22, fill=(26, 44, 72))
    _text(draw, (262, 70), f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}", 44, (220, 226, 236))
    corner = (chance.choice((236, 404)), chance.choice((80, 400)))
    _cracks(draw, chance, corner, reach=420, rays=16, within=(220, 28, 420, 452))


def _liquid_label(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    _board(draw, chance, (30, 34, 40))
    x, y = chance.randint(220, 340), chance.randint(160, 260)
    draw.rectangle((x, y, x + 110, y + 60), fill=(240, 240, 240))
    for _spot in range(26):
        dx, dy = chance.randint(6, 96), chance.randint(6, 46)
        draw.ellipse((x + dx, y + dy, x + dx + 12, y + dy + 10), fill=(206, 40, 60, 200))


def _laptop_keyboard(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rounded_rectangle((20, 60, 620, 430), 14, fill=(150, 154, 160))
    for row in range(5):
        for column in range(13):
            x, y = 44 + column * 43, 92 + row * 48
            draw.rounded_rectangle((x, y, x + 36, y + 40), 5, fill=(34, 36, 42))
    for _stain in range(4):
        x, y, r = chance.randint(80, 520), chance.randint(110, 320), chance.randint(24, 70)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(130, 84, 36, 96))
    draw.rounded_rectangle((230, 344, 410, 418), 6, fill=(132, 136, 142))


def _broken_seal(_: Image.Image, draw: Draw, chance: random.Random) -> None:
    draw.rectangle((60, 60, 580, 420), fill=(150, 154, 158))
    for x, y in ((90, 90), (540, 90), (90, 380), (540, 380)):
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), fill=(96, 100, 104), outline=(60, 62, 66), width=3)
    draw.polygon([(240, 190), (330, 180), (318, 292), (236, 286)], fill=(236, 216, 90))
    draw.polygon([(346, 176), (424, 190), (420, 292), (338, 298)], fill=(236, 216, 90))
    _text(draw, (250, 220), "VO", 40, (140, 30, 30))
    _text(draw, (352, 222), "ID", 40, (140, 30, 30))
    draw.line((333, 176, 328, 300), fill=DARK, width=chance.randint(3, 7))


WOOD, TILE, WALL, BENCH, CLOTH = (176, 140, 104), (206, 204, 198), (214, 208, 196), (120, 128, 136), (222, 220, 214)

PAINTERS: dict[str, tuple[Painter, tuple[int, int, int]]] = {
    "cracked_screen": (_cracked_screen, WALL),
    "cracked_screen_close": (_cracked_screen_close, WALL),
    "lines_on_screen": (_lines_on_screen, WALL),
    "dark_screen": (_dark_screen, WALL),
    "thermometer": (_thermometer, CLOTH),
    "frost": (_frost, (190, 200, 210)),
    "water_leak": (_water_leak, TILE),
    "hose": (_hose, TILE),
    "burnt_board": (_burnt_board, BENCH),
    "wet_board": (_wet_board, BENCH),
    "invoice": (_invoice, WOOD),
    "serial_plate": (_serial_plate, BENCH),
    "worn_battery": (_worn_battery, BENCH),
    "worn_belt": (_worn_belt, TILE),
    "torn_gasket": (_torn_gasket, CLOTH),
    "overloaded_drum": (_overloaded_drum, TILE),
    "coin_in_pump": (_coin_in_pump, BENCH),
    "dirty_filter": (_dirty_filter, TILE),
    "broken_phone": (_broken_phone, WOOD),
    "liquid_label": (_liquid_label, BENCH),
    "laptop_keyboard": (_laptop_keyboard, WOOD),
    "broken_seal": (_broken_seal, BENCH),
}
"""Each kind of picture: how it is drawn, and on what it lies."""
