"""Words that give a specialty away: none of them may be in the practice name that is said to a machine (CC-81)."""

from __future__ import annotations

from psr_tui.domain.errors import InvalidInput
from psr_tui.domain.text import clean, fold

_BEGINNINGS = (
    "abort", "addict", "adiccion", "alcohol", "allerg", "alerg", "alzheimer", "androlog", "arthrit", "asthma", "autis",
    "bariatr", "behavioral health", "behavioural health", "cancer", "cardiac", "cardiol", "cardiov", "chemo",
    "dementia",
    "depress", "dermat", "detox", "diabet", "dialys", "dialis", "endocrin", "epilep", "fertil", "gastro", "geriatr",
    "gynec", "gynaec", "ginec", "hematolog", "haematolog", "hemophil", "hepat", "hospice", "immunolog", "infectious",
    "infertil", "leukemi", "mammogra", "maternity", "menopaus", "metabol", "methadone", "midwi", "nephro", "nefro",
    "neurol", "neuros", "obesity", "obesidad", "obstet", "oncolog", "ophthal", "oftalm", "opioid", "orthop", "ortop",
    "otolaryn", "palliat", "paliat", "pediatr", "perinatal", "planned parenthood", "podiat", "prenatal", "proctolog",
    "prostate", "psych", "psiq", "psicol", "pulmon", "radiation", "radiol", "rehabil", "reproductive", "rheumat",
    "reumat", "schizo", "sexual", "suboxone", "substance", "surgery", "surgic", "surgeon", "cirug", "therap",
    "terapi", "thorac", "transgender", "transplant", "tumor", "urolog", "vascular", "venereal",
)  # fmt: skip
_WHOLE = frozenset(
    {
        "aids",
        "breast",
        "corazon",
        "dental",
        "dolor",
        "ent",
        "eye",
        "eyes",
        "gyn",
        "heart",
        "hiv",
        "ivf",
        "kidney",
        "lung",
    }
    | {
        "mental",
        "memory",
        "ob",
        "obgyn",
        "pain",
        "recovery",
        "rehab",
        "renal",
        "rinon",
        "sleep",
        "std",
        "sti",
        "stroke",
    }
    | {"trauma", "vein", "veins", "vih", "wound"}
)


def specialty_in(name: str) -> str:
    """The word of a name that gives a specialty away, as written; '' for a neutral name."""
    folded = fold(name)
    for phrase in _BEGINNINGS:
        if " " in phrase and f" {phrase}" in f" {folded}":
            return phrase
    for word in clean(name).replace("-", " ").replace("/", " ").replace("&", " ").split():
        bare = fold(word)
        if bare in _WHOLE or any(bare.startswith(one) for one in _BEGINNINGS):
            return word.strip(".,;:()")
    return ""


def neutral_name(typed: str, key: str) -> str:
    """The name said to machines and people who are not the patient. Raises InvalidInput for one that says too much."""
    name = clean(typed, 121)
    if not name or len(name) > 120:
        raise InvalidInput(
            f"{key}: type a name of 1 to 120 letters that gives nothing away, for example North Clinic.", key
        )
    found = specialty_in(name)
    if found:
        raise InvalidInput(
            f"{key}: {found} tells whoever hears it what the visit is about; type a neutral name, like the street.",
            key,
        )
    return name
