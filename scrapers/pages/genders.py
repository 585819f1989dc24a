"""The words by which shops say for whom an article is, in the languages of the known stores."""

GENDERS = {
    **dict.fromkeys(
        ("female", "women", "womens", "woman", "damen", "frauen", "femme", "femmes", "dames", "donna"), "female"
    ),
    **dict.fromkeys(("male", "men", "mens", "man", "herren", "männer", "homme", "hommes", "heren", "uomo"), "male"),
    **dict.fromkeys(("kids", "children", "kinder", "enfant", "enfants", "baby", "mädchen", "jungen"), "kids"),
    "unisex": "unisex",
}
"""A word in lower case -> female, male, kids or unisex."""
