"""What every value in the domain is made of."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]

SINCE_1_1: Final[dict[str, Any]] = {"since": "1.1.0"}
"""Marks a field of a stored value that release 1.0.0 does not know, and refuses to read.

`Field(None, json_schema_extra=SINCE_1_1)`: storage keeps such a field beside the document, so that
both releases can run on one database.
"""


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with these fields replaced, each validated as on creation.

        Pydantic's own validates neither names nor types, so an error would show only at the next
        load (https://docs.pydantic.dev/latest/api/base_model/#pydantic.BaseModel.model_copy).
        Raises TypeError, which names the fields and quotes no value.
        """
        if not update:
            return super().model_copy(deep=deep)
        wrong = set(update) - set(type(self).model_fields)
        if not wrong:
            try:
                # Fields that another release wrote beside ours are preserved.
                return self.model_validate({**dict(self), **update}, extra="allow")
            except ValidationError as error:
                wrong = {str(found["loc"][0]) for found in error.errors(include_input=False)}
        raise TypeError(f"{type(self).__name__} takes no such {', '.join(sorted(wrong))}") from None
