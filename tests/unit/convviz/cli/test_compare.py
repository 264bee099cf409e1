from __future__ import annotations

import gzip
import pickle

import numpy as np
import pytest

from convviz.cli import compare
from engine.checkpoints import save_params
from engine.presets import load_preset, preset_names
from engine.training import evaluate


@pytest.fixture
def two(tmp_path):
    """Files of two networks, of which only conv1 and dense2's bias differ."""
    network = load_preset("conv-net").build(seed=0)
    save_params(tmp_path / "a.pkl", network, [2.3] * 12)
    network.parameters["conv1.w"][3] += np.float32(0.5)
    network.parameters["dense2.b"][2] = 1
    save_params(tmp_path / "b.pkl", network, [2.3] * 12)
    return network


def test_every_array_has_a_line(convviz, two):
    outcome = convviz("inspect", "a.pkl", "b.pkl")
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[0].startswith("A a.pkl: pickle, protocol 4, sha256 ")
    table = {
        line.split()[0]: line.split()[1:] for line in lines if ".w" in line or ".b" in line
    }
    assert table["conv1.w"][:2] == ["8×1×5×5", "0.5"]
    assert table["conv1.w"][-2:] == ["12.5", "%"]
    assert table["conv2.w"] == ["8×8×5×5", "the", "same"]
    assert "2 of 8 arrays differ; the change is " in outcome.out


def test_identical_files_say_so(convviz, two, tmp_path):
    outcome = convviz("inspect", "a.pkl", "a.pkl")
    assert outcome.code == 0
    assert "8 arrays are the same, bit for bit." in outcome.out


def test_the_same_numbers_in_another_format_are_the_same(convviz, two, tmp_path):
    (tmp_path / "b.pkl.gz").write_bytes(gzip.compress((tmp_path / "b.pkl").read_bytes()))
    assert "8 arrays are the same" in convviz("inspect", "b.pkl", "b.pkl.gz").out


def test_other_shapes_and_lonely_arrays_are_named(convviz, tmp_path):
    np.savez(tmp_path / "a.npz", x=np.ones((2, 3)), y=np.ones(2))
    np.savez(tmp_path / "b.npz", x=np.ones((3, 2)), z=np.ones(2))
    out = convviz("inspect", "a.npz", "b.npz").out
    assert "x      2×3    A is (2, 3), B is (3, 2)." in out
    assert "Only in A: y\nOnly in B: z\n" in out
    assert "1 of 1 array differs; 1 array is only in A; 1 array is only in B." in out


def test_an_array_of_one_file_alone_is_not_counted_as_changed(convviz, tmp_path):
    x = np.ones(3)
    np.savez(tmp_path / "a.npz", x=x)
    np.savez(tmp_path / "b.npz", x=x, y=x)
    out = convviz("inspect", "a.npz", "b.npz").out
    assert "1 array of both is the same, bit for bit; 1 array is only in B." in out
    assert "differ" not in out


def test_nothing_in_common_is_said(convviz, tmp_path):
    np.savez(tmp_path / "a.npz", x=np.ones(3))
    np.savez(tmp_path / "b.npz", y=np.ones(3))
    assert (
        "The two have no array in common; 1 array is only in A"
        in convviz("inspect", "a.npz", "b.npz").out
    )


def test_filters_are_matched_on_request(convviz, two, tmp_path):
    order = np.roll(np.arange(8), 3)
    for name in ("conv1.w", "conv1.b"):
        two.parameters[name][...] = two.parameters[name][order].copy()
    two.parameters["conv2.w"][...] = two.parameters["conv2.w"][:, order].copy()
    save_params(tmp_path / "c.pkl", two, [2.3] * 12)
    assert "8 arrays are the same" not in convviz("inspect", "b.pkl", "c.pkl").out
    out = convviz("inspect", "b.pkl", "c.pkl", "--match-filters").out
    assert "8 of 144 filters of B moved to where they are most like those of A: cosine " in out
    assert "8 arrays are the same, bit for bit." in out


def test_predictions_that_differ_are_counted(convviz, two):
    outcome = convviz("inspect", "a.pkl", "b.pkl", "--dataset", "garments")
    assert outcome.code == 0
    assert " predictions differ, 0." in outcome.out
    assert "right → wrong " in outcome.out
    found = convviz("inspect", "a.pkl", "b.pkl", "--dataset", "garments", "--json").json
    said = found["predictions"]
    assert (
        said["flipped"] == len(said["flips"]) == said["worse"] + said["better"] + said["other"]
    )
    assert sum(move["samples"] for move in said["moves"]) == said["flipped"]
    gained = (said["better"] - said["worse"]) / said["samples"]
    assert said["accuracy_b"] - said["accuracy_a"] == pytest.approx(gained)


def test_json_has_every_figure(convviz, two):
    found = convviz("inspect", "a.pkl", "b.pkl", "--match-filters", "--json").json
    first = found["arrays"][0]
    assert (first["name"], first["changed"]) == ("conv1.w", 25)
    assert first["largest"] == pytest.approx(0.5)
    assert first["by_filter"] == pytest.approx([0, 0, 0, 2.5, 0, 0, 0, 0])
    assert found["equal"] is False
    assert found["matched_filters"]["moved"] == 0


