#!/bin/sh
# Vega and Vega-Lite as the package ships them (data/view/vega), from the npm registry; the checksums are in data/view/NOTICE.md.
# The versions are those that vl-convert-python draws with, so that a chart looks the same with and without a script.
set -eu
to=$(cd "$(dirname "$0")/.." && pwd)/src/newsextract/data/view/vega
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
for package in vega@6.2.0 vega-lite@6.4.3 vega-interpreter@2.2.1; do
    name=${package%@*}
    tar xzf "$(npm pack --silent "$package")" && mv package "$name"
done
cp vega/build/vega.min.js vega-lite/build/vega-lite.min.js "$to/"
cp vega/LICENSE "$to/LICENSE"
# the interpreter, without which Vega needs eval, is published as a module alone: two lines make a script of it
{
    echo "(function () {"
    sed -e "s/^import \(.*\) from 'vega-util';$/const \1 = globalThis.vega;/" \
        -e "s/^export { expression as expressionInterpreter };$/globalThis.vegaInterpreter = expression;/" \
        -e "/^\/\/# sourceMappingURL/d" vega-interpreter/build/vega-interpreter.js
    echo "})();"
} > "$to/vega-interpreter.js"
cd "$to" && sha256sum ./*.js
