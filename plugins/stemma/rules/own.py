# Rules of a project's own: a Python file with `def check(graph)` that the schema names. It is run as it stands, with all
# that Python may do. In: its text and the graph. Out: its problems; whatever is wrong with it is a diagnostic at its line.
from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any, Protocol, TypeAlias

from stemma.knowledge.entity import Citation, Entity, Reference, Statement
from stemma.knowledge.graph import Graph
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, Rule, diagnose
from stemma.text.source import Source, Span

_MOST = 10_000  # problems of one rule: beyond this it is the rule that is wrong
_MAX_SHOWN = 200
Place: TypeAlias = Entity | Statement | Citation | Reference | Span


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule of a project's own reports: one sentence, the place, and if you like how to mend it.

    `at` is an entity (its name is underlined), a statement, a citation, a reference, or a span such as
    `entity.at("field", key=True)`. `help` and `related` are a sentence and a place, or several of them.
    """

    message: str
    at: Place
    help: str | Iterable[str] = ()
    related: Place | Iterable[Place] = ()


class _Check(Protocol):
    def __call__(self, graph: Graph) -> Iterable[Problem]: ...


def run_own(source: Source, rule_id: str, graph: Graph) -> list[Diagnostic]:
    """What the rule in this file reports. A graph with errors is not judged: what could not be read may be what it looks
    for. A file that cannot be run, or that gives anything but problems, is a `rule-file` diagnostic at its line."""
    with _module(rule_id) as module:
        try:
            _execute(source, module)
            check: _Check | None = getattr(module, "check", None)
            if not callable(check):
                return [_wrong(source, 1, "there is no function `check` in this file", "write `def check(graph): …`")]
            if any(entity.failed or entity.broken for entity in graph.entities.values()):
                return []
            return _problems(source, _rule(rule_id, module), check(graph))
        except SyntaxError as error:
            return [_wrong(source, error.lineno or 1, f"this is not Python: {error.msg}")]
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever somebody's code raises is told, not thrown
            said = f"{type(error).__name__}: {error}".rstrip(": ")[:_MAX_SHOWN].partition("\n")[0]
            line = _line(error.__traceback__, source.path)
            return [_wrong(source, line, f"the rule stopped with {said}")]


@contextmanager
def _module(rule_id: str) -> Iterator[ModuleType]:
    """A module that the rule's code finds itself in while it runs. What it prints goes to stderr, beside the report."""
    name = f"stemma_rule_{rule_id.replace('-', '_')}"
    made = ModuleType(name)
    sys.modules[name] = made  # dataclasses look up their module there
    try:
        with redirect_stdout(sys.stderr), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield made
    finally:
        sys.modules.pop(name, None)


def _execute(source: Source, module: ModuleType) -> None:
    try:
        code = compile(source.text, source.path, "exec", dont_inherit=True)
    except ValueError as error:  # a null byte
        raise SyntaxError(str(error)) from None
    exec(code, module.__dict__)  # noqa: S102 - the schema asks for it, and the guide says what that means


def _rule(rule_id: str, module: ModuleType) -> Rule:
    said = (module.__doc__ or "").strip().partition("\n")[0].rstrip(".")
    return Rule(rule_id, "warning", said or "a rule of this project's own")


def _problems(source: Source, own: Rule, given: Any) -> list[Diagnostic]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [_wrong(source, 1, "`check` gives no problems but something else", _HOW)]
    found: list[Diagnostic] = []
    for problem in given:
        if not isinstance(problem, Problem) or not isinstance(problem.at, Place):
            return [_wrong(source, 1, f"`check` gives {problem!r}"[:_MAX_SHOWN] + ", which is no problem", _HOW)]
        if len(found) == _MOST:
            return [_wrong(source, 1, f"`check` gives more than {_MOST:,} problems")]
        lines = (problem.help,) if isinstance(problem.help, str) else tuple(problem.help)
        more = (problem.related,) if isinstance(problem.related, Place) else tuple(problem.related)
        related = [Label(_span(place)) for place in more]
        found.append(diagnose(own, str(problem.message), _span(problem.at), help=map(str, lines), related=related))
    return found


_HOW = "give a list of `stemma.rules.Problem(message, at)`, or `yield` them"


def _span(place: Place) -> Span:
    if isinstance(place, Span):
        return place
    return place.at("name", key=True) if isinstance(place, Entity) else place.span


def _line(trace: TracebackType | None, path: str) -> int:
    """The last line of the file that was on the way to the error."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _wrong(source: Source, line: int, message: str, *help_lines: str) -> Diagnostic:
    before = source.text.split("\n")[: max(line, 1)]
    start = sum(len(text) + 1 for text in before[:-1])
    indent = len(before[-1]) - len(before[-1].lstrip())
    span = Span(source, start + indent, start + max(len(before[-1].rstrip()), indent))
    return diagnose(rule("rule-file"), message, span, help=help_lines)
