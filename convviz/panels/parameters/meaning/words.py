"""What the panel says about the meaning of a file, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.plotting import format_count, format_percent
from engine.checkpoints.architectures import OTHER_IMAGES
from engine.checkpoints.wording import counted

if TYPE_CHECKING:
    from convviz.session import Trials
    from engine.checkpoints import Match, Reading
    from engine.checkpoints.architectures import Alternative, Proposal
    from engine.training import Trial

_ACTIVATION_NAMES = {"relu": "ReLU", "leaky-relu": "leaky ReLU"}


def changes_text(reading: Reading) -> str:
    """Say what was done to the file's arrays to read them, and what is odd."""
    changed: dict[str, list[str]] = {}
    for layer in reading.layers:
        if layer.changes:
            changed.setdefault(", ".join(layer.changes), []).append(layer.name)
    changes = [f"{', '.join(names)}: {what}." for what, names in changed.items()]
    return "\n".join([*changes, *reading.notes])


def question(proposal: Proposal) -> str:
    """Return the heading over the alternatives."""
    if not proposal.alternatives:
        return "Which network?"
    if not proposal.unsaid:
        return "Its network"
    kinds = {layer.kind for layer in proposal.alternatives[0].preset.layers}
    return (
        "Which image and which pooling?"
        if "conv2d" in kinds
        else "Which image, which activation?"
    )


def proposal_text(proposal: Proposal, trials: Trials) -> str:
    """Say how the alternatives were found, and on what they are tried."""
    if not proposal.alternatives:
        return proposal.reason
    told = (proposal.doubt, proposal.sentence, trials_text(trials))
    return " ".join(filter(None, told))


def trials_text(trials: Trials) -> str:
    """Say which images the alternatives are tried on, and whether that is over."""
    if not trials.dataset:
        return "No data set is open to try them on."
    what = f"{format_count(trials.images)} validation images of {trials.dataset}"
    known = len(trials.outcomes)
    if known and all(trial.right is None for trial in trials.outcomes) and trials.is_over:
        return f"None of them takes the images of {trials.dataset}."
    if not trials.is_over:
        return f"Those that fit are being tried on the {what}."
    if known < len(trials.alternatives):
        return f"Trying them on the {what} was stopped."
    tried = f"Those that fit were tried on the {what}."
    if trials.best is None or trials.is_better_than_chance:
        return tried
    return (
        f"{tried} None is right much more often than by chance, so none is preferred for it. "
        f"{OTHER_IMAGES}"
    )


def more_text(proposal: Proposal | None) -> str:
    """Say how many networks are not listed."""
    if proposal is None or not proposal.more:
        return ""
    return f"{counted(proposal.more, 'rarer combination')} that fit too are not listed."


def share_text(trial: Trial) -> str:
    """Say how often a network was right: "88.33 % right"."""
    assert trial.right is not None
    return f"{format_percent(trial.right, 2)} right"


def same_as_text(alternative: Alternative) -> str:
    """Name the preset that an alternative is: "the preset conv-net"."""
    return f"the preset {alternative.same_as}" if alternative.same_as else ""


def activation_name(kind: str) -> str:
    """Write the kind of an activation as people do."""
    return _ACTIVATION_NAMES.get(kind, kind)


def fit_text(match: Match) -> tuple[str, str]:
    """Say whether the arrays fit the running network, and why not."""
    if match.fits:
        return "✓ Yes: every parameter has its array.", "\n".join(match.notes)
    return "✗ No, the network stays as it is.", "\n".join(match.reasons)


def action_text(
    match: Match | None, network: str, chosen: Alternative | None, doubt: str = ""
) -> str:
    """Say what the buttons below would do."""
    told = []
    if match is not None and match.fits:
        told.append(f"Loading replaces the parameters of {network}; it can be undone.")
    elif match is not None:
        told.append(f"It does not fit {network}, the network that runs.")
    if chosen is None and doubt:
        told.append("Nothing is chosen above, for it may not be a network at all.")
    if chosen is not None:
        told.append("Using it begins a new run; the run so far ends.")
    return " ".join(told)
