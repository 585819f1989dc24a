"""What a release must say in a person's words: the questions of CARD.md, and what was answered.

The headings are a datasheet's, with those of Croissant's responsible-AI vocabulary beside them. A release with an
unanswered question is refused: what nobody wrote, no tool knows.

Source: Gebru et al., Datasheets for Datasets, 2021, https://arxiv.org/abs/1803.09010; Croissant RAI 1.0.
"""

import re
from pathlib import Path

from curation.errors import ReleaseError

QUESTIONS = {
    "Motivation": "What was the set made for, and by whom? What gap does it fill?",
    "Composition": "What does a row stand for? What is not in it? Is it a sample of something larger?",
    "Collection": "How and when were pages and photos collected? What did the sites say about it?",
    "Preprocessing": "What was done to photos and words beyond what the tool says above?",
    "Annotation": "Who looked at pairs and attributes, and how were disagreements settled?",
    "Uses": "What is it good for, and what should nobody do with it?",
    "Biases": "Whom and what does it show more often than the world does? Sizes, ages, skin, styles, seasons.",
    "Limitations": "What goes wrong with it, and what was not checked?",
    "Personal information": "Are there people in the photos? What was done about their faces, and with whose consent?",
    "Social impact": "Whom may it help, whom may it harm?",
    "Distribution": "Under what terms is it passed on, and what third-party rights are in it?",
    "Maintenance": "Who keeps it, how are errors reported, how long do links and older versions stay?",
}
"""Heading of CARD.md -> what is asked under it."""

RAI = {
    "Collection": "dataCollection",
    "Preprocessing": "dataPreprocessingProtocol",
    "Annotation": "dataAnnotationProtocol",
    "Uses": "dataUseCases",
    "Biases": "dataBiases",
    "Limitations": "dataLimitations",
    "Personal information": "personalSensitiveInformation",
    "Social impact": "dataSocialImpact",
    "Maintenance": "dataReleaseMaintenancePlan",
}
"""Heading -> the name in Croissant's RAI vocabulary."""

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def template() -> str:
    """CARD.md with every question and no answer."""
    parts = [f"## {heading}\n\n<!-- {question} -->\n" for heading, question in QUESTIONS.items()]
    return "<!-- What only you know; it goes into the card of every release. Answer below each heading. -->\n\n" + (
        "\n".join(parts)
    )


def answers(path: Path) -> dict[str, str]:
    """What CARD.md says under each heading of `QUESTIONS`, in their order.

    Raises:
        ReleaseError: there is no such file, or a heading is missing, unknown, doubled or unanswered: a line each.
    """
    if not path.is_file():
        raise ReleaseError(
            f"{path} does not exist; answer the questions of a datasheet there (curate init writes them for a new "
            "definition), they go into every release"
        )
    text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    _, *parts = _HEADING.split(text)
    found: dict[str, str] = {}
    mistakes = []
    for heading, answer in zip(parts[::2], parts[1::2]):
        if heading not in QUESTIONS:
            mistakes.append(f"{path}: unknown heading '{heading}'; known: {', '.join(QUESTIONS)}")
        if heading in found:
            mistakes.append(f"{path}: heading '{heading}' stands twice; keep one")
        found[heading] = answer.strip()
    mistakes += [
        f"{path}: '{heading}' is not answered; write under '## {heading}': {question}"
        for heading, question in QUESTIONS.items()
        if not found.get(heading)
    ]
    if mistakes:
        raise ReleaseError("\n".join(mistakes))
    return {heading: found[heading] for heading in QUESTIONS}
