"""What is to differ from a preset is refused in one sentence if it cannot be."""

import pytest

from engine.errors import SettingError
from engine.losses import L2, MeanSquaredError
from engine.presets import load_preset
from engine.training import Trainer


@pytest.fixture
def make(garments):
    """Make a trainer of conv-net, some of whose settings differ."""
    preset = load_preset("conv-net")
    return lambda **overrides: Trainer.from_preset(
        preset, garments, seed=0, threads=1, **overrides
    )


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ({"lerning_rate": 0.1}, "settings must be among loss, .*, got 'lerning_rate'"),
        ({"layers": ()}, "settings must be among loss, .*, got 'layers'"),
        ({"loss": "hinge"}, "loss must be one of cross-entropy, .*, got 'hinge'"),
        ({"loss": ["hinge"]}, r"loss must be a name, got \['hinge'\]"),
        ({"optimizer": ["adam"]}, r"optimizer must be a name, got \['adam'\]"),
        ({"schedule": None}, "schedule must be a name, got None"),
        ({"optimizer_options": 3}, "optimizer_options must be a mapping .*, got 3"),
        ({"optimizer_options": {3: 4}}, "optimizer_options must be names .*, got 3"),
        (
            {"schedule_options": {"name": "step"}},
            "schedule_options must be names other than name and learning_rate, got 'name'",
        ),
        ({"l2": 0.1}, "l2 must be an L2, or None, got 0.1"),
        ({"early_stopping": 3}, "early_stopping must be a mapping .*, or None, got 3"),
        ({"epochs": "3"}, "epochs must be a whole number of at least 1, got '3'"),
        ({"batch_size": 2.5}, "batch size must be a whole number of at least 1, got 2.5"),
        ({"sampling": ["x"]}, r"sampling must be one of epochs, .*, got \['x'\]"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_refused(make, overrides, sentence):
    with pytest.raises(SettingError, match=f"^training: {sentence}$"):
        make(**overrides)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"patients": 3}, "settings must be among patience, min_delta, got 'patients'"),
        ({}, "patience must be a whole number of at least 1, got None"),
        ({"patience": "3"}, "patience must be a whole number of at least 1, got '3'"),
    ],
    ids=str,
)
def test_a_rule_of_stopping_that_cannot_be_is_refused(make, rule, sentence):
    with pytest.raises(SettingError, match=f"^early stopping: {sentence}$"):
        make(early_stopping=rule)


def test_every_setting_of_training_may_differ(make):
    trainer = make(
        loss="mean-squared-error",
        optimizer="momentum",
        optimizer_options={"mu": 0.5},
        schedule="step",
        schedule_options={"milestones": (0.5,)},
        sampling="with-replacement",
        clip_norm=1.0,
        l2=L2(0.1),
        early_stopping={"patience": 2},
    )
    assert isinstance(trainer.loss, MeanSquaredError)
    assert trainer.optimizer.mu == 0.5
    assert trainer.sampling == "with-replacement"
    assert (trainer.clip_norm, trainer.l2) == (1.0, L2(0.1))
    assert trainer.schedule(0.6) < trainer.schedule(0.4)


@pytest.mark.parametrize("threads", [0, 2.5, "2"])
def test_threads_are_counted_in_whole_numbers(garments, threads):
    with pytest.raises(SettingError, match="threads must be a whole number of at least 1, got"):
        Trainer.from_preset(load_preset("conv-net"), garments, seed=0, threads=threads)


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        ("hinge", "loss must be one of cross-entropy, .*, got 'hinge'"),
        (["hinge"], r"loss must be a name, got \['hinge'\]"),
    ],
    ids=str,
)
def test_a_setting_that_the_preset_itself_cannot_have_is_refused_too(garments, loss, sentence):
    preset = load_preset("conv-net").changed(loss=loss)
    with pytest.raises(SettingError, match=f"^training: {sentence}$"):
        Trainer.from_preset(preset, garments, seed=0, threads=1)


def test_a_trainer_keeps_the_preset_that_it_was_made_of(make):
    preset = load_preset("conv-net")
    trainer = make(clip_norm=0.01)
    trainer.close()
    assert trainer.preset == preset.changed(clip_norm=0.01)
