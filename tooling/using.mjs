import visitor from '@swc/core/Visitor.js'

/**
 * @typedef {import('@swc/core/Visitor.js').Visitor} Visitor
 * @typedef {Parameters<Visitor['visitStatement']>[0]} Statement
 * @typedef {Parameters<Visitor['visitVariableDeclarators']>[0]} Declarators
 * @typedef {{ type: 'UsingDeclaration', decls: Declarators }} Using
 */

/**
 * Teaches swc's visitor, which dependency-cruiser reads imports with, `using` declarations: it refuses the whole cruise
 * at the first one.
 */
export function allowUsing() {
  const { prototype } = visitor.Visitor
  const { visitStatement } = prototype
  /** @this {Visitor} @param {Statement | Using} statement */
  prototype.visitStatement = function (statement) {
    if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
    statement.decls = this.visitVariableDeclarators(statement.decls)
    return /** @type {Statement} */ (/** @type {unknown} */ (statement))
  }
}