def test_a_refused_file_ends_with_a_sentence(convviz, two, tmp_path):
    class Evil:
        def __reduce__(self):
            return (print, ("run",))

    (tmp_path / "evil.pkl").write_bytes(pickle.dumps(Evil()))
    outcome = convviz("inspect", "a.pkl", "evil.pkl")
    assert (outcome.code, outcome.out) == (3, "")
    assert "print" in outcome.err


def test_a_file_of_no_preset_is_tried_as_its_likeliest_network(convviz, two, tmp_path):
    rng = np.random.default_rng(2)
    arrays = {"W1": rng.normal(size=(20, 784)), "b1": np.zeros(20)}
    np.savez(tmp_path / "c.npz", **arrays, W2=rng.normal(size=(10, 20)), b2=np.zeros(10))
    found = convviz("inspect", "a.pkl", "c.npz", "--dataset", "garments", "--json").json
    assert found["predictions"]["flipped"]


def test_a_file_that_fits_no_network_has_no_predictions(convviz, two, tmp_path):
    np.savez(tmp_path / "x.npz", x=np.ones(3))
    outcome = convviz("inspect", "a.pkl", "x.npz", "--dataset", "garments")
    assert outcome.code == 3
    assert "x.npz does not fit any preset" in outcome.err


def test_names_from_a_file_cannot_move_the_cursor(convviz, tmp_path):
    for name in ("a.pkl", "b.pkl"):
        (tmp_path / name).write_bytes(pickle.dumps({"\x1b[2J": np.ones(3), name: np.ones(2)}))
    out = convviz("inspect", "a.pkl", "b.pkl").out
    assert "\x1b" not in out
    assert "\\x1b[2J" in out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--match-filters"], "--match-filters goes with two files, got one"),
        (["--dataset", "garments"], "--dataset goes with two files, got one"),
        (["--preset", "conv-net"], "--preset goes with two files, got one"),
        (["--data-dir", "."], "--data-dir goes with two files, got one"),
        (["--threads", "1"], "--threads goes with two files, got one"),
        (["b.pkl", "--threads", "1"], "--threads goes with --dataset or --preset, got neither"),
        (
            ["b.pkl", "--data-dir", "."],
            "--data-dir goes with --dataset or --preset, got neither",
        ),
    ],
)
def test_what_would_be_ignored_is_refused(convviz, two, options, sentence):
    outcome = convviz("inspect", "a.pkl", *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err


def test_threads_change_nothing_in_the_predictions(convviz, two):
    asked = ["inspect", "a.pkl", "b.pkl", "--dataset", "garments", "--json"]
    one, three = (convviz(*asked, "--threads", n).json["predictions"] for n in "13")
    assert one == three


def test_threads_are_those_that_predict(convviz, two, monkeypatch):
    asked = []

    def counting(*arguments, threads=None, **options):
        asked.append(threads)
        return evaluate(*arguments, threads=threads, **options)

    monkeypatch.setattr(compare, "evaluate", counting)
    convviz("inspect", "a.pkl", "b.pkl", "--dataset", "garments", "--threads", "2")
    assert asked == [2, 2]


def test_changes_of_very_many_filters_are_not_written_one_by_one(convviz, tmp_path):
    for name, x in (("a", np.ones((20_000, 2))), ("b", np.zeros((20_000, 2)))):
        np.savez(tmp_path / f"{name}.npz", x=x, y=x[:, 0])
    matrix, vector = convviz("inspect", "a.npz", "b.npz", "--json").json["arrays"]
    assert matrix["by_filter"] is None
    assert vector["by_filter"] == pytest.approx([20_000**0.5])


def test_outputs_beyond_the_classes_are_called_by_their_numbers(convviz, tmp_path):
    rng = np.random.default_rng(2)
    for name in "ab":
        arrays = {"W1": rng.normal(size=(20, 784)), "b1": np.zeros(20)}
        last = np.zeros(12)
        last[10:] = 1e4
        arrays |= {"W2": rng.normal(size=(12, 20)), "b2": last}
        np.savez(tmp_path / f"{name}.npz", **arrays)
    outcome = convviz("inspect", "a.npz", "b.npz", "--dataset", "garments", "--json")
    said = outcome.json["predictions"]
    assert {move["a"] for move in said["moves"]} <= {"10", "11"}
    assert said["flipped"]


def test_both_networks_have_to_take_the_images(convviz, two, tmp_path):
    other = next(
        preset
        for preset in map(load_preset, preset_names())
        if preset.input_shape != load_preset("conv-net").input_shape
    )
    save_params(tmp_path / "c.pkl", other.build(seed=0), [2.3] * 12)
    outcome = convviz("inspect", "a.pkl", "c.pkl", "--dataset", "garments")
    assert outcome.code == 3
    assert "c.pkl on " in outcome.err
    assert "not applicable: the data set has " in outcome.err
