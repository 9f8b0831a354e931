# What asking the web comes to: the kinds of answers, and the manners of asking. Apart from what asks, which takes long to
# import and which one command alone needs.
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "moved", "unclear", "dead"]
STATES: tuple[State, ...] = ("dead", "unclear", "moved", "ok")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an address: `status` is the last answer's, 0 where there was none; `final` is where it has moved for
    good; `why` says in words what is wrong."""

    url: str
    state: State
    status: int = 0
    final: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """How the web is asked: seconds to wait for an answer, how often again, seconds between two requests to a host."""

    timeout: float = 20.0
    retries: int = 2
    delay: float = 1.0
