"""Those specs of a catalogue that stand for models of the artist's: they come and go while the program runs. Torch-free."""

from __future__ import annotations

from collections.abc import Mapping

from studio.core.spec import Catalogue, Spec


class OwnSpecs:
    """The artist's share of one catalogue; it stands behind what comes with the program."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ids: set[str] = set()

    @property
    def kind(self) -> str:
        return self._catalogue.kind

    def all(self) -> dict[str, Spec]:
        """By id, in the order of the catalogue."""
        return {s.id: s for s in self._catalogue if s.id in self._ids}

    def settle(self, wanted: Mapping[str, Spec]) -> bool:
        """Makes them `wanted`, in that order; True when any changed. Specs that are as they were stay the same objects."""
        now = {s.id: s for s in self._catalogue}
        if self.all() == wanted:
            return False
        for id_ in self._ids:
            self._catalogue.remove(id_)
        self._ids.clear()
        for id_, spec in wanted.items():
            self._catalogue.add(now[id_] if now.get(id_) == spec else spec)
            self._ids.add(id_)
        return True
