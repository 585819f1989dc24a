"""The lines of prose that stand under the fields of a dataclass, for generated tables and commented files."""

import ast
import inspect
import textwrap


def field_prose(kind: type) -> dict[str, str]:
    """Field name -> the string literal under it, white space collapsed; a field without one is left out."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    prose = {}
    for field, text in zip(body.body, body.body[1:]):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(line))):
                prose[name] = " ".join(line.split())
    return prose
