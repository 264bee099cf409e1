from __future__ import annotations

from convviz.session.mailbox import Mailbox


def test_only_the_newest_is_kept() -> None:
    box: Mailbox[int] = Mailbox()
    for item in (1, 2, 3):
        box.put(item)
    assert box.take() == 3


def test_what_was_taken_is_gone() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.take()
    assert box.take() is None


def test_the_next_is_wanted_once_the_last_was_taken() -> None:
    box: Mailbox[int] = Mailbox()
    assert box.wanted
    box.put(1)
    assert not box.wanted
    box.take()
    assert box.wanted
