"""The tools: what sets a checkout up, starts its processes and runs its checks.

`prepare` (`make setup`) and what it imports use the standard library only and run on the machine's
own Python 3.11; the rest runs in `.venv`. Nothing in `claims` or `portal` imports from here.
"""
