from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from convviz.session.moments import ago

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-10, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (185, "3 minutes ago"),
        (3_599, "59 minutes ago"),
        (3_600, "1 hour ago"),
        (86_399, "23 hours ago"),
        (86_400, "1 day ago"),
        (400 * 86_400, "400 days ago"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit_that_is_over(seconds, words):
    assert ago(NOW - timedelta(seconds=seconds), NOW) == words
