"""Break the adjudicator's rules on purpose, one small change at a time, and see whether a test notices.

    make mutation                                              # the sample that docs/mutation.md tells of
    python -m tools.mutation --again                           # only those that lived, after new tests
    python -m tools.mutation --again --tests tests/warranty/rules/test_edges.py
    python -m tools.mutation --list                            # what is known, once more

The changes are those of mutmut. They are put into the functions of a process that has all tests loaded, and each is
tried in a fork of it by the tests that reach the changed lines, the quick ones first. docs/mutation.md says what is
counted and how.
"""

import argparse
import ast
import gc
import json
import math
import os
import random
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

HERE = Path(__file__).parent.parent
RULES = HERE / "src/payandan/warranty/rules"
TESTS = HERE / "tests/warranty/rules"
JUDGED = HERE / "tools/mutation_equivalent.json"
"""Survivors that cannot be told from the rules by any case, each with the reason."""

SECOND = {
    "reading", "document_reading", "service_reading", "pack_reading", "clause_reading", "document_writing", "documents",
    "cases", "differences", "publishing", "vectors", "contract", "alike", "rulebooks", "findings", "sense",
    "vocabulary", "sources",
}  # fmt: skip
"""What reads, writes and compares: a smaller share of the sample."""

LEFT_OUT = ("MOST_KEPT", "cast(")
"""Statements that decide nothing: the size of a cache, what a type checker is told."""

EXAMPLES = 25
TOO_SLOW = 3.0
CPU_SECONDS = 60
DECORATORS = {"property", "cached_property", "lru_cache", "classmethod", "staticmethod"}


@dataclass(frozen=True)
class Mutant:
    """One change of one function."""

    module: str
    function: str
    line: int
    first: int
    last: int
    was: str
    becomes: str
    code: CodeType = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return f"{self.module}.{self.function}:{self.line}: {self.was} -> {self.becomes}"

    def told(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("module", "function", "line", "was", "becomes")}


# --- what can be changed --------------------------------------------------------------------------


@dataclass
class Module:
    """A module of the rules with every change that mutmut knows."""

    name: str
    path: Path
    source: str
    tree: Any
    positions: Any
    listed: list[tuple[str, Any]]

    def mutant(self, number: int) -> Mutant | None:
        """The change of this number; none where the compiled code stays as it was."""
        function, mutation = self.listed[number]
        place = self.positions[mutation.original_node]
        was, becomes = (self.tree.code_for_node(node) for node in (mutation.original_node, mutation.mutated_node))
        lines = self.source.splitlines(keepends=True)
        start = sum(map(len, lines[: place.start.line - 1])) + place.start.column
        if self.source.startswith(was, start):
            changed = self.source[:start] + becomes + self.source[start + len(was) :]
        else:
            changed = self.tree.deep_replace(mutation.original_node, mutation.mutated_node).code
        try:
            code = dict(_codes(compile(changed, str(self.path), "exec")))[function]
        except SyntaxError:
            return None
        if _same(code, dict(_codes(compile(self.source, str(self.path), "exec")))[function]):
            return None
        first, last = place.start.line, place.end.line
        if first == last:
            first, last = _statements(self.source).get(first, (first, last))
        return Mutant(
            self.name, function, place.start.line, first, last, " ".join(was.split()), " ".join(becomes.split()), code
        )


def module_at(path: Path) -> Module:
    cst: Any = import_module("libcst")
    source = path.read_text(encoding="utf-8")
    tree, positions, mutations, owners = _mutations(cst, source, str(path))
    lines = source.splitlines()
    listed = []
    for mutation in mutations:
        function = mutation.contained_by_top_level_function
        place = positions[mutation.original_node]
        text = "\n".join(lines[place.start.line - 1 : place.end.line])
        if isinstance(function, cst.FunctionDef) and not any(word in text for word in LEFT_OUT):
            listed.append((owners[function], mutation))
    return Module(".".join(path.relative_to(RULES).with_suffix("").parts), path, source, tree, positions, listed)


