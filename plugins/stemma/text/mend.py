# What to say of text that is not YAML, and how to read on behind it. In: a parser's error. Out: one diagnostic and, where
# the mistake is one of our notation's known traps, the text with that place neutralised character by character,
# so that every later position stays what it was.
from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Hint, diagnose
from stemma.text.source import Source, Span

COMMENT_GLUED = re.compile(r"[ \t]+#(?=[^\s#!])(?!stemma:)")
_KEY = r"(?:\s*(?:-\s+)*)(?:[\w.\-]+|\"[^\"]*\"|'[^']*')\s*:\s+"
_BLOCK = re.compile(rf"^({_KEY}|\s*(?:-\s+)+)([>|](?=[^\n]*\S).*)$")
_LINK = re.compile(rf"^({_KEY}|\s*(?:-\s+)+)(\[\[.*)$")
_COLON = re.compile(rf"^({_KEY})([^\"'\[{{#](?:(?!\s#).)*?:(?:\s.*|))$")
_FLOW_VALUE = re.compile(r"(?<=[:,\[{])(\s*)([>|%@`][^,}\]\n]*)")
_RESERVED = re.compile(rf"^({_KEY}|\s*(?:-\s+)+)([@`%*&!].*)$")
_AFTER_QUOTE = re.compile(rf"^({_KEY}|\s*(?:-\s+)+)((?:\"[^\"]*\"|'(?:[^']|'')*')[ \t]*(?![\s#:,\]}}]).+)$")
_NO_SPACE = re.compile(r"\s*(?:-\s+)*([\w.\-]+):(?=[^\s/])")
_LONGEST_KEY = 100
_HELD_BY = re.compile(r"(?:[\w.\-]+:|-)[ \t]+$")


@dataclass(frozen=True, slots=True)
class Mended:
    """One diagnostic; `text` to go on with (same length) or None; `at`: an offset inside the value to leave out."""

    diagnostic: Diagnostic
    text: str | None
    at: int = 0


def quoted(value: str) -> str:
    """The value in double quotes as YAML needs it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written_out(text: str, start: int, value: str) -> str:
    """Advice that shows the value at `start` in quotes, behind its key or hyphen where that stands on the same line."""
    held_by = _HELD_BY.search(text, max(text.rfind("\n", 0, start) + 1, start - _LONGEST_KEY), start)
    mended = _in_quotes(value)
    line = f"write `{held_by.group() if held_by else ''}{mended}`"
    return line if value[:1] in {'"', "'"} else Hint.of(line, value, mended)


def _in_quotes(value: str) -> str:
    """The value as one quoted text; quotes that already stand around it are the writer's and are not kept."""
    if value[:1] == "'":
        return quoted(value[1:-1].replace("''", "'") if len(value) > 1 and value[-1] == "'" else value)
    if value[:1] == '"':
        inner = value[1:-1] if len(value) > 1 and value[-1] == '"' else value
        return "'" + inner.replace("'", "''") + "'"
    return quoted(value)


def mend(source: Source, text: str, error: yaml.YAMLError) -> Mended:
    """The diagnostic for `error`, and the text made readable if a known trap is at its place."""
    problem_mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    lines: list[int] = []
    for mark in (problem_mark, context_mark):
        if mark is not None:
            lines += [n for n in (mark.line + 1, mark.line) if 1 <= n <= len(source.line_starts) and n not in lines]
    for number in lines:
        known = _known_trap(source, text, number)
        if known is not None:
            return known
    if problem_mark is None:
        return Mended(_unreadable(source, error), None)
    return Mended(_syntax(source, error, problem_mark), None)


def _line_of(source: Source, text: str, number: int) -> tuple[int, str]:
    start = source.line_starts[number - 1]
    end = text.find("\n", start)
    return start, text[start : end if end >= 0 else len(text)].rstrip("\r")


def _known_trap(source: Source, text: str, number: int) -> Mended | None:
    start, line = _line_of(source, text, number)
    for pattern, reason in (
        (_BLOCK, "YAML reads a value that starts with `{0}` as the start of a block of text"),
        (_LINK, "YAML reads `[[` as a list inside a list"),
        (_RESERVED, "YAML reserves values that start with `{0}`"),
        (_AFTER_QUOTE, "the text goes on behind its closing quote"),
        (_COLON, "YAML reads the second `: ` in this line as another key"),
    ):
        found = pattern.match(line)
        if found:
            value = found.group(2).rstrip()
            return _quote_needed(source, text, start + found.start(2), value, reason.format(value[:1]))
    found = _FLOW_VALUE.search(line)
    if found:
        value = found.group(2).rstrip()
        reason = f"YAML reserves values that start with `{value[:1]}`"
        return _quote_needed(source, text, start + found.start(2), value, reason)
    return None


def _quote_needed(source: Source, text: str, start: int, value: str, reason: str) -> Mended:
    end = start + len(value)
    comment = re.search(r"\s#\s", value)
    shown = value[: comment.start()].rstrip() if comment else value
    diagnostic = diagnose(
        rule("yaml-quote-needed"),
        reason,
        Span(source, start, start + len(shown)),
        help=(written_out(text, start, shown),),
    )
    neutral = re.sub(r"[^\w\s]", "_", text[start:end])
    if text[start:end] == neutral:  # nothing left to neutralise: the mistake is another one
        return Mended(diagnostic, None)
    return Mended(diagnostic, text[:start] + neutral + text[end:], start)


