"""The sandbox: a payment company that speaks Stripe's wire protocol, for the demo and for tests.

It moves no money, takes test card numbers only, and refuses live keys. It keeps its own SQLite
file, so several processes may open it at once and a restart loses nothing.
"""