def _mutations(cst: Any, source: str, path: str) -> tuple[Any, Any, list[Any], dict[Any, str]]:
    from libcst.metadata import MetadataWrapper, PositionProvider  # type: ignore[import-not-found,unused-ignore]
    from mutmut.mutation import file_mutation  # type: ignore[import-not-found,unused-ignore]
    from mutmut.mutation.mutators import mutation_operators  # type: ignore[import-not-found,unused-ignore]
    from mutmut.mutation.pragma_handling import get_ignored_lines  # type: ignore[import-not-found,unused-ignore]

    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = file_mutation.MutationVisitor(mutation_operators, get_ignored_lines(path, source, wrapper, None), None)
    skips = visitor._skip_node_and_children

    def skip(node: Any) -> bool:
        """As mutmut, but into functions under a decorator that takes nothing away from them."""
        return False if isinstance(node, cst.FunctionDef) and _plainly_decorated(cst, node) else bool(skips(node))

    visitor._skip_node_and_children = skip
    wrapper.visit(visitor)
    owners: dict[Any, str] = {}
    for node in wrapper.module.body:
        if isinstance(node, cst.FunctionDef):
            owners[node] = node.name.value
        elif isinstance(node, cst.ClassDef):
            inner = (child for child in node.body.body if isinstance(child, cst.FunctionDef))
            owners |= {child: f"{node.name.value}.{child.name.value}" for child in inner}
    return wrapper.module, wrapper.resolve(PositionProvider), visitor.mutations, owners


def _plainly_decorated(cst: Any, function: Any) -> bool:
    names = [getattr(one.decorator, "func", one.decorator) for one in function.decorators]
    return bool(names) and all(isinstance(name, cst.Name) and name.value in DECORATORS for name in names)


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant.co_qualname, constant
            yield from _codes(constant)


def _same(one: CodeType, other: CodeType) -> bool:
    return one.replace(co_linetable=b"", co_exceptiontable=b"") == other.replace(
        co_linetable=b"", co_exceptiontable=b""
    )


def _statements(source: str) -> dict[int, tuple[int, int]]:
    """The lines of the smallest statement, or the head of one, that each line belongs to."""
    spans: dict[int, tuple[int, int]] = {}
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    for node in sorted(nodes, key=lambda node: -((node.end_lineno or node.lineno) - node.lineno)):
        body = getattr(node, "body", None)
        last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
        spans |= dict.fromkeys(range(node.lineno, last + 1), (node.lineno, last))
    return spans


def sample(share: dict[str, int], seed: int) -> tuple[list[Mutant], Counter[str]]:
    """So many mutants of the first and of the second modules, each module by its size, and how many there are."""
    chance = random.Random(seed)
    modules = [module for path in sorted(RULES.rglob("*.py")) if (module := module_at(path)).listed]
    taken: list[Mutant] = []
    for group, wanted in share.items():
        mine = [module for module in modules if _group(module.name) == group]
        everything = sum(len(module.listed) for module in mine)
        for module in mine:
            count = min(len(module.listed), math.ceil(wanted * len(module.listed) / everything))
            numbers = chance.sample(range(len(module.listed)), count)
            taken += [mutant for number in numbers if (mutant := module.mutant(number))]
    chance.shuffle(taken)
    return taken, Counter({module.name: len(module.listed) for module in modules})


def found_again(results: Iterable[dict[str, Any]]) -> list[Mutant]:
    """The mutants of these results; one whose line has changed since is gone."""
    wanted: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in results:
        wanted[one["module"]].add(key_of(one))
    found: dict[tuple[str, ...], Mutant] = {}
    for name, keys in sorted(wanted.items()):
        module = module_at(RULES.joinpath(*name.split(".")).with_suffix(".py"))
        functions = {key[1] for key in keys}
        for number, (function, _) in enumerate(module.listed):
            mutant = module.mutant(number) if function in functions else None
            if mutant is not None and key_of(mutant.told()) in keys:
                found[(*key_of(mutant.told()), str(mutant.line))] = mutant
    lines = {(*key_of(one), str(one["line"])) for one in results}
    return [mutant for key, mutant in found.items() if key in lines]


def _group(module: str) -> str:
    return "second" if module in SECOND else "first"


# --- trying one -----------------------------------------------------------------------------------


