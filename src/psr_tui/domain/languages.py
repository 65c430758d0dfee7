"""Languages a patient may speak: code, English name, own name. No order of importance: a clinic marks its own.

Own table because the usual locale data lacks Hmong (hmn) and American Sign Language (ase) (standards.md section 10).
"""

from __future__ import annotations

from dataclasses import dataclass

from psr_tui.domain.text import fold


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its BCP 47 code (without region)."""

    code: str
    english: str
    own: str

    @property
    def label(self) -> str:
        """The English name, with its own behind it."""
        return self.english if self.own == self.english else f"{self.english} ({self.own})"


_TABLE = """
am|Amharic|አማርኛ
ar|Arabic|العربية
ase|American Sign Language|ASL
bn|Bengali|বাংলা
bs|Bosnian|bosanski
chk|Chuukese|Chuuk
cs|Czech|čeština
de|German|Deutsch
el|Greek|Ελληνικά
en|English|English
es|Spanish|español
fa|Persian|فارسی
fr|French|français
gu|Gujarati|ગુજરાતી
haw|Hawaiian|ʻŌlelo Hawaiʻi
he|Hebrew|עברית
hi|Hindi|हिन्दी
hmn|Hmong|Hmoob
hr|Croatian|hrvatski
ht|Haitian Creole|Kreyòl ayisyen
hu|Hungarian|magyar
hy|Armenian|հայերեն
ilo|Ilocano|Ilokano
it|Italian|italiano
ja|Japanese|日本語
kar|Karen|ကညီ
km|Khmer|ខ្មែរ
ko|Korean|한국어
ku|Kurdish|kurdî
lo|Lao|ລາວ
mh|Marshallese|Kajin M̧ajeļ
ne|Nepali|नेपाली
nl|Dutch|Nederlands
nv|Navajo|Diné bizaad
om|Oromo|Afaan Oromoo
pa|Punjabi|ਪੰਜਾਬੀ
pl|Polish|polski
prs|Dari|دری
ps|Pashto|پښتو
pt|Portuguese|português
ro|Romanian|română
ru|Russian|русский
rw|Kinyarwanda|Ikinyarwanda
sm|Samoan|Gagana Samoa
so|Somali|Soomaali
sq|Albanian|shqip
sr|Serbian|српски
sw|Swahili|Kiswahili
ta|Tamil|தமிழ்
te|Telugu|తెలుగు
th|Thai|ไทย
ti|Tigrinya|ትግርኛ
tl|Tagalog|Tagalog
to|Tongan|lea fakatonga
tr|Turkish|Türkçe
uk|Ukrainian|українська
ur|Urdu|اردو
vi|Vietnamese|Tiếng Việt
yi|Yiddish|ייִדיש
yo|Yoruba|Yorùbá
zh|Chinese|中文
"""

LANGUAGES: dict[str, Language] = {
    (made := Language(*line.split("|"))).code: made for line in _TABLE.strip().splitlines()
}
_OLDER_CODES = """
ara|ar
chi|zh
cmn|zh
deu|de
ell|el
eng|en
fil|tl
fra|fr
fre|fr
ger|de
hat|ht
hin|hi
ita|it
jpn|ja
kor|ko
pol|pl
por|pt
rus|ru
sgn|ase
spa|es
tgl|tl
vie|vi
yue|zh
zho|zh
"""
_OTHER_CODES = {line[:3]: line[4:] for line in _OLDER_CODES.split()}


def language_code(text: str) -> str:
    """Our code for ``es-MX``, ``spa``, ``Spanish`` or ``español``; '' when it is none of the table."""
    head = text.strip().casefold().replace("_", "-").split("-")[0]
    code = _OTHER_CODES.get(head, head)
    if code in LANGUAGES:
        return code
    wanted = fold(text)
    if not wanted:
        return ""
    return next((one.code for one in LANGUAGES.values() if wanted in (fold(one.english), fold(one.own))), "")


def language_name(code: str) -> str:
    """The English name for lists; an unknown code is shown as it is."""
    found = LANGUAGES.get(code)
    return found.english if found else code


def narrowed(typed: str) -> tuple[Language, ...]:
    """Languages whose code or either name begins with what was typed, by English name."""
    wanted = fold(typed)
    hits = [
        one
        for one in LANGUAGES.values()
        if not wanted
        or one.code.startswith(wanted)
        or any(word.startswith(wanted) for name in (one.english, one.own) for word in (fold(name), *fold(name).split()))
    ]
    return tuple(sorted(hits, key=lambda one: one.english))


def spoken_as(typed: str) -> tuple[str, ...]:
    """Codes a folded word of a filter means: the code itself, or three letters and more that begin a name."""
    if len(typed) < 3:
        return (typed,) if typed in LANGUAGES else ()
    return tuple(
        one.code
        for one in LANGUAGES.values()
        if typed == one.code or any(fold(name).startswith(typed) for name in (one.english, one.own))
    )
