// Moves over the graph by keyboard: an arrow key goes to the neighbour that lies that way.

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The visible neighbour of `from` that lies most in the direction of `key`; without `from`, the best connected node. */
export function next(cy, from, key) {
  const [dx, dy] = STEPS[key];
  if (!from || !from.length) return cy.nodes(":visible").max((node) => node.degree()).ele;
  const origin = from.position();
  return from.neighborhood("node").filter(":visible").max((node) => {
    const at = node.position(), x = at.x - origin.x, y = at.y - origin.y;
    return (x * dx + y * dy) / (Math.hypot(x, y) || 1);
  }).ele;
}

export const isArrow = (key) => key in STEPS;
