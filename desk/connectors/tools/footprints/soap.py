"""SOAP 1.1 with encoded values, as the Perl services of FootPrints speak it: envelopes built and read.

What comes in is read with defusedxml: no entities, no documents from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
for _prefix, _name in {"soap": ENVELOPE, "enc": ENCODING, "xsi": XSI, "xsd": XSD}.items():
    register_namespace(_prefix, _name)
# what XML 1.0 has no way to write
_NOT_WRITTEN = {code: " " for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: " ", 0xFFFF: " "}

Value = str | int | Mapping[str, Any] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What the service refuses, in its own words."""

    code: str
    words: str


def envelope(service: str, method: str, arguments: Mapping[str, Value]) -> bytes:
    """A call of a method with named arguments in order; texts, numbers, structures and lists of texts."""
    root = Element(f"{{{ENVELOPE}}}Envelope")
    body = SubElement(root, f"{{{ENVELOPE}}}Body", {f"{{{ENVELOPE}}}encodingStyle": ENCODING})
    call = SubElement(body, f"{{{service}}}{method}")
    for name, value in arguments.items():
        _add(call, name, value)
    # the types of values are texts with a prefix, which must be declared although no name uses it
    root.set("xmlns:xsd", XSD)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: Element, name: str, value: Value) -> None:
    kind = f"{{{XSI}}}type"
    if isinstance(value, str):
        SubElement(parent, name, {kind: "xsd:string"}).text = value.translate(_NOT_WRITTEN)
    elif isinstance(value, int):
        SubElement(parent, name, {kind: "xsd:int"}).text = str(value)
    elif isinstance(value, Mapping):
        inner = SubElement(parent, name)
        for key, part in value.items():
            _add(inner, key, part)
    else:
        length = {f"{{{ENCODING}}}arrayType": f"xsd:string[{len(value)}]"}
        listed = SubElement(parent, name, {kind: "enc:Array", **length})
        for part in value:
            _add(listed, "item", part)


def read(body: bytes) -> Any | Fault | None:
    """What a call returned: a text, a dict by names, a list, or a Fault; None when it is no SOAP at all."""
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    if root.tag != f"{{{ENVELOPE}}}Envelope":
        return None
    content = root.find(f"{{{ENVELOPE}}}Body")
    if content is None or not len(content):
        return None
    first = content[0]
    if first.tag == f"{{{ENVELOPE}}}Fault":
        return Fault(first.findtext("faultcode", ""), first.findtext("faultstring", "").strip())
    return _value(first[0]) if len(first) else ""


def _value(element: Element) -> Any:
    """Lists have items only; a list of pairs of key and value is a record, as Apache's map writes one."""
    children = list(element)
    if not children:
        return element.text or ""
    if all(_local(child) == "item" for child in children):
        pairs = [(child.find("key"), child.find("value")) for child in children]
        if all(key is not None and value is not None for key, value in pairs):
            return {
                str(key.text): _value(value) for key, value in pairs if key is not None and value is not None
            }
        return [_value(child) for child in children]
    return {_local(child): _value(child) for child in children}


def _pair(item: Element) -> tuple[str, Any] | None:
    key, value = item.find("key"), item.find("value")
    return (key.text or "", _value(value)) if key is not None and value is not None else None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
