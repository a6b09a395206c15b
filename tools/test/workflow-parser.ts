import { registerHooks } from 'node:module'

/** It imports JSON the way bundlers take it and Node does not. */
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.min.json') ? { ...context, importAttributes: { type: 'json' } } : context),
})
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser')
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser')
hooks.deregister()

/** What GitHub's own parser says is wrong with a workflow: keys, types, expressions, and what jobs need of each other. */
export async function faultsOfWorkflow(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter())
  const faults = context.errors.getErrors().map(({ message }) => message)
  if (value === undefined || faults.length > 0) return faults
  const { errors = [] } = await convertWorkflowTemplate(context, value)
  return errors.map(({ Message }) => Message)
}

/** What it says is wrong with an action. */
export function faultsOfAction(name: string, content: string): readonly string[] {
  const { context } = parseAction({ name, content }, new NoOperationTraceWriter())
  return context.errors.getErrors().map(({ message }) => message)
}
