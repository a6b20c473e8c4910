"""Who acted and what matched, as staff read it in their language."""

import pytest
from django.utils import translation

from portal.administrator.claim_labels import actor_label, direction_label


@pytest.mark.parametrize(
    ("who", "english", "spanish"),
    [
        ("", "", ""),
        ("system", "the program", "el programa"),
        ("administrator:alice", "administrator alice", "administrador alice"),
        ("counsel:maria:jose", "counsel maria:jose", "abogado maria:jose"),
        ("exact keys", "exact keys", "claves exactas"),
        ("linkage model 12", "linkage, model 12", "emparejamiento, modelo 12"),
        ("a later kind", "a later kind", "a later kind"),
    ],
)
def test_who_acted_is_told_in_the_readers_language(who: str, english: str, spanish: str):
    assert actor_label(who) == english
    with translation.override("es"):
        assert actor_label(who) == spanish


def test_a_direction_of_a_later_production_is_shown_as_it_is():
    with translation.override("es"):
        assert direction_label("received") == "recibidos"
        assert direction_label("forwarded") == "forwarded"
