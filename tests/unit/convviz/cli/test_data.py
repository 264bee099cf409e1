from __future__ import annotations

from engine.data import dataset_names


def test_list_tells_of_every_data_set(convviz, tmp_path):
    outcome = convviz("data", "list", "--data-dir", tmp_path, "--json")
    assert outcome.code == 0
    assert [row["name"] for row in outcome.json["datasets"]] == list(dataset_names())
    assert outcome.json["data_dir"] == str(tmp_path)


def test_list_tells_what_is_here_and_how_to_get_the_rest(convviz, tmp_path):
    lines = convviz("data", "list", "--data-dir", tmp_path).out.splitlines()
    states = {line.split()[0]: line for line in lines if line}
    assert " here " in states["garments"]
    assert " convviz data fetch fashion-mnist " in states["fashion-mnist"]
    assert " 30.9 MB " in states["fashion-mnist"]
    assert "MB" not in states["garments"]


def test_json_may_be_asked_for_before_the_action(convviz, tmp_path):
    assert convviz("data", "--json", "list", "--data-dir", tmp_path).json["datasets"]


def test_fetching_what_is_there_verifies_it(convviz, data_dir):
    outcome = convviz("data", "fetch", "fashion-mnist", "--data-dir", data_dir, "--json")
    assert outcome.code == 0
    assert outcome.json["folder"] == str(data_dir / "fashion-mnist")


def test_fetching_into_a_place_that_is_a_file_is_refused_in_a_sentence(convviz, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    outcome = convviz("data", "fetch", "mnist", "--data-dir", tmp_path / "file")
    assert outcome.code == 3
    assert outcome.out == ""
    assert outcome.err.startswith("convviz: ")
    assert "Traceback" not in outcome.err
