# The one expression language, for formulas, rules, filters and claims: reading, and the room's door to it. In: a text.
# Out: a compiled expression, or a problem with its place. Python's `ast` reads; the compiler's whitelist decides.
from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

from stemma.vocabulary.absence import needs_of
from stemma.vocabulary.compiler import Compiler, Refusal
from stemma.vocabulary.evaluate import Expression, evaluate
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quick_path import quick_path
from stemma.vocabulary.value import EntityValue, Evaluation, Failure, Scope, Undecided, Unknown, Value

__all__ = [
    "EntityValue", "Evaluation", "Expression", "Failure", "Scope", "Undecided", "Unknown", "Value", "evaluate", "parse_expression",
]  # fmt: skip

MAX_TEXT = 2000

_WHITE = re.compile(r"\s")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_STRAY = re.compile(r"['\"\\#]|[^\x20-\x7e\s](?<!\w)")
_NEAR_MISSES = (
    (re.compile(r"&&|&"), "write `and`"),
    (re.compile(r"\|\|?"), "write `or`"),
    (re.compile(r"!(?!=)"), "write `not`"),
    (re.compile(r"<>|≠"), "write `!=`"),
    (re.compile(r"[≤≥]"), "write `<=` or `>=`"),
    (re.compile(r"[×·−÷–]"), "write `*`, `/` and `-`"),
    (re.compile(r"(?<![<>=!])=(?!=)"), "write `==` to compare"),
    (
        re.compile(r"\$|%\s*(?:$|[)+*/-])|\d\s*(?:[KkMBT](?!\w)|[A-Za-z_])"),
        "Quantities in a formula are quoted, as in `'5 M USD'`.",
    ),
    (re.compile(r"\bvia\s*:"), "write `via='relation'`"),
)


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression | Problem:
    """Read an expression.

    Problems: `formula-syntax` for what is not one, `formula-name` for an unknown function or impossible field,
    `formula-value` for one beyond the limits. Names are looked up when it is evaluated.
    """
    if len(text) > MAX_TEXT:
        return Problem("formula-value", f"an expression is longer than {MAX_TEXT} characters", 0, len(text))
    if not text.strip():
        return Problem("formula-syntax", "the expression is empty", 0, len(text))
    bare = _QUOTED.sub(lambda match: "_" * len(match.group()), text)
    stray = _stray(bare)
    if stray is not None:
        return stray
    spaced = _WHITE.sub(" ", text)
    shift = len(spaced) - len(spaced.lstrip())
    source = spaced.strip()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on its own language is not for the writer of a formula
            tree = ast.parse(source, mode="eval")
        compiler = Compiler(source, shift)
        run = compiler.compile(tree.body)
    except Refusal as refusal:
        return refusal.problem
    except SyntaxError as error:
        return _syntax(error, text, bare, shift)
    except (ValueError, RecursionError, MemoryError):  # a null byte, half a character, brackets beyond all measure
        return Problem("formula-syntax", "this cannot be read as an expression", 0, len(text))
    return Expression(
        text,
        frozenset(compiler.names),
        frozenset(compiler.paths),
        frozenset(compiler.calls),
        tuple(compiler.ids),
        tuple(compiler.sums),
        run,
        quick_path(tree.body, compiler.number),
        needs_of(tree.body),
    )


def _stray(bare: str) -> Problem | None:
    """Signs that Python would take for a comment, a continued line or an open string."""
    match = _STRAY.search(bare)
    if match is None:
        return None
    at, sign = match.start(), match.group()
    message = {
        "#": "`#` starts a comment, which an expression cannot have",
        "\\": "a backslash has no meaning in an expression",
        "'": "a quotation mark is not closed",
        '"': "a quotation mark is not closed",
    }.get(sign, f"`{sign}` is not part of the expression language")
    return Problem("formula-syntax", message, at, at + 1, _help(bare))


def _help(bare: str) -> tuple[str, ...]:
    return next(((text,) for pattern, text in _NEAR_MISSES if pattern.search(bare)), ())


def _syntax(error: SyntaxError, text: str, bare: str, shift: int) -> Problem:
    """Python's complaint, at its place: it counts characters of the line from 1, and the line is all there is."""
    length = len(text.rstrip())
    start = min(error.offset - 1 + shift, length) if error.offset else length  # Python gives 0 for the end
    end = start + 1
    if error.end_offset and error.end_lineno == error.lineno and error.end_offset > (error.offset or 1):
        end = min(error.end_offset - 1 + shift, length)
    said = error.msg
    if "expected 'else'" in said:
        start, message = end, "an `if` needs an `else`"
    elif "never closed" in said:
        message = f"`{text[start : start + 1]}` is never closed"
    elif "unmatched" in said or "does not match" in said:
        message = f"`{text[start : start + 1]}` closes nothing"
    elif start >= length:
        message = "the expression ends too early"
    else:
        message = "this cannot be read as an expression"
    return Problem("formula-syntax", message, start, max(min(end, length), start), _help(bare))
