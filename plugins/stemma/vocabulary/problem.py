# What is wrong with a piece of text: the vocabulary's own kind of finding. Offsets are into that text alone;
# the caller knows where the text stands in a file and turns a problem into a diagnostic there.
from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with one text.

    `rule` is an id of the rule catalogue; `start` and `end` are character offsets into the text that was read;
    `help` are sentences on how to mend it.
    """

    rule: str
    message: str
    start: int
    end: int
    help: tuple[str, ...] = ()

    def shifted(self, by: int) -> Problem:
        """The same problem in a text that holds this one `by` characters further on."""
        return replace(self, start=self.start + by, end=self.end + by) if by else self
