"""Helper processes: a second interpreter for every further core.

Two threads of one interpreter hand its lock to and fro some hundred times in a batch, and
each time the other one waits. Two processes have a lock each; they meet twice in a batch.

`crew` shares a batch out, `helper` is one process as seen from here, `__main__` is what it
runs, `tasks` the lines between them, `batch_memory` the arrays, which lie in memory of both
(`shared_memory`), `race` finds out whether it pays.
`docs/decisions/0012-helper-processes.md` says why it is done so.
"""

from engine.training.helpers.crew import Crew
from engine.training.helpers.terms import AS_MEASURED, AT_ONCE, HelperTerms

__all__ = ["AS_MEASURED", "AT_ONCE", "Crew", "HelperTerms"]
