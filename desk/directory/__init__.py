"""The organisation's directory: people who come by SCIM from an identity provider, or are read by LDAP."""