class Trial:
    """A pytest plugin that, in place of one run of the tests, makes one for each mutant."""

    def __init__(self, mutants: list[Mutant], out: Path) -> None:
        self.mutants = mutants
        self.out = out
        self.items: list[Any] = []
        self.reached: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.seconds: dict[int, float] = {}
        self.killers: dict[str, Counter[int]] = defaultdict(Counter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        self.items = session.items
        for item in self.items:
            _try_few(item)
        self._look()
        gc.collect()
        gc.freeze()
        print(f"{len(self.seconds)} of {len(self.items)} tests may kill", flush=True)
        with self.out.open("a", encoding="utf-8") as file:
            for number, mutant in enumerate(self.mutants, 1):
                started = time.monotonic()
                told = mutant.told() | self._tried(mutant) | {"seconds": round(time.monotonic() - started, 1)}
                print(json.dumps(told, ensure_ascii=False), file=file, flush=True)
                print(f"{number}/{len(self.mutants)} {told['result']:9} {mutant.name}", flush=True)
        return True

    def _look(self) -> None:
        """Run every test once unchanged: what it takes, and which lines of the rules it reaches."""
        folder = str(RULES)

        for place, item in enumerate(self.items):
            lines: set[tuple[str, int]] = set()

            def line(frame: FrameType, event: str, _: Any, lines: set[tuple[str, int]] = lines) -> Any:
                if event == "line":
                    lines.add((frame.f_code.co_filename, frame.f_lineno))
                return line

            def call(frame: FrameType, *_: Any) -> Any:
                return line if frame.f_code.co_filename.startswith(folder) else None

            forget()
            started = time.process_time()
            sys.settrace(call)
            try:
                run(item, None)
            except BaseException as problem:
                print(f"cannot kill, fails by itself: {item.nodeid}: {type(problem).__name__}", flush=True)
                continue
            finally:
                sys.settrace(None)
            self.seconds[place] = time.process_time() - started
            if self.seconds[place] > TOO_SLOW:
                print(f"cannot kill, too slow: {item.nodeid}", flush=True)
                continue
            for one in lines:
                self.reached[one].add(place)

    def _tried(self, mutant: Mutant) -> dict[str, Any]:
        """Whether it was killed, and by what."""
        path = str(RULES.joinpath(*mutant.module.split(".")).with_suffix(".py"))
        places = set[int]().union(*(self.reached[path, line] for line in range(mutant.first, mutant.last + 1)))
        if not places:
            return {"result": "survived", "by": "no test reaches it"}
        killed = self.killers[mutant.module]
        order = sorted(places, key=lambda place: (_is_law(self.items[place]), -killed[place], self.seconds[place]))
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            self._in_child(mutant, order, write)
        os.close(write)
        with os.fdopen(read) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM):
            return {"result": "timeout", "by": f"{CPU_SECONDS} seconds"}
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
            return {"result": "survived", "by": f"{len(order)} tests"}
        if said:
            killed[int(said)] += 1
            return {"result": "killed", "by": self.items[int(said)].nodeid}
        return {"result": "killed", "by": f"the process ended with {status}"}

    def _in_child(self, mutant: Mutant, order: list[int], write: int) -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        function_of(mutant).__code__ = mutant.code
        forget()
        for place, following in zip(order, [*order[1:], None], strict=True):
            try:
                run(self.items[place], None if following is None else self.items[following])
            except BaseException:
                os.write(write, str(place).encode())
                os._exit(1)
        os._exit(0)


def run(item: Any, following: Any) -> None:
    """A test without reports: the child only asks whether it fails."""
    state = item.session._setupstate
    item.funcargs = {}
    item._initrequest()
    try:
        state.setup(item)
        item._request._fillfixtures()
        item.runtest()
    finally:
        state.teardown_exact(following or item.session)


def _is_law(item: Any) -> bool:
    return hasattr(item.obj, "hypothesis")


