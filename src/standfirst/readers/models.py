"""The account model."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class ReaderManager(BaseUserManager["Reader"]):
    """Makes readers by their mail address. Django and Wagtail ask for its two methods by name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Reader":
        """A reader with `email`; without a password nobody can log in with one."""
        reader = self.model(email=email.lower(), **fields)
        reader.set_password(password)
        reader.save(using=self._db)
        return reader

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Reader":
        """A reader who may do everything in the newsroom."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Reader":
        """The reader with this address, capitals or not."""
        return self.get(email__iexact=username)


class Reader(AbstractUser):
    """A person with an account. Editors are readers with a newsroom role."""

    username = None  # type: ignore[assignment]  # Django's way to take a field away
    email = models.EmailField("mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[ReaderManager] = ReaderManager()  # type: ignore[assignment]  # Django's way to take a field away

    class Meta:
        verbose_name = "reader"
        verbose_name_plural = "readers"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_reader_per_address",
                violation_error_message="There is a reader with this address already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class SigninLink(models.Model):
    """A link that support made to sign a reader in once. Of its token only the digest is kept.

    `made_at` and `used_at` are wall time.
    """

    digest = models.CharField(max_length=64, unique=True)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="signin_links")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.reader}"
