"""Settings: `local` for a laptop, `test` for the suite, `production` for the court's matter.

Each is `base` plus what differs; what an operator may change comes from the environment.
"""