def _unreadable(source: Source, error: yaml.YAMLError) -> Diagnostic:
    found = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]", source.text)
    at = found.start() if found else min(getattr(error, "position", 0) or 0, len(source.text))
    name = f"U+{ord(source.text[at]):04X}" if at < len(source.text) else "a character"
    return diagnose(
        rule("yaml-syntax"),
        f"{name} is a control character, which YAML does not allow",
        Span(source, at, at + 1),
        help=("delete it",),
    )


def _syntax(source: Source, error: yaml.YAMLError, mark: yaml.Mark) -> Diagnostic:
    context_mark = getattr(error, "context_mark", None)
    problem, context = str(getattr(error, "problem", "") or ""), str(getattr(error, "context", "") or "")
    at = mark.index
    message: str
    advice: str | None
    if "quoted scalar" in context and ("escape" in problem or "hexdec" in problem):
        at = source.text.rfind("\\", 0, at + 1)
        message, advice = (
            f"`{source.text[at : at + 2]}` is no escape that YAML knows",
            "write `\\\\` for a backslash, or use single quotes",
        )
    elif "quoted scalar" in context and context_mark is not None:
        message, advice, at = "this quote is never closed", "add the closing quote", context_mark.index
    elif "flow" in context and context_mark is not None and _runs_on(source, mark, context_mark):
        message, advice, at = "this bracket is never closed", "add the closing bracket", context_mark.index
    elif "simple key" in context and context_mark is not None:
        message, advice, at = _no_colon(source, context_mark.index)
    else:
        message, advice, at = _explain(problem, source, at)
    at = min(at, max(len(source.text) - 1, 0))
    while at > 0 and source.text[at : at + 1] in {"\n", "\r", ""}:
        at -= 1
    line, column = source.position(at)
    word = re.match(r"[\w.\-]+", source.line(line)[column - 1 :])
    length = 2 if source.text[at] == "\\" else len(word.group()) if word else 1
    if isinstance(advice, Hint):
        length = len(advice.written)
    return diagnose(rule("yaml-syntax"), message, Span(source, at, min(at + length, len(source.text))), help=(advice,))


def _runs_on(source: Source, mark: yaml.Mark, opened: yaml.Mark) -> bool:
    """Whether the parser went on to another line or the file's end, rather than met a wrong character in this one."""
    return mark.line > opened.line or mark.index >= len(source.text.rstrip())


def _no_colon(source: Source, at: int) -> tuple[str, str, int]:
    number, _ = source.position(at)
    line = source.line(number)
    glued = _NO_SPACE.match(line)
    if glued:
        key = f"{glued[1]}:"
        advice = Hint.of(f"write `{key} {line[glued.end() :].strip()}`", key, f"{key} ")
        return f"`{key}` has no space after its colon", advice, source.line_starts[number - 1] + glued.start(1)
    return "this line has no `: ` after its key", "write `key: value`, with a space after the colon", at


def _explain(problem: str, source: Source, at: int) -> tuple[str, str | None, int]:
    """What the parser's words mean for somebody who writes, how to mend it, and where to point."""
    number, _ = source.position(min(at, len(source.text)))
    line, above = source.line(number), source.line(max(number - 1, 1))
    char = source.text[at : at + 1]
    if "\t" in line[: len(line) - len(line.lstrip())] or "\\t" in problem:
        return "a tab stands where YAML allows only spaces", "indent with two spaces", at
    if line.lstrip().startswith(": "):
        return "there is no key in front of this colon", "write a name, as in `flag: norway`", at
    if "mapping values are not allowed" in problem:
        key = re.match(r"\s+(?=[\w.\-]+:)", line)
        if _NO_SPACE.match(above):
            return _no_colon(source, source.line_starts[number - 2] + len(above) - len(above.lstrip()))
        if key and len(key.group()) > len(above) - len(above.lstrip()):
            start = source.line_starts[number - 1] + key.end()
            return (
                "this line is indented deeper than the one above, which has its value already",
                "line the two up",
                start,
            )
        return "a `: ` stands where no key can be", "quote the value that holds it, or check the indentation", at
    if "sequence entries are not allowed" in problem:
        return (
            "a list cannot start on the line of its key",
            "start it on the next line; or, if the hyphen is text, quote the value",
            at,
        )
    if "could not find expected ':'" in problem or "expected ':'" in problem:
        return _no_colon(source, at)
    if char in {"]", "}"} and ("',' or" in problem or "node content" in problem):
        wrong = "',' or" in problem
        return (
            f"`{char}` {'is the wrong closing bracket' if wrong else 'closes nothing'}",
            "put the bracket right, or quote the value",
            at,
        )
    if "',' or" in problem:
        if char in {":", "[", "{"}:
            return f"a `{char}` stands inside an unquoted value", "quote the value that holds it", at
        return "a comma or a closing bracket is missing before this", "close the bracket, or quote the value", at
    if (
        "expected <block end>" in problem
        or "expected key" in problem
        or "block mapping" in problem
        or "'-' indicator" in problem
    ):
        if line[: at - source.line_starts[number - 1]].strip():
            return "this does not belong to the value in front of it", "put all of it in one pair of quotes", at
        return "this line is indented in a way that fits nothing above it", "line it up with the keys it belongs to", at
    if "node content" in problem and char == ",":
        return "nothing stands in front of this comma", "delete the comma, or write the value that is missing", at
    if "<document start>" in problem:
        return "nothing can stand here, since the document ended above", "delete the line `...`", at
    if "mapping keys are not allowed" in problem:
        return "a value cannot start with `?`", "put the value in quotes", at
    if "cannot start any token" in problem:
        return "a value cannot start with this character", "put the value in quotes", at
    return f"this is not YAML: {problem or 'it cannot be read'}", None, at
