"""Training as a generator of frozen events, the same bits on any number of threads."""

from engine.training.batch import Batch
from engine.training.divergence import DivergenceError
from engine.training.early_stopping import EarlyStopping
from engine.training.evaluation import Evaluation, evaluate
from engine.training.events import (
    BackwardDone,
    BatchDone,
    EpochDone,
    EvaluationDone,
    EvaluationProgress,
    Event,
    ForwardDone,
    LossDone,
    Operation,
    OperationDone,
    Phase,
    Position,
    UpdateDone,
)
from engine.training.interruption import BatchInterruptedError
from engine.training.progress import Progress
from engine.training.record import EvaluationRecord, TrainingRecord
from engine.training.snapshot import Snapshot
from engine.training.trainer import Trainer
from engine.training.trial import (
    ABOUT,
    TRIAL_SPLIT,
    TakesImages,
    Trial,
    best_of,
    choice_of,
    dataset_for,
    is_better_than_chance,
    try_alternatives,
    why_not_applicable,
)

__all__ = [
    "ABOUT",
    "TRIAL_SPLIT",
    "BackwardDone",
    "Batch",
    "BatchDone",
    "BatchInterruptedError",
    "DivergenceError",
    "EarlyStopping",
    "EpochDone",
    "Evaluation",
    "EvaluationDone",
    "EvaluationProgress",
    "EvaluationRecord",
    "Event",
    "ForwardDone",
    "LossDone",
    "Operation",
    "OperationDone",
    "Phase",
    "Position",
    "Progress",
    "Snapshot",
    "TakesImages",
    "Trainer",
    "TrainingRecord",
    "Trial",
    "UpdateDone",
    "best_of",
    "choice_of",
    "dataset_for",
    "evaluate",
    "is_better_than_chance",
    "try_alternatives",
    "why_not_applicable",
]
