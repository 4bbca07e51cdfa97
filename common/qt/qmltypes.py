"""Type files for qmllint, so that a misspelt property of `Theme` or of a view-model fails the build.

    python -m common.qt.qmltypes BUILD_FOLDER MODULE...      for example build/qml kiosk.ui.view_models
    pyside6-qmllint -W 0 -I BUILD_FOLDER PAGE.qml...

Method: each Python module is imported; for each QObject class in it the live meta-object says which
properties, signals, slots and enums QML sees (`pyside6-metaobjectdump` reads the source instead, and fails on
properties made by a function, by "QVariantMap" or by a lambda). The decorators (`@QmlElement`,
`@QmlNamedElement`, `@QmlSingleton`, `@QmlUncreatable`) are read from the source, as the meta-object does not
keep them. The result, in moc's JSON format, goes through Qt's own qmltyperegistrar. `Mostrador.Base` is
always among what is made. A class that is the type of a property must itself have `@QmlElement` (with
`@QmlUncreatable`), else its properties stay unknown to QML and to qmllint.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import PySide6
from PySide6.QtCore import QMetaMethod, QMetaObject, QObject

BASE_MODULES = ("common.qt.theme_object", "common.qt.words_object")
_FOREIGN = ("qt6core", "qt6gui", "qt6qml", "qt6qmlmodels", "qt6quick", "qt6multimedia")
_PACKAGE = Path(PySide6.__path__[0])
_ENDING = ".exe" if sys.platform == "win32" else ""


class TypeFileError(RuntimeError):
    """Qt's tool could not make a type file; the text is what it said."""


def write_type_files(modules: Sequence[str], folder: Path) -> None:
    """Writes `<folder>/<QML module>/{qmldir,module.qmltypes}` for each QML module that they declare.

    Raises TypeFileError when a module lacks QML_IMPORT_NAME and QML_IMPORT_MAJOR_VERSION, or Qt's tool fails.
    """
    declared: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for name in dict.fromkeys((*BASE_MODULES, *modules)):
        module = importlib.import_module(name)
        import_name = getattr(module, "QML_IMPORT_NAME", None)
        major = getattr(module, "QML_IMPORT_MAJOR_VERSION", None)
        if not isinstance(import_name, str) or not isinstance(major, int):
            raise TypeFileError(f"{name} has no QML_IMPORT_NAME and QML_IMPORT_MAJOR_VERSION")
        classes = [_described(kind, roles) for kind, roles in _classes(module)]
        entry = {"classes": classes, "inputFile": f"{name}.h", "outputRevision": 69}
        declared.setdefault((import_name, major), []).append(entry)
    for (import_name, major), entries in declared.items():
        _register(import_name, major, entries, folder / import_name.replace(".", "/"))


def lint(files: Sequence[Path], folder: Path) -> str:
    """What `qmllint -W 0` says about the QML files with the type files of `folder`; "" when all is well."""
    command = [_qmllint(), "-W", "0", "-I", folder, "-I", _PACKAGE / "Qt" / "qml", *files]

    finished = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120, check=False
    )
    said = finished.stdout + finished.stderr
    return said or f"qmllint ended with {finished.returncode}" if finished.returncode else ""


def _classes(module: ModuleType) -> list[tuple[type[QObject], dict[str, str]]]:
    """The QObject classes that a module defines, with their QML decorators as moc writes them."""
    found = []
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            kind = getattr(module, node.name)
            if isinstance(kind, type) and issubclass(kind, QObject):
                found.append((kind, _roles(node)))
    return found


def _roles(node: ast.ClassDef) -> dict[str, str]:
    roles = {"QML.Element": "anonymous"}
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = call.id if isinstance(call, ast.Name) else call.attr if isinstance(call, ast.Attribute) else ""
        first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
        text = str(first.value) if isinstance(first, ast.Constant) else ""
        if name == "QmlElement":
            roles["QML.Element"] = "auto"
        elif name == "QmlNamedElement":
            roles["QML.Element"] = text
        elif name == "QmlSingleton":
            roles["QML.Singleton"] = "true"
        elif name == "QmlUncreatable":
            roles |= {"QML.Creatable": "false", "QML.UncreatableReason": text}
    return roles


