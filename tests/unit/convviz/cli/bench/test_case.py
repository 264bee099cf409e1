from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from convviz.cli.bench.case import Case
from engine.optimizers import Adam
from engine.presets import load_preset, preset_names


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_trained_in_the_plainest_way(name, noise_for):
    preset = replace(load_preset(name), clip_norm=1.0, early_stopping={"patience": 1})
    with closing(Case(preset, noise_for(preset), 16, threads=1).trainer()) as trainer:
        assert isinstance(trainer.optimizer, Adam)
        plain = Adam(trainer.learning_rate)
        assert (trainer.optimizer.beta1, trainer.optimizer.beta2) == (plain.beta1, plain.beta2)
        assert (trainer.l2, trainer.clip_norm, trainer.sampling) == (None, None, "epochs")
        assert trainer.schedule(0.9) == 1
        assert trainer.batch_size == 16
