/** The file ESLint obeys (run with ESLINT_USE_FLAT_CONFIG=false). */
module.exports = {
  root: true,
  env: { es2022: true, node: true },
  parser: "@typescript-eslint/parser",
  parserOptions: { project: "./tsconfig.json", tsconfigRootDir: __dirname },
  plugins: ["@typescript-eslint"],
  extends: ["eslint:recommended", "plugin:@typescript-eslint/strict-type-checked"],
  ignorePatterns: ["dist", "coverage", "node_modules", "*.cjs", "bench/**/*.mjs"],
  rules: {
    eqeqeq: "error",
    "no-console": "error",
    "@typescript-eslint/no-explicit-any": "error",
    "@typescript-eslint/no-non-null-assertion": "error",
    "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    // A member that implements an interface names what it does not use with `_`.
    "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    // `return refuse(…)` reads as what it is: done, and nothing comes back.
    "@typescript-eslint/no-confusing-void-expression": "off",
    "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "@typescript-eslint/no-invalid-void-type": ["error", { allowInGenericTypeArguments: true }],
  },
};
