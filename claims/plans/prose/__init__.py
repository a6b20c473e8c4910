"""A plan of allocation in words, made from the plan alone, in English and in Spanish."""

from claims.plans.prose.document import Document, Item, Listing, Paragraph, Section, Source
from claims.plans.prose.markdown import markdown_text
from claims.plans.prose.plan_document import LANGUAGES, plan_prose

__all__ = [
    "LANGUAGES",
    "Document",
    "Item",
    "Listing",
    "Paragraph",
    "Section",
    "Source",
    "markdown_text",
    "plan_prose",
]
