/** Disjoint sets of 0 … size−1. The root of a set is its smallest member, so labels do not depend on union order. */
export class UnionFind {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = new Int32Array(size);
    for (let index = 0; index < size; index++) this.parents[index] = index;
  }

  /** The smallest member of the set that holds `member`. */
  find(member: number): number {
    let at = member;
    while (this.parents[at] !== at) {
      this.parents[at] = this.parents[this.parents[at]!]!;
      at = this.parents[at]!;
    }
    return at;
  }

  union(a: number, b: number): void {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA < rootB) this.parents[rootB] = rootA;
    else this.parents[rootA] = rootB;
  }

  /** The root of every member. */
  roots(): Int32Array {
    const roots = new Int32Array(this.parents.length);
    for (let index = 0; index < roots.length; index++) roots[index] = this.find(index);
    return roots;
  }
}
