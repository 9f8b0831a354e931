# DOIs as other formats write them: bare, behind `doi:`, or as an address of a resolver. In: a text. Out: one address.
from __future__ import annotations

import re

_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether it is a DOI with what says that it is one in front."""
    return _PREFIX.match(text) is not None


def address(doi: str) -> str:
    """The DOI's address, `https://doi.org/…`; '' where there is no DOI."""
    bare = _PREFIX.sub("", doi.strip())
    return f"https://doi.org/{bare}" if bare else ""
