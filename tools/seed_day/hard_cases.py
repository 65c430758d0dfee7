"""People made by hand, because they are what goes wrong at desks: accents, twins, father and son, spellings that sound
alike, names from everywhere, a child with a guarantor, and text that looks like markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class HardCase:
    """One invented person. ``phone`` is the last four digits behind 312 555; shared ones are shared on purpose."""

    key: str
    last: str
    first: str
    born: date
    sex: str
    phone: str
    middle: str = ""
    suffix: str = ""
    preferred: str = ""
    earlier: str = ""
    language: str = "en"
    interpreter: str = "no"
    street: str = ""
    payer: str = ""
    plan: str = ""
    copay_cents: int = 2500
    guarantor: str = ""
    contact_note: str = ""
    note: str = ""
    restriction: str = ""
    flags: str = ""
    born_estimated: bool = False
    voicemail: str = "callback_only"
    alert: str = ""


HARD_CASES = (
    HardCase("pena", "Peña García", "José", date(1957, 1, 22), "male", "0120", "Luis", language="es", interpreter="yes",
             payer="Aetna", plan="PPO", earlier="Peña, José Luis"),
    HardCase("oconnor", "O'Connor", "Siobhán", date(1984, 7, 9), "female", "0121", payer="Blue Cross Blue Shield",
             plan="Gold PPO", voicemail="detailed"),
    HardCase("smith", "Smith", "Jon", date(1960, 2, 29), "male", "0142", payer="Anthem", plan="Gold 200"),
    HardCase("smythe", "Smythe", "Jon", date(1960, 3, 1), "male", "0143", payer="Anthem", plan="Gold 200",
             alert="Two people: SMITH, Jon is born a day earlier. Ask for the date of birth each time."),
    HardCase("twin1", "Martínez", "Ana Luz", date(2017, 11, 3), "female", "0150", language="es",
             street="88 Birch Court", payer="Medicaid", plan="Managed Care", copay_cents=0, guarantor="mother",
             alert="Twin of Ana Lucía, same birthday, same address. Say the whole first name."),
    HardCase("twin2", "Martínez", "Ana Lucía", date(2017, 11, 3), "female", "0150", language="es",
             street="88 Birch Court", payer="Medicaid", plan="Managed Care", copay_cents=0, guarantor="mother",
             alert="Twin of Ana Luz, same birthday, same address. Say the whole first name."),
    HardCase("mother", "Martínez", "Rosa", date(1989, 4, 17), "female", "0150", "Elena", language="es",
             interpreter="yes", street="88 Birch Court", payer="Medicaid", plan="Managed Care", copay_cents=0),
    HardCase("senior", "Washington", "Earl", date(1944, 9, 2), "male", "0155", suffix="Sr", street="17 Harper Row",
             payer="Medicare", plan="Part B", copay_cents=0, flags="fall"),
    HardCase("junior", "Washington", "Earl", date(1971, 9, 2), "male", "0155", suffix="Jr", street="17 Harper Row",
             payer="Cigna Health", plan="Silver 300", copay_cents=3000),
    HardCase("hmong", "Vaj", "Nkauj Hli", date(1962, 1, 1), "female", "0160", language="hmn", interpreter="yes",
             born_estimated=True, payer="Medicaid", plan="Managed Care", copay_cents=0,
             contact_note="Call the daughter, Mai Vaj; she makes the appointments."),
    HardCase("viet", "Nguyễn", "Thị", date(1978, 12, 19), "female", "0161", "Ánh Tuyết", language="vi",
             interpreter="yes", payer="UnitedHealthcare", plan="Gold PPO", copay_cents=2000),
    HardCase("minor", "Nguyễn", "An", date(2019, 11, 30), "female", "0161", language="vi", guarantor="viet",
             payer="UnitedHealthcare", plan="Gold PPO", copay_cents=2000),
    HardCase("dnr", "Bell", "Quentin", date(1938, 6, 30), "male", "0165", preferred="[DNR] Quentin",
             payer="Medicare", plan="Part B", copay_cents=0, note="[DNR] paper on file [/b] asks to be called Mr. Bell",
             contact_note="[bold]speak slowly[/bold], hears on the left side"),
    HardCase("oneword", "Budiman", "", date(1990, 5, 5), "male", "0166", payer="Aetna", plan="Bronze 150",
             copay_cents=4000, contact_note="Has one name only; it stands as the last name."),
    HardCase("long", "Van der Westhuizen-Oyelaran", "Maximiliana", date(1995, 10, 31), "female", "0167", "Theodora",
             payer="Humana", plan="Gold PPO"),
    HardCase("signs", "Kowalczyk", "Bogna", date(1981, 3, 8), "female", "0168", language="ase", interpreter="yes",
             payer="Cigna Health", plan="Gold 300", contact_note="Deaf: text only, no calls.", voicemail="none"),
    HardCase("polish", "Żółkiewska", "Łucja", date(1949, 2, 11), "female", "0169", language="pl", interpreter="yes",
             payer="Medicare", plan="Part B", copay_cents=0),
    HardCase("noshows", "Draper", "Wes", date(1999, 8, 24), "male", "0170", payer="", flags="noshow",
             restriction="same_day_only", contact_note="Missed the last three visits."),
    HardCase("silent", "Ashdown", "Vera", date(1968, 12, 1), "female", "0171", payer="Anthem", plan="Gold 300",
             restriction="supervisor_only", alert="Asks that nobody at the desk knows the reason for the visit."),
    HardCase("wheel", "Abeyta", "Ruth", date(1952, 8, 15), "female", "0172", payer="Medicare", plan="Part B",
             copay_cents=0, language="es", alert="Comes by wheelchair van: room 2 only, van leaves at 11:30."),
)  # fmt: skip
