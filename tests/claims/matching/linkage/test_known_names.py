"""Brothers and sisters whose names differ by a letter or two, in many languages, and slips."""

import pytest

from claims.matching.linkage.known_names import known_names
from claims.matching.match_decision import MatchResult
from tests.claims.matching.linkage.lists import JANE, class_list, decide_all, strangers

SIBLINGS = """
    Malek Malik; Tarek Tarik; Hasan Husain; Amina Amira; Karim Karima; Layla Leyla; Omar Ammar
    Rashid Rashida; Salma Selma; Jamal Jamil; Hamza Hafsa; Imran Kamran; Asif Atif; Nadia Nadira
    Minh Linh; Hanh Khanh; Thanh Khanh; Tuan Tuyen; Phuong Phong; Lan Loan
    Rajesh Ramesh; Suresh Naresh; Kavita Savita; Anita Sunita; Manish Munish; Deepa Deepak
    Harpreet Gurpreet; Sandeep Mandeep; Lakshmi Lakshman; Arjun Arun; Pooja Puja; Tarun Varun
    Wei Mei; Ming Ling; Jing Qing; Xin Xing; Hui Hua; Fang Feng; Meiling Meilin
    Minji Minju; Jiwon Jiwoo; Seojun Seojin; Yuki Yuko; Keiko Reiko; Haruto Haruki; Hiroshi Hiroko
    Jose Josefa; Mario Maria; Marta Maria; Marina Mariana; Luis Luisa; Daniel Daniela; Elisa Elsa
    Lucia Luciana; Angel Angela; Carlos Carlota; Ramon Ramona; Fabian Fabiana; Marisol Marisa
    Irina Arina; Alina Albina; Dasha Masha; Milan Milana; Zoran Goran; Jan Jana; Petr Petra
    Kasia Basia; Piotr Petr; Andrei Andreea; Mihai Mihaela; Marek Marko; Mirka Mirko
    Chidi Chika; Emeka Nneka; Kemi Yemi; Femi Yemi; Tunde Tunji; Bola Tola; Kwame Kwaku; Kofi Kojo
    Fatou Fanta; Mamadou Amadou; Awa Hawa; Abebe Abeba; Wanjiru Wanjiku; Thabo Thabiso
    Amara Amari; Haile Hailu; Njeri Njoki; Aminata Aminatou; Sipho Siphiwe; Ngozi Nkozi
    Andrea Andreas; Jean Jeanne; Michele Micheline; Pascal Pascale; Lars Lara; Hanna Hannes
    Katja Tanja; Anja Tanja; Heike Heiko; Silke Elke; Mehmet Ahmet; Serkan Erkan; Ceren Seren
    Emre Emine; Giorgos Giorgia; Dimitris Dimitra; Siti Sita; Putri Putra; Jonalyn Jovelyn
    Dara Daro; Sophea Sophal; Mele Sele; Reza Roza; Mehdi Mehri; Farid Farida; Tigran Tigranuhi
    Aziz Aziza; Noa Noam; Shira Shiran; Ari Ariel; John Joan; Erin Eric; Brian Briana; Terry Kerry
    Ronald Donald; Jaden Caden; Kayla Kaylee; Emily Emilia; Luca Lucas; Sandra Sondra; Ella Ellie
"""
SLIPS = """
    Jnae Jane; Jmaes James; Richrad Richard; Davdi David; Thoams Thomas; Chalres Charles
    Anthnoy Anthony; Andrwe Andrew; Kennteh Kenneth; Ronlad Ronald; Edwrad Edward; Jaocb Jacob
    Raymodn Raymond; Patirck Patrick; Suasn Susan; Kaern Karen; Caorl Carol; Heeln Helen
    Micehlle Michelle; Cyntiha Cynthia; Racehl Rachel; Catehrine Catherine; Bettty Betty
    Brednda Brenda; Emmma Emma; Annna Anna; Srah Sarah; Alejnadro Alejandro; Fernadno Fernando
    Muhamamd Muhammad; Fatiam Fatima; Ibrhaim Ibrahim; Krihsna Krishna; Vladmir Vladimir
    Svetlnaa Svetlana; Katarzyan Katarzyna; Giuseppee Giuseppe; Mustfaa Mustafa; Wrlter Walter
    Jeury Jerry; Allsn Allan
"""


def pairs(text):
    return [tuple(pair.split()) for line in text.splitlines() for pair in line.split(";") if pair]


def at_one_address(names):
    """Accounts of these given names, each at a house number and of a family name of its own."""
    return [
        JANE | {"first_name": given, "last_name": family, "street": f"{place + 3} Linden Street"}
        for place, (given, family) in enumerate(zip(names, map(_family, range(999)), strict=False))
    ]


def _family(place):
    return "".join("bdfgklmnprst"[int(each)] + "aeiou"[place % 5] for each in f"{place:03}") + "son"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """The outcome of a claim of the first name beside the account of the second, of each pair."""
    asked = [*pairs(SIBLINGS), *pairs(SLIPS)]
    accounts = at_one_address([held for _, held in asked])
    claims = at_one_address([said for said, _ in asked])
    with class_list(tmp_path_factory.mktemp("pairs"), [*accounts, *strangers(300)]) as connection:
        decisions = decide_all(connection, claims)
    return {pair: decision.outcome for pair, decision in zip(asked, decisions, strict=True)}


def test_the_list_has_names_of_many_languages():
    names = set(known_names()["name"].to_pylist())

    assert len(names) > 30_000
    assert {"malik", "linh", "sunita", "wei", "haruka", "mariana", "kwame", "zoran"} <= names
    assert not {"jmaes", "richrad", "", "mary ann"} & names


def test_no_sibling_is_matched_without_a_person(outcomes):
    matched = [pair for pair in pairs(SIBLINGS) if outcomes[pair] is MatchResult.ONE]

    assert matched == []


def test_a_slip_of_the_pen_is(outcomes):
    left = [pair for pair in pairs(SLIPS) if outcomes[pair] is not MatchResult.ONE]

    assert left == []
