"""Settings: `local` for a laptop, `test` for the suite, `production` for the court's matter.

Each is `base` plus what differs; every value that an operator may change comes from the environment.
"""
