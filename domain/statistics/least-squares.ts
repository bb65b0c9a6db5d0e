/** A fitted linear model `y = x · coefficients`. */
export interface LinearFit {
  readonly coefficients: readonly number[];
  /** Rows less coefficients, at least 1. */
  readonly degreesOfFreedom: number;
  /** Unbiased estimate of the variance of y about the model. */
  readonly residualVariance: number;
  /** (X'X)^-1. */
  readonly inverse: readonly (readonly number[])[];
}

type Matrix = readonly (readonly number[])[];

/**
 * Ordinary least squares of `y` on the columns of `design`, one row each. Undefined where it has no answer: columns that depend on one
 * another, or no more rows than columns. For a handful of columns. Source: Draper & Smith, Applied Regression Analysis, ch. 5.
 */
export function leastSquares(design: Matrix, y: readonly number[]): LinearFit | undefined {
  const columns = design[0]?.length ?? 0;
  const degreesOfFreedom = design.length - columns;
  const inverse = degreesOfFreedom < 1 ? undefined : inverted(gram(design, columns));
  if (inverse === undefined) return undefined;
  const moments = Array.from({ length: columns }, (_, column) => sum(design.map((row, index) => row[column]! * y[index]!)));
  const coefficients = inverse.map((row) => dot(row, moments));
  const residualVariance = sum(design.map((row, index) => (y[index]! - dot(row, coefficients)) ** 2)) / degreesOfFreedom;
  return { coefficients, degreesOfFreedom, residualVariance, inverse };
}

/** Mean of y at `x`, and the variance of one new y there about it. */
export function predict({ coefficients, residualVariance, inverse }: LinearFit, x: readonly number[]): { mean: number; variance: number } {
  const leverage = dot(x, inverse.map((row) => dot(row, x)));
  return { mean: dot(x, coefficients), variance: residualVariance * (1 + leverage) };
}

function gram(design: Matrix, columns: number): number[][] {
  const at = (i: number, j: number): number => sum(design.map((row) => row[i]! * row[j]!));
  return Array.from({ length: columns }, (_, i) => Array.from({ length: columns }, (_, j) => at(i, j)));
}

/** Gauss–Jordan without pivoting, which a positive definite matrix does not need; undefined when it is singular. */
function inverted(matrix: Matrix): number[][] | undefined {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const pivot = work[column]![column]!;
    if (pivot <= SINGULAR * matrix[column]![column]!) return undefined;
    work[column] = work[column]!.map((value) => value / pivot);
    for (let other = 0; other < size; other++) {
      if (other === column) continue;
      const factor = work[other]![column]!;
      work[other] = work[other]!.map((value, index) => value - factor * work[column]![index]!);
    }
  }
  return work.map((row) => row.slice(size));
}

/** What rounding leaves of a column that the others make up, as a share of it. */
const SINGULAR = 1e-10;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, index) => value * b[index]!));
