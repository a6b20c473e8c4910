"""References that cannot be guessed and can be read over the telephone."""

import re

import pytest

from claims.casework.intake.references import ALPHABET, new_reference, read_reference


def test_a_reference_has_sixty_random_bits_and_no_letter_that_looks_like_a_digit():
    made = {new_reference() for _ in range(2000)}

    assert len(made) == 2000
    assert all(re.fullmatch(r"CF(-[0-9A-HJKMNP-TV-Z]{4}){3}", reference) for reference in made)
    assert len(ALPHABET) == 32
    used = {letter for reference in made for letter in reference[3:].replace("-", "")}
    assert used == set(ALPHABET)


def test_every_reference_is_read_back():
    for _ in range(200):
        reference = new_reference()
        assert read_reference(reference) == reference


@pytest.mark.parametrize(
    "typed",
    [
        *("CF-7K2M-9QX1-0DW4", "cf-7k2m-9qx1-0dw4", "cf7k2m9qx10dw4", "7K2M 9QX1 0DW4"),
        *(" CF 7K2M – 9QX1 – 0DW4 ", "CF-7K2M-9QXI-0DW4", "CF-7K2M-9QXl-ODW4"),
    ],
)
def test_a_reference_is_read_however_somebody_types_it(typed: str):
    assert read_reference(typed) == "CF-7K2M-9QX1-0DW4"


@pytest.mark.parametrize("reference", ["CF-CF2M-9QX1-0DW4", "CF-CFCF-CFCF-CFCF"])
@pytest.mark.parametrize("prefix", ["CF-", ""])
def test_a_reference_that_begins_like_its_prefix_is_read(reference: str, prefix: str):
    assert read_reference(prefix + reference.removeprefix("CF-")) == reference


@pytest.mark.parametrize(
    "typed",
    [
        *("", "CF", "CF-7K2M-9QX1-0DW", "CF-7K2M-9QX1-0DW45", "CF-7K2M-9QX1-0DWU"),
        *("CF-7K2M-9QX1-0DWé", "٧K2M-9QX1-0DW4", "x" * 10_000, "CF-7K2M-9QX1-0DW4\0x"),
    ],
)
def test_what_is_no_reference_is_read_as_none(typed: str):
    assert read_reference(typed) == ""