def _described(kind: type[QObject], roles: dict[str, str]) -> dict[str, Any]:
    """One class as moc's JSON has it."""
    meta: QMetaObject = kind.staticMetaObject  # type: ignore[attr-defined]  # missing in PySide's stub
    methods = [meta.method(index) for index in range(meta.methodOffset(), meta.methodCount())]
    base = meta.superClass()
    return {
        "className": kind.__name__,
        "qualifiedClassName": kind.__name__,
        "object": True,
        "superClasses": [{"access": "public", "name": base.className() if base else "QObject"}],
        "classInfos": [{"name": name, "value": value} for name, value in roles.items()],
        "properties": [
            _property(meta, index) for index in range(meta.propertyOffset(), meta.propertyCount())
        ],
        "signals": [_method(each) for each in methods if each.methodType() == QMetaMethod.MethodType.Signal],
        "slots": [_method(each) for each in methods if each.methodType() == QMetaMethod.MethodType.Slot],
        "enums": [_enum(meta, index) for index in range(meta.enumeratorOffset(), meta.enumeratorCount())],
    }


def _property(meta: QMetaObject, index: int) -> dict[str, Any]:
    found = meta.property(index)
    entry: dict[str, Any] = {
        "name": found.name(),
        "type": _type(_text(found.typeName())),
        "index": index - meta.propertyOffset(),
        "read": found.name(),
        "constant": found.isConstant(),
    }
    if found.isWritable():
        entry["write"] = f"set_{_text(found.name())}"
    if found.hasNotifySignal():
        entry["notify"] = _text(found.notifySignal().name())
    return entry


def _method(found: QMetaMethod) -> dict[str, Any]:
    types = [_type(_text(found.parameterTypeName(index))) for index in range(found.parameterCount())]
    names = [_text(name) or f"a{index + 1}" for index, name in enumerate(found.parameterNames())]
    return {
        "access": "public",
        "name": _text(found.name()),
        "returnType": _type(_text(found.returnMetaType().name())),
        "arguments": [{"name": name, "type": kind} for name, kind in zip(names, types, strict=True)],
    }


def _enum(meta: QMetaObject, index: int) -> dict[str, Any]:
    found = meta.enumerator(index)
    return {
        "name": found.name(),
        "isClass": True,
        "isFlag": found.isFlag(),
        "type": "int",
        "values": [found.key(key) for key in range(found.keyCount())],
    }


def _type(name: str) -> str:
    return "QVariant" if name == "PySide::PyObjectWrapper" else name


def _text(name: Any) -> str:
    return bytes(name).decode() if not isinstance(name, str) else name


def _register(import_name: str, major: int, entries: list[dict[str, Any]], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    metatypes = target / "metatypes.json"
    metatypes.write_text(json.dumps(entries, indent=1), encoding="utf-8")
    known = _PACKAGE / "Qt" / "metatypes"
    foreign = [str(path) for name in _FOREIGN for path in sorted(known.glob(f"{name}_*.json"))]
    command = [
        str(_registrar()),
        f"--import-name={import_name}",
        f"--major-version={major}",
        "--minor-version=0",
        f"--foreign-types={','.join(foreign)}",
        f"--generate-qmltypes={target / 'module.qmltypes'}",
        "-o",
        str(target / "registrations.cpp"),
        str(metatypes),
    ]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if finished.returncode:
        raise TypeFileError(f"{import_name}: {finished.stderr.strip()}")
    qmldir = [f"module {import_name}", "typeinfo module.qmltypes", "depends QtQuick"]
    (target / "qmldir").write_text("\n".join(qmldir) + "\n", encoding="utf-8")


def _qmllint() -> Path:
    return _PACKAGE / f"qmllint{_ENDING}"


def _registrar() -> Path:
    """Qt's tool lies in libexec on Linux and macOS, beside the package's other tools on Windows."""
    for folder in (_PACKAGE / "Qt" / "libexec", _PACKAGE):
        tool = folder / f"qmltyperegistrar{_ENDING}"
        if tool.is_file():
            return tool
    raise TypeFileError("PySide6 has no qmltyperegistrar here")


if __name__ == "__main__":
    write_type_files(sys.argv[2:], Path(sys.argv[1]))
