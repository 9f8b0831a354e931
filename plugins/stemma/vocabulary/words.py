# What each key means, in a line, for completions and for the pointer that rests on a key. Data only; a test holds it to
# the keys that the readers know.
from __future__ import annotations

from collections.abc import Mapping

COMMON: Mapping[str, str] = {
    "id": "the id, where the file's name does not say it",
    "type": "the type, where the folder does not say it",
    "name": "what readers see; without it, the id in words",
    "aliases": "other names, for links, selections and the page; each may belong to one entity only",
    "tags": "words to select by",
    "summary": "one or two sentences in Markdown: the page's first words",
    "notes": "more Markdown, further down on the page",
    "links": "addresses on the web, each alone or as `{url: …, title: …}`",
    "same_as": "the same thing in other knowledge bases, as addresses",
    "sources": "the source of every statement in the file that names none itself",
    "replaced_by": "the id of the entity to use instead; the page says so",
}
LONG: Mapping[str, str] = {
    "value": "the value",
    "to": "the id of the entity that is referred to",
    "source": "the id of a source, or a list of ids; `id#place` is short for a source with `at`",
    "at": "where in the source: a page, a table, a section",
    "as_of": "the date that the value is about",
    "note": "a remark for readers",
    "inferred": "`true` where you worked it out and no source says it in so many words",
    "rank": "`preferred`, `normal` or `rejected`",
    "disputed": "`true` for an item of a list that sources disagree about",
    "formula": "how to compute the value from others",
    "inputs": "what the names in the formula stand for: `{price: self.price}`",
    "unit": "the unit of the computed value",
}
ASSERTION: Mapping[str, str] = {
    "figure": "the value that the claim is about, as `ID.FIELD`",
    "is": 'what it is said to be, for example `"<10 M USD"`',
    "expression": "a condition that is said to hold",
    "inputs": "what the names in the expression stand for",
    "relation": "the field that is said to hold a reference",
    "from": "the entity that holds it",
    "to": "the entity that it refers to",
    "exists": "`false` where there is said to be no such relation",
}
EVIDENCE: Mapping[str, str] = {
    "source": "the id of the source",
    "stance": "`supports`, `refutes`, `qualifies` or `reports`",
    "note": "a remark for readers",
    "at": "where in the source: a page, a table, a section",
}
LINK: Mapping[str, str] = {"url": "an `http`, `https` or `mailto` address", "title": "what readers see"}
SCHEMA: Mapping[str, str] = {
    "extends": "a schema that ships with Stemma, to build on",
    "types": "kinds of entities",
    "units": "units of your own, such as `USD = [currency], symbol $`",
    "project": "how strictly the project is checked",
}
PROJECT: Mapping[str, str] = {
    "rules": "severities by rule or family: `error`, `warning`, `note` or `ignore`",
    "rule_files": "Python files with rules of your own, by their paths from the schema's folder",
    "stale_after": "how many days older than the newest date of the graph an `as_of` may be",
    "baseline": "the file of today's problems, which are accepted until they are mended",
}
TYPE: Mapping[str, str] = {
    "extend": "the type whose fields, rules, facts, columns, icon and colour it takes over",
    "label": "the word for one of them",
    "plural": "the word for many",
    "folder": "its folder in the graph, and the first part of its pages' addresses",
    "icon": "the name of an icon of the theme, such as `material/ferry`",
    "color": "its colour in drawings, in quotes",
    "description": "a sentence above its table",
    "facts": "the fields in the box at the top of a page, in order",
    "columns": "the columns of its table",
    "fields": "what can be said of such an entity",
    "rules": "conditions that every one of them must meet",
    "schema_org": "its class in the words of schema.org, or `none`",
}
FIELD: Mapping[str, str] = {
    "type": "what kind of value it holds",
    "to": "the type that it points to, a list of types, or `any`",
    "many": "`true`: it holds a list",
    "inverse": "the name of the same fact from the other end",
    "inverse_label": "what readers see at the other end",
    "label": "what readers see; otherwise its name in words",
    "description": "a sentence on what it means",
    "required": "`true`: every entity of the type must have it, be it `unknown`",
    "cite": "`required`: every stated value needs a source",
    "unit": "the unit that values are kept in",
    "min": "the least that the best value may be",
    "max": "the most that the best value may be",
    "values": "the words that are allowed, as a list, or with the labels that readers see",
    "role": "`date`: this is the date that places the entity in time",
    "lineage": "`parent`: it points to what this entity descends from; `child`: to what descends from it",
    "line": "how drawings show it",
    "with": "attributes of the reference, written beside `to`",
    "sums_over": "`lineage`: it is what a step alone added, so it may be summed over a lineage",
    "complete": "`true`: the graph holds all of them, so that an absent one does not exist",
    "formula": "how to compute it for every entity of the type",
    "inputs": "what the names in the formula stand for",
    "symmetric": "`true`: the relation is the same from both ends",
    "schema_org": "its property in the words of schema.org",
}
TYPE_RULE: Mapping[str, str] = {
    "check": "an expression over the entity's fields that must hold",
    "message": "what to say where it does not",
}
BLOCK: Mapping[str, str] = {
    "select": "which entities, as a selection: `+some-id`, `type:some-type tag:some-tag`",
    "focus": "the entity in the middle",
    "depth": "how many steps from the focus, or `all`",
    "direction": "to which side of the focus",
    "by": "what orders or groups it",
    "title": "a line above it",
    "type": "only this type, and those that extend it",
    "where": "only entities for which this expression is true",
    "sort": "the expression to sort by; a minus before it turns the order round",
    "columns": "the fields to show",
    "group": "`type`, or a field whose values make groups",
    "ids": "which entities, in this order",
    "fields": "which fields, in this order",
    "about": "only those about this entity",
    "figure": "which value, as `ID.FIELD`",
    "values": "a list of values, as `ID.FIELD`, in their order",
    "kind": "the form of the chart",
    "x": "the field along the horizontal axis",
    "y": "the field along the vertical axis",
    "color": "a field whose values get a colour and a shape each, or `type`",
    "log": "a logarithmic scale",
    "height": "the height in pixels",
    "show": "what stands on the timeline",
    "order": "what comes first",
    "inputs": "which inputs can be moved",
}
