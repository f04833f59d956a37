/** The Cedar policy by which nobody of a community runs a model. Ids of models hold nothing that Cedar or a policy's id would mind. */
export function deniedModelPolicy(modelId: string): { readonly id: string; readonly text: string } {
  const text = `forbid (principal, action == Action::"jobs:submit", resource == Model::${JSON.stringify(modelId)});`;
  return { id: deniedModelPolicyId(modelId), text };
}

export function deniedModelPolicyId(modelId: string): string {
  return `deny-${modelId.replaceAll('_', '-')}`;
}
