"""Describes the format field by field, for people: the tables of docs/planning-format.md."""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Any

from scheduler.solver.format.documents import Document
from scheduler.solver.format.records import NOTHING, Field, Record, records_in


def schema_text(document: Document) -> str:
    """The JSON Schema of a kind of file, as it is shipped."""
    return json.dumps(document.schema(), ensure_ascii=False, indent=1) + "\n"


def field_tables(document: Document, told: Container[str] = ()) -> str:
    """One table for each record of a kind of file but those told: fields, values, units, what may be left out."""
    return "\n".join(_table(record) for record in records_in(document.record) if record.name not in told)


def _table(record: Record) -> str:
    defaults = record.defaults()
    lines = [
        f"### {record.name}",
        "",
        record.meaning,
        "",
        "| field | values | unit | if left out | meaning |",
    ]
    lines += ["|---|---|---|---|---|"]
    lines += [_line(field, _left_out(field, defaults[field.name])) for field in record.fields]
    return "\n".join(lines) + "\n"


def _line(field: Field, left_out: str) -> str:
    cells = (f"`{field.name}`", _values(field.shape.schema()), field.unit or "–", left_out, field.meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _left_out(field: Field, default: Any) -> str:
    if default is NOTHING:
        return "**must be there**"
    if isinstance(field.shape, Record):
        return "open"
    return f"`{json.dumps(field.shape.write(default), ensure_ascii=False)}`"


def _values(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return f"[{_name(schema)}](#{_name(schema)})"
    if "anyOf" in schema:
        return " or ".join(_values(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    kind = schema["type"]
    if kind == "array":
        return f"{'set' if schema.get('uniqueItems') else 'list'} of {_values(schema['items'])}"
    if kind == "object":
        keys = schema["properties"]
        if "maxProperties" in schema:
            return f"object with one key: {', '.join(_values(one) for one in keys.values())}"
        return f"object, by {', '.join(f'`{key}`' for key in keys)}: {_values(next(iter(keys.values())))}"
    if "minimum" in schema:
        return f"{kind} {schema['minimum']} … {schema['maximum']}"
    return {"date": "day"}.get(schema.get("format", ""), "time" if "pattern" in schema else str(kind))


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]
