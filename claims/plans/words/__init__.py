"""A plan of allocation in words, made from the plan alone, in English and in Spanish."""

from claims.plans.words.document import Document, Item, Listing, Paragraph, Section, Source
from claims.plans.words.markdown import as_markdown
from claims.plans.words.writing import LANGUAGES, plan_in_words

__all__ = [
    "LANGUAGES",
    "Document",
    "Item",
    "Listing",
    "Paragraph",
    "Section",
    "Source",
    "as_markdown",
    "plan_in_words",
]
