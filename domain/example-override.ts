/** A setting of a parked stage that an operator might change: its path and its value now. */
export interface ExampleOverride {
  readonly path: readonly string[];
  readonly value: number;
}

/** The first number among the parameters, a learning rate before others: overrides are mostly about these. */
export function exampleOverride(parameters: object): ExampleOverride | undefined {
  const numbers = numbersIn(parameters, []);
  return numbers.find(({ path }) => path.at(-1) === 'learningRate') ?? numbers[0];
}

/** As the merge patch that `overrides` takes. */
export function asPatch({ path, value }: ExampleOverride): object {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

function numbersIn(value: object, path: readonly string[]): ExampleOverride[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (typeof inner === 'number') return [{ path: [...path, key], value: inner }];
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? numbersIn(inner, [...path, key]) : [];
  });
}
