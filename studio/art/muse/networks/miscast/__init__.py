"""Whether a network gave a part to somebody who cannot play it: a hut that speaks of her knees, a pigeon that needs paint. Torch-free.

Networks learned from texts that the grammar writes by filling frames. A text is read as the frame that it tells; it is miscast when
nobody can play all of its parts as it tells them. Strict, for drafts are cheap; what the grammar writes passes but for a text in
a hundred (`tests/art/test_muse_miscast.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from studio.art.muse.drafting import Brief
from studio.art.muse.networks.miscast import haiku, poem, quatrain, scenes, story

_FORMS: dict[str, Callable[[str, Brief], bool]] = {
    "haiku": haiku.is_miscast,
    "poem": poem.is_miscast,
    "quatrain": quatrain.is_miscast,
    "scenes": scenes.is_miscast,
    "story": story.is_miscast,
}


def is_miscast(text: str, brief: Brief) -> bool:
    """Whether a text of `brief.form` gives a part to who cannot play it; never for forms without parts."""
    check = _FORMS.get(brief.form)
    return check is not None and check(text, brief)
