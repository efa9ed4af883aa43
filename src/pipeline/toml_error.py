"""What is wrong in a TOML file, in one sentence for the person who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def sentence(errors: list[ErrorDetails], table: dict[str, Any], model: type[BaseModel]) -> str:
    """One sentence with the key, what was found and what is allowed, for the first of pydantic's errors over `table`.

    An unknown key comes before anything else: where one is mistyped, the right one is missing too.
    """
    error = next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])
    key = _key(error["loc"], table)
    match error["type"]:
        case "extra_forbidden":
            return f"{key} is no known key; allowed here: {', '.join(_allowed(error['loc'], model))}"
        case "missing":
            return f"{key} is missing"
        case "literal_error":
            return f"{key} is {error['input']!r}; allowed: {error['ctx']['expected']}"
        case "value_error":
            found = f" {error['input']!r}" if isinstance(error["input"], str) else ":"
            return f"{key}{found} {error['ctx']['error']}".removeprefix(": ")
        case "tuple_type" if isinstance(error["input"], dict):
            return f"{key} is one table, and a list of tables belongs there: head it with [[ ]] rather than [ ], or put it in brackets"
        case _:
            return f"{key} is {error['input']!r}: {error['msg']}"


def _key(location: tuple[int | str, ...], table: dict[str, Any]) -> str:
    """`source[ksee].kind` rather than `source.3.kind`."""
    words: list[str] = []
    here: Any = table
    for part in location:
        here = _step(here, part)
        if isinstance(part, int) and words:
            name = here.get("id") if isinstance(here, dict) else None
            words[-1] += f"[{name or part + 1}]"
        else:
            words.append(str(part))
    return ".".join(words)


def _step(here: Any, part: int | str) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None


def _allowed(location: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """The keys that the table at `location` may have."""
    for part in location[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _entry_of(model.model_fields[part].annotation) or model
    return [name for name in model.model_fields if name != "slug"]


def _entry_of(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
