"""What the desk keeps of a SCIM user (RFC 7643), and what it means for a person at the counter.

Only what the counter needs is kept: the schema that the desk publishes has no phone numbers, addresses or
passwords, and what an identity provider sends beside it is dropped unread.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import ValidationError
from scim2_models import (
    URN,
    AnyExtension,
    ETag,
    Extension,
    Filter,
    Patch,
    Path,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import AuthenticationScheme as Scheme
from scim2_models import Bulk as BulkSupport
from scim2_models import ChangePassword as PasswordSupport
from scim2_models.attributes import ComplexAttribute
from scim2_models.path import AttributeBinding, attribute_host

from desk.directory.rules import language_of
from desk.directory.store.keys import TEXTS, Keys, Mail
from desk.people.rules import Details

MOST_RESULTS = 200


class Name(ComplexAttribute):
    """A name and its parts."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """One address; the first one counts, unless another is the primary one."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class User(Resource[AnyExtension]):
    """Somebody who may come to a counter."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The account's name, unique without regard to case."""

    name: Name | None = None
    """The person's name, in parts or as a whole."""

    display_name: str | None = None
    """The name as it is shown; before `name`."""

    preferred_language: str | None = None
    """The language that screens speak to them, e.g. es-MX."""

    active: bool | None = None
    """Whether the person can be found at the counters; false takes them away there."""

    emails: list[Email] | None = None
    """Mail addresses; the primary one is kept."""


class Work(Extension):
    """Of the enterprise extension only the department."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    department: str | None = None
    """The department, as agents see it."""


class Badge(Extension):
    """What a badge reader at the kiosk reads."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:mostrador:2.0:User")

    badge: str | None = None
    """The badge's number or name."""


PROVIDER = ScimProvider(
    models=[User, Work, Badge],
    resource_types=[ResourceType.from_resource(User[Work | Badge])],
    config=ServiceProviderConfig(
        documentation_uri=None,
        patch=Patch(supported=True),
        bulk=BulkSupport(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=PasswordSupport(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[
            Scheme(
                type=Scheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A program's token: mostrador token program NAME --role admin",
            )
        ],
    ),
    policy=ScimPolicy(unknown=ScimPolicy.Unknown.ignore),
)
SERVED = User[Work | Badge]


def _binding(name: str) -> AttributeBinding:
    """Where an attribute is, and how its values are compared. Only extensions are named with their schema."""
    schema = next((each.__schema__ for each in (Work, Badge) if name in each.model_fields), None)
    found: AttributeBinding | None = Path[SERVED](f"{schema}:{name}" if schema else name).resolve()
    assert found is not None
    return found


_TEXTS = {name: _binding(name) for name in TEXTS}
_MAIL = _binding("emails.value")
_TYPE = _binding("emails.type")


class Unusable(ValueError):
    """A value that the desk cannot keep; the text names the attribute."""


def details_of(user: User[Work | Badge]) -> Details:
    """The person that a user is. Raises Unusable."""
    work, badge = user[Work], user[Badge]
    told = {
        "name": _name_of(user),
        "mail": _mail_of(user),
        "badge": (badge.badge if badge else None) or "",
        "department": (work.department if work else None) or "",
        "language": language_of(user.preferred_language or ""),
    }
    try:
        return Details.model_validate(told)
    except ValidationError as error:
        raise Unusable(str(error.errors()[0]["loc"][0])) from error


def keys_of(user: User[Work | Badge]) -> Keys:
    """By what filters find a user."""
    mails = [
        Mail(_key(_MAIL, each.value), _key(_TYPE, each.type), each.primary) for each in user.emails or []
    ]
    texts = {name: _key(binding, _told(user, binding)) for name, binding in _TEXTS.items()}
    return Keys(texts, user.active, tuple(mails))


def _told(user: User[Work | Badge], binding: AttributeBinding) -> str | None:
    value = getattr(attribute_host(user, binding), binding.field_name, None)
    told: str | None = getattr(value, binding.sub_field_name, None) if binding.sub_field_name else value
    return told


def _key(binding: AttributeBinding, value: str | None) -> str | None:
    key: str | None = binding.comparable(value, PROVIDER.policy)
    return key


def _name_of(user: User[Work | Badge]) -> str:
    parts = user.name
    whole = (parts.formatted or f"{parts.given_name or ''} {parts.family_name or ''}") if parts else ""
    return (user.display_name or whole).strip() or (user.user_name or "")


def _mail_of(user: User[Work | Badge]) -> str:
    known = [email for email in user.emails or [] if email.value]
    primary = next((email for email in known if email.primary), known[0] if known else None)
    return (primary.value or "") if primary else ""
