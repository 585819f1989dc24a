"""The German of the demo stores: how a value is said, and what an article is called.

Only phrases that mean one value: what a phrase map makes of doubtful ones is no question for a
world whose truth is certain.
"""

PHRASES: dict[str, dict[str, tuple[str, ...]]] = {
    "sleeve_length": {
        "sleeveless": ("Ärmellos", "Spaghettiträger"),
        "short": ("Kurzarm", "Extrakurzer Arm"),
        "half": ("Dreiviertelarm", "Halbarm"),
        "long": ("Langarm",),
    },
    "length": {
        "short": ("Kurz", "Oberschenkellang", "Extra kurz"),
        "knee": ("Knielang",),
        "3-4": ("Wadenlang", "3/4-Länge", "7/8-Länge"),
        "long": ("Lang", "Extra lang"),
        "normal": ("Normale Länge",),
    },
    "neckline": {
        "round": ("Rundhals",),
        "v": ("V-Ausschnitt",),
        "wide": ("U-Boot-Ausschnitt", "Carmen-Ausschnitt", "Weiter Ausschnitt"),
        "deep": ("Tiefer Ausschnitt",),
        "back": ("Rückenausschnitt",),
        "lined": ("Eingefasster Ausschnitt",),
    },
    "pattern": {
        "unicolors": ("Unifarben",),
        "stripes": ("Gestreift", "Streifenmuster"),
        "polkadots": ("Gepunktet",),
        "floral": ("Geblümt", "Florales Muster"),
        "print": ("Print", "Kariert", "Animal Print"),
        "lace": ("Spitze",),
    },
    "fit": {
        "tight": ("Schmal", "Figurbetont", "Slim Fit"),
        "normal": ("Normal", "Regular Fit"),
        "loose": ("Locker", "Weit geschnitten", "Oversized"),
    },
}

KEYS = {
    "sleeve_length": ("Ärmellänge", "size_fit"),
    "length": ("Länge", "size_fit"),
    "neckline": ("Ausschnitt", "details"),
    "pattern": ("Muster", "details"),
    "fit": ("Passform", "size_fit"),
}
"""The store's key and the section it stands in."""

CATEGORIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "blouses": ("damenbekleidung-blusen-tuniken", ("Damen", "Bekleidung", "Blusen & Tuniken")),
    "dresses": ("damenbekleidung-kleider", ("Damen", "Bekleidung", "Kleider")),
    "jackets": ("damenbekleidung-jacken", ("Damen", "Bekleidung", "Jacken")),
    "knitwear": ("damenbekleidung-pullover-und-strickjacken", ("Damen", "Bekleidung", "Pullover & Strickjacken")),
    "pants": ("damenbekleidung-hosen", ("Damen", "Bekleidung", "Hosen & Leggings")),
    "skirts": ("damenbekleidung-roecke", ("Damen", "Bekleidung", "Röcke")),
    "tops": ("damenbekleidung-shirts", ("Damen", "Bekleidung", "Shirts & Tops")),
}
"""The store's slug and breadcrumbs of each category."""

NAMES: dict[str, tuple[str, ...]] = {
    "blouses": ("Bluse", "Hemdbluse", "Tunika"),
    "dresses": ("Jerseykleid", "Sommerkleid", "Etuikleid", "Blusenkleid", "Kleid"),
    "jackets": ("Leichte Jacke", "Blazer", "Übergangsjacke"),
    "knitwear": ("Strickpullover", "Feinstrickpullover", "Pullover"),
    "pants": ("Stoffhose", "Hose", "Chino"),
    "skirts": ("A-Linien-Rock", "Rock", "Jerseyrock"),
    "tops": ("T-Shirt basic", "Shirt", "Top"),
}

