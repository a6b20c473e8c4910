"""What is hashed never changes: hashes of earlier versions are in trails, plans and roots."""

from pathlib import Path

import pytest

from claims.files.hashes import canonical_json, sha256_of, sha256_of_file

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"b": 1, "a": [1, 2]}, '{"a":[1,2],"b":1}', id="keys are sorted, no spaces"),
        pytest.param({"b": {"d": 1, "c": 2}}, '{"b":{"c":2,"d":1}}', id="keys further in too"),
        pytest.param([2, 1], "[2,1]", id="a list keeps its order"),
        pytest.param("Núñez", '"Núñez"', id="letters stay letters"),
        pytest.param("a\n\u2028", '"a\\n\u2028"', id="only what JSON must escape is escaped"),
        pytest.param([None, True, ""], '[null,true,""]', id="nothing, truth and a blank"),
    ],
)
def test_a_value_has_one_canonical_text(value: object, text: str) -> None:
    assert canonical_json(value) == text


def test_the_hash_of_a_value_is_that_of_its_text_in_utf_8(tmp_path: Path) -> None:
    value = {"name": "Núñez"}
    path = tmp_path / "value.json"
    path.write_text(canonical_json(value), encoding="utf-8")

    assert sha256_of(value) == sha256_of_file(path)


@pytest.mark.parametrize(
    ("content", "sha256"),
    [
        pytest.param(b"", EMPTY, id="an empty file"),
        pytest.param(b"abc", ABC, id="three bytes"),
    ],
)
def test_the_hash_of_a_file_is_that_of_its_bytes(
    tmp_path: Path, content: bytes, sha256: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    assert sha256_of_file(path) == sha256
