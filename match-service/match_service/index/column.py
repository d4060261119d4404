"""A column that grows."""

from typing import Any

import numpy as np

from match_service.index.layout import Array


class Column:
    """Values of one type and shape, by number from 0."""

    def __init__(self, kind: Any, *shape: int) -> None:
        self._room = np.empty((0, *shape), kind)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> Array:
        return self._room[: self._size]

    def extend(self, values: Array) -> None:
        """Add values at the end; room is made for an eighth more than needed."""
        size = self._size + len(values)
        if size > len(self._room):
            room = np.empty((size + size // 8, *self._room.shape[1:]), self._room.dtype)
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : size] = values
        self._size = size

    @property
    def nbytes(self) -> int:
        return self._room.nbytes
