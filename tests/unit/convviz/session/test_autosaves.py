"""Files that windows leave to each other."""

from __future__ import annotations

import os

import pytest

from convviz.session.autosaves import KEPT, Autosave, abandoned, ended_regularly
from engine.checkpoints import SaveError
from engine.data import load_dataset
from engine.presets import load_preset
from engine.training import Trainer
from engine.training.checkpoint import Checkpoint, load_checkpoint


@pytest.fixture(scope="module")
def checkpoint():
    dataset = load_dataset("garments")
    trainer = Trainer.from_preset(load_preset("conv-net"), dataset, seed=0, threads=1)
    yield Checkpoint.of(trainer)
    trainer.close()


@pytest.fixture
def leave(tmp_path, checkpoint):
    """Return a function that leaves a file as a window does, `age` seconds ago."""

    def make(age: int = 0, *, closed: bool = False):
        autosave = Autosave.new(tmp_path)
        before = set(tmp_path.glob("*.safetensors"))
        autosave.write(checkpoint, closed=closed)
        autosave.release()
        (path,) = set(tmp_path.glob("*.safetensors")) - before
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
        return path

    return make


def test_what_a_living_window_has_is_not_offered(tmp_path, checkpoint):
    autosave = Autosave.new(tmp_path)
    autosave.write(checkpoint)
    assert abandoned(tmp_path) == []
    (path,) = tmp_path.glob("*.safetensors")
    assert Autosave.claim(path) is None
    autosave.release()
    assert abandoned(tmp_path) == [path]
    assert load_checkpoint(path).preset == checkpoint.preset


def test_the_newest_few_are_kept_and_the_rest_removed(tmp_path, leave):
    paths = [leave(age) for age in (50, 10, 40, 20, 30)]
    by_age = [paths[i] for i in (1, 3, 4, 2, 0)]
    assert abandoned(tmp_path) == by_age[:KEPT]
    assert set(tmp_path.iterdir()) == set(by_age[:KEPT])


def test_a_regular_end_is_told_from_another(leave):
    assert ended_regularly(leave(closed=True))
    assert not ended_regularly(leave())


def test_closing_takes_the_place_of_the_file_of_before(tmp_path, checkpoint):
    autosave = Autosave.new(tmp_path)
    for closed in (False, True, False, True):
        autosave.write(checkpoint, closed=closed)
        (path,) = tmp_path.glob("*.safetensors")
        assert ended_regularly(path) is closed
    autosave.remove()
    autosave.release()
    assert list(tmp_path.iterdir()) == []


def test_a_claim_goes_on_in_the_same_file(leave, checkpoint, tmp_path):
    path = leave(closed=True)
    claimed = Autosave.claim(path)
    assert Autosave.claim(path) is None
    claimed.write(checkpoint)
    assert [p.name.partition("-")[0] for p in tmp_path.glob("*.safetensors")] == ["run"]
    claimed.release()


def test_a_file_that_is_gone_cannot_be_claimed(leave, tmp_path):
    path = leave()
    path.unlink()
    assert Autosave.claim(path) is None
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_window_left_half_written_is_removed_later(tmp_path):
    old, new = tmp_path / ".convviz-0123.tmp", tmp_path / ".convviz-4567.tmp"
    for path in (old, new):
        path.touch()
    os.utime(old, (1_000_000, 1_000_000))
    assert abandoned(tmp_path) == []
    assert list(tmp_path.iterdir()) == [new]


def test_other_files_are_left_alone(tmp_path, leave):
    (tmp_path / "params.safetensors").touch()
    (tmp_path / "run-notes.txt").touch()
    path = leave()
    assert abandoned(tmp_path) == [path]
    assert abandoned(tmp_path / "nowhere") == []
    assert (tmp_path / "params.safetensors").exists()


@pytest.mark.skipif(os.name == "nt" or not os.geteuid(), reason="the superuser may write all")
def test_a_folder_that_may_not_be_written_to_is_an_error(tmp_path, checkpoint):
    autosave = Autosave.new(tmp_path)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SaveError):
            autosave.write(checkpoint)
        with pytest.raises(PermissionError):
            Autosave.new(tmp_path / "more")
    finally:
        tmp_path.chmod(0o700)
        autosave.release()


def test_a_good_file_outlives_newer_ones_that_cannot_be_read(tmp_path, leave):
    good, damaged = leave(age=100), []
    for age in range(KEPT):
        damaged.append(tmp_path / f"run-damaged{age}.safetensors")
        damaged[-1].write_bytes(b"garbage")
        os.utime(damaged[-1], (1_000_000 - age, 1_000_000 - age))
    assert abandoned(tmp_path) == [*damaged[:-1], good]
    assert set(tmp_path.iterdir()) == {*damaged[:-1], good}


def test_what_a_newer_version_has_written_is_not_removed(tmp_path, leave):
    newer = [leave(age=1_000 + age) for age in range(2)]
    for path in newer:
        content = path.read_bytes()
        assert content.count(b'"convviz.format":"1"') == 1
        path.write_bytes(content.replace(b'"convviz.format":"1"', b'"convviz.format":"2"'))
        os.utime(path, (1_000, 1_000))
    paths = [leave(age) for age in range(KEPT + 1)]
    kept = [*paths[:KEPT], *newer]
    assert set(abandoned(tmp_path)) == set(kept)
    assert set(tmp_path.iterdir()) == set(kept)


@pytest.mark.skipif(os.name == "nt", reason="a link needs a privilege there")
def test_a_link_to_nothing_hides_no_other_file(tmp_path, leave):
    (tmp_path / "run-gone.safetensors").symlink_to(tmp_path / "nowhere")
    path = leave()
    assert abandoned(tmp_path) == [path]


def test_what_is_gone_with_its_folder_cannot_be_claimed(tmp_path):
    assert Autosave.claim(tmp_path / "gone" / "run-0.safetensors") is None
