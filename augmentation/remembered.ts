/**
 * A pure function of one argument that keeps its latest answers: fifty rules look at one line, and several methods at one source.
 * Holds at most `most` of them, so that memory does not grow with the texts.
 */
export function remembered<Argument, Answer>(answer: (argument: Argument) => Answer, most = 16): (argument: Argument) => Answer {
  const latest = new Map<Argument, Answer>();
  return (argument) => {
    const known = latest.get(argument);
    if (known !== undefined || latest.has(argument)) return known as Answer;
    if (latest.size >= most) latest.clear();
    const found = answer(argument);
    latest.set(argument, found);
    return found;
  };
}
