"""The plan, and the language it is told in: what every part of the words asks for."""

from dataclasses import dataclass
from fractions import Fraction

from claims.law.data_files.schema import Citation
from claims.plans.facts import Fact
from claims.plans.schema import Plan
from claims.plans.words.document import Item, Source
from claims.plans.words.language import Language
from claims.plans.words.said import Said


@dataclass(frozen=True)
class Scribe:
    """One plan in one language."""

    plan: Plan
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return self.language.say(key, **values)

    def sentence(self, key: str, **values: object) -> str:
        """A phrase as a sentence."""
        return self.language.sentence(self.say(key, **values))

    def source(self, citation: Citation | None) -> Source | None:
        """A citation of the plan."""
        return self.language.source(citation)

    def fact(self, key: str) -> str:
        """The name of a fact, in quotation marks."""
        return self.language.quoted(self.plan.facts[key].label)

    def head(self, key: str) -> str:
        """The name of a head of damages, in quotation marks."""
        return self.language.quoted(self.plan.head(key).label)

    def pool(self, key: str) -> str:
        """The name of a pool, in quotation marks."""
        return self.language.quoted(self.plan.pool(key).label)

    def subclass(self, key: str) -> str:
        """The name of a part of the class, in quotation marks."""
        labels = {subclass.key: subclass.label for subclass in self.plan.subclasses}
        return self.language.quoted(labels[key])

    def value(self, fact: Fact, value: Fraction | int) -> str:
        """A whole value of a counted or amount fact: cents, if it is an amount."""
        whole = int(value)
        return self.language.money(whole) if fact.type == "amount" else self.language.number(whole)

    def line(self, said: Said) -> Item:
        """A phrase as a line of a list."""
        return Item(self.ended(said), parts=said.parts)

    def ended(self, said: Said) -> str:
        """A phrase as a sentence; with a colon, where what follows belongs to it."""
        return self.language.sentence(f"{said.text}:" if said.parts else said.text)
