"""The domain of class-action claims: from records and claims to what each person is owed."""