def _try_few(item: Any) -> None:
    """Laws with few examples, always the same ones, and without looking for the smallest."""
    from hypothesis import HealthCheck, Phase, settings

    if _is_law(item):
        function = getattr(item.obj, "__func__", item.obj)
        function._hypothesis_internal_use_settings = settings(
            max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip


def function_of(mutant: Mutant) -> FunctionType:
    """The function that a mutant changes, out of what wraps it."""
    path = f"payandan.warranty.rules.{mutant.module}".removesuffix(".__init__")
    holder: Any = import_module(path)
    for name in mutant.function.split("."):
        holder = vars(holder)[name]
    if isinstance(holder, property):
        holder = holder.fget
    if isinstance(holder, cached_property):
        holder = holder.func
    holder = getattr(holder, "__func__", holder)
    holder = getattr(holder, "__wrapped__", holder)
    assert isinstance(holder, FunctionType), mutant.name
    return holder


def forget() -> None:
    """Empty every cache of the rules and of their tests."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("payandan.", "tests.")):
            for value in list(vars(module).values()):
                clear: Callable[[], None] | None = getattr(value, "cache_clear", None)
                if callable(clear) and hasattr(value, "cache_info"):
                    clear()


# --- telling --------------------------------------------------------------------------------------


def wilson(good: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, good / of
    middle, width = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - width) / (1 + z * z / of), (middle + width) / (1 + z * z / of)


@dataclass
class Row:
    """What became of the mutants of a module."""

    tried: int = 0
    killed: int = 0
    survived: int = 0
    equivalent: int = 0

    def __add__(self, other: "Row") -> "Row":
        return Row(**{key: value + getattr(other, key) for key, value in asdict(self).items()})

    def cells(self) -> str:
        of = self.tried - self.equivalent
        low, high = wilson(self.killed, of)
        rate = f"{self.killed / of:.1%} | {low:.1%} to {high:.1%}" if of else "– | –"
        return f"{self.tried} | {self.killed} | {self.survived} | {self.equivalent} | {rate}"


def table(results: Iterable[dict[str, Any]], there_are: Counter[str]) -> str:
    """The report, one row for each module."""
    rows: dict[str, Row] = defaultdict(Row)
    judged = equivalents()
    for one in results:
        dead = one["result"] != "survived"
        same = not dead and key_of(one) in judged
        rows[one["module"]] += Row(1, int(dead), int(not dead and not same), int(same))
    lines = ["| Module | Mutants there are | Tried | Killed | Survived | Equivalent | Rate | 95 % interval |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|---|")
    for group in ("first", "second"):
        names = sorted(name for name in rows if _group(name) == group)
        lines += [f"| `{name}` | {there_are[name]} | {rows[name].cells()} |" for name in names]
        total = sum((rows[name] for name in names), Row())
        lines.append(f"| **{group}** | {sum(there_are[name] for name in names)} | {total.cells()} |")
    total = sum(rows.values(), Row())
    lines.append(f"| **all** | {sum(there_are.values())} | {total.cells()} |")
    return "\n".join(lines)


def key_of(one: dict[str, Any]) -> tuple[str, ...]:
    """A mutant without its line, which moves."""
    return one["module"], one["function"], one["was"], one["becomes"]


def equivalents() -> dict[tuple[str, ...], str]:
    judged = json.loads(JUDGED.read_text(encoding="utf-8")) if JUDGED.exists() else []
    return {key_of(one): one["why"] for one in judged}


def results_in(out: Path) -> tuple[dict[tuple[Any, ...], dict[str, Any]], Counter[str]]:
    """The last word on each mutant, and how many there are in each module."""
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] if out.exists() else []
    there_are = Counter[str]()
    for one in told:
        there_are.update(one.get("there_are", {}))
    return {(*key_of(one), one["line"]): one for one in told if "module" in one}, there_are


def main() -> None:
    options = argparse.ArgumentParser(description="Change the rules and see whether a test notices.")
    options.add_argument("--out", type=Path, default=HERE / "data/mutation.jsonl")
    options.add_argument("--seed", type=int, default=1404)
    options.add_argument("--first", type=int, default=640, help="mutants of the modules that decide")
    options.add_argument("--second", type=int, default=160, help="mutants of those that read, write and compare")
    options.add_argument("--again", action="store_true", help="only those that lived")
    options.add_argument("--list", action="store_true", help="try none: say what is known")
    options.add_argument("--tests", type=Path, nargs="*", default=[TESTS], help="the tests that may kill")
    chosen = options.parse_args()

    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    if not chosen.list:
        try_them(_todo(chosen), chosen.out, chosen.tests)
    known, there_are = results_in(chosen.out)
    print(table(known.values(), there_are))
    judged = equivalents()
    for one in known.values():
        if one["result"] == "survived" and key_of(one) not in judged:
            print(json.dumps(one, ensure_ascii=False))


def _todo(chosen: argparse.Namespace) -> list[Mutant]:
    known, there_are = results_in(chosen.out)
    if chosen.again:
        judged = equivalents()
        return found_again([one for one in known.values() if one["result"] == "survived" and key_of(one) not in judged])
    mutants, counted = sample({"first": chosen.first, "second": chosen.second}, chosen.seed)
    if not there_are:
        with chosen.out.open("a", encoding="utf-8") as file:
            print(json.dumps({"there_are": counted, "seed": chosen.seed}), file=file)
    return [mutant for mutant in mutants if (*key_of(mutant.told()), mutant.line) not in known]


def try_them(mutants: list[Mutant], out: Path, tests: list[Path]) -> None:
    """Load the tests once and try every mutant with them."""
    arguments = ["-s", "-p", "no:cacheprovider", "--assert=plain", "-c", str(HERE / "pyproject.toml")]
    pytest.main([*arguments, *map(str, tests)], plugins=[Trial(mutants, out)])


if __name__ == "__main__":
    main()
