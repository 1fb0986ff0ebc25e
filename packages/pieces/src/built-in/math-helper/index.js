import { definePiece, number } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

const props = {
  first_number: number('First Number', { required: true }),
  second_number: number('Second Number', { required: true }),
};

/**
 * @param {string} name
 * @param {string} displayName
 * @param {string} description
 * @param {(first: number, second: number) => number} compute
 * @returns {Action}
 */
function calculation(name, displayName, description, compute) {
  return {
    ...{ name, displayName, description, props },
    run: async ({ propsValue }) => compute(Number(propsValue.first_number), Number(propsValue.second_number)),
  };
}

/**
 * @param {number} first
 * @param {number} second
 */
function quotient(first, second) {
  if (second === 0) throw new Error('The second number is 0, by which nothing can be divided.');
  return first / second;
}

/**
 * @param {number} least
 * @param {number} most
 */
function between(least, most) {
  return Math.floor(Math.random() * (most - least + 1) + least);
}

export const mathHelper = definePiece({
  name: 'math-helper',
  version: '0.0.22',
  displayName: 'Math Helper',
  description: 'Calculates with two numbers',
  logo: 'math-helper.svg',
  categories: ['CORE'],
  actions: [
    calculation('addition_math', 'Addition', 'Adds the two numbers.', (first, second) => first + second),
    calculation('subtraction_math', 'Subtraction', 'Takes the first number from the second.', (a, b) => b - a),
    calculation('multiplication_math', 'Multiplication', 'Multiplies the two numbers.', (a, b) => a * b),
    calculation('division_math', 'Division', 'Divides the first number by the second.', quotient),
    calculation('modulo_math', 'Modulo', 'What is left when the first is divided by the second.', (a, b) => a % b),
    calculation(
      'generateRandom_math',
      'Generate Random Number',
      'A whole number from the first to the second.',
      between,
    ),
  ],
});
