"""The publisher's and support's screens in the admin."""
