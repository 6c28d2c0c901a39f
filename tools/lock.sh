#!/usr/bin/env bash
# Pin every dependency, with hashes and without addresses. Needs uv; users do not.
set -euo pipefail
cd "$(dirname "$0")/.."
common=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate)
uv pip compile "${common[@]}" --extra postgres pyproject.toml -o requirements.txt "$@"
uv pip compile "${common[@]}" --all-extras pyproject.toml -c requirements.txt -o requirements-dev.txt "$@"