OCCASION_NAMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("dresses", "casual"): ("Freizeitkleid",),
    ("dresses", "party"): ("Cocktailkleid", "Festliches Kleid", "Ballkleid"),
    ("skirts", "casual"): ("Freizeitrock",),
    ("pants", "casual"): ("Freizeithose",),
    ("jackets", "casual"): ("Freizeitjacke",),
    ("blouses", "party"): ("Festliche Bluse",),
    ("tops", "party"): ("Partytop",),
}
"""Names that say what an article is for: the only place where the stores say it."""

BRANDS = (
    "Ankerlund",
    "Belvara",
    "Corvino Blu",
    "Dalmora",
    "Elsterwind",
    "Fjordella",
    "Halmgold",
    "Ilvarose",
    "Jonte & Mave",
    "Kranichfeld",
    "Lunaria Nord",
    "Maravelle",
    "Norrtal",
    "Ostara Petite",
    "Petrichor",
    "Quittenhof",
    "Sommerlatte",
    "Tessaly",
    "Velmonde",
    "Wiesenthal Studio",
)
"""Invented."""

LINES = (
    "ALVA",
    "BRITTA",
    "CAJA",
    "DELIA",
    "ENNA",
    "FRIDA",
    "GRETA",
    "HILMA",
    "INKA",
    "JELLA",
    "KAIA",
    "LOTTA",
    "MALOU",
    "NELE",
    "OLIVE",
    "PIA",
    "RIEKE",
    "SVEA",
    "TILDA",
    "VESPER",
)

MATERIALS: dict[str, tuple[tuple[str, str], ...]] = {
    "blouses": (("100% Viskose", "Webware"), ("100% Polyester", "Chiffon"), ("97% Baumwolle, 3% Elasthan", "Popeline")),
    "dresses": (
        ("95% Viskose, 5% Elasthan", "Jersey"),
        ("100% Polyester", "Chiffon"),
        ("100% Baumwolle", "Webware"),
        ("64% Polyester, 32% Viskose, 4% Elasthan", "Webware"),
    ),
    "jackets": (
        ("100% Baumwolle", "Webware"),
        ("68% Polyester, 32% Wolle", "Webware"),
        ("99% Baumwolle, 1% Elasthan", "Denim"),
    ),
    "knitwear": (
        ("50% Baumwolle, 50% Polyacryl", "Feinstrick"),
        ("100% Merinowolle", "Strick"),
        ("60% Viskose, 25% Polyamid, 15% Wolle", "Strick"),
    ),
    "pants": (
        ("98% Baumwolle, 2% Elasthan", "Webware"),
        ("100% Lyocell", "Webware"),
        ("65% Polyester, 33% Viskose, 2% Elasthan", "Webware"),
    ),
    "skirts": (("100% Polyester", "Webware"), ("95% Baumwolle, 5% Elasthan", "Jersey"), ("100% Viskose", "Webware")),
    "tops": (("100% Baumwolle", "Jersey"), ("95% Viskose, 5% Elasthan", "Jersey"), ("100% Modal", "Jersey")),
}
"""Material and how it is made."""

CARE = (
    "Maschinenwäsche bei 30 °C, nicht Trockner geeignet",
    "Nicht Trockner geeignet, Maschinenwäsche bei 30 °C, nicht bügeln",
    "Handwäsche, nicht bleichen",
    "Maschinenwäsche bei 40 °C, Schonwaschgang",
    "Maschinenwäsche bei 30 °C, Feinwäsche, bügeln auf niedriger Stufe",
)

SIZES = (
    ("XS", "S", "M", "L", "XL"),
    ("S", "M", "L"),
    ("34", "36", "38", "40", "42"),
    ("32", "34", "36", "38", "40", "42", "44"),
    ("S", "M", "L", "XL", "XXL"),
)

FASTENINGS = {
    "blouses": ("Knopfleiste",),
    "dresses": ("Reißverschluss", "Verdeckter Reißverschluss"),
    "jackets": ("Knöpfe", "Reißverschluss"),
    "pants": ("Verdeckter Reißverschluss",),
    "skirts": ("Reißverschluss",),
}
