"""Which time zones a patient may be living in, judged by the state of the address (call-center.md CC-49).

A state that lies in two zones counts as both: a call must then be allowed in each of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from psr_tui.domain.clock import is_zone, zone

_ZONES_OF_STATES: dict[str, str] = {
    "America/New_York": "CT DE DC GA ME MD MA NH NJ NY NC OH PA RI SC VT VA WV",
    "America/New_York America/Chicago": "FL IN KY TN",
    "America/Detroit America/Chicago": "MI",
    "America/Chicago": "AL AR IL IA LA MN MS MO OK WI",
    "America/Chicago America/Denver": "KS NE ND SD TX",
    "America/Denver": "CO MT NM UT WY",
    "America/Denver America/Phoenix": "AZ",
    "America/Boise America/Los_Angeles": "ID",
    "America/Los_Angeles": "CA NV WA",
    "America/Los_Angeles America/Boise": "OR",
    "America/Anchorage America/Adak": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}

_BY_STATE = {state: tuple(zones.split()) for zones, states in _ZONES_OF_STATES.items() for state in states.split()}

# First digits of an area code say little, but its state does: only codes a clinic near a zone line needs are wrong by
# more than an hour, and those states are listed with both zones above.
_STATE_OF_AREA_CODES: dict[str, str] = {
    "AL": "205 251 256 334 659 938",
    "AK": "907",
    "AZ": "480 520 602 623 928",
    "AR": "327 479 501 870",
    "CA": "209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 "
    "738 747 760 805 818 820 831 837 840 858 909 916 925 949 951",
    "CO": "303 719 720 748 970 983",
    "CT": "203 475 860 959",
    "DE": "302",
    "DC": "202 771",
    "FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954",
    "GA": "229 404 470 478 678 706 762 770 912 943",
    "HI": "808",
    "ID": "208 986",
    "IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872",
    "IN": "219 260 317 463 574 765 812 930",
    "IA": "319 515 563 641 712",
    "KS": "316 620 785 913",
    "KY": "270 364 502 606 859",
    "LA": "225 318 337 504 985",
    "ME": "207",
    "MD": "227 240 301 410 443 667",
    "MA": "339 351 413 508 617 774 781 857 978",
    "MI": "231 248 269 313 517 586 616 679 734 810 906 947 989",
    "MN": "218 320 507 612 651 763 924 952",
    "MS": "228 601 662 769",
    "MO": "235 314 417 557 573 636 660 816 975",
    "MT": "406",
    "NE": "308 402 531",
    "NV": "702 725 775",
    "NH": "603",
    "NJ": "201 551 609 640 732 848 856 862 908 973",
    "NM": "505 575",
    "NY": "212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934",
    "NC": "252 336 472 704 743 828 910 919 980 984",
    "ND": "701",
    "OH": "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937",
    "OK": "405 539 572 580 918",
    "OR": "458 503 541 971",
    "PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878",
    "RI": "401",
    "SC": "803 821 839 843 854 864",
    "SD": "605",
    "TN": "423 615 629 731 865 901 931",
    "TX": "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 "
    "972 979",
    "UT": "385 435 801",
    "VT": "802",
    "VA": "276 434 540 571 686 703 757 804 826 948",
    "WA": "206 253 360 425 509 564",
    "WV": "304 681",
    "WI": "262 274 353 414 534 608 715 920",
    "WY": "307",
    "PR": "787 939",
    "VI": "340",
    "GU": "671",
    "MP": "670",
    "AS": "684",
}

_BY_AREA_CODE = {code: state for state, codes in _STATE_OF_AREA_CODES.items() for code in codes.split()}


def zones_of_state(state: str) -> tuple[str, ...]:
    """IANA zones of a state or territory by its two letters, main zone first; empty when the state is not known."""
    return _BY_STATE.get(state.strip().upper(), ())


def zones_of_number(e164: str) -> tuple[str, ...]:
    """IANA zones of a North American number by its area code; empty for anything else (toll-free, abroad)."""
    digits = e164.removeprefix("+")
    if len(digits) != 11 or not digits.startswith("1"):
        return ()
    return zones_of_state(_BY_AREA_CODE.get(digits[1:4], ""))


def calling_zones(patient_zone: str, state: str, e164: str, clinic_zone: str) -> tuple[str, ...]:
    """Every zone in which it must be a decent hour before this patient may be rung, the patient's own first.

    A confirmed zone stands alone; else the zones of the address; else the clinic's and the number's together (CC-49).
    A zone that does not exist counts as none; one that contradicts the address must hold together with it, because
    one of the two is wrong and nobody knows which.
    """
    by_address = zones_of_state(state)
    if is_zone(patient_zone):
        if not by_address or _clock(patient_zone) in {_clock(name) for name in by_address}:
            return (patient_zone,)
        return tuple(dict.fromkeys((patient_zone, *by_address)))
    if by_address:
        return by_address
    return tuple(dict.fromkeys((clinic_zone, *zones_of_number(e164))))


def window_key(zones: tuple[str, ...], state: str) -> str:
    """Zones and state in one word, so that a store can ask once per kind of patient instead of once per patient."""
    return f"{','.join(zones)}|{state.strip().upper()}"


def split_key(key: str) -> tuple[tuple[str, ...], str]:
    """Zones and state of a window key; names that are no zones are left out, so that no stored word can stop a list."""
    zones, _, state = key.partition("|")
    return tuple(part for part in zones.split(",") if is_zone(part)), state


def known_zones() -> frozenset[str]:
    """Every zone a state of the table lies in."""
    return frozenset(zone for zones in _ZONES_OF_STATES for zone in zones.split())


@lru_cache(maxsize=256)
def _clock(name: str) -> tuple[timedelta | None, ...]:
    """What the clocks of a zone show, by which two names of one zone are known to be the same."""
    tz = zone(name)
    return tuple(datetime(2026, month, 1, tzinfo=tz).utcoffset() for month in (1, 3, 4, 7, 11))
